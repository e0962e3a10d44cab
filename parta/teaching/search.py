"""The search of the staff: pupils the caller may know of, colleagues, classes. What leads where is said here."""

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Prefetch, Q, QuerySet

from parta.core.actor import Actor
from parta.core.russian import search_key
from parta.people import card_access
from parta.people.finding import named, words_of
from parta.people.models import ClassMember, Homeroom, Pupil, StaffMember, valid_on
from parta.school.bells import all_bells
from parta.school.calendar import year_of
from parta.school.models import SchoolClass
from parta.teaching import board_access
from parta.teaching.models import CourseMember, CourseTeacher
from parta.teaching.placed import Placed, given_by, lessons_between

MOST_PUPILS, MOST_STAFF = 20, 10
# «8 Б», «8 «Б»» and «8-Б» are the class «8Б».
_CLASS = re.compile(r"\b(\d{1,2})[\s-]*[«\"]?([а-яa-z])[»\"]?(?=\s|$)")


@dataclass(frozen=True)
class PupilHit:
    id: int
    name: str
    class_id: int | None
    class_title: str
    card: bool
    journals: tuple[tuple[int, str], ...]  # own ones the pupil is in


@dataclass(frozen=True)
class StaffHit:
    id: int
    name: str
    position: str
    subjects: str  # «алгебра, геометрия»
    homerooms: str  # «8 «Б»»
    card: bool
    teaches: bool
    now: Placed | None
    next: Placed | None


@dataclass(frozen=True)
class ClassHit:
    id: int
    title: str
    homeroom: str  # «Орлова И. П.»


@dataclass(frozen=True)
class Found:
    text: str
    classes: tuple[ClassHit, ...] = ()
    staff: tuple[StaffHit, ...] = ()
    pupils: tuple[PupilHit, ...] = ()
    more_staff: int = 0
    more_pupils: int = 0

    @property
    def anything(self) -> bool:
        return bool(self.classes or self.staff or self.pupils)


def search(actor: Actor, text: str, now: datetime) -> Found:
    """`now` is on the school's clock. At most seventeen queries, whatever the size of the school."""
    words = words_of(_CLASS.sub(r"\1\2", search_key(text)))
    if not words:
        return Found(text)
    classes = list(board_access.classes(actor).filter(year=year_of(actor.on)))
    wanted = [word for word in words if word[0].isdigit()]
    names = [word for word in words if not word[0].isdigit()]
    chosen = [one for one in classes if all(_is_class(one, word) for word in wanted)] if wanted else []
    if wanted and not chosen:
        return Found(text)
    pupils = _pupils(actor, names, [one.pk for one in chosen])
    staff = _staff(actor, names, [one.pk for one in chosen])
    return Found(
        text=text,
        classes=tuple(_class_hits(chosen, actor)) if not names else (),
        staff=tuple(_staff_hits(staff.order_by("person__sort_key", "pk")[:MOST_STAFF], actor, now)),
        pupils=tuple(_pupil_hits(pupils.order_by("person__sort_key", "pk")[:MOST_PUPILS], actor)),
        more_staff=max(0, staff.count() - MOST_STAFF),
        more_pupils=max(0, pupils.count() - MOST_PUPILS),
    )


def _is_class(one: SchoolClass, word: str) -> bool:
    return search_key(one.name) == word or str(one.grade_level) == word


# --- pupils ------------------------------------------------------------------------------------------------------


def pupils_known(actor: Actor) -> QuerySet[Pupil]:
    """Pupils whose card the actor opens, and those of the own journals."""
    own = CourseMember.objects.filter(valid_on(actor.on), course_id__in=actor.course_ids | actor.substituted_course_ids)
    cards = card_access.pupil_cards(actor).values("pk")
    rows = Pupil.objects.select_related("person")
    return rows.filter(Q(pk__in=cards) | Q(pk__in=own.values("pupil"))) if actor.is_staff else rows.none()


def _pupils(actor: Actor, names: list[str], class_ids: list[int]) -> QuerySet[Pupil]:
    found = named(pupils_known(actor), names)
    if not class_ids:
        return found
    members = ClassMember.objects.filter(valid_on(actor.on), school_class_id__in=class_ids)
    return found.filter(pk__in=members.values("pupil"))


