"""Planning the journals of the new year: what the same grade level had last year, with the class's own teachers."""

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from parta.ops.importing.parts import Ref, Row
from parta.ops.rollover.draft import Draft, Target, to_the_end
from parta.school.classes import journal_sort_key
from parta.school.rules.years import PRIMARY_LAST, goes_on

INDIVIDUAL, CLASS_HOUR = "individual", "class_hour"
Signature = tuple[int, str, str, str]  # subject, kind, title instead of it, subgroup


@dataclass
class Journals:
    of_class: Counter[str] = field(default_factory=Counter)  # class of the new year → journals that are made
    pattern: dict[str, int] = field(default_factory=dict)  # class of the new year → class of the old one
    no_teacher: list[str] = field(default_factory=list)
    divided: list[str] = field(default_factory=list)
    no_pattern: list[str] = field(default_factory=list)


def signature(row: Row) -> Signature:
    return row["subject_id"], row["kind"], row["own_title"], row["label"]


class _School:
    """Journals of both years and who leads them."""

    def __init__(self, draft: Draft):
        state = draft.state
        self.draft, self.courses = draft, state.old["teaching.Course"]
        self.classes_of = _ties(state.old["teaching.Course_classes"])
        self.of_class: dict[int, list[Row]] = defaultdict(list)
        for course_id, classes in self.classes_of.items():
            for class_id in classes:
                self.of_class[class_id].append(self.courses[course_id])
        self.teachers: dict[int, list[int]] = defaultdict(list)
        self.seniors: set[int] = set()  # staff who taught above the primary school
        grades = {pk: row["grade_level"] for pk, row in state.old["school.SchoolClass"].items()}
        for row in state.old["teaching.CourseTeacher"].values():
            if not to_the_end(draft, row) or row["staff_id"] not in state.staff:
                continue
            self.teachers[row["course_id"]].append(row["staff_id"])
            if any(grades[pk] > PRIMARY_LAST for pk in self.classes_of.get(row["course_id"], ())):
                self.seniors.add(row["staff_id"])
        self.known: dict[tuple[Ref, Signature], int] = {}
        for course_id, classes in _ties(state.new["teaching.Course_classes"]).items():
            for class_id in classes:
                self.known[class_id, signature(state.new["teaching.Course"][course_id])] = course_id

    def pattern(self, target: Target) -> int | None:
        """The class of the same grade level last year: of the same letter, else the one with most journals."""
        rows = [
            row
            for row in self.draft.state.old["school.SchoolClass"].values()
            if row["grade_level"] == target.grade_level and not row["unassigned"] and self.of_class.get(row["id"])
        ]
        best = max(
            rows,
            key=lambda row: (row["letter"] == target.letter, len(self.of_class[row["id"]]), -row["id"]),
            default=None,
        )
        return best["id"] if best else None

    def carried_on(self, target: Target, wanted: Signature) -> Iterator[int]:
        """Who led this subject in the class that becomes `target`. YEAR-05."""
        old = target.follows
        if old is None:
            return
        for course in self.of_class.get(old["id"], ()):
            if signature(course) == wanted:
                for staff in self.teachers[course["id"]]:
                    if goes_on(old["grade_level"], teaches_seniors=staff in self.seniors):
                        yield staff


def _ties(rows: dict[int, Row]) -> dict[int, list[int]]:
    found: dict[int, list[int]] = defaultdict(list)
    for row in rows.values():
        found[row["course_id"]].append(row["schoolclass_id"])
    return found


def plan_journals(draft: Draft) -> Journals:
    found, school = Journals(), _School(draft)
    targets = [one for one in draft.targets.values() if not one.unassigned]
    for target in sorted(targets, key=lambda one: one.as_class.sort_key):
        pattern = school.pattern(target)
        if pattern is not None:
            found.pattern[target.name] = pattern
        elif not target.there:
            found.no_pattern.append(target.title)
    for course, classes in _wanted(school, targets, found):
        _plan_journal(draft, school, found, course, classes)
    _join_known(draft, school)
    return found


def _wanted(school: _School, targets: list[Target], found: Journals) -> Iterator[tuple[Row, list[Target]]]:
    """Journals to make, each with its classes: one of several classes stays one."""
    for course in sorted(school.courses.values(), key=lambda row: (row["sort_key"], row["label"], row["id"])):
        if course["kind"] == INDIVIDUAL:
            continue
        classes = school.classes_of.get(course["id"], [])
        heirs = [
            one
            for one in targets
            if found.pattern.get(one.name) in classes and (one.ref, signature(course)) not in school.known
        ]
        if len(classes) > 1 and heirs:
            yield course, heirs
        else:
            yield from ((course, [one]) for one in heirs)


def _plan_journal(draft: Draft, school: _School, found: Journals, pattern: Row, classes: list[Target]) -> None:
    rows = [one.as_class for one in sorted(classes, key=lambda one: one.as_class.sort_key)]
    subject = pattern["own_title"] or draft.state.subjects[pattern["subject_id"]]
    names = ", ".join(one.name for one in rows)[:200]
    copied = {name: pattern[name] for name in ("subject_id", "label", "own_title", "kind", "hours_per_week")}
    course = draft.create(
        "teaching.Course",
        year_id=draft.state.new_year,
        class_names=names,
        sort_key=journal_sort_key(rows, subject),
        **copied,
    )
    draft.counts["courses"] += 1
    title = f"{names} · {', '.join(filter(None, [subject, pattern['label']]))}"
    for target in classes:
        draft.create("teaching.Course_classes", course_id=course, schoolclass_id=target.ref)
        found.of_class[target.name] += 1
    teachers = _teachers(school, pattern, classes)
    for staff in teachers:
        draft.create("teaching.CourseTeacher", course_id=course, staff_id=staff, starts_on=draft.starts_on)
    if not teachers:
        found.no_teacher.append(title)
    if pattern["label"]:
        found.divided.append(title)
        return
    for pupil in (pupil for target in classes for pupil in target.pupils):
        _join(draft, course, pupil)


def _teachers(school: _School, pattern: Row, classes: list[Target]) -> list[int]:
    if pattern["kind"] == CLASS_HOUR:
        return list(dict.fromkeys(one.teacher for one in classes if one.teacher))
    return list(dict.fromkeys(staff for one in classes for staff in school.carried_on(one, signature(pattern))))


def _join(draft: Draft, course: Ref, pupil: int) -> None:
    draft.create("teaching.CourseMember", course_id=course, pupil_id=pupil, starts_on=draft.starts_on)
    draft.counts["members"] += 1


def _join_known(draft: Draft, school: _School) -> None:
    """Who comes into a class that stands already comes into its journals of the whole class too. MEM-02."""
    inside: set[tuple[Any, Any]] = {
        (row["course_id"], row["pupil_id"]) for row in draft.state.new["teaching.CourseMember"].values()
    }
    by_ref = {one.ref: one for one in draft.targets.values() if one.there}
    for (class_id, said), course_id in school.known.items():
        _, kind, _, label = said
        if label or kind == INDIVIDUAL or class_id not in by_ref:
            continue
        for pupil in by_ref[class_id].pupils:
            if (course_id, pupil) not in inside:
                inside.add((course_id, pupil))
                _join(draft, course_id, pupil)
