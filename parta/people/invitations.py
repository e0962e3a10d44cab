"""Looking a one-time code up. Only its keyed hash is stored, so the lookup itself is safe against timing: what is
compared can't be steered by who types."""

from datetime import date, datetime
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.crypto import salted_hmac

from parta.accounts.models import User
from parta.accounts.rules.logins import suggestion
from parta.people.access import juniors_without_accounts
from parta.people.models import ClassMember, Invitation, Person, StaffMember, valid_on
from parta.people.rules.ties import last_birth_date_closed
from parta.people.ties import reading


def code_hash(code: str) -> str:
    """Keyed with the installation's secret, by a key of its own for this purpose."""
    return salted_hmac("parta.people.invitations", code, algorithm="sha256").hexdigest()


def live(at: datetime) -> QuerySet[Invitation]:
    """Codes that open the door at this instant. CODE-02."""
    return unused().filter(expires_at__gt=at)


def unused() -> QuerySet[Invitation]:
    return Invitation.objects.filter(used_at=None, revoked_at=None)


def with_ties(on: date) -> Q:
    """People who belong to the school on this day: work here, study in a class, or have a child whose diary is open to
    them. A code of anybody else opens nothing. CODE-07."""
    mine = OuterRef("pk")
    return (
        Q(Exists(StaffMember.objects.filter(valid_on(on), person=mine)))
        | Q(Exists(ClassMember.objects.filter(valid_on(on), pupil__person=mine).exclude(juniors_without_accounts(on))))
        | Q(Exists(reading(on, last_birth_date_closed(on)).filter(guardian__person=mine)))
    )


def find(code: str, *, on: date, at: datetime) -> Invitation | None:
    """The live invitation behind a normalised code, if its person still belongs to the school."""
    found = live(at).filter(code_hash=code_hash(code)).select_related("person").first()
    return found if found and still_belongs(found.person_id, on) else None


def still_belongs(person_id: int, on: date) -> bool:
    return Person.objects.filter(with_ties(on), pk=person_id).exists()


def account_of(invitation_id: int, at: datetime) -> User | None:
    """Whose password is about to be chosen: the person's account, or one not made yet; None = the code is dead."""
    found = live(at).filter(pk=invitation_id).select_related("person__user").first()
    if found is None:
        return None
    person = found.person
    if person.user:
        return person.user
    account = User(login=suggestion(person.last_name, person.first_name, person.patronymic))
    account.person = person  # for the words a password may not be made of
    return account


def own_words(user: Any) -> list[str]:
    """The own names and those of the own children."""
    person = getattr(user, "person", None)
    if person is None:
        return []
    children = Person.objects.filter(pupil__guardianships__guardian__person=person.pk)
    names = [(person.last_name, person.first_name, person.patronymic)]
    names += children.values_list("last_name", "first_name", "patronymic")
    return [part for name in names for words in name for part in words.split()]
