"""Forms of marks of a former school."""

from typing import Any

from django import forms

from parta.journal.models import FormerMark
from parta.school.editing import EditForm, PlainForm
from parta.school.models import Scale, Subject

HEAVIEST = 10


def _weight() -> forms.IntegerField:
    return forms.IntegerField(label="Вес", min_value=1, max_value=HEAVIEST, initial=1)


class FormerMarksForm(PlainForm):
    subject = forms.ModelChoiceField(
        Subject.objects.filter(scale=Scale.MARKS), label="Предмет", empty_label="выберите"
    )  # fmt: skip
    marks = forms.CharField(label="Отметки", max_length=300, help_text="Через пробел: 5 4 4.")
    given_on = forms.DateField(label="Дата", help_text="Если дат нет — день выписки.")
    school = forms.CharField(label="Откуда", max_length=200, help_text="«школа № 5, г. Омск».")
    work = forms.CharField(label="За что", max_length=120, required=False)
    weight = _weight()

    def rest(self) -> dict[str, Any]:
        return {name: value for name, value in self.cleaned_data.items() if name != "marks"}


class FormerMarkForm(EditForm):
    weight = _weight()

    class Meta:
        model = FormerMark
        fields = ("value", "given_on", "school", "work", "weight")
        widgets = {"value": forms.Select(choices=[(value, value) for value in (5, 4, 3, 2)])}
        field_classes = {"value": forms.IntegerField}

    def clean_value(self) -> int:
        value: int = self.cleaned_data["value"]
        if value not in (2, 3, 4, 5):
            raise forms.ValidationError("Отметка — 5, 4, 3 или 2.")
        return value
