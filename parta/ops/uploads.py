"""Uploads of rosters between the steps of an import (docs/decisions/0004-import-steps.md).

A folder of the data folder for each, named by a random token, readable by the server's user only. It belongs to the
user who uploaded it; it goes when the import is applied or given up, and an hour after it was made.
"""

import json
import os
import re
import secrets
import shutil
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from django.conf import settings

from parta.ops.roster.mapping import Mapping
from parta.ops.roster.rows import ReadOptions
from parta.ops.roster.tables import Upload

LIFE = timedelta(hours=1)
KEPT = 3  # of one user; a fourth upload drops the oldest
_TOKEN = re.compile(r"[A-Za-z0-9_-]{43}")
_MANIFEST = "manifest.json"
_NAME_CHARACTERS = 150


@dataclass(frozen=True)
class Held:
    """An upload that waits. `names` and `consents`: the files' names in order; `grades` as `ReadOptions.grade_map`."""

    token: str
    user_id: int | None  # None would be found by nobody
    made_at: str  # ISO, UTC
    names: tuple[str, ...]
    consents: tuple[str, ...] = ()
    school_key: str = ""
    school_name: str = ""
    grades: dict[str, int] = field(default_factory=dict)
    mapping: dict[str, Any] = field(default_factory=dict)  # the fields of `roster.mapping.Mapping`
    remembered: bool = False  # it is the one of a former file
    choices: dict[str, str] = field(default_factory=dict)  # what names of a timetable are: `Name.id` → its answer

    @property
    def title(self) -> str:
        return title_of(self.names)

    def without_choices(self) -> "Held":
        """As it was uploaded: a set of several schools offers them again."""
        return replace(self, school_key="", grades={})

    @property
    def options(self) -> ReadOptions:
        chosen = Mapping(**self.mapping | {"fields": tuple(self.mapping["fields"])}) if self.mapping else None
        return ReadOptions(self.school_key, self.grades, chosen)

    def files(self) -> list[Upload]:
        return _load(self.token, "file", self.names)

    def kept(self, name: str) -> bytes | None:
        """What `keep` has put beside the files."""
        try:
            return (_folder(self.token) / name).read_bytes()
        except FileNotFoundError:
            return None

    def keep(self, name: str, content: bytes) -> None:
        with suppress(FileNotFoundError):  # dropped meanwhile
            _write(_folder(self.token) / name, content)

    def consent_lists(self) -> list[Upload]:
        return _load(self.token, "consents", self.consents)


def title_of(names: Sequence[str]) -> str:
    """«Списки.xlsx», «users.csv и ещё 7»"""
    more = f" и ещё {len(names) - 1}" if len(names) > 1 else ""
    return f"{names[0]}{more}"


def hold(files: Sequence[Upload], *, user_id: int | None, at: datetime) -> Held:
    """Keep an upload; older ones of the same user past `KEPT` go, and everything past its hour."""
    sweep(at)
    mine = sorted((one for one in _all() if one.user_id == user_id), key=lambda one: one.made_at)
    for former in mine[: max(0, len(mine) - KEPT + 1)]:
        drop(former)
    held = Held(secrets.token_urlsafe(32), user_id, at.isoformat(), tuple(_short(upload.name) for upload in files))
    _folder(held.token).mkdir(mode=0o700)
    _store(held.token, "file", 0, files)
    _write_manifest(held)
    return held


def find(token: str, *, user_id: int | None, at: datetime) -> Held | None:
    """The upload of that token if it is this user's and not too old."""
    held = _read(token) if _TOKEN.fullmatch(token) else None
    if held is None or user_id is None or held.user_id != user_id:
        return None
    if _is_old(held, at):
        drop(held)
        return None
    return held


def change(held: Held, **facts: Any) -> Held:
    """Keep what the operator chose."""
    changed = replace(held, **facts)
    _write_manifest(changed)
    return changed


def add_consents(held: Held, upload: Upload) -> Held:
    """Keep one more filled list; a later one speaks last."""
    _store(held.token, "consents", len(held.consents), [upload])
    return change(held, consents=(*held.consents, _short(upload.name)))


def forget_consents(held: Held) -> Held:
    for number in range(len(held.consents)):
        (_folder(held.token) / f"consents-{number}").unlink(missing_ok=True)
    return change(held, consents=())


def drop(held: Held) -> None:
    shutil.rmtree(_folder(held.token), ignore_errors=True)


def drop_all() -> None:
    """Whoever's they are: somebody whose consent was withdrawn may stand in any of them."""
    for folder in _folders():
        shutil.rmtree(folder, ignore_errors=True)


def sweep(at: datetime) -> None:
    """Drop what is past its hour, and folders that were never finished."""
    for folder in _folders():
        held = _read(folder.name)
        if (held is None and at.timestamp() - folder.stat().st_mtime > LIFE.total_seconds()) or (
            held and _is_old(held, at)
        ):
            shutil.rmtree(folder, ignore_errors=True)


def _is_old(held: Held, at: datetime) -> bool:
    return at - datetime.fromisoformat(held.made_at) > LIFE


def _root() -> Path:
    root = Path(settings.HOME) / "imports"
    root.mkdir(mode=0o700, exist_ok=True)
    return root


def _folder(token: str) -> Path:
    return _root() / token


def _folders() -> list[Path]:
    return [entry for entry in _root().iterdir() if _TOKEN.fullmatch(entry.name)]


def _all() -> Iterator[Held]:
    for folder in _folders():
        held = _read(folder.name)
        if held is not None:
            yield held


def _read(token: str) -> Held | None:
    try:
        facts = json.loads((_folder(token) / _MANIFEST).read_text())
    except (FileNotFoundError, ValueError):  # gone meanwhile; half-written by a server that was stopped
        return None
    return Held(token=token, **facts | {name: tuple(facts[name]) for name in ("names", "consents")})


def _write_manifest(held: Held) -> None:
    facts = asdict(held)
    _write(_folder(facts.pop("token")) / _MANIFEST, json.dumps(facts, ensure_ascii=False).encode())


def _write(path: Path, content: bytes) -> None:
    """Whole or not at all: another worker may be reading."""
    beside = path.with_name(f"{path.name}.{secrets.token_hex(4)}")
    with os.fdopen(os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(content)
    beside.replace(path)


def _store(token: str, kind: str, first: int, files: Sequence[Upload]) -> None:
    for number, upload in enumerate(files, first):
        _write(_folder(token) / f"{kind}-{number}", upload.content)


def _load(token: str, kind: str, names: Sequence[str]) -> list[Upload]:
    with suppress(FileNotFoundError):  # dropped meanwhile
        return [Upload(name, (_folder(token) / f"{kind}-{i}").read_bytes()) for i, name in enumerate(names)]
    return []


def _short(name: str) -> str:
    """The end of a name stays: it says what the file is."""
    return name if len(name) <= _NAME_CHARACTERS else "…" + name[-_NAME_CHARACTERS:]
