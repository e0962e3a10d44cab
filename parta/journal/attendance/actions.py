"""What the class teacher does about absences: reasons with certificates, single cells, the weekly stamp [4.2]."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import Q

from parta.audit.chain import Event, record
from parta.core import dates
from parta.core.actor import Actor
from parta.journal.attendance import cells
from parta.journal.attendance.cells import Stored, retry, told
from parta.journal.models import Absence, AbsenceNotice, AbsenceReason, Cell, ReasonCell, WeekCheck
from parta.journal.rules import attendance as rules
from parta.journal.rules.entries import EXEMPT
from parta.journal.rules.visibility import UNKNOWN
from parta.people.consents import HEALTH, agreed
from parta.people.models import Person, Pupil
from parta.school.changes import add, change, facts, remove
from parta.school.models import SchoolClass
from parta.school.refusals import Refused
from parta.school.years import refuse_closed
from parta.teaching.models import Lesson

# Why a cell changed. Neutral: subject teachers read the history too, and may not know of illness.
BY_CLASS_TEACHER = "причина отсутствия от классного руководителя"


@dataclass(frozen=True)
class Given:
    """A reason as the form gives it; `ends_on` None = it goes on."""

    code: str
    starts_on: date
    ends_on: date | None
    document: str = ""
    document_date: date | None = None


@dataclass(frozen=True)
class Outcome:
    """How many lessons changed, and in words which ones did not and why."""

    changed: int
    left: tuple[str, ...] = ()


@dataclass
class Sorted:
    """Cells by what a reason does with them."""

    wanted: list[Stored]
    marked: list[Stored]
    closed: list[Stored]


def explain(school_class: SchoolClass, pupils: Mapping[int, str], given: Given, *, by: Actor, at: datetime) -> Outcome:
    """A reason for each of the pupils (pk → name), and their absences in its dates. ATT-04, ATT-05, ATT-07.

    Refused as a whole when it can't stand for one of them.
    """

    def write() -> Outcome:
        refuse_closed(school_class.year_id)
        _refuse_illness(pupils, given.code, by.on)
        _refuse_second(pupils, given)
        rows = _add_reasons(pupils, given, by=by, at=at)
        found = _sort(_in_dates(list(pupils), given, school_class, by=by, at=at), given.code)
        return _apply(rows, found, pupils, by=by, at=at)

    return retry(school_class, write)


def apply_again(school_class: SchoolClass, reason: AbsenceReason, *, by: Actor, at: datetime) -> Outcome:
    """The reason for absences of unknown reason that came into its dates later."""

    def write() -> Outcome:
        refuse_closed(school_class.year_id)
        names = {reason.pupil_id: reason.pupil.person.name}
        _refuse_illness(names, reason.code, by.on)
        stored = [
            one for one in _in_dates([reason.pupil_id], reason, school_class, by=by, at=at) if one.absence == UNKNOWN
        ]
        return _apply({reason.pupil_id: reason}, _sort(stored, reason.code), names, by=by, at=at)

    return retry(school_class, write)


def excuse(
    school_class: SchoolClass,
    pupil: Pupil,
    lessons: Sequence[int],
    given: Given,
    *,
    by: Actor,
    at: datetime,
) -> Outcome:
    """«осв» from these lessons by a certificate, whether the pupil was there or not. ATT-06."""

    def write() -> Outcome:
        refuse_closed(school_class.year_id)
        chosen = Lesson.objects.filter(pk__in=lessons)
        stored = cells.load_places(chosen, pupil.pk, school_class, by=by, at=at)
        found = _sort(stored, EXEMPT)
        if not found.wanted:
            raise Refused(
                "Освобождать не от чего: " + (_left(found, "")[0] if _left(found, "") else "«осв» уже стоит.")
            )
        rows = _add_reasons({pupil.pk: pupil.person.name}, given, by=by, at=at)
        return _apply(rows, found, {pupil.pk: pupil.person.name}, by=by, at=at)

    return retry(school_class, write)


def undo(school_class: SchoolClass, reason: AbsenceReason, *, by: Actor, at: datetime) -> Outcome:
    """Take a reason back: cells nobody has written in since return to what they were."""

    def write() -> Outcome:
        refuse_closed(school_class.year_id)
        before = {row.cell_id: row for row in reason.cells.all()}
        stored = cells.load(Cell.objects.filter(pk__in=before), school_class, by=by, at=at)
        same = [one for one in stored if one.pk and before[one.pk].version == one.version]
        open_ones = [one for one in same if not one.closed]
        written = cells.put([(one, before[one.pk or 0].before) for one in open_ones], by=by, at=at)
        record([one.event("причина отсутствия отменена") for one in written], by=by, at=at)
        remove(reason, "journal.remove_absence_reason", "", by=by, at=at)
        left = (
            [f"Их с тех пор изменили: {told(one for one in stored if one not in same)}."]
            if len(same) < len(stored)
            else []
        )
        left += [f"Период закрыт: {told(one for one in same if one.closed)}."] if len(open_ones) < len(same) else []
        return Outcome(len(written), tuple(left))

    return retry(school_class, write)


def accept_notice(school_class: SchoolClass, notice: AbsenceNotice, *, by: Actor, at: datetime) -> Outcome:
    """A parent's notice as the reason of the absence that has come, without a document. ATT-04."""
    ill = notice.ill and notice.pupil_id in with_health([notice.pupil_id], by.on)
    given = Given(rules.notice_code(ill=notice.ill, health=ill), notice.starts_on, notice.ends_on)
    return explain(school_class, {notice.pupil_id: notice.pupil.person.name}, given, by=by, at=at)


