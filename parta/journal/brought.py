"""Final marks brought from another diary: shown with where they come from to family, class teacher, on paper."""

from dataclasses import dataclass
from datetime import date

from parta.journal.models import FinalMark


@dataclass(frozen=True)
class BroughtFinal:
    subject: str
    when: str  # «1-й триместр», «годовая»
    text: str  # «5», «н/а»
    given_on: date
    origin: str  # «перенесено из: Дневник.ру»


def brought_finals(pupil_id: int, on: date) -> tuple[BroughtFinal, ...]:
    """Those of the school year the day is in, by subject and period. One query."""
    rows = FinalMark.objects.filter(pupil=pupil_id, year__starts_on__lte=on, year__ends_on__gte=on)
    rows = rows.exclude(brought_from="").select_related("subject", "period")
    ordered = sorted(rows, key=lambda one: (one.subject.sort_key, one.period.number if one.period else 9))
    return tuple(
        BroughtFinal(
            subject=one.subject.name,
            when=one.period.title if one.period else one.get_kind_display(),
            text=str(one),
            given_on=one.given_on,
            origin=one.brought_from,
        )
        for one in ordered
    )
