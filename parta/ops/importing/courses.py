"""Planning subjects and journals with their teachers and, where the file lists them, their pupils."""

from collections.abc import Hashable
from datetime import date

from parta.core.russian import search_key, sort_key
from parta.ops.importing.classes import OWN, classes_of, course_columns, tell_people
from parta.ops.importing.dated import Terms, Wanted, is_live, made_by_import, settle
from parta.ops.importing.draft import Draft, Entry
from parta.ops.importing.matching import Matcher
from parta.ops.importing.members import Groups, plan_list
from parta.ops.importing.parts import New, Ref, Row, RowRefused
from parta.ops.importing.people import tell_kept
from parta.ops.importing.rolls import Rolls
from parta.ops.roster.rows import CourseRow
from parta.school.rules.subjects import usual_works

_TEACHERS = "teaching.CourseTeacher"


def plan_subjects(draft: Draft) -> None:
    index: dict[Hashable, list[int]] = {}
    for pk, one in draft.state.tables["school.Subject"].items():
        index.setdefault(search_key(one["name"]), []).append(pk)
    matcher = Matcher(draft, "subject", draft.roster.subjects, lambda row: search_key(row.name), index)
    for row in draft.roster.subjects:
        with draft.row("subject", row, row.name) as entry:
            found = matcher.match(row)
            if found is None:
                entry.ref = entry.create(
                    "school.Subject",
                    name=row.name,
                    short=row.short,
                    sort_key=sort_key(row.name),
                    needed_works=usual_works(row.name),
                    **({"scale": row.scale} if row.scale else {}),
                )
            else:
                entry.ref = found
                entry.change("school.Subject", found, short=row.short, scale=row.scale)


def plan_courses(draft: Draft) -> None:
    rolls, groups = Rolls(draft), Groups(draft)
    matcher = Matcher(draft, "course", draft.roster.courses, lambda row: _natural(draft, rolls, row), _index(draft))
    teachers = draft.state.grouped(_TEACHERS, "course_id")
    for row in draft.roster.courses:
        with draft.row("course", row, _title(draft, row)) as entry:
            _course(entry, row, matcher.match(row), rolls)
            assert entry.ref is not None
            _teachers(entry, row, teachers.get(entry.ref, []))
            plan_list(entry, row, rolls, groups)
    _refuse_idle_subjects(draft)


def _refuse_idle_subjects(draft: Draft) -> None:
    """A new subject comes with its journals; where none of them takes it, it is refused."""
    of_journals = {row.subject_key for row in draft.roster.courses}
    journals = [draft.refs["course", row.key] for row in draft.roster.courses if ("course", row.key) in draft.refs]
    used = {draft.value("teaching.Course", ref)["subject_id"] for ref in journals}
    for row in draft.roster.subjects:
        ref = draft.refs.get(("subject", row.key))
        if row.key in of_journals and isinstance(ref, New) and ref not in used:
            draft.withdraw("subject", row, "Ни у одного принятого журнала нет этого предмета, поэтому он не заводится.")


def _title(draft: Draft, row: CourseRow) -> str:
    """«5А, 5Б · Английский язык, 1-я гр.»"""
    subject = draft.refs.get(("subject", row.subject_key))
    name = row.title or (draft.value("school.Subject", subject)["name"] if subject is not None else row.subject_key)
    return " · ".join(filter(None, [", ".join(row.class_keys) if row.members is None or row.label else "", name])) + (
        f", {row.label}" if row.label else ""
    )


def _natural(draft: Draft, rolls: Rolls, row: CourseRow) -> Hashable:
    """What a journal goes by; one of a class or subject that is refused goes by nothing."""
    subject = draft.refs.get(("subject", row.subject_key))
    own = _own(draft, row, subject)
    return subject, frozenset(_classes(draft, rolls, row)), search_key(row.label), search_key(own)


def _index(draft: Draft) -> dict[Hashable, list[int]]:
    classes: dict[int, set[int]] = {}
    for tie in draft.state.tables["teaching.Course_classes"].values():
        classes.setdefault(tie["course_id"], set()).add(tie["schoolclass_id"])
    index: dict[Hashable, list[int]] = {}
    for pk, one in draft.state.tables["teaching.Course"].items():
        own = "" if one["own_title"] is None else one["own_title"]
        key = one["subject_id"], frozenset(classes.get(pk, ())), search_key(one["label"]), search_key(own)
        index.setdefault(key, []).append(pk)
    return index


