"""Who can give a lesson for an absent teacher, and who is asked first. Pure."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, time

RULES = {
    "SUB-01": "Заменяет тот, кто работает в этот день, не отсутствует и в это время не ведёт другого урока.",
    "SUB-02": "Сначала предлагаются учителя того же предмета, затем учителя этого класса, затем остальные; "
    "среди равных тот, у кого в этот день меньше уроков.",
    "SUB-03": "Группу можно объединить с другой группой того же деления, которая занимается в это же время.",
    "SUB-04": "Назначение, по которому урок уже записан, меняют только с подтверждением: записи остаются.",
    "SUB-05": "Снять можно только урок, в котором ничего не записано.",
}

SAME_SUBJECT, SAME_CLASS, FREE = range(3)  # SUB-02


@dataclass(frozen=True)
class Hour:
    """A place in the day. Shifts have bells of their own, so only the clock compares lessons of two shifts."""

    day: date
    number: int
    shift: int = 1
    starts_at: time | None = None
    ends_at: time | None = None

    def meets(self, other: "Hour") -> bool:
        if self.day != other.day:
            return False
        if self.starts_at and self.ends_at and other.starts_at and other.ends_at:
            return self.starts_at < other.ends_at and other.starts_at < self.ends_at
        return (self.shift, self.number) == (other.shift, other.number)


@dataclass(frozen=True)
class Given:
    """A lesson and who gives it: the substitute, or the journal's teachers who are there; nobody when all are away."""

    lesson_id: int
    course_id: int
    title: str  # «8Б · Алгебра»
    hour: Hour
    subject_id: int
    class_ids: frozenset[int] = frozenset()
    label: str = ""
    staff: frozenset[int] = frozenset()
    partners: frozenset[int] = frozenset()  # the journal's teachers of that day


@dataclass(frozen=True)
class Colleague:
    staff_id: int
    name: str  # «Орлова И. П.»
    subjects: frozenset[int] = frozenset()
    classes: frozenset[int] = frozenset()
    works: tuple[date, date | None] = (date.min, None)
    away: tuple[tuple[date, date | None], ...] = ()

    def there(self, day: date) -> bool:
        return _within(day, self.works) and not any(_within(day, dates) for dates in self.away)


@dataclass(frozen=True)
class Candidate:
    staff_id: int
    name: str
    rank: int
    load: int  # lessons that day


def _within(day: date, dates: tuple[date, date | None]) -> bool:
    return dates[0] <= day and (dates[1] is None or day <= dates[1])


@dataclass(frozen=True)
class Staffing:
    """Everybody and every lesson of some days."""

    lessons: tuple[Given, ...]
    colleagues: tuple[Colleague, ...]  # by the alphabet

    def candidates(self, lesson: Given) -> list[Candidate]:
        """SUB-01, SUB-02."""
        day = lesson.hour.day
        others = [one for one in self.lessons if one.hour.day == day and one.lesson_id != lesson.lesson_id]
        busy = {staff for one in others if one.hour.meets(lesson.hour) for staff in one.staff}
        load = Counter(staff for one in others for staff in one.staff)
        found = [
            Candidate(one.staff_id, one.name, _rank(one, lesson), load[one.staff_id])
            for one in self.colleagues
            if one.there(day) and one.staff_id not in busy
        ]
        return sorted(found, key=lambda one: (one.staff_id not in lesson.partners, one.rank, one.load))

    def refusal(self, lesson: Given, staff_id: int) -> str:
        """Why this colleague can't give the lesson; empty when they can. SUB-01."""
        one = next((one for one in self.colleagues if one.staff_id == staff_id), None)
        if one is None or not one.there(lesson.hour.day):
            return f"{one.name if one else 'Этот сотрудник'} в этот день не работает или отсутствует"
        meets = (x for x in self.lessons if staff_id in x.staff and x.hour.meets(lesson.hour))
        other = next((x for x in meets if x.lesson_id != lesson.lesson_id), None)
        return f"{one.name} в это время ведёт «{other.title}»" if other else ""

    def groups_beside(self, lesson: Given) -> list[Given]:
        """Groups the lesson can be merged with. SUB-03."""
        if not lesson.label:
            return []
        return [
            one
            for one in self.lessons
            if one.label and one.staff and one.course_id != lesson.course_id
            and one.subject_id == lesson.subject_id and one.class_ids & lesson.class_ids
            and one.hour.meets(lesson.hour)
        ]  # fmt: skip

    def with_given(self, lesson: Given, staff_id: int) -> "Staffing":
        """As it will be when this colleague gives the lesson."""
        taken = replace(lesson, staff=frozenset({staff_id}))
        rest = (taken if one.lesson_id == lesson.lesson_id else one for one in self.lessons)
        return replace(self, lessons=tuple(rest))


def _rank(one: Colleague, lesson: Given) -> int:
    if lesson.subject_id in one.subjects:
        return SAME_SUBJECT
    return SAME_CLASS if lesson.class_ids & one.classes else FREE


@dataclass(frozen=True)
class Choice:
    """What to do with a lesson: a substitute, a group to merge with, or neither."""

    staff_id: int | None = None
    merged_with: int | None = None


def propose(lessons: Iterable[Given], staffing: Staffing) -> dict[int, Choice]:
    """The first choice for each lesson in turn, each known to the next: a teacher of the subject, else the group
    beside, else the first who is free. Lessons nobody can give are left out."""
    found = {}
    for lesson in lessons:
        choice = _first(lesson, staffing)
        if choice is None:
            continue
        found[lesson.lesson_id] = choice
        if choice.staff_id is not None:
            staffing = staffing.with_given(lesson, choice.staff_id)
    return found


def _first(lesson: Given, staffing: Staffing) -> Choice | None:
    free: Sequence[Candidate] = staffing.candidates(lesson)
    if free and free[0].rank == SAME_SUBJECT:
        return Choice(staff_id=free[0].staff_id)
    if beside := staffing.groups_beside(lesson):
        return Choice(merged_with=beside[0].lesson_id)
    return Choice(staff_id=free[0].staff_id) if free else None
