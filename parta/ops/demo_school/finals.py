"""Final marks of the demo: ended periods are published and closed, in the running one they are being set.

A teacher first takes the proposals that need no look, some days later sets the rest; a few come after the deadline.
Those whom one can sign in as leave the rest for the last day, so that a visitor finds something to do.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import cached_property
from random import Random

from django.db.models import Min

from parta.audit.chain import Event, record_each
from parta.core.bulk import insert
from parta.journal.finals.readiness import with_finals
from parta.journal.finals.sheet import Scheme, load_lines, scheme_of
from parta.journal.models import FinalKind, FinalMark, FinalStage, PeriodLock
from parta.journal.rules import final_terms, finals
from parta.journal.rules.final_terms import Stage
from parta.journal.rules.finals import Facts, Terms
from parta.ops.demo.model import DemoSchool
from parta.ops.demo_school.filling import ZONE
from parta.people.models import valid_on
from parta.school.changes import facts as facts_of
from parta.school.models import AcademicYear, Period
from parta.teaching.models import Course, CourseMember

DAY = timedelta(days=1)
_DEPUTY = "ermakova"
_CLOSED_AFTER = 2 * DAY
_RAISED = 0.4  # of those just below the next mark
_REASONS = {
    "few": "Пропуски по болезни, пропущенные темы сданы устно",
    "written": "Одна из письменных работ сдана устно",
    "practical": "Практическая работа выполнена дома и защищена на уроке",
}
_BETTER, _NOTHING = "Растёт к концу периода", "За период нет ни одной отметки"
Written = tuple[Event, int | None, datetime]


@dataclass(frozen=True)
class Setting:
    """What all marks share. `users`: Staff.key → User.pk; `courses`: journal → its key in the data."""

    school: DemoSchool
    year: AcademicYear
    users: Mapping[str, int]
    courses: Mapping[int, str]
    at: datetime
    today: date

    @cached_property
    def teachers(self) -> dict[str, str]:
        """Staff.key by the key of the journal."""
        return {one.key: one.teacher_keys[0] for one in self.school.courses}

    def days(self, course: str, period: Period, due_on: date) -> tuple[date, date]:
        """When the proposals are taken, when the rest is set."""
        random = Random(f"finals:{course}:{period.kind}:{period.number}")
        last = due_on + random.choices((1, 0, -1, -2, -3, -5), (1, 2, 3, 4, 4, 4))[0] * DAY
        if self.teachers[course] in dict(self.school.signins).values():
            return due_on - 4 * DAY, due_on
        return last - random.choice((0, 2, 4)) * DAY, last

    def moment(self, course: str, day: date) -> datetime:
        clock = time(*Random(f"set:{course}:{day}").choice(((14, 20), (15, 5), (16, 40), (18, 30))))
        return min(_instant(day, clock), self.at)


def write_finals(setting: Setting) -> None:
    """In the caller's transaction. What somebody has set, or taken away, stays as it is."""
    rows: list[FinalMark] = []
    for level, courses in _by_class(setting):
        scheme = scheme_of(setting.year, level, setting.today)
        for period in scheme.periods:
            if scheme.terms[period.pk].stage == Stage.SETTING:
                rows += _marks(setting, scheme, period, courses)
    insert(rows, numbered=True)
    written = [(Event("journal.set_final", row, None, _words(row), row.reason), row.set_by, row.set_at) for row in rows]
    record_each([*sorted(written, key=lambda one: one[2]), *_close(setting)])


def _words(row: FinalMark) -> dict[str, str]:
    return {"mark": str(row), "reason": row.reason, "proposed": row.proposed}


