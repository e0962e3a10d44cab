"""Planning who is in which journal [4.3] [5.5].

A list of the file is followed. Journals of whole classes without a list get everybody when they are new; afterwards
pupils come and go with their class (MEM-02), so that who was taken out by hand stays out.
"""

from collections.abc import Iterator
from datetime import timedelta

from parta.ops.importing.dated import Terms, Wanted, is_live, made_by_import, settle
from parta.ops.importing.draft import Draft, Entry
from parta.ops.importing.parts import New, Ref, Row, creates_of
from parta.ops.importing.people import name_of, tell_kept
from parta.ops.importing.rolls import Rolls
from parta.ops.roster.rows import CourseRow, Place

MODEL = "teaching.CourseMember"


class Groups:
    """Subgroups that the school has put pupils in by hand: (pupil, subject) → (journal, label). MEM-03."""

    def __init__(self, draft: Draft):
        self.by_hand: dict[tuple[Ref, Ref], list[tuple[int, str]]] = {}
        self.rows = draft.state.grouped(MODEL, "course_id")
        courses = draft.state.tables["teaching.Course"]
        for row in draft.state.tables[MODEL].values():
            course = courses[row["course_id"]]
            if course["label"] and is_live(draft, MODEL, row) and not made_by_import(draft, MODEL, row):
                place = (row["pupil_id"], course["subject_id"])
                self.by_hand.setdefault(place, []).append((course["id"], course["label"]))
        self.pupils = draft.accepted["pupil"]

    def other(self, pupil: Ref, subject: Ref, course: Ref) -> str:
        """The label of another subgroup of the subject that the pupil is in by hand."""
        return next((label for pk, label in self.by_hand.get((pupil, subject), ()) if pk != course), "")


def plan_list(entry: Entry, row: CourseRow, rolls: Rolls, groups: Groups) -> None:
    """Pupils of one journal of the file."""
    draft, course = entry.draft, entry.ref
    assert course is not None
    if row.members is None:
        if not row.label and isinstance(course, New):
            _everybody(entry, course, rolls)
        return
    present = groups.rows.get(course, [])
    wanted = list(_wanted(entry, row, rolls, groups, present))
    terms = Terms(
        by="pupil_id",
        first_day=draft.state.year_starts_on,
        change_day=draft.state.change_day,
        may_end=lambda one: made_by_import(draft, MODEL, one) and one["pupil_id"] in groups.pupils,
    )
    done = settle(entry, MODEL, {"course_id": course}, present, wanted, terms)
    if done.created:
        entry.say("в состав вошли", "", listed(draft, [ref for ref, _ in done.created]))
    if done.ended:
        entry.say("из состава вышли", listed(draft, [one["pupil_id"] for one, _ in done.ended]), "")
    tell_kept(entry, done, "Состав журнала")


def _everybody(entry: Entry, course: Ref, rolls: Rolls) -> None:
    for tie in creates_of(entry.writes, "teaching.Course_classes"):
        for stay in rolls.of_class.get(tie.values["schoolclass_id"], ()):
            entry.create(MODEL, course_id=course, pupil_id=stay.pupil, starts_on=stay.starts_on)


def _wanted(entry: Entry, row: CourseRow, rolls: Rolls, groups: Groups, present: list[Row]) -> Iterator[Wanted]:
    """Accepted pupils of the list; those refused have their own rows in the answer."""
    draft = entry.draft
    known = {one["pupil_id"] for one in present}
    subject = draft.refs["subject", row.subject_key]
    elsewhere: list[Ref] = []
    for member in row.members or ():
        pupil, stay = draft.refs.get(("pupil", member.pupil_key)), draft.stay(member.starts_on, member.ends_on)
        if pupil is None or stay is None:
            continue
        if row.label and groups.other(pupil, subject, entry.ref or 0):
            elsewhere.append(pupil)
            continue
        first = rolls.of_pupil.get(pupil)
        starts_on = stay[0] or (first.starts_on if first and pupil not in known else None)
        ends_on = stay[1]
        if starts_on and ends_on and ends_on < starts_on:
            starts_on = stay[0]
        yield Wanted(pupil, starts_on, ends_on)
    if elsewhere:
        said = "Уже в другой подгруппе этого предмета, поэтому не перенесены"
        entry.note(f"{said}: {listed(draft, elsewhere)}.", f"{said} учеников: {len(elsewhere)}.")


