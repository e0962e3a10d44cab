"""Forms of pupils coming, leaving and changing class, each by an order [8.2.2]."""

from typing import Any

from django import forms

from parta.school.editing import EditForm, PlainForm
from parta.school.models import AcademicYear, SchoolClass
from parta.teaching.actions.movement import Order
from parta.teaching.models import Movement, MovementKind
from parta.teaching.movement_queries import PASSED_ON


class OrderFields(forms.Form):
    order_number = forms.CharField(label="Номер приказа", required=False, max_length=40)
    order_date = forms.DateField(label="Дата приказа", required=False)

    def order(self) -> Order:
        data = self.cleaned_data
        return Order(data["order_number"], data["order_date"], data.get("other_school", ""))


class PlaceForm(OrderFields, PlainForm):
    """A class for a pupil who is in none, or in another."""

    field_order = ("school_class", "starts_on", "order_number", "order_date", "other_school")

    school_class = forms.ModelChoiceField(SchoolClass.objects.none(), label="В класс", empty_label="выберите")
    starts_on = forms.DateField(label="С какого дня")

    def __init__(self, *args: Any, year: AcademicYear, but: SchoolClass | None = None, **kwargs: Any):
        super().__init__(*args, **kwargs)
        classes = SchoolClass.objects.filter(year=year).exclude(pk=but.pk if but else 0)
        self.fields["school_class"].queryset = classes  # type: ignore[attr-defined]


class ReadmitForm(PlaceForm):
    other_school = forms.CharField(label="Откуда прибыл", required=False, max_length=200)


class LeaveForm(OrderFields, PlainForm):
    field_order = ("last_day", "order_number", "order_date", "other_school")

    last_day = forms.DateField(label="Последний день в классе")
    other_school = forms.CharField(label="Куда или почему", required=False, max_length=200)

    def __init__(self, *args: Any, has_left: bool, **kwargs: Any):
        super().__init__(*args, **kwargs)
        if has_left:
            self.fields["last_day"].required = False
            self.fields["last_day"].help_text = "Пусто, если ученик не выбывал."


class MovementForm(EditForm):
    """A line of the book: what may be corrected in place."""

    class Meta:
        model = Movement
        fields = ("order_number", "order_date", "other_school")

    def order(self) -> Order:
        data = self.cleaned_data
        return Order(data["order_number"], data["order_date"], data["other_school"])


class BookForm(PlainForm):
    """What of the book of movement is shown; a choice nobody has is no choice."""

    year = forms.ModelChoiceField(AcademicYear.objects.order_by("-starts_on"), required=False)
    school_class = forms.ModelChoiceField(SchoolClass.objects.all(), required=False)
    kind = forms.ChoiceField(choices=[*MovementKind.choices, (PASSED_ON, "")], required=False)
