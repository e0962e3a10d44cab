from datetime import date

import pytest

from parta.core.roles import Role
from parta.people.rules.roles import day_without, grantable, refusal

EVERYBODY = set(Role)
ADMINISTRATION = {Role.DIRECTOR, Role.DEPUTY}
TODAY, NEXT = date(2026, 11, 24), date(2026, 11, 25)
SEPTEMBER = date(2026, 9, 1)


@pytest.mark.parametrize(
    ("held", "may"),
    [
        ({Role.DIRECTOR}, EVERYBODY),
        ({Role.DIRECTOR, Role.TEACHER}, EVERYBODY),
        ({Role.DEPUTY}, EVERYBODY - ADMINISTRATION),
        ({Role.DEPUTY, Role.SECRETARY}, EVERYBODY - ADMINISTRATION),
        ({Role.SECRETARY}, {Role.TEACHER}),
        ({Role.TEACHER, Role.SCHEDULER, Role.RESPONSIBLE, Role.IT_TEACHER}, set()),
        (set(), set()),
    ],
)
def test_who_gives_which_role(held: set[Role], may: set[Role]):
    """ROLE-01."""
    assert grantable(held) == may
    assert {role for role in Role if not refusal(held, role)} == may


def test_the_refusal_says_who_may():
    assert refusal({Role.DEPUTY}, Role.DEPUTY) == "Роль «заместитель директора по УВР» даёт и снимает директор."
    assert refusal({Role.SECRETARY}, Role.SCHEDULER).endswith("даёт и снимает директор или завуч.")


@pytest.mark.parametrize(
    ("spans", "gap"),
    [
        ([], TODAY),
        ([(SEPTEMBER, None)], None),
        ([(SEPTEMBER, TODAY)], NEXT),
        ([(SEPTEMBER, date(2026, 11, 1))], TODAY),
        ([(NEXT, None)], TODAY),
        ([(SEPTEMBER, TODAY), (NEXT, None)], None),
        ([(NEXT, None), (SEPTEMBER, TODAY)], None),
        ([(SEPTEMBER, TODAY), (date(2026, 11, 26), None)], NEXT),
        ([(SEPTEMBER, date(2026, 12, 31)), (SEPTEMBER, date(2026, 10, 1)), (NEXT, None)], None),
    ],
)
def test_the_first_day_without_a_director(spans: list[tuple[date, date | None]], gap: date | None):
    """ROLE-02."""
    assert day_without(spans, TODAY) == gap
