"""Setting final marks [6.1]-[6.4]: each edit is saved, refused, asked for its reason, or shown as a conflict."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from parta.audit.chain import Event, record
from parta.core.actor import Actor
from parta.core.dates import day_month
from parta.journal.actions.operations import Answers, Outrun, once
from parta.journal.finals.sheet import Entry, Final, Line, Place, final_of, load_lines, scheme_of
from parta.journal.finals.telling import tell_family
from parta.journal.models import FinalKind, FinalMark, Unlock
from parta.journal.rules import final_terms, finals, language
from parta.journal.rules.final_terms import Stage
from parta.journal.rules.timeliness import reason_refusal
from parta.journal.timing import Writing
from parta.school.models import AcademicYear, Period, Subject
from parta.school.rules.years import CLOSED as YEAR_CLOSED
from parta.teaching.models import Course, CourseMember

NO_PLACE = "Такой клетки на этой странице нет. Обновите страницу."
NOT_BEGUN = "Этот период ещё не начался: ставить отметку рано."
NOT_A_MARK = "Здесь ставят 5, 4, 3, 2, н/а или осв."
NOT_A_PASS = "Здесь ставят зач, незач, н/а или осв."
NOT_AN_EXAM = "За экзамен ставят 5, 4, 3 или 2."
NEEDS_DOCUMENT = "Период закрыт. Отметку за ликвидированную задолженность ставят с датой и документом."
NO_DEBT = "Задолженности здесь нет: дата и документ не нужны."
DEBT_IN_FULL = "За ликвидированную задолженность укажите и дату, и документ."
NOT_MADE_GOOD = "За ликвидированную задолженность ставят 5, 4, 3, осв или зач."


@dataclass(frozen=True)
class FinalEdit:
    """What a teacher chose. `mark` empty = take it away. `debt_document`, `given_on`: a debt made good later."""

    op_id: str
    pupil: int
    subject: int
    kind: str
    period: int | None
    mark: str
    reason: str = ""
    debt_document: str = ""
    given_on: date | None = None
    base_version: int = 0
    digest: str = ""

    @property
    def place(self) -> Place:
        return self.kind, self.period


@dataclass(frozen=True)
class Sheet:
    """The page the edits come from: one journal's pupils and subjects."""

    course: Course
    grade_level: int
    subjects: tuple[Subject, ...]  # of the journal, and the other parts of the whole that it is a part of


def put_finals(sheet: Sheet, edits: Sequence[FinalEdit], *, by: Actor, at: datetime) -> dict[str, Any]:
    """Answers by `op_id`. The caller has seen that the actor may set finals of the journal (finals.access)."""

    def write(fresh: Sequence[FinalEdit]) -> tuple[Answers, dict[str, Any]]:
        writer = _Writer(sheet, fresh, by=by, at=at)
        return {edit.op_id: writer.answer(edit) for edit in fresh}, {}

    found, _ = once(edits, write, by=by, at=at)
    return {"results": found}


