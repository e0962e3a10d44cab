"""Taking an import back, while nobody has built on it."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import date, datetime, timedelta

from django.apps import apps
from django.db.models import Model

from parta.audit.chain import Event, record
from parta.core.actor import Actor
from parta.ops.importing.apply import alone
from parta.ops.importing.parts import Row
from parta.ops.importing.state import WRITTEN
from parta.ops.importing.writing import CHUNK, Progress, by_field, chunks, columns, quiet
from parta.ops.models import ROLLOVER, ImportItem, ImportRun
from parta.school.calendar import school_day
from parta.school.refusals import Refused
from parta.teaching.actions.lessons import generate_lessons, unwritten
from parta.teaching.models import Course, Lesson, Slot

ACTION = "ops.undo_import"
# What may have been built on an import, by table; anything else is «другие записи».
_BUILT = {
    "people.Invitation": "выданы коды доступа",
    "people.Consent": "внесены согласия",
    "people.ClassMember": "обучающиеся зачислены в классы",
    "people.Guardianship": "внесены связи с детьми",
    "people.Homeroom": "назначены классные руководители",
    "people.StaffRole": "выданы роли",
    "teaching.Course": "заведены журналы",
    "teaching.Course_classes": "классы добавлены в журналы",
    "teaching.CourseTeacher": "назначены учителя журналов",
    "teaching.CourseMember": "изменены составы журналов",
    "teaching.Slot": "изменено расписание",
    "school.DayOff": "внесены дни без занятий",
    "journal.Cell": "поставлены отметки или пропуски",
}
_NAMES = {
    "people.Person": "данные людей",
    "people.StaffMember": "данные сотрудников",
    "people.StaffRole": "роли",
    "people.Consent": "согласия",
    "school.SchoolClass": "классы",
    "school.Subject": "предметы",
    "teaching.Course": "журналы",
    "teaching.Slot": "расписание",
    "teaching.Movement": "строки книги движения",
    "journal.FormerMark": "отметки",
    "journal.FinalMark": "итоговые отметки",
}


def blockers(run: ImportRun) -> list[str]:
    """Why the import can't be undone, as parts of a sentence; empty = it can."""
    if run.undone_at:
        return ["он уже отменён"]
    later = ImportRun.objects.filter(pk__gt=run.pk, undone_at=None).order_by("-pk").first()
    if later:
        return [f"после него сделано «{later.title}», сначала отмените то"]
    items = list(run.items.all())
    return [*dict.fromkeys([*_edited(items), *_written(items), *_pointing(items)])]


def undo_run(run: ImportRun, *, by: Actor | None, at: datetime, progress: Progress = quiet) -> ImportRun:
    """Put back what the import changed and remove what it created; all of it or nothing.

    Raises `Refused` with what stands in the way. An academic year that it made stays, with its calendar.
    """
    with alone():
        run = ImportRun.objects.get(pk=run.pk)
        if found := blockers(run):
            what = "перевод" if run.source == ROLLOVER else "импорт"
            raise Refused(f"Этот {what} отменить нельзя: {', '.join(found)}.")
        items = list(run.items.all())
        on = school_day(at)
        follow = _courses_to_follow(items)
        events = _take_back(items, progress)
        run.undone_at, run.undone_by = at, by.user_id if by else None
        run.save(update_fields=["undone_at", "undone_by"])
        # People who are in no list any more stay nowhere; the history has its own rules of erasure.
        run.items.all().delete()
        run.external_ids.all().delete()
        record([*events, Event(ACTION, run, {"undone_at": None}, {"undone_at": at})], by=by, at=at)
        _follow(follow, on, by=by, at=at)
    return run


# --- what stands in the way --------------------------------------------------------------------------------------


def _edited(items: list[ImportItem]) -> Iterator[str]:
    """Rows that somebody changed or removed after the import."""
    for label, same in _by_model(items).items():
        present = _present(label, [one.object_id for one in same if one.after])
        for item in same:
            if not item.after:
                continue
            row = present.get(item.object_id)
            if row is None or any(row[name] != value for name, value in item.after.items()):
                account = label == "people.Person" and row is not None and row["user_id"] != item.after.get("user_id")
                if account and "user_id" in item.after:
                    yield "люди из него уже завели учётные записи"
                else:
                    yield f"после него вручную изменены {_NAMES.get(label, 'сроки и связи')}"


def _present(label: str, pks: list[int]) -> dict[int, Row]:
    model = apps.get_model(label)
    rows: dict[int, Row] = {}
    for part in chunks(pks):
        rows |= {row.pk: columns(row) for row in model._default_manager.filter(pk__in=part)}
    return rows


