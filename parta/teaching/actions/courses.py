"""Journals: making, changing, their dated teachers, division into subgroups [4.3]."""

from collections.abc import Collection, Iterable, Mapping
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Q

from parta.audit.chain import Event, record
from parta.core.actor import Actor
from parta.people.models import StaffMember
from parta.school.changes import add, change, put, remove
from parta.school.classes import journal_sort_key
from parta.school.models import SchoolClass, Subject
from parta.school.refusals import Refused
from parta.school.years import refuse_closed
from parta.teaching.actions.members import join_classes, leave_classes, set_members
from parta.teaching.models import Course, CourseKind, CourseTeacher

DAY = timedelta(days=1)
GROUPS = ("1-я гр.", "2-я гр.")


def derived(subject: Subject, classes: Iterable[SchoolClass], own_title: str) -> dict[str, Any]:
    """Columns that follow from the subject and the classes."""
    ordered = sorted(classes, key=lambda one: one.sort_key)
    names = ", ".join(one.name for one in ordered)[:200]
    return {"class_names": names, "sort_key": journal_sort_key(ordered, own_title or subject.name)}


@transaction.atomic
def save_course(
    course: Course, values: Mapping[str, Any], classes: Collection[SchoolClass], *,
    since: date | None = None, by: Actor, at: datetime,
) -> Course:  # fmt: skip
    """Make or change a journal. One of whole classes gets all the pupils of the classes that are new to it, pupils of
    the classes taken out leave it; `since`: from that day on, by default as long as they are in the class. MEM-02."""
    refuse_closed(course.year_id)
    columns = {**values, **derived(values["subject"], classes, values.get("own_title", ""))}
    _alone(course, columns, classes)
    before = set(course.classes.all()) if course.pk else set()
    put(course, columns, "teaching.save_course", by=by, at=at)
    after = set(classes)
    if before != after:
        course.classes.set(classes)
        ids = [{"classes": sorted(one.pk for one in some)} for some in (before, after)]
        record([Event("teaching.save_course", course, ids[0], ids[1])], by=by, at=at)
    if after - before and not course.label and course.kind != CourseKind.INDIVIDUAL:
        join_classes(course, after - before, since, by=by, at=at)
    if before - after:
        leave_classes(course, before - after, since or by.on, by=by, at=at)
    return course


def _alone(course: Course, columns: Mapping[str, Any], classes: Collection[SchoolClass]) -> None:
    keys = ("subject", "label", "own_title", "kind")
    same = Course.objects.filter(year=course.year, classes__in=classes, **{key: columns[key] for key in keys})
    if found := same.exclude(pk=course.pk).select_related("subject").first():
        raise Refused(f"Такой журнал уже есть: {found.full_title}. Подгруппы различаются названием.", "label")


def remove_course(course: Course, *, by: Actor, at: datetime) -> None:
    refuse_closed(course.year_id)
    said = f"В журнале «{course.full_title}» уже есть уроки, удалить его нельзя. Уберите его из расписания."
    remove(course, "teaching.remove_course", said, by=by, at=at)


@transaction.atomic
def add_teacher(
    course: Course, staff: StaffMember, starts_on: date, ends_on: date | None, *,
    instead: bool = False, by: Actor, at: datetime,
) -> None:  # fmt: skip
    """`instead`: the teachers there are end the day before."""
    row = CourseTeacher(course=course, staff=staff, starts_on=starts_on, ends_on=ends_on)
    in_year(course, starts_on)
    once(row)
    if instead:
        for other in course.teachers.filter(Q(ends_on=None) | Q(ends_on__gte=starts_on)):
            if other.starts_on >= starts_on:
                raise Refused(
                    f"{other.staff.person.short_name} ведёт журнал с {other.starts_on:%d.%m.%Y}, "
                    "это не раньше новой даты. Исправьте даты прежних учителей.",
                    "starts_on",
                )
            change(other, {"ends_on": starts_on - DAY}, "teaching.set_teacher", by=by, at=at)
    add(row, "teaching.set_teacher", by=by, at=at)


@transaction.atomic
def change_teacher(row: CourseTeacher, starts_on: date, ends_on: date | None, *, by: Actor, at: datetime) -> None:
    in_year(row.course, starts_on)
    once(CourseTeacher(pk=row.pk, course=row.course, staff=row.staff, starts_on=starts_on, ends_on=ends_on))
    change(row, {"starts_on": starts_on, "ends_on": ends_on}, "teaching.set_teacher", by=by, at=at)


def remove_teacher(row: CourseTeacher, *, by: Actor, at: datetime) -> None:
    refuse_closed(row.course.year_id)
    if row.starts_on <= by.on and row.course.lessons.exists():
        raise Refused("Учитель уже ведёт этот журнал. Укажите последний день вместо удаления.")
    remove(row, "teaching.remove_teacher", "", by=by, at=at)


def in_year(course: Course, day: date) -> None:
    refuse_closed(course.year_id)
    if not course.year.starts_on <= day <= course.year.ends_on:
        raise Refused(f"Этот день лежит вне учебного года {course.year.title}.", "starts_on")


def once(row: CourseTeacher) -> None:
    others = CourseTeacher.objects.filter(course=row.course, staff=row.staff).exclude(pk=row.pk)
    others = others.filter(Q(ends_on=None) | Q(ends_on__gte=row.starts_on))
    if row.ends_on:
        others = others.filter(starts_on__lte=row.ends_on)
    if others.exists():
        raise Refused("Этот учитель уже ведёт журнал в эти дни. Исправьте даты.", "starts_on")


def groups_of(course: Course) -> list[Course]:
    """Subgroups of the course's subject in its classes, by label; the missing ones of the usual two unsaved."""
    same = Course.objects.filter(
        year=course.year_id, subject=course.subject_id, kind=course.kind, own_title=course.own_title
    )
    found = same.filter(classes__in=course.classes.all()).exclude(label="").select_related("subject").distinct()
    groups = {one.label: one for one in found}
    for label in GROUPS:
        if len(groups) < 2 and label not in groups:
            groups[label] = Course(
                year=course.year, subject=course.subject, kind=course.kind, own_title=course.own_title, label=label
            )
    return [groups[label] for label in sorted(groups)]


@transaction.atomic
def divide(course: Course, wanted: Mapping[str, set[int]], starts_on: date, *, by: Actor, at: datetime) -> list[Course]:
    """From `starts_on` each subgroup (label → pupils) has exactly these pupils; missing subgroups are made. MEM-03."""
    classes = list(course.classes.all())
    groups = groups_of(course)
    for group in groups:
        if group._state.adding:
            values = {
                "subject": group.subject,
                "label": group.label,
                "own_title": group.own_title,
                "kind": group.kind,
                "hours_per_week": course.hours_per_week,
            }
            save_course(group, values, classes, by=by, at=at)
    for group in groups:  # first everybody leaves, so that a change of group is not taken for being in two
        now = set(group.members.filter(Q(ends_on=None) | Q(ends_on__gte=starts_on)).values_list("pupil_id", flat=True))
        set_members(group, now & wanted.get(group.label, set()), starts_on, by=by, at=at)
    for group in groups:
        set_members(group, wanted.get(group.label, set()), starts_on, by=by, at=at)
    return groups
