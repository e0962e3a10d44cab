"""Classes: their order and their rows."""

from collections.abc import Iterable
from datetime import datetime

from parta.core.actor import Actor
from parta.core.russian import SORT_KEY_LENGTH, sort_key
from parta.school.changes import remove
from parta.school.models import SchoolClass
from parta.school.refusals import Refused
from parta.school.years import refuse_closed


def class_sort_key(grade_level: int, letter: str) -> str:
    """Orders 1А … 9Б, 10А, 11Б."""
    return sort_key(f"{grade_level:02}", letter)


def journal_sort_key(classes: Iterable[SchoolClass], title: str) -> str:
    """Orders the journals of a school: by their classes, then by their titles."""
    key = "".join(one.sort_key for one in sorted(classes, key=lambda one: one.sort_key)) + sort_key(title)
    return key[:SORT_KEY_LENGTH]


def remove_class(row: SchoolClass, *, by: Actor, at: datetime) -> None:
    """Only a class nothing hangs on; what hangs is known by the names of the tables that point to it."""
    refuse_closed(row.year_id)
    for relation, said in (
        ("members", "были ученики"),
        ("courses", "есть журналы"),
        ("homerooms", "есть классный руководитель"),
        ("dayoff_set", "есть свои дни без занятий"),
    ):
        if getattr(row, relation).exists():
            raise Refused(f"В {row.title} {said}, поэтому удалить его нельзя.")
    remove(row, "school.remove_class", f"К {row.title} относятся записи, удалить его нельзя.", by=by, at=at)
