"""What a family sees of its own card: the child's, the reader's own, never the other parent's contacts [4.1]."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from parta.core.actor import Actor
from parta.people.models import CardProposal, Consent, Guardianship, Person, Pupil
from parta.people.proposals import said_by_card, shown
from parta.people.rules.proposals import FIELDS, OF_CHILD, OF_PARENT
from parta.people.rules.ties import Opens, closes_on
from parta.people.ties import decides, own_ties, state

SHOWN_DECIDED = 10
INPUTS = {"birth_date": "date", "phone": "tel", "email": "email"}


@dataclass(frozen=True)
class FieldLine:
    whose: str  # "child" or "own"
    field: str
    label: str
    value: str  # in the words of the page
    raw: str  # as the input takes it
    input: str
    waiting: str | None  # what the reader has asked for; None = nothing


@dataclass(frozen=True)
class Told:
    """A message of this parent, as it stands."""

    id: int
    about: str
    value: str
    sent_on: date
    state: str  # «ждёт», «принято», «не принято», «отозвано»
    answer: str


@dataclass(frozen=True)
class CardPage:
    child: list[FieldLine]
    own: list[FieldLine]
    relation: str
    consents: list[Consent]
    told: list[Told]
    readers: list[tuple[Guardianship, Opens | None]]  # only for a pupil of 18
    closes_on: date | None  # when those nothing is said about lose the diary


def card_page(pupil: Pupil, actor: Actor) -> CardPage:
    """At most five queries. `told`: what this reader has sent; the other parent's messages hold their contacts."""
    speaks = any(child.pupil_id == pupil.pk for child in actor.children)
    me = Person.objects.filter(pk=actor.person_id or 0).first() if speaks else None
    sent = _sent(pupil, actor) if speaks else []
    waiting = {(row.person_id, row.field): shown(row.field, row.value) for row in sent if row.decided_at is None}
    tie = Guardianship.objects.filter(pupil=pupil, guardian_id=actor.guardian_id or 0).order_by("-starts_on").first()
    born = pupil.person.birth_date
    grown = actor.pupil_id == pupil.pk and decides(born, actor.on)
    return CardPage(
        child=_lines("child", pupil.person, OF_CHILD, waiting),
        own=_lines("own", me, OF_PARENT, waiting) if me else [],
        relation=tie.relation if tie and speaks else "",
        consents=list(pupil.person.consents.filter(withdrawn_on=None).order_by("-given_on")),
        told=[_told(row) for row in sent],
        readers=[(row, state(row, actor.on)) for row in own_ties(pupil.pk, actor.on)] if grown else [],
        closes_on=closes_on(born) if grown and born else None,
    )


def _sent(pupil: Pupil, actor: Actor) -> list[CardProposal]:
    rows = CardProposal.objects.filter(pupil=pupil, sent_by=actor.user_id or 0).select_related("person")
    return list(rows.order_by("-sent_at", "-pk")[:SHOWN_DECIDED])


def _lines(whose: str, person: Person, fields: Iterable[str], waiting: dict[tuple[int, str], str]) -> list[FieldLine]:
    made = []
    for field in fields:
        raw = said_by_card(person, field)
        asked = waiting.get((person.pk, field))
        made.append(FieldLine(whose, field, FIELDS[field], shown(field, raw), raw, INPUTS.get(field, "text"), asked))
    return made


def _told(row: CardProposal) -> Told:
    about = f"{row.person.first_name}: {FIELDS.get(row.field, row.field).lower()}"
    return Told(row.pk, about, shown(row.field, row.value), row.sent_at.date(), _state(row), row.answer)


def _state(row: CardProposal) -> str:
    if row.decided_at is None:
        return "ждёт"
    return {True: "принято", False: "не принято", None: "отозвано"}[row.accepted]
