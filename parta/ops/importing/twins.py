"""Pupils and rows that are one human being: the same birth date and the same words of the name.

Case, Ё, spaces, dashes and the order of the words don't count; the patronymic may be missing on one side.
"""

import re
from collections.abc import Iterable
from datetime import date

from parta.core.russian import search_key
from parta.ops.importing.draft import Draft, Entry
from parta.ops.importing.matching import Matcher
from parta.ops.importing.parts import RowRefused
from parta.ops.roster.fields import full_name
from parta.ops.roster.rows import PersonName, PupilRow


class Twins:
    """Matches rows of pupils so that nobody is made twice."""

    def __init__(self, draft: Draft, matcher: Matcher[PupilRow]):
        self.draft, self.matcher = draft, matcher
        self.rows: dict[date, list[PupilRow]] = {}
        for row in draft.roster.pupils:
            if row.birth_date:
                self.rows.setdefault(row.birth_date, []).append(row)
        self.pupils: dict[date, list[int]] = {}
        for pk, pupil in draft.state.tables["people.Pupil"].items():
            born = draft.state.tables["people.Person"][pupil["person_id"]]["birth_date"]
            if born:
                self.pupils.setdefault(born, []).append(pk)

    def match(self, entry: Entry, row: PupilRow) -> int | None:
        """The pupil's number, None = a new one; raises `RowRefused` when it would be somebody's second one."""
        if row.birth_date is None or self._is_known(row):
            return self.matcher.match(row)
        self._refuse_repeated(row, self.rows[row.birth_date])
        found = self.matcher.match(row)
        return self._alike(entry, row, self.pupils.get(row.birth_date, ())) if found is None else found

    def _is_known(self, row: PupilRow) -> bool:
        return self.draft.state.find("pupil", row.key) is not None

    def _refuse_repeated(self, row: PupilRow, others: list[PupilRow]) -> None:
        """Of several rows the one that the source's key names stays, else the first."""
        before = True
        for other in others:
            if other is row:
                before = False
            elif (before or self._is_known(other)) and same_words(row.name, other.name):
                raise RowRefused(
                    f"Этот обучающийся уже есть: {other.place}, те же имя и дата рождения. Удалите одну из строк."
                )

    def _alike(self, entry: Entry, row: PupilRow, pupils: Iterable[int]) -> int | None:
        """The pupil whose name only lacks or has a patronymic more; any other likeness is for a human to decide."""
        alike = {pk: self._name(pk) for pk in pupils}
        alike = {pk: name for pk, name in alike.items() if same_words(row.name, name)}
        if not alike:
            return None
        pk, name = next(iter(alike.items()))
        told = f"Такой обучающийся уже есть: {full_name(name)}, {row.birth_date:%d.%m.%Y}"
        if len(alike) > 1:
            raise RowRefused(f"{told} — и не один. Впишите ФИО так, как у того, о ком строка.")
        if pk in self.matcher.taken:
            raise RowRefused(f"{told}, в файлах он под другим ключом. Исправьте ключ или удалите строку.")
        if _folded(name.last, name.first) != _folded(row.name.last, row.name.first):
            raise RowRefused(f"{told}. Напишите фамилию и имя так же: возможно, они стоят не в своих столбцах.")
        entry.note(f"{told}. Строка отнесена к нему.", "Такой обучающийся уже есть: строка отнесена к нему.")
        return pk

    def _name(self, pk: int) -> PersonName:
        person = self.draft.state.tables["people.Person"][self.draft.state.tables["people.Pupil"][pk]["person_id"]]
        return PersonName(person["last_name"], person["first_name"], person["patronymic"])


def same_words(one: PersonName, other: PersonName) -> bool:
    """Whether the words of the shorter name are all in the longer one; a single word says nothing."""
    fewer, more = sorted((_words(one), _words(other)), key=len)
    return fewer == more or (len(fewer) > 1 and fewer < more)


def _words(name: PersonName) -> frozenset[str]:
    return frozenset(_folded(name.last, name.first, name.patronymic).split())


def _folded(*parts: str) -> str:
    return re.sub(r"\s*[-–—]\s*", "-", search_key(*parts))
