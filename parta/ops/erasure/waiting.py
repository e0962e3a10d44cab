"""Who is put away but not yet erased: a roster with them must not bring them back under the old consent."""

import json
from datetime import date

from parta.people.models import Withdrawal

Withdrawn = tuple[str, str, date]  # sort key of the name, birth date as ISO or "", day of the withdrawal


def withdrawn() -> tuple[Withdrawn, ...]:
    """One query; few rows at any time."""
    rows = Withdrawal.objects.filter(undone_at=None, erased_at=None).values_list("sealed", "received_on")
    return tuple((name, born, day) for text, day in rows for name, born in json.loads(text or "{}").get("keys", ()))
