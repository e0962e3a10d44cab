"""Whom and what the deputy asks about: found by a part of the name, chosen by a number in the address."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from parta.accounts.models import User
from parta.core.actor import Actor
from parta.core.roles import ADMINISTRATION
from parta.core.russian import search_key
from parta.journal import access as journal
from parta.people import card_access
from parta.people.finding import named, words_of
from parta.people.models import Person
from parta.school.models import SchoolClass
from parta.teaching import board_access
from parta.teaching.backends import accounts
from parta.teaching.models import Course

MOST = 8
KIND_WORDS = {"pupil": "ученик", "course": "журнал", "class": "класс"}


@dataclass(frozen=True)
class Choice:
    kind: str  # "user", or a key of KIND_WORDS
    pk: int
    title: str
    words: str


def holders(actor: Actor, text: str) -> list[Choice]:
    """People with an account, for the administration."""
    words = words_of(text)
    if not words or not actor.roles & ADMINISTRATION:
        return []
    people = Person.objects.filter(user__is_active=True).select_related("staff_member", "guardian", "pupil")
    for word in words:
        people = people.filter(search_key__contains=word)
    return [_holder(one) for one in people.order_by("sort_key", "pk")[:MOST]]


def _holder(one: Person) -> Choice:
    parts = (("staff_member", "сотрудник"), ("guardian", "родитель"), ("pupil", "ученик"))
    words = ", ".join(title for name, title in parts if getattr(one, name, None) is not None)
    return Choice("user", one.user_id or 0, one.full_name, words)


def holder(actor: Actor, pk: int | None) -> User | None:
    """The account, with the person behind; a closed one is nobody's."""
    if pk is None or not actor.roles & ADMINISTRATION:
        return None
    return accounts().filter(pk=pk, person__isnull=False).first()


def things_named(actor: Actor, text: str) -> list[Choice]:
    """Classes («8Б»), journals («алгебра 8Б») and pupils with these words."""
    words = words_of(text)
    if not words:
        return []
    return [*_classes(actor, words), *_courses(actor, words), *_pupils(actor, words)]


def _classes(actor: Actor, words: list[str]) -> Iterable[Choice]:
    rows = board_access.classes(actor).order_by("-year__starts_on", "sort_key")
    found = [one for one in rows if all(word in search_key(one.name) for word in words)]
    for one in found[:MOST]:
        yield Choice("class", one.pk, one.title, one.year.title)


def _courses(actor: Actor, words: list[str]) -> Iterable[Choice]:
    rows = journal.courses(actor).select_related("subject", "year").order_by("-year__starts_on", "sort_key", "pk")
    found = [one for one in rows if all(word in search_key(one.full_title) for word in words)]
    for one in found[:MOST]:
        yield Choice("course", one.pk, one.full_title, one.year.title)


def _pupils(actor: Actor, words: list[str]) -> Iterable[Choice]:
    for one in named(card_access.pupil_cards(actor), words).order_by("person__sort_key", "pk")[:MOST]:
        yield Choice("pupil", one.pk, one.person.full_name, KIND_WORDS["pupil"])


def chosen(actor: Actor, kind: str, pk: int) -> Any:
    """The object itself, out of what the asking administrator reaches; None otherwise."""
    if kind == "pupil":
        return card_access.pupil_cards(actor).filter(pk=pk).first()
    if kind == "course":
        return journal.courses(actor).select_related("subject", "year").filter(pk=pk).first()
    return board_access.classes(actor).filter(pk=pk).first()


def title_of(obj: Any) -> str:
    if isinstance(obj, Course):
        return f"Журнал: {obj.full_title}"
    return f"Класс {obj.title}" if isinstance(obj, SchoolClass) else f"Ученик: {obj.person.full_name}"
