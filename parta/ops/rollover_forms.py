"""What the school decides before a year is passed on: days and order, the way of each class and of single pupils."""

from dataclasses import replace
from typing import Any

from django import forms

from parta.ops.rollover.choices import LEFT, Choices, parse_class
from parta.ops.rollover.parts import Rollover
from parta.ops.rollover.state import State
from parta.school.editing import SharedForm
from parta.school.models import SchoolClass
from parta.school.rules.years import LAST_GRADE, MAY_LEAVE, OUT

_GOES, _AS_CLASS = "goes", "как весь класс"
NOT_A_CLASS = "«{}» — не класс. Пишите так: 1А, 1Б, 10А."


class DaysForm(SharedForm):
    """For the whole school. The days of a year that stands already are changed on its own page."""

    starts_on = forms.DateField(label="Первый день нового года")
    ends_on = forms.DateField(label="Последний день нового года")
    last_day = forms.DateField(
        label="Последний день выпускников",
        help_text="После него дневник закрыт для выпускника и для родителей, у которых других детей в школе нет.",
    )
    order_number = forms.CharField(label="Номер приказа о переводе", max_length=40, required=False)
    order_date = forms.DateField(label="Дата приказа", required=False)
    extra = forms.CharField(
        label="Новые классы", required=False, max_length=500, help_text="Через запятую: 1А, 1Б, 10А."
    )

    def __init__(self, data: Any, *, choices: Choices, found: Rollover):
        super().__init__(
            data,
            initial={name: getattr(choices, name) for name in self.base_fields if name != "extra"}
            | {"extra": ", ".join(choices.extra)},
        )
        self.choices, self.on = choices, None
        if not found.makes_year and found.starts_on:
            del self.fields["starts_on"], self.fields["ends_on"]
        self.remember()

    def clean_extra(self) -> str:
        names = [name for name in self.cleaned_data["extra"].replace(";", ",").split(",") if name.strip()]
        for name in names:
            if parse_class(name) is None:
                raise forms.ValidationError(NOT_A_CLASS.format(name.strip()[:30]))
        return ", ".join(dict.fromkeys(_name(*parse_class(name)) for name in names))  # type: ignore[misc]

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        starts, ends = data.get("starts_on"), data.get("ends_on")
        if starts and ends and not 200 <= (ends - starts).days <= 366:
            self.add_error("ends_on", "Учебный год длится от 200 до 366 дней. Проверьте даты.")
        return data

    def decided(self) -> Choices:
        data = {name: value for name, value in self.cleaned_data.items() if name != "was"}
        data["extra"] = tuple(name for name in data["extra"].split(", ") if name)
        return replace(self.choices, **data)


def _name(grade_level: int, letter: str) -> str:
    return f"{grade_level}{letter}"


class ClassForm(SharedForm):
    """One class of the old year: where it goes, who leads it there, which pupils go another way."""

    def __init__(self, data: Any, *, row: dict[str, Any], state: State, choices: Choices, found: Rollover):
        super().__init__(data)
        self.row, self.choices, self.pupils = row, choices, _pupils_of(row["id"], state)
        grade_level = row["grade_level"]
        way = choices.to.get(row["id"], "")
        self.fields["goes"] = forms.ChoiceField(label="Что с классом", choices=_ways(grade_level), required=False)
        self.initial["goes"] = OUT if way == OUT else _GOES if way or grade_level not in MAY_LEAVE else ""
        if grade_level == LAST_GRADE:
            self.initial["goes"] = OUT
        letter = (parse_class(way) or (0, row["letter"]))[1] if way != OUT else row["letter"]
        self.fields["letter"] = forms.CharField(label="Буква в новом году", max_length=20, required=False)
        self.initial["letter"] = letter
        if not row["unassigned"]:
            self._teacher(state, found)
        targets = [(one.name, one.title) for one in found.classes]
        choice = [("", _AS_CLASS), *targets, (OUT, "выпускается"), (LEFT, "выбывает")]
        for pk in self.pupils:
            name = f"pupil-{pk}"
            kept = choices.pupils.get(pk, "")
            extra = [(kept, kept)] if kept and kept not in dict(choice) else []
            self.fields[name] = forms.ChoiceField(label=state.names[pk], choices=[*choice, *extra], required=False)
            self.initial[name] = kept
        self.remember()

    def _teacher(self, state: State, found: Rollover) -> None:
        line = next((one for one in found.lines if one.id == self.row["id"]), None)
        known = {name: str(pk) for pk, name in state.staff.items()}
        self.fields["teacher"] = forms.ChoiceField(
            label="Классный руководитель в новом году",
            choices=[("", "не назначен"), *((str(pk), name) for pk, name in state.staff.items())],
            required=False,
        )
        self.initial["teacher"] = known.get(line.teacher, "") if line else ""

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        if data.get("goes") == _GOES and parse_class(self._target(data)) is None:
            self.add_error("letter", NOT_A_CLASS.format(self._target(data)))
        return data

    def _target(self, data: dict[str, Any]) -> str:
        return _name(self.row["grade_level"] + 1, data.get("letter", "").strip())

    def decided(self) -> Choices:
        data, kept = self.cleaned_data, self.choices
        to, teachers = dict(kept.to), dict(kept.teachers)
        way = {OUT: OUT, _GOES: self._target(data)}.get(data["goes"], "")
        to.pop(self.row["id"], None)
        if way and not self.row["unassigned"]:
            to[self.row["id"]] = way
        if way and way != OUT and "teacher" in data:
            teachers[way] = int(data["teacher"] or 0)
        pupils = {pk: fate for pk, fate in kept.pupils.items() if pk not in self.pupils}
        pupils |= {pk: data[f"pupil-{pk}"] for pk in self.pupils if data[f"pupil-{pk}"]}
        return replace(kept, to=to, teachers=teachers, pupils=pupils)

    @property
    def own(self) -> list[Any]:
        """The fields of the class, without those of its pupils."""
        return [self[name] for name in ("goes", "letter", "teacher") if name in self.fields]

    @property
    def of_pupils(self) -> list[Any]:
        return [self[f"pupil-{pk}"] for pk in self.pupils]


def _ways(grade_level: int) -> list[tuple[str, str]]:
    goes = (_GOES, f"переходит в {grade_level + 1}-й класс")
    out = (OUT, "выпускается")
    if grade_level == LAST_GRADE:
        return [out]
    return [("", "не решено"), goes, out] if grade_level in MAY_LEAVE else [goes]


def _pupils_of(class_id: int, state: State) -> list[int]:
    there = {
        row["pupil_id"]
        for row in state.old["people.ClassMember"].values()
        if row["school_class_id"] == class_id and (row["ends_on"] is None or row["ends_on"] >= state.year.ends_on)
    }
    return [pk for pk in state.names if pk in there]


def title_of(row: dict[str, Any]) -> str:
    return SchoolClass(**{name: row[name] for name in ("grade_level", "letter", "unassigned")}).title
