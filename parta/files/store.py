"""The folder of stored files: PARTA_HOME/files/ab/cdef…, named by what is in them, readable by the server only.

A file is complete on disk before a row names it, and its row is gone before it goes itself. So a crash leaves at most
a file that nobody names, never a name without a file.
"""

import hashlib
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import suppress
from datetime import datetime
from pathlib import Path

from django.conf import settings

FREE_SHARE = 0.1  # uploads are refused below it (SECURITY.md, T4)…
FREE_ENOUGH = 10 * 1024**3  # …unless so many bytes are left


def root() -> Path:
    return Path(settings.HOME) / "files"


def path_of(sha256: str) -> Path:
    return root() / sha256[:2] / sha256[2:]


def has_room() -> bool:
    root().mkdir(mode=0o700, exist_ok=True)
    disk = shutil.disk_usage(root())
    return disk.free >= min(disk.total * FREE_SHARE, FREE_ENOUGH)


def put(content: bytes) -> str:
    """Keep the content; its digest. What is there already only becomes young again, so that no sweep takes it."""
    sha256 = hashlib.sha256(content).hexdigest()
    path = path_of(sha256)
    with suppress(FileNotFoundError):
        os.utime(path)
        return sha256
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    handle, temporary = tempfile.mkstemp(dir=root(), prefix="new-")  # mode 0600
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        os.replace(temporary, path)
    except BaseException:
        with suppress(FileNotFoundError):
            os.unlink(temporary)
        raise
    _sync(path.parent)
    return sha256


def _sync(folder: Path) -> None:
    """A renamed file survives a power cut only when its folder is on disk too."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def older_than(instant: datetime) -> Iterator[Path]:
    """Files last put before `instant`, unfinished ones too."""
    for path in root().rglob("*"):
        with suppress(FileNotFoundError):
            if path.is_file() and path.stat().st_mtime < instant.timestamp():
                yield path
