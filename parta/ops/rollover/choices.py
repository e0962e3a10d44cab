"""What the school decides before the year is passed on, and the names of classes it writes. Pure."""

import json
import re
from dataclasses import asdict, dataclass, field
from datetime import date
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder

from parta.school.models import GRADE_LEVELS, AcademicYear
from parta.school.rules.calendar import usual_end

LEFT = "left"  # out of the school without a certificate
_CLASS = re.compile(r"(1[01]|[1-9])\s*«?\s*([^\d\s«»].{0,19}?|)\s*»?")


@dataclass(frozen=True)
class Choices:
    """`to`: old class → «9Б» or OUT; `pupils`: pupil → «9А», OUT or LEFT; `teachers`: class of the new year → staff,
    0 = nobody yet. What is in none of them goes as is usual."""

    starts_on: date
    ends_on: date
    last_day: date  # of those who leave
    order_number: str = ""
    order_date: date | None = None
    extra: tuple[str, ...] = ()  # classes of the new year that no class moves into: 1А, 10А
    to: dict[int, str] = field(default_factory=dict)
    pupils: dict[int, str] = field(default_factory=dict)
    teachers: dict[str, int] = field(default_factory=dict)

    def as_json(self) -> dict[str, Any]:
        kept: dict[str, Any] = json.loads(DjangoJSONEncoder().encode(asdict(self)))
        return kept


def from_json(kept: dict[str, Any], year: AcademicYear) -> Choices:
    """What was kept, over what is usual after this year."""
    usual_start = date(year.ends_on.year, 9, 1)
    starts_on = _day(kept.get("starts_on")) or usual_start
    return Choices(
        starts_on=starts_on,
        ends_on=_day(kept.get("ends_on")) or usual_end(starts_on),
        last_day=_day(kept.get("last_day")) or date(year.ends_on.year, 8, 31),
        order_number=kept.get("order_number", ""),
        order_date=_day(kept.get("order_date")),
        extra=tuple(kept.get("extra", ())),
        to={int(pk): value for pk, value in kept.get("to", {}).items()},
        pupils={int(pk): value for pk, value in kept.get("pupils", {}).items()},
        teachers=kept.get("teachers", {}),
    )


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def parse_class(text: str) -> tuple[int, str] | None:
    """«10А», «10 «А»» → (10, «А»); None when it is no class."""
    found = _CLASS.fullmatch(text.strip())
    if not found or int(found[1]) not in GRADE_LEVELS:
        return None
    return int(found[1]), found[2].strip()
