"""What a parent fills in."""

from typing import Any

from django import forms

from parta.journal.rules.notices import LONGEST_TEXT
from parta.school.editing import PlainForm


class AbsenceForm(PlainForm):
    """The box of illness is there only with a consent that allows it."""

    starts_on = forms.DateField(label="С какого дня")
    ends_on = forms.DateField(label="По какой день", required=False, help_text="Пусто — один день.")
    ill = forms.BooleanField(label="Болеет", required=False)
    text = forms.CharField(
        label="Пояснение для классного руководителя",
        max_length=LONGEST_TEXT,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, data: Any = None, *, health: bool, **kwargs: Any):
        super().__init__(data, **kwargs)
        if not health:
            del self.fields["ill"]
