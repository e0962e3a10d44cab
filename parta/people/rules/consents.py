"""Texts of consents and what may be written down about a signed one: plain functions over plain data [3.2]."""

import re
from collections.abc import Iterator, Mapping
from datetime import date, timedelta

RULES = {
    "CONS-01": "Согласие на журнал, на сведения о здоровье и на фотографии — отдельные документы: у каждого своя дата, "
    "подписавший, основание и срок (152-ФЗ, ст. 9).",
    "CONS-02": "Согласие не подписывают завтрашним днём и с истёкшим сроком; после отзыва нужно новое, подписанное "
    "не раньше дня отзыва.",
    "CONS-03": "Текст согласия меняют новой версией; подписанные согласия остаются за той, которую подписали.",
    "CONS-04": "В тексте согласия названы школа и её адрес; поля в фигурных скобках — только те, что Парта заполняет.",
    "CONS-05": "Отдельно отзывают согласие на сведения о здоровье и на фотографии, начиная со дня отзыва; с отзывом "
    "согласия на журнал ученик выходит из журнала целиком.",
    "CONS-06": "Скан согласия — PDF или JPEG; его видит тот, кому открыта карточка.",
    "CONS-07": "При отказе от согласия не записывают ничего личного: только то, что в классе есть ученик на бумаге.",
    "CONS-08": "Сколько учеников класса ведётся на бумаге, видят классный руководитель и администрация; "
    "учителям, ученикам и родителям этого не показывают.",
}

FOR_CHILD, FOR_SELF = "за ребёнка", "за себя"  # at the beginning of a paragraph: on which of the two forms it stands
SCHOOL, ADDRESS, CITY = "школа", "адрес", "город"
FIELDS = {
    SCHOOL: "полное название школы",
    ADDRESS: "адрес школы",
    CITY: "населённый пункт",
    FOR_CHILD: "в начале абзаца: только на бланке на данные ребёнка",
    FOR_SELF: "в начале абзаца: только на бланке родителя на его собственные данные",
}
BLANK = "_" * 30
WARNING = timedelta(days=30)  # before the last day of a consent

_FIELD = re.compile(r"\{([^{}\n]*)\}")


def text_fault(body: str, *, both: bool) -> str:
    """What is wrong with a text; empty when nothing is. CONS-04. `both`: it makes the parent's own form too."""
    if unknown := [name for name in _FIELD.findall(body) if name not in FIELDS]:
        known = ", ".join(f"{{{name}}}" for name in FIELDS)
        return f"Поля {{{unknown[0]}}} нет. Есть: {known}. Исправьте или уберите его."
    left = _FIELD.sub("", body)
    if "{" in left or "}" in left:
        return "В тексте есть фигурная скобка без пары. Уберите её или допишите поле, например {школа}."
    for mark in (FOR_CHILD, FOR_SELF):
        inside = [one for one in _blocks(body) if f"{{{mark}}}" in one.removeprefix(f"{{{mark}}}")]
        if inside:
            return f"{{{mark}}} ставят только в начале абзаца: «{inside[0][:40]}…»."
    for own in (False, True) if both else (False,):
        text = " ".join(_chosen(body, own=own))
        if lacking := [name for name in (SCHOOL, ADDRESS) if f"{{{name}}}" not in text]:
            whose = "родителя на его данные" if own else "на данные ребёнка"
            return f"На бланке {whose} не будет поля {{{lacking[0]}}}: в согласии называют школу и её адрес."
    return ""


def paragraphs(body: str, values: Mapping[str, str], *, own: bool) -> list[str]:
    """The text of one form with its fields filled in; an unknown value becomes a line to write on."""
    return [_FIELD.sub(lambda found: values.get(found[1]) or BLANK, one) for one in _chosen(body, own=own)]


def _blocks(body: str) -> list[str]:
    return [" ".join(line.split()) for line in body.splitlines() if line.strip()]


def _chosen(body: str, *, own: bool) -> Iterator[str]:
    mine, others = (FOR_SELF, FOR_CHILD) if own else (FOR_CHILD, FOR_SELF)
    for one in _blocks(body):
        if not one.startswith(f"{{{others}}}"):
            yield one.removeprefix(f"{{{mine}}}").strip()


def signing_fault(given_on: date, valid_until: date | None, withdrawn_on: date | None, on: date) -> tuple[str, str]:
    """(field, sentence) of what is wrong with the dates of a consent; two empty ones when nothing is. CONS-02."""
    if given_on > on:
        return "given_on", "Согласие не может быть подписано завтра: проверьте дату."
    if valid_until and valid_until < max(given_on, on):
        return "valid_until", "Срок согласия уже кончился. Проверьте дату или оставьте поле пустым."
    if withdrawn_on and given_on < withdrawn_on:
        return "given_on", f"Согласие отозвано {withdrawn_on:%d.%m.%Y}. Нужно новое, подписанное не раньше этого дня."
    return "", ""


def withdrawal_fault(given_on: date, day: date, on: date) -> str:
    """What is wrong with the day of a withdrawal. CONS-05."""
    if day > on:
        return "Отзыв не может прийти завтра: проверьте дату."
    if day < given_on:
        return f"Отзыв раньше самого согласия ({given_on:%d.%m.%Y}): проверьте дату."
    return ""
