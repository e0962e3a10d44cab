"""A published final mark was corrected: the family is told [6.1]."""

from datetime import date, datetime

from django.urls import reverse

from parta.journal.models import FinalMark
from parta.notices.actions import tell
from parta.people.models import Pupil
from parta.people.rules.ties import last_birth_date_closed
from parta.people.ties import reading


def tell_family(row: FinalMark, title: str, mark: str, *, on: date, at: datetime) -> None:
    """Those who read the pupil's diary today, and the pupil."""
    ties = reading(on, last_birth_date_closed(on)).filter(pupil=row.pupil_id, guardian__person__user__is_active=True)
    users = set(ties.values_list("guardian__person__user", flat=True))
    users |= set(Pupil.objects.filter(pk=row.pupil_id).values_list("person__user", flat=True)) - {None}
    what = f"теперь {mark}" if mark else "отметка снята"
    url = reverse("diary-finals", args=[row.pupil_id])
    tell(users, "journal.final_corrected", f"Исправлена итоговая отметка: {title}, {what}.", url, at=at)
