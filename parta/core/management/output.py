"""Files that a command writes for its operator."""

import os
from pathlib import Path

from django.core.management.base import CommandError


def write_new(path: Path, content: bytes) -> None:
    """A new file, readable by its owner only: it holds names. Never over one that is there."""
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        raise CommandError(f"файл «{path}» уже есть: укажите другое имя") from None
    except OSError as error:
        raise CommandError(f"файл «{path}» нельзя записать: {error.strerror}") from None
    with os.fdopen(handle, "wb") as file:
        file.write(content)
