"""Fields of a signed consent, wherever one is written down: on a card, at admission."""

from typing import Any

from django import forms

from parta.core.uploads import too_big
from parta.files.actions import Checked, check
from parta.files.rules.uploads import FileRefused, size_refusal
from parta.people.consent_texts import form_choices
from parta.people.consents import HEALTH, JOURNAL, PHOTO, Signed
from parta.people.models import Basis, Channel, ConsentScope
from parta.school.editing import PlainForm


class ScanField(forms.FileField):
    """PDF or JPEG (CONS-06): which it is, is found from the content."""

    def clean(self, data: Any, initial: Any = None) -> Checked | None:
        upload = super().clean(data, initial)
        if not upload:
            return None
        try:
            return check(upload.name, upload.read())
        except FileRefused as refusal:
            raise forms.ValidationError(str(refusal)) from None


class SignedFields(forms.Form):
    given_on = forms.DateField(label="Дата согласия")
    signer = forms.CharField(
        label="Кто подписал согласие", max_length=200, help_text="Фамилия, инициалы, кем приходится."
    )
    basis = forms.ChoiceField(label="Основание", required=False, choices=[("", "не указано"), *Basis.choices])
    basis_document = forms.CharField(
        label="Документ", max_length=200, required=False, help_text="Опекуну и усыновителю обязателен: номер и дата."
    )
    valid_until = forms.DateField(
        label="Действует по", required=False, help_text="Пусто, если до окончания обучения в школе."
    )
    wording = forms.ChoiceField(label="На каком бланке")
    paper_number = forms.CharField(label="Номер бумаги", max_length=40, required=False)
    scan = ScanField(
        label="Скан", required=False, help_text="PDF или JPEG, до 10 МБ.",
        widget=forms.FileInput(attrs={"accept": ".pdf,.jpg,.jpeg"}),
    )  # fmt: skip

    SIGNED = ("given_on", "signer", "basis", "basis_document", "valid_until", "wording", "paper_number", "scan")

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["wording"].choices = form_choices()  # type: ignore[attr-defined]
        self.dropped = ""  # why the file of the request is not here

    def take(self, request: Any) -> None:
        """The uploads of the request. Says so when they were too big to be read."""
        self.files = request.FILES
        self.dropped = size_refusal("скан") if too_big(request) else ""

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if self.dropped:
            self.add_error("scan", self.dropped)
        return data

    def signed(self, also: tuple[ConsentScope, ...] = (), signer: str = "") -> Signed:
        data = self.cleaned_data
        return Signed(
            given_on=data["given_on"],
            signer=data["signer"] or signer,
            also=also,
            valid_until=data["valid_until"],
            basis=data["basis"],
            basis_document=data["basis_document"],
            paper_number=data["paper_number"],
            wording=data["wording"],
            scan=data["scan"],
        )


class ConsentForm(SignedFields, PlainForm):
    """A later consent. A pupil's may be for several things at once; a parent's is for the own data in the journal."""

    journal = forms.BooleanField(label="На электронный журнал и дневник", required=False)
    health = forms.BooleanField(label="На сведения о здоровье: можно отмечать болезнь", required=False)
    photo = forms.BooleanField(label="На фотографии", required=False)
    _SCOPES = {"journal": JOURNAL, "health": HEALTH, "photo": PHOTO}
    field_order = (*_SCOPES, *SignedFields.SIGNED)

    def __init__(self, *args: Any, own: bool = False, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.own = own
        for name in self._SCOPES if own else ():
            del self.fields[name]

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        if not self.own and not self.scopes():
            self.add_error(None, "Отметьте, на что дано согласие.")
        return data

    def scopes(self) -> list[ConsentScope]:
        return [JOURNAL] if self.own else [one for name, one in self._SCOPES.items() if self.cleaned_data.get(name)]


class TakeBackForm(PlainForm):
    withdrawn_on = forms.DateField(label="Дата отзыва")
    channel = forms.ChoiceField(label="Как отозвано", choices=Channel.choices)


class TextForm(PlainForm):
    body = forms.CharField(
        label="Текст", max_length=20_000, widget=forms.Textarea(attrs={"rows": 24, "class": "input", "wrap": "soft"})
    )
    after = forms.IntegerField(widget=forms.HiddenInput)  # the version this text was begun from
