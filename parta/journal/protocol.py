"""Reading the edits a journal page sends. Whatever arrives ends in an edit or in a Russian sentence, never a 500."""

import hashlib
import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Generic, TypeVar

from parta.core.asked import number_of
from parta.journal.rules.entries import MOST_WORKS

MOST_EDITS = 200
LONGEST_VALUE = 20
BIGGEST_NUMBER = 2**31 - 1
_OP_ID = re.compile(r"[A-Za-z0-9_-]{8,64}")


class BadBody(ValueError):
    """The body isn't a batch of edits: one Russian sentence."""


@dataclass(frozen=True)
class CellEdit:
    """What a teacher typed in one cell. `comment`, `late_minutes` and `uncounted` are None when left alone."""

    op_id: str
    lesson: int
    pupil: int
    value: str
    base_version: int
    comment: str | None = None
    late_minutes: int | None = None
    uncounted: str | None = None  # why the cell's marks don't count; empty = they do
    reason: str = ""  # why the edit comes when the window is over
    digest: str = ""

    @property
    def place(self) -> tuple[int, int]:
        return self.lesson, self.pupil


@dataclass(frozen=True)
class WorkEdit:
    """The work at `index` gets this kind; weight None = that of the kind, if the kind is another one."""

    index: int
    kind: int
    weight: int | None = None
    note: str = ""  # why it isn't counted, for weight 0


@dataclass(frozen=True)
class LessonEdit:
    """What a teacher changed in a lesson; None = left alone."""

    op_id: str
    lesson: int
    base_version: int
    topic: str | None = None
    homework: str | None = None
    minutes: int | None = None  # 0 = not said
    due: int | None = None  # the lesson the homework is for; 0 = the next one
    set_works: tuple[WorkEdit, ...] = ()
    remove_work: int | None = None
    briefing: bool | None = None
    reason: str = ""  # as of a cell
    digest: str = field(default="")

    @property
    def place(self) -> tuple[int, int]:
        return self.lesson, 0

    @property
    def changes_works(self) -> bool:
        return bool(self.set_works) or self.remove_work is not None


@dataclass(frozen=True)
class RollRow:
    """How a pupil was found at the roll-call: `absence` empty = here."""

    pupil: int
    absence: str
    late_minutes: int
    base_version: int


@dataclass(frozen=True)
class RollEdit:
    """A whole roll-call, as one edit."""

    op_id: str
    lesson: int
    rows: tuple[RollRow, ...]
    reason: str = ""  # as of a cell
    digest: str = ""


Edit = TypeVar("Edit", CellEdit, LessonEdit)


@dataclass(frozen=True)
class Batch(Generic[Edit]):
    """`period`: the key of the span whose sums the page shows (grid.Span)."""

    period: str
    edits: list[Edit]


def read_cell_edits(body: bytes) -> Batch[CellEdit]:
    return _read(body, _cell_edit)


def read_lesson_edits(body: bytes) -> Batch[LessonEdit]:
    return _read(body, _lesson_edit)


def lesson_edit_of_form(lesson_id: int, form: Mapping[str, str]) -> LessonEdit:
    """The panel's form without JavaScript: topic, homework, minutes, due, `work_0`… (kinds), base_version, op_id."""
    works = ((index, form.get(f"work_{index}", "")) for index in range(MOST_WORKS))
    raw: dict[str, Any] = {name: form[name] for name in ("op_id", "topic", "homework", "reason") if name in form}
    raw |= {name: _whole(form[name]) for name in ("minutes", "due") if name in form}
    raw |= {"lesson": lesson_id, "base_version": number_of(form.get("base_version", ""))}
    if "topic" in form:  # a box left empty is not sent at all
        raw["briefing"] = "briefing" in form
    chosen = [{"index": index, "kind": number_of(kind)} for index, kind in works if kind]
    edit = _lesson_edit(raw, digest_of(raw | {"works": chosen}))
    return replace(edit, set_works=tuple(_work(one) for one in chosen))


