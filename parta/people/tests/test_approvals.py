"""Decisions of two: who may, once only, in the transaction of the decision."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest

from parta.audit.chain import history_of, verify
from parta.audit.models import Change, Reading
from parta.audit.readings import note, sweep
from parta.core import dates
from parta.core.actor import Actor
from parta.core.roles import Role
from parta.people import approvals
from parta.people.models import Approval, ApprovalKind, StaffRole
from parta.people.rules import pairs
from parta.school.refusals import Refused
from parta.teaching.actors import actor_of
from parta.teaching.backends import accounts
from tests.cast import START, TODAY, Cast
from tests.races import at_once

ERASURE = ApprovalKind.ERASURE


@pytest.fixture
def done() -> Iterator[list[int]]:
    """Erasures that were carried out; a hundred and first fails as a broken executor would."""
    carried: list[int] = []

    def execute(approval: Approval, *, by: Actor, at: datetime) -> None:
        if approval.object_id == 101:
            raise Refused("Нельзя: ещё не напечатан табель.")
        carried.append(approval.pk)

    before = dict(approvals._kinds)
    approvals.on_approved(ERASURE, execute, title=lambda approval: "Стереть")
    yield carried
    approvals._kinds.clear()
    approvals._kinds.update(before)


def actor(cast: Cast, key: str) -> Actor:
    found = actor_of(accounts().get(pk=cast.users[key].pk), TODAY)
    assert found
    return found


def ask(cast: Cast, key: str, object_id: int = 1) -> Approval:
    return approvals.ask(ERASURE, object_id, {"n": 1}, "отзыв согласия", by=actor(cast, key), at=dates.now())


def decide(cast: Cast, key: str, approval: Approval, approved: bool = True, **kwargs: Any) -> None:
    approvals.decide(approval, approved, by=actor(cast, key), **({"at": dates.now()} | kwargs))


@pytest.mark.parametrize(
    ("kind", "role", "asks", "decides"),
    [
        ("erasure", Role.DIRECTOR, True, True),
        ("erasure", Role.DEPUTY, True, True),
        ("erasure", Role.RESPONSIBLE, False, False),
        ("export", Role.DEPUTY, True, True),
        ("export", Role.SECRETARY, False, False),
        ("admin", Role.DIRECTOR, True, True),
        ("admin", Role.DEPUTY, False, True),
        ("admin", Role.RESPONSIBLE, False, True),
        ("admin", Role.IT_TEACHER, False, False),
    ],
)
def test_who_asks_and_who_decides(kind: str, role: Role, asks: bool, decides: bool):
    """PAIR-01, PAIR-02."""
    assert (pairs.may_ask([role], kind), pairs.may_decide([role], kind)) == (asks, decides)


def test_two_people_one_effect(cast: Cast, done: list[int]):
    """PAIR-01, PAIR-03, PAIR-04."""
    with pytest.raises(Refused, match="директор или завуч"):
        ask(cast, "responsible")
    asked = ask(cast, "deputy")
    with pytest.raises(Refused, match="уже ждёт"):
        ask(cast, "director")
    for key, why in (("deputy", "сами об этом просили"), ("responsible", "решает другой")):
        with pytest.raises(Refused, match=why):
            decide(cast, key, asked)
    with pytest.raises(Refused, match="три дня прошли"):
        decide(cast, "director", asked, at=dates.now() + timedelta(days=3))
    decide(cast, "director", asked)
    for approved in (True, False):
        with pytest.raises(Refused, match="уже решено"):
            decide(cast, "director", Approval.objects.get(pk=asked.pk), approved)
    assert done == [asked.pk]
    assert [row.action for row in history_of(asked)] == ["people.ask_approval", "people.decide_approval"]
    assert verify() == []


def test_refused_withdrawn_and_failed_requests_do_nothing(cast: Cast, done: list[int]):
    no, back, broken = ask(cast, "deputy", 1), ask(cast, "deputy", 2), ask(cast, "deputy", 101)
    decide(cast, "director", no, False)
    with pytest.raises(Refused, match="только тот, кто просил"):
        approvals.withdraw(back, by=actor(cast, "director"), at=dates.now())
    approvals.withdraw(back, by=actor(cast, "deputy"), at=dates.now())
    with pytest.raises(Refused, match="уже решено"):
        decide(cast, "director", back)
    with pytest.raises(Refused, match="табель"):
        decide(cast, "director", broken)
    assert Approval.objects.get(pk=broken.pk).decided_at is None  # the decision went back with the deed
    assert done == []


def test_the_same_human_twice_and_a_former_asker(cast: Cast, done: list[int]):
    """PAIR-03."""
    asked = ask(cast, "deputy")
    other = cast.staff["olga"]
    StaffRole.objects.create(staff=other, role=Role.DIRECTOR, starts_on=START)
    for name in ("last_name", "first_name", "patronymic", "sort_key"):
        setattr(other.person, name, getattr(cast.staff["deputy"].person, name))
    other.person.save()
    with pytest.raises(Refused, match="сами об этом просили"):
        decide(cast, "olga", asked)
    cast.staff["deputy"].roles.update(ends_on=TODAY - timedelta(days=1))
    with pytest.raises(Refused, match="больше не вправе"):
        decide(cast, "director", asked)
    decide(cast, "director", asked, False)
    assert done == []


def test_an_export_is_taken_once_within_a_day(cast: Cast):
    """PAIR-06."""
    facts, deputy, now = {"what": "x"}, actor(cast, "deputy"), dates.now()
    asked = approvals.ask(ApprovalKind.EXPORT, None, facts, "перевод", by=deputy, at=now)
    for who, at in (("deputy", now), ("director", now)):  # not yet decided
        with pytest.raises(Refused, match="уже скачана"):
            approvals.take(asked, by=actor(cast, who), at=at)
    decide(cast, "director", asked, at=now)
    for who, at in (("director", now), ("deputy", now + timedelta(days=1, minutes=1))):
        with pytest.raises(Refused, match="уже скачана"):
            approvals.take(asked, by=actor(cast, who), at=at)
    approvals.take(asked, by=deputy, at=now)
    with pytest.raises(Refused, match="уже скачана"):
        approvals.take(asked, by=deputy, at=now)


@pytest.mark.django_db(transaction=True)
def test_two_deciders_at_once(cast: Cast, done: list[int], database_of_a_school: None):
    """PAIR-04: one effect and one line in the history."""
    StaffRole.objects.create(staff=cast.staff["olga"], role=Role.DEPUTY, starts_on=START)
    asked = ask(cast, "deputy")

    def deciding(key: str) -> Any:
        def job() -> bool:
            try:
                decide(cast, key, Approval.objects.get(pk=asked.pk))
            except Refused:
                return False
            return True

        return job

    assert sorted(at_once(deciding("director"), deciding("olga"))) == [False, True]
    assert done == [asked.pk]
    assert Change.objects.filter(action="people.decide_approval").count() == 1
    assert verify() == []


def test_readings_are_of_the_staff_and_kept_a_year(cast: Cast):
    note(actor(cast, "anna"), "card", cast.pupils["petya"])
    assert not Reading.objects.exists()
    note(actor(cast, "olga"), "card", cast.pupils["petya"])
    assert Reading.objects.get().model == "people.Pupil"
    assert sweep(at=dates.now()) == 0
    assert sweep(at=dates.now() + timedelta(days=366)) == 1
