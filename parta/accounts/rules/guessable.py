"""Passwords that a person who knows their owner, or only a keyboard, tries first. Pure."""

import re
from collections.abc import Iterable
from itertools import pairwise

from parta.accounts.rules.logins import transliterated

RULES = {
    "DOOR-06": "Пароль не короче 10 и не длиннее 128 знаков; не из частых, не из одних цифр, не ряд соседних клавиш "
    "и не составлен из логина, своих имён, даты рождения, названия школы и города. Других требований нет.",
}

# The same keys under both layouts of the keyboard: «йцукен» is «qwerty».
KEYS = str.maketrans("йцукенгшщзхъфывапролджэячсмитьбюё", "qwertyuiop[]asdfghjkl;'zxcvbnm,.`")
_ROWS = ("`1234567890-=", " qwertyuiop[]", " asdfghjkl;'", " zxcvbnm,./")
_PLACES = {key: (row, column) for row, keys in enumerate(_ROWS) for column, key in enumerate(keys) if key != " "}
_SHORTEST_WORD = 3  # of the words a password may not be made of
_LEFT = 4  # letters of its own that a password needs besides them
_MOST_STEPS = 0.7  # the share of steps to a neighbour that no phrase has


def is_walk(text: str) -> bool:
    """Whether nearly every key is the neighbour of the one before, or the next of the alphabet: «1qaz2wsx3edc»."""
    keys = text.casefold().translate(KEYS)
    steps = [_near(*pair) for pair in pairwise(keys)]
    alphabet = [ord(second) - ord(first) in (0, 1, -1) for first, second in pairwise(text)]
    return max(sum(steps), sum(alphabet)) >= _MOST_STEPS * max(1, len(steps))


def _near(first: str, second: str) -> bool:
    if first not in _PLACES or second not in _PLACES:
        return first == second
    (row, column), (other_row, other_column) = _PLACES[first], _PLACES[second]
    return abs(row - other_row) <= 1 and abs(column - other_column) <= 1


def is_made_of(text: str, words: Iterable[str]) -> bool:
    """Whether hardly a letter is left without these words, in Russian, in Latin letters or in the other layout, and
    without figures: «Иванова2012», «bdfyjdf-2012», «ivanova.ivan»."""
    letters = _letters(text)
    known: set[str] = set()
    for word in words:
        plain = _letters(word)
        if len(plain) >= _SHORTEST_WORD:
            known |= {plain, _letters(transliterated(plain)), plain.translate(KEYS)}
    left = re.sub(r"[\d_]", "", text.casefold())
    for word in sorted(known - {""}, key=len, reverse=True):
        left = left.replace(word, "")
    return len(_letters(left)) < _LEFT and len(_letters(left)) < len(letters)


def is_numbers(text: str) -> bool:
    """A date, a telephone: figures and what stands between them."""
    return not _letters(text) and any(char.isdigit() for char in text) and bool(re.fullmatch(r"[\d\s.,:/()+-]+", text))


def _letters(text: str) -> str:
    return re.sub(r"[\W\d_]", "", text.casefold())
