"""Marks of another diary against the school: current ones become `FormerMark`s, final ones `FinalMark`s."""

import re
from collections import Counter
from collections.abc import Iterable
from datetime import UTC, date, datetime, time
from typing import Any

from parta.core.russian import search_key
from parta.journal.models import FinalKind, FinalMark, FormerMark
from parta.journal.rules import former
from parta.ops.importing.draft import Rights
from parta.ops.importing.parts import Action, Create, FieldChange, Item, New, Plan, RowRefused, Update, Write
from parta.ops.roster.fields import shown
from parta.ops.roster.foreign_marks import SOURCE
from parta.ops.roster.references import Names
from parta.ops.roster.rows import MarkRow, PersonName, Roster, Severity
from parta.people.models import ClassMember
from parta.school.calendar import period_kind, policy_on
from parta.school.models import AcademicYear, Period, PeriodKind, Subject

_WORDS = {"трим": PeriodKind.TRIMESTER, "полуг": PeriodKind.HALF_YEAR}
_ROMAN = {"i": 1, "ii": 2, "iii": 3, "iv": 4}
_WHOLE = (("экзамен", FinalKind.EXAM), ("итог", FinalKind.FINAL), ("год", FinalKind.YEAR))


def plan_marks(roster: Roster, rights: Rights, on: date) -> Plan:
    """Every mark of the file and what becomes of it. Nine queries, however many marks there are."""
    draft = _Draft(roster, rights, on)
    for mark in roster.marks:
        draft.take(mark)
    return Plan(
        source=SOURCE,
        items=(
            *(Item("row", Action.REFUSED, one.place, text=one.text) for one in _of(roster, Severity.REFUSED)),
            *draft.items,
        ),
        notes=tuple(_of(roster, Severity.NOTE)),
        writes=tuple(draft.writes),
    )


def subjects_to_match(roster: Roster) -> tuple[list[str], list[tuple[int, str]]]:
    """Subjects of the file that have no namesake here, and ours to choose from. One query."""
    ours = [(one.pk, one.name) for one in Subject.objects.order_by("sort_key")]
    known = {search_key(name) for _, name in ours}
    written = {search_key(one.subject): one.subject for one in roster.marks if one.subject}
    return sorted(name for key, name in written.items() if key not in known)[:200], ours


def _of(roster: Roster, severity: Severity) -> list[Any]:
    return [one for one in roster.problems if one.severity is severity]