def listed(draft: Draft, pupils: list[Ref], limit: int = 5) -> str:
    rest = f" и ещё {len(pupils) - limit}" if len(pupils) > limit else ""
    return ", ".join(name_of(draft, ref) for ref in pupils[:limit]) + rest


# --- with the class ----------------------------------------------------------------------------------------------


def follow_classes(draft: Draft) -> None:
    """Who leaves a class leaves its journals, who joins one joins those of the whole class. MEM-02."""
    rolls = Rolls(draft)
    entry = Entry(draft, "course", Place(""), "")
    courses = _courses_of_classes(draft)
    listed_now = {(write.values["course_id"], write.values["pupil_id"]) for write in creates_of(draft.writes, MODEL)}
    rows = draft.state.grouped(MODEL, "pupil_id")
    for pupil, school_class in rolls.left:
        stay = rolls.of_pupil.get(pupil)
        last_day = (stay.starts_on if stay else draft.state.change_day) - timedelta(days=1)
        for row in rows.get(pupil, []):
            classes = courses.of_course.get(row["course_id"], set())
            stays = stay is not None and stay.school_class in classes
            if school_class not in classes or stays or (row["course_id"], pupil) in courses.listed:
                continue
            if is_live(draft, MODEL, row):
                entry.end(MODEL, row, last_day)
    draft.take(entry)
    _join(draft, rolls, courses, listed_now)


class _Courses:
    """Journals and their classes, as the plan leaves them."""

    def __init__(self) -> None:
        self.of_course: dict[Ref, set[Ref]] = {}
        self.whole: dict[Ref, list[Ref]] = {}  # class → journals of everybody in it, without a list of their own
        self.listed: set[tuple[Ref, Ref]] = set()  # (journal, pupil) of the file's lists


def _courses_of_classes(draft: Draft) -> _Courses:
    found = _Courses()
    ties = [(one["course_id"], one["schoolclass_id"]) for one in draft.state.tables["teaching.Course_classes"].values()]
    for write in creates_of(draft.writes, "teaching.Course_classes"):
        ties.append((write.values["course_id"], write.values["schoolclass_id"]))
    by_list: set[Ref] = set()
    for row in draft.roster.courses:
        course = draft.refs.get(("course", row.key))
        if row.members is not None and course is not None:
            by_list.add(course)
            pupils = (draft.refs.get(("pupil", one.pupil_key)) for one in row.members)
            found.listed |= {(course, pupil) for pupil in pupils if pupil is not None}
    for course, school_class in ties:
        found.of_course.setdefault(course, set()).add(school_class)
        if course not in by_list and not draft.value("teaching.Course", course)["label"]:
            found.whole.setdefault(school_class, []).append(course)
    return found


def _join(draft: Draft, rolls: Rolls, courses: _Courses, known: set[tuple[Ref, Ref]]) -> None:
    entry = Entry(draft, "course", Place(""), "")
    inside = {
        (row["course_id"], row["pupil_id"]) for row in draft.state.tables[MODEL].values() if is_live(draft, MODEL, row)
    }
    for stay in rolls.of_pupil.values():
        if not stay.is_new:
            continue
        for course in courses.whole.get(stay.school_class, ()):
            if (course, stay.pupil) not in inside and (course, stay.pupil) not in known:
                known.add((course, stay.pupil))
                entry.create(MODEL, course_id=course, pupil_id=stay.pupil, starts_on=stay.starts_on)
    draft.take(entry)
