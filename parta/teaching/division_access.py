"""Who reaches divisions into subgroups: the class teacher of the class, the groups' teachers, the administration."""

from django.db.models import Exists, OuterRef, Q, QuerySet

from parta.core.actor import Actor
from parta.school.models import SchoolClass
from parta.teaching.models import Division, DivisionGroup, DivisionState


def divisions(actor: Actor) -> QuerySet[Division]:
    rows = Division.objects.select_related("school_class__year", "subject", "period")
    if actor.is_administration:
        return rows
    if not actor.is_staff:
        return rows.none()
    own_group = DivisionGroup.objects.filter(division=OuterRef("pk"), course_id__in=actor.course_ids)
    asked = Exists(own_group) & ~Q(state=DivisionState.DRAFT)  # a draft is its author's
    return rows.filter(Q(school_class_id__in=actor.homeroom_class_ids) | asked)


def classes(actor: Actor) -> QuerySet[SchoolClass]:
    """Whose divisions the actor composes: the class teacher those of the own class, the administration all."""
    rows = SchoolClass.objects.filter(unassigned=False).select_related("year")
    return rows if actor.is_administration else rows.filter(pk__in=actor.homeroom_class_ids)


def may_compose(actor: Actor, division: Division) -> bool:
    return actor.is_administration or division.school_class_id in actor.homeroom_class_ids


def own_groups(actor: Actor, division: Division) -> QuerySet[DivisionGroup]:
    """The groups whose lists the actor confirms."""
    return DivisionGroup.objects.filter(division=division, course_id__in=actor.course_ids)
