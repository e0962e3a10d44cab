"""Forms of the school's set-up. Every refusal names the field and says what to do."""

from collections.abc import Iterator
from datetime import date, time
from typing import Any
from zoneinfo import available_timezones

from django import forms
from django.core.validators import MaxValueValidator

from parta.core.dates import WEEKDAYS
from parta.core.russian import search_key
from parta.school.actions import Habit
from parta.school.editing import EditForm, PlainForm, SharedForm, native_pickers
from parta.school.models import (
    AcademicYear,
    Bell,
    DayOff,
    DayOffKind,
    Period,
    School,
    SchoolClass,
    SchoolPolicy,
    Subject,
    WorkingDay,
)
from parta.school.rules import networks
from parta.school.rules.calendar import Span, out_of_order, usual_end

LAST_NUMBER = 12
AUGUST = 8
LONGEST_WINDOW = 60  # days


def ordered(form: forms.BaseForm, first: str = "starts_on", last: str = "ends_on") -> None:
    """«По» may not stand before «с»."""
    starts, ends = form.cleaned_data.get(first), form.cleaned_data.get(last)
    if starts and ends and ends < starts:
        form.add_error(last, f"Конец раньше начала ({starts:%d.%m.%Y}). Исправьте одну из дат.")


class SubjectForm(EditForm):
    class Meta:
        model = Subject
        fields = ("name", "short", "scale", "rounding", "needed_works", "part_of")
        help_texts = {
            "rounding": "С какого среднего балла рекомендуется 5, 4 и 3.",
            "needed_works": "Без них итоговая отметка требует обоснования [6.2].",
            "part_of": "Например, алгебра входит в предмет «Математика»: её итоговая в 9 классе — общая.",
        }

    def __init__(self, data: Any = None, *, instance: Subject):
        super().__init__(data, instance=instance)
        whole = Subject.objects.filter(part_of=None).exclude(pk=instance.pk)
        made_of_parts = instance.pk is not None and instance.parts.exists()
        self.fields["part_of"].queryset = whole.none() if made_of_parts else whole  # type: ignore[attr-defined]

    def clean_name(self) -> str:
        name = " ".join(self.cleaned_data["name"].split())
        same = (one for one in Subject.objects.exclude(pk=self.original.pk) if search_key(one.name) == search_key(name))
        if found := next(same, None):
            raise forms.ValidationError(f"Предмет «{found.name}» уже есть. Откройте его в списке.")
        return name


class SchoolForm(EditForm):
    class Meta:
        model = School
        fields = ("name", "short_name", "city", "address", "timezone")

    def clean_timezone(self) -> str:
        zone: str = self.cleaned_data["timezone"]
        if zone not in available_timezones():
            raise forms.ValidationError(
                "Такого часового пояса нет. Напишите, например, Europe/Moscow или Asia/Yekaterinburg."
            )
        return zone


class NewYearForm(PlainForm):
    starts_on = forms.DateField(label="Первый день учебного года")
    ends_on = forms.DateField(
        label="Последний день занятий", required=False, help_text="Если не указан, 26 мая следующего года."
    )

    def clean(self) -> None:
        ordered(self)
        starts, ends = self.cleaned_data.get("starts_on"), self.cleaned_data.get("ends_on")
        if starts and starts.month < AUGUST:
            self.add_error("starts_on", "Учебный год начинается с августа по ноябрь. Проверьте дату.")
        elif starts and not 200 <= ((ends or usual_end(starts)) - starts).days <= 370:
            self.add_error("ends_on", "Учебный год длится от семи месяцев до года. Проверьте обе даты.")
        elif starts and ends and ends <= date(starts.year + 1, 3, 1):
            self.add_error("ends_on", "Учебный год кончается весной. Проверьте дату.")


_CYCLES = [(1, "одна"), (2, "две"), (3, "три"), (4, "четыре")]