class _Writer:
    """Judges edits against what is stored, and writes those that stand."""

    def __init__(self, sheet: Sheet, edits: Sequence[FinalEdit], *, by: Actor, at: datetime):
        self.sheet, self.by, self.at = sheet, by, at
        pupils = {edit.pupil for edit in edits}
        # From this query on nobody closes a period till the end of the transaction.
        members = CourseMember.objects.filter(course=sheet.course, pupil__in=pupils).annotate(writing=Writing())
        self.stays = list(members.values_list("pupil_id", "starts_on", "ends_on", "writing"))
        self.members = {pupil for pupil, *_ in self.stays}
        self.scheme = scheme_of(sheet.course.year, sheet.grade_level, by.on)
        self.lines: dict[tuple[int | None, int, int], Line] = {}
        for period in self._periods(edits):
            loaded = load_lines(self.members, sheet.subjects, self.scheme, period, by.on)
            self.lines |= {(period.pk if period else None, *key): line for key, line in loaded.items()}
        # Read after the query that lets nobody close a year meanwhile.
        self.year_closed = AcademicYear.objects.filter(pk=sheet.course.year_id, closed_at__isnull=False).exists()
        running = Unlock.objects.filter(course=sheet.course, ended_at=None, until__gt=at)
        self.unlocked = set(running.values_list("period_id", flat=True))

    def _periods(self, edits: Sequence[FinalEdit]) -> list[Period | None]:
        asked = {edit.period for edit in edits}
        known: list[Period | None] = [one for one in self.scheme.periods if one.pk in asked]
        return [*known, None] if None in asked else known

    def answer(self, edit: FinalEdit) -> dict[str, Any]:
        line = self.lines.get((edit.period, edit.pupil, edit.subject))
        entry = line.entries.get(edit.place) if line else None
        if entry is None or not self._there(edit):
            return {"status": "rejected", "reason": NO_PLACE}
        if refusal := self._refusal(edit, entry):
            return {"status": "rejected", "reason": refusal}
        if edit.base_version != entry.version and not self._alike(edit, entry):
            return {"status": "conflict", **told(entry.final)}
        if edit.mark and not edit.reason and (question := self._question(edit, entry)):
            return {"status": "needs_reason", "reason": question}
        if self._same(edit, entry):
            return {"status": "saved", **told(entry.final)}
        return {"status": "saved", **told(self._write(edit, entry))}

    def _there(self, edit: FinalEdit) -> bool:
        """In the journal on the last day of the period, or today while it runs."""
        ends_on = next((one.ends_on for one in self.scheme.periods if one.pk == edit.period), self.scheme.year.ends_on)
        day = min(ends_on, self.by.on)
        return any(
            pupil == edit.pupil and first <= day and (last is None or day <= last)
            for pupil, first, last, _ in self.stays
        )

    def _same(self, edit: FinalEdit, entry: Entry) -> bool:
        """Nothing to write; a preliminary mark becomes the final one by being chosen again when the time has come."""
        final = entry.final
        if final and final.preliminary and not self.scheme.term(edit.place).preliminary:
            return False
        return self._alike(edit, entry)

    @staticmethod
    def _alike(edit: FinalEdit, entry: Entry) -> bool:
        return edit.mark == entry.mark and edit.reason == (entry.final.reason if entry.final else "")

    def _refusal(self, edit: FinalEdit, entry: Entry) -> str:
        term = self.scheme.term(edit.place)
        owing = entry.mark in ("2", finals.UNRATED, finals.FAILED)
        made_good = owing and edit.debt_document and edit.given_on
        if made_good and edit.mark in ("", "2", finals.UNRATED, finals.FAILED):
            return NOT_MADE_GOOD
        if self.year_closed and not made_good:
            return NEEDS_DOCUMENT if owing else YEAR_CLOSED
        frozen = term.stage == Stage.CLOSED and edit.period not in self.unlocked
        if frozen and not made_good:
            return NEEDS_DOCUMENT if owing else self._closed(term)
        if edit.given_on and edit.given_on > self.by.on:
            return "Дата ещё не наступила."
        if (edit.debt_document or edit.given_on) and not made_good:
            return DEBT_IN_FULL if owing else NO_DEBT
        if not self.scheme.begun(edit.place, self.by.on):
            return NOT_BEGUN
        return self._wrong_mark(edit) or reason_refusal(edit.reason) or language.refusal(edit.reason)

    @staticmethod
    def _closed(term: Any) -> str:
        day = f" {day_month(term.closed_at.date())}" if term.closed_at else ""
        return f"Период закрыт{day}. Открыть журнал для правки может завуч."

    def _wrong_mark(self, edit: FinalEdit) -> str:
        if edit.kind == FinalKind.EXAM:
            return "" if edit.mark in ("", *finals.NUMBERS) else NOT_AN_EXAM
        scale = next((one.scale for one in self.sheet.subjects if one.pk == edit.subject), "marks")
        allowed = (finals.PASSED, finals.FAILED) if scale == "pass" else finals.NUMBERS
        if edit.mark in ("", finals.UNRATED, finals.EXEMPT, *allowed):
            return ""
        return NOT_A_PASS if scale == "pass" else NOT_A_MARK

    def _question(self, edit: FinalEdit, entry: Entry) -> str:
        """Why the mark needs a reason (FINAL-05); an exam and an attestation speak for themselves."""
        if edit.kind in (FinalKind.EXAM, FinalKind.ATTESTATION) or edit.debt_document:
            return ""
        if entry.facts and entry.asked:
            return finals.needs_reason(edit.mark, entry.facts, entry.asked)
        if edit.mark == entry.proposal:
            return ""
        return f"рекомендуется {entry.proposal}" if entry.proposal else "рекомендуемой отметки нет"

    def _write(self, edit: FinalEdit, entry: Entry) -> Final:
        term = self.scheme.term(edit.place)
        number = edit.mark in finals.NUMBERS
        values = {
            "value": int(edit.mark) if number else None,
            "sign": "" if number else edit.mark,
            "proposed": entry.proposal,
            "basis": finals.fingerprint(entry.facts) if entry.facts else "",
            "reason": edit.reason,
            "given_on": edit.given_on or self.by.on,
            "preliminary": term.preliminary,
            "late": final_terms.late(term.due_on, self.by.on) and not edit.debt_document,
            "debt_document": edit.debt_document,
            "brought_from": "",
            "set_by": self.by.user_id,
            "set_at": self.at,
        }
        row = self._store(edit, entry, values)
        before = {"mark": entry.final.mark, "reason": entry.final.reason} if entry.final else None
        after = {"mark": edit.mark, "reason": edit.reason, "proposed": entry.proposal}
        record([Event("journal.set_final", row, before, after, edit.reason)], by=self.by, at=self.at)
        if term.published and entry.mark and edit.mark != entry.mark:
            tell_family(row, self._title(edit), edit.mark, on=self.by.on, at=self.at)
        return final_of(row)

    def _title(self, edit: FinalEdit) -> str:
        """«Алгебра, 1-й триместр»"""
        subject = next((one.name for one in self.sheet.subjects if one.pk == edit.subject), "")
        period = next((one.title for one in self.scheme.periods if one.pk == edit.period), "")
        return f"{subject}, {period or FinalKind(edit.kind).label}"

    def _store(self, edit: FinalEdit, entry: Entry, values: dict[str, Any]) -> FinalMark:
        if entry.final is None:
            return FinalMark.objects.create(
                pupil_id=edit.pupil, subject_id=edit.subject, year=self.scheme.year, kind=edit.kind,
                period_id=edit.period, **values,
            )  # fmt: skip
        version = entry.final.version
        kept = FinalMark.objects.filter(pk=entry.final.pk, version=version)
        if not kept.update(version=version + 1, **values):
            raise Outrun
        return FinalMark.objects.get(pk=entry.final.pk)


def told(final: Final | None) -> dict[str, Any]:
    """What the page is told of a place."""
    if final is None:
        return {"mark": "", "version": 0, "reason": "", "late": False, "preliminary": False}
    return {
        "mark": final.mark,
        "version": final.version,
        "reason": final.reason,
        "late": final.late,
        "preliminary": final.preliminary,
    }
