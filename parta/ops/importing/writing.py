"""Carrying out the writes of a plan in bulk: rows, what the run did (`ImportItem`), the history."""

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from datetime import date, time
from typing import Any

from django.apps import apps
from django.db.models import Model

from parta.audit.chain import Event
from parta.ops.importing.parts import Create, Delete, New, Plan, Row, Update
from parta.ops.importing.state import WRITTEN
from parta.ops.models import ExternalId, ImportItem, ImportRun

CHUNK = 500
ACTION = "ops.import"
Progress = Callable[[int, int], None]  # (done, total)


def quiet(done: int, total: int) -> None:
    """For whoever shows no progress."""


def chunks(rows: Sequence[Any]) -> Iterator[Sequence[Any]]:
    for start in range(0, len(rows), CHUNK):
        yield rows[start : start + CHUNK]


def plain(value: Any) -> Any:
    """A column's value as JSON keeps it."""
    return value.isoformat() if isinstance(value, (date, time)) else value


def columns(obj: Model) -> Row:
    """All columns of a row but its number, as JSON keeps them."""
    return {
        field.attname: plain(field.value_from_object(obj))
        for field in obj._meta.concrete_fields
        if not field.primary_key
    }


def by_field(model: type[Model], values: Row) -> Row:
    """The same under the names that the history uses: «person», not «person_id»."""
    return {model._meta.get_field(name).name: value for name, value in values.items()}


class Writer:
    """`done` counts the writes; two ticks for each: the row itself and its line of the history."""

    def __init__(self, plan: Plan, progress: Progress = quiet):
        self.plan, self.progress = plan, progress
        self.numbers: dict[New, int] = {}
        self.items: list[ImportItem] = []
        self.events: list[Event] = []
        self.done, self.total = 0, 2 * len(plan.writes) + 1

    def write(self) -> None:
        """What goes, then what changes, then what is new, then changes that point to it."""
        self._deletes([write for write in self.plan.writes if isinstance(write, Delete)])
        updates = [write for write in self.plan.writes if isinstance(write, Update)]
        early = [write for write in updates if not _points_to_new(write)]
        self._updates(early)
        creates: dict[str, list[Create]] = defaultdict(list)
        for write in self.plan.writes:
            if isinstance(write, Create):
                creates[write.model].append(write)
        for label in WRITTEN:
            self._creates(label, creates.pop(label, []))
        assert not creates, sorted(creates)
        self._updates([write for write in updates if _points_to_new(write)])

    def _deletes(self, writes: list[Delete]) -> None:
        pks: dict[str, list[int]] = defaultdict(list)
        for write in writes:
            pks[write.model].append(write.pk)
            self._did(write.model, write.pk, write.before, {})
        for label, gone in pks.items():
            for part in chunks(gone):
                apps.get_model(label)._default_manager.filter(pk__in=part).delete()
            self._tick(len(gone))

    def _updates(self, writes: list[Update]) -> None:
        groups: dict[tuple[str, tuple[str, ...]], list[Update]] = defaultdict(list)
        for write in writes:
            groups[write.model, tuple(sorted(write.after))].append(write)
        for (label, names), same in groups.items():
            model = apps.get_model(label)
            rows = []
            for write in same:
                after = self._resolved(write.after)
                rows.append(model(pk=write.pk, **after))
                self._did(label, write.pk, write.before, after)
            fields = [model._meta.get_field(name).name for name in names]
            model._default_manager.bulk_update(rows, fields, batch_size=CHUNK)
            self._tick(len(rows))

    def _creates(self, label: str, writes: list[Create]) -> None:
        model = apps.get_model(label)
        for part in chunks(writes):
            rows = model._default_manager.bulk_create([model(**self._resolved(write.values)) for write in part])
            for write, row in zip(part, rows, strict=True):
                self.numbers[write.ref] = row.pk
                self._did(label, row.pk, None, columns(row))
            self._tick(len(rows))

    def _resolved(self, values: Row) -> Row:
        return {name: self.numbers[value] if isinstance(value, New) else value for name, value in values.items()}

    def _did(self, label: str, pk: int, before: Row | None, after: Row) -> None:
        model = apps.get_model(label)
        before = None if before is None else {name: plain(value) for name, value in before.items() if name != "id"}
        after = {name: plain(value) for name, value in after.items()}
        position = len(self.items)
        self.items.append(ImportItem(position=position, model=label, object_id=pk, before=before, after=after))
        said = None if before is None else by_field(model, before)
        self.events.append(Event(ACTION, model(pk=pk), said, by_field(model, after) or None))

    def _tick(self, count: int) -> None:
        self.done += count
        self.progress(self.done, self.total)

    def keep(self, run: ImportRun) -> None:
        """What the run did, and what the source calls the objects."""
        for part in chunks(self.items):
            for item in part:
                item.run = run
            ImportItem.objects.bulk_create(part)
            self._tick(len(part))
        rows = [
            ExternalId(source=self.plan.source, kind=one.kind, key=one.key, object_id=self._number(one.ref), run=run)
            for one in self.plan.external
        ]
        ExternalId.objects.bulk_create(
            rows,
            batch_size=CHUNK,
            update_conflicts=True,
            unique_fields=["source", "kind", "key"],
            update_fields=["object_id", "run"],
        )

    def _number(self, ref: Any) -> int:
        return self.numbers[ref] if isinstance(ref, New) else int(ref)


def _points_to_new(write: Update) -> bool:
    return any(isinstance(value, New) for value in write.after.values())
