"""When a division of a class into subgroups is complete, and from when it holds [4.3] [5.5]."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

RULES = {
    "DIV-01": "Каждый ученик класса стоит ровно в одной подгруппе или вне подгрупп с указанной причиной [4.3].",
    "DIV-02": "Деление действует, когда каждый учитель подгруппы подтвердил свой список; кому список не изменили, тот "
    "второй раз не подтверждает [5.5].",
    "DIV-03": "Если за три дня подтвердили не все, решает завуч; до этого действует прежнее деление.",
    "DIV-04": "Деление действует с первого дня периода, а если он уже идёт, со дня согласования; прежние отметки "
    "остаются, где поставлены.",
}
WAIT = timedelta(days=3)


@dataclass(frozen=True)
class Place:
    """Where a pupil goes: the number of a group's journal, or None for the stated reason."""

    group: int | None
    reason: str = ""

    @property
    def chosen(self) -> bool:
        return self.group is not None or bool(self.reason)


def forgotten(names: Mapping[int, str], places: Mapping[int, Place]) -> list[str]:
    """DIV-01: who of the class has neither a group nor a reason."""
    return [name for pupil, name in names.items() if pupil not in places or not places[pupil].chosen]


def changed_groups(before: Mapping[int, Place], after: Mapping[int, Place]) -> set[int]:
    """DIV-02: the groups whose lists differ."""
    moved = [pupil for pupil in {*before, *after} if _group(before, pupil) != _group(after, pupil)]
    return {group for pupil in moved for places in (before, after) if (group := _group(places, pupil)) is not None}


def _group(places: Mapping[int, Place], pupil: int) -> int | None:
    return places[pupil].group if pupil in places else None


def deputy_decides_from(proposed_on: date) -> date:
    """DIV-03."""
    return proposed_on + WAIT


def holds_from(period_starts_on: date, on: date) -> date:
    """DIV-04."""
    return max(period_starts_on, on)
