"""Forms of the class teacher: a reason of absence, single lessons by a certificate, an exemption from a journal."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms

from parta.journal.attendance.actions import Given
from parta.journal.models import AbsenceReason
from parta.people.models import Pupil
from parta.school.editing import EditForm, PlainForm, in_order
from parta.school.models import AcademicYear
from parta.teaching.models import Course, CourseMember, Exemption

CODES = {
    "б": "б — болезнь",
    "у": "у — уважительная причина",
    "нп": "нп — неуважительная причина",
}


def in_year(form: forms.BaseForm, year: AcademicYear, *names: str) -> None:
    for name in names:
        day = form.cleaned_data.get(name)
        if day and not year.starts_on <= day <= year.ends_on:
            form.add_error(name, f"Этот день вне учебного года {year.title}. Исправьте дату.")


class DocumentForm(PlainForm):
    """What a reason and a certificate for single lessons share."""

    document = forms.CharField(label="Номер справки или заявления", max_length=60, required=False)
    document_date = forms.DateField(label="Дата справки", required=False)

    def clean_document(self) -> str:
        return " ".join(self.cleaned_data["document"].split())


class ReasonForm(DocumentForm):
    """One reason for one pupil or for several at once."""

    code = forms.ChoiceField(label="Причина", choices=list(CODES.items()))
    starts_on = forms.DateField(label="С какого дня")
    ends_on = forms.DateField(
        label="По какой день", required=False, help_text="Пусто: отсутствие продолжается, день впишете потом."
    )
    pupils = forms.TypedMultipleChoiceField(
        label="Ученики", coerce=int, error_messages={"required": "Отметьте хотя бы одного ученика."}
    )
    field_order = ("pupils", "code", "starts_on", "ends_on", "document", "document_date")

    def __init__(self, data: Any, *, names: Mapping[int, str], year: AcademicYear, **kwargs: Any):
        super().__init__(data, **kwargs)
        self.names, self.year = names, year
        self.fields["pupils"].choices = list(names.items())  # type: ignore[attr-defined]

    def clean(self) -> None:
        in_order(self)
        in_year(self, self.year, "starts_on", "ends_on")

    @property
    def chosen(self) -> set[str]:
        """Numbers of the pupils that are ticked."""
        return {str(one) for one in self["pupils"].value() or []}

    def given(self) -> Given:
        names = ("code", "starts_on", "ends_on", "document", "document_date")
        return Given(**{name: self.cleaned_data[name] for name in names})


class ReasonDocumentForm(EditForm):
    class Meta:
        model = AbsenceReason
        fields = ("ends_on", "document", "document_date")
        help_texts = {"ends_on": "Пусто: отсутствие продолжается."}

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        ends_on = data.get("ends_on")
        if ends_on and ends_on < self.original.starts_on:  # type: ignore[attr-defined]
            self.add_error("ends_on", "Последний день раньше первого. Исправьте дату.")
        return data


class ExcuseForm(DocumentForm):
    """Lessons of one day the pupil is free from by a certificate."""

    lessons = forms.TypedMultipleChoiceField(
        label="Уроки", coerce=int, error_messages={"required": "Отметьте хотя бы один урок."}
    )
    field_order = ("lessons", "document", "document_date")

    def __init__(self, data: Any, *, lessons: Sequence[tuple[int, str]], **kwargs: Any):
        super().__init__(data, **kwargs)
        self.fields["lessons"].choices = list(lessons)  # type: ignore[attr-defined]

    @property
    def chosen(self) -> set[str]:
        return {str(one) for one in self["lessons"].value() or []}


class NewExemptionForm(PlainForm):
    """Whom, from which journal, until when."""

    pupil = forms.ModelChoiceField(Pupil.objects.none(), label="Ученик", empty_label="выберите")
    course = forms.ModelChoiceField(Course.objects.none(), label="Журнал", empty_label="выберите")
    starts_on = forms.DateField(label="С какого дня")
    ends_on = forms.DateField(label="По какой день", required=False, help_text="Пусто: до конца года.")
    document = forms.CharField(label="Основание", max_length=200, help_text="Справка или приказ: номер и дата.")

    def __init__(self, data: Any, *, pupils: Any, courses: Any, year: AcademicYear, **kwargs: Any):
        super().__init__(data, **kwargs)
        self.year = year
        self.fields["pupil"].queryset = pupils  # type: ignore[attr-defined]
        self.fields["course"].queryset = courses  # type: ignore[attr-defined]

    def clean(self) -> None:
        in_order(self)
        in_year(self, self.year, "starts_on", "ends_on")
        pupil, course = self.cleaned_data.get("pupil"), self.cleaned_data.get("course")
        if pupil and course and not CourseMember.objects.filter(pupil=pupil, course=course).exists():
            self.add_error("course", f"{pupil.person.name} не в этом журнале. Выберите журнал ученика.")


class ExemptionForm(EditForm):
    class Meta:
        model = Exemption
        fields = ("starts_on", "ends_on", "document")
        labels = {"starts_on": "С какого дня", "ends_on": "По какой день", "document": "Основание"}

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        in_order(self)
        return data
