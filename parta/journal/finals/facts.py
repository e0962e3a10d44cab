"""What the rules of final marks ask of a pupil's subject in a period (`rules.finals.Facts`).

Marks of a subject count together in whatever journals of the year the pupil was, a former school's included (AVG-05).
Seven queries for any number of pupils and subjects.
"""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from fractions import Fraction
from typing import Any

from parta.journal import norms
from parta.journal.elsewhere import GRADED
from parta.journal.models import Cell, FormerMark, Mark, Sign, Work
from parta.journal.rules.averages import counts
from parta.journal.rules.entries import MISSED
from parta.journal.rules.finals import Facts, Given, Terms
from parta.journal.rules.norms import own_norm
from parta.people.models import valid_within
from parta.school.models import Period, SchoolPolicy, Subject
from parta.teaching.models import Course, CourseMember, Exemption, Lesson, LessonState

CONTROL = "КР"  # the kind of work every pupil shall have a mark for
DAY = timedelta(days=1)
Key = tuple[int, int]  # pupil, subject
Span = tuple[date, date]


@dataclass
class _Pupil:
    """Of one pupil in one subject: where, and what is known so far."""

    stays: list[tuple[int, Span]] = field(default_factory=list)  # journal, days
    exempt: list[tuple[int, Span]] = field(default_factory=list)
    marks: list[tuple[date, int, Given]] = field(default_factory=list)
    written_works: set[int] = field(default_factory=set)  # works the pupil has anything for
    missed: set[int] = field(default_factory=set)  # lessons
    freed: set[int] = field(default_factory=set)  # lessons with «осв»
    owed: int = 0


def terms_of(subject: Subject, policy: SchoolPolicy) -> Terms:
    return Terms(
        scale=subject.scale,
        rounding=subject.rounding,
        needed_works=subject.needed_works,
        written_norm=policy.written_norm,
        unrated_percent=policy.unrated_percent,
        border=Fraction(policy.border_hundredths, 100),
    )


def load_facts(
    pupils: Collection[int], period: Period, policy: SchoolPolicy, on: date, *, subjects: Collection[int] | None = None
) -> dict[Key, Facts]:
    """By (pupil, subject), for those who are in a journal of the subject in the period. Lessons count up to `on`."""
    till = min(period.ends_on, on)
    found: dict[Key, _Pupil] = defaultdict(_Pupil)
    courses = _stays(found, pupils, period, subjects)
    lessons = _lessons(courses, period.starts_on, till)
    _exemptions(found, courses, pupils, period)
    _cells(found, courses, pupils, (period.starts_on, till))
    _former(found, pupils, period, till)
    controls = _controls(lessons)
    return {
        key: _facts(one, courses, lessons, controls, period, policy) for key, one in found.items() if one.stays
    }  # fmt: skip


@dataclass(frozen=True)
class _Course:
    pk: int
    subject_id: int
    hours: int


def _stays(
    found: dict[Key, _Pupil], pupils: Collection[int], period: Period, subjects: Collection[int] | None
) -> dict[int, _Course]:
    rows = CourseMember.objects.filter(
        valid_within(period.starts_on, period.ends_on),
        pupil__in=pupils, course__year=period.year_id, course__kind__in=GRADED,
    )  # fmt: skip
    if subjects is not None:
        rows = rows.filter(course__subject__in=subjects)
    stays = list(rows.values_list("pupil_id", "course_id", "starts_on", "ends_on"))
    numbers = {course for _, course, _, _ in stays}
    with_hours = Course.objects.filter(pk__in=numbers).annotate(hours=norms.weekly_hours(period.ends_on))
    courses = {
        pk: _Course(pk, subject, hours) for pk, subject, hours in with_hours.values_list("pk", "subject_id", "hours")
    }
    for pupil, course, starts_on, ends_on in stays:
        span = _within(starts_on, ends_on, period)
        found[pupil, courses[course].subject_id].stays.append((course, span))
    return courses


def _within(starts_on: date, ends_on: date | None, period: Period) -> Span:
    return max(starts_on, period.starts_on), min(ends_on or period.ends_on, period.ends_on)


_Lessons = dict[int, list[tuple[date, int, int]]]  # by journal: date, number, lesson


def _lessons(courses: Iterable[int], start: date, till: date) -> _Lessons:
    held = Lesson.objects.filter(course__in=list(courses), date__range=(start, till), state=LessonState.REGULAR)
    lessons: _Lessons = defaultdict(list)
    for course, day, number, pk in held.order_by("date", "number").values_list("course_id", "date", "number", "pk"):
        lessons[course].append((day, number, pk))
    return lessons


def _exemptions(found: dict[Key, _Pupil], courses: dict[int, _Course], pupils: Collection[int], period: Period) -> None:
    rows = Exemption.objects.filter(
        valid_within(period.starts_on, period.ends_on), course__in=list(courses), pupil__in=pupils
    )
    for pupil, course, starts_on, ends_on in rows.values_list("pupil_id", "course_id", "starts_on", "ends_on"):
        found[pupil, courses[course].subject_id].exempt.append((course, _within(starts_on, ends_on, period)))


