"""Forms of classes, journals and the timetable."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any, cast

from django import forms

from parta.core.dates import WEEKDAYS
from parta.people.models import Homeroom, StaffMember, not_over
from parta.school.editing import EditForm, PlainForm, SharedForm, in_order
from parta.school.models import AcademicYear, SchoolClass
from parta.teaching.actions.timetable import Place
from parta.teaching.models import Course, CourseTeacher

LAST_USUAL = 9  # lesson numbers offered for a day, unless later ones stand in it


def working(on: date) -> Any:
    """Staff who work now or will, by the alphabet."""
    return StaffMember.objects.filter(not_over(on)).order_by("person__sort_key", "pk")


class StaffChoice(forms.ModelChoiceField):
    def label_from_instance(self, obj: Any) -> str:
        return obj.person.full_name


class ClassesChoice(forms.ModelMultipleChoiceField):
    """Numbers no database column holds are unknown classes, not errors of ours."""

    def clean(self, value: Any) -> Any:
        known = {str(value) for value, _ in cast(Any, self.choices)}
        if strange := next((one for one in value or () if str(one) not in known), None):
            raise forms.ValidationError(self.error_messages["invalid_choice"], "invalid_choice", {"value": strange})
        return super().clean(value)


class ClassForm(EditForm):
    class Meta:
        model = SchoolClass
        fields = ("grade_level", "letter", "shift", "week_days")
        help_texts = {"letter": "Без кавычек: А. У класса без буквы оставьте пустым."}

    grade_level = forms.TypedChoiceField(label="Параллель", coerce=int, choices=[(n, n) for n in range(1, 12)])
    shift = forms.TypedChoiceField(label="Смена", coerce=int, choices=[(n, f"{n}-я") for n in range(1, 4)])
    week_days = forms.TypedChoiceField(
        label="Учебная неделя", coerce=int, empty_value=None, required=False,
        choices=[("", "как у всей школы"), (5, "пять дней"), (6, "шесть дней, учится по субботам")],
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["letter"].required = False

    def clean_letter(self) -> str:
        return " ".join(self.cleaned_data["letter"].split()).upper()

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        same = SchoolClass.objects.filter(
            year=self.instance.year_id, grade_level=data.get("grade_level") or 0, letter=data.get("letter", ""),
            unassigned=False,
        )  # fmt: skip
        if found := same.exclude(pk=self.original.pk).first():
            self.add_error("letter", f"Класс {found.title} уже есть. Выберите другую букву.")
        return data


class HomeroomForm(EditForm):
    class Meta:
        model = Homeroom
        fields = ("staff", "acting", "starts_on", "ends_on", "order_number", "order_date")
        labels = {"starts_on": "С", "ends_on": "По"}

    def __init__(self, *args: Any, on: date, **kwargs: Any):
        super().__init__(*args, **kwargs)
        standing = StaffMember.objects.filter(pk=self.instance.staff_id or 0)
        self.fields["staff"] = StaffChoice(working(on) | standing, label="Сотрудник", empty_label="выберите")

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        in_order(self)
        return data


class CourseForm(EditForm):
    class Meta:
        model = Course
        fields = ("subject", "classes", "label", "kind", "hours_per_week", "own_title")
        help_texts = {
            "label": "«1-я гр.» для подгруппы; пусто, если занимается весь класс.",
            "own_title": "Например, название кружка или элективного курса.",
        }
        field_classes = {"classes": ClassesChoice}
        widgets = {"classes": forms.CheckboxSelectMultiple}

    alone = ("since",)
    since = forms.DateField(
        label="Состав классов меняется с", required=False,
        help_text="Если добавляете или убираете класс: с этого дня его ученики в журнале или нет.",
    )  # fmt: skip

    def __init__(self, *args: Any, year: AcademicYear, on: date, **kwargs: Any):
        super().__init__(*args, **kwargs)
        if self.original.pk is None:
            del self.fields["since"]
        else:
            self.fields["since"].initial = max(on, year.starts_on)
        classes: Any = self.fields["classes"]
        classes.queryset = SchoolClass.objects.filter(year=year)
        hours = self.fields["hours_per_week"]
        hours.widget = forms.NumberInput(attrs={"min": 0, "max": 40})

    def clean_hours_per_week(self) -> int | None:
        hours: int | None = self.cleaned_data["hours_per_week"]
        if hours is not None and hours > 40:
            raise forms.ValidationError("В неделе столько часов одного предмета не бывает. Проверьте число.")
        return hours

    def clean_label(self) -> str:
        return " ".join(self.cleaned_data["label"].split())


class ClassHoursForm(PlainForm):
    """When class hours of all classes begin, and their weekly place if it is known."""

    starts_on = forms.DateField(label="С какого дня")
    weekday = forms.TypedChoiceField(
        label="День недели", coerce=int, empty_value=None, required=False,
        choices=[("", "пока без расписания"), *enumerate(WEEKDAYS[:6])],
    )  # fmt: skip
    number = forms.TypedChoiceField(
        label="Урок", coerce=int, empty_value=None, required=False,
        choices=[("", "—"), *((n, f"{n}-й") for n in range(LAST_USUAL + 1))],
    )  # fmt: skip

    def __init__(self, data: Any, *, year: AcademicYear, **kwargs: Any):
        super().__init__(data, **kwargs)
        self.year = year

    def clean(self) -> None:
        starts_on = self.cleaned_data.get("starts_on")
        if starts_on and not self.year.starts_on <= starts_on <= self.year.ends_on:
            self.add_error("starts_on", f"Этот день лежит вне учебного года {self.year.title}.")
        weekday, number = self.cleaned_data.get("weekday"), self.cleaned_data.get("number")
        if (weekday is None) != (number is None):
            self.add_error("number" if number is None else "weekday", "Укажите и день недели, и урок.")

    def place(self) -> tuple[int, int] | None:
        weekday, number = self.cleaned_data["weekday"], self.cleaned_data["number"]
        return None if weekday is None else (weekday, number)


class NewTeacherForm(PlainForm):
    staff = StaffChoice(StaffMember.objects.none(), label="Учитель", empty_label="выберите")
    starts_on = forms.DateField(label="Ведёт с")
    ends_on = forms.DateField(label="По", required=False)
    instead = forms.BooleanField(label="Вместо прежних: они заканчивают накануне", required=False)

    def __init__(self, *args: Any, on: date, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["staff"].queryset = working(on)  # type: ignore[attr-defined]

    def clean(self) -> None:
        in_order(self)


class TeacherForm(EditForm):
    class Meta:
        model = CourseTeacher
        fields = ("starts_on", "ends_on")
        labels = {"starts_on": "Ведёт с", "ends_on": "По"}

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        in_order(self)
        return data


class HandOverForm(PlainForm):
    """Which journals of a teacher go to whom, from when, by what order."""

    journals = forms.MultipleChoiceField(label="Журналы", widget=forms.CheckboxSelectMultiple)
    staff = StaffChoice(StaffMember.objects.none(), label="Кому", empty_label="выберите")
    starts_on = forms.DateField(label="С какого дня")
    order = forms.CharField(label="Приказ", required=False, max_length=200, help_text="Номер и дата, если он есть.")

    def __init__(
        self, data: Any, *, rows: list[CourseTeacher], course_id: int | None, former: StaffMember, on: date
    ):  # fmt: skip
        asked = [str(row.pk) for row in rows if row.course_id == course_id]
        chosen = asked or [str(row.pk) for row in rows]
        super().__init__(data, initial={"journals": chosen, "starts_on": on + timedelta(days=1)})
        self.rows = {str(row.pk): row for row in rows}
        self.fields["journals"].choices = [(key, row.course.full_title) for key, row in self.rows.items()]  # type: ignore[attr-defined]
        self.fields["staff"].queryset = working(on).exclude(pk=former.pk)  # type: ignore[attr-defined]

    def chosen(self) -> list[CourseTeacher]:
        return [self.rows[key] for key in dict.fromkeys(self.cleaned_data["journals"])]


class MembersForm(SharedForm):
    """Pupils of a journal from a date on."""

    alone = ("starts_on",)

    starts_on = forms.DateField(label="С какого дня")
    pupils = forms.MultipleChoiceField(label="Ученики", required=False)

    def __init__(self, data: Any, *, pupils: list[tuple[int, str]], chosen: set[int], on: date):
        super().__init__(data, initial={"starts_on": on, "pupils": [str(one) for one in chosen]})
        self.fields["pupils"].choices = [(str(id), name) for id, name in pupils]  # type: ignore[attr-defined]
        self.remember()

    def ids(self) -> set[int]:
        return {int(one) for one in self.cleaned_data["pupils"]}

    def rows(self) -> Iterator[tuple[str, str, bool]]:
        """(value, name, chosen)"""
        chosen = set(self["pupils"].value() or [])
        for value, name in self.fields["pupils"].choices:  # type: ignore[attr-defined]
            yield value, name, value in chosen


class DivideForm(SharedForm):
    """A subgroup for each pupil. Fields: p<pupil id>."""

    alone = ("starts_on",)

    starts_on = forms.DateField(label="С какого дня")

    def __init__(self, data: Any, *, pupils: list[tuple[int, str]], labels: list[str], now: dict[int, str], on: date):
        super().__init__(data, initial={"starts_on": on})
        for id, name in pupils:
            self.fields[f"p{id}"] = forms.ChoiceField(
                label=name,
                choices=[("", "—"), *((label, label) for label in labels)],
                initial=now.get(id, ""),
                required=False,
            )
        self.remember()

    def pupil_fields(self) -> list[forms.BoundField]:
        return [self[name] for name in self._own()]

    def wanted(self) -> dict[str, set[int]]:
        found: dict[str, set[int]] = {}
        for name in self._own():
            if label := self.cleaned_data[name]:
                found.setdefault(label, set()).add(int(name[1:]))
        return found


class DayForm(SharedForm):
    """The lessons of a class on one weekday.

    Fields: c<number>_<place> (journal), r<number>_<place> (room), w<number>_<place> (week) where the cycle has several.
    """

    alone = ("starts_on",)
    starts_on = forms.DateField(label="Действует с")

    def __init__(self, data: Any, *, courses: list[tuple[int, str]], standing: list[Place], on: date, cycle_weeks: int):
        super().__init__(data, initial={"starts_on": on})
        last_week = max([cycle_weeks, *(one.week for one in standing)])
        self.weeks = [(0, "каждую неделю"), *((week, f"{week}-ю неделю") for week in range(1, last_week + 1))]
        self.has_weeks = last_week > 1
        numbers = self.numbers = list(range(max([LAST_USUAL, *(one.number for one in standing)]) + 1))
        self.places = {number: [one for one in standing if one.number == number] for number in numbers}
        for number in numbers:
            for place, one in enumerate(self._shown(number)):
                self.fields[f"c{number}_{place}"] = forms.TypedChoiceField(
                    label=f"{number}-й урок, журнал", coerce=int, empty_value=None, required=False,
                    choices=[("", "—"), *courses], initial=one.course_id if one else "",
                )  # fmt: skip
                self.fields[f"r{number}_{place}"] = forms.CharField(
                    label=f"{number}-й урок, кабинет", required=False, max_length=30, initial=one.room if one else ""
                )
                if self.has_weeks:
                    self.fields[f"w{number}_{place}"] = forms.TypedChoiceField(
                        label=f"{number}-й урок, неделя цикла", coerce=int, empty_value=None, required=False,
                        choices=self.weeks, initial=one.week if one else 0,
                    )  # fmt: skip
        self.remember()

    def _shown(self, number: int) -> list[Place | None]:
        """At least two places, for subgroups, and always a free one."""
        standing = self.places[number]
        return [*standing, *([None] * max(1, 2 - len(standing)))]

    def rows(self) -> Iterator[tuple[int, list[list[forms.BoundField]]]]:
        columns = "cwr" if self.has_weeks else "cr"
        for number in self.numbers:
            places = range(len(self._shown(number)))
            yield number, [[self[f"{column}{number}_{place}"] for column in columns] for place in places]

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        for number in self.numbers:
            seen: dict[int, set[int]] = {}
            for place in range(len(self._shown(number))):
                course_id = self.cleaned_data.get(f"c{number}_{place}")
                if course_id:
                    week, weeks = self._week(number, place), seen.setdefault(course_id, set())
                    if weeks and (0 in {week, *weeks} or week in weeks):
                        self.add_error(f"c{number}_{place}", "Этот журнал уже стоит на этом уроке.")
                    weeks.add(week)
                if self.cleaned_data.get(f"r{number}_{place}") and not course_id:
                    self.add_error(f"c{number}_{place}", "Кабинет указан, а журнал нет. Выберите журнал.")
        return data

    def _week(self, number: int, place: int) -> int:
        return int(self.cleaned_data.get(f"w{number}_{place}") or 0)

    def wanted(self) -> list[Place]:
        data = self.cleaned_data
        return [
            Place(data[f"c{number}_{place}"], number, data[f"r{number}_{place}"].strip(), self._week(number, place))
            for number in self.numbers
            for place in range(len(self._shown(number)))
            if data.get(f"c{number}_{place}")
        ]


class LessonsForm(PlainForm):
    """A range of dates, for one class or for all."""

    start = forms.DateField(label="С")
    end = forms.DateField(label="По")
    school_class = forms.ModelChoiceField(
        SchoolClass.objects.none(), label="Класс", required=False, empty_label="все классы"
    )

    def __init__(self, data: Any, *, year: AcademicYear, **kwargs: Any):
        super().__init__(data, **kwargs)
        self.year = year
        self.fields["school_class"].queryset = SchoolClass.objects.filter(year=year)  # type: ignore[attr-defined]

    def clean(self) -> None:
        start, end = self.cleaned_data.get("start"), self.cleaned_data.get("end")
        if start and end and end < start:
            self.add_error("end", f"Конец раньше начала ({start:%d.%m.%Y}). Исправьте одну из дат.")
        elif start and end and (start > self.year.ends_on or end < self.year.starts_on):
            self.add_error("start", f"Эти дни лежат вне учебного года {self.year.title}.")
