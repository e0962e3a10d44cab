"""What the pages «Классы» and «Журналы» show, and the overview «Школа»."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Prefetch, Q, QuerySet

from parta.people.models import ClassMember, Guardianship, Homeroom, Pupil, StaffMember, valid_on
from parta.people.paper_pupils import counts as counts_on_paper
from parta.school.calendar import day_in, year_of
from parta.school.models import AcademicYear, DayOff, SchoolClass, Subject
from parta.teaching.models import Course, CourseMember, CourseTeacher


@dataclass(frozen=True)
class Counts:
    """Numbers on the tiles of «Школа»."""

    year: AcademicYear | None
    staff: int = 0
    classes: int = 0
    pupils: int = 0
    subjects: int = 0
    courses: int = 0
    days_off: int = 0


def counts(on: date) -> Counts:
    """Seven queries, whatever the size of the school."""
    year = year_of(on)
    if year is None:
        return Counts(None)
    return Counts(
        year=year,
        staff=StaffMember.objects.exclude(ends_on__lt=on).count(),
        classes=SchoolClass.objects.filter(year=year, unassigned=False).count(),
        pupils=ClassMember.objects.filter(valid_on(day_in(year, on)), school_class__year=year)
        .values("pupil")
        .distinct()
        .count(),
        subjects=Subject.objects.count(),
        courses=Course.objects.filter(year=year).count(),
        days_off=DayOff.objects.filter(starts_on__lte=year.ends_on, ends_on__gte=year.starts_on).count(),
    )


@dataclass(frozen=True)
class ClassLine:
    id: int
    title: str
    shift: int
    pupils: int
    courses: int
    homerooms: list[Homeroom]
    unassigned: bool
    on_paper: int


def class_lines(year: AcademicYear | None, on: date) -> list[ClassLine]:
    """Classes of the year in their order, for the office. Three queries."""
    on = day_in(year, on) if year else on
    rows = (
        SchoolClass.objects.filter(year=year)
        .annotate(
            pupils_now=Count("members__pupil", filter=valid_on(on, "members__"), distinct=True),
            journals=Count("courses", distinct=True),
        )
        .prefetch_related(
            Prefetch(
                "homerooms",
                Homeroom.objects.filter(valid_on(on), valid_on(on, "staff__"))
                .select_related("staff__person")
                .order_by("acting"),
                to_attr="now_homerooms",
            )
        )
    )
    paper = counts_on_paper((one.pk for one in rows), on)
    return [
        ClassLine(
            one.pk, one.title, one.shift, one.pupils_now, one.journals,
            one.now_homerooms,
            one.unassigned,
            paper.get(one.pk, 0),
        )
        for one in rows
    ]  # fmt: skip


@dataclass(frozen=True)
class MemberLine:
    id: int  # of the membership
    pupil_id: int
    name: str
    birth_date: date | None
    starts_on: date
    ends_on: date | None
    guardians: list[Guardianship]


@dataclass(frozen=True)
class ClassPage:
    members: list[MemberLine]
    former: list[MemberLine]
    homerooms: list[Homeroom]
    courses: list[Course]


def class_page(school_class: SchoolClass, on: date) -> ClassPage:
    """Pupils with their guardians, class teachers and journals of a class. Four queries."""
    on = day_in(school_class.year, on)
    guardians = Guardianship.objects.filter(valid_on(on)).select_related("guardian__person")
    rows = (
        ClassMember.objects.filter(school_class=school_class)
        .select_related("pupil__person")
        .prefetch_related(
            Prefetch("pupil__guardianships", guardians.order_by("guardian__person__sort_key"), to_attr="now_guardians")
        )
        .order_by("pupil__person__sort_key", "starts_on")
    )
    lines = [_member_line(row) for row in rows]
    return ClassPage(
        members=[line for line in lines if line.ends_on is None or line.ends_on >= on],
        former=[line for line in lines if line.ends_on is not None and line.ends_on < on],
        homerooms=list(school_class.homerooms.select_related("staff__person").order_by("-starts_on")),
        courses=list(school_class.courses.select_related("subject")),
    )


def _member_line(row: ClassMember) -> MemberLine:
    pupil = row.pupil
    return MemberLine(
        row.pk,
        pupil.pk,
        pupil.person.full_name,
        pupil.person.birth_date,
        row.starts_on,
        row.ends_on,
        pupil.now_guardians,  # type: ignore[attr-defined]
    )


@dataclass(frozen=True)
class CourseLine:
    id: int
    class_names: str
    title: str
    kind: str
    hours: int | None
    teachers: list[str]
    pupils: int


def course_lines(
    scope: QuerySet[Course], year: AcademicYear | None, class_id: int | None, on: date
) -> list[CourseLine]:
    """Journals of the year, or of one class, in their order. Two queries."""
    on = day_in(year, on) if year else on
    rows = scope.filter(year=year)
    if class_id is not None:
        rows = rows.filter(classes=class_id)
    rows = rows.annotate(
        pupils_now=Count("members__pupil", filter=valid_on(on, "members__"), distinct=True)
    ).prefetch_related(Prefetch("teachers", teachers_on(on), to_attr="now_teachers"))
    return [
        CourseLine(
            one.pk,
            one.class_names,
            one.title,
            one.get_kind_display(),
            one.hours_per_week,
            [row.staff.person.short_name for row in one.now_teachers],
            one.pupils_now,
        )
        for one in rows.order_by("sort_key", "label")
    ]


def teachers_on(on: date) -> QuerySet[CourseTeacher]:
    """Who leads journals on a day and still works at the school."""
    rows = CourseTeacher.objects.filter(valid_on(on), valid_on(on, "staff__"))
    return rows.select_related("staff__person").order_by("staff__person__sort_key")


def pupils_of_classes(course: Course, on: date) -> list[tuple[int, str]]:
    """(number, «Зайцев Пётр») of those in the course's classes on `on` or later; everybody for a course of none."""
    rows = Pupil.objects.select_related("person")
    if course.pk and course.classes.exists():
        rows = rows.filter(
            Q(class_members__ends_on=None) | Q(class_members__ends_on__gte=on),
            class_members__school_class__in=course.classes.all(),
        ).distinct()
    return [(one.pk, one.person.name) for one in rows.order_by("person__sort_key", "pk")]


def member_ids(course: Course, on: date) -> set[int]:
    rows = CourseMember.objects.filter(course=course, starts_on__gte=on) | CourseMember.objects.filter(
        valid_on(on), course=course
    )
    return set(rows.values_list("pupil_id", flat=True))


def group_of_pupils(groups: list[Course], on: date) -> dict[int, str]:
    """Pupil → label of the subgroup the pupil is in."""
    saved = [group for group in groups if group.pk]
    rows = CourseMember.objects.filter(valid_on(on), course__in=saved)
    return dict(rows.values_list("pupil_id", "course__label"))