def _cells(found: dict[Key, _Pupil], courses: dict[int, _Course], pupils: Collection[int], span: Span) -> None:
    subjects = {one.subject_id for one in courses.values()}
    years = Course.objects.filter(pk__in=list(courses)).values("year")
    cells = Cell.objects.filter(
        pupil__in=pupils, lesson__date__range=span, lesson__state=LessonState.REGULAR,
        lesson__course__subject__in=subjects, lesson__course__year__in=years, lesson__course__kind__in=GRADED,
    )  # fmt: skip
    rows = cells.order_by("lesson__date", "lesson__number", "marks__work__position").values_list(
        "pupil_id", "lesson__course__subject_id", "lesson_id", "lesson__date", "lesson__number", "absence",
        "marks__value", "marks__sign", "marks__uncounted", "marks__given_on", "marks__work_id", "marks__work__weight",
        "marks__work__kind__written", "marks__work__kind__laboratory", "marks__work__kind__practical", named=True,
    )  # fmt: skip
    for row in rows:
        _take(found[row.pupil_id, row.lesson__course__subject_id], row)


def _take(one: _Pupil, row: Any) -> None:
    if row.absence in MISSED:
        one.missed.add(row.lesson_id)
    if row.absence == "осв":
        one.freed.add(row.lesson_id)
    if row.marks__work_id is None:
        return
    one.written_works.add(row.marks__work_id)
    if row.marks__sign == Sign.OWED:
        one.owed += 1
    elif counts(row.marks__work__weight, row.marks__uncounted):
        practical = row.marks__work__kind__laboratory or row.marks__work__kind__practical
        given = Given(
            mark=row.marks__sign or str(row.marks__value),
            weight=row.marks__work__weight,
            written=row.marks__work__kind__written or practical,
            practical=practical,
        )
        one.marks.append((row.marks__given_on or row.lesson__date, row.lesson__number, given))


def _former(found: dict[Key, _Pupil], pupils: Collection[int], period: Period, till: date) -> None:
    rows = FormerMark.objects.filter(pupil__in=pupils, year=period.year_id, given_on__range=(period.starts_on, till))
    for pupil, subject, day, value, weight in rows.values_list("pupil_id", "subject_id", "given_on", "value", "weight"):
        if (pupil, subject) in found and weight:
            found[pupil, subject].marks.append((day, 0, Given(str(value), weight)))


def _controls(lessons: _Lessons) -> dict[int, list[int]]:
    """Works every pupil shall have a mark for, by lesson: those that somebody has one for already."""
    numbers = [pk for rows in lessons.values() for _, _, pk in rows]
    works = Work.objects.filter(lesson__in=numbers, kind__code=CONTROL, weight__gt=0)
    given = works.filter(pk__in=Mark.objects.filter(work__in=works.values("pk")).values("work"))
    found: dict[int, list[int]] = defaultdict(list)
    for lesson, work in given.values_list("lesson_id", "pk"):
        found[lesson].append(work)
    return found


def _facts(
    one: _Pupil, courses: dict[int, _Course], lessons: _Lessons, controls: dict[int, list[int]], period: Period,
    policy: SchoolPolicy,
) -> Facts:  # fmt: skip
    held = sorted(row for course, span in one.stays for row in lessons[course] if _asked(one, course, span, row))
    moments = [(day, number) for day, number, _ in held]
    numbers = {pk for _, _, pk in held}
    due = [work for _, _, pk in held for work in controls.get(pk, ())]
    there, free = _days(one.stays), _free_days(one)
    hours = max(courses[course].hours for course, _ in one.stays)
    whole = norms.norm(hours, period.kind, {name: getattr(policy, name) for name in norms.NUMBERS})
    return Facts(
        marks=tuple(
            _placed(given, bisect_left(moments, (day, number)))
            for day, number, given in sorted(one.marks, key=lambda row: row[:2])
        ),
        held=len(held),
        missed=len(one.missed & numbers),
        norm=own_norm(whole, there - free, (period.ends_on - period.starts_on).days + 1),
        owed=one.owed,
        controls_missing=sum(work not in one.written_works for work in due),
        exempt=free >= there > 0,
    )


def _asked(one: _Pupil, course: int, span: Span, row: tuple[date, int, int]) -> bool:
    """Whether the pupil was expected at the lesson."""
    day, _, pk = row
    if not span[0] <= day <= span[1] or pk in one.freed:
        return False
    return not any(of == course and start <= day <= end for of, (start, end) in one.exempt)


def _placed(given: Given, lesson: int) -> Given:
    return Given(given.mark, given.weight, lesson, given.written, given.practical)


def _days(spans: Iterable[tuple[int, Span]]) -> int:
    """Different days of the spans."""
    return len({start + DAY * at for _, (start, end) in spans for at in range((end - start).days + 1)})


def _free_days(one: _Pupil) -> int:
    """Days on which the pupil is exempt in the journal the pupil is in."""
    return _days(
        (course, (max(start, first), min(end, last)))
        for course, (start, end) in one.exempt
        for of, (first, last) in one.stays
        if of == course
    )