class YearForm(SharedForm):
    """The year and all its periods at once, so that a border moves in one step. Fields: p<id>_from, p<id>_to."""

    starts_on = forms.DateField(label="Начало года")
    ends_on = forms.DateField(label="Конец года")
    cycle_weeks = forms.TypedChoiceField(
        label="Недель в цикле расписания", coerce=int, choices=_CYCLES,
        help_text="Две — если недели чередуются: числитель и знаменатель. Первая — неделя, в которой начинается год.",
    )  # fmt: skip

    def __init__(self, data: Any, *, year: AcademicYear, periods: list[Period]):
        standing = {name: getattr(year, name) for name in ("starts_on", "ends_on", "cycle_weeks")}
        super().__init__(data, initial=standing)
        self.year, self.periods = year, periods
        for period in periods:
            for end, value, word in (("from", period.starts_on, "с"), ("to", period.ends_on, "по")):
                field = forms.DateField(label=f"{period.title}, {word}", initial=value)
                self.fields[f"p{period.pk}_{end}"] = field
        native_pickers(self.fields)
        self.remember()

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        starts, ends = data.get("starts_on"), data.get("ends_on")
        if starts and ends and (ends - starts).days > 370:
            self.add_error("ends_on", "Учебный год не длиннее года. Проверьте обе даты.")
        elif starts and ends and ends <= starts:
            self.add_error("ends_on", "Конец года должен быть позже начала.")
        if not self.errors and starts and ends:
            self._check_year(starts, ends)
            self._check_periods(starts, ends)
        return data

    def _check_year(self, starts: date, ends: date) -> None:
        others = AcademicYear.objects.exclude(pk=self.year.pk)
        if other := others.filter(starts_on__lte=ends, ends_on__gte=starts).first():
            self.add_error("ends_on", f"Пересекается с учебным годом {other.title}. Исправьте даты.")

    def _check_periods(self, starts: date, ends: date) -> None:
        """CAL-05."""
        spans = {period: Span(period.title, *self.span(period)) for period in self.periods}
        for period, span in spans.items():
            if span.end <= span.start:  # type: ignore[operator]
                self.add_error(f"p{period.pk}_to", "Конец периода должен быть позже начала.")
            elif span.start < starts or span.end > ends:  # type: ignore[operator]
                self.add_error(f"p{period.pk}_from", f"{period.title} выходит за учебный год. Исправьте даты.")
        for kind in {period.kind for period in self.periods}:
            clash = out_of_order(span for period, span in spans.items() if period.kind == kind)
            if clash and not self.errors:
                one, other = clash
                late = next(period for period, span in spans.items() if span is other)
                self.add_error(f"p{late.pk}_from", f"{other.title} начинается раньше, чем кончается {one.title}.")

    def span(self, period: Period) -> tuple[date, date]:
        return self.cleaned_data[f"p{period.pk}_from"], self.cleaned_data[f"p{period.pk}_to"]


