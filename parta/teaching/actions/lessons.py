"""Making lessons from the timetable. parta.teaching.rules.lessons says what is to be done, this does it."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import Exists, Model, OuterRef, Q, QuerySet

from parta.audit.chain import Event, record
from parta.core.actor import Actor
from parta.people.models import valid_within
from parta.school.calendar import calendar_between, school_day
from parta.school.rules.calendar import week_of_cycle
from parta.teaching.models import Course, Lesson, LessonState, Slot
from parta.teaching.rules.lessons import Place, Plan, Standing, plan_course

CHUNK = 500


@dataclass(frozen=True)
class LessonPlanResult:
    """What was done, or would be: numbers of lessons of all the courses asked for."""

    created: int = 0
    moved: int = 0
    removed: int = 0
    kept: int = 0
    # (journal, day, number) of lessons with something written in, where the timetable has nothing any more.
    written_elsewhere: list[tuple[str, date, int]] = field(default_factory=list)

    @property
    def changes(self) -> bool:
        return bool(self.created or self.moved or self.removed)


def unwritten(*besides: type[Model]) -> QuerySet[Lesson]:
    """Lessons nobody has written in: nothing in the row itself, and no row of any table points to it.

    So a table of an app above (cells, works, homework) protects its lessons without being known here. Rows of `besides`
    don't count.
    """
    pointing = [
        ~Exists(relation.related_model._default_manager.filter(**{relation.field.name: OuterRef("pk")}))
        for relation in Lesson._meta.related_objects
        if relation.related_model not in besides
    ]
    return Lesson.objects.filter(*pointing, version=0, state=LessonState.REGULAR)


def preview_lessons(courses: Iterable[Course] | None, start: date, end: date, *, at: datetime) -> LessonPlanResult:
    """What `generate_lessons` would do now; writes nothing. Seven queries."""
    return _result(_plans(courses, start, end, on=school_day(at)))


@transaction.atomic
def generate_lessons(
    courses: Iterable[Course] | None, start: date, end: date, *, by: Actor | None, at: datetime
) -> LessonPlanResult:
    """Bring the lessons from `start` to `end` of the courses (None = all) in line with the timetable.

    Past and today's lessons, and those somebody wrote in, are never changed; one `Change` per course.
    """
    plans = _plans(courses, start, end, on=school_day(at), lock=True)
    Lesson.objects.bulk_create(
        [
            Lesson(course=course, date=day, number=number, room=room)
            for course, plan in plans
            for day, number, room in plan.create
        ],
        batch_size=CHUNK,
    )
    moved = [Lesson(pk=pk, number=number, room=room) for _, plan in plans for pk, _place, number, room in plan.move]
    Lesson.objects.bulk_update(moved, ["number", "room"], batch_size=CHUNK)
    removed = [pk for _, plan in plans for pk, _place in plan.remove]
    for i in range(0, len(removed), CHUNK):
        Lesson.objects.filter(pk__in=removed[i : i + CHUNK]).delete()
    events = [_event(course, plan, start, end) for course, plan in plans if plan.changes]
    record(events, by=by, at=at)
    return _result(plans)


def _event(course: Course, plan: Plan, start: date, end: date) -> Event:
    before: dict[str, Any] = {}
    after: dict[str, Any] = {"from": start, "to": end, "created": len(plan.create)}
    if plan.move:
        before["moved"] = [list(place) for _, place, _, _ in plan.move]
        after["moved"] = [[place[0], number, room] for _, place, number, room in plan.move]
    if plan.remove:
        before["removed"] = [list(place) for _, place in plan.remove]
    return Event("teaching.generate_lessons", course, before or None, after)


def _result(plans: list[tuple[Course, Plan]]) -> LessonPlanResult:
    return LessonPlanResult(
        created=sum(len(plan.create) for _, plan in plans),
        moved=sum(len(plan.move) for _, plan in plans),
        removed=sum(len(plan.remove) for _, plan in plans),
        kept=sum(plan.keep for _, plan in plans),
        written_elsewhere=[
            (course.full_title, day, number) for course, plan in plans for day, number in plan.written_elsewhere
        ],
    )


def _plans(
    courses: Iterable[Course] | None, start: date, end: date, *, on: date, lock: bool = False
) -> list[tuple[Course, Plan]]:
    open_years = Course.objects.filter(year__closed_at=None)  # YEAR-02
    chosen = open_years.select_related("subject", "year").prefetch_related("classes")
    if lock:  # whoever moves a lesson of them meanwhile is first, or waits (journal.actions.moving)
        chosen = chosen.select_for_update(of=("self",), no_key=True)
    if courses is not None:
        chosen = chosen.filter(pk__in=[course.pk for course in courses])
    ids = [course.pk for course in chosen]
    wanted = _wanted(list(chosen), start, end)
    standing = _standing(ids, courses is None, start, end, on=on, lock=lock)
    return [(course, plan_course(wanted[course.pk], standing[course.pk])) for course in chosen]


def _wanted(courses: list[Course], start: date, end: date) -> dict[int, dict[Place, str]]:
    """Places of lessons by the timetable and the calendar, per course."""
    slots: dict[int, list[Slot]] = defaultdict(list)
    for slot in Slot.objects.filter(valid_within(start, end)).order_by("week"):
        slots[slot.course_id].append(slot)
    days = _DaysOfClasses(start, end)
    wanted: dict[int, dict[Place, str]] = defaultdict(dict)
    for course in courses:
        if course.pk not in slots:
            continue
        for day, weekday in days.of(course).items():
            week = week_of_cycle(day, course.year.starts_on, course.year.cycle_weeks)
            for slot in slots[course.pk]:
                if (
                    slot.weekday == weekday
                    and slot.week in (0, week)
                    and slot.starts_on <= day <= (slot.ends_on or day)
                ):
                    wanted[course.pk][(day, slot.number)] = slot.room
    return wanted


class _DaysOfClasses:
    """Lesson days of courses, worked out once for each set of classes."""

    def __init__(self, start: date, end: date):
        self.start, self.end = start, end
        self.calendar = calendar_between(start, end)
        self.known: dict[tuple[Any, ...], dict[date, int]] = {}

    def of(self, course: Course) -> dict[date, int]:
        """A course of several classes has a lesson when at least one of them has lessons that day."""
        start, end = max(self.start, course.year.starts_on), min(self.end, course.year.ends_on)
        pairs = tuple((one.grade_level, one.pk) for one in course.classes.all()) or ((None, None),)
        key = (pairs, start, end)
        if key not in self.known:
            found: dict[date, int] = {}
            for grade_level, class_id in pairs:
                found |= self.calendar.lesson_days(start, end, grade_level, class_id)
            self.known[key] = found
        return self.known[key]


def _standing(
    ids: list[int], everywhere: bool, start: date, end: date, *, on: date, lock: bool
) -> dict[int, dict[Place, Standing]]:
    mine = Q(date__range=(start, end)) if everywhere else Q(date__range=(start, end), course_id__in=ids)
    rows = Lesson.objects.filter(mine).order_by("pk")
    if lock:  # on PostgreSQL a teacher who writes meanwhile waits, or is seen below
        rows = rows.select_for_update(of=("self",))
    lessons = list(rows.values_list("pk", "course_id", "date", "number", "room", "state", "moved_from__pk"))
    loose = set(unwritten().filter(mine, date__gt=on).values_list("pk", flat=True)) if lessons else set()
    standing: dict[int, dict[Place, Standing]] = defaultdict(dict)
    for pk, course_id, day, number, room, state, moved_from in lessons:
        standing[course_id][(day, number)] = Standing(
            pk, room, fixed=pk not in loose, arrived=moved_from is not None, decided=state != LessonState.REGULAR
        )
    return standing
