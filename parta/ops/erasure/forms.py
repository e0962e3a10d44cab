"""The form of a withdrawal, and the reason of whoever asks for the erasure."""

from typing import Any

from django import forms

from parta.ops.erasure.withdrawing import Preview
from parta.people.models import Channel
from parta.school.editing import PlainForm


class WithdrawalForm(PlainForm):
    """`along` is asked only of a pupil's guardians who have no other child here."""

    received_on = forms.DateField(label="Когда школа получила отзыв", help_text="С этого дня идут 30 дней.")
    channel = forms.ChoiceField(label="Как получен", choices=Channel.choices)
    along = forms.MultipleChoiceField(
        label="Убрать вместе с ребёнком", required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, shown: Preview, **kwargs: Any):
        super().__init__(*args, **kwargs)
        going = [(str(tie.guardian_id), tie.name) for tie in shown.ties if tie.goes]
        if going:
            self.fields["along"].choices = going  # type: ignore[attr-defined]
            self.fields["along"].initial = [pk for pk, _ in going]
        else:
            del self.fields["along"]

    def chosen(self) -> list[int]:
        return [int(pk) for pk in self.cleaned_data.get("along", ())]


class ErasureForm(PlainForm):
    reason = forms.CharField(
        label="Причина", max_length=300, help_text="Без имён: её прочтёт тот, кто будет подтверждать."
    )
