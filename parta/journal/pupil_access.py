"""Whose marks as a whole an actor handles, those of a former school and the transfer sheet [8.2.2]: the class teacher
those of the own class, the administration everybody's."""

from django.db.models import QuerySet

from parta.core.actor import Actor
from parta.journal.models import FormerMark
from parta.people.models import ClassMember, Pupil, valid_on


def pupils(actor: Actor) -> QuerySet[Pupil]:
    rows = Pupil.objects.select_related("person")
    if actor.is_administration:
        return rows
    mine = ClassMember.objects.filter(valid_on(actor.on), school_class_id__in=actor.homeroom_class_ids)
    return rows.filter(pk__in=mine.values("pupil"))


def former_marks(actor: Actor) -> QuerySet[FormerMark]:
    rows = FormerMark.objects.select_related("subject", "pupil__person", "year")
    return rows if actor.is_administration else rows.filter(pupil__in=pupils(actor).values("pk"))
