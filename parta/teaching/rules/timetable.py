"""Who or what would have to be in two places at once. Pure."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import time
from itertools import combinations

RULES = {
    "TT-01": "Учитель не может вести два журнала одновременно.",
    "TT-02": "В одном кабинете не может быть двух журналов одновременно, если он не общий, как спортзал.",
    "TT-03": "У класса одновременно один урок; несколько могут быть только подгруппы.",
    "TT-04": "На уроке с этим номером должен быть звонок.",
    "TT-06": "Уроки разных недель цикла друг другу не мешают.",
    "TT-07": "Неделя урока есть в цикле расписания.",
    "TT-08": "Учеников в журнале не больше, чем мест в кабинете.",
}


@dataclass(frozen=True)
class Entry:
    """One place of the timetable as the check needs it. Shifts and grade levels have bells of their own, so only the
    clock compares their lessons."""

    course_id: int
    title: str  # «8Б · Алгебра»
    weekday: int
    number: int
    shift: int = 1
    room: str = ""
    teachers: dict[int, str] = field(default_factory=dict)  # number of the staff member → «Соколова О. В.»
    class_ids: frozenset[int] = frozenset()
    subgroup: bool = False
    individual: bool = False
    shared: bool = False  # the room holds several lessons at once
    week: int = 0  # of the cycle; 0 = each
    starts_at: time | None = None
    ends_at: time | None = None

    def meets(self, other: "Entry") -> bool:
        apart = self.week and other.week and self.week != other.week
        if self.weekday != other.weekday or apart:
            return False
        if self.starts_at and self.ends_at and other.starts_at and other.ends_at:
            return self.starts_at < other.ends_at and other.starts_at < self.ends_at
        return (self.shift, self.number) == (other.shift, other.number)


@dataclass(frozen=True)
class Conflict:
    """A sentence and the journals it is about, with the place in the week."""

    weekday: int
    number: int
    text: str
    course_ids: frozenset[int] = field(default_factory=frozenset)


def conflicts(entries: Iterable[Entry]) -> list[Conflict]:
    """TT-01, TT-02, TT-03, TT-06, in the order of the week. A clash of two numbers stands at both."""
    ordered = sorted(entries, key=lambda entry: (entry.weekday, entry.number, entry.shift))
    found = []
    for i, j in sorted(_pairs(ordered)):
        one, other = ordered[i], ordered[j]
        if one.course_id != other.course_id and one.meets(other):
            clashes = _between(one, other)
            found += clashes
            if one.number != other.number:
                found += [replace(clash, number=other.number) for clash in clashes]
    return sorted(found, key=lambda clash: (clash.weekday, clash.number))


def _pairs(entries: list[Entry]) -> set[tuple[int, int]]:
    """Positions of two that share a day and a teacher, a room or a class."""
    sharing: dict[tuple[int, str, object], list[int]] = defaultdict(list)
    for i, entry in enumerate(entries):
        for id in entry.teachers:
            sharing[(entry.weekday, "teacher", id)].append(i)
        for id in entry.class_ids:
            sharing[(entry.weekday, "class", id)].append(i)
        if entry.room and not entry.shared:
            sharing[(entry.weekday, "room", entry.room)].append(i)
    return {pair for positions in sharing.values() for pair in combinations(positions, 2)}


def _between(one: Entry, other: Entry) -> list[Conflict]:
    texts = []
    shared = one.teachers.keys() & other.teachers.keys()
    texts += [f"{one.teachers[id]} ведёт сразу «{one.title}» и «{other.title}»" for id in sorted(shared)]
    if one.room and one.room == other.room and not one.shared and not shared:
        texts.append(f"В кабинете {one.room} сразу «{one.title}» и «{other.title}»")
    apart = (one.subgroup and other.subgroup) or one.individual or other.individual
    if one.class_ids & other.class_ids and not apart:
        texts.append(f"У класса сразу «{one.title}» и «{other.title}»")
    both = frozenset({one.course_id, other.course_id})
    return [Conflict(one.weekday, one.number, text, both) for text in texts]


def without_bell(entries: Iterable[Entry]) -> list[Conflict]:
    """TT-04."""
    return [
        Conflict(
            one.weekday,
            one.number,
            f"«{one.title}» стоит {one.number}-м уроком, а звонка для него в {one.shift}-й смене нет",
            frozenset({one.course_id}),
        )
        for one in entries
        if one.starts_at is None
    ]


def too_small(
    entries: Iterable[Entry], places: Mapping[str, int | None], pupils: Mapping[int, int]
) -> list[Conflict]:  # fmt: skip
    """Places whose journal has more pupils than the room has seats; an unknown room has enough. TT-08."""
    found = []
    for one in entries:
        seats, count = places.get(one.room), pupils.get(one.course_id, 0)
        if seats is not None and count > seats:
            text = f"В кабинете {one.room} мест {seats}, а в журнале «{one.title}» учеников {count}"
            found.append(Conflict(one.weekday, one.number, text, frozenset({one.course_id})))
    return found


def beyond_cycle(entries: Iterable[Entry], cycle_weeks: int) -> list[Conflict]:
    """Places of weeks that the cycle doesn't have, so that their lessons never come. TT-07."""
    return [
        Conflict(
            one.weekday,
            one.number,
            f"«{one.title}» стоит на {one.week}-й неделе цикла, а недель в нём {cycle_weeks}",
            frozenset({one.course_id}),
        )
        for one in entries
        if one.week > cycle_weeks
    ]
