"""Decides what stands in the lessons held so far: topic, homework, works, absences, marks, and who wrote it when.

Nothing is written here. Times: a teacher fills the page after the bell, or some days later in the evening, as
`habits` says; a known reason of an absence («у», «б») is the class teacher's, put before the first lesson.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta
from random import Random
from zoneinfo import ZoneInfo

from parta.ops.demo import homework
from parta.ops.demo import model as data
from parta.ops.demo.absences import Absence, absences
from parta.ops.demo.habits import EVERYTHING, HOMEWORK, MARKS, ROLL_CALL, TOPIC, days_late, unfilled
from parta.ops.demo.marks import DemoMark, lesson_marks, lesson_signs, pass_works
from parta.ops.demo.topics import LessonPlan, lesson_plan
from parta.ops.demo_school.teaching import Stays
from parta.teaching.models import Lesson

ZONE = ZoneInfo("Europe/Moscow")
_REASONS_AT = time(8, 10)
REASONED = ("у", "б")  # codes of the class teacher
_EVENING = 17


@dataclass(frozen=True)
class Moment:
    """Up to when the school is filled: the instant, its school-local day, the bells (lesson number → start, end)."""

    at: datetime
    day: date
    bells: Mapping[int, tuple[time, time]]

    def begun(self, lesson: Lesson) -> bool:
        return _instant(lesson.date, self.bells[lesson.number][0]) <= self.at


@dataclass
class FilledCell:
    """`marks` are (place among the works of the lesson, value or sign)."""

    pupil_key: str
    by: str  # Staff.key
    at: datetime
    absence: str = ""
    minutes: int | None = None
    comment: str = ""
    marks: list[tuple[int, int | str]] = field(default_factory=list)


@dataclass
class FilledLesson:
    lesson: Lesson
    by: str  # Staff.key
    at: datetime
    roll_at: datetime | None  # when the roll was called
    topic: str
    homework: str
    works: tuple[str, ...]
    cells: list[FilledCell]
    minutes: int | None = None
    files: tuple[str, ...] = ()  # names of demo.homework
    tasks: tuple[tuple[str, str], ...] = ()  # (Pupil.key, text)


class Filling:
    """The school's whole year as lessons; `filled()` gives those that have something in them at the moment."""

    def __init__(
        self,
        school: data.DemoSchool,
        lessons: Mapping[str, list[Lesson]],
        moment: Moment,
        stays: Stays,
        given_by: Mapping[int, str],
    ):
        """`lessons`: all lessons of the year by the key of the journal, in their order. `given_by`: lesson → who gives
        it for the journal's teacher, empty for nobody."""
        self.given_by = given_by
        self.school, self.lessons, self.moment = school, lessons, moment
        self.courses = {one.key: one for one in school.courses}
        self.pupils = {one.key: one for one in school.pupils}
        self.stays = stays
        self.away = self._away()

    def _away(self) -> dict[str, dict[tuple[date, int], Absence]]:
        days: dict[str, dict[date, list[int]]] = {key: defaultdict(list) for key in self.pupils}
        for key, lessons in self.lessons.items():
            for lesson in lessons:
                if lesson.date <= self.moment.day:
                    for pupil_key in self.present(key, lesson.date):
                        days[pupil_key][lesson.date].append(lesson.number)
        return {
            key: absences(self.school.seed, self.pupils[key], {day: sorted(found[day]) for day in sorted(found)})
            for key, found in days.items()
        }

    def present(self, course_key: str, day: date) -> list[str]:
        """Keys of the journal's pupils on the day, in the order of the class list."""
        return [
            pupil
            for pupil, spans in self.stays[course_key].items()
            if any(start <= day and (end is None or day <= end) for start, end in spans)
        ]

    def homeroom(self, pupil_key: str) -> str:
        """Staff.key of the class teacher."""
        return self.school.homerooms[self.pupils[pupil_key].class_key]

    def filled(self) -> Iterator[FilledLesson]:
        for key, lessons in self.lessons.items():
            course = self.courses[key]
            plans = lesson_plan(course.subject_key, grade_of(course), len(lessons))
            for lesson, plan in zip(lessons, plans, strict=True):
                if works := pass_works(course, lesson.date):
                    plan = replace(plan, works=works)
                if lesson.date <= self.moment.day and (found := self._fill(course, lesson, plan)):
                    yield found

    def _fill(self, course: data.Course, lesson: Lesson, plan: LessonPlan) -> FilledLesson | None:
        teacher = self._teacher(course, lesson)
        if not teacher:
            return None
        empty = unfilled(teacher, lesson.date, lesson.number, self.moment.day)
        at = self._written_at(course, lesson)
        if empty >= EVERYTHING or at is None:
            return None
        marks = [] if MARKS in empty else self._marks(course, lesson, plan)
        roll_at = None if ROLL_CALL in empty else self._called_at(course, lesson, at)
        cells = self._roll_call(course, lesson, roll_at) if roll_at else {}
        for mark in marks:
            cell = cells.setdefault(mark.pupil_key, FilledCell(mark.pupil_key, teacher, at))
            cell.marks.append((mark.work, mark.value))
            cell.comment = cell.comment or mark.comment
        for key, work, sign in () if MARKS in empty else self._signs(course, lesson, plan, marks):
            cells.setdefault(key, FilledCell(key, teacher, at)).marks.append((work, sign))
        place = f"{course.key}:{lesson.date}:{lesson.number}"
        set_at_home = bool(plan.homework) and HOMEWORK not in empty
        return FilledLesson(
            lesson=lesson,
            by=teacher,
            at=at,
            roll_at=roll_at,
            topic="" if TOPIC in empty else plan.topic,
            homework=plan.homework if set_at_home else "",
            minutes=homework.minutes(place, grade_of(course)) if set_at_home else None,
            files=homework.files(place, course.subject_key) if set_at_home else (),
            tasks=homework.tasks(place, self.present(course.key, lesson.date)) if set_at_home else (),
            works=() if MARKS in empty else plan.works,
            cells=list(cells.values()),
        )

    def _teacher(self, course: data.Course, lesson: Lesson) -> str:
        return self.given_by.get(lesson.pk, course.teacher_keys[0])

    def _written_at(self, course: data.Course, lesson: Lesson) -> datetime | None:
        """None = not yet. A lesson going on has been opened with the bell."""
        if not self.moment.begun(lesson):
            return None
        random = Random(f"written:{course.key}:{lesson.date}:{lesson.number}")
        late = days_late(self._teacher(course, lesson), lesson.date, lesson.number)
        if late:
            evening = time(random.randrange(_EVENING, _EVENING + 4), random.randrange(60), random.randrange(60))
            at = _instant(lesson.date + timedelta(days=late), evening)
            return at if at <= self.moment.at else None
        end = _instant(lesson.date, self.moment.bells[lesson.number][1])
        return min(end + timedelta(seconds=random.randrange(-600, 900)), self.moment.at)

    def _called_at(self, course: data.Course, lesson: Lesson, at: datetime) -> datetime:
        """In the first minutes of the lesson; with the rest of the page by who fills it days later."""
        start = _instant(lesson.date, self.moment.bells[lesson.number][0])
        seconds = Random(f"roll:{course.key}:{lesson.date}:{lesson.number}").randrange(60, 420)
        late = at - start > timedelta(days=1)
        return at if late else min(start + timedelta(seconds=seconds), at)

    def _marks(self, course: data.Course, lesson: Lesson, plan: LessonPlan) -> list[DemoMark]:
        place = (lesson.date, lesson.number)
        pupils = [self.pupils[key] for key in self.present(course.key, lesson.date)]
        gone = {one.key for one in pupils if self.away[one.key].get(place, _HERE).code not in ("", "оп")}
        return lesson_marks(self.school.seed, course, plan.works, *place, pupils, gone)

    def _signs(
        self, course: data.Course, lesson: Lesson, plan: LessonPlan, marks: list[DemoMark]
    ) -> list[tuple[str, int, str]]:
        place = (lesson.date, lesson.number)
        keys = self.present(course.key, lesson.date)
        there = [key for key in keys if self.away[key].get(place, _HERE).code in ("", "оп")]
        marked = {(mark.work, mark.pupil_key) for mark in marks}
        return lesson_signs(self.school.seed, course, plan.works, *place, there, marked)

    def _roll_call(self, course: data.Course, lesson: Lesson, at: datetime) -> dict[str, FilledCell]:
        cells = {}
        for key in self.present(course.key, lesson.date):
            if absence := self.away[key].get((lesson.date, lesson.number)):
                by, when = self._teacher(course, lesson), at
                if absence.code in REASONED:
                    by = self.homeroom(key)
                    when = min(_instant(lesson.date, _REASONS_AT), at)
                cells[key] = FilledCell(key, by, when, absence.code, absence.minutes or None)
        return cells


_HERE = Absence("")


def grade_of(course: data.Course) -> int:
    return int(course.class_keys[0][:-1])


def _instant(day: date, clock: time) -> datetime:
    return datetime.combine(day, clock, ZONE).astimezone(UTC)


def by_course(lessons: Iterable[Lesson], keys: Mapping[int, str]) -> dict[str, list[Lesson]]:
    """Lessons by the key of their journal, each list by day and number. `keys`: primary key → key in the data."""
    found: dict[str, list[Lesson]] = {key: [] for key in keys.values()}
    for lesson in sorted(lessons, key=lambda one: (one.date, one.number)):
        if lesson.course_id in keys:
            found[keys[lesson.course_id]].append(lesson)
    return found
