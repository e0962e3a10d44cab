"""Noting the withdrawal of a consent, and taking a mistaken one back. Erasing is `erasing`."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, transaction

from parta.audit.chain import Event, record
from parta.core.actor import Actor
from parta.diary.transfer import paper
from parta.diary.transfer.query import sheet
from parta.journal.grid import YEAR
from parta.ops import uploads
from parta.ops.erasure import ledger, sealing
from parta.ops.erasure.tables import CATEGORIES, OTHER
from parta.people import approvals
from parta.people.models import (
    Approval,
    ApprovalKind,
    ClassMember,
    Guardian,
    Guardianship,
    PaperPupil,
    Person,
    Pupil,
    StaffMember,
    Withdrawal,
    valid_on,
)
from parta.people.rules import withdrawals as rules
from parta.school.models import SchoolClass
from parta.school.refusals import SAME_TIME, Refused

ATTEMPTS = 3
BACK_ALREADY = "Ученик с этим именем и датой рождения уже зачислен снова. Вернуть прежние записи рядом с новыми нельзя."


@dataclass(frozen=True)
class Tie:
    """What becomes of a guardian of the pupil."""

    guardian_id: int
    name: str
    goes: bool  # has no other child here
    staff: bool  # stays as an employee


@dataclass(frozen=True)
class Preview:
    """The dry run: what would be put out of sight."""

    name: str
    class_title: str
    ties: tuple[Tie, ...]
    counts: tuple[tuple[str, int], ...]  # (what, rows)


def preview(person: Person, on: date) -> Preview:
    ties = tuple(_ties(person))
    sealed = sealing.gather(_roots(person, [tie.guardian_id for tie in ties if tie.goes]))
    place = _place(person, on)
    return Preview(
        person.full_name, place.title if place else "", ties, counts({k: len(v) for k, v in sealed.ids().items()})
    )


def counts(rows: dict[str, int]) -> tuple[tuple[str, int], ...]:
    """Rows by category, in the order of `CATEGORIES`."""
    found = dict.fromkeys([*CATEGORIES.values(), OTHER], 0)
    for label, number in rows.items():
        found[CATEGORIES.get(label, OTHER)] += number
    return tuple((what, number) for what, number in found.items() if number)


def _ties(person: Person) -> Iterable[Tie]:
    guardians = Guardian.objects.filter(guardianships__pupil__person=person).distinct()
    for one in guardians.select_related("person").order_by("person__sort_key"):
        others = Guardianship.objects.filter(guardian=one).exclude(pupil__person=person)
        staff = StaffMember.objects.filter(person=one.person_id).exists()
        yield Tie(one.pk, one.person.full_name, not others.exists(), staff)


def _place(person: Person, on: date) -> SchoolClass | None:
    rows = ClassMember.objects.filter(valid_on(on), pupil__person=person).select_related("school_class__year")
    member = rows.order_by("-starts_on").first()
    return member.school_class if member else None


def _people(person: Person, along: Sequence[int]) -> list[Person]:
    chosen = {tie.guardian_id for tie in _ties(person) if tie.goes} & set(along)
    return [person, *Person.objects.filter(guardian__pk__in=chosen)]


def _roots(person: Person, along: Sequence[int]) -> list[Any]:
    return [root for one in _people(person, along) for root in sealing.roots_of(one)]


def withdraw(
    person: Person, received_on: date, channel: str, along: Sequence[int], *, by: Actor, at: datetime
) -> Withdrawal:
    """WDR-01, WDR-02. `along`: guardians (their numbers) without another child here who go with the pupil.

    Somebody who writes about the person at the same instant makes the commit fail; then it is done anew.
    """
    if said := rules.date_refusal(received_on, by.on):
        raise Refused(said, "received_on")
    for _ in range(ATTEMPTS):
        try:
            with transaction.atomic():
                return _withdraw(person, received_on, channel, along, by=by, at=at)
        except (IntegrityError, Person.DoesNotExist):
            continue
    raise Refused(SAME_TIME)


def _withdraw(
    person: Person, received_on: date, channel: str, along: Sequence[int], *, by: Actor, at: datetime
) -> Withdrawal:
    person = Person.objects.get(pk=person.pk)
    pupil, place = Pupil.objects.select_related("person").filter(person=person).first(), _place(person, by.on)
    papers = _papers(pupil, by)
    people = _people(person, along)
    sealed = sealing.gather(_roots(person, along))
    on_paper = PaperPupil.objects.create(school_class=place, starts_on=by.on) if pupil and place else None
    about = {
        "name": person.full_name,
        "birth_date": person.birth_date.isoformat() if person.birth_date else "",
        "sort_key": person.sort_key,
        "class": place.title if place else "",
        "pupil": pupil is not None,
        "along": [one.full_name for one in people[1:]],
        "people": [one.pk for one in people],
        "keys": [[one.sort_key, one.birth_date.isoformat() if one.birth_date else ""] for one in people],
        "first": {str(one.pk): ledger.first_digest(one.pk) for one in people},
        "on_paper": on_paper.pk if on_paper else None,
    }
    row = Withdrawal.objects.create(
        person_id_was=person.pk,
        school_class=place,
        received_on=received_on,
        channel=channel,
        due_on=rules.due_on(received_on),
        noted_by=by.user_id,
        noted_at=at,
        sealed=sealed.text(about),
        papers=papers,
    )
    sealing.remove(sealed)
    uploads.drop_all()  # they may hold the person, and an hour of somebody's work is less than that
    after = {"person_id_was": person.pk, "people": about["people"], "received_on": received_on, "channel": channel}
    record([Event("people.withdraw", row, None, {**after, "rows": sum(map(len, sealed.ids().values()))})], by=by, at=at)
    return row


def _papers(pupil: Pupil | None, by: Actor) -> bytes | None:
    """The marks of the year as they stand, to be printed before they are erased."""
    found = sheet(by, pupil, YEAR) if pupil else None
    return paper.pdf(found) if found else None


@transaction.atomic
def undo(row: Withdrawal, *, by: Actor, at: datetime) -> int:
    """WDR-04. Everything as it was; how many rows could not return, because their journal or class is gone."""
    if said := rules.undo_refusal(undone=row.undone_at is not None, erased=row.erased_at is not None):
        raise Refused(said)
    kept = json.loads(row.sealed or "{}")
    if _is_back(kept):
        raise Refused(BACK_ALREADY)
    open_rows = Withdrawal.objects.filter(pk=row.pk, undone_at=None, erased_at=None)
    if not open_rows.update(sealed=None, papers=None, undone_at=at):
        raise Refused(SAME_TIME)
    lost = sealing.put_back(row.sealed or "{}")
    PaperPupil.objects.filter(pk=kept["on_paper"] or 0).delete()
    record([Event("people.undo_withdrawal", row, {"undone_at": None}, {"undone_at": at, "lost": lost})], by=by, at=at)
    ledger.append(ledger.Line(ledger.KEPT, row.person_id_was, kept["people"], kept["first"]))
    return lost


def _is_back(kept: dict[str, Any]) -> bool:
    if not kept["pupil"] or not kept["birth_date"]:
        return False
    same = Person.objects.filter(sort_key=kept["sort_key"], birth_date=kept["birth_date"])
    return same.exclude(pupil=None).exists()


@transaction.atomic
def take_papers(row: Withdrawal, *, by: Actor, at: datetime) -> bytes:
    """WDR-03. The PDF, to be printed and given to the family or filed."""
    if row.papers is None:
        raise Refused("Печатать нечего.")
    if row.papers_taken_at is None:
        Withdrawal.objects.filter(pk=row.pk, papers_taken_at=None).update(papers_taken_at=at)
        record([Event("people.take_papers", row, {"papers_taken_at": None}, {"papers_taken_at": at})], by=by, at=at)
    return bytes(row.papers)


def refuse_erasure(row: Withdrawal) -> None:
    """WDR-03."""
    said = rules.erasure_refusal(
        has_papers=row.papers is not None,
        taken=row.papers_taken_at is not None,
        undone=row.undone_at is not None,
        erased=row.erased_at is not None,
    )
    if said:
        raise Refused(said)


def ask_erasure(row: Withdrawal, reason: str, *, by: Actor, at: datetime) -> Approval:
    """The first of the two."""
    refuse_erasure(row)
    return approvals.ask(ApprovalKind.ERASURE, row.pk, {}, reason, by=by, at=at)
