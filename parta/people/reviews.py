"""Сверка анкет: the class teacher confirms each family once a month; what is left and owed [4.1]."""

from dataclasses import dataclass, replace
from datetime import date, datetime
from itertools import groupby
from typing import Any

from django.db import transaction
from django.db.models import Count, Max, OuterRef, Q, QuerySet, Subquery

from parta.audit.chain import Event, record
from parta.audit.models import Change
from parta.core.actor import Actor
from parta.core.dates import MONTHS
from parta.people.models import CardProposal, ClassMember, Guardianship, Homeroom, ProfileReview, Pupil, valid_on
from parta.people.rules.reviews import current_month, first_of, last_of, owed, reminds
from parta.people.rules.ties import Opens
from parta.people.ties import state
from parta.school.calendar import school_day
from parta.school.changes import remove
from parta.school.models import AcademicYear, SchoolClass
from parta.school.refusals import Refused

NO_MONTH = "Сверка идёт только в месяцах учебного года."


def month_on(on: date) -> date | None:
    """The month reviewed on a day."""
    year = AcademicYear.objects.filter(starts_on__lte=on, ends_on__gte=on).first()
    return current_month(year.starts_on, year.ends_on, on) if year else None


@transaction.atomic
def review(pupil: Pupil, *, by: Actor, at: datetime) -> bool:
    """«Всё верно» for this month; False = it was said before. REV-02."""
    month = month_on(by.on)
    if month is None:
        raise Refused(NO_MONTH)
    facts = {"changed": _changed_since(pupil, month), "reviewed_by": by.user_id, "reviewed_at": at}
    row, made = ProfileReview.objects.get_or_create(pupil=pupil, month=month, defaults=facts)
    if made:
        record([Event("people.review", row, after={"pupil": pupil.pk, "month": month})], by=by, at=at)
    return made


@transaction.atomic
def undo_review(pupil: Pupil, *, by: Actor, at: datetime) -> None:
    """A key pressed by mistake; only in the same month."""
    row = ProfileReview.objects.filter(pupil=pupil, month=first_of(by.on)).first()
    if row:
        remove(row, "people.undo_review", "", by=by, at=at)


def _changed_since(pupil: Pupil, month: date) -> bool:
    """Whether the family's cards or ties have a change in this month's history."""
    ties = list(pupil.guardianships.values_list("pk", "guardian__person_id"))
    people = [pupil.person_id, *(person for _, person in ties)]
    about = Q(model="people.Person", object_id__in=people) | Q(
        model="people.Guardianship", object_id__in=[pk for pk, _ in ties]
    )
    last = Change.objects.filter(about).aggregate(last=Max("at"))["last"]
    return last is not None and school_day(last) >= month


@dataclass(frozen=True)
class ParentLine:
    card_id: int
    name: str
    relation: str
    phone: str
    email: str
    tie: Guardianship
    opens: Opens | None


@dataclass(frozen=True)
class Family:
    pupil: Pupil
    parents: tuple[ParentLine, ...]
    reviewed: ProfileReview | None
    waiting: int  # messages of the parents that wait


@dataclass(frozen=True)
class ReviewPage:
    month: str  # «ноябрь»
    until: date
    families: list[Family]
    shown: int  # index of the family on the page

    @property
    def done(self) -> int:
        return sum(one.reviewed is not None for one in self.families)

    @property
    def family(self) -> Family:
        return self.families[self.shown]

    def near(self, step: int) -> Family:
        return self.families[(self.shown + step) % len(self.families)]


def review_page(school_class: SchoolClass, pupil_id: int | None, on: date) -> ReviewPage | None:
    """The families of a class by the Russian alphabet, at the one asked for, else the first not reviewed; None
    outside the year or when there is nobody. Four queries."""
    year = school_class.year
    month = current_month(year.starts_on, year.ends_on, on)
    pupils = _pupils(school_class, on) if month else []
    if month is None or not pupils:
        return None
    families = _families(pupils, month, on)
    ids = [one.pupil.pk for one in families]
    left = [index for index, one in enumerate(families) if one.reviewed is None]
    shown = ids.index(pupil_id) if pupil_id in ids else (left[0] if left else 0)
    return ReviewPage(MONTHS[month.month - 1], last_of(month, year.ends_on), families, shown)


def next_left(school_class: SchoolClass, pupil_id: int, on: date) -> int | None:
    """The next pupil not reviewed after this one, round the list; None = all are."""
    ids = [pupil.pk for pupil in _pupils(school_class, on)]
    done = set(ProfileReview.objects.filter(pupil__in=ids, month=on.replace(day=1)).values_list("pupil_id", flat=True))
    start = ids.index(pupil_id) + 1 if pupil_id in ids else 0
    return next((pk for pk in [*ids[start:], *ids[:start]] if pk not in done), None)


