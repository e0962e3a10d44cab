"""One subject's final marks as a page: what was proposed, what is set, what to look at [6.3].

The same lines serve the teacher's page, the class's page, the papers; the numbers are the same everywhere.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property

from parta.core.asked import number_of
from parta.journal.finals import terms as stages
from parta.journal.finals.facts import load_facts, terms_of
from parta.journal.models import FinalKind, FinalMark
from parta.journal.rules import finals as rules
from parta.journal.rules import year_finals
from parta.journal.rules.averages import NONE, shown
from parta.journal.rules.finals import Facts, Remark
from parta.school import calendar
from parta.school.models import AcademicYear, Period, Subject

EXAM_GRADES = (9, 11)
Place = tuple[str, int | None]  # FinalKind, period


@dataclass(frozen=True)
class Final:
    """A final mark as it is set."""

    pk: int
    pupil_id: int
    place: Place
    mark: str  # "" = emptied
    version: int
    proposed: str
    basis: str
    reason: str
    given_on: date
    preliminary: bool
    late: bool
    debt_document: str
    brought_from: str
    set_by: int | None
    set_at: datetime


@dataclass(frozen=True)
class Entry:
    """One place of a line: what is proposed, and the mark set, if any."""

    proposal: str
    final: Final | None
    facts: Facts | None = None  # of a period
    asked: rules.Terms | None = None  # what the subject asks for, with the facts
    remarks: tuple[Remark, ...] = ()
    acceptable: str = ""  # what «Принять рекомендуемые» would set

    @property
    def mark(self) -> str:
        return self.final.mark if self.final else ""

    @property
    def version(self) -> int:
        return self.final.version if self.final else 0

    @property
    def differs(self) -> bool:
        return bool(self.mark) and self.mark != self.proposal

    @property
    def changed(self) -> bool:
        """FINAL-09. A mark brought from elsewhere was made of other figures."""
        final = self.final
        if final is None or not final.mark or self.facts is None or final.brought_from:
            return False
        return final.basis != rules.fingerprint(self.facts) or final.proposed != self.proposal

    @property
    def weighted(self) -> str:
        return shown(self.facts.average) if self.facts else NONE

    @property
    def plain(self) -> str:
        """The mean without weights."""
        figures = [(value, 1) for value, weight in self.facts.figures if weight] if self.facts else []
        return shown(rules.weighted_average(figures))


@dataclass(frozen=True)
class Line:
    """A pupil's finals of one subject in a year. `entries`: by (kind, period)."""

    pupil_id: int
    entries: Mapping[Place, Entry]

    def at(self, kind: str, period_id: int | None = None) -> Entry:
        return self.entries.get((kind, period_id), Entry("", None))


@dataclass(frozen=True)
class Scheme:
    """The columns of a grade level in a year."""

    year: AcademicYear
    grade_level: int
    periods: tuple[Period, ...]
    terms: Mapping[int | None, stages.Terms]

    @cached_property
    def places(self) -> tuple[Place, ...]:
        found: list[Place] = [(FinalKind.PERIOD, one.pk) for one in self.periods]
        found += [(FinalKind.YEAR, None), (FinalKind.ATTESTATION, None)]
        return (*found, *([(FinalKind.EXAM, None), (FinalKind.FINAL, None)] if self.has_final else []))

    @property
    def has_final(self) -> bool:
        return self.grade_level in EXAM_GRADES

    def begun(self, place: Place, on: date) -> bool:
        """TERM-07: a mark of a period is set once it runs, those of the year once its last period does."""
        of_place = [one for one in self.periods if one.pk == place[1]] or self.periods[-1:]
        return all(one.starts_on <= on for one in of_place)

    def place(self, key: str) -> Place | None:
        """«12» → the period of this number; «year», «exam», …; None when there is no such place."""
        number = number_of(key)
        place: Place = (key, None) if number is None else (FinalKind.PERIOD, number)
        return place if place in self.places else None

    def term(self, place: Place) -> stages.Terms:
        return self.terms[place[1]]


def scheme_of(year: AcademicYear, grade_level: int, on: date) -> Scheme:
    """Five queries; see `terms.terms_of`."""
    periods = calendar.periods_of(year, grade_level, min(on, year.ends_on))
    return Scheme(year, grade_level, tuple(periods), stages.terms_of(year, periods, on))


