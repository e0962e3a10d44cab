"""What generating lessons does to one journal. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

RULES = {
    "LES-01": "Уроки создаются по строкам расписания, действующим в этот день и в эту неделю цикла, и только в "
    "учебные дни класса.",
    "LES-02": "Повторное создание не делает второго урока журнала в тот же день и номер.",
    "LES-03": "Прошедшие и сегодняшние уроки не меняются никогда.",
    "LES-04": "Будущий урок, в котором что-то записано, остаётся на месте и считается за урок этого дня.",
    "LES-05": "Будущий пустой урок переносится на новый номер того же дня или убирается.",
    "LES-06": "Перенесённый или снятый урок остаётся за урок своего дня по расписанию, и второго вместо него не "
    "создают; урок, перенесённый на другой день, там ничьего часа не занимает.",
}

Place = tuple[date, int]  # day, lesson number


@dataclass(frozen=True)
class Standing:
    """A lesson that exists. `fixed`: it is not to be touched (past, or somebody wrote in it).

    `arrived`: it was moved here, so it is no hour of this day. `decided`: cancelled, or the empty place of a moved one.
    """

    id: int
    room: str
    fixed: bool
    arrived: bool = False
    decided: bool = False


@dataclass
class Plan:
    """What is to be done to the lessons of one journal."""

    create: list[tuple[date, int, str]] = field(default_factory=list)  # day, number, room
    move: list[tuple[int, Place, int, str]] = field(default_factory=list)  # id, from, to number, room
    remove: list[tuple[int, Place]] = field(default_factory=list)
    keep: int = 0
    written_elsewhere: list[Place] = field(default_factory=list)  # LES-04: stand where the timetable has nothing

    @property
    def changes(self) -> bool:
        return bool(self.create or self.move or self.remove)


def plan_course(wanted: Mapping[Place, str], standing: Mapping[Place, Standing]) -> Plan:
    """Compare the timetable (`wanted`: place → room) with the lessons there are. LES-02 … LES-06."""
    plan = Plan()
    days = sorted({place[0] for place in [*wanted, *standing]})
    by_day: dict[date, tuple[dict[int, str], dict[int, Standing]]] = {day: ({}, {}) for day in days}
    for (day, number), room in wanted.items():
        by_day[day][0][number] = room
    for (day, number), lesson in standing.items():
        by_day[day][1][number] = lesson
    for day, (rooms, lessons) in by_day.items():
        _plan_day(plan, day, rooms, lessons)
    return plan


def _plan_day(plan: Plan, day: date, rooms: dict[int, str], lessons: dict[int, Standing]) -> None:
    missing = [number for number in sorted(rooms) if number not in lessons]
    # Fixed ones first: each stands for an hour of the timetable, so that hour is not made again.
    spare = sorted(lessons.keys() - rooms.keys(), key=lambda number: (not lessons[number].fixed, number))
    for number in lessons.keys() & rooms.keys():
        lesson = lessons[number]
        if lesson.fixed or lesson.room == rooms[number]:
            plan.keep += 1
        else:
            plan.move.append((lesson.id, (day, number), number, rooms[number]))
    for number in spare:
        lesson = lessons[number]
        if lesson.arrived:
            plan.keep += 1
            continue
        target = missing.pop(0) if missing else None
        if lesson.decided:
            plan.keep += 1
        elif lesson.fixed:
            plan.keep += 1
            plan.written_elsewhere.append((day, number))
        elif target is None:
            plan.remove.append((lesson.id, (day, number)))
        else:
            plan.move.append((lesson.id, (day, number), target, rooms[target]))
    plan.create += [(day, number, rooms[number]) for number in missing]
