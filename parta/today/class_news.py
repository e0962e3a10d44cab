"""What waits for a class teacher: parents' notices of the coming week, absences to explain, weeks to check, notes on
behaviour to decide on."""

from dataclasses import dataclass
from datetime import timedelta

from parta.core.actor import Actor
from parta.journal.attendance.overview import Owed, owed
from parta.journal.behaviour.queries import Line, to_decide
from parta.journal.notices import Notice, notices_of_class

AHEAD = timedelta(days=7)


@dataclass(frozen=True)
class ClassNews:
    notices: tuple[Notice, ...]
    owed: tuple[Owed, ...]
    notes: tuple[Line, ...]


def news(actor: Actor) -> ClassNews | None:
    """None for who has no class, or when there is nothing. Four queries at most."""
    if not actor.homeroom_class_ids:
        return None
    notices = notices_of_class(actor.homeroom_class_ids, actor.on, actor.on + AHEAD, actor.on, actor.zone)
    absences, notes = owed(actor), to_decide(actor)
    if not (notices or absences or notes):
        return None
    return ClassNews(tuple(notices), tuple(absences), tuple(notes))