def _pupil_hits(rows: QuerySet[Pupil], actor: Actor) -> Iterable[PupilHit]:
    """Four queries: pupils, classes, journals, cards."""
    classes = ClassMember.objects.filter(valid_on(actor.on)).select_related("school_class")
    own = CourseMember.objects.filter(valid_on(actor.on), course_id__in=actor.course_ids).select_related(
        "course__subject"
    )
    found = list(
        rows.prefetch_related(
            Prefetch("class_members", classes, to_attr="now_in"),
            Prefetch("courses", own.order_by("course__sort_key", "course__label"), to_attr="now_learns"),
        )
    )
    cards = set(card_access.pupil_cards(actor).filter(pk__in=[one.pk for one in found]).values_list("pk", flat=True))
    for one in found:
        place: Any = next((row.school_class for row in one.now_in), None)  # type: ignore[attr-defined]
        learns: Any = one.now_learns
        yield PupilHit(
            id=one.pk,
            name=one.person.full_name,
            class_id=place.pk if place and not place.unassigned else None,
            class_title=place.title if place else "",
            card=one.pk in cards,
            journals=tuple((row.course_id, row.course.full_title) for row in learns),
        )


# --- staff -------------------------------------------------------------------------------------------------------


def _staff(actor: Actor, names: list[str], class_ids: list[int]) -> QuerySet[StaffMember]:
    """Who works here today; of a class, whoever is its class teacher."""
    found = named(board_access.staff(actor).filter(valid_on(actor.on)), names)
    if not class_ids:
        return found
    led = Homeroom.objects.filter(valid_on(actor.on), school_class_id__in=class_ids)
    return found.filter(pk__in=led.values("staff"))


def _staff_hits(rows: QuerySet[StaffMember], actor: Actor, now: datetime) -> Iterable[StaffHit]:
    """Eight queries at most: staff, journals, classes, bells and the day's lessons."""
    courses = CourseTeacher.objects.filter(valid_on(actor.on), course__year=year_of(actor.on))
    homerooms = Homeroom.objects.filter(valid_on(actor.on)).select_related("school_class")
    found = list(
        rows.prefetch_related(
            Prefetch("courses", courses.select_related("course__subject"), to_attr="now_leads"),
            Prefetch("homerooms", homerooms.order_by("school_class__sort_key"), to_attr="now_homerooms"),
        )
    )
    if not found:
        return
    ids = [one.pk for one in found]
    lessons = lessons_between(actor.on, actor.on, given_by(ids, actor.on, actor.on), all_bells())
    office = card_access.staff_cards(actor).filter(pk__in=ids).exists()
    for one in found:
        going, coming = _now_and_next(one.pk, lessons, now)
        subjects = sorted({row.course.subject.name.lower() for row in one.now_leads})  # type: ignore[attr-defined]
        titles = [row.school_class.title for row in one.now_homerooms]  # type: ignore[attr-defined]
        yield StaffHit(
            id=one.pk,
            name=one.person.full_name,
            position=one.position,
            subjects=", ".join(subjects),
            homerooms=", ".join(titles),
            card=office,
            teaches=bool(subjects),
            now=going,
            next=coming,
        )


def _now_and_next(staff_id: int, lessons: Sequence[Placed], now: datetime) -> tuple[Placed | None, Placed | None]:
    own = [one for one in lessons if staff_id in one.entry.teachers and not one.gone and not one.uncovered]
    timed = sorted((one for one in own if one.time), key=lambda one: one.time)
    clock = now.time()
    going = next((one for one in timed if one.entry.starts_at <= clock < one.entry.ends_at), None)  # type: ignore[operator]
    coming = next((one for one in timed if one.entry.starts_at > clock), None)  # type: ignore[operator]
    return going, coming


# --- classes -----------------------------------------------------------------------------------------------------


def _class_hits(chosen: Sequence[SchoolClass], actor: Actor) -> Iterable[ClassHit]:
    led: dict[int, list[str]] = defaultdict(list)
    rows = Homeroom.objects.filter(valid_on(actor.on), school_class__in=chosen).select_related("staff__person")
    for row in rows.order_by("acting"):
        led[row.school_class_id].append(row.staff.person.short_name)
    for one in chosen:
        yield ClassHit(one.pk, one.title, ", ".join(led[one.pk]))
