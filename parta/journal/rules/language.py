"""In what language the journal is kept [5.4]: topics, homework, comments."""

import re
from collections.abc import Sequence

RULES = {
    "LANG-01": "Записи в журнале ведутся на русском языке: текст из одних иностранных слов не принимается [5.4].",
    "LANG-02": "Если иностранных слов больше, чем русских, учителю об этом говорят; "
    "слова в кавычках, формулы, сокращения и числа не считаются.",
    "LANG-03": "О теме, которая ничего не говорит («повторение», «контроль»), учителю напоминают, "
    "когда она стоит третий урок подряд.",
}

REFUSED = "Положение, п. 5.4: записи в журнале ведутся на русском языке. Напишите по-русски, иностранное — в кавычках."
FOREIGN = "Иностранных слов больше, чем русских (Положение, п. 5.4). Слова языка, который изучают, берите в кавычки."

_WORD = re.compile(r"[^\W\d_]{2,}")  # single letters are names of variables, exercises, groups
_CYRILLIC = re.compile(r"[А-Яа-яЁё]")
_QUOTED = re.compile(r"«[^»]*»|\"[^\"]*\"|“[^”]*”|„[^“”]*[“”]|\[[^\]]*\]")
# «H2O», «2x+1=0», «km/h», «resh.edu.ru»: letters together with figures, signs or inner full stops.
_FORMULA = re.compile(r"\S*[\d=+*/^<>@_|]\S*|\S*[^\W\d_][.:][^\W\d_]\S*")
_SYMBOLS = re.compile(r"(?:[A-Z][a-z]?){2,}|[IVXLCDM]+|[A-Z]{2,5}")  # «NaCl», «XIX», «HTML»
_FUNCTIONS = frozenset({"sin", "cos", "tg", "ctg", "tan", "log", "ln", "lg", "lim", "max", "min", "mod"})

# Without «и» and other single letters.
_EMPTY_TOPICS = frozenset(
    "повторение|повторение пройденного|повторение материала|повторение пройденного материала|повторение изученного"
    "|повторение изученного материала|обобщение|обобщение повторение|закрепление|закрепление материала"
    "|закрепление пройденного|закрепление изученного|контроль|контроль знаний|контроль повторение"
    "|практика|решение задач|решение примеров|работа по теме|урок".split("|")
)


def refusal(text: str) -> str:
    """Why the text isn't accepted; empty when it is (LANG-01). Figures, signs and formulas alone are no words."""
    if any(_CYRILLIC.search(word) for word in _WORD.findall(text)):
        return ""
    return REFUSED if any(_is_word(word) for word in _WORD.findall(_FORMULA.sub(" ", text))) else ""


def warning(text: str) -> str:
    """What to tell of an accepted text; empty when nothing (LANG-02)."""
    russian = sum(bool(_CYRILLIC.search(word)) for word in _WORD.findall(text))
    bare = _FORMULA.sub(" ", _QUOTED.sub(" ", text))
    foreign = sum(
        not _CYRILLIC.search(word) and _is_word(word) and not _SYMBOLS.fullmatch(word) for word in _WORD.findall(bare)
    )
    return FOREIGN if foreign > russian else ""


def _is_word(word: str) -> bool:
    return word.lower() not in _FUNCTIONS


def is_empty_topic(topic: str) -> bool:
    """Whether the topic tells nothing of the lesson (LANG-03)."""
    return " ".join(_WORD.findall(topic.lower())) in _EMPTY_TOPICS


def repeated_topic(topic: str, before: Sequence[str]) -> str:
    """What to tell of a third empty topic running; `before`: topics of the two lessons before it (LANG-03)."""
    if len(before) < 2 or not all(is_empty_topic(one) for one in (topic, *before)):
        return ""
    return f"Тема «{topic}» ничего не говорит об уроке, а такие стоят три урока подряд"
