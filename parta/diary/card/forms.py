"""One field of the card, as a parent wants it to be."""

from typing import Any

from django import forms

from parta.people.models import Person
from parta.people.rules.proposals import FIELDS, NEVER_EMPTY
from parta.school.editing import PlainForm, native_pickers

LONGEST_WORD = 500


class ProposalForm(PlainForm):
    """`whose`: the child's card or the parent's own. The value obeys the field of the card."""

    whose = forms.ChoiceField(choices=[("child", ""), ("own", "")])
    field = forms.ChoiceField(choices=list(FIELDS.items()))

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or self.cleaned_data
        if "field" in data:
            data["value"] = self._value(data["field"], " ".join(self.data.get("value", "").split()))
        return data

    def _value(self, name: str, text: str) -> str:
        field: Any = forms.CharField(max_length=LONGEST_WORD)
        if name != "other":
            field = forms.fields_for_model(Person, [name])[name]
        field.required = name in NEVER_EMPTY
        native_pickers({"value": field})
        try:
            found = field.clean(text)
        except forms.ValidationError as error:
            self.add_error(None, error)
            return ""
        return found.isoformat() if hasattr(found, "isoformat") else str(found or "")
