"""Reading what was imported."""

from dataclasses import dataclass
from datetime import datetime

from parta.ops.models import ROLLOVER, ImportRun
from parta.people.models import Person


@dataclass(frozen=True)
class Run:
    """One import. `by`: «Соколова Е. В.», empty = the command line; `counts`: action → kind → rows."""

    pk: int
    title: str
    source: str
    applied_at: datetime
    by: str
    counts: dict[str, dict[str, int]]
    undone_at: datetime | None
    undone_by: str
    is_last: bool  # the last one in force: the only one that may be undone


def runs(limit: int = 100) -> list[Run]:
    """Imports, the newest first. Three queries."""
    found = list(ImportRun.objects.exclude(source=ROLLOVER).order_by("-pk")[:limit])
    last = ImportRun.objects.filter(undone_at=None).order_by("-pk").values_list("pk", flat=True).first()
    names = _names({user for one in found for user in (one.applied_by, one.undone_by) if user is not None})
    return [
        Run(
            pk=one.pk,
            title=one.title,
            source=one.source,
            applied_at=one.applied_at,
            by=names.get(one.applied_by or 0, ""),
            counts=one.counts,
            undone_at=one.undone_at,
            undone_by=names.get(one.undone_by or 0, ""),
            is_last=one.pk == last,
        )
        for one in found
    ]


def run(pk: int) -> ImportRun | None:
    """The import with this number."""
    return ImportRun.objects.exclude(source=ROLLOVER).filter(pk=pk).first()


def _names(users: set[int]) -> dict[int, str]:
    return {one.user_id or 0: one.short_name for one in Person.objects.filter(user_id__in=users)}
