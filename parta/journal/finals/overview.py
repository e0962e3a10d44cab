"""How the setting of finals goes on in the whole school, for the deputy; and what waits for one teacher."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Min

from parta.core.actor import Actor
from parta.journal.finals.readiness import Ready, counted, ready, with_finals
from parta.journal.finals.terms import Terms, terms_of
from parta.journal.rules.final_terms import STAGE_TITLES, Stage, countdown
from parta.school.calendar import period_kind, policy_on
from parta.school.models import AcademicYear, Period
from parta.school.queries import periods_in_order
from parta.teaching.models import Course

SOON = 14  # days before the deadline from which a teacher's start page counts down
LONGEST_LEAD = timedelta(days=SOON + 30)  # no policy puts the deadline more days before the period's end
KEPT = timedelta(days=60)  # so long a forgotten period is reminded of


@dataclass(frozen=True)
class StageRow:
    """A period, or the year as a whole."""

    period: Period | None
    title: str
    term: Terms
    begun: bool  # its time has come: marks can be set
    done: int
    total: int
    countdown: str

    @property
    def state(self) -> str:
        return STAGE_TITLES[self.term.stage]

    @property
    def left(self) -> int:
        return self.total - self.done


def stages(actor: Actor, year: AcademicYear) -> tuple[StageRow, ...]:
    """Periods that some class has, and the year. Eight queries, one more for each period that runs."""
    policy = policy_on(actor.on)
    levels = {pk: level or 0 for pk, level in _courses(year).values_list("pk", "grade_level")}
    kinds = {period_kind(level, policy) for level in levels.values()}
    periods = [one for one in periods_in_order(year) if one.kind in kinds]
    terms = terms_of(year, periods, actor.on)
    rows = []
    for period in periods:
        term = terms[period.pk]
        of_kind = [pk for pk, level in levels.items() if period_kind(level, policy) == period.kind]
        sums = counted(of_kind, period, actor.on, preliminary=term.preliminary) if _counted(period, term, actor) else {}
        done, total = sum(one for one, _ in sums.values()), sum(of for _, of in sums.values())
        said = countdown(term.due_on, actor.on)
        rows.append(StageRow(period, period.title, term, period.starts_on <= actor.on, done, total, said))
    last = terms[None]
    begun = bool(periods) and max(one.starts_on for one in periods) <= actor.on
    return (*rows, StageRow(None, "Год", last, begun, 0, 0, countdown(last.due_on, actor.on)))


def _counted(period: Period, term: Terms, actor: Actor) -> bool:
    return period.starts_on <= actor.on and term.stage != Stage.CLOSED


def _courses(year: AcademicYear):  # type: ignore[no-untyped-def]
    return with_finals(Course.objects.filter(year=year).annotate(grade_level=Min("classes__grade_level")))


def missing(period: Period, on: date) -> list[Ready]:
    """Journals of the period with empty places, in their order. Six queries."""
    policy = policy_on(on)
    rows = _courses(period.year).values_list("pk", "grade_level")
    of_kind = [pk for pk, level in rows if period_kind(level or 0, policy) == period.kind]
    found = ready(Course.objects.filter(pk__in=of_kind), period, on, preliminary=False)
    return [one for one in found if one.left]


@dataclass(frozen=True)
class Waiting:
    """On a teacher's start page: what is to be set, and by when."""

    title: str  # «1-й триместр»
    countdown: str
    done: int
    total: int
    late: bool


def waiting(actor: Actor) -> tuple[Waiting, ...]:
    """Periods whose deadline is near or over while the teacher's places are empty. Nothing for others of the staff.

    One query out of season; then four, and one for each such period.
    """
    if not actor.course_ids:
        return ()
    near = {"ends_on__lte": actor.on + LONGEST_LEAD, "ends_on__gte": actor.on - KEPT}
    periods = list(Period.objects.filter(starts_on__lte=actor.on, lock=None, **near).select_related("year"))
    if not periods:
        return ()
    policy = policy_on(actor.on)
    own = with_finals(Course.objects.filter(pk__in=actor.course_ids).annotate(grade_level=Min("classes__grade_level")))
    levels = {one.pk: one.grade_level or 0 for one in own}  # type: ignore[attr-defined]
    rows = [
        _waiting(one, [pk for pk in levels if period_kind(levels[pk], policy) == one.kind], actor) for one in periods
    ]
    return tuple(one for one in rows if one)


def _waiting(period: Period, courses: list[int], actor: Actor) -> Waiting | None:
    if not courses:
        return None
    term = terms_of(period.year, [period], actor.on)[period.pk]
    if (term.due_on - actor.on).days > SOON:
        return None
    sums = counted(courses, period, actor.on, preliminary=term.preliminary).values()
    done, total = sum(one for one, _ in sums), sum(of for _, of in sums)
    if done == total:
        return None
    return Waiting(period.title, countdown(term.due_on, actor.on), done, total, actor.on > term.due_on)
