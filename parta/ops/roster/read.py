"""Reading an upload safely: the parsing happens in a child process with limits of memory and time."""

import hashlib
import io
import pickle
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

from parta.ops.roster import consents, foreign, limits, plans, rows, timetables
from parta.ops.roster.consents import Consents
from parta.ops.roster.foreign import Preview
from parta.ops.roster.plans import TopicList
from parta.ops.roster.rows import HeadingsUnknown, ReadOptions, Roster, RosterRefused
from parta.ops.roster.tables import Upload

__all__ = ["Upload", "digest_of", "read_consents", "read_folder", "read_plan", "read_preview", "read_upload"]

_ROOT = Path(__file__).resolve().parents[3]  # the folder that holds the package `parta`


def read_upload(files: Sequence[Upload], options: ReadOptions | None = None) -> Roster:
    """The roster that the files hold, with its digest.

    Takes one XLSX book, one ZIP, or the CSV files of one set. Bad rows are `Roster.problems`; raises
    `RosterRefused` when the files can't be read at all.
    """
    answer = _ask("roster", files, options or ReadOptions())
    if not isinstance(answer, Roster):
        raise _failed(files)
    return replace(answer, digest=digest_of(files))


def read_consents(upload: Upload) -> Consents:
    """A filled consent list (see `consents.consent_list`); raises `RosterRefused` when it can't be read."""
    answer = _ask("consents", [upload], ReadOptions())
    if not isinstance(answer, Consents):
        raise _failed([upload])
    return replace(answer, digest=digest_of([upload]))


def read_plan(upload: Upload) -> TopicList:
    """The topics of a calendar-thematic plan; raises `RosterRefused` when it can't be read."""
    answer = _ask("plan", [upload], ReadOptions())
    if not isinstance(answer, TopicList):
        raise _failed([upload])
    return answer


def read_preview(files: Sequence[Upload]) -> Preview:
    """The first rows of every sheet; raises `RosterRefused` when the files can't be read."""
    answer = _ask("preview", files, ReadOptions())
    if not isinstance(answer, Preview):
        raise _failed(files)
    return answer


def read_folder(path: Path) -> list[Upload]:
    """What a folder or a single file holds, for the command line: CSV files directly in it or in its one subfolder.

    Raises `RosterRefused` when there is nothing to read or it is too big.
    """
    if path.is_file():
        return [_load(path)]
    if not path.is_dir():
        raise RosterRefused(f"«{path}»: такого файла или папки нет.")
    inside = [entry for entry in sorted(path.iterdir()) if not entry.name.startswith((".", "~$", "__MACOSX"))]
    if len(inside) == 1 and inside[0].is_dir():
        return read_folder(inside[0])
    found = [
        entry
        for entry in inside
        if entry.is_file() and entry.suffix.lower() in {".csv", ".tsv", ".xlsx", ".xls", ".ods"}
    ]
    if not found:
        raise RosterRefused(f"В папке «{path.name}» нет таблиц CSV, .xlsx, .xls или .ods.")
    return [_load(entry) for entry in found]


def _load(path: Path) -> Upload:
    if path.stat().st_size > limits.UPLOAD_BYTES:
        raise _too_big(path.name)
    return Upload(path.name, path.read_bytes())


def digest_of(files: Sequence[Upload]) -> str:
    """SHA-256 over names and contents, whatever the order of the files."""
    total = hashlib.sha256()
    for upload in sorted(files):
        for part in (upload.name.encode(), upload.content):
            total.update(hashlib.sha256(part).digest())
    return total.hexdigest()


def _ask(what: str, files: Sequence[Upload], options: ReadOptions) -> object:
    """The child's answer; raises `RosterRefused` on a refusal, a crash or silence."""
    if len(files) > limits.UPLOAD_FILES:
        raise RosterRefused(f"Файлов больше {limits.UPLOAD_FILES}. Загрузите один набор: книгу, архив или его файлы.")
    if sum(len(upload.content) for upload in files) > limits.UPLOAD_BYTES:
        raise _too_big(files[0].name)
    request = pickle.dumps((what, [Upload(*upload) for upload in files], options), protocol=pickle.HIGHEST_PROTOCOL)
    try:
        child = subprocess.run(
            [sys.executable, "-B", "-m", "parta.ops.roster.child"],
            input=request,
            capture_output=True,
            timeout=limits.WALL_SECONDS,
            cwd=_ROOT,
            env={"PYTHONPATH": str(_ROOT), "PYTHONHASHSEED": "0"},
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise RosterRefused(f"{_named(files)} не удалось прочитать за отведённое время. {_ADVICE}") from None
    if child.returncode or len(child.stdout) > limits.RESULT_BYTES:
        raise _failed(files)
    try:
        state, answer = Answers(io.BytesIO(child.stdout)).load()
    except (pickle.UnpicklingError, EOFError, ValueError, TypeError):
        raise _failed(files) from None
    if state in ("refused", "unknown"):
        raise (RosterRefused if state == "refused" else HeadingsUnknown)(str(answer))
    return answer


_ADVICE = "Файл слишком велик или повреждён: оставьте списки одной школы и сохраните его заново."


def _failed(files: Sequence[Upload]) -> RosterRefused:
    return RosterRefused(f"{_named(files)} не удалось прочитать. {_ADVICE}")


def _too_big(name: str) -> RosterRefused:
    megabytes = limits.UPLOAD_BYTES // (1024 * 1024)
    return RosterRefused(f"Файл «{name}»: загрузка больше {megabytes} МБ. Оставьте только списки одной школы.")


def _named(files: Sequence[Upload]) -> str:
    names = ", ".join(f"«{upload.name}»" for upload in files[:3])
    return f"Файл {names}" if len(files) == 1 else f"Файлы {names}"


class Answers(pickle.Unpickler):
    """Loads rows and dates and nothing else: a child that a hostile file took over can't run code here."""

    _CLASSES = {("datetime", "date"): date, (consents.__name__, "Consents"): Consents} | {
        (module.__name__, name): kind
        for module in (rows, consents, plans, foreign, timetables)
        for name, kind in vars(module).items()
        if isinstance(kind, type) and kind.__module__ == module.__name__
    }

    def find_class(self, module: str, name: str) -> object:
        try:
            return self._CLASSES[module, name]
        except KeyError:
            raise pickle.UnpicklingError(name) from None
