"""The page of one journal's final marks, and one place of it explained."""

from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property

from django.db.models import Min, Q, QuerySet

from parta.core.actor import Actor
from parta.core.dates import day_month
from parta.journal import access, grid
from parta.journal.finals import access as setters
from parta.journal.finals.actions import Sheet
from parta.journal.finals.readiness import members_on
from parta.journal.finals.sheet import LAST_PLACES, Entry, Line, Place, Scheme, load_lines, scheme_of
from parta.journal.finals.terms import Terms
from parta.journal.models import FinalKind
from parta.journal.rules import final_terms as rules
from parta.journal.rules.courses import CourseFacts
from parta.journal.rules.final_terms import Stage
from parta.people.models import Person
from parta.school.calendar import current
from parta.school.models import Period, Scale, Subject
from parta.teaching.models import Course

TITLES = {
    FinalKind.YEAR: "Год",
    FinalKind.ATTESTATION: "Пром. аттестация",
    FinalKind.EXAM: "Экзамен",
    FinalKind.FINAL: "Итоговая",
}


@dataclass(frozen=True)
class Row:
    number: int
    pupil_id: int
    name: str
    line: Line
    whole: Line | None  # of the subject this one is a part of

    def entry(self, place: Place) -> Entry:
        return (self.whole or self.line).at(*place) if place in LAST_PLACES else self.line.at(*place)


@dataclass(frozen=True)
class Page:
    course: Course
    scheme: Scheme
    period: Period  # whose marks are looked at
    rows: tuple[Row, ...]
    writable: bool
    whole: Subject | None  # «Математика» of алгебра
    parts: tuple[Subject, ...]  # the other parts of it

    @property
    def place(self) -> Place:
        return FinalKind.PERIOD, self.period.pk

    @property
    def term(self) -> Terms:
        return self.scheme.term(self.place)

    @property
    def last(self) -> tuple[Place, ...]:
        """Places right of the year."""
        return tuple(one for one in self.scheme.places if one[1] is None and one[0] != FinalKind.YEAR)

    @property
    def others(self) -> list[Period]:
        """The other periods that have begun."""
        return [one for one in self.scheme.periods if one != self.period and one.starts_on <= self.today]

    @cached_property
    def done(self) -> int:
        return sum(ready(row.entry(self.place), self.term) for row in self.rows)

    @cached_property
    def acceptable(self) -> int:
        return sum(bool(takes(row.entry(self.place), self.term)) for row in self.rows)

    @property
    def countdown(self) -> str:
        return rules.countdown(self.term.due_on, self.today)

    today: date = date.min

    @property
    def closed(self) -> bool:
        return self.term.stage == Stage.CLOSED

    @property
    def stage_title(self) -> str:
        return rules.STAGE_TITLES[self.term.stage]


def ready(entry: Entry, term: Terms) -> bool:
    """Whether the mark is set: a preliminary one no longer counts once the setting has begun."""
    return bool(entry.final and entry.mark) and (term.preliminary or not (entry.final and entry.final.preliminary))


def takes(entry: Entry, term: Terms) -> str:
    """What «Принять рекомендуемые» would put here: only into what isn't set yet, or set as preliminary and alike."""
    if ready(entry, term) or (entry.mark and entry.mark != entry.acceptable):
        return ""
    return entry.acceptable


Courses = QuerySet[Course]


def settable(actor: Actor) -> Courses:
    """Journals whose final marks the actor sets."""
    mine = actor.course_ids | setters.named_courses(actor) if actor.is_staff else frozenset()
    return Course.objects.filter(pk__in=mine).annotate(grade_level=Min("classes__grade_level"))


def courses(actor: Actor) -> Courses:
    """Journals whose final marks the actor reads: those the actor reads at all, and those of a teacher in whose
    absence the actor sets them."""
    named = setters.named_courses(actor)
    if not named:
        return access.courses(actor)
    own = access.courses(actor).values("pk")
    return Course.objects.filter(Q(pk__in=own) | Q(pk__in=named)).annotate(grade_level=Min("classes__grade_level"))


def find_course(actor: Actor, course_id: int) -> Course | None:
    return courses(actor).filter(pk=course_id).select_related("subject__part_of", "year").first()


def has_finals(course: Course) -> bool:
    """Not in grade 1, nor where nothing is marked (JRN-01)."""
    facts = CourseFacts(course.kind, course.subject.scale, course.grade_level)  # type: ignore[attr-defined]
    return facts.has_marks and course.subject.scale != Scale.NONE


def load_page(actor: Actor, course: Course, period_id: int | None) -> Page | None:
    """None when there is no such period in the journal's year, or no period at all."""
    grade_level: int = course.grade_level or 0  # type: ignore[attr-defined]
    scheme = scheme_of(course.year, grade_level, actor.on)
    chosen = [one for one in scheme.periods if one.pk == period_id] if period_id else _current(scheme, actor.on)
    if not chosen:
        return None
    period = chosen[0]
    others = parts_beside(course.subject, scheme)
    members = access.members(actor, course.pk).filter(members_on(min(actor.on, period.ends_on)))
    pupils = grid.load_pupils(members)
    subjects = [course.subject, *others]
    lines = load_lines([one.pk for one in pupils], subjects, scheme, period, actor.on)
    whole = course.subject.part_of if scheme.has_final else None
    rows = tuple(
        Row(
            number, one.pk, one.name, lines[one.pk, course.subject_id],
            lines.get((one.pk, whole.pk)) if whole else None,
        )
        for number, one in enumerate(pupils, 1)
    )  # fmt: skip
    writable = setters.may_set(actor, course.pk)
    return replace(Page(course, scheme, period, rows, writable, whole, others), today=actor.on)


def _current(scheme: Scheme, on: date) -> list[Period]:
    found = current(scheme.periods, on)
    return [found] if found else []


def parts_beside(subject: Subject, scheme: Scheme) -> tuple[Subject, ...]:
    if not (subject.part_of_id and scheme.has_final):
        return ()
    return tuple(Subject.objects.filter(part_of=subject.part_of_id).exclude(pk=subject.pk))


def sheet_of(page: Page) -> Sheet:
    return Sheet(page.course, page.scheme.grade_level, (page.course.subject, *page.parts))


def subject_of(page: Page, place: Place) -> int:
    """Whose mark stands at a place: the exam and the final mark of a part are those of the whole."""
    return page.whole.pk if page.whole and place in LAST_PLACES else page.course.subject_id


def place_of(page: Page, key: str) -> Place | None:
    return page.scheme.place(key)


def title_of(page: Page, place: Place) -> str:
    kind, number = place
    if number is None:
        return TITLES[FinalKind(kind)]
    return next(one.title for one in page.scheme.periods if one.pk == number)


def author_of(entry: Entry) -> str:
    """«24 ноября, Соколова О. В.»"""
    final = entry.final
    if final is None:
        return ""
    person = Person.objects.filter(user_id=final.set_by or 0).first()
    return ", ".join(filter(None, [day_month(final.given_on), person.short_name if person else ""]))
