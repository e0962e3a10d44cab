"""Columns of other programs' files, remembered by their headings for the next file of the same kind."""

from datetime import datetime

from django.db import transaction

from parta.audit.chain import Event, record
from parta.core.actor import Actor
from parta.ops.models import ImportMapping
from parta.ops.roster.foreign import Preview
from parta.ops.roster.mapping import FREE, KINDS, OF_ONE_FILE, Mapping, signature
from parta.school.changes import facts


def remembered(preview: Preview) -> Mapping | None:
    """The mapping of a former file with the headings that a sheet of this one has; the latest of several. One query."""
    places = {
        signature(headings): (number, row)
        for number, sheet in enumerate(preview.sheets)
        for row, cells in sheet.rows[:FREE]
        if any(cells) and (headings := sheet.headings(row))
    }
    found = ImportMapping.objects.filter(signature__in=places, kind__in=KINDS).order_by("-saved_at").first()
    if found is None:
        return None
    sheet, row = places[found.signature]
    return Mapping(found.kind, sheet, row, tuple(found.choices["fields"]), found.choices["fixed"])


@transaction.atomic
def remember(mapping: Mapping, preview: Preview, title: str, *, by: Actor, at: datetime) -> None:
    """Keep the choice; the same again changes nothing."""
    mark = signature(preview.sheets[mapping.sheet].headings(mapping.header_row))
    choices = {
        "fields": list(mapping.fields),
        "fixed": {name: "" if name in OF_ONE_FILE else value for name, value in mapping.fixed.items()},
    }
    kept = ImportMapping.objects.filter(kind=mapping.kind, signature=mark).first()
    if kept and kept.choices == choices:
        return
    before = facts(kept) if kept else None
    row = kept or ImportMapping(kind=mapping.kind, signature=mark)
    row.title, row.choices, row.saved_by, row.saved_at = title[:200], choices, by.user_id, at
    row.save()
    record([Event("ops.save_mapping", row, before, facts(row))], by=by, at=at)
