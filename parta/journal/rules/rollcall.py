"""The roll-call of a lesson: when there is one, what it may write, what taking it back restores."""

from collections.abc import Sequence
from datetime import date
from itertools import pairwise

from parta.journal.rules.entries import LATE, MISSED

RULES = {
    "ROLL-01": "Перекличка бывает у урока, день которого настал; у снятого урока её нет.",
    "ROLL-02": "«Нет» и отметка за тот же урок вместе не ставятся: сначала стирают отметку; опоздание ей не мешает.",
    "ROLL-03": "На перекличке записывают «н», «у» или «оп»; о болезни судит классный руководитель.",
    "ROLL-04": "Отмена переклички возвращает то, что она записала и чего с тех пор никто не менял.",
}

CHOICES = (("н", "причина не указана"), ("у", "уваж."))
_OTHERS = {"нп": "неуваж.", "б": "болеет", "осв": "освобождён"}


def closed(day: date, on: date, *, cancelled: bool) -> str:
    """Why the lesson has no roll-call; empty when it has one (ROLL-01)."""
    if cancelled:
        return "Урок снят, переклички у него нет."
    return "Урок ещё не начался: перекличка откроется в день урока." if day > on else ""


def choices(shown: str) -> tuple[tuple[str, str], ...]:
    """Codes of «нет» with their words; a reason set by somebody else stays choosable where it stands (ROLL-03)."""
    return (*CHOICES, (shown, _OTHERS[shown])) if shown in _OTHERS else CHOICES


def answer_refusal(absence: str, shown: str) -> str:
    """Why a roll-call can't write this code where `shown` stands; empty when it can (ROLL-03)."""
    if absence in {"", LATE, shown, *(code for code, _ in CHOICES)}:
        return ""
    return f"«{absence[:5]}» на перекличке не ставят. Можно «н», «у» или «оп»."


def away_refusal(absence: str, marks: Sequence[str]) -> str:
    """Why a pupil with these marks, given on the day of the lesson, can't be away; empty when it can (ROLL-02)."""
    if absence not in MISSED or not marks:
        return ""
    return f"за урок стоит {', '.join(marks)}: сотрите отметку в журнале или оставьте «здесь»."


def restores(written: Sequence[tuple[int, int]], now: int) -> bool:
    """Whether a cell at version `now` still is what the roll-call left (ROLL-04).

    `written`: the versions before and after each of its writes, in their order.
    """
    return bool(written) and written[-1][1] == now and all(one[1] == other[0] for one, other in pairwise(written))
