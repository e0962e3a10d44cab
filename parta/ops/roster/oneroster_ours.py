"""What our own export adds to a OneRoster set in `metadata.parta.*` columns, so that a school comes back whole.

The standard allows such columns to the right of its own; other programs skip them. A set without them reads as any
other. `exporting.oneroster` writes them under the names below.
"""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date

from parta.core.roles import Role
from parta.core.russian import search_key
from parta.ops.roster.fields import parse_date, parse_hours, shown, split_list
from parta.ops.roster.findings import Form
from parta.ops.roster.oneroster_files import Bundle
from parta.ops.roster.rows import ClassRow, CourseRow, RoleTerm, StaffRow, SubjectRow
from parta.ops.roster.tables import heading_key

POSITION = "metadata.parta.position"  # users: of staff
WORKS_FROM = "metadata.parta.worksFrom"
WORKS_TO = "metadata.parta.worksTo"
RELATIONS = "metadata.parta.agentRelations"  # users: of pupils, beside agentSourcedIds, split by «|»
ROLE = "metadata.parta.role"  # roles: a value of Role; empty = works without any
SCALE = "metadata.parta.scale"  # courses: filled for subjects
LETTER = "metadata.parta.letter"  # classes: of homerooms, as are the next two
SHIFT = "metadata.parta.shift"
WEEK_DAYS = "metadata.parta.weekDays"
KIND = "metadata.parta.kind"  # classes: of journals, as are the rest
LABEL = "metadata.parta.label"
OWN_TITLE = "metadata.parta.ownTitle"
HOURS = "metadata.parta.hoursPerWeek"
CLASSES = "metadata.parta.classSourcedIds"

SCALES = ("marks", "pass", "none")
KINDS = ("lesson", "extra", "class_hour", "individual")
BETWEEN = "|"


def has(form: Form, column: str) -> bool:
    """The file has this column of ours."""
    return heading_key(column) in form.table.index


def text(form: Form, column: str) -> str:
    return form.text(heading_key(column))


def _one_of(form: Form, column: str, values: Iterable[str]) -> str:
    found = text(form, column)
    if found and found not in values:
        form.note(heading_key(column), f"Значение «{shown(found)}» не известно: строка читается без него.")
        return ""
    return found


def _small(form: Form, column: str, values: Iterable[str]) -> int | None:
    found = _one_of(form, column, values)
    return int(found) if found else None


def staff(form: Form, roles: Iterable[tuple[Form, date | None, date | None]], row: StaffRow) -> StaffRow:
    """`roles`: rows of roles.csv that are of staff, with their dates."""
    if not has(form, POSITION):
        return row
    terms = [(_one_of(of, ROLE, list(Role)), starts_on, ends_on) for of, starts_on, ends_on in roles if has(of, ROLE)]
    return replace(
        row,
        position=text(form, POSITION),
        starts_on=form.optional(heading_key(WORKS_FROM), parse_date, None),
        ends_on=form.optional(heading_key(WORKS_TO), parse_date, None),
        terms=tuple(RoleTerm(*term) for term in terms if term[0]),
    )


def relations(form: Form, agents: int) -> list[str]:
    """What each of the pupil's `agents` is to the pupil, empty where it isn't said."""
    said = text(form, RELATIONS).split(BETWEEN)
    return [one.strip() for one in said] if len(said) == agents else [""] * agents


def school_class(key: str, form: Form) -> ClassRow | None:
    level = text(form, "grades")
    if not (level.isdecimal() and 1 <= int(level) <= 11):
        form.refuse("grades", f"Параллели «{shown(level)}» в школе нет: бывают с 1 по 11.")
        return None
    shift, days = _small(form, SHIFT, ("1", "2", "3")), _small(form, WEEK_DAYS, ("5", "6"))
    return ClassRow(key, form.place(), int(level), text(form, LETTER), shift=shift, week_days=days)


def journals(
    bundle: Bundle, subjects: Iterable[SubjectRow], courses: Iterable[CourseRow]
) -> tuple[tuple[SubjectRow, ...], tuple[CourseRow, ...]]:
    """Subjects, also those without a journal, and journals, with what a set of ours says of them."""
    named = {row.key: row for row in _subjects(bundle)}
    rest = [row for row in subjects if row.key not in named]
    forms = {form.text("sourcedid"): form for form in reversed(list(bundle.forms("classes")))}  # the first one counts
    return (*named.values(), *rest), tuple(_journal(forms[row.key], row) for row in courses)


def _subjects(bundle: Bundle) -> Iterator[SubjectRow]:
    for form in bundle.forms("courses"):
        scale, name = _one_of(form, SCALE, SCALES), form.text("title")
        if scale and name and bundle.live(form):
            yield SubjectRow(search_key(name), form.place(), name, form.text("coursecode"), scale)


def _journal(form: Form, row: CourseRow) -> CourseRow:
    if not has(form, KIND):
        return row
    return replace(
        row,
        kind=_one_of(form, KIND, KINDS),
        label=text(form, LABEL),
        title=text(form, OWN_TITLE),
        hours_per_week=form.optional(heading_key(HOURS), parse_hours, None),
        class_keys=tuple(split_list(text(form, CLASSES), ",")),
        exact=True,
    )
