"""What the pages of divisions into subgroups show."""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from itertools import groupby
from zoneinfo import ZoneInfo

from django.db.models import Prefetch, Q, QuerySet

from parta.core.actor import Actor
from parta.people.models import valid_on
from parta.school import calendar
from parta.school.models import Period, SchoolClass
from parta.teaching import division_access
from parta.teaching.actions.divisions import IN_FORCE, places_of, proposed_on, pupils_of
from parta.teaching.models import Course, CourseKind, CourseMember, Division, DivisionGroup, DivisionState
from parta.teaching.queries import teachers_on
from parta.teaching.rules.divisions import WAIT, Place, deputy_decides_from, holds_from


@dataclass(frozen=True)
class GroupLine:
    course_id: int
    label: str
    teachers: str
    pupils: int
    confirmed: bool
    mine: bool


@dataclass(frozen=True)
class PupilLine:
    id: int
    name: str
    place: Place | None
    now: str  # label of the group the pupil is in by the journals


@dataclass(frozen=True)
class DivisionPage:
    division: Division
    groups: tuple[GroupLine, ...]
    pupils: tuple[PupilLine, ...]
    may_compose: bool
    may_decide: bool
    decides_from: date | None  # the deputy, while the proposal waits
    holds_from: date

    @property
    def waits_for_me(self) -> bool:
        return self.division.state == DivisionState.PROPOSED and any(
            one.mine and not one.confirmed for one in self.groups
        )

    @property
    def in_force(self) -> bool:
        return self.division.state in IN_FORCE

    @property
    def newcomers(self) -> list[str]:
        """Who came into the class after the lists were made."""
        return [one.name for one in self.pupils if one.place is None] if self.in_force else []

    def listed(self, course_id: int) -> list[str]:
        """Names of a group's list."""
        return [one.name for one in self.pupils if one.place and one.place.group == course_id]


def division_page(actor: Actor, division: Division) -> DivisionPage:
    """Six queries, however big the class."""
    places = places_of(division)
    rows = _groups().filter(division=division)
    groups = list(rows.prefetch_related(Prefetch("course__teachers", teachers_on(actor.on), to_attr="now_teachers")))
    now = _now_in([one.course_id for one in groups], actor.on)
    pupils = tuple(
        PupilLine(pupil, name, places.get(pupil), now.get(pupil, ""))
        for pupil, name in pupils_of(division, actor.on).items()
    )
    counts = [one.place.group for one in pupils if one.place]
    waits = division.state == DivisionState.PROPOSED
    decides_from = deputy_decides_from(proposed_on(division, actor)) if waits else None
    return DivisionPage(
        division=division,
        groups=tuple(_group_line(one, counts.count(one.course_id), actor) for one in groups),
        pupils=pupils,
        may_compose=division_access.may_compose(actor, division),
        may_decide=actor.is_administration
        and (division.state in IN_FORCE or (decides_from is not None and decides_from <= actor.on)),
        decides_from=decides_from,
        holds_from=holds_from(division.period.starts_on, actor.on),
    )


def _groups() -> QuerySet[DivisionGroup]:
    return DivisionGroup.objects.select_related("course").order_by("course__label", "pk")


def _now_in(courses: list[int], on: date) -> dict[int, str]:
    rows = CourseMember.objects.filter(valid_on(on), course__in=courses)
    return dict(rows.values_list("pupil_id", "course__label"))


def _group_line(row: DivisionGroup, pupils: int, actor: Actor) -> GroupLine:
    teachers = [one.staff.person.short_name for one in row.course.now_teachers]  # type: ignore[attr-defined]
    return GroupLine(
        row.course_id,
        row.course.label,
        ", ".join(teachers),
        pupils,
        row.confirmed_at is not None,
        row.course_id in actor.course_ids,
    )


@dataclass(frozen=True)
class DivisionLine:
    id: int
    class_title: str
    subject: str
    period: str
    state: str
    state_title: str
    waits_for: str  # «2-я гр.»: whose confirmation is missing
    mine: bool  # the caller's own confirmation or decision is what it waits for
    asks: str  # what the caller is asked: «подтвердите свой список»
    decides_from: date | None


