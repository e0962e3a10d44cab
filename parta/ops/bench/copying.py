"""The school of a SQLite file, copied into an empty migrated PostgreSQL: the same rows on both databases."""

import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

from django.apps import apps
from django.core.management.color import no_style
from django.db import connection, transaction
from django.db.models import Model

from parta.core.bulk import refresh_statistics

BATCH = 20_000


def copy_school(source: Path) -> int:
    """How many rows. SQLite keeps dates, flags and JSON as PostgreSQL reads them in the text form of COPY."""
    with (
        closing(sqlite3.connect(f"file:{source}?mode=ro", uri=True)) as school,
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        # The rows are sound already (SQLite checked them): no foreign key is checked again, row by row.
        cursor.execute(
            "SET LOCAL session_replication_role = replica; SET LOCAL TimeZone = 'UTC'; SET LOCAL statement_timeout = 0"
        )
        rows = sum(_copy(model, school, cursor) for model in _tables())
        for statement in connection.ops.sequence_reset_sql(no_style(), _tables()):
            cursor.execute(statement)
    refresh_statistics()
    return rows


def _tables() -> list[type[Model]]:
    return [
        model
        for config in apps.get_app_configs()
        if config.name.startswith("parta.")
        for model in config.get_models(include_auto_created=True)
    ]


def _copy(model: type[Model], school: sqlite3.Connection, cursor: Any) -> int:
    table = model._meta.db_table
    columns = ", ".join(f'"{field.column}"' for field in model._meta.concrete_fields)
    found = school.execute(f'SELECT {columns} FROM "{table}"')
    rows = 0
    cursor.execute(f'DELETE FROM "{table}"')  # what migrations put there
    with cursor.copy(f'COPY "{table}" ({columns}) FROM STDIN') as copy:
        while batch := found.fetchmany(BATCH):
            for row in batch:
                copy.write_row(row)
            rows += len(batch)
    return rows
