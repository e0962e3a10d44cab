"""The page that asks which column of a foreign file is what: what it shows and what comes back."""

from dataclasses import dataclass, field
from typing import Any

from django import forms

from parta.ops.roster.foreign import Preview, Sample
from parta.ops.roster.mapping import (
    FIELDS,
    FIXED,
    FREE,
    KINDS,
    NEEDED,
    SUBJECT,
    WIDE,
    Mapping,
    field_of,
    guess_fields,
    guess_header,
    guess_kind,
    lacking,
)
from parta.school.editing import PlainForm

NOT_READ = "не читать"
_SAMPLES = 3  # values shown beside a column


@dataclass(frozen=True)
class Chosen:
    """Which sheet, which row of headings, which kind of rows."""

    sheet: int
    header_row: int
    kind: str


@dataclass(frozen=True)
class Column:
    bound: Any
    title: str
    values: str


@dataclass
class Page:
    preview: Preview
    chosen: Chosen
    names: bool  # the reader may see names: values of rows too
    kept: Mapping | None = None
    data: Any = None
    form: "ColumnsForm" = field(init=False)

    def __post_init__(self) -> None:
        self.form = ColumnsForm(self.chosen.kind, self._titles(), self._initial(), self._fixed(), self.data)

    @property
    def sample(self) -> Sample:
        return self.preview.sheets[self.chosen.sheet]

    @property
    def columns(self) -> list[Column]:
        rows = self.sample.values(self.chosen.header_row, _SAMPLES) if self.names else []
        values = [", ".join(row[i] for row in rows if row[i]) for i in range(len(self._titles()))]
        return [Column(self.form[f"column-{i}"], title, values[i]) for i, title in enumerate(self._titles())]

    @property
    def required(self) -> str:
        """What has to be chosen, in a sentence."""
        return NEEDED[self.chosen.kind]

    @property
    def kinds(self) -> list[tuple[str, str]]:
        return list(KINDS.items())

    @property
    def sheets(self) -> list[tuple[int, str]]:
        return [
            (number, one.title) for number, one in enumerate(self.preview.sheets) if any(any(c) for _, c in one.rows)
        ]

    @property
    def header_rows(self) -> list[tuple[int, str]]:
        """Rows that may hold the headings, with their first words for whoever may see them."""
        rows = [(number, cells) for number, cells in self.sample.rows[:FREE] if any(cells)]
        return [
            (number, f"строка {number}" + (f": {', '.join(filter(None, cells))[:60]}" if self.names else ""))
            for number, cells in rows
        ]

    @property
    def mapping(self) -> Mapping:
        fields = tuple(self.form.cleaned_data[f"column-{i}"] for i in range(len(self._titles())))
        return Mapping(
            self.chosen.kind, self.chosen.sheet, self.chosen.header_row, fields, self._subjects() | self.form.fixed
        )

    @property
    def fixed(self) -> list[Any]:
        """Fields for what holds for all rows."""
        return [self.form[f"fixed-{name}"] for name in FIXED.get(self.chosen.kind, {})]

    def _fixed(self) -> dict[str, str]:
        return dict(self.kept.fixed) if self.kept and self.kept.kind == self.chosen.kind else {}

    def _subjects(self) -> dict[str, str]:
        return {name: pk for name, pk in self._fixed().items() if name.startswith(SUBJECT)}

    def _titles(self) -> tuple[str, ...]:
        """Headings; only their numbers when the row may be one of people and the reader may not see names."""
        titles = self.sample.titles(self.chosen.header_row)
        named = [field_of(self.chosen.kind, one) for one in titles]
        shown = self.names or sum(name not in ("", *WIDE) for name in named) > 1
        return tuple(
            one if one and (shown or name) else f"столбец {i}"
            for i, (one, name) in enumerate(zip(titles, named, strict=True), 1)
        )

    def _initial(self) -> list[str]:
        chosen, kept = self.chosen, self.kept
        if kept and (kept.kind, kept.sheet, kept.header_row) == (chosen.kind, chosen.sheet, chosen.header_row):
            return list(kept.fields)
        return guess_fields(
            chosen.kind, self.sample.titles(chosen.header_row), self.sample.values(chosen.header_row, 15)
        )


_HINTS = {
    "origin": "Название другого дневника или школы: увидят родители.",
    "date": "ДД.ММ.ГГГГ; если в файле даты нет.",
    "period": "Например: 1-й триместр, 2 полугодие, год.",
}


class ColumnsForm(PlainForm):
    def __init__(self, kind: str, titles: tuple[str, ...], initial: list[str], fixed: Any, *args: Any):
        super().__init__(*args)
        self.kind = kind
        for name, label in FIXED.get(kind, {}).items():
            self.fields[f"fixed-{name}"] = forms.CharField(
                label=label,
                max_length=150,
                required=name == "origin",
                initial=fixed.get(name, ""),
                help_text=_HINTS.get(name, ""),
                error_messages={"required": "Напишите, откуда перенесены отметки: это увидят родители."},
            )
        choices = [("", NOT_READ), *FIELDS[kind].items()]
        for number, title in enumerate(titles):
            self.fields[f"column-{number}"] = forms.ChoiceField(
                label=f"Поле для столбца «{title}»", choices=choices, required=False, initial=initial[number]
            )

    @property
    def fixed(self) -> dict[str, str]:
        """What was typed for all rows."""
        found = {name: self.cleaned_data.get(f"fixed-{name}", "") for name in FIXED.get(self.kind, {})}
        return {name: value for name, value in found.items() if value}

    def clean(self) -> dict[str, Any]:
        found = super().clean() or {}
        chosen = [value for name, value in found.items() if name.startswith("column-")]
        for sentence in lacking(self.kind, chosen, self.fixed):
            self.add_error(None, sentence)
        return found


def choose(preview: Preview, asked: Any, kept: Mapping | None) -> Chosen:
    """What the address or the form asks for, what was chosen before, else a guess. Nonsense is passed over."""
    full = [number for number, one in enumerate(preview.sheets) if any(any(cells) for _, cells in one.rows)]
    sheet = _number(asked.get("sheet"), full, kept.sheet if kept else full[0] if full else 0)
    sample = preview.sheets[sheet]
    same = kept if kept and kept.sheet == sheet else None
    rows = [number for number, cells in sample.rows[:FREE] if any(cells)]
    header_row = _number(asked.get("header"), rows, same.header_row if same else guess_header(sample.heads))
    kind = asked.get("kind", "")
    if kind not in KINDS:
        kind = same.kind if same else guess_kind(sample.titles(header_row))
    return Chosen(sheet, header_row, kind)


def _number(text: str | None, among: list[int], otherwise: int) -> int:
    number = int(text) if text and text.isdecimal() and len(text) < 8 else otherwise
    return number if number in among else otherwise
