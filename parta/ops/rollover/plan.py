"""Planning the rollover. Pure: the same state and choices give the same plan, whatever the hour."""

from collections import Counter
from typing import Any

from parta.ops.importing.parts import Plan, Row
from parta.ops.models import ROLLOVER
from parta.ops.rollover.choices import LEFT, Choices, parse_class
from parta.ops.rollover.draft import Draft, Target, to_the_end
from parta.ops.rollover.journals import plan_journals
from parta.ops.rollover.lines import class_lines, new_lines
from parta.ops.rollover.parts import Rollover
from parta.ops.rollover.state import State
from parta.school.classes import class_sort_key
from parta.school.models import SchoolClass
from parta.school.rules.years import LAST_GRADE, OUT, too_early, usual_target
from parta.teaching.rules.movement import order_fault

ORDER = "Впишите номер и дату приказа о переводе."


def make_plan(state: State, choices: Choices) -> Rollover:
    draft = Draft(state, choices)
    _judge_dates(draft)
    _find_ways(draft)
    _find_fates(draft)
    _make_classes(draft)
    _move_pupils(draft)
    no_homeroom = _homerooms(draft)
    journals = plan_journals(draft)
    _end_old(draft)
    year = None if state.new_starts_on else (choices.starts_on, choices.ends_on)
    plan = Plan(ROLLOVER, writes=tuple(draft.writes), year=year if draft.writes else None)
    return Rollover(
        plan=plan,
        starts_on=draft.starts_on,
        title=state.new_title or f"{choices.starts_on.year}/{choices.ends_on.year % 100:02}",
        makes_year=plan.year is not None,
        lines=class_lines(draft),
        classes=new_lines(draft, journals),
        counts=dict(draft.counts),
        faults=tuple(draft.faults),
        exceptions=tuple(draft.exceptions),
        no_teacher=tuple(journals.no_teacher),
        divided=tuple(journals.divided),
        no_homeroom=tuple(no_homeroom),
        no_pattern=tuple(journals.no_pattern),
    )


def _judge_dates(draft: Draft) -> None:
    """YEAR-01, and the days of the new year where it is to be made."""
    year, choices = draft.state.year, draft.choices
    if early := too_early(year.ends_on, draft.state.on):
        draft.faults.append(early)
    if draft.starts_on <= year.ends_on:
        draft.faults.append(f"Новый год начинается позже {year.ends_on:%d.%m.%Y}, когда кончается прежний.")
    elif not year.ends_on <= choices.last_day <= draft.end_day:
        span = f"с {year.ends_on:%d.%m.%Y} по {draft.end_day:%d.%m.%Y}"
        draft.faults.append(f"Последний день выпускников лежит между годами: {span}.")


# --- who goes where ----------------------------------------------------------------------------------------------


def _find_ways(draft: Draft) -> None:
    """YEAR-04. Classes of the new year are known after it."""
    for row in draft.state.new["school.SchoolClass"].values():
        target = _target_of(row)
        target.ref, target.there = row["id"], True
        draft.targets[target.name] = target
    for name in draft.choices.extra:
        _target(draft, name)
    for row in _in_order(draft.state.old["school.SchoolClass"]):
        way = draft.choices.to.get(row["id"]) or _usual(row)
        if way and way != OUT:
            target = _target(draft, way)
            if target.follows is None or target.letter == row["letter"]:
                target.follows = row
        draft.way[row["id"]] = way


def _in_order(classes: dict[int, Row]) -> list[Row]:
    return sorted(classes.values(), key=lambda row: (row["sort_key"], row["id"]))


def _target_of(row: Row) -> Target:
    told = {name: row[name] for name in ("grade_level", "letter", "unassigned")}
    return Target(name=SchoolClass(**told).name, **told)


def _usual(row: Row) -> str:
    if row["unassigned"]:
        return OUT if row["grade_level"] == LAST_GRADE else f"{row['grade_level'] + 1} без класса"
    return usual_target(row["grade_level"], row["letter"])


def _target(draft: Draft, name: str) -> Target:
    """The class of the new year with this name; made when there is none."""
    if name not in draft.targets:
        grade_level, letter = parse_class(name) or (0, "")
        unassigned = letter == "без класса"
        draft.targets[name] = Target(name, grade_level, "" if unassigned else letter, unassigned)
    return draft.targets[name]


def _find_fates(draft: Draft) -> None:
    """Pupils of the old year who are there to its end and in no class of the new one yet."""
    state = draft.state
    placed = {row["pupil_id"] for row in state.new["people.ClassMember"].values()}
    undecided: Counter[int] = Counter()
    for row in state.old["people.ClassMember"].values():
        pupil, there = row["pupil_id"], row["school_class_id"]
        over = row["ends_on"] is not None and row["ends_on"] < state.year.ends_on
        if over or pupil in placed or (pupil, there) in state.gone:
            continue
        draft.in_class[pupil] = there
        fate = draft.choices.pupils.get(pupil) or draft.way[there]
        if fate not in ("", OUT, LEFT):
            _target(draft, fate).pupils.append(pupil)
        draft.fates[pupil] = fate
        undecided[there] += not fate
        if pupil in draft.choices.pupils and fate != draft.way[there]:
            draft.exceptions.append(f"{state.names[pupil]}, {draft.title_of(there)}: {_fate_words(draft, fate)}")
    for class_id, count in undecided.items():
        if count:
            draft.faults.append(
                f"Решите, куда идёт {draft.title_of(class_id)}: выпускается или переходит в 10-й класс."
            )


