"""Who or what would have to be in two places at once. Pure."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import combinations

RULES = {
    "TT-01": "Учитель не может вести два журнала одновременно.",
    "TT-02": "В одном кабинете не может быть двух журналов одновременно.",
    "TT-03": "У класса одновременно один урок; несколько могут быть только подгруппы.",
    "TT-04": "На уроке с этим номером должен быть звонок.",
    "TT-06": "Уроки разных недель цикла друг другу не мешают.",
    "TT-07": "Неделя урока есть в цикле расписания.",
}


@dataclass(frozen=True)
class Entry:
    """One place of the timetable as the check needs it. Shifts have bells of their own, so numbers differ by shift."""

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
    week: int = 0  # of the cycle; 0 = each


@dataclass(frozen=True)
class Conflict:
    """A sentence and the journals it is about, with the place in the week."""

    weekday: int
    number: int
    text: str
    course_ids: frozenset[int] = field(default_factory=frozenset)


def conflicts(entries: Iterable[Entry]) -> list[Conflict]:
    """TT-01, TT-02, TT-03, TT-06, in the order of the week."""
    places: dict[tuple[int, int, int], list[Entry]] = defaultdict(list)
    for entry in entries:
        places[(entry.weekday, entry.number, entry.shift)].append(entry)
    found = []
    for place in sorted(places):
        for one, other in combinations(places[place], 2):
            if one.course_id != other.course_id and (one.week == other.week or not (one.week and other.week)):
                found += _between(one, other)
    return found


def _between(one: Entry, other: Entry) -> list[Conflict]:
    texts = []
    shared = one.teachers.keys() & other.teachers.keys()
    texts += [f"{one.teachers[id]} ведёт сразу «{one.title}» и «{other.title}»" for id in sorted(shared)]
    if one.room and one.room == other.room and not shared:
        texts.append(f"В кабинете {one.room} сразу «{one.title}» и «{other.title}»")
    apart = (one.subgroup and other.subgroup) or one.individual or other.individual
    if one.class_ids & other.class_ids and not apart:
        texts.append(f"У класса сразу «{one.title}» и «{other.title}»")
    both = frozenset({one.course_id, other.course_id})
    return [Conflict(one.weekday, one.number, text, both) for text in texts]


def without_bell(entries: Iterable[Entry], bells: Iterable[tuple[int, int]]) -> list[Conflict]:
    """Places whose (shift, number) has no bell. TT-04."""
    known = set(bells)
    return [
        Conflict(
            one.weekday,
            one.number,
            f"«{one.title}» стоит {one.number}-м уроком, а звонка для него в {one.shift}-й смене нет",
            frozenset({one.course_id}),
        )
        for one in entries
        if (one.shift, one.number) not in known
    ]


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
