"""Builds `request.actor`: one query for everything that grants access, whatever the size of the school."""

from datetime import date, timedelta
from typing import Any

from django.db.models import (
    BigIntegerField,
    CharField,
    DateField,
    Exists,
    F,
    IntegerField,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
)
from django.db.models.functions import Cast, Coalesce, Concat

from parta.accounts.models import User
from parta.core.actor import Actor, Child, Substituted
from parta.core.prepared import prepared
from parta.core.roles import Role
from parta.people.models import ClassMember, Homeroom, StaffMember, StaffRole, valid_on
from parta.people.rules.codes import JUNIOR_GRADES
from parta.people.rules.ties import last_birth_date_closed
from parta.people.ties import reading
from parta.school.models import SchoolPolicy
from parta.teaching.models import CourseTeacher, Substitution

SEEN_AHEAD = timedelta(days=7)  # a substitute sees the journal that long before the lesson
_FACTOR_ASKED = Cast("teacher_factor", IntegerField())
LONGEST_WINDOW = timedelta(days=60)  # no edit window is longer for a substitute, whatever the policy says


def actor_of(user: User, on: date) -> Actor | None:
    """The actor behind an account on a school day; None when nobody stands behind it any more.

    `user` must come from `parta.teaching.backends.accounts()`, which loads the person and the school's name and zone.
    """
    person = getattr(user, "person", None)
    if person is None or not user.is_active:
        return None
    staff = getattr(person, "staff_member", None)
    if staff is not None and not _employed(staff, on):
        staff = None
    pupil = getattr(person, "pupil", None)
    guardian = getattr(person, "guardian", None)
    rights = _rights(staff.pk if staff else None, guardian.pk if guardian else None, pupil.pk if pupil else None, on)
    if any(row[0] == "junior" for row in rights):
        pupil = None
    return Actor(
        on=on,
        user_id=user.pk,
        person_id=person.pk,
        staff_id=staff.pk if staff else None,
        pupil_id=pupil.pk if pupil else None,
        guardian_id=guardian.pk if guardian else None,
        enrolled=pupil is not None and user.class_until is not None and on <= user.class_until,  # type: ignore[attr-defined]
        short_name=person.short_name,
        school_name=user.school_name or "",  # type: ignore[attr-defined]
        zone=user.zone or "Europe/Moscow",  # type: ignore[attr-defined]
        roles=frozenset(Role(row[2]) for row in rights if row[0] == "role"),
        homeroom_class_ids=frozenset(row[1] for row in rights if row[0] == "homeroom"),
        course_ids=frozenset(row[1] for row in rights if row[0] == "course"),
        substituted=tuple(_substituted(row, on) for row in rights if row[0] == "substitution" and _open(row, on)),
        children=tuple(_child(row) for row in rights if row[0] == "child"),
        networks=next((row[2] for row in rights if row[0] == "networks"), ""),
        factor_waived=any(row[0] == "networks" and not row[3] for row in rights),
    )


def _employed(staff: StaffMember, on: date) -> bool:
    return staff.starts_on <= on and (staff.ends_on is None or on <= staff.ends_on)


def _child(row: tuple[Any, ...]) -> Child:
    _, pupil_id, name, grade_level, letter, _ = row
    return Child(pupil_id, name, f"{grade_level}\u00a0«{letter}»" if letter else "")


def _open(row: tuple[Any, ...], on: date) -> bool:
    """Whether the edit window of a substituted lesson still lasts."""
    return date.fromisoformat(row[2]) + timedelta(days=int(row[4])) >= on


def _substituted(row: tuple[Any, ...], on: date) -> Substituted:
    _, lesson_id, day, course_id, _, _ = row
    return Substituted(lesson_id, course_id, date.fromisoformat(day) <= on)


def _rights(staff_id: int | None, guardian_id: int | None, pupil_id: int | None, on: date) -> list[tuple[Any, ...]]:
    """Rows (what, id, text, grade level, letter)."""
    ids = {"staff_id": staff_id, "guardian_id": guardian_id, "pupil_id": pupil_id}
    who = tuple(one is not None for one in ids.values())
    if not any(who):
        return []
    # One that isn't asked for is never in the query.
    rows = _rights_of(who=who, **{name: one or 0 for name, one in ids.items()}, on=on, **_window(on))
    return sorted(rows, key=lambda row: (row[0], row[5]))


