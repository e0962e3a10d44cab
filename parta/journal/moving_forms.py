"""Forms of moving and cancelling one lesson."""

from typing import Any

from django import forms

from parta.journal.moving import Target, stamp
from parta.school.editing import PlainForm
from parta.teaching.models import LAST_NUMBER, Lesson

LONGEST_NOTE = 200


class ReasonForm(PlainForm):
    """`reason` is told to families."""

    reason = forms.CharField(
        label="Причина", max_length=LONGEST_NOTE, help_text="Коротко, её увидят ученики и родители: «мороз»."
    )

    def clean_reason(self) -> str:
        reason: str = " ".join(self.cleaned_data["reason"].split()).rstrip(".")
        if not any(char.isalpha() for char in reason):
            raise forms.ValidationError("Назовите причину словами: её увидят ученики и родители.")
        return reason


class MoveForm(ReasonForm):
    """`opened`: the place the form was opened with."""

    date = forms.DateField(label="День")
    number = forms.TypedChoiceField(
        label="Урок", coerce=int, choices=[(number, f"{number}-й") for number in range(LAST_NUMBER + 1)]
    )
    room = forms.CharField(label="Кабинет", max_length=30, required=False)
    opened = forms.CharField(widget=forms.HiddenInput)
    field_order = ("date", "number", "room", "reason", "opened")

    def __init__(self, data: Any, *, lesson: Lesson):
        opened = {"date": lesson.date, "number": lesson.number, "room": lesson.room, "opened": stamp(lesson)}
        super().__init__(data, initial=opened)
        self.fields["reason"].help_text = "Останется у пометки на старом месте."

    @property
    def target(self) -> Target:
        data = self.cleaned_data
        return Target(data["date"], data["number"], data["room"].strip())
