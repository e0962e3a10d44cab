"""What waits for a class teacher: parents' notices of the coming week, absences to explain, weeks to check, notes on
behaviour to decide on, cards to review and parents' messages about them."""

from dataclasses import dataclass
from datetime import timedelta

from parta.core.actor import Actor
from parta.journal.attendance.overview import Owed, owed
from parta.journal.behaviour.queries import Line, to_decide
from parta.journal.notices import Notice, notices_of_class
from parta.people.reviews import ClassState, class_states
from parta.school.models import SchoolClass

AHEAD = timedelta(days=7)


@dataclass(frozen=True)
class ClassNews:
    notices: tuple[Notice, ...]
    owed: tuple[Owed, ...]
    notes: tuple[Line, ...]
    reviews: tuple[ClassState, ...]  # classes with cards not reviewed this month
    proposals: int  # messages of parents about their cards


def news(actor: Actor) -> ClassNews | None:
    """None for who has no class, or when there is nothing. Five queries at most."""
    if not actor.homeroom_class_ids:
        return None
    notices = notices_of_class(actor.homeroom_class_ids, actor.on, actor.on + AHEAD, actor.on, actor.zone)
    absences, notes = owed(actor), to_decide(actor)
    own = SchoolClass.objects.filter(pk__in=actor.homeroom_class_ids)
    states = class_states(own, actor.on)
    reviews, proposals = tuple(one for one in states if one.left), sum(one.waiting for one in states)
    if not (notices or absences or notes or reviews or proposals):
        return None
    return ClassNews(tuple(notices), tuple(absences), tuple(notes), reviews, proposals)
