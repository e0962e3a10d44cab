"""Finding people by parts of their names in any order. No database collation is trusted: `search_key` on both sides."""

from typing import Any

from django.db.models import QuerySet

from parta.core.russian import search_key

MOST_LETTERS, MOST_WORDS = 100, 6


def words_of(text: str) -> list[str]:
    """What is looked for: «Волк ПЁТ» → волк, пет."""
    return search_key(text[:MOST_LETTERS]).split()[:MOST_WORDS]


def named(rows: QuerySet[Any], words: list[str]) -> QuerySet[Any]:
    """Those of the people in whose names every word stands, whatever the case and Ё."""
    for word in words:
        rows = rows.filter(person__search_key__contains=word)
    return rows
