"""A class's final marks: pupils × subjects of one period, of the year, or the final ones. Subgroups stand together."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from parta.core.actor import Actor
from parta.journal.elsewhere import GRADED
from parta.journal.finals import page as pages
from parta.journal.finals.sheet import LAST_PLACES, Entry, Line, Place, Scheme, load_lines, scheme_of
from parta.journal.models import FinalKind
from parta.journal.rules import quality as rules
from parta.people.models import ClassMember, valid_on
from parta.school.calendar import current
from parta.school.models import Period, Scale, SchoolClass, Subject
from parta.teaching.models import Course


@dataclass(frozen=True)
class ClassRow:
    number: int
    pupil_id: int
    name: str
    entries: tuple[Entry, ...]  # by subject
    courses: tuple[int | None, ...]  # the journal of each, for the link

    @property
    def category(self) -> str:
        return rules.category(entry.mark for entry in self.entries)


@dataclass(frozen=True)
class Foot:
    """Under a subject's column."""

    quality: rules.Quality
    left: int  # places still empty


@dataclass(frozen=True)
class ClassPage:
    school_class: SchoolClass
    scheme: Scheme
    place: Place
    subjects: tuple[Subject, ...]
    rows: tuple[ClassRow, ...]
    today: date

    @cached_property
    def feet(self) -> tuple[Foot, ...]:
        return tuple(self._foot([row.entries[at] for row in self.rows]) for at in range(len(self.subjects)))

    @staticmethod
    def _foot(entries: Sequence[Entry]) -> Foot:
        asked = [entry for entry in entries if entry.final or entry.facts]
        return Foot(rules.quality(entry.mark for entry in entries), sum(not entry.mark for entry in asked))

    @cached_property
    def quality(self) -> rules.Quality:
        return rules.quality(entry.mark for row in self.rows for entry in row.entries)

    @property
    def left(self) -> int:
        return sum(foot.left for foot in self.feet)

    @property
    def title(self) -> str:
        kind, number = self.place
        if number is None:
            return pages.TITLES[FinalKind(kind)]
        return next(one.title for one in self.scheme.periods if one.pk == number)


def load_class_page(actor: Actor, school_class: SchoolClass, key: str) -> ClassPage | None:
    """None when the class has no such place. Some fifteen queries, whatever the size of the class."""
    scheme = scheme_of(school_class.year, school_class.grade_level, actor.on)
    place = _place(scheme, key, actor.on)
    if place is None:
        return None
    period = next((one for one in scheme.periods if one.pk == place[1]), None)
    return class_page(school_class, scheme, place, period, actor.on)


def class_page(school_class: SchoolClass, scheme: Scheme, place: Place, period: Period | None, on: date) -> ClassPage:
    """The same for the page and the papers."""
    day = min(on, period.ends_on if period else scheme.year.ends_on)
    members = ClassMember.objects.filter(valid_on(day), school_class=school_class).select_related("pupil__person")
    pupils = [one.pupil for one in members.order_by("pupil__person__sort_key", "pupil_id")]
    courses = list(
        Course.objects.filter(classes=school_class, kind__in=GRADED)
        .exclude(subject__scale=Scale.NONE)
        .select_related("subject__part_of")
        .order_by("subject__sort_key", "label")
        .prefetch_related("members")
    )
    subjects = list({one.subject_id: one.subject for one in courses}.values())
    lines = load_lines([one.pk for one in pupils], subjects, scheme, period, on)
    shown = _shown(subjects, place, scheme)
    journals = _journals(courses, day)
    rows = tuple(
        ClassRow(
            number, one.pk, one.person.name,
            tuple(_entry(lines.get((one.pk, subject.pk)), place) for subject in shown),
            tuple(journals.get((one.pk, subject.pk)) for subject in shown),
        )
        for number, one in enumerate(pupils, 1)
    )  # fmt: skip
    return ClassPage(school_class, scheme, place, tuple(shown), rows, on)


def _entry(line: Line | None, place: Place) -> Entry:
    return line.at(*place) if line else Entry("", None)


def _journals(courses: Sequence[Course], day: date) -> dict[tuple[int, int], int]:
    """The journal in which a pupil is marked in a subject on the day."""
    return {
        (one.pupil_id, course.subject_id): course.pk
        for course in courses
        for one in course.members.all()
        if one.starts_on <= day and (one.ends_on is None or one.ends_on >= day)
    }


def _shown(subjects: Sequence[Subject], place: Place, scheme: Scheme) -> list[Subject]:
    """With the exam and the final mark, a whole subject takes the place of its parts (YEARLY-07)."""
    if place not in LAST_PLACES or not scheme.has_final:
        return list(subjects)
    whole = {one.part_of_id or one.pk: one.part_of or one for one in subjects}
    return sorted(whole.values(), key=lambda one: one.sort_key)


def _place(scheme: Scheme, key: str, on: date) -> Place | None:
    if not key:
        found = current(scheme.periods, on)
        return (FinalKind.PERIOD, found.pk) if found else None
    return scheme.place(key)
