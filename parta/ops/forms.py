"""What the operator chooses before a set can be compared: one school of it, a grade level for what ours lacks."""

from typing import Any

from django import forms

from parta.core.russian import search_key
from parta.ops.roster.rows import Roster, SchoolChoice
from parta.school.editing import PlainForm
from parta.school.models import GRADE_LEVELS

_NOT_TAKEN = "не загружать"


class SchoolForm(PlainForm):
    school = forms.ChoiceField(label="Школа", error_messages={"required": "Выберите школу."})

    def __init__(self, schools: tuple[SchoolChoice, ...], *args: Any):
        super().__init__(*args)
        choices = [
            (one.key, f"{one.name} — обучающихся: {one.pupils}, сотрудников: {one.staff}, ключ {one.key}")
            for one in schools
        ]
        self.fields["school"] = forms.ChoiceField(
            label="Школа",
            choices=choices,
            widget=forms.RadioSelect,
            error_messages={"required": "Выберите школу.", "invalid_choice": "Такой школы в наборе нет."},
        )


class SubjectsForm(PlainForm):
    """A choice for each subject of another diary that has no namesake here."""

    def __init__(self, unknown: list[str], ours: list[tuple[int, str]], chosen: dict[str, int], *args: Any):
        super().__init__(*args)
        self.written = unknown
        for number, name in enumerate(unknown):
            self.fields[f"subject-{number}"] = forms.TypedChoiceField(
                label=f"В файле: «{name}»",
                choices=[("", _NOT_TAKEN), *ours],
                coerce=int,
                empty_value=None,
                required=False,
                initial=chosen.get(search_key(name), ""),
                error_messages={"invalid_choice": "Выберите предмет из списка."},
            )

    @property
    def mapping(self) -> dict[str, int]:
        """Subject of the file, folded → number of ours."""
        found = {search_key(name): self.cleaned_data[f"subject-{number}"] for number, name in enumerate(self.written)}
        return {name: pk for name, pk in found.items() if pk is not None}


class GradesForm(PlainForm):
    """A choice for each grade of the set that is none of ours: those that wait and those already mapped."""

    def __init__(self, roster: Roster, chosen: dict[str, int], *args: Any):
        super().__init__(*args)
        refused = dict(roster.unknown_grades)
        self.written = sorted(refused.keys() | chosen.keys())
        choices = [("", _NOT_TAKEN), *((level, f"{level}-я параллель") for level in GRADE_LEVELS)]
        for number, grade in enumerate(self.written):
            rows = f", строк отказано: {refused[grade]}" if refused.get(grade) else ""
            self.fields[f"grade-{number}"] = forms.TypedChoiceField(
                label=(f"В файле: «{grade}»" if grade else "В файле не указана") + rows,
                choices=choices,
                coerce=int,
                empty_value=None,
                required=False,
                initial=chosen.get(grade, ""),
                error_messages={"invalid_choice": "Выберите параллель от 1 до 11."},
            )

    @property
    def mapping(self) -> dict[str, int]:
        """As `ReadOptions.grade_map`."""
        found = {grade: self.cleaned_data[f"grade-{number}"] for number, grade in enumerate(self.written)}
        return {grade: level for grade, level in found.items() if level is not None}
