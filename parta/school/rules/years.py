"""What passes from one academic year to the next, and what may be written in a year that is over. Pure."""

from datetime import date

RULES = {
    "YEAR-01": "Перевод в новый учебный год проводят, когда уроки прежнего кончились; готовить его можно раньше.",
    "YEAR-02": "Переведённый учебный год закрыт: его журналы, классы, составы и периоды читают, но не меняют.",
    "YEAR-03": "Закрытый год открывает только директор, с причиной; она остаётся в истории.",
    "YEAR-04": "Класс переходит в следующую параллель с той же буквой, 11-й выпускается; куда идёт 9-й, решает школа.",
    "YEAR-05": "Учитель продолжает вести предмет в своём классе; при переходе из 4-го в 5-й — только тот, кто в этом "
    "году вёл и в старших классах.",
}

OUT = "out"  # where a class or a pupil goes: out of the school with a certificate
LAST_GRADE = 11
MAY_LEAVE = (9, 11)  # a certificate is given after these
PRIMARY_LAST = 4


# YEAR-02: what whoever writes into a closed year is told.
CLOSED = "Учебный год закрыт, его можно только читать. Открыть его может директор: «Школа», «Новый год»."


def too_early(ends_on: date, on: date) -> str:
    """Why the year can't be passed on yet; empty when it can. YEAR-01."""
    if on > ends_on:
        return ""
    return f"Учебный год идёт до {ends_on:%d.%m.%Y}. Перевести классы можно на следующий день, готовить — уже сейчас."


def usual_target(grade_level: int, letter: str) -> str:
    """Where a class goes unless the school says otherwise: a class, OUT, or nothing while it isn't decided. YEAR-04."""
    if grade_level == LAST_GRADE:
        return OUT
    return "" if grade_level in MAY_LEAVE else f"{grade_level + 1}{letter}"


def goes_on(grade_level: int, *, teaches_seniors: bool) -> bool:
    """Whether a teacher of a subject keeps it as the class moves up from this grade level. YEAR-05."""
    return grade_level != PRIMARY_LAST or teaches_seniors


def reason_fault(reason: str) -> str:
    """What is wrong with the reason to open a closed year; empty when nothing is. YEAR-03."""
    if sum(char.isalpha() for char in reason) < 3:
        return "Напишите, зачем открыть закрытый год: причина останется в истории."
    return ""
