"""Whom an actor may give one-time codes to: the chain of issue [3.2]. Each scope is a rule of rules/codes.py."""

from datetime import date

from django.db.models import Exists, OuterRef, Q, QuerySet

from parta.core.actor import Actor
from parta.core.roles import ADMINISTRATION, Role
from parta.people.models import ClassMember, Person, StaffMember, StaffRole, not_over, valid_on
from parta.people.rules.codes import JUNIOR_GRADES
from parta.people.rules.ties import last_birth_date_closed
from parta.people.ties import reading
from parta.school.calendar import policy_on
from parta.school.models import SchoolClass


def employed(actor: Actor) -> QuerySet[Person]:
    """Everybody who works here today, for whoever issues codes to staff."""
    if not actor.is_administration:
        return Person.objects.none()
    return Person.objects.filter(Exists(StaffMember.objects.filter(valid_on(actor.on), person=OuterRef("pk"))))


def staff_to_issue(actor: Actor) -> QuerySet[Person]:
    """Staff to whom the actor may issue a code: a future deputy gets none from a present one. CODE-03."""
    above = {Role.DIRECTOR} if actor.has(Role.DIRECTOR) else ADMINISTRATION
    held = StaffRole.objects.filter(not_over(actor.on), staff__person=OuterRef("pk"), role__in=above)
    return employed(actor).exclude(Exists(held))


def classes(actor: Actor) -> QuerySet[SchoolClass]:
    """Classes whose people the actor may let in: the own ones; for the administration every one with pupils in it."""
    own = Q(pk__in=actor.homeroom_class_ids)
    if actor.is_administration:
        own |= Q(Exists(ClassMember.objects.filter(valid_on(actor.on), school_class=OuterRef("pk"))))
    return SchoolClass.objects.filter(own)


def pupils_to_issue(actor: Actor, school_class: SchoolClass) -> QuerySet[Person]:
    """Pupils of a class out of `classes()` who may have an account. CODE-04, CODE-06."""
    if is_junior(actor, school_class):
        return Person.objects.none()
    return Person.objects.filter(Exists(_members(school_class, actor.on).filter(pupil__person=OuterRef("pk"))))


def guardians_to_issue(actor: Actor, school_class: SchoolClass) -> QuerySet[Person]:
    """Guardians of a class out of `classes()` to whom a diary would open and who don't work here. CODE-04, CODE-05."""
    ties = reading(actor.on, last_birth_date_closed(actor.on)).filter(
        guardian__person=OuterRef("pk"),
        pupil__in=_members(school_class, actor.on).values("pupil"),
    )
    works = StaffMember.objects.filter(not_over(actor.on), person=OuterRef("pk"))
    return Person.objects.filter(Exists(ties)).exclude(Exists(works))


def is_junior(actor: Actor, school_class: SchoolClass) -> bool:
    """Whether pupils of the class have no accounts by the decision of the school. CODE-06."""
    return school_class.grade_level in JUNIOR_GRADES and not policy_on(actor.on).junior_accounts


def factor_owners(actor: Actor) -> QuerySet[Person]:
    """Whose lost second step the actor may take away: of those who would get their codes from the actor."""
    members = ClassMember.objects.filter(valid_on(actor.on), school_class__in=classes(actor).values("pk"))
    ties = reading(actor.on, last_birth_date_closed(actor.on)).filter(
        guardian__person=OuterRef("pk"), pupil__in=members.values("pupil")
    )
    works = StaffMember.objects.filter(not_over(actor.on), person=OuterRef("pk"))
    family = (Exists(members.filter(pupil__person=OuterRef("pk"))) | Exists(ties)) & ~Exists(works)
    found = Person.objects.filter(Q(family) | Q(pk__in=staff_to_issue(actor).values("pk")))
    return found.exclude(user=None).exclude(pk=actor.person_id or 0)


def juniors_without_accounts(on: date) -> Q:
    """Members of classes whose pupils have no accounts by the decision of the school. CODE-06."""
    grades = [] if policy_on(on).junior_accounts else list(JUNIOR_GRADES)
    return Q(school_class__grade_level__in=grades)


def _members(school_class: SchoolClass, on: date) -> QuerySet[ClassMember]:
    return ClassMember.objects.filter(valid_on(on), school_class=school_class)
