"""The form of «Отменить занятия»."""

from itertools import groupby
from typing import Any

from django import forms

from parta.journal.cancelled_days import Days
from parta.school.editing import PlainForm
from parta.school.models import AcademicYear, SchoolClass

ALL, OTHER = "all", "other"
REASONS = [("карантин", "карантин"), ("мороз", "мороз"), (OTHER, "другая, впишите")]
LONGEST = 120


class CancelDaysForm(PlainForm):
    """`whom`: «all», «g5» for a grade level, «c12» for a class."""

    starts_on = forms.DateField(label="С")
    ends_on = forms.DateField(label="По")
    reason = forms.ChoiceField(label="Причина", choices=REASONS)
    other = forms.CharField(label="Другая причина", max_length=LONGEST, required=False)
    whom = forms.MultipleChoiceField(label="У кого нет занятий", widget=forms.CheckboxSelectMultiple)

    def __init__(self, data: Any, *, year: AcademicYear, **kwargs: Any):
        super().__init__(data, **kwargs)
        classes = list(SchoolClass.objects.filter(year=year, unassigned=False))
        self.levels = [(level, list(rows)) for level, rows in groupby(classes, key=lambda one: one.grade_level)]
        values = [(ALL, "вся школа"), *((f"g{level}", f"{level}-е классы") for level, _ in self.levels)]
        field: Any = self.fields["whom"]
        field.choices = [*values, *((f"c{one.pk}", one.title) for one in classes)]
        field.error_messages["required"] = "Отметьте, у кого нет занятий: вся школа, параллели или классы."

    def clean(self) -> None:
        starts, ends = self.cleaned_data.get("starts_on"), self.cleaned_data.get("ends_on")
        if starts and ends and ends < starts:
            self.add_error("ends_on", f"Конец раньше начала ({starts:%d.%m.%Y}). Исправьте одну из дат.")
        if not self.title and not self.errors.keys() & {"reason", "other"}:
            self.add_error("other", "Назовите причину: её увидят ученики и родители.")

    @property
    def title(self) -> str:
        reason: str = self.cleaned_data.get("reason", "")
        return " ".join(self.cleaned_data.get("other", "").split()).rstrip(".") if reason == OTHER else reason

    def chosen(self) -> set[str]:
        return set(self["whom"].value() or [])

    @property
    def days(self) -> Days:
        """What holds for more leaves out what lies in it."""
        chosen = set(self.cleaned_data["whom"])
        whom: list[tuple[int | None, int | None]] = []
        for level, rows in self.levels:
            if f"g{level}" in chosen:
                whom.append((level, None))
                continue
            whom += [(None, one.pk) for one in rows if f"c{one.pk}" in chosen]
        return Days(
            self.cleaned_data["starts_on"],
            self.cleaned_data["ends_on"],
            ((None, None),) if ALL in chosen else tuple(whom),
        )
