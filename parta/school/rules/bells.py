"""When the lessons of a class begin and end. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import time

RULES = {
    "BELL-01": "Если у параллели в смене есть свои звонки, для неё действуют только они; "
    "у остальных звонки общие для смены.",
}

ALL_GRADES = 0
Times = tuple[time, time]
Known = Mapping[tuple[int, int], Mapping[int, Times]]  # (shift, grade level or ALL_GRADES) → lesson number → times


def own_or_common(known: Known, shift: int, grade_level: int) -> Mapping[int, Times]:
    """BELL-01."""
    return known.get((shift, grade_level)) or known.get((shift, ALL_GRADES), {})


@dataclass(frozen=True)
class Bells:
    """Every bell of the school."""

    known: Known = field(default_factory=dict)

    def of(self, shift: int, grade_level: int) -> Mapping[int, Times]:
        return own_or_common(self.known, shift, grade_level)

    def at(self, shift: int, grade_level: int, number: int) -> Times | tuple[None, None]:
        return self.of(shift, grade_level).get(number, (None, None))
