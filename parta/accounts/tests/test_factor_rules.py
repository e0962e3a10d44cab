"""FACTOR-01, FACTOR-02, FACTOR-03: of whom the second step is asked, and when."""

import pytest

from parta.accounts.rules.factor import Demand, demand

TEACHER = {"staff": True, "only_teaches": True, "waived": False, "has_factor": False, "days": 30}


@pytest.mark.parametrize(
    ("changed", "asked"),
    [
        ({}, Demand.ASK),
        ({"days": 6}, Demand.REMIND),
        ({"days": 7}, Demand.ASK),
        ({"has_factor": True}, Demand.NONE),
        ({"waived": True}, Demand.NONE),
        ({"waived": True, "days": 0}, Demand.NONE),
        ({"only_teaches": False}, Demand.REQUIRE),
        ({"only_teaches": False, "days": 6}, Demand.REMIND),
        ({"only_teaches": False, "waived": True}, Demand.REQUIRE),
        ({"only_teaches": False, "has_factor": True}, Demand.NONE),
        ({"staff": False}, Demand.NONE),
    ],
)
def test_of_whom_and_when(changed: dict[str, bool | int], asked: Demand):
    assert demand(**{**TEACHER, **changed}) is asked
