"""Whether a lesson was filled in time, and how long it may be changed without a reason [5.1]."""

from dataclasses import dataclass
from datetime import date

from parta.core import dates
from parta.core.russian import counted

RULES = {
    "TIME-01": "Урок заполнен, когда записаны тема и, где оно бывает, задание. Не позже дня урока это вовремя; "
    "позже на уроке остаётся дата заполнения [5.1].",
    "TIME-02": "Когда прошло больше 7 дней (письменная работа — 14; сроки меняет школа), правка требует причины, "
    "и причина остаётся в истории.",
    "TIME-03": "Причина правки — хотя бы одно слово, не длиннее 300 знаков.",
}

LONGEST_REASON = 300


@dataclass(frozen=True)
class Windows:
    """For how many days after a lesson it is changed without a reason: the lesson; cells of a written work."""

    days: int = 7
    written: int = 14

    def question(self, lesson: date, on: date, *, written: bool) -> str:
        """What to ask before a change on the day `on`; empty while it is free (TIME-02)."""
        days = self.written if written else self.days
        if (on - lesson).days <= days:
            return ""
        return f"Прошло больше {counted(days, 'дня', 'дней', 'дней')}. Почему правка нужна?"


def is_filled(topic: str, homework: str, *, has_homework: bool) -> bool:
    """Whether the lesson has all it needs (TIME-01)."""
    return bool(topic) and (bool(homework) or not has_homework)


def is_late(lesson: date, filled: date | None) -> bool:
    """Whether the lesson was filled after its day (TIME-01)."""
    return filled is not None and filled > lesson


def stamp(lesson: date, filled: date | None) -> str:
    """«Заполнен в день урока», «Заполнен позже: 27 ноября»; empty while it isn't filled (TIME-01)."""
    if filled is None:
        return ""
    if filled < lesson:
        return f"Заполнен заранее: {dates.day_month(filled)}"
    return f"Заполнен позже: {dates.day_month(filled)}" if filled > lesson else "Заполнен в день урока"


def reason_refusal(reason: str) -> str:
    """Why the reason isn't accepted; empty when it is, or when none is given (TIME-03)."""
    if len(reason) > LONGEST_REASON:
        return f"причина длиннее {LONGEST_REASON} знаков: сейчас {len(reason)}."
    letters = sum(char.isalpha() for char in reason)
    return "причина правки — хотя бы одно слово." if reason and letters < 3 else ""
