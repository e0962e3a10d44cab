"""From uploaded files to what they would do: read, fill in consents, compare. The page and the command share it."""

import hashlib
import io
import pickle
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property

from parta.ops.importing.apply import check
from parta.ops.importing.draft import Rights
from parta.ops.importing.parts import Action, Plan
from parta.ops.roster.asc import SOURCE as ASC
from parta.ops.roster.consents import consent_list, with_consents
from parta.ops.roster.foreign import Preview
from parta.ops.roster.own_book import SOURCE as BOOK
from parta.ops.roster.read import Answers, digest_of, read_consents, read_preview, read_upload
from parta.ops.roster.rows import GuardianRow, PupilRow, ReadOptions, Roster
from parta.ops.roster.tables import Upload
from parta.ops.uploads import Held

SOURCES = {
    ASC: "Расписание aSc",
    BOOK: "Книга Парты",
    "oneroster": "Набор OneRoster",
    "sds": "Набор School Data Sync",
    "marks": "Отметки другого дневника",
}

# Called as a long work goes on: what is being done, and how much of it (0 to 1).
Say = Callable[[str, float], None]


def silent(stage: str, share: float) -> None:
    """For whoever shows no progress."""


@dataclass(frozen=True)
class DryRun:
    """`plan` is None while one school of several has to be chosen (`roster.schools`)."""

    roster: Roster
    plan: Plan | None = None

    @property
    def source_title(self) -> str:
        return SOURCES.get(self.roster.source, "Набор")

    @property
    def year_title(self) -> str:
        """«2026/27» when the plan makes the academic year first."""
        if self.plan is None or self.plan.year is None:
            return ""
        starts_on, ends_on = self.plan.year
        return f"{starts_on.year}/{ends_on.year % 100:02}"

    @cached_property
    def refused_without_consent(self) -> frozenset[PupilRow | GuardianRow]:
        """Rows of people that are refused and have no consent: what the list to fill in holds."""
        if self.plan is None:
            return frozenset()
        refused = {(item.kind, item.place.file, item.place.row) for item in self.plan.of(Action.REFUSED)}
        people = (("pupil", self.roster.pupils), ("guardian", self.roster.guardians))
        return frozenset(
            row
            for kind, rows in people
            for row in rows
            if row.consent is None and (kind, row.place.file, row.place.row) in refused
        )

    @property
    def without_consent(self) -> int:
        return len(self.refused_without_consent)

    def list_to_fill(self) -> bytes:
        """XLSX for the consents that are lacking."""
        return consent_list(self.roster, self.refused_without_consent)


def read(files: Sequence[Upload], consents: Sequence[Upload], options: ReadOptions, say: Say = silent) -> Roster:
    """The roster with the consents of the filled lists. Raises `RosterRefused`."""
    say("Читаем файлы", 0)
    roster = read_upload(files, options)
    if roster.schools:
        return roster
    for number, upload in enumerate(consents, 1):
        say("Читаем согласия", number / (len(consents) + 1))
        roster = with_consents(roster, read_consents(upload))
    return roster


def read_held(held: Held) -> Roster:
    """What an upload that waits says: read once for each choice of its user, kept beside it for the next page."""
    consents = held.consent_lists()
    chosen = (held.school_key, sorted(held.grades.items()), held.mapping)
    choices = repr((chosen, [digest_of([one]) for one in consents]))
    name = f"roster-{hashlib.sha256(choices.encode()).hexdigest()}"
    kept = held.kept(name)
    if kept is None:
        roster = read(held.files(), consents, held.options)
        held.keep(name, pickle.dumps(roster))
    else:
        found = Answers(io.BytesIO(kept)).load()
        assert isinstance(found, Roster)
        roster = found
    return replace(roster, choices=tuple(sorted(held.choices.items())))


def preview_of(held: Held) -> Preview:
    """The first rows of an upload that waits, read once."""
    kept = held.kept("preview")
    if kept is None:
        found = read_preview(held.files())
        held.keep("preview", pickle.dumps(found))
        return found
    found = Answers(io.BytesIO(kept)).load()
    assert isinstance(found, Preview)
    return found


def compare(roster: Roster, rights: Rights, on: date) -> DryRun:
    """What the roster would do on the day `on`, storing nothing."""
    if roster.schools:
        return DryRun(roster)
    return DryRun(roster, check(roster, rights, on))