def _window(on: date) -> dict[str, date]:
    return {"since": on - LONGEST_WINDOW, "until": on + SEEN_AHEAD, "grown": last_birth_date_closed(on)}


@prepared(
    staff_id=BigIntegerField(),
    guardian_id=BigIntegerField(),
    pupil_id=BigIntegerField(),
    on=DateField(),
    since=DateField(),
    until=DateField(),
    grown=DateField(),
)
def _rights_of(
    who: tuple[bool, bool, bool],
    staff_id: Any,
    guardian_id: Any,
    pupil_id: Any,
    on: Any,
    since: Any,
    until: Any,
    grown: Any,
) -> Any:
    is_staff, is_guardian, is_pupil = who
    parts = []
    if is_staff:
        mine = Q(staff_id=staff_id) & valid_on(on)
        parts = [
            _columns(StaffRole.objects.filter(mine), "role", "staff_id", F("role")),
            _columns(Homeroom.objects.filter(mine), "homeroom", "school_class_id"),
            _columns(CourseTeacher.objects.filter(Q(staff_id=staff_id) & _taught(on)), "course", "course_id"),
            _substitutions(staff_id, on, (since, until)),
            _columns(_policy(on), "networks", "pk", F("staff_networks"), grade_level=_FACTOR_ASKED),
        ]
    if is_guardian:
        parts.append(_children(guardian_id, on, grown))
    if is_pupil:
        parts.append(_columns(_junior(pupil_id, on), "junior", "pupil_id"))
    first, *rest = parts
    return first.union(*rest, all=True) if rest else first


def _taught(on: Any) -> Q:
    """Journals taught today, and those of a past year opened again whose last teacher this is. YEAR-03."""
    opened = Q(course__year__closed_at=None, course__year__ends_on__lt=on)
    return valid_on(on) | opened & Q(ends_on__gte=F("course__year__ends_on"))


def _policy(on: Any) -> QuerySet[SchoolPolicy]:
    """The one in force; without slices, which a part of a union can't have on SQLite."""
    begun = SchoolPolicy.objects.filter(starts_on__lte=on).order_by("-starts_on").values("starts_on")[:1]
    return SchoolPolicy.objects.filter(starts_on=Subquery(begun))


def _junior(pupil_id: Any, on: Any) -> QuerySet[ClassMember]:
    """Found if the pupil is in a class whose pupils have no accounts by the decision of the school. CODE-06."""
    rows = ClassMember.objects.filter(valid_on(on), pupil_id=pupil_id, school_class__grade_level__in=JUNIOR_GRADES)
    return rows.exclude(Exists(_policy(on).filter(junior_accounts=True)))


def _columns(rows: Any, what: str, id_field: str, text: Any = Value(""), **extra: Any) -> Any:
    return rows.order_by().values_list(
        Value(what, output_field=CharField()),
        id_field,
        Cast(text, CharField()),
        extra.get("grade_level", Value(0, output_field=IntegerField())),
        extra.get("letter", Value("", output_field=CharField())),
        extra.get("order", Value("", output_field=CharField())),
    )


def _substitutions(staff_id: Any, on: Any, around: tuple[Any, Any]) -> Any:
    """Lessons given for another: the day, the journal and the days that the policy in force leaves for edits."""
    policy = SchoolPolicy.objects.filter(starts_on__lte=on).order_by("-starts_on")
    window = Coalesce(Subquery(policy.values("edit_window_days")[:1]), Value(SchoolPolicy().edit_window_days))
    return _columns(
        Substitution.objects.filter(staff_id=staff_id, lesson__date__range=around),
        "substitution",
        "lesson_id",
        F("lesson__date"),
        grade_level=F("lesson__course_id"),
        letter=Cast(window, CharField()),
    )


def _children(guardian_id: Any, on: Any, grown: Any) -> Any:
    """Whose diaries the guardian reads: `parta.people.ties` says which ties open one."""
    now_in = ClassMember.objects.filter(valid_on(on), pupil=OuterRef("pupil")).order_by("-starts_on")
    rows = reading(on, grown).filter(guardian_id=guardian_id)
    return _columns(
        rows,
        "child",
        "pupil_id",
        Concat("pupil__person__last_name", Value(" "), "pupil__person__first_name"),
        grade_level=Subquery(now_in.values("school_class__grade_level")[:1], output_field=IntegerField()),
        letter=Subquery(now_in.values("school_class__letter")[:1], output_field=CharField()),
        order=F("pupil__person__sort_key"),
    )