def _fate_words(draft: Draft, fate: str) -> str:
    return {OUT: "выпускается", LEFT: "выбывает"}.get(fate) or f"в {draft.targets[fate].title}"


# --- classes and people ------------------------------------------------------------------------------------------


def _make_classes(draft: Draft) -> None:
    for target in sorted(draft.targets.values(), key=lambda one: class_sort_key(one.grade_level, one.letter)):
        follows = target.follows["id"] if target.follows else None
        if target.there:
            row = draft.state.new["school.SchoolClass"][int(target.ref)]  # type: ignore[arg-type]
            if follows and row["follows_id"] is None:
                draft.update("school.SchoolClass", row, follows_id=follows)
            continue
        if target.unassigned and not target.pupils:
            continue
        old = target.follows or {}
        target.ref = draft.create(
            "school.SchoolClass",
            year_id=draft.state.new_year,
            grade_level=target.grade_level,
            letter=target.letter,
            unassigned=target.unassigned,
            shift=old.get("shift", 1),
            week_days=old.get("week_days"),
            follows_id=follows,
            sort_key=class_sort_key(target.grade_level, target.letter),
        )
        draft.counts["classes"] += 1


def _move_pupils(draft: Draft) -> None:
    """Into the new classes from its first day, out of the school after the last one; each by a line in the book."""
    choices = draft.choices
    order = {"order_number": choices.order_number, "order_date": choices.order_date}
    for pupil, fate in draft.fates.items():
        if not fate:
            continue
        there = draft.in_class[pupil]
        movement: Row = {"pupil_id": pupil, "from_class_id": there, **order}
        if fate in (OUT, LEFT):
            said = "выпуск" if fate == OUT else ""
            movement |= {"kind": "left", "date": choices.last_day, "other_school": said}
        else:
            target = draft.targets[fate]
            draft.create("people.ClassMember", pupil_id=pupil, school_class_id=target.ref, starts_on=draft.starts_on)
            movement |= {"kind": "moved", "date": draft.starts_on, "to_class_id": target.ref}
        draft.create("teaching.Movement", **movement)
        draft.counts["left" if fate == LEFT else "out" if fate == OUT else "moved"] += 1
    if any(draft.fates.values()) and order_fault(choices.order_number, choices.order_date, draft.state.on, needed=True):
        draft.faults.append(ORDER)


def _homerooms(draft: Draft) -> list[str]:
    """The class teacher goes on with the class, but not out of grade 4. Gives the classes that are left without one."""
    led = draft.state.rows("people.Homeroom", "school_class_id")
    now = draft.state.rows("people.Homeroom", "school_class_id", new=True)
    without = []
    for name, target in sorted(draft.targets.items(), key=lambda pair: pair[1].as_class.sort_key):
        if target.unassigned:
            continue
        if target.there and now.get(target.ref):
            target.teacher = now[target.ref][-1]["staff_id"]
            continue
        target.teacher = draft.choices.teachers.get(name, usual_teacher(draft, target, led))
        if target.teacher not in draft.state.staff:
            target.teacher = 0
            without.append(target.title)
            continue
        draft.create("people.Homeroom", school_class_id=target.ref, staff_id=target.teacher, starts_on=draft.starts_on)
        draft.counts["homerooms"] += 1
    return without


def usual_teacher(draft: Draft, target: Target, led: dict[Any, list[Row]]) -> int:
    if target.follows is None or target.follows["grade_level"] == 4:
        return 0
    rows = [row for row in led.get(target.follows["id"], ()) if not row["acting"] and to_the_end(draft, row)]
    return rows[-1]["staff_id"] if rows else 0


def _end_old(draft: Draft) -> None:
    """Nothing of the old year is in force in the new one; those who leave see the diary till their last day."""
    last_days = {pupil: draft.choices.last_day for pupil, fate in draft.fates.items() if fate in (OUT, LEFT)}
    for table in (
        "people.ClassMember", "people.Homeroom", "people.PaperPupil",
        "teaching.CourseTeacher", "teaching.CourseMember", "teaching.Slot",
    ):  # fmt: skip
        leaves = table in ("people.ClassMember", "teaching.CourseMember")
        for row in draft.state.old[table].values():
            draft.end(table, row, last_days.get(row["pupil_id"], draft.end_day) if leaves else draft.end_day)
    for row in draft.state.guardianships:
        if row["pupil_id"] in last_days:
            draft.end("people.Guardianship", row, last_days[row["pupil_id"]])
    _paper(draft)


def _paper(draft: Draft) -> None:
    """Pupils kept on paper go with their class."""
    known = draft.state.rows("people.PaperPupil", "school_class_id", new=True)
    for row in draft.state.old["people.PaperPupil"].values():
        target = draft.targets.get(draft.way[row["school_class_id"]])
        if target is None or not target.ref or not to_the_end(draft, row) or known.get(target.ref):
            continue
        draft.create("people.PaperPupil", school_class_id=target.ref, starts_on=draft.starts_on)