def _written(items: list[ImportItem]) -> Iterator[str]:
    """Lessons of the new journals in which somebody has written."""
    for part in chunks(_created(items).get("teaching.Course", [])):
        lessons = Lesson.objects.filter(course__in=part)
        if lessons.exclude(pk__in=unwritten().filter(course__in=part).values("pk")).exists():
            yield "в журналах из него уже есть записи"


def _pointing(items: list[ImportItem]) -> Iterator[str]:
    """Rows of any table that point to what the import created and are not its own."""
    created = _created(items)
    for label, pks in created.items():
        for relation in apps.get_model(label)._meta.related_objects:
            other, column = relation.related_model, relation.field.name
            if relation.many_to_many:
                other, column = relation.through, relation.field.m2m_reverse_field_name()
            if other is Lesson:  # made of the timetable; `_written` looks into them
                continue
            own = set(created.get(other._meta.label, ()))
            for part in chunks(pks):
                rows = other._default_manager.filter(**{f"{column}__in": part})
                if not own.issuperset(rows.values_list("pk", flat=True)):
                    yield f"после него {_BUILT.get(other._meta.label, 'появились другие записи')}"
                    break


# --- taking back -------------------------------------------------------------------------------------------------


def _take_back(items: list[ImportItem], progress: Progress) -> list[Event]:
    """Remove, change back, bring back: in the order that the rows stand on each other."""
    events: list[Event] = []
    groups = _by_model(items)
    _remove_lessons(_created(items).get("teaching.Course", []))
    done = 0
    changed = [one for one in items if one.before is not None and one.after]
    _put_back(changed)
    for label in reversed(WRITTEN):
        model = apps.get_model(label)
        gone = [one for one in groups.get(label, []) if one.before is None]
        for part in chunks(gone):
            model._default_manager.filter(pk__in=[one.object_id for one in part]).delete()
        done += len(gone)
        progress(done, len(items))
    back = [one for one in items if one.before is not None and not one.after]
    for label in WRITTEN:
        model = apps.get_model(label)
        rows = [_row(model, one.object_id, one.before or {}) for one in back if one.model == label]
        model._default_manager.bulk_create(rows, batch_size=CHUNK)
    for item in items:
        model = apps.get_model(item.model)
        before, after = by_field(model, item.after), by_field(model, item.before or {})
        events.append(Event(ACTION, model(pk=item.object_id), before or None, after or None))
    progress(len(items), len(items))
    return events


def _put_back(items: list[ImportItem]) -> None:
    groups: dict[tuple[str, tuple[str, ...]], list[ImportItem]] = defaultdict(list)
    for item in items:
        groups[item.model, tuple(sorted(item.before or {}))].append(item)
    for (label, names), same in groups.items():
        model = apps.get_model(label)
        fields = [model._meta.get_field(name).name for name in names]
        rows = [_row(model, one.object_id, one.before or {}) for one in same]
        model._default_manager.bulk_update(rows, fields, batch_size=CHUNK)


def _row(model: type[Model], pk: int, values: Row) -> Model:
    """A row of kept values: dates are words there."""
    fields = {field.attname: field for field in model._meta.concrete_fields}
    return model(pk=pk, **{name: fields[name].to_python(value) for name, value in values.items()})


def _remove_lessons(courses: list[int]) -> None:
    for part in chunks(courses):
        Lesson.objects.filter(course__in=part).delete()


def _courses_to_follow(items: list[ImportItem]) -> set[int]:
    """Journals that stay and whose timetable goes back."""
    slots = [one for one in items if one.model == "teaching.Slot"]
    found = {int((one.before or one.after).get("course_id", 0)) for one in slots}
    found |= set(Slot.objects.filter(pk__in=[one.object_id for one in slots]).values_list("course_id", flat=True))
    return found - {0} - set(_created(items).get("teaching.Course", []))


def _follow(courses: set[int], on: date, *, by: Actor | None, at: datetime) -> None:
    chosen = list(Course.objects.filter(pk__in=courses).select_related("year"))
    if chosen:
        generate_lessons(chosen, on + timedelta(days=1), max(one.year.ends_on for one in chosen), by=by, at=at)


def _by_model(items: list[ImportItem]) -> dict[str, list[ImportItem]]:
    found: dict[str, list[ImportItem]] = defaultdict(list)
    for item in items:
        found[item.model].append(item)
    return found


def _created(items: list[ImportItem]) -> dict[str, list[int]]:
    found: dict[str, list[int]] = defaultdict(list)
    for item in items:
        if item.before is None:
            found[item.model].append(item.object_id)
    return found
