"""Marks of a former school or a sanatorium as they are typed in [8.2.2]."""

import re
from datetime import date

RULES = {
    "FMR-01": "Отметки прежней школы — 5, 4, 3 или 2 через пробел, не больше 60 за раз.",
    "FMR-02": "Дата отметки прежней школы лежит между началом учебного года и сегодняшним днём.",
    "FMR-04": "Отметки прежней школы с датой из закрытого учётного периода меняет только администрация.",
}
MOST = 60


def parse(text: str) -> tuple[list[int], str]:
    """(marks, ""), or ([], what is wrong). FMR-01."""
    words = re.split(r"[\s,;]+", text.strip())
    strange = [word for word in words if word not in {"2", "3", "4", "5"}]
    if words == [""]:
        return [], "Впишите отметки через пробел: 5 4 4."
    if strange:
        return [], f"«{strange[0][:20]}» — не отметка. Пишите 5, 4, 3 или 2 через пробел."
    if len(words) > MOST:
        return [], f"За один раз не больше {MOST} отметок."
    return [int(word) for word in words], ""


def date_fault(given_on: date, year_starts_on: date, on: date) -> str:
    """FMR-02; empty when the date will do."""
    if given_on > on:
        return "Отметка не может быть поставлена завтра: проверьте дату."
    if given_on < year_starts_on:
        return f"Это раньше начала учебного года ({year_starts_on:%d.%m.%Y}): такая отметка в нём не считается."
    return ""


def closed_fault(day: date, period: str, *, administration: bool) -> str:
    """FMR-04; empty when a mark of that day may change. `period`: the closed one the day is in, «1-й триместр»."""
    if not period or administration:
        return ""
    return f"{day:%d.%m.%Y} — это {period}, период закрыт: отметки прежней школы в нём меняет завуч или директор."