def _own(draft: Draft, row: CourseRow, subject: Ref | None) -> str:
    """The title that is shown instead of the subject, empty where it says the same."""
    name = draft.value("school.Subject", subject)["name"] if subject is not None else ""
    return "" if search_key(row.title) == search_key(name) else row.title


def _classes(draft: Draft, rolls: Rolls, row: CourseRow) -> list[Ref]:
    """The classes that are named, and those of listed pupils; beside `exact` ones only «без класса»."""
    found = [draft.refs["class", key] for key in row.class_keys if ("class", key) in draft.refs]
    if not row.label:
        for member in row.members or ():
            pupil = draft.refs.get(("pupil", member.pupil_key))
            stay = rolls.of_pupil.get(pupil) if pupil is not None else None
            if stay is not None and not (row.exact and _is_named(draft, stay.school_class)):
                found.append(stay.school_class)
    return list(dict.fromkeys(found))


def _is_named(draft: Draft, school_class: Ref) -> bool:
    return not draft.value("school.SchoolClass", school_class)["unassigned"]


def _course(entry: Entry, row: CourseRow, pk: int | None, rolls: Rolls) -> None:
    draft = entry.draft
    subject = draft.refs.get(("subject", row.subject_key))
    if subject is None:
        raise RowRefused("Предмет этого журнала не принят. Исправьте его название.", "Предмет")
    missing = [key for key in row.class_keys if ("class", key) not in draft.refs]
    if missing:
        raise RowRefused(f"Не принят класс этого журнала ({', '.join(missing)}). Исправьте строку класса.", "Классы")
    if pk is not None and not row.names_subject:
        subject = draft.value("teaching.Course", pk)["subject_id"]
    classes, own = _classes(draft, rolls, row), _own(draft, row, subject)
    if pk is None:
        if not classes:
            raise RowRefused("Нет ни одного принятого обучающегося, поэтому журнал не заводится.")
        entry.ref = entry.create(
            "teaching.Course",
            year_id=draft.state.year,
            subject_id=subject,
            label=row.label,
            own_title=own,
            hours_per_week=row.hours_per_week,
            **({"kind": row.kind} if row.kind else {}),
            **course_columns(draft, classes, own or draft.value("school.Subject", subject)["name"]),
        )
        _tie(entry, entry.ref, classes)
        return
    entry.ref = pk
    present = classes_of(draft, pk)
    more = [ref for ref in classes if ref not in present]
    _tie(entry, pk, more)
    title = own or draft.value("teaching.Course", pk)["own_title"] or draft.value("school.Subject", subject)["name"]
    columns = {"subject_id": subject, "own_title": own, "label": row.label, "hours_per_week": row.hours_per_week}
    columns["kind"] = row.kind
    entry.change("teaching.Course", pk, **columns, **course_columns(draft, [*present, *more], title))


def _tie(entry: Entry, course: Ref, classes: list[Ref]) -> None:
    for ref in classes:
        entry.create("teaching.Course_classes", course_id=course, schoolclass_id=ref)


def _teachers(entry: Entry, row: CourseRow, present: list[Row]) -> None:
    """Teachers of the file. One whom the school has put in by hand stays beside them."""
    draft = entry.draft
    live = [one for one in present if is_live(draft, _TEACHERS, one)]
    wanted, known = [], draft.accepted["staff"]
    for one in row.teachers:
        staff, stay = draft.refs.get(("staff", one.staff_key)), draft.stay(one.starts_on, one.ends_on)
        if staff is None:
            entry.note("Учитель этого журнала не принят. Журнал принят без него: исправьте строку сотрудника.")
        elif stay is None:
            entry.note("Учитель ведёт этот журнал вне учебного года: его запись пропущена.")
        elif draft.is_own(staff) and not any(row["staff_id"] == staff for row in live):
            entry.note(OWN)
        else:
            wanted.append(Wanted(staff, *stay))
    terms = Terms(
        by="staff_id",
        first_day=_first_day(draft, live),
        change_day=draft.state.change_day,
        may_end=lambda one: (
            bool(wanted)
            and made_by_import(draft, _TEACHERS, one)
            and one["staff_id"] in known
            and not draft.is_own(one["staff_id"])
        ),
    )
    done = settle(entry, _TEACHERS, {"course_id": entry.ref}, present, wanted, terms)
    tell_people(entry, done, "учитель", "staff_id", "people.StaffMember")
    tell_kept(entry, done, "Учитель журнала")


def _first_day(draft: Draft, live: list[Row]) -> date:
    """Who replaces somebody begins now; the first one has had the journal from the start of the year."""
    return draft.state.change_day if live else draft.state.year_starts_on
