"""The demo school «Средняя школа № 14», as data: pure Python, no Django, no database, no clock.

`school(seed=14, year=2026)` gives the whole school as frozen dataclasses (model.py): 30 staff, 10 classes, 253
pupils, their parents, subjects, journals with subgroups, a timetable without clashes. Calendar and bells are the
product's usual ones.
`year` is that of 1 September. Same seed and year: same school. The builder of the database then walks the
school days of each course (its slots, without vacations and public holidays) and asks:

- `topics.lesson_plan(subject_key, grade_level, count)`: topic, homework and works of each lesson. `count` is the
  number of the course's lessons in the WHOLE year, also when only a part of it is written: lesson i takes plan i.
  Both subgroups of a class take the same plan. An empty homework means that nothing is set.
- `absences.absences(seed, pupil, lessons)`: once per pupil, with the pupil's lessons up to today.
- `marks.lesson_marks(seed, course, works, day, number, pupils, away)`: once per lesson; `away` are the absent, a
  latecomer («оп») is present. Comments come with the marks.
- `habits.unfilled(teacher_key, day, number, today)`: parts of a lesson to leave empty; `habits.days_late(…)`: when
  the entry was made. A lesson whose `unfilled` has "rollcall" gets no absences, one with "marks" no marks.

Work kinds: КР, диктант, СР, ЛР, ПрР, УО, ДЗ. `SchoolClass.on_paper` is the count of pupils without consent.
`DemoSchool.signins` names whom the demo prints: director, deputy, responsible, class_teacher, subject_teacher,
parent, pupil.
"""

from parta.ops.demo.curriculum import SUBJECTS, courses
from parta.ops.demo.model import DemoSchool, Guardian, Pupil
from parta.ops.demo.people import classes, people
from parta.ops.demo.staff import staff
from parta.ops.demo.timetable import timetable

__all__ = ["DemoSchool", "school"]


def school(seed: int = 14, year: int = 2026) -> DemoSchool:
    """The whole school, built in about a second."""
    pupils, guardians = people(seed, year)
    journals = courses(classes(), pupils)
    return DemoSchool(
        name="Средняя школа № 14",
        town="г. Заречный",
        year=year,
        seed=seed,
        staff=staff(),
        classes=classes(),
        pupils=pupils,
        guardians=guardians,
        subjects=SUBJECTS,
        courses=journals,
        slots=timetable(journals, staff(), seed),
        signins=_signins(pupils, guardians),
    )


def _signins(pupils: tuple[Pupil, ...], guardians: tuple[Guardian, ...]) -> tuple[tuple[str, str], ...]:
    girl = next(pupil for pupil in pupils if pupil.class_key == "8Б" and pupil.name.last == "Зайцева")
    mother = next(guardian for guardian in guardians if girl.key in guardian.pupil_keys and guardian.relation == "мать")
    return (
        ("director", "vorontsov"),
        ("deputy", "ermakova"),
        ("responsible", "gusev"),
        ("class_teacher", "sokolova"),
        ("subject_teacher", "nikitin"),
        ("parent", mother.key),
        ("pupil", girl.key),
    )