def read_roll(lesson_id: int, body: bytes) -> RollEdit:
    """`{"op_id", "rows": [{"pupil", "absence", "late_minutes", "base_version"}]}`"""
    try:
        data = json.loads(body)
    except (ValueError, RecursionError):
        raise BadBody("Перекличка не разобрана: это не JSON. Обновите страницу и повторите.") from None
    return _roll(lesson_id, data if isinstance(data, dict) else {})


def roll_of_form(lesson_id: int, form: Mapping[str, str]) -> RollEdit:
    """The page's form: for each pupil `version-N`, and `away-N` with `why-N`, or `late-N` with `minutes-N`."""
    pupils = [name.removeprefix("version-") for name in form if name.startswith("version-")]
    rows = [
        {
            "pupil": number_of(key),
            "absence": form.get(f"why-{key}", "н") if f"away-{key}" in form else "оп" if f"late-{key}" in form else "",
            "late_minutes": _minutes(form, key),
            "base_version": number_of(form[f"version-{key}"]),
        }
        for key in pupils
    ]
    return _roll(lesson_id, {"op_id": form.get("op_id"), "rows": rows, "reason": form.get("reason")})


def op_id_of(form: Mapping[str, str]) -> str:
    return _op_id({"op_id": form.get("op_id")})


def reason_of(form: Mapping[str, str]) -> str:
    return _reason({"reason": form.get("reason")})


def _minutes(form: Mapping[str, str], key: str) -> int | None:
    late = f"late-{key}" in form and f"away-{key}" not in form
    typed = form.get(f"minutes-{key}", "").strip() if late else ""
    return number_of(typed) if typed else 0


def _roll(lesson_id: int, data: Mapping[str, Any]) -> RollEdit:
    raw = data.get("rows")
    if not isinstance(raw, list) or not all(isinstance(one, dict) for one in raw) or len(raw) > MOST_EDITS:
        raise BadBody("Перекличка не разобрана: нет списка учеников. Обновите страницу и повторите.")
    rows = tuple(_roll_row(one) for one in raw)
    if len({row.pupil for row in rows}) < len(rows):
        raise BadBody("Один ученик в перекличке дважды. Обновите страницу и повторите.")
    return RollEdit(_op_id(data), lesson_id, rows, _reason(data), digest_of(data))


def _roll_row(raw: Mapping[str, Any]) -> RollRow:
    return RollRow(
        pupil=number_in(raw, "pupil", "ученик"),
        absence=text_in(raw, "absence", "отсутствие", LONGEST_VALUE),
        late_minutes=number_in(raw, "late_minutes", "минуты опоздания", least=0),
        base_version=number_in(raw, "base_version", "версия", least=0),
    )


def _whole(text: str) -> int:
    """A number of a form, 0 for an empty field, −1 for what is none: it is refused later by the field's name."""
    found = number_of(text.strip() or "0")
    return -1 if found is None else found


def _read(body: bytes, make: Callable[[Mapping[str, Any], str], Edit]) -> Batch[Edit]:
    try:
        data = json.loads(body)
    except (ValueError, RecursionError):
        raise BadBody("Правки не разобраны: это не JSON. Обновите страницу и повторите.") from None
    raw = data.get("edits") if isinstance(data, dict) else None
    if not isinstance(raw, list) or not raw:
        raise BadBody("Правки не разобраны: нет списка правок. Обновите страницу и повторите.")
    if len(raw) > MOST_EDITS:
        raise BadBody(f"За один раз принимается до {MOST_EDITS} правок, прислано {len(raw)}.")
    edits = [_numbered(number, one, make) for number, one in enumerate(raw, 1)]
    if len({edit.op_id for edit in edits}) < len(edits):
        raise BadBody("Две правки с одним номером операции. Обновите страницу и повторите.")
    if len({edit.place for edit in edits}) < len(edits):
        raise BadBody("Две правки одного места в одном запросе. Обновите страницу и повторите.")
    return Batch(text_in({"period": "", **data}, "period", "период", LONGEST_VALUE), edits)


def _numbered(number: int, raw: object, make: Callable[[Mapping[str, Any], str], Edit]) -> Edit:
    if not isinstance(raw, dict):
        raise BadBody(f"Правка {number} не разобрана. Обновите страницу и повторите.")
    try:
        return make(raw, digest_of(raw))
    except BadBody as error:
        raise BadBody(f"Правка {number}: {error}") from None


