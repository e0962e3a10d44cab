"""The lists of a division: for each pupil a group, or none for a reason."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django import forms

from parta.school.editing import PlainForm
from parta.school.models import Period, Subject
from parta.teaching.division_queries import DivisionPage, PupilLine
from parta.teaching.rules.divisions import Place

OUT = "out"  # in no group


class NewDivisionForm(PlainForm):
    subject = forms.ModelChoiceField(Subject.objects.all())
    period = forms.ModelChoiceField(Period.objects.all())


@dataclass(frozen=True)
class Row:
    """A pupil as the form shows them: `chosen` is a group's number, «out» or nothing yet."""

    pupil: PupilLine
    chosen: str
    reason: str
    error: str


class ListsForm(PlainForm):
    """Fields: g<pupil> (the group's journal or «out»), r<pupil> (why in no group), version."""

    version = forms.IntegerField(min_value=0, max_value=2**31 - 1, widget=forms.HiddenInput)

    def __init__(self, data: Any, *, page: DivisionPage):
        super().__init__(data)
        self.page = page
        choices = [("", "—"), (OUT, "вне групп"), *((str(one.course_id), one.label) for one in page.groups)]
        for pupil in page.pupils:
            self.fields[f"g{pupil.id}"] = forms.ChoiceField(label=pupil.name, choices=choices, required=False)
            self.fields[f"r{pupil.id}"] = forms.CharField(label=f"{pupil.name}, почему", required=False, max_length=200)

    def places(self) -> dict[int, Place]:
        found = {}
        for pupil in self.page.pupils:
            chosen, reason = self.cleaned_data[f"g{pupil.id}"], self.cleaned_data[f"r{pupil.id}"]
            if chosen and chosen != OUT:
                found[pupil.id] = Place(int(chosen))
            elif chosen == OUT and reason:
                found[pupil.id] = Place(None, reason)
        return found

    def rows(self) -> Iterator[Row]:
        for pupil in self.page.pupils:
            chosen, reason = self._stored(pupil)
            if self.is_bound:
                chosen = str(self.data.get(f"g{pupil.id}", ""))
                reason = str(self.data.get(f"r{pupil.id}", ""))
            errors = [*self.errors.get(f"g{pupil.id}", []), *self.errors.get(f"r{pupil.id}", [])]
            yield Row(pupil, chosen, reason, " ".join(errors))

    def _stored(self, pupil: PupilLine) -> tuple[str, str]:
        if pupil.place is None:
            return "", ""
        return (OUT if pupil.place.group is None else str(pupil.place.group)), pupil.place.reason

    def differing(self) -> list[str]:
        """«Зайцев Пётр: сейчас 2-я гр.» of those whom another has put elsewhere meanwhile."""
        labels = {str(one.course_id): one.label for one in self.page.groups} | {OUT: "вне групп", "": "не распределён"}
        found = []
        for row in self.rows():
            stored = self._stored(row.pupil)[0]
            if stored != row.chosen:
                found.append(f"{row.pupil.name}: сейчас записано «{labels[stored]}»")
        return found
