"""Parents' «у нас изменилось»: sent by a parent, decided by who keeps the card [4.1]."""

from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.db import transaction
from django.db.models import QuerySet
from django.urls import reverse

from parta.accounts.models import User
from parta.core.actor import Actor
from parta.notices.actions import tell
from parta.people import cards
from parta.people.models import CardProposal, Guardianship, Person, Pupil, valid_on
from parta.people.rules.proposals import FIELDS, OF_CHILD, OF_PARENT, changed_meanwhile, wrong
from parta.school.changes import add, change
from parta.school.refusals import Refused

DECIDED = "Это сообщение уже решено. Обновите страницу: там видно кем и как."


def said_by_card(person: Person, field: str) -> str:
    """What the card says, as it is compared and kept."""
    found = getattr(person, field, "")
    return found.isoformat() if isinstance(found, date) else str(found or "")


def shown(field: str, value: str) -> str:
    """For people: a date in Russian order."""
    return f"{date.fromisoformat(value):%d.%m.%Y}" if field == "birth_date" and value else value


@transaction.atomic
def propose(pupil: Pupil, person: Person, field: str, value: str, *, by: Actor, at: datetime) -> None:
    """PROP-01, PROP-03. The value is already cleaned by the form."""
    own = person.pk == by.person_id
    allowed = OF_PARENT if own else OF_CHILD
    if field not in allowed or not (own or person.pk == pupil.person_id):
        raise Refused("Об этом поле сообщить нельзя.", "value")
    now = said_by_card(person, field)
    if said := wrong(field, value, now):
        raise Refused(said, "value")
    place = {"pupil": pupil, "person": person, "field": field, "sent_by": by.user_id}
    facts = {"was": now, "value": value, "sent_at": at}
    waiting = CardProposal.objects.filter(decided_at=None, **place).first()
    if waiting is None:
        add(CardProposal(**place, **facts), "people.propose", by=by, at=at)
    elif (waiting.was, waiting.value) != (now, value):
        change(waiting, facts, "people.propose", by=by, at=at)


@transaction.atomic
def take_back(row: CardProposal, *, by: Actor, at: datetime) -> None:
    """Decided by the sender: neither taken into the card nor refused."""
    if row.decided_at:
        raise Refused(DECIDED)
    change(row, {"decided_by": by.user_id, "decided_at": at}, "people.take_back_proposal", by=by, at=at)


@transaction.atomic
def accept(row: CardProposal, seen: str, *, by: Actor, at: datetime) -> None:
    """Into the card with it, if the card still says what was `seen` on the page. PROP-02. Of two at once one wins."""
    if row.decided_at:
        raise Refused(DECIDED)
    if said_by_card(row.person, row.field) != seen:
        raise Refused("Карточку изменили, пока страница была открыта. Посмотрите, что в ней теперь, и решите ещё раз.")
    _decide(row, accepted=True, answer="", by=by, at=at)
    if row.field != "other":
        is_date = row.field == "birth_date"
        value = (date.fromisoformat(row.value) if row.value else None) if is_date else row.value
        names = {name: getattr(row.person, name) for name in ("last_name", "first_name", "patronymic")}
        cards.change_person(row.person, names | {row.field: value}, by=by, at=at)


@transaction.atomic
def decline(row: CardProposal, answer: str, *, by: Actor, at: datetime) -> None:
    if row.decided_at:
        raise Refused(DECIDED)
    if not answer.strip():
        raise Refused("Напишите родителю, почему нет.")
    _decide(row, accepted=False, answer=answer.strip(), by=by, at=at)


def _decide(row: CardProposal, *, accepted: bool, answer: str, by: Actor, at: datetime) -> None:
    values = {"decided_by": by.user_id, "decided_at": at, "accepted": accepted, "answer": answer}
    change(row, values, "people.decide_proposal", by=by, at=at)
    about = FIELDS.get(row.field, row.field).lower()
    text = f"Сообщение об изменении в анкете ({about}) " + ("принято." if accepted else f"не принято: {answer}")
    senders = User.objects.filter(pk=row.sent_by).values_list("pk", flat=True)  # an account may be gone by now
    tell(senders, "people.proposal_decided", text, reverse("diary-card", args=[row.pupil_id]), at=at)


@dataclass(frozen=True)
class Line:
    """One waiting message on the page of who decides."""

    id: int
    pupil_id: int
    pupil: str
    person: str  # «Зайцева Анна, мать»; the pupil's own name for the pupil
    label: str
    was: str
    now: str
    value: str
    seen: str  # the card's value as it is compared
    sent_by: str
    sent_at: datetime
    is_other: bool
    changed_meanwhile: bool


def waiting_lines(scope: QuerySet[CardProposal], on: date, zone: str) -> list[Line]:
    """Waiting messages, the oldest first. Three queries."""
    rows = list(
        scope.filter(decided_at=None).select_related("pupil__person", "person__guardian").order_by("sent_at", "pk")
    )
    senders = {
        user.pk: user.person.short_name
        for user in User.objects.filter(pk__in={row.sent_by for row in rows}).select_related("person")
        if hasattr(user, "person")
    }
    ties = Guardianship.objects.filter(valid_on(on), pupil__in={row.pupil_id for row in rows})
    found = ties.values_list("guardian__person_id", "pupil_id", "relation")
    relations = {(person, pupil): relation for person, pupil, relation in found}
    return [
        _line(row, senders.get(row.sent_by, ""), relations.get((row.person_id, row.pupil_id), ""), zone) for row in rows
    ]


def _line(row: CardProposal, sender: str, relation: str, zone: str) -> Line:
    now = said_by_card(row.person, row.field)
    return Line(
        id=row.pk,
        pupil_id=row.pupil_id,
        pupil=row.pupil.person.name,
        person=", ".join(filter(None, [row.person.name, relation])),
        label=FIELDS.get(row.field, row.field),
        was=shown(row.field, row.was),
        now=shown(row.field, now),
        value=shown(row.field, row.value),
        seen=now,
        sent_by=sender,
        sent_at=row.sent_at.astimezone(ZoneInfo(zone)),
        is_other=row.field == "other",
        changed_meanwhile=row.field != "other" and changed_meanwhile(row.was, now, row.value),
    )