def digest_of(raw: Mapping[str, Any]) -> str:
    content = {name: value for name, value in raw.items() if name != "op_id"}
    return hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()


def _cell_edit(raw: Mapping[str, Any], digest: str) -> CellEdit:
    minutes = raw.get("late_minutes")
    return CellEdit(
        op_id=_op_id(raw),
        lesson=number_in(raw, "lesson", "урок"),
        pupil=number_in(raw, "pupil", "ученик"),
        value=text_in(raw, "value", "отметка", LONGEST_VALUE),
        base_version=number_in(raw, "base_version", "версия", least=0),
        comment=None if raw.get("comment") is None else text_in(raw, "comment", "комментарий", 5000).strip(),
        late_minutes=None if minutes is None else number_in(raw, "late_minutes", "минуты опоздания", least=0),
        uncounted=None if raw.get("uncounted") is None else _line(text_in(raw, "uncounted", "причина", 5000)),
        reason=_reason(raw),
        digest=digest,
    )


def _lesson_edit(raw: Mapping[str, Any], digest: str) -> LessonEdit:
    work = raw.get("set_work")
    if work is not None and not isinstance(work, dict):
        raise BadBody("не понять, какую работу изменить.")
    return LessonEdit(
        op_id=_op_id(raw),
        lesson=number_in(raw, "lesson", "урок"),
        base_version=number_in(raw, "base_version", "версия", least=0),
        topic=None if raw.get("topic") is None else _line(text_in(raw, "topic", "тема", 5000)),
        homework=None if raw.get("homework") is None else _lines(text_in(raw, "homework", "задание", 20000)),
        minutes=None if raw.get("minutes") is None else number_in(raw, "minutes", "минут", least=0),
        due=None if raw.get("due") is None else number_in(raw, "due", "к уроку", least=0),
        set_works=() if work is None else (_work(work),),
        remove_work=None if raw.get("remove_work") is None else number_in(raw, "remove_work", "работа"),
        briefing=_flag(raw, "briefing", "инструктаж"),
        reason=_reason(raw),
        digest=digest,
    )


def _work(raw: Mapping[str, Any]) -> WorkEdit:
    return WorkEdit(
        index=number_in(raw, "index", "номер работы", least=0),
        kind=number_in(raw, "kind", "вид работы"),
        weight=None if raw.get("weight") is None else number_in(raw, "weight", "вес работы", least=0),
        note="" if raw.get("note") is None else _line(text_in(raw, "note", "причина", 5000)),
    )


def _line(text: str) -> str:
    return " ".join(text.split())


def _lines(text: str) -> str:
    return "\n".join(line.strip() for line in text.splitlines()).strip()


def _flag(raw: Mapping[str, Any], name: str, title: str) -> bool | None:
    found = raw.get(name)
    if found is not None and not isinstance(found, bool):
        raise BadBody(f"не разобрано поле «{title}».")
    return found


def _reason(raw: Mapping[str, Any]) -> str:
    return "" if raw.get("reason") is None else _line(text_in(raw, "reason", "причина", 5000))


def _op_id(raw: Mapping[str, Any]) -> str:
    found = raw.get("op_id")
    if not isinstance(found, str) or not _OP_ID.fullmatch(found):
        raise BadBody("нет номера операции.")
    return found


def number_in(raw: Mapping[str, Any], name: str, title: str, least: int = 1) -> int:
    found = raw.get(name)
    if not isinstance(found, int) or isinstance(found, bool) or not least <= found <= BIGGEST_NUMBER:
        raise BadBody(f"не разобрано поле «{title}».")
    return found


def text_in(raw: Mapping[str, Any], name: str, title: str, longest: int) -> str:
    found = raw.get(name)
    if not isinstance(found, str) or len(found) > longest:
        raise BadBody(f"не разобрано поле «{title}».")
    if "\x00" in found or (not found.isprintable() and any(0xD800 <= ord(char) < 0xE000 for char in found)):
        raise BadBody(f"в поле «{title}» недопустимый знак.")
    return found
