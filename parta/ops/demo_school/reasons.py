"""Reasons of absence that the class teachers have learned since the demo was last filled: «н» becomes «б» or «у»."""

from collections.abc import Mapping
from datetime import date

from parta.audit.chain import Event, record_each
from parta.journal.models import Absence, Cell
from parta.ops.demo_school.filling import REASONED, Filling


def write_reasons(filling: Filling, since: date, users: Mapping[str, int], pupils: Mapping[str, int]) -> None:
    """In the caller's transaction. Cells which somebody has touched (version 2 and more) stay as they are."""
    keys = {pk: key for key, pk in pupils.items()}
    at = filling.moment.at
    cells = Cell.objects.filter(absence=Absence.UNKNOWN, version=1, lesson__date__gte=since, pupil__in=keys)
    changed, entries = [], []
    for cell in cells.select_related("lesson"):
        pupil_key = keys[cell.pupil_id]
        absence = filling.away[pupil_key].get((cell.lesson.date, cell.lesson.number))
        if absence is None or absence.code not in REASONED:
            continue
        user = users[filling.homeroom(pupil_key)]
        cell.absence, cell.version, cell.updated_by, cell.updated_at = absence.code, 2, user, at
        changed.append(cell)
        entries.append(
            (Event("journal.put_cell", cell, {"absence": Absence.UNKNOWN}, {"absence": absence.code}), user, at)
        )
    Cell.objects.bulk_update(changed, ["absence", "version", "updated_by", "updated_at"], batch_size=100)
    record_each(entries)
