"""What the class teachers of the demo have done about absences: certificates of past illnesses, weeks checked.

One class is behind with its weeks, so that the deputy has somebody to ask.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from random import Random

from parta.audit.chain import Event, record_each
from parta.core import dates
from parta.core.bulk import insert
from parta.journal.models import AbsenceReason, Cell, ReasonCell, WeekCheck
from parta.journal.rules.attendance import in_a_row
from parta.ops.demo_school.filling import REASONED, ZONE, Filling
from parta.ops.demo_school.writing import Entry
from parta.school.changes import facts
from parta.school.models import AcademicYear, SchoolClass

_BEHIND = "7А"
_BEHIND_WEEKS = 3
_WITH_CERTIFICATE = 3  # days; shorter ones are explained by a note of the parents
DAY = timedelta(days=1)
WEEK = timedelta(days=7)


@dataclass(frozen=True)
class Spell:
    """Days in a row, each missed as a whole with one code."""

    pupil_key: str
    code: str
    first: date
    last: date


def write_attendance(filling: Filling, year: AcademicYear, users: Mapping[str, int], pupils: Mapping[str, int]) -> None:
    """In the caller's transaction. What is there already stays."""
    entries = _reasons(filling, year, users, pupils) + _checks(filling, year, users)
    record_each(sorted(entries, key=lambda entry: entry[2]))


def _reasons(filling: Filling, year: AcademicYear, users: Mapping[str, int], pupils: Mapping[str, int]) -> list[Entry]:
    there = set(AbsenceReason.objects.filter(starts_on__gte=year.starts_on).values_list("pupil_id", "starts_on"))
    rows = [
        _reason(spell, filling, users, pupils)
        for key in filling.pupils
        for spell in _spells(filling, key)
        if (pupils[key], spell.first) not in there
    ]
    insert(rows, numbered=True)
    insert(list(_cells(rows, year)))
    return [(Event("journal.add_absence_reason", row, after=facts(row)), row.noted_by, row.noted_at) for row in rows]


def _spells(filling: Filling, pupil_key: str) -> Iterator[Spell]:
    """Those that are over: later ones are still «н», or go on."""
    days: dict[date, set[str]] = defaultdict(set)
    for (day, _), absence in filling.away[pupil_key].items():
        days[day].add(absence.code)
    run: list[date] = []
    for day in [*sorted(days), date.max]:
        if run and (day == date.max or not in_a_row(run[-1], day) or days[day] != days[run[-1]]):
            (code,) = days[run[0]]
            if run[-1] + 2 * DAY < filling.moment.day:
                yield Spell(pupil_key, code, run[0], run[-1])
            run = []
        if day != date.max and len(days[day]) == 1 and days[day] <= set(REASONED):
            run.append(day)


def _reason(spell: Spell, filling: Filling, users: Mapping[str, int], pupils: Mapping[str, int]) -> AbsenceReason:
    random = Random(f"certificate:{spell.pupil_key}:{spell.first}")
    certificate = (spell.last - spell.first).days + 1 >= _WITH_CERTIFICATE
    return AbsenceReason(
        pupil_id=pupils[spell.pupil_key],
        code=spell.code,
        starts_on=spell.first,
        ends_on=spell.last,
        document=str(random.randint(40, 990)) if certificate else "",
        document_date=spell.last + DAY if certificate else None,
        noted_by=users[filling.homeroom(spell.pupil_key)],
        noted_at=_at(spell.last + DAY, 8, random.randrange(5, 50)),
    )


def _cells(rows: Iterable[AbsenceReason], year: AcademicYear) -> Iterator[ReasonCell]:
    found: dict[int, list[tuple[date, str, int, int]]] = defaultdict(list)
    cells = Cell.objects.filter(absence__in=REASONED, lesson__course__year=year)
    for pupil_id, *cell in cells.values_list("pupil_id", "lesson__date", "absence", "pk", "version"):
        found[pupil_id].append(tuple(cell))  # type: ignore[arg-type]
    for row in rows:
        for day, absence, pk, version in found[row.pupil_id]:
            if row.ends_on and row.starts_on <= day <= row.ends_on and absence == row.code:
                yield ReasonCell(reason_id=row.pk, cell_id=pk, before="н", version=version)


def _checks(filling: Filling, year: AcademicYear, users: Mapping[str, int]) -> list[Entry]:
    there = set(WeekCheck.objects.filter(school_class__year=year).values_list("school_class_id", "monday"))
    weeks = {dates.monday_of(lesson.date) for lessons in filling.lessons.values() for lesson in lessons}
    past = sorted(monday for monday in weeks if monday + WEEK <= dates.monday_of(filling.moment.day))
    classes = {one.name: one for one in SchoolClass.objects.filter(year=year)}
    rows = []
    for one in filling.school.classes:
        done = past[:-_BEHIND_WEEKS] if one.key == _BEHIND else past
        row = classes[one.key]
        for monday in done:
            if (row.pk, monday) not in there:
                at = _at(monday + 4 * DAY, 15, Random(f"checked:{one.key}:{monday}").randrange(60))
                rows.append(WeekCheck(school_class=row, monday=monday, checked_by=users[one.homeroom], checked_at=at))
    insert(rows, numbered=True)
    return [(Event("journal.check_week", row, after=facts(row)), row.checked_by, row.checked_at) for row in rows]


def _at(day: date, hour: int, minute: int) -> datetime:
    return datetime.combine(day, time(hour, minute), ZONE)
