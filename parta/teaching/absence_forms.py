"""The form of a teacher's absence."""

from datetime import date
from typing import Any

from django import forms

from parta.school.editing import EditForm, PlainForm, in_order
from parta.teaching.forms import StaffChoice, working
from parta.teaching.models import TeacherAbsence


class AbsenceForm(EditForm):
    class Meta:
        model = TeacherAbsence
        fields = ("staff", "starts_on", "ends_on", "cause", "order_number", "note", "finals_to")
        labels = {"starts_on": "С какого дня", "ends_on": "По какой день", "staff": "Кто отсутствует"}
        help_texts = {
            "ends_on": "Пусто, если день возвращения неизвестен.",
            "note": "Без диагнозов: их здесь не записывают.",
            "finals_to": "Если учитель надолго отсутствует.",
        }

    def __init__(self, *args: Any, on: date, **kwargs: Any):
        super().__init__(*args, **kwargs)
        staff = working(on)
        self.fields["finals_to"] = StaffChoice(
            staff, label="Итоговые выставляет", required=False, help_text=self.fields["finals_to"].help_text
        )
        self.fields["staff"] = StaffChoice(staff, label="Кто отсутствует")
        if self.original.pk is not None:
            del self.fields["staff"]
        self.remember()

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        in_order(self)
        return data


class ReturnForm(PlainForm):
    returned_on = forms.DateField(label="Вышел на работу")
