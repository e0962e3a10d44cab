"""What a family sees of final marks: the published ones with their reasons, and an honest forecast of the period."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Count

from parta.diary.owners import Owner
from parta.journal.finals.facts import load_facts, terms_of
from parta.journal.finals.page import TITLES
from parta.journal.finals.sheet import Final, Place, Scheme, load_finals, scheme_of
from parta.journal.models import FinalKind
from parta.journal.rules.averages import shown
from parta.journal.rules.final_terms import Stage
from parta.journal.rules.finals import Facts, Terms, proposal, rounded
from parta.journal.rules.forecast import forecast
from parta.people.models import valid_on
from parta.school import calendar
from parta.school.models import AcademicYear, Period, Scale, Subject
from parta.teaching.models import CourseMember, Lesson, LessonState


@dataclass(frozen=True)
class Column:
    place: Place
    title: str


@dataclass(frozen=True)
class Line:
    """A subject's final marks, as far as the school has shown them."""

    subject: str
    marks: tuple[str, ...]  # by column; "" = not set or not shown yet
    reasons: tuple[str, ...]  # «1-й триместр: Растёт к концу»


@dataclass(frozen=True)
class Outlook:
    """What the marks of the running period lead to in a subject."""

    subject: str
    now: str  # «3,44», «—»
    leads_to: str  # «3», «н/а», «»
    lacking: int  # marks to the norm
    ways: tuple[str, ...]  # «Для 4: 2 пятёрки или 5 четвёрок»


@dataclass(frozen=True)
class FamilyFinals:
    columns: tuple[Column, ...]
    lines: tuple[Line, ...]
    period: Period | None  # the running one, whose finals aren't shown yet
    outlooks: tuple[Outlook, ...]


def family_finals(owner: Owner, year: AcademicYear, on: date) -> FamilyFinals:
    """Some eighteen queries, whatever the number of marks."""
    scheme = scheme_of(year, owner.grade_level, on)
    subjects = _subjects(owner.pupil_id, year)
    known = {one.pk: one for one in subjects} | {one.part_of_id: one.part_of for one in subjects if one.part_of}
    finals = load_finals([owner.pupil_id], [pk for pk in known if pk], year)
    columns = tuple(Column(place, _title(scheme, place)) for place in scheme.places)
    lines = [
        _line(subject.name, finals.get((owner.pupil_id, pk), {}), columns, scheme)
        for pk, subject in sorted(known.items(), key=lambda row: row[1].sort_key if row[1] else "")
        if pk and subject
    ]
    period = _running(scheme, on)
    outlooks = _outlooks(owner, subjects, period, on) if period and owner.has_marks else ()
    return FamilyFinals(columns, tuple(line for line in lines if any(line.marks)), period, outlooks)


def _subjects(pupil_id: int, year: AcademicYear) -> list[Subject]:
    mine = CourseMember.objects.filter(pupil=pupil_id, course__year=year).values("course__subject")
    found = Subject.objects.filter(pk__in=mine).exclude(scale=Scale.NONE).select_related("part_of")
    return list(found.order_by("sort_key"))


def _title(scheme: Scheme, place: Place) -> str:
    kind, number = place
    return next((one.title for one in scheme.periods if one.pk == number), TITLES.get(FinalKind(kind), ""))


def _line(subject: str, finals: dict[Place, Final], columns: Sequence[Column], scheme: Scheme) -> Line:
    shown_marks = [visible(finals.get(column.place), scheme) for column in columns]
    reasons = tuple(
        f"{column.title}: {final.reason}"
        for column, final in zip(columns, shown_marks, strict=True)
        if final and final.reason
    )
    return Line(subject, tuple(final.mark if final else "" for final in shown_marks), reasons)


def visible(final: Final | None, scheme: Scheme) -> Final | None:
    """TERM-03, TERM-05: no preliminary mark and none before publication; one brought from elsewhere always."""
    if final is None or not final.mark:
        return None
    if final.brought_from:
        return final
    return final if scheme.term(final.place).published and not final.preliminary else None


def _running(scheme: Scheme, on: date) -> Period | None:
    for period in scheme.periods:
        term = scheme.terms[period.pk]
        if period.starts_on <= on <= period.ends_on and term.stage != Stage.CLOSED and not term.published:
            return period
    return None


def _outlooks(owner: Owner, subjects: Sequence[Subject], period: Period, on: date) -> tuple[Outlook, ...]:
    policy = calendar.policy_on(on)
    facts = load_facts([owner.pupil_id], period, policy, on, subjects=[one.pk for one in subjects])
    left = _lessons_left(owner.pupil_id, period, on)
    return tuple(
        _outlook(subject, facts[owner.pupil_id, subject.pk], terms_of(subject, policy), left.get(subject.pk, 0))
        for subject in subjects
        if (owner.pupil_id, subject.pk) in facts
    )


def _lessons_left(pupil_id: int, period: Period, on: date) -> dict[int, int]:
    """Lessons to come in the period, by subject. One query."""
    mine = CourseMember.objects.filter(valid_on(on), pupil=pupil_id).values("course")
    rows = Lesson.objects.filter(
        course__in=mine, date__gt=on, date__lte=period.ends_on, state=LessonState.REGULAR
    )  # fmt: skip
    return dict(rows.order_by().values_list("course__subject").annotate(n=Count("pk")))


def _outlook(subject: Subject, facts: Facts, asked: Terms, left: int) -> Outlook:
    """FORE-01, FORE-02"""
    average = facts.average
    ways: tuple[str, ...] = ()
    if asked.scale == Scale.MARKS and not facts.exempt:
        total = sum(value * weight for value, weight in facts.figures)
        weights = sum(weight for _, weight in facts.figures)
        best = rounded(average, asked.rounding) if average is not None else "2"
        found = forecast(total, weights, asked.rounding, left)
        ways = tuple(one.text for one in found if int(one.wanted) >= 4 and one.wanted > best)
    return Outlook(subject.name, shown(average), proposal(facts, asked), max(0, facts.norm - len(facts.marks)), ways)
