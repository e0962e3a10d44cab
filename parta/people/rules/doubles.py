"""Who may be the same human being written down twice, and when the two can be made one. Pure."""

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from itertools import combinations

from parta.core.russian import search_key

RULES = {
    "TWIN-01": "Возможные двойники — ученики с одним именем и датой рождения, родители с одним именем и телефоном или "
    "e-mail; размер букв, Ё и порядок слов не важны.",
    "TWIN-02": "Две записи родителя объединяют целиком: связи, согласия, вход; если вход есть у обеих, школа сначала "
    "закрывает лишний; вход родителя сотруднику не достаётся.",
    "TWIN-03": "Две записи ученика объединяют, пока у одной из них нет ничего в журналах.",
}


@dataclass(frozen=True)
class Face:
    """What two records are compared by; `id` is the pupil's or the guardian's."""

    id: int
    person_id: int
    last: str
    first: str
    patronymic: str
    born: date | None
    phone: str = ""
    email: str = ""

    @property
    def key(self) -> tuple[str, ...]:
        """Last and first name in any order."""
        return tuple(sorted(search_key(self.last, self.first).split()))

    @property
    def contacts(self) -> set[str]:
        return {one for one in (digits(self.phone), self.email.strip().casefold()) if one}


def digits(phone: str) -> str:
    """A Russian number however it is written: ten digits."""
    found = re.sub(r"\D", "", phone)
    return found[1:] if len(found) == 11 and found[0] in "78" else found


def pupils_alike(one: Face, other: Face) -> bool:
    """TWIN-01. A birth date or a patronymic that is not written down says nothing against it, but not both at once."""
    same_name = search_key(one.patronymic) == search_key(other.patronymic)
    if one.born and other.born:
        return one.born == other.born and (same_name or not (one.patronymic and other.patronymic))
    return same_name


def guardians_alike(one: Face, other: Face) -> bool:
    """TWIN-01."""
    patronymics = {search_key(face.patronymic) for face in (one, other)} - {""}
    return len(patronymics) <= 1 and bool(one.contacts & other.contacts)


def pairs(faces: Iterable[Face], *, guardians: bool) -> list[tuple[Face, Face]]:
    """TWIN-01: every two who look alike, the earlier record first."""
    alike = guardians_alike if guardians else pupils_alike
    groups: dict[tuple[str, ...], list[Face]] = defaultdict(list)
    for face in sorted(faces, key=lambda face: face.id):
        groups[face.key].append(face)
    return [pair for group in groups.values() for pair in combinations(group, 2) if alike(*pair)]