def _by_class(setting: Setting) -> Iterator[tuple[int, list[Course]]]:
    """Grade level and journals of each class."""
    courses = Course.objects.filter(pk__in=setting.courses).annotate(grade_level=Min("classes__grade_level"))
    keys = {one.key: one.class_keys[0] for one in setting.school.courses}
    found: dict[str, list[Course]] = defaultdict(list)
    for course in with_finals(courses).select_related("subject").order_by("pk"):
        found[keys[setting.courses[course.pk]]].append(course)
    levels = {one.key: one.grade_level for one in setting.school.classes}
    yield from ((levels[key], of_class) for key, of_class in found.items())


def _marks(setting: Setting, scheme: Scheme, period: Period, courses: Sequence[Course]) -> Iterator[FinalMark]:
    """Those whose day has come, of one class in one period."""
    members = CourseMember.objects.filter(valid_on(min(period.ends_on, setting.today)), course__in=courses)
    places = list(members.order_by("course_id", "pupil_id").values_list("course_id", "pupil_id"))
    subjects = {one.pk: one.subject for one in courses}
    lines = load_lines({pupil for _, pupil in places}, set(subjects.values()), scheme, period, setting.today)
    due_on = scheme.terms[period.pk].due_on
    for course, pupil in places:
        entry = lines[pupil, subjects[course].pk].at(FinalKind.PERIOD, period.pk)
        key = setting.courses[course]
        early, last = setting.days(key, period, due_on)
        day = early if entry.acceptable else last
        if entry.final or not entry.facts or not entry.asked or day > setting.today:
            continue
        mark, reason = _chosen(entry.facts, entry.asked, Random(f"final:{key}:{period.number}:{pupil}"))
        number = mark in finals.NUMBERS
        yield FinalMark(
            pupil_id=pupil,
            subject=subjects[course],
            year=setting.year,
            kind=FinalKind.PERIOD,
            period=period,
            value=int(mark) if number else None,
            sign="" if number else mark,
            proposed=entry.proposal,
            basis=finals.fingerprint(entry.facts),
            reason=reason,
            given_on=day,
            late=final_terms.late(due_on, day),
            set_by=setting.users[setting.teachers[key]],
            set_at=setting.moment(key, day),
        )


def _chosen(facts: Facts, asked: Terms, random: Random) -> tuple[str, str]:
    """The mark and its reason: mostly the proposal, sometimes the better one of two."""
    proposed = finals.proposal(facts, asked)
    told = finals.explained(facts, asked)
    near = told is not None and told.to_higher is not None and told.to_higher <= asked.border
    if told and near and proposed == finals.rounded(told.average, asked.rounding) and random.random() < _RAISED:
        return told.higher, _BETTER
    mark = proposed or finals.UNRATED
    if not finals.needs_reason(mark, facts, asked):
        return mark, ""
    return mark, next((_REASONS[one.code] for one in finals.remarks(facts, asked) if one.needs_reason), _NOTHING)


def _close(setting: Setting) -> list[Written]:
    """Periods ended some days ago: published on their last day, closed since."""
    user = setting.users[_DEPUTY]
    ended = Period.objects.filter(year=setting.year, ends_on__lt=setting.today - _CLOSED_AFTER, lock=None)
    written: list[Written] = []
    for period in ended.order_by("ends_on", "kind"):
        published, closed = _instant(period.ends_on, time(15)), _instant(period.ends_on + _CLOSED_AFTER, time(11))
        stage, _ = FinalStage.objects.get_or_create(
            year=setting.year, period=period, defaults={"begun_by": user, "begun_at": published}
        )
        if stage.published_at is None:
            FinalStage.objects.filter(pk=stage.pk).update(published_at=published, published_by=user)
            after = {"published_at": published, "published_by": user}
            written.append((Event("journal.finals_stage", stage, {"published_at": None}, after), user, published))
        lock = PeriodLock.objects.create(period=period, closed_by=user, closed_at=closed)
        written.append((Event("journal.close_period", lock, after=facts_of(lock)), user, closed))
    return written


def _instant(day: date, clock: time) -> datetime:
    return datetime.combine(day, clock, ZONE).astimezone(UTC)
