"""What of the school's set-up an actor reaches. The audience of a view says who may call it at all."""

from django.db.models import QuerySet

from parta.core.actor import Actor
from parta.core.roles import ADMINISTRATION, Role
from parta.school.models import AcademicYear, DayOff, SchoolPolicy, Subject, WorkingDay

_SETTERS = ADMINISTRATION | {Role.SECRETARY, Role.SCHEDULER}


def _any_setter(actor: Actor) -> bool:
    return bool(actor.roles & _SETTERS)


def subjects(actor: Actor) -> QuerySet[Subject]:
    return Subject.objects.all() if _any_setter(actor) else Subject.objects.none()


def years(actor: Actor) -> QuerySet[AcademicYear]:
    return AcademicYear.objects.order_by("-starts_on") if _any_setter(actor) else AcademicYear.objects.none()


def days_off(actor: Actor) -> QuerySet[DayOff]:
    return DayOff.objects.select_related("school_class") if _any_setter(actor) else DayOff.objects.none()


def working_days(actor: Actor) -> QuerySet[WorkingDay]:
    return WorkingDay.objects.all() if _any_setter(actor) else WorkingDay.objects.none()


def policies(actor: Actor) -> QuerySet[SchoolPolicy]:
    return SchoolPolicy.objects.order_by("-starts_on") if _any_setter(actor) else SchoolPolicy.objects.none()
