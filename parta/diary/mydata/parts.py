"""What the archive is made of: parts of rows of plain values, each naming the tables it speaks for."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import Model

from parta.core.russian import NBSP


@dataclass(frozen=True)
class Part:
    key: str
    title: str
    columns: tuple[tuple[str, str], ...]  # (key, Russian heading)
    rows: list[tuple[Any, ...]]

    def as_json(self) -> list[dict[str, Any]]:
        return [{key: plain(value) for (key, _), value in zip(self.columns, row, strict=True)} for row in self.rows]


Columns = dict[str, str]


@dataclass(frozen=True)
class Maker:
    tables: tuple[type[Model], ...]
    make: Callable[..., Part]


@dataclass
class Makers:
    """The functions that make the parts, each with the tables it speaks for: what a new table is checked against."""

    found: list[Maker] = field(default_factory=list)

    def part(self, key: str, title: str, *tables: type[Model], columns: Columns) -> Callable[..., Callable[..., Part]]:
        """`make(subject)` gives the rows."""

        def register(rows: Callable[..., Iterable[Sequence[Any]]]) -> Callable[..., Part]:
            def make(subject: Any) -> Part:
                return Part(key, title, tuple(columns.items()), [tuple(row) for row in rows(subject)])

            self.found.append(Maker(tables, make))
            return make

        return register

    def all(self, subject: Any) -> list[Part]:
        return [one.make(subject) for one in self.found]

    def tables(self) -> set[type[Model]]:
        return {table for one in self.found for table in one.tables}


def plain(value: Any) -> Any:
    """A value for a program: plain spaces, dates as ISO."""
    if isinstance(value, str):
        return value.replace(NBSP, " ")
    return value.isoformat() if isinstance(value, (date, datetime)) else value


def shown(value: Any, zone: ZoneInfo) -> str:
    """A value for a reader."""
    if isinstance(value, bool):
        return "да" if value else "нет"
    if isinstance(value, datetime):
        return f"{value.astimezone(zone):%d.%m.%Y %H:%M}"
    if isinstance(value, date):
        return f"{value:%d.%m.%Y}"
    return "—" if value in (None, "") else str(value)
