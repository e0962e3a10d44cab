"""Сверка анкет: months of the academic year, what is owed, when to remind [4.1]. Pure."""

from datetime import date, timedelta

RULES = {
    "REV-01": "Анкеты сверяют каждый месяц учебного года; месяц начинается и кончается вместе с учебным годом [4.1].",
    "REV-02": "Ученик сверен за месяц, когда классный руководитель подтвердил анкету в этом месяце; задним числом "
    "не сверяют.",
    "REV-03": "Сверка просрочена за каждый прошедший месяц после последней; сверка в текущем месяце закрывает долг.",
    "REV-04": "О сверке напоминают в последние семь дней месяца.",
}
REMINDED = timedelta(days=7)


def first_of(day: date) -> date:
    return day.replace(day=1)


def months_of(starts_on: date, ends_on: date) -> list[date]:
    """First days of the months of an academic year. REV-01."""
    found, month = [], first_of(starts_on)
    while month <= ends_on:
        found.append(month)
        month = first_of(month + timedelta(days=31))
    return found


def last_of(month: date, ends_on: date) -> date:
    """The last day to review in: of the month or of the academic year. REV-01."""
    return min(first_of(month + timedelta(days=31)) - timedelta(days=1), ends_on)


def current_month(starts_on: date, ends_on: date, on: date) -> date | None:
    """The month reviewed now; None outside the academic year. REV-01."""
    return first_of(on) if starts_on <= on <= ends_on else None


def owed(year: tuple[date, date], joined: date, reviewed: date | None, on: date) -> list[date]:
    """Past months since the last reviewed one, at whose end the pupil was in the class; none once the current month
    is reviewed. REV-03."""
    starts_on, ends_on = year
    if reviewed is not None and reviewed == current_month(starts_on, ends_on, on):
        return []
    return [
        month
        for month in months_of(starts_on, ends_on)
        if joined <= last_of(month, ends_on) < on and (reviewed is None or month > reviewed)
    ]


def reminds(month: date, ends_on: date, on: date) -> bool:
    """REV-04."""
    return last_of(month, ends_on) - REMINDED < on <= last_of(month, ends_on)
