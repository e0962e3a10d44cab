"""Forms of people's cards."""

from typing import Any

from django import forms

from parta.core.actor import Actor
from parta.core.roles import ADMINISTRATION, ROLE_TITLES, Role
from parta.people import ties
from parta.people.consents import Signed
from parta.people.models import Basis, Guardianship, Person, StaffMember, StaffRole
from parta.people.rules.roles import grantable
from parta.school.editing import EditForm, PlainForm, in_order
from parta.school.refusals import Refused

NAME = ("last_name", "first_name", "patronymic")
CONTACTS = ("email", "phone")


class PersonForm(EditForm):
    class Meta:
        model = Person
        fields = (*NAME, "birth_date", "sex", *CONTACTS, "note")
        widgets = {"note": forms.Textarea(attrs={"rows": 3})}


class NewStaffForm(PersonForm):
    position = forms.CharField(label="Должность", max_length=120, required=False)
    starts_on = forms.DateField(label="Работает с")
    role = forms.ChoiceField(
        label="Роль", required=False, help_text="Другие роли добавляются в карточке, директор и завуч — только там."
    )

    class Meta(PersonForm.Meta):
        fields = (*NAME, *CONTACTS)  # type: ignore[assignment]

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any):
        super().__init__(*args, **kwargs)
        alone = [choice for choice in role_choices(actor) if choice[0] not in ADMINISTRATION]
        self.fields["role"].choices = [("", "пока без роли"), *alone]  # type: ignore[attr-defined]


def role_choices(actor: Actor) -> list[tuple[str, str]]:
    allowed = grantable(actor.roles)
    return [(role.value, title) for role, title in ROLE_TITLES.items() if role in allowed]


class WorkForm(EditForm):
    class Meta:
        model = StaffMember
        fields = ("position", "starts_on", "ends_on")
        labels = {"starts_on": "Работает с", "ends_on": "Последний день работы"}
        help_texts = {"ends_on": "После этого дня войти в систему нельзя, записи остаются."}

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        in_order(self)
        return data


def reason_field() -> forms.CharField:
    return forms.CharField(
        label="Причина",
        max_length=300,
        required=False,
        help_text="Для директора и завуча: её прочтёт второй человек, без которого их не назначают.",
    )


class NewRoleForm(PlainForm):
    role = forms.ChoiceField(label="Роль")
    starts_on = forms.DateField(label="С")
    ends_on = forms.DateField(label="По", required=False)
    reason = reason_field()

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any):
        super().__init__(*args, initial={"starts_on": actor.on}, **kwargs)
        choices = role_choices(actor)
        self.fields["role"].choices = choices  # type: ignore[attr-defined]
        if not any(value in ADMINISTRATION for value, _ in choices):
            del self.fields["reason"]

    def clean(self) -> None:
        in_order(self)
        if self.cleaned_data.get("role"):
            self.cleaned_data["role"] = Role(self.cleaned_data["role"])


class RoleForm(EditForm):
    reason = reason_field()

    class Meta:
        model = StaffRole
        fields = ("starts_on", "ends_on")
        labels = {"starts_on": "С", "ends_on": "По"}

    def __init__(self, *args: Any, instance: StaffRole, **kwargs: Any):
        super().__init__(*args, instance=instance, **kwargs)
        if instance.role not in ADMINISTRATION:
            del self.fields["reason"]

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        in_order(self)
        return data


BASES = [(basis.value, basis.label) for basis in Basis if basis != Basis.SELF]


class NewGuardianForm(PersonForm):
    relation = forms.CharField(label="Кем приходится", max_length=40, help_text="Мать, отец, опекун…")
    basis = forms.ChoiceField(label="Основание", choices=BASES)
    basis_document = forms.CharField(
        label="Документ", max_length=200, required=False, help_text="Опекуну и усыновителю обязателен: номер и дата."
    )
    starts_on = forms.DateField(label="Представляет с")
    given_on = forms.DateField(label="Дата согласия родителя", help_text="На обработку его собственных данных.")
    signer = forms.CharField(label="Кто подписал", max_length=200)

    class Meta(PersonForm.Meta):
        fields = (*NAME, *CONTACTS)  # type: ignore[assignment]

    def signed(self) -> Signed:
        return Signed(self.cleaned_data["given_on"], self.cleaned_data["signer"])


class GuardianshipForm(EditForm):
    class Meta:
        model = Guardianship
        fields = (
            "relation", "basis", "basis_document", "starts_on", "ends_on", "letters", "reads_diary", "limit_document",
        )  # fmt: skip
        labels = {"starts_on": "Представляет с", "ends_on": "По"}
        help_texts = {
            "basis_document": "Опекуну и усыновителю обязателен: номер и дата.",
            "reads_diary": "Снимают только по документу: закрывается сразу, второй родитель этого сделать не может.",
            "limit_document": "Решение суда или другой документ: номер и дата. Видят классный руководитель и завуч.",
        }

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["basis"].choices = [("", "не указано"), *BASES]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        in_order(self)
        try:
            ties.check(data)
        except Refused as refusal:
            self.add_error(refusal.field, refusal.text)
        return data