def load_lines(
    pupils: Collection[int], subjects: Collection[Subject], scheme: Scheme, period: Period | None, on: date
) -> dict[tuple[int, int], Line]:
    """By (pupil, subject). `period`: the one whose marks are counted anew; of the others only what is set is shown.

    A subject of which some of `subjects` are parts gets lines too, with the exam and the final mark (YEARLY-07).
    Ten queries for any number of pupils and subjects: facts, the policy, final marks of this year and the year before.
    """
    wanted = {one.pk: one for one in subjects}
    parts = _parts(wanted.values(), scheme)
    finals = load_finals(pupils, {*wanted, *parts}, scheme.year)
    before = _year_before(pupils, wanted, scheme) if scheme.grade_level == EXAM_GRADES[-1] else {}
    policy = calendar.policy_on(min(period.ends_on, on) if period else on)
    facts = load_facts(pupils, period, policy, on, subjects=list(wanted)) if period else {}
    lines = {}
    for pupil in pupils:
        for subject in wanted.values():
            known = finals.get((pupil, subject.pk), {})
            entries = {place: Entry("", known.get(place)) for place in scheme.places}
            if period and (found := facts.get((pupil, subject.pk))):
                place = (FinalKind.PERIOD, period.pk)
                entries[place] = _entry(found, terms_of(subject, policy), known.get(place))
            _add_year(entries, scheme)
            _add_final(entries, [entries], [before.get((pupil, subject.pk), [])], scheme)
            lines[pupil, subject.pk] = Line(pupil, entries)
        for whole, numbers in parts.items():
            own = {place: Entry("", finals.get((pupil, whole), {}).get(place)) for place in LAST_PLACES}
            of_parts = [lines[pupil, one].entries for one in numbers]
            _add_final(own, of_parts, [before.get((pupil, one), []) for one in numbers], scheme)
            lines[pupil, whole] = Line(pupil, own)
    return lines


LAST_PLACES: tuple[Place, ...] = ((FinalKind.EXAM, None), (FinalKind.FINAL, None))


def _parts(subjects: Iterable[Subject], scheme: Scheme) -> dict[int, list[int]]:
    """Courses of a whole subject, in the grades where that has a final mark."""
    found: dict[int, list[int]] = defaultdict(list)
    for one in subjects:
        if one.part_of_id and scheme.has_final:
            found[one.part_of_id].append(one.pk)
    return found


def _entry(facts: Facts, asked: rules.Terms, final: Final | None) -> Entry:
    return Entry(
        rules.proposal(facts, asked), final, facts, asked, rules.remarks(facts, asked), rules.acceptable(facts, asked)
    )  # fmt: skip


def _add_year(entries: dict[Place, Entry], scheme: Scheme) -> None:
    place = (FinalKind.YEAR, None)
    proposed = year_finals.year_proposal([entries[FinalKind.PERIOD, one.pk].mark for one in scheme.periods])
    entries[place] = Entry(proposed, entries[place].final, acceptable=proposed)


def _add_final(
    own: dict[Place, Entry], parts: Sequence[Mapping[Place, Entry]], before: Sequence[Sequence[str]], scheme: Scheme
) -> None:
    """YEARLY-05…07. `parts`: entries the final mark is made of; `before`: the marks of grade 10 of each."""
    if not scheme.has_final:
        return
    years, exam = [one[FinalKind.YEAR, None].mark for one in parts], own[FinalKind.EXAM, None].mark
    if scheme.grade_level == EXAM_GRADES[-1]:
        of_periods = [one[FinalKind.PERIOD, period.pk].mark for one in parts for period in scheme.periods]
        earlier = [mark for marks in before for mark in marks] if all(before) else []
        proposed = year_finals.final_of_eleven(earlier, [*of_periods, *years])
    elif len(parts) > 1:
        proposed = year_finals.mathematics_of_nine(years, exam)
    else:
        proposed = year_finals.final_of_nine(years[0], exam)
    own[FinalKind.FINAL, None] = Entry(proposed, own[FinalKind.FINAL, None].final, acceptable=proposed)


Finals = dict[tuple[int, int], dict[Place, Final]]


def load_finals(pupils: Collection[int], subjects: Collection[int], year: AcademicYear) -> Finals:
    """By (pupil, subject), then by place. One query."""
    rows = FinalMark.objects.filter(pupil__in=pupils, subject__in=subjects, year=year)
    found: Finals = defaultdict(dict)
    for row in rows:
        found[row.pupil_id, row.subject_id][row.kind, row.period_id] = final_of(row)
    return found


def final_of(row: FinalMark) -> Final:
    return Final(
        pk=row.pk,
        pupil_id=row.pupil_id,
        place=(row.kind, row.period_id),
        mark=row.sign or (str(row.value) if row.value else ""),
        version=row.version,
        proposed=row.proposed,
        basis=row.basis,
        reason=row.reason,
        given_on=row.given_on,
        preliminary=row.preliminary,
        late=row.late,
        debt_document=row.debt_document,
        brought_from=row.brought_from,
        set_by=row.set_by,
        set_at=row.set_at,
    )


def _year_before(
    pupils: Collection[int], subjects: Collection[int], scheme: Scheme
) -> dict[tuple[int, int], list[str]]:
    """Marks of the periods and the year of grade 10. Two queries."""
    year = AcademicYear.objects.filter(ends_on__lt=scheme.year.starts_on).order_by("-starts_on").first()
    if year is None:
        return {}
    kinds = [FinalKind.PERIOD, FinalKind.YEAR]
    found: dict[tuple[int, int], list[str]] = defaultdict(list)
    for row in FinalMark.objects.filter(pupil__in=pupils, subject__in=subjects, year=year, kind__in=kinds):
        found[row.pupil_id, row.subject_id].append(final_of(row).mark)
    return found
