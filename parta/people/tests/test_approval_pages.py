"""«Решения вдвоём» over HTTP: administrators made by two, what each of the two sees."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from parta.audit.chain import history_of, verify
from parta.audit.models import Change
from parta.core.roles import Role
from parta.people.models import Approval, Person, StaffMember, StaffRole
from tests.cast import TODAY, Cast
from tests.pages import refused, said, saved, send

As = Callable[[str], Client]
REASON = "приказ № 12 от 20 ноября"


def ask(as_: As, cast: Cast, key: str = "olga", **fields: Any) -> Approval:
    """The director asks to make somebody a deputy."""
    address = reverse("new-role", args=[cast.staff[key].pk])
    saved(send(as_("director"), address, **({"role": "deputy", "reason": REASON} | fields)))
    return Approval.objects.latest("pk")


def decide(client: Client, asked: Approval, answer: str = "yes") -> str:
    return said(client.post(reverse("decide-approval", args=[asked.pk]), {"answer": answer}, follow=True))


def is_deputy(cast: Cast, key: str) -> bool:
    return cast.staff[key].roles.filter(role=Role.DEPUTY).exists()


@pytest.mark.parametrize("decider", ["deputy", "responsible"])
def test_an_administrator_is_made_by_two(as_: As, cast: Cast, decider: str):
    """PAIR-02, PAIR-03."""
    address = reverse("new-role", args=[cast.staff["olga"].pk])
    refused(send(as_("director"), address, role="deputy"), "Напишите причину")
    asked = ask(as_, cast)
    assert not is_deputy(cast, "olga")
    own = said(as_("director").get(reverse("approvals")))
    assert "Решить может: Белова Т. И., Ёлкин П. Ю." in own
    assert "Решать сейчас нечего" in own
    assert "сами об этом просили" in decide(as_("director"), asked)
    for key in ("secretary", "olga"):
        answer = as_(key).post(reverse("decide-approval", args=[asked.pk]), {"answer": "yes"})
        assert answer.status_code == 403
    assert "1 просьба ждёт вашего решения" in said(as_(decider).get("/"))
    assert "просьба ждёт" not in said(as_("director").get("/"))
    page = said(as_(decider).get(reverse("approvals")))
    assert f"Соколова Ольга Викторовна, заместитель директора по УВР, с 24 ноября 2026 г. Причина: {REASON}" in page
    assert "Нажмите" in decide(as_(decider), asked, "")
    decide(as_(decider), asked)
    assert is_deputy(cast, "olga")
    assert as_("olga").get(reverse("years")).status_code == 200
    assert "уже решено" in decide(as_(decider), asked)
    assert "Разрешено 24 ноября" in said(as_("director").get(reverse("approvals")))
    assert [row.action for row in history_of(asked)] == ["people.ask_approval", "people.decide_approval"]
    assert verify() == []


def test_refused_expired_and_withdrawn(as_: As, cast: Cast):
    """PAIR-04."""
    no = ask(as_, cast)
    assert "Отклонено" in decide(as_("deputy"), no, "no")
    back = ask(as_, cast)
    other = as_("deputy").post(reverse("withdraw-approval", args=[back.pk]), follow=True)
    assert "только тот, кто просил" in said(other)
    as_("director").post(reverse("withdraw-approval", args=[back.pk]))
    assert "уже решено" in decide(as_("deputy"), back)
    late = ask(as_, cast)
    with time_machine.travel("2026-11-27T08:00:00Z"):
        assert "три дня прошли" in decide(as_("deputy"), late)
        assert "Не решено за три дня" in said(as_("director").get(reverse("approvals")))
    assert not is_deputy(cast, "olga")


def test_what_changed_meanwhile_is_looked_at(as_: As, cast: Cast):
    asked = ask(as_, cast)
    with time_machine.travel("2026-11-26T07:00:00Z"):
        decide(as_("deputy"), asked)
    made = cast.staff["olga"].roles.get(role=Role.DEPUTY)
    assert made.starts_on == TODAY + timedelta(days=2)  # not before it was decided
    twice = ask(as_, cast, key="irina")
    StaffRole.objects.create(staff=cast.staff["irina"], role=Role.DEPUTY, starts_on=TODAY)
    assert "уже есть с 24.11.2026" in decide(as_("deputy"), twice)
    twice.refresh_from_db()
    assert twice.decided_at is None


def test_days_of_an_administrator_are_given_by_two(as_: As, cast: Cast):
    """PAIR-07."""
    row = cast.staff["deputy"].roles.get()
    address = reverse("role", args=[row.pk])
    saved(send(as_("director"), address, ends_on="2026-12-31"))  # fewer days: alone
    assert not Approval.objects.exists()
    refused(send(as_("director"), address, ends_on=""), "Напишите причину")
    saved(send(as_("director"), address, ends_on="", reason=REASON))
    row.refresh_from_db()
    assert row.ends_on is not None
    decide(as_("responsible"), Approval.objects.get())
    row.refresh_from_db()
    assert row.ends_on is None
    work = reverse("staff-work", args=[cast.staff["deputy"].pk])
    saved(send(as_("director"), work, ends_on="2026-11-25"))
    refused(send(as_("director"), work, ends_on=""), "продлилась бы и роль администратора")


def test_a_new_member_of_the_staff_is_no_administrator(as_: As, cast: Cast):
    person = {"last_name": "Ежов", "first_name": "Егор", "starts_on": "2026-11-24"}
    refused(send(as_("director"), reverse("new-staff"), **person, role="deputy"), "Выберите корректный вариант")


def test_the_first_director_decides_alone(as_: As, cast: Cast):
    """PAIR-05: while nobody else could decide has an account, and it is in the history."""
    others = [cast.staff[key].person_id for key in ("deputy", "responsible")]
    users = dict(Person.objects.filter(pk__in=others).values_list("pk", "user_id"))
    Person.objects.filter(pk__in=others).update(user=None)
    asked = ask(as_, cast)
    assert is_deputy(cast, "olga")
    assert (asked.approved, asked.decided_by) == (True, None)
    assert "Назначено одним" in said(as_("director").get(reverse("approvals")))
    assert Change.objects.filter(action="people.decide_alone", object_id=asked.pk).exists()
    asked = ask(as_, cast, key="irina")  # by now Ольга is a deputy with an account
    assert not is_deputy(cast, "irina")
    for pk, user in users.items():
        Person.objects.filter(pk=pk).update(user=user)
    assert StaffMember.objects.filter(person__in=others).count() == 2
    assert verify() == []


def test_many_requests_cost_little(as_: As, cast: Cast, count_queries: Any):
    deputy = as_("deputy")
    for key in ("olga", "irina", "stranger", "secretary", "scheduler"):
        ask(as_, cast, key=key)
    deputy.get("/approvals/")
    with count_queries() as queries:
        deputy.get("/approvals/")
    assert len(queries()) <= 3 + 6 + 5  # one for the words of each
