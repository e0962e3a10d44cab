"""What each name of a timetable is in the school: the form between its upload and its dry run."""

from collections.abc import Iterator
from typing import Any

from django import forms

from parta.ops.importing.names import KIND_TITLES, NEW, typed_person
from parta.ops.importing.parts import Name
from parta.school.editing import PlainForm

Pair = tuple[forms.BoundField, forms.BoundField | None]  # the choice; the name of a new teacher
_ASK_NAME = "Впишите фамилию и имя полностью, например «Бабкин Василий Георгиевич»."


class NamesForm(PlainForm):
    """Fields: n<place> (what it is), p<place> (a new member of staff by the full name)."""

    def __init__(self, names: tuple[Name, ...], *args: Any):
        super().__init__(*args)
        self.names = names
        for place, name in enumerate(names):
            typed = name.answer.removeprefix(f"{NEW}:") if name.answer.startswith(f"{NEW}:") else ""
            blank = [] if name.answer and not typed else [("", "выберите")]
            self.fields[f"n{place}"] = forms.ChoiceField(
                label=f"В файле: «{name.title}»",
                choices=[*blank, *name.options],
                initial="" if typed else name.answer,
                required=False,
                error_messages={"invalid_choice": "Этого в школе больше нет. Выберите заново."},
            )
            if name.kind == "staff" and (typed or not name.answer) and NEW not in dict(name.options):
                self.fields[f"p{place}"] = forms.CharField(
                    label=f"«{name.title}» — новый сотрудник", required=False, max_length=300, initial=typed,
                    widget=forms.TextInput(attrs={"placeholder": "Фамилия Имя Отчество"}),
                )  # fmt: skip

    def clean(self) -> None:
        for place, _ in enumerate(self.names):
            chosen, typed = self.cleaned_data.get(f"n{place}"), self.cleaned_data.get(f"p{place}", "")
            if typed and chosen:
                self.add_error(f"p{place}", "Выбран сотрудник и вписан новый. Оставьте одно из двух.")
            elif typed and typed_person(typed) is None:
                self.add_error(f"p{place}", _ASK_NAME)
            elif not typed and not chosen and f"n{place}" not in self.errors:
                self.add_error(f"n{place}", "Выберите, что это, или «не загружать».")

    @property
    def choices(self) -> dict[str, str]:
        """`Name.id` → its answer."""
        data = self.cleaned_data
        return {
            name.id: f"{NEW}:{data[f'p{place}']}" if data.get(f"p{place}") else data[f"n{place}"]
            for place, name in enumerate(self.names)
        }

    # --- for the page --------------------------------------------------------------------------------------------

    def open(self) -> list[tuple[str, list[Pair]]]:
        """Names that nobody knows, by kind."""
        return self._groups(lambda place, name: not name.answer)

    def suggested(self) -> list[tuple[str, list[Pair]]]:
        return self._groups(lambda place, name: bool(name.answer) and not name.chosen)

    def known(self) -> list[tuple[str, list[Pair]]]:
        return self._groups(lambda place, name: name.chosen)

    def _groups(self, fits: Any) -> list[tuple[str, list[Pair]]]:
        found = [(title, list(self._pairs(kind, fits))) for kind, title in KIND_TITLES.items()]
        return [(title, pairs) for title, pairs in found if pairs]

    def _pairs(self, kind: str, fits: Any) -> Iterator[Pair]:
        for place, name in enumerate(self.names):
            if name.kind == kind and fits(place, name):
                yield self[f"n{place}"], self[f"p{place}"] if f"p{place}" in self.fields else None