def place(school_class: SchoolClass, lesson: Lesson, pupil: Pupil, *, by: Actor, at: datetime) -> Stored:
    """The pupil's place in a lesson, written in or not."""
    return cells.load_places(Lesson.objects.filter(pk=lesson.pk), pupil.pk, school_class, by=by, at=at)[0]


def put_code(
    school_class: SchoolClass, lesson: Lesson, pupil: Pupil, code: str, version: int, *, by: Actor, at: datetime
) -> str:
    """One cell. ATT-04, ATT-06, ATT-08. Says who has changed it since `version`: nothing is overwritten then."""

    def write() -> str:
        stored = place(school_class, lesson, pupil, by=by, at=at)
        if stored.version != version:
            return "" if stored.absence == code else _clash(stored)
        if stored.closed:
            raise Refused("Учётный период закрыт: клетку откроет завуч.")
        if code not in rules.choices(stored.absence, marked=stored.marked):
            raise Refused("Так изменить клетку нельзя. Выберите одно из предложенного.")
        _refuse_illness({pupil.pk: pupil.person.name}, code, by.on)
        record([one.event(BY_CLASS_TEACHER) for one in cells.put([(stored, code)], by=by, at=at)], by=by, at=at)
        return ""

    return retry(school_class, write)


def _clash(stored: Stored) -> str:
    writer = Cell.objects.filter(pk=stored.pk or 0).values("updated_by")
    person = Person.objects.filter(user__in=writer).first()
    who = person.short_name if person else "кто-то ещё"
    now = "отметка" if stored.marked and not stored.absence else Absence(stored.absence).label
    return f"Пока вы выбирали, клетку изменили ({who}). Сейчас: {now}. Ничего не перезаписано, выберите снова."


@transaction.atomic
def change_reason(reason: AbsenceReason, values: Mapping[str, Any], *, by: Actor, at: datetime) -> None:
    """The last day and the document, which often come later. The days that have got this reason stay within it."""
    last = reason.cells.order_by("-cell__lesson__date").values_list("cell__lesson__date", flat=True).first()
    ends_on = values["ends_on"]
    if ends_on and last and ends_on < last:
        raise Refused(f"Эта причина уже стоит на {dates.day_month(last)}. Отмените её и запишите заново.", "ends_on")
    _refuse_second({reason.pupil_id: reason.pupil.person.name}, Given(reason.code, reason.starts_on, ends_on), reason)
    change(reason, values, "journal.change_absence_reason", by=by, at=at)


@transaction.atomic
def check_week(school_class: SchoolClass, monday: date, *, by: Actor, at: datetime) -> None:
    """«Проверено»; a second one keeps the first."""
    if monday > by.on:
        raise Refused("Эта неделя ещё не началась.")
    refuse_closed(school_class.year_id)
    if not WeekCheck.objects.filter(school_class=school_class, monday=monday).exists():
        row = WeekCheck(school_class=school_class, monday=monday, checked_by=by.user_id, checked_at=at)
        add(row, "journal.check_week", by=by, at=at)


