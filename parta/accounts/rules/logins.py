"""Login names: which are allowed and which one is suggested. Pure."""

import re

RULES = {
    "DOOR-03": "Логин: от 3 до 40 знаков, латинские буквы, цифры, точка, дефис и подчёркивание, первая — буква.",
}

MIN_LENGTH, MAX_LENGTH = 3, 40
_ALLOWED = re.compile(r"[a-z][a-z0-9._-]*")
_LETTERS = dict(
    zip(
        "абвгдеёжзийклмнопрстуфхцчшщъыьэюя",
        "a b v g d e e zh z i i k l m n o p r s t u f kh ts ch sh shch _ y _ e yu ya".split(),
        strict=True,
    )
)


def transliterated(text: str) -> str:
    """«Щёголева» → «shchegoleva»; what has no Latin spelling falls out."""
    letters = (_LETTERS.get(char, char) for char in text.casefold())
    return re.sub(r"[^a-z0-9-]", "", "".join(letters)).strip("-")


def suggestion(last: str, first: str, patronymic: str) -> str:
    """«zaitseva.op» for Зайцева Ольга Петровна; «user» for a name without a single letter of ours."""
    initials = "".join(transliterated(part)[:1] for part in (first, patronymic))
    name = transliterated(last)[: MAX_LENGTH - 10]
    parts = [part for part in (name, initials) if part]
    login = ".".join(parts)
    return login if len(login) >= MIN_LENGTH and _ALLOWED.fullmatch(login) else "user"


def fault(login: str) -> str:
    """What is wrong with a login name, as a sentence; empty = nothing. DOOR-03."""
    if not MIN_LENGTH <= len(login) <= MAX_LENGTH:
        return f"В логине должно быть от {MIN_LENGTH} до {MAX_LENGTH} знаков."
    if not _ALLOWED.fullmatch(login):
        return "Логин пишут латинскими буквами и цифрами, ещё можно точку, дефис и подчёркивание; первая — буква."
    return ""