class DayOffForm(EditForm):
    grade_level = forms.TypedChoiceField(
        label="Параллель", required=False, coerce=int, empty_value=None,
        choices=[("", "все"), *((n, f"{n}-е классы") for n in range(1, 12))],
    )  # fmt: skip

    class Meta:
        model = DayOff
        fields = ("title", "kind", "starts_on", "ends_on", "grade_level", "school_class")

    def __init__(self, *args: Any, year: AcademicYear, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.year = year
        kind: Any = self.fields["kind"]
        kind.choices = [one for one in DayOffKind.choices if one[0] != DayOffKind.CANCELLED]  # «Отменить занятия»
        choice: Any = self.fields["school_class"]
        choice.queryset = SchoolClass.objects.filter(year=year)
        choice.empty_label = "все"

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        ordered(self)
        if data.get("grade_level") and data.get("school_class"):
            self.add_error("school_class", "Укажите что-то одно: параллель или класс.")
        starts, ends = data.get("starts_on"), data.get("ends_on")
        if starts and ends and starts <= ends and (ends < self.year.starts_on or starts > self.year.ends_on):
            self.add_error("starts_on", f"Эти дни лежат вне учебного года {self.year.title}.")
        return data


class WorkingDayForm(EditForm):
    as_weekday = forms.TypedChoiceField(
        label="По расписанию дня", coerce=int, choices=list(enumerate(WEEKDAYS[:6])),
        help_text="Этот день сильнее выходных и праздников всей школы.",
    )  # fmt: skip

    class Meta:
        model = WorkingDay
        fields = ("date", "as_weekday")
        error_messages = {"date": {"unique": "Этот день уже объявлен рабочим. Откройте его в списке."}}


class PrefillForm(forms.Form):
    habit = forms.ChoiceField(label="Каникулы", choices=Habit.choices)


NORMS = ("norm_1", "norm_2", "norm_3", "norm_4", "norm_half_year")
MOST_MARKS = 60
# Numbers of the final marks, each with the most it may be.
FINALS = {"written_norm": 20, "unrated_percent": 100, "border_hundredths": 50, "finals_days_before": 30,
          "finals_begin_days": 60}  # fmt: skip


class PolicyForm(EditForm):
    class Meta:
        model = SchoolPolicy
        fields = (
            "starts_on", "week_days", "senior_half_years", "junior_accounts",
            "edit_window_days", "written_window_days", *NORMS, *FINALS, "finals_working_days", "staff_networks",
            "teacher_factor", "teacher_factor_reason",
        )  # fmt: skip
        widgets = {"staff_networks": forms.Textarea(attrs={"rows": 3})}
        help_texts = {
            "edit_window_days": "Позже правка урока и его клеток требует причины, она остаётся в истории.",
            "teacher_factor_reason": "Нужна, если учителям второй шаг не обязателен. Останется в истории.",
            "staff_networks": "По одной в строке, например 192.168.1.0/24. Пусто — сотрудники пишут отовсюду [8.1.3].",
        }
        error_messages = {
            "starts_on": {"unique": "На эту дату правила уже есть. Измените их или выберите другую дату."}
        }

    def __init__(self, data: Any = None, *, instance: SchoolPolicy, address: str):
        super().__init__(data, instance=instance)
        self.address = address  # of whoever edits
        for name, most in {**dict.fromkeys(NORMS, MOST_MARKS), **FINALS}.items():
            self.fields[name].validators.append(MaxValueValidator(most))
            self.fields[name].widget.attrs["max"] = most

    def clean_edit_window_days(self) -> int:
        return self._window("edit_window_days")

    def clean_written_window_days(self) -> int:
        return self._window("written_window_days")

    def _window(self, name: str) -> int:
        days: int = self.cleaned_data[name]
        if not 1 <= days <= LONGEST_WINDOW:
            raise forms.ValidationError(f"От 1 до {LONGEST_WINDOW} дней.")
        return days

    def clean_teacher_factor_reason(self) -> str:
        """FACTOR-03: no reason, no relief."""
        reason: str = self.cleaned_data["teacher_factor_reason"]
        if self.cleaned_data.get("teacher_factor"):
            return ""
        if not reason:
            raise forms.ValidationError("Напишите, почему второй шаг учителям не обязателен.")
        return reason

    def clean_staff_networks(self) -> str:
        text: str = self.cleaned_data["staff_networks"]
        if reason := networks.list_refusal(text, networks.address(self.address)):
            raise forms.ValidationError(reason)
        return "\n".join(str(network) for network in networks.networks(text))


class BellsForm(SharedForm):
    """Bells of one shift, or of a grade level in it. Fields: n<number>_from, n<number>_to; both empty = there is no
    such lesson. `may_be_empty`: a grade level without bells of its own goes by those of the shift."""

    def __init__(self, data: Any, *, bells: list[Bell], may_be_empty: bool):
        super().__init__(data)
        self.may_be_empty = may_be_empty
        known = {bell.number: bell for bell in bells}
        for number in range(LAST_NUMBER + 1):
            bell = known.get(number)
            for end, value in (("from", bell and bell.starts_at), ("to", bell and bell.ends_at)):
                word = "начало" if end == "from" else "конец"
                self.fields[f"n{number}_{end}"] = forms.TimeField(
                    label=f"{number}-й урок, {word}", required=False, initial=value
                )
        native_pickers(self.fields)
        self.remember()

    def rows(self) -> Iterator[tuple[int, forms.BoundField, forms.BoundField]]:
        for number in range(LAST_NUMBER + 1):
            yield number, self[f"n{number}_from"], self[f"n{number}_to"]

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        for number in range(LAST_NUMBER + 1):
            starts, ends = self._pair(number)
            if bool(starts) != bool(ends):
                self.add_error(f"n{number}_{'to' if starts else 'from'}", "Укажите и начало, и конец урока.")
            elif starts and ends and ends <= starts:
                self.add_error(f"n{number}_to", "Урок кончается раньше, чем начался.")
        if not self.errors and not self.bells() and not self.may_be_empty:
            self.add_error(None, "Не указан ни один урок. Впишите начало и конец хотя бы одного.")
        elif not self.errors:
            self._check_order()
        return data

    def _check_order(self) -> None:
        """CAL-06."""
        spans = [Span(str(number), starts, ends) for number, starts, ends in self.bells()]
        if clash := out_of_order(spans, may_touch=True):
            one, other = clash
            self.add_error(
                f"n{other.title}_from",
                f"{other.title}-й урок начинается раньше, чем кончается {one.title}-й ({one.end:%H:%M}).",
            )

    def _pair(self, number: int) -> tuple[time | None, time | None]:
        return self.cleaned_data.get(f"n{number}_from"), self.cleaned_data.get(f"n{number}_to")

    def bells(self) -> list[tuple[int, time, time]]:
        rows = [(number, *self._pair(number)) for number in range(LAST_NUMBER + 1)]
        return [(number, starts, ends) for number, starts, ends in rows if starts and ends]
