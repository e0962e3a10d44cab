"""Which object of the school a row of the file means: by the source's own id, else by what people go by."""

from collections.abc import Callable, Hashable, Iterable
from typing import Generic, TypeVar

from parta.ops.importing.draft import Draft, SourceRow
from parta.ops.importing.parts import RowRefused
from parta.ops.roster.own_book import SOURCE as BOOK

R = TypeVar("R", bound=SourceRow)


class Matcher(Generic[R]):
    """Matches the rows of one kind. `natural`: what a row goes by; `index`: the same of the school's objects.

    `fits(row, pk)`: nothing known speaks against it. An object that the source knows under another id is taken.
    """

    def __init__(
        self,
        draft: Draft,
        kind: str,
        rows: Iterable[R],
        natural: Callable[[R], Hashable],
        index: dict[Hashable, list[int]],
        fits: Callable[[R, int], bool] = lambda row, pk: True,
    ):
        self.state, self.kind = draft.state, kind
        self.natural, self.index, self.fits = natural, index, fits
        self.unmatched: dict[Hashable, list[R]] = {}
        present = set()
        for row in rows:
            if self.state.find(kind, row.key) is None:
                self.unmatched.setdefault(natural(row), []).append(row)
            present.add(row.key)
        # Keys of a book are made of names: one that is gone from the file claims nobody.
        self.taken = {
            pk
            for (of, key), pk in self.state.external.items()
            if of == kind and (key in present or draft.roster.source != BOOK)
        }

    def match(self, row: R) -> int | None:
        """The object's number, None = a new one; raises `RowRefused` when it could be several."""
        known = self.state.find(self.kind, row.key)
        if known is not None:
            return known
        natural = self.natural(row)
        found = [pk for pk in self.index.get(natural, ()) if pk not in self.taken and self.fits(row, pk)]
        if not found:
            return None
        rivals = [other for other in self.unmatched[natural] if self.fits(other, found[0])]
        if len(found) > 1:
            raise RowRefused(f"В школе уже есть {_several(self.kind, len(found))}, строка подходит к каждой. {_ADVICE}")
        if len(rivals) > 1:
            rows = ", ".join(str(other.place.row) for other in rivals if other.place.row != row.place.row)
            raise RowRefused(f"К одной записи школы подходит и эта строка, и строка {rows}. {_ADVICE}")
        return found[0]


_ADVICE = "Впишите то, что их различает (отчество, дату рождения, подгруппу), или удалите лишнюю."


def _several(kind: str, count: int) -> str:
    what = {"course": "одинаковых журнала"}.get(kind, "записи с такими же данными")
    return f"{count} {what}"
