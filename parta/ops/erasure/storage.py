"""After an erasure no byte of it is left in the database's files."""

import logging
from collections.abc import Iterable
from pathlib import Path

from django.apps import apps
from django.conf import settings
from django.db import DatabaseError, connection

logger = logging.getLogger(__name__)
ALWAYS = ("people.Withdrawal", "people.Approval", "audit.Change", "audit.Operation", "accounts.Session")


def _due() -> Path:
    return Path(settings.HOME) / "erased-unswept"


def announce() -> None:
    """Before the commit: whoever starts next sweeps, if this process doesn't live to do it."""
    _due().touch(mode=0o600)


def sweep_if_due() -> None:
    if _due().exists():
        sweep(())


def sweep(labels: Iterable[str]) -> None:
    """Rewrite what the erased rows lay in. Outside of a transaction."""
    try:
        with connection.cursor() as cursor:
            if connection.vendor == "sqlite":
                cursor.execute("VACUUM")
                cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            else:
                cursor.execute("SET statement_timeout = 0")
                tables = [apps.get_model(one)._meta.db_table for one in {*labels, *ALWAYS}]
                cursor.execute(f"VACUUM {', '.join(map(connection.ops.quote_name, tables)) if labels else ''}")
                cursor.execute("RESET statement_timeout")
    except DatabaseError as error:
        # The rows are gone all the same; `parta erase --again` and the next start try once more.
        logger.error("the database was not swept after an erasure: %s", error)
        return
    _due().unlink(missing_ok=True)
