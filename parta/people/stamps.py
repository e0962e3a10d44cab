"""The stamp of a reviewed card knows of changes made after it [4.1]."""

from collections.abc import Iterable
from datetime import date

from django.db.models import Q

from parta.people.models import ProfileReview


def card_changed(person_ids: Iterable[int], on: date) -> None:
    """The stamp of this month says that the card was changed in it, also after the stamp."""
    of_family = Q(pupil__person__in=person_ids) | Q(pupil__guardianships__guardian__person__in=person_ids)
    rows = ProfileReview.objects.filter(of_family, month=on.replace(day=1), changed=False)
    ProfileReview.objects.filter(pk__in=list(rows.values_list("pk", flat=True))).update(changed=True)