@transaction.atomic
def uncheck_week(school_class: SchoolClass, monday: date, *, by: Actor, at: datetime) -> None:
    refuse_closed(school_class.year_id)
    for row in WeekCheck.objects.filter(school_class=school_class, monday=monday):
        remove(row, "journal.uncheck_week", "", by=by, at=at)


def with_health(pupils: Iterable[int], on: date) -> set[int]:
    """Pupils whose consent in force covers health data. One query."""
    rows = agreed(HEALTH, on).filter(person__pupil__in=list(pupils))
    return set(rows.values_list("person__pupil", flat=True))


def _refuse_illness(pupils: Mapping[int, str], code: str, on: date) -> None:
    """ATT-04"""
    covered = with_health(pupils, on)
    refused = [name for pk, name in pupils.items() if rules.health_refusal(code, health=pk in covered)]
    if refused:
        raise Refused(f"{', '.join(refused)}: {rules.NO_HEALTH}", "code")


def _refuse_second(pupils: Mapping[int, str], given: Given, own: AbsenceReason | None = None) -> None:
    """ATT-07. «осв» from single lessons stands beside any."""
    if given.code == EXEMPT:
        return
    meeting = AbsenceReason.objects.filter(Q(ends_on=None) | Q(ends_on__gte=given.starts_on), pupil__in=pupils)
    meeting = meeting.exclude(code=EXEMPT).exclude(pk=own.pk if own else 0)
    if given.ends_on:
        meeting = meeting.filter(starts_on__lte=given.ends_on)
    if other := meeting.order_by("starts_on").first():
        until = f" по {dates.day_month(other.ends_on)}" if other.ends_on else ""
        raise Refused(
            f"{pupils[other.pupil_id]}: на эти дни причина уже записана («{other.code}» с "
            f"{dates.day_month(other.starts_on)}{until}). Отмените её или измените даты.",
            "starts_on",
        )


def _add_reasons(pupils: Mapping[int, str], given: Given, *, by: Actor, at: datetime) -> dict[int, AbsenceReason]:
    rows = {
        pk: AbsenceReason(pupil_id=pk, noted_by=by.user_id, noted_at=at, **vars(given)) for pk in pupils
    }  # fmt: skip
    AbsenceReason.objects.bulk_create(rows.values())
    record([Event("journal.add_absence_reason", row, after=facts(row)) for row in rows.values()], by=by, at=at)
    return rows


def _in_dates(
    pupils: Sequence[int], given: Given | AbsenceReason, school_class: SchoolClass, *, by: Actor, at: datetime
) -> list[Stored]:
    """Cells of the pupils in the dates of a reason, up to today."""
    rows = Cell.objects.filter(pupil__in=pupils, lesson__date__gte=given.starts_on)
    if given.ends_on:
        rows = rows.filter(lesson__date__lte=given.ends_on)
    return cells.load(rows, school_class, by=by, at=at)


def _sort(stored: Iterable[Stored], code: str) -> Sorted:
    found = Sorted([], [], [])
    for one in stored:
        if rules.reasoned(one.absence, code, marked=one.marked):
            (found.closed if one.closed else found.wanted).append(one)
        elif one.marked and one.absence != code:
            found.marked.append(one)
    return found


def _apply(
    rows: Mapping[int, AbsenceReason], found: Sorted, names: Mapping[int, str], *, by: Actor, at: datetime
) -> Outcome:
    written = cells.put([(one, rows[one.pupil_id].code) for one in found.wanted], by=by, at=at)
    ReasonCell.objects.bulk_create(
        [
            ReasonCell(reason=rows[one.cell.pupil_id], cell=one.cell, before=one.before, version=one.cell.version)
            for one in written
        ],
        update_conflicts=True, unique_fields=["reason", "cell"], update_fields=["before", "version"],
    )  # fmt: skip
    record([one.event(BY_CLASS_TEACHER) for one in written], by=by, at=at)
    left = []
    for pk, name in names.items():
        mine = Sorted(*([one for one in part if one.pupil_id == pk] for part in vars(found).values()))
        left += _left(mine, f"{name}: ")
    return Outcome(len(written), tuple(left))


def _left(found: Sorted, name: str) -> list[str]:
    texts = []
    if found.marked:
        texts.append(f"{name}уроки с отметкой оставлены как есть: {told(found.marked)}.")
    if found.closed:
        texts.append(f"{name}учётный период закрыт, не изменено: {told(found.closed)}.")
    return texts