@dataclass(frozen=True)
class Proposal:
    """A class and a subject that may be divided for a period and is not yet."""

    class_id: int
    class_title: str
    subject_id: int
    subject: str
    periods: tuple[Period, ...]


@dataclass(frozen=True)
class DivisionsPage:
    lines: tuple[DivisionLine, ...]
    proposals: tuple[Proposal, ...] = field(default=())


def divisions_page(actor: Actor) -> DivisionsPage:
    """The actor's divisions of the year, those that wait for the actor first. Six queries, whatever the school."""
    year = calendar.year_of(actor.on)
    rows = division_access.divisions(actor).filter(period__year=year)
    lines = _lines(rows.order_by("school_class__sort_key", "subject__sort_key", "-period__starts_on"), actor)
    done = set(rows.values_list("school_class_id", "subject_id", "period_id"))
    proposals = _proposals(actor, done) if year else []
    return DivisionsPage(tuple(sorted(lines, key=lambda one: not one.mine)), tuple(proposals))


def waiting(actor: Actor) -> list[DivisionLine]:
    """What waits for the actor's own word: lists to confirm, and proposals that only the deputy can end. Two queries,
    none for who has neither journals nor the right to decide."""
    if not (actor.course_ids or actor.is_administration):
        return []
    mine = Q(groups__course_id__in=actor.course_ids, groups__confirmed_at=None)
    if actor.is_administration:
        midnight = datetime.combine(actor.on, datetime.min.time(), ZoneInfo(actor.zone))
        mine |= Q(proposed_at__lt=midnight - WAIT + timedelta(days=1))
    rows = division_access.divisions(actor).filter(mine, state=DivisionState.PROPOSED).distinct()
    return [one for one in _lines(rows.order_by("proposed_at", "pk"), actor) if one.mine]


def _lines(rows: QuerySet[Division], actor: Actor) -> list[DivisionLine]:
    return [_line(row, actor) for row in rows.prefetch_related(Prefetch("groups", _groups(), to_attr="in_order"))]


def _line(row: Division, actor: Actor) -> DivisionLine:
    waits = row.state == DivisionState.PROPOSED
    lacking = [one for one in row.in_order if waits and one.confirmed_at is None]  # type: ignore[attr-defined]
    decides_from = deputy_decides_from(proposed_on(row, actor)) if waits else None
    late = actor.is_administration and decides_from is not None and decides_from <= actor.on
    own = any(one.course_id in actor.course_ids for one in lacking)
    return DivisionLine(
        row.pk,
        row.school_class.title,
        row.subject.name,
        row.period.title,
        row.state,
        row.get_state_display(),
        ", ".join(one.course.label for one in lacking),
        late or own,
        "решите за тех, кто не подтвердил" if late else "подтвердите свой список",
        decides_from,
    )


def _proposals(actor: Actor, done: set[tuple[int, int, int]]) -> list[Proposal]:
    classes = {one.pk: one for one in division_access.classes(actor)}
    labelled = Course.objects.filter(classes__in=classes, kind=CourseKind.LESSON, own_title="").exclude(label="")
    rows = labelled.order_by("classes__sort_key", "subject__sort_key").values_list(
        "classes", "subject_id", "subject__name"
    )
    policy = calendar.policy_on(actor.on)
    periods = list(Period.objects.filter(ends_on__gte=actor.on).order_by("starts_on"))
    found = []
    for (class_id, subject_id, subject), same in groupby(rows):
        school_class = classes.get(class_id)
        if school_class is None or len(list(same)) < 2:
            continue
        open_periods = tuple(
            one for one in _next_two(periods, school_class, calendar.period_kind(school_class.grade_level, policy))
            if (class_id, subject_id, one.pk) not in done
        )  # fmt: skip
        if open_periods:
            found.append(Proposal(class_id, school_class.title, subject_id, subject, open_periods))
    return found


def _next_two(periods: list[Period], school_class: SchoolClass, kind: str) -> list[Period]:
    """The period under way and the next one."""
    return [one for one in periods if one.year_id == school_class.year_id and one.kind == kind][:2]
