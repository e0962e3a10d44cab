"""Who sees the attendance of which class: class teachers (acting ones too) their own, the administration all [4.2]."""

from datetime import date

from django.db.models import BooleanField, Exists, OuterRef, Q, QuerySet, Value

from parta.core.actor import Actor
from parta.people.models import ClassMember, valid_on
from parta.school.models import SchoolClass


def classes(actor: Actor) -> QuerySet[SchoolClass]:
    """Classes whose attendance the actor reads."""
    found = SchoolClass.objects.filter(unassigned=False).select_related("year")
    return found if actor.is_administration else found.filter(pk__in=actor.homeroom_class_ids)


def kept(actor: Actor) -> QuerySet[SchoolClass]:
    """Classes whose absences the actor explains: the own ones. The administration only reads."""
    return classes(actor).filter(pk__in=actor.homeroom_class_ids)


def members(actor: Actor, school_class: SchoolClass, start: date, end: date) -> QuerySet[ClassMember]:
    """Memberships that meet the dates, each with `now` (in the class today) and `health` (may «б» be seen).

    A pupil who has moved on is another class teacher's: the former one keeps the days, not the illness.
    """
    now = ClassMember.objects.filter(valid_on(actor.on), pupil=OuterRef("pupil"), school_class=school_class)
    rows = school_class.members.filter(Q(ends_on=None) | Q(ends_on__gte=start), starts_on__lte=end)
    rows = rows.annotate(now=Exists(now))
    if actor.is_administration:
        return rows.annotate(health=Value(True, output_field=BooleanField()))
    return rows.annotate(health=Exists(now))
