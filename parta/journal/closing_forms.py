from collections.abc import Iterable
from typing import Any

from django import forms

from parta.journal.rules.closing import LONGEST_REASON, TERMS
from parta.school.editing import PlainForm
from parta.teaching.models import Course


class UnlockForm(PlainForm):
    """Which journal to open in a closed period, for how long and why."""

    course = forms.TypedChoiceField(label="Журнал", coerce=int)
    hours = forms.TypedChoiceField(label="Открыть", coerce=int, choices=list(TERMS.items()), initial=24)
    reason = forms.CharField(label="Причина", max_length=LONGEST_REASON, help_text="Её увидит директор.")

    def __init__(self, data: Any, *, courses: Iterable[Course], chosen: str):
        super().__init__(data, initial={"course": chosen})
        field: Any = self.fields["course"]
        field.choices = [("", "Выберите журнал"), *((one.pk, one.full_title) for one in courses)]
