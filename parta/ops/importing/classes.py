"""Planning classes and their class teachers."""

from parta.core.russian import SORT_KEY_LENGTH, sort_key
from parta.ops.importing.dated import Settled, Terms, Wanted, is_live, settle
from parta.ops.importing.draft import Draft, Entry
from parta.ops.importing.matching import Matcher
from parta.ops.importing.parts import Ref, Row, RowRefused, Update
from parta.ops.importing.people import class_name, tell_kept
from parta.ops.roster.rows import ClassRow
from parta.school.classes import class_sort_key

OWN = "Собственное классное руководство и собственные журналы загрузкой не назначаются: это делает завуч."


def plan_classes(draft: Draft) -> None:
    index: dict[object, list[int]] = {}
    for pk, one in draft.state.tables["school.SchoolClass"].items():
        if not one["unassigned"]:
            index.setdefault((one["grade_level"], one["letter"].casefold()), []).append(pk)
    matcher = Matcher(draft, "class", draft.roster.classes, lambda row: (row.grade_level, row.letter.casefold()), index)
    homerooms = draft.state.grouped("people.Homeroom", "school_class_id")
    names: dict[tuple[int, str], int | None] = {}
    for row in draft.roster.classes:
        with draft.row("class", row, f"{row.grade_level}{row.letter}") as entry:
            _once(row, names)
            found = matcher.match(row)
            columns = {
                "grade_level": row.grade_level,
                "letter": row.letter,
                "sort_key": class_sort_key(row.grade_level, row.letter),
            }
            hours = {name: value for name in ("shift", "week_days") if (value := getattr(row, name)) is not None}
            if found is None:
                entry.ref = entry.create(
                    "school.SchoolClass", year_id=draft.state.year, unassigned=False, **columns, **hours
                )
            else:
                entry.ref = found
                if draft.value("school.SchoolClass", found)["letter"].casefold() == row.letter.casefold():
                    del columns["letter"]  # «а» or «А» is the school's own choice
                entry.change("school.SchoolClass", found, **columns, **hours)
            _homeroom(entry, row, entry.ref, homerooms.get(entry.ref, []))
    _rename_journals(draft)


def _once(row: ClassRow, names: dict[tuple[int, str], int | None]) -> None:
    name = (row.grade_level, row.letter.casefold())
    if name in names:
        raise RowRefused(f"Такой класс уже есть в строке {names[name]}. Удалите одну из строк или исправьте букву.")
    names[name] = row.place.row


def _homeroom(entry: Entry, row: ClassRow, school_class: Ref, present: list[Row]) -> None:
    """The class teacher of the file; an acting one, named by an order of the school, is not the file's."""
    draft, model = entry.draft, "people.Homeroom"
    if not row.homeroom_key:
        return
    staff = draft.refs.get(("staff", row.homeroom_key))
    if staff is None:
        entry.note("Классный руководитель не принят, поэтому класс принят без него. Исправьте строку сотрудника.")
        return
    regular = [one for one in present if not one["acting"]]
    live = [one for one in regular if is_live(draft, model, one)]
    if draft.is_own(staff) and not any(one["staff_id"] == staff for one in live):
        entry.note(OWN)
        return
    first_day = draft.state.change_day if live else draft.state.year_starts_on
    terms = Terms("staff_id", first_day, draft.state.change_day, lambda one: False, exclusive=True)
    begins = draft.stay(row.homeroom_from, None) if row.homeroom_from and not live else None
    wanted = [Wanted(staff, begins[0] if begins else None)]
    done = settle(entry, model, {"school_class_id": school_class, "acting": False}, regular, wanted, terms)
    tell_people(entry, done, "классный руководитель", "staff_id", "people.StaffMember")
    tell_kept(entry, done, "Классный руководитель")


def tell_people(entry: Entry, done: Settled, label: str, column: str, table: str) -> None:
    """«учитель: Орлов Игорь → Соколова Ольга»"""
    after = ", ".join(_name(entry.draft, table, ref) for ref, _ in done.created)
    before = ", ".join(_name(entry.draft, table, row[column]) for row, _ in done.ended)
    if before or after:
        entry.say(label, before, after)


def _name(draft: Draft, table: str, ref: Ref) -> str:
    person = draft.value("people.Person", draft.value(table, ref)["person_id"])
    return f"{person['last_name']} {person['first_name']}"


def _rename_journals(draft: Draft) -> None:
    """Journals keep the names of their classes; those of a class that the plan renames follow."""
    renamed = {
        write.pk
        for write in draft.writes
        if isinstance(write, Update) and write.model == "school.SchoolClass" and "sort_key" in write.after
    }
    courses = {
        one["course_id"]
        for one in draft.state.tables["teaching.Course_classes"].values()
        if one["schoolclass_id"] in renamed
    }
    for pk in sorted(courses):
        course = draft.value("teaching.Course", pk)
        classes = classes_of(draft, pk)
        subject = draft.state.tables["school.Subject"][course["subject_id"]]["name"]
        after = course_columns(draft, classes, course["own_title"] or subject)
        before = {name: course[name] for name in after}
        if before != after:
            draft.write(Update("teaching.Course", pk, before, after))


def classes_of(draft: Draft, course: Ref) -> list[Ref]:
    """Classes of a journal as it stands in the school."""
    rows = draft.state.tables["teaching.Course_classes"].values()
    return [one["schoolclass_id"] for one in rows if one["course_id"] == course]


def course_columns(draft: Draft, classes: list[Ref], title: str) -> Row:
    """Columns of a journal that follow from its classes and title, as teaching.actions.courses.derived makes them."""
    rows = sorted((draft.value("school.SchoolClass", ref)["sort_key"], class_name(draft, ref)) for ref in classes)
    key = "".join(one for one, _ in rows) + sort_key(title)
    return {"class_names": ", ".join(name for _, name in rows)[:200], "sort_key": key[:SORT_KEY_LENGTH]}