def _pupils(school_class: SchoolClass, on: date) -> list[Pupil]:
    members = ClassMember.objects.filter(valid_on(on), school_class=school_class)
    rows = Pupil.objects.filter(pk__in=members.values("pupil")).select_related("person")
    return list(rows.order_by("person__sort_key", "pk"))


def _families(pupils: list[Pupil], month: date, on: date) -> list[Family]:
    by_id = {pupil.pk: pupil for pupil in pupils}
    ties = Guardianship.objects.filter(valid_on(on), pupil__in=by_id).select_related("guardian__person")
    parents: dict[int, list[ParentLine]] = {}
    for tie in ties.order_by("guardian__person__sort_key", "pk"):
        tie.pupil = by_id[tie.pupil_id]
        person = tie.guardian.person
        line = ParentLine(
            tie.guardian_id, person.full_name, tie.relation, person.phone, person.email, tie, state(tie, on)
        )
        parents.setdefault(tie.pupil_id, []).append(line)
    reviewed = {row.pupil_id: row for row in ProfileReview.objects.filter(pupil__in=by_id, month=month)}
    waiting = list(CardProposal.objects.filter(pupil__in=by_id, decided_at=None).values_list("pupil_id", flat=True))
    return [Family(one, tuple(parents.get(one.pk, ())), reviewed.get(one.pk), waiting.count(one.pk)) for one in pupils]


@dataclass(frozen=True)
class ClassState:
    """How far the review of a class is."""

    class_id: int
    title: str
    teachers: tuple[str, ...]
    month: str  # «ноябрь»; empty outside the academic year
    pupils: int
    left: int
    owed: int  # pupils not reviewed in a past month, nor since
    since: date | None  # the first of these months
    reminds: bool
    waiting: int  # messages of parents about their cards

    @property
    def done(self) -> int:
        return self.pupils - self.left


def class_states(scope: QuerySet[SchoolClass], on: date) -> list[ClassState]:
    """By the order of classes. One query; `with_teachers` adds who has to do it."""
    last = ProfileReview.objects.filter(pupil=OuterRef("pupil"), month__gte=OuterRef("school_class__year__starts_on"))
    told = CardProposal.objects.filter(pupil=OuterRef("pupil"), decided_at=None).order_by().values("pupil")
    place = "school_class__"
    rows = (
        ClassMember.objects.filter(valid_on(on), school_class__in=scope)
        .annotate(
            last=Subquery(last.order_by("-month").values("month")[:1]),
            waiting=Subquery(told.annotate(number=Count("pk")).values("number")),
        )
        .order_by(f"{place}sort_key", f"{place}pk")
        .values_list(
            f"{place}pk", f"{place}grade_level", f"{place}letter", f"{place}unassigned", f"{place}year__starts_on",
            f"{place}year__ends_on", "starts_on", "last", "waiting",
        )
    )  # fmt: skip
    return [_state(list(group), on) for _, group in groupby(rows, key=lambda row: row[0])]


def _state(rows: list[tuple[Any, ...]], on: date) -> ClassState:
    pk, grade_level, letter, unassigned, starts_on, ends_on, *_ = rows[0]
    month = current_month(starts_on, ends_on, on)
    debts = [owed((starts_on, ends_on), joined, last, on) for *_, joined, last, _ in rows]
    return ClassState(
        class_id=pk,
        title=SchoolClass(grade_level=grade_level, letter=letter, unassigned=unassigned).title,
        teachers=(),
        month=MONTHS[month.month - 1] if month else "",
        pupils=len(rows),
        left=sum(last != month for *_, last, _ in rows) if month else 0,
        owed=sum(map(bool, debts)),
        since=min((debt[0] for debt in debts if debt), default=None),
        reminds=month is not None and reminds(month, ends_on, on),
        waiting=sum(waiting or 0 for *_, waiting in rows),
    )


def with_teachers(states: list[ClassState], on: date) -> list[ClassState]:
    rows = Homeroom.objects.filter(valid_on(on), school_class__in=[one.class_id for one in states])
    names: dict[int, list[str]] = {}
    for row in rows.select_related("staff__person").order_by("acting", "starts_on"):
        names.setdefault(row.school_class_id, []).append(row.staff.person.short_name)
    return [replace(one, teachers=tuple(names.get(one.class_id, ()))) for one in states]
