"""The sheets «Предметы и нагрузка» and «Расписание» of our own roster."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from parta.core.russian import search_key
from parta.ops.roster import columns as c
from parta.ops.roster.fields import (
    parse_hours,
    parse_label,
    parse_lesson_number,
    parse_weekday,
    split_list,
)
from parta.ops.roster.findings import Form
from parta.ops.roster.references import Names, class_key, find_one, split_child
from parta.ops.roster.rows import (
    ClassRow,
    CourseMemberRow,
    CourseRow,
    CourseTeacherRow,
    PupilRow,
    SlotRow,
    SubjectRow,
)


class _Rolls:
    """Pupils of classes, to find members of subgroups by name; made once for each set of classes."""

    def __init__(self, pupils: Iterable[PupilRow]) -> None:
        self._pupils: dict[str, list[PupilRow]] = {}
        self._names: dict[tuple[str, ...], Names] = {}
        for pupil in pupils:
            self._pupils.setdefault(pupil.class_key, []).append(pupil)

    def of(self, class_keys: tuple[str, ...]) -> Names:
        if class_keys not in self._names:
            names = self._names[class_keys] = Names()
            for key in class_keys:
                for pupil in self._pupils.get(key, ()):
                    names.add(pupil.name, pupil.key)
        return self._names[class_keys]


def read_courses(
    forms: Iterator[Form], classes: dict[str, ClassRow], pupils: Iterable[PupilRow], teachers: Names
) -> tuple[tuple[SubjectRow, ...], tuple[CourseRow, ...]]:
    """Subjects in the order they are met, and a course for every row."""
    rolls = _Rolls(pupils)
    subjects: dict[str, SubjectRow] = {}
    courses: dict[str, CourseRow] = {}
    for form in forms:
        course = _course(form, classes, rolls, teachers)
        if course.key in courses and not form.failed:
            row = courses[course.key].place.row
            text = (
                f"Такой журнал уже есть в строке {row}. Двух учителей одного журнала впишите в одну строку через «;»."
            )
            form.refuse(c.SUBJECT.key, text)
        if not form.failed:
            courses[course.key] = course
            subjects.setdefault(
                course.subject_key, SubjectRow(course.subject_key, course.place, form.text(c.SUBJECT.key))
            )
    return tuple(subjects.values()), tuple(courses.values())


def _course(form: Form, classes: dict[str, ClassRow], rolls: _Rolls, teachers: Names) -> CourseRow:
    form.required(c.SUBJECT.key)
    subject = form.parsed(c.SUBJECT.key, parse_label, "")
    listed = split_list(form.required(c.CLASS_LIST.key), ";,")
    class_keys = tuple(dict.fromkeys(class_key(form, c.CLASS_LIST.key, text, classes) for text in listed))
    label = form.parsed(c.LABEL.key, parse_label, "")
    subject_key = search_key(subject)
    return CourseRow(
        key=f"{subject_key}|{'+'.join(class_keys)}|{search_key(label)}",
        place=form.place(),
        subject_key=subject_key,
        class_keys=class_keys,
        label=label,
        hours_per_week=form.optional(c.HOURS.key, parse_hours, None),
        teachers=_teachers(form, teachers),
        members=_members(form, class_keys, rolls, label),
    )


def _teachers(form: Form, teachers: Names) -> tuple[CourseTeacherRow, ...]:
    keys = (
        find_one(form, c.TEACHERS.key, text, teachers, c.STAFF.title) for text in split_list(form.text(c.TEACHERS.key))
    )
    return tuple(CourseTeacherRow(key) for key in dict.fromkeys(keys) if key)


def _members(form: Form, class_keys: tuple[str, ...], rolls: _Rolls, label: str) -> tuple[CourseMemberRow, ...] | None:
    """Pupils of the subgroup; None where the file doesn't list them."""
    listed = split_list(form.text(c.MEMBERS.key))
    if not listed:
        return None
    if not label:
        form.refuse(c.LABEL.key, "Состав указан, а подгруппа не названа. Впишите её, например «1-я гр.».")
        return None
    names = rolls.of(class_keys)
    keys = (find_one(form, c.MEMBERS.key, split_child(text)[0], names, c.PUPILS.title) for text in listed)
    return tuple(CourseMemberRow(key) for key in dict.fromkeys(keys) if key)


@dataclass
class _Week:
    """What already stands in the timetable: whole-class lessons exclude everything else of their hour."""

    slots: dict[str, SlotRow] = field(default_factory=dict)
    hours: dict[tuple[str, int, int], dict[str, tuple[CourseRow, int]]] = field(default_factory=dict)

    def put(self, form: Form, class_key: str, course: CourseRow, slot: SlotRow) -> None:
        hour = self.hours.setdefault((class_key, slot.weekday, slot.number), {})
        for other, row in hour.values():
            if other.key == course.key:
                form.refuse(c.NUMBER.key, f"Этот урок уже стоит в строке {row}. Удалите одну из строк.")
            elif not (other.label and course.label):
                form.refuse(
                    c.NUMBER.key, f"У класса {class_key} в это время уже есть урок, строка {row}. Исправьте одну."
                )
        if form.failed:
            return
        hour[course.key] = (course, form.line.number)
        first = self.slots.setdefault(slot.key, slot)  # a course of two classes may be written for each of them
        if first.room != slot.room:
            form.note(c.ROOM.key, f"В строке {first.place.row} у этого урока другой кабинет: читался тот.")


def read_slots(
    forms: Iterator[Form], classes: dict[str, ClassRow], courses: tuple[CourseRow, ...]
) -> tuple[SlotRow, ...]:
    by_subject: dict[tuple[str, str], list[CourseRow]] = {}
    for course in courses:
        for key in course.class_keys:
            by_subject.setdefault((course.subject_key, key), []).append(course)
    week = _Week()
    for form in forms:
        for column in (c.CLASS, c.WEEKDAY, c.NUMBER, c.SUBJECT):
            form.required(column.key)
        key = class_key(form, c.CLASS.key, form.text(c.CLASS.key), classes)
        weekday = form.parsed(c.WEEKDAY.key, parse_weekday, 0)
        number = form.parsed(c.NUMBER.key, parse_lesson_number, 0)
        room = form.parsed(c.ROOM.key, parse_label, "")
        subject = form.text(c.SUBJECT.key)
        if form.failed:
            continue
        for course in _courses_of(form, by_subject.get((search_key(subject), key), [])):
            slot = SlotRow(f"{course.key}|{weekday}|{number}", form.place(), course.key, weekday, number, room)
            week.put(form, key, course, slot)
    return tuple(week.slots.values())


def _courses_of(form: Form, courses: list[CourseRow]) -> list[CourseRow]:
    """The course the row means: its subgroup, else the whole class, else every subgroup of a divided subject."""
    label = search_key(form.text(c.LABEL.key))
    chosen = [course for course in courses if search_key(course.label) == label]
    if chosen or (courses and not label):
        return chosen or courses
    if courses:
        form.refuse(c.LABEL.key, f"На листе «{c.LOAD.title}» нет такой подгруппы у этого предмета. Исправьте её.")
    else:
        form.refuse(
            c.SUBJECT.key, f"На листе «{c.LOAD.title}» нет этого предмета у этого класса. Добавьте строку туда."
        )
    return []
