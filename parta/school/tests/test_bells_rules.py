from datetime import time

import pytest

from parta.school.rules.bells import ALL_GRADES, Bells, own_or_common

COMMON = {1: (time(8, 30), time(9, 15)), 2: (time(9, 25), time(10, 10))}
OWN = {1: (time(8, 30), time(9, 5))}
KNOWN = {(1, ALL_GRADES): COMMON, (1, 1): OWN, (2, ALL_GRADES): {3: (time(15), time(15, 45))}, (1, 5): {}}


@pytest.mark.parametrize(
    ("shift", "grade_level", "bells"),
    [(1, 1, OWN), (1, 2, COMMON), (1, 5, COMMON), (1, ALL_GRADES, COMMON), (2, 1, KNOWN[(2, 0)]), (3, 1, {})],
)
def test_bells_of_a_class(shift: int, grade_level: int, bells: dict[int, tuple[time, time]]):
    """BELL-01: the own ones count whole, so grade 1 has no second lesson here."""
    assert own_or_common(KNOWN, shift, grade_level) == bells
    assert Bells(KNOWN).at(shift, grade_level, 2) == bells.get(2, (None, None))
