"""What the pages of the school's set-up show."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Count

from parta.core.russian import counted
from parta.school.models import (
    AcademicYear,
    Bell,
    DayOff,
    Period,
    PeriodKind,
    School,
    SchoolPolicy,
    Subject,
    WorkingDay,
)
from parta.school.rules.bells import ALL_GRADES


@dataclass(frozen=True)
class SubjectRow:
    id: int
    name: str
    short: str
    scale: str
    courses: int


def subject_rows() -> list[SubjectRow]:
    """Subjects by the alphabet with the number of all their journals. One query."""
    rows = Subject.objects.annotate(journals=Count("courses"))
    return [SubjectRow(one.pk, one.name, one.short, one.get_scale_display(), one.journals) for one in rows]


@dataclass(frozen=True)
class CalendarPage:
    off: list[DayOff]
    working: list[WorkingDay]


def calendar_page(year: AcademicYear) -> CalendarPage:
    off = DayOff.objects.filter(starts_on__lte=year.ends_on, ends_on__gte=year.starts_on)
    return CalendarPage(
        off=list(off.select_related("school_class").order_by("starts_on", "grade_level")),
        working=list(WorkingDay.objects.filter(date__range=(year.starts_on, year.ends_on))),
    )


@dataclass(frozen=True)
class PolicyRow:
    id: int
    starts_on: date
    state: str  # «действуют», «будут», «прежние»
    facts: list[str]


def policy_rows(on: date) -> list[PolicyRow]:
    """Newest first; the one in force is the newest that has begun."""
    rows = list(SchoolPolicy.objects.order_by("-starts_on"))
    current = next((row for row in rows if row.starts_on <= on), None)
    return [
        PolicyRow(row.pk, row.starts_on, _state(row, current, on), _facts(row))
        for row in rows
    ]  # fmt: skip


def _state(row: SchoolPolicy, current: SchoolPolicy | None, on: date) -> str:
    if row == current:
        return "действуют"
    return "вступят в силу" if row.starts_on > on else "прежние"


def _norms(row: SchoolPolicy) -> str:
    by_hours = f"при 1 часе {row.norm_1}, при 2 — {row.norm_2}, при 3 — {row.norm_3}, при 4 и более — {row.norm_4}"
    return f"Норма отметок за период по часам в неделю: {by_hours}; за полугодие не меньше {row.norm_half_year}"


def _facts(row: SchoolPolicy) -> list[str]:
    return [
        f"Учебная неделя: {row.get_week_days_display()} дней",
        "10-11 классы учатся " + ("по полугодиям" if row.senior_half_years else "по триместрам"),
        "Учётные записи учеников 1-4 классов: " + ("есть" if row.junior_accounts else "нет"),
        f"Правка урока без причины: {_days(row.edit_window_days)}",
        f"Правка отметок письменных работ без причины: {_days(row.written_window_days)}",
        "Сотрудники пишут "
        + (f"из сетей {', '.join(row.staff_networks.split())}" if row.staff_networks else "отовсюду"),
        "Второй шаг входа учителям "
        + ("обязателен" if row.teacher_factor else f"не обязателен: {row.teacher_factor_reason}"),
        _norms(row),
        f"Письменных работ за период там, где они нужны: {row.written_norm}",
        f"н/а рекомендуется, если пропущено больше {row.unrated_percent} % уроков",
        f"Граница отметок: {row.border_hundredths} сотых балла",
        f"Итоговые отметки — за {_days(row.finals_days_before)} до конца периода"
        + (" (учебные дни)" if row.finals_working_days else "")
        + f"; выставление начинается за {_days(row.finals_begin_days)} до срока",
    ]


def _days(count: int) -> str:
    return counted(count, "день", "дня", "дней")


def periods_in_order(year: AcademicYear) -> list[Period]:
    """Trimesters, then half-years."""
    kinds = list(PeriodKind)
    return sorted(year.periods.all(), key=lambda period: (kinds.index(PeriodKind(period.kind)), period.number))


def bells_of(shift: int, grade_level: int) -> list[Bell]:
    return list(Bell.objects.filter(shift=shift, grade_level=grade_level))


def grades_with_own_bells(shift: int) -> set[int]:
    rows = Bell.objects.filter(shift=shift).exclude(grade_level=ALL_GRADES)
    return set(rows.order_by().values_list("grade_level", flat=True))


def the_school() -> School | None:
    return School.objects.first()


def words_of_school(user: object) -> list[str]:
    """Of its names and its town, whoever asks: no password may be made of them."""
    rows = School.objects.values_list("name", "short_name", "city")
    return [word for row in rows for text in row for word in text.split()]
