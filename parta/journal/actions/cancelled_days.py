"""«Отменить занятия» and bringing them back: the days off and the lessons of those days in one step."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q

from parta.audit.chain import Event, record
from parta.core.actor import Actor
from parta.journal import cancelled_days
from parta.journal.actions.closing import alone
from parta.journal.cancelled_days import Days
from parta.journal.rules import cancelled_days as rules
from parta.school.calendar import year_of
from parta.school.changes import facts
from parta.school.models import DayOff, DayOffKind
from parta.school.refusals import SAME_TIME, Refused
from parta.school.rules.years import CLOSED
from parta.teaching.actions import states
from parta.teaching.actions.lessons import LessonPlanResult, generate_lessons
from parta.teaching.models import Course, Substitution

NO_YEAR = "На эти даты нет учебного года."
TWICE = "На эти дни занятия уже отменены. Откройте запись в календаре."
DAY = timedelta(days=1)


@dataclass(frozen=True)
class Done:
    cancelled: int  # shown as cancelled ones
    removed: int
    stayed: int


def refusal(days: Days) -> str:
    """Why the days can't be cancelled; empty when they can."""
    year = year_of(days.starts_on)
    if year is None:
        return NO_YEAR
    working = cancelled_days.working_days(days)
    if year.closed_at:
        return CLOSED
    if reason := rules.dates_refusal(days.starts_on, days.ends_on, (year.starts_on, year.ends_on), working):
        return reason
    same = DayOff.objects.filter(starts_on=days.starts_on, ends_on=days.ends_on, kind=DayOffKind.CANCELLED)
    known = set(same.values_list("grade_level", "school_class_id"))
    return TWICE if known & set(days.whom) else ""


@transaction.atomic
def cancel_days(days: Days, title: str, *, by: Actor, at: datetime) -> Done:
    """Nobody writes in journals meanwhile, so a lesson counts as held or it doesn't. OFF-01 … OFF-03"""
    alone()
    if reason := refusal(days):
        raise Refused(reason, "starts_on")
    effect = cancelled_days.effect(days, by.on)
    events = []
    for grade_level, class_id in days.whom:
        row = DayOff(
            starts_on=days.starts_on, ends_on=days.ends_on, title=title, kind=DayOffKind.CANCELLED,
            grade_level=grade_level, school_class_id=class_id,
        )  # fmt: skip
        row.save()
        events.append(Event("school.cancel_days", row, after=facts(row)))
    fallen = Q(lesson__in=effect.cancel) | Q(merged_with__in=effect.cancel)
    events += states.drop_substitutions(list(Substitution.objects.filter(fallen)))
    events += [states.cancel(lesson, title) for lesson in effect.cancel]
    record(events, by=by, at=at)
    removed = _made_again(effect.courses, days, by=by, at=at).removed
    return Done(len(effect.cancel), removed, len(effect.stay))


def _made_again(courses: set[int], days: Days | DayOff, *, by: Actor, at: datetime) -> LessonPlanResult:
    """Empty lessons of the days to come follow the calendar."""
    start = max(days.starts_on, by.on + DAY)
    if start > days.ends_on or not courses:
        return LessonPlanResult()
    return generate_lessons(Course.objects.filter(pk__in=courses), start, days.ends_on, by=by, at=at)


@dataclass(frozen=True)
class Returned:
    restored: int
    created: int


@transaction.atomic
def return_days(row: DayOff, *, by: Actor, at: datetime) -> Returned:
    """The day off goes; lessons cancelled with it stand again, those taken away are made anew. OFF-04"""
    alone()
    lessons, courses = cancelled_days.cancelled_by(row), {one.pk for one in cancelled_days.courses_of(row)}
    event = Event("school.return_days", DayOff(pk=row.pk), before=facts(row))
    if not DayOff.objects.filter(pk=row.pk).delete()[0]:
        raise Refused(SAME_TIME)
    record([event, *(states.restore(lesson) for lesson in lessons)], by=by, at=at)
    return Returned(len(lessons), _made_again(courses, row, by=by, at=at).created)