class _Draft:
    def __init__(self, roster: Roster, rights: Rights, on: date):
        self.on, self.rights = on, rights
        self.origin = f"перенесено из: {roster.origin}"[:200]
        self.year = AcademicYear.objects.filter(starts_on__lte=on, ends_on__gte=on).first()
        self.policy = policy_on(on)
        self.periods = list(Period.objects.filter(year=self.year).select_related("lock")) if self.year else []
        self.subjects = {search_key(one.name): one for one in Subject.objects.all()}
        by_number = {one.pk: one for one in self.subjects.values()}
        self.subjects |= {name: by_number[pk] for name, pk in roster.subjects_named if pk in by_number}
        self.names: dict[str, Names] = {}
        self.levels: dict[int, int] = {}
        self._load_pupils()
        self.kept = Counter(self._kept())
        self.finals = {_key(one): one for one in FinalMark.objects.filter(year=self.year)}
        self.items: list[Item] = []
        self.writes: list[Write] = []
        self.taken: dict[tuple[int, int, str, int | None], str] = {}

    def _load_pupils(self) -> None:
        members = ClassMember.objects.filter(school_class__year=self.year, starts_on__lte=self.on)
        rows = members.exclude(ends_on__lt=self.on).select_related("pupil__person", "school_class")
        for row in rows:
            person, title = row.pupil.person, f"{row.school_class.grade_level}{row.school_class.letter}"
            name = PersonName(person.last_name, person.first_name, person.patronymic)
            for group in {"", title}:
                self.names.setdefault(group, Names()).add(name, str(row.pupil_id))
            self.levels[row.pupil_id] = row.school_class.grade_level

    def _kept(self) -> Iterable[tuple[Any, ...]]:
        return FormerMark.objects.filter(year=self.year, school=self.origin).values_list(
            "pupil_id", "subject_id", "given_on", "value", "weight", "work"
        )

    def take(self, mark: MarkRow) -> None:
        what = " ".join(filter(None, [mark.class_name, mark.subject, mark.period]))
        title = f"{mark.name}, {what}: {mark.value or mark.sign}"
        kind = "final" if mark.period else "mark"
        try:
            action, changes = self._final(mark) if mark.period else self._current(mark)
        except RowRefused as refusal:
            self.items.append(Item(kind, Action.REFUSED, mark.place, title, text=str(refusal)))
        else:
            self.items.append(Item(kind, action, mark.place, title, changes))

    def _current(self, mark: MarkRow) -> tuple[Action, tuple[FieldChange, ...]]:
        pupil, subject = self._pupil(mark), self._subject(mark)
        if mark.given_on is None:
            raise RowRefused("Не указана дата отметки. Впишите её.")
        self._judge(pupil, mark.given_on)
        key = (pupil, subject, mark.given_on, mark.value, mark.weight, mark.work)
        if self.kept[key] > 0:
            self.kept[key] -= 1
            return Action.SAME, ()
        values = dict(zip(("pupil_id", "subject_id", "given_on", "value", "weight", "work"), key, strict=True))
        self._create("journal.FormerMark", values | {"school": self.origin, "noted_at": self._moment()})
        return Action.CREATED, ()

    def _final(self, mark: MarkRow) -> tuple[Action, tuple[FieldChange, ...]]:
        pupil, subject = self._pupil(mark), self._subject(mark)
        kind, period = self._period(mark.period, self.levels[pupil])
        day = mark.given_on or (min(period.ends_on, self.on) if period else self.on)
        self._judge(pupil, day)
        place = (pupil, subject, kind, period.pk if period else None)
        said = str(mark.value or mark.sign)
        if place in self.taken:
            if self.taken[place] == said:
                return Action.SAME, ()
            raise RowRefused(
                f"Выше в файле у этого ученика за тот же период стоит «{self.taken[place]}». Оставьте одну."
            )
        self.taken[place] = said
        values = {"value": mark.value, "sign": mark.sign, "given_on": day, "brought_from": self.origin}
        known = self.finals.get(place)
        if known is None:
            whole = dict(zip(("pupil_id", "subject_id", "kind", "period_id"), place, strict=True))
            self._create("journal.FinalMark", values | whole | {"set_at": self._moment()})
            return Action.CREATED, ()
        if not known.brought_from and str(known) != said:
            raise RowRefused(
                f"В Парте уже выставлена итоговая «{known}». Если верна отметка из файла, исправьте её там."
            )
        before = {name: getattr(known, name) for name in ("value", "sign")}
        if str(known) == said:
            return Action.SAME, ()
        after = {"value": mark.value, "sign": mark.sign}
        self.writes.append(Update("journal.FinalMark", known.pk, before, after))
        return Action.CHANGED, (FieldChange("отметка", str(known), said),)

    def _create(self, model: str, values: dict[str, Any]) -> None:
        assert self.year is not None
        self.writes.append(Create(model, New(len(self.writes) + 1), values | {"year_id": self.year.pk}))

    def _moment(self) -> datetime:
        """Of the day, so that what is applied is what was shown; the history has the minute."""
        return datetime.combine(self.on, time(), UTC)

    def _pupil(self, mark: MarkRow) -> int:
        if self.year is None:
            raise RowRefused("Учебного года в Парте ещё нет: сначала загрузите классы и учеников.")
        if mark.class_name and mark.class_name not in self.names:
            raise RowRefused(
                f"Класса {mark.class_name} с учениками в Парте нет. Исправьте класс или загрузите его список."
            )
        found = self.names.get(mark.class_name, Names()).find(mark.name)
        where = f"в классе {mark.class_name}" if mark.class_name else "в школе"
        if not found:
            raise RowRefused(f"Такого ученика {where} нет. Проверьте фамилию, имя и класс.")
        if len(set(found)) > 1:
            raise RowRefused(
                f"Таких учеников {where} несколько: допишите отчество{'' if mark.class_name else ' и класс'}."
            )
        return int(found[0])

    def _subject(self, mark: MarkRow) -> int:
        if not mark.subject:
            raise RowRefused("Не указан предмет. Впишите его.")
        subject = self.subjects.get(search_key(mark.subject))
        if subject is None:
            raise RowRefused(f"Предмета «{shown(mark.subject)}» в Парте нет. Укажите, какой это наш предмет.")
        return int(subject.pk)

    def _judge(self, pupil: int, day: date) -> None:
        """FMR-02, FMR-04."""
        assert self.year is not None
        kind = period_kind(self.levels[pupil], self.policy)
        closed = (one for one in self.periods if one.kind == kind and hasattr(one, "lock"))
        period = next((one.title for one in closed if one.starts_on <= day <= one.ends_on), "")
        fault = former.date_fault(day, self.year.starts_on, self.on)
        if fault := fault or former.closed_fault(day, period, administration=self.rights.closed_periods):
            raise RowRefused(fault)

    def _period(self, text: str, grade_level: int) -> tuple[str, Period | None]:
        key = search_key(text)
        number = re.search(r"\d|\b(?:iv|i{1,3})\b", key)
        if not number or "год" in key.replace("полугод", ""):
            whole = next((kind for word, kind in _WHOLE if word in key), None)
            if whole:
                return whole, None
        kind = period_kind(grade_level, self.policy)
        named = next((of for word, of in _WORDS.items() if word in key), None if "четв" in key else kind)
        which = _ROMAN.get(number[0]) or int(number[0]) if number else 0
        for one in self.periods:
            if one.kind == kind == named and one.number == which:
                return FinalKind.PERIOD, one
        ours = ", ".join(one.title for one in self.periods if one.kind == kind)
        raise RowRefused(f"Периода «{shown(text)}» у этого класса нет. В Парте: {ours}, год, экзамен, итоговая.")


def _key(one: FinalMark) -> tuple[int, int, str, int | None]:
    return one.pupil_id, one.subject_id, one.kind, one.period_id
