"""Forms of «Приём»: first what the parent answers, and only after a yes who the child is [3.2]."""

from typing import Any

from django import forms

from parta.people.cards import Representative
from parta.people.consents import HEALTH, PHOTO, Signed
from parta.people.models import Person
from parta.people.signing import SignedFields
from parta.school.editing import EditForm, PlainForm, in_order
from parta.teaching.movement_forms import OrderFields

YES_NO = [("yes", "да"), ("no", "нет")]
NAME = ("last_name", "first_name", "patronymic")


def _question(label: str) -> forms.ChoiceField:
    return forms.ChoiceField(label=label, choices=YES_NO, widget=forms.RadioSelect)


class AnswersForm(PlainForm):
    """Nothing personal: a refusal must leave no trace of whose it is (CONS-07)."""

    starts_on = forms.DateField(label="В классе с")
    child = _question("На электронный журнал и дневник: данные ребёнка")
    own = _question("На электронный журнал и дневник: собственные данные родителя")
    health = _question("На сведения о здоровье ребёнка: отметки о болезни, справки")
    photo = _question("На фотографии ребёнка")
    QUESTIONS = ("child", "own", "health", "photo")

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        for name in self.QUESTIONS[1:]:  # after «нет» to the first one the others are not asked
            self.fields[name].required = self.data.get("child") != "no"

    def answers(self) -> dict[str, str]:
        """The yeses, as they go on in the address."""
        return {name: "yes" for name in self.QUESTIONS if self.cleaned_data[name] == "yes"}


class AdmitForm(SignedFields, OrderFields, EditForm):
    """A pupil and the consent together: one can't be sent without the other [3.2]."""

    starts_on = forms.DateField(label="В классе с")
    other_school = forms.CharField(label="Откуда прибыл", required=False, max_length=200)
    parent_last_name = forms.CharField(label="Фамилия родителя", max_length=80)
    parent_first_name = forms.CharField(label="Имя", max_length=80)
    parent_patronymic = forms.CharField(label="Отчество", max_length=80, required=False)
    relation = forms.CharField(label="Кем приходится", max_length=40, help_text="Мать, отец, опекун…")
    phone = forms.CharField(label="Телефон родителя", max_length=40, required=False)
    email = forms.EmailField(label="E-mail родителя", required=False)
    PARENT = ("parent_last_name", "parent_first_name", "parent_patronymic", "relation", "phone", "email")
    CHILD = (*NAME, "birth_date", "sex", "starts_on")
    ORDER = ("order_number", "order_date", "other_school")

    class Meta:
        model = Person
        fields = (*NAME, "birth_date", "sex")

    def __init__(self, *args: Any, own: bool, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["order_number"].help_text = "Не нужен тому, кто в классе с первого дня учебного года."
        if own:
            self.fields["signer"].required = False
            self.fields["signer"].help_text = "Пусто, если это родитель, записанный выше."
        for name in () if own else self.PARENT:
            del self.fields[name]
        self.own = own

    def groups(self) -> list[tuple[str, list[Any]]]:
        named = {"Ребёнок": self.CHILD, "Приказ": self.ORDER, "Родитель": self.PARENT, "Согласие": self.SIGNED}
        return [
            (title, [self[name] for name in names if name in self.fields])
            for title, names in named.items()
            if any(name in self.fields for name in names)
        ]

    def parent(self) -> Representative | None:
        if not self.own:
            return None
        data = self.cleaned_data
        values = {name: data[f"parent_{name}"] for name in NAME} | {"phone": data["phone"], "email": data["email"]}
        return Representative(values, data["relation"])

    def consent(self, *, health: bool, photo: bool) -> Signed:
        parent = self.parent()
        also = (*([HEALTH] if health else []), *([PHOTO] if photo else []))
        return self.signed(also, parent.words if parent else "")


class PaperForm(PlainForm):
    starts_on = forms.DateField(label="На бумаге с", disabled=True, required=False)
    ends_on = forms.DateField(label="Последний день", required=False, help_text="Пусто, если не выбывал.")

    def clean(self) -> None:
        in_order(self)
