"""For each address with a parameter: the object of 8Б, the foreign one of 7А, and who reaches each.

Who may call the view at all is not said here: that is its `@audience`.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from tests.cast import Cast

ACTORS = (
    "", "olga", "irina", "deputy", "director", "responsible", "secretary", "scheduler", "it_teacher", "former",
    "stranger", "petya", "anna", "foreign",
)  # fmt: skip
ADMINISTRATION = frozenset({"deputy", "director"})
EVERYBODY = frozenset(ACTORS)

Kwargs = Callable[[Cast], dict[str, Any]]


@dataclass(frozen=True)
class Row:
    """`own`: kwargs of the object of 8Б and who finds it; `foreign`: the same of 7А. Others get 404."""

    own: Kwargs
    own_reach: frozenset[str]
    foreign: Kwargs
    foreign_reach: frozenset[str] = ADMINISTRATION | {"stranger"}


def course(key: str) -> Kwargs:
    return lambda cast: {"course_id": cast.courses[key].pk}


def pupil(key: str) -> Kwargs:
    return lambda cast: {"pupil_id": cast.pupils[key].pk}


FAMILY_OF_PETYA = frozenset({"petya", "anna"})

TABLE: dict[str, Row] = {
    "diary": Row(pupil("petya"), FAMILY_OF_PETYA, pupil("other"), frozenset({"foreign"})),
    "diary-marks": Row(pupil("petya"), FAMILY_OF_PETYA, pupil("other"), frozenset({"foreign"})),
}
# The same for everybody in the audience: no object in the address belongs to anybody.
COMMON: dict[str, Kwargs] = {}
