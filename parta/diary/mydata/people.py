"""Parts about a human being, whoever it is: the card, consents, codes, who opened the card, the own account."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

from parta.accounts.models import Session, TrustedDevice, User
from parta.diary.mydata.parts import Makers
from parta.notices.models import Notice
from parta.people.models import Consent, Invitation, Person, Withdrawal
from parta.people.reading_queries import positions_of_readers


@dataclass(frozen=True)
class Human:
    person: Person
    on: date
    zone: ZoneInfo


card = Makers()  # about anybody
account = Makers()  # of whoever asks
Rows = Iterable[tuple[Any, ...]]


@card.part(
    "card", "Карточка", Person,
    columns={
        "last_name": "Фамилия", "first_name": "Имя", "patronymic": "Отчество", "birth_date": "Дата рождения",
        "sex": "Пол", "email": "E-mail", "phone": "Телефон", "note": "Заметка школы",
    },
)  # fmt: skip
def _card(one: Human) -> Rows:
    who = one.person
    names = (who.last_name, who.first_name, who.patronymic)
    yield (*names, who.birth_date, who.get_sex_display(), who.email, who.phone, who.note)


@card.part(
    "consents", "Согласия", Consent,
    columns={
        "scope": "На что", "given_on": "Дата", "valid_until": "Действует по", "signer": "Кто подписал",
        "paper_number": "Номер бумаги", "withdrawn_on": "Отозвано",
    },
)  # fmt: skip
def _consents(one: Human) -> Rows:
    for row in one.person.consents.order_by("given_on", "pk"):
        yield (
            row.get_scope_display(), row.given_on, row.valid_until, row.signer, row.paper_number, row.withdrawn_on,
        )  # fmt: skip


@card.part(
    "withdrawals", "Отзывы согласия", Withdrawal,
    columns={"received_on": "Дата отзыва", "channel": "Как отозвано", "undone_at": "Отменён"},
)  # fmt: skip
def _withdrawals(one: Human) -> Rows:
    for row in Withdrawal.objects.filter(person_id_was=one.person.pk).order_by("received_on"):
        yield row.received_on, row.get_channel_display(), row.undone_at


@card.part(
    "codes", "Коды для входа", Invitation,
    columns={"issued_at": "Выдан", "expires_at": "Действует до", "used_at": "Использован", "revoked_at": "Заменён"},
)  # fmt: skip
def _codes(one: Human) -> Rows:
    """When, never the code: the school hasn't got it either."""
    rows = one.person.invitations.order_by("issued_at")
    yield from rows.values_list("issued_at", "expires_at", "used_at", "revoked_at")


@card.part(
    "readings", "Кто из сотрудников открывал карточку, за год",
    columns={"date": "День", "position": "Должность"},
)  # fmt: skip
def _readings(one: Human) -> Rows:
    yield from positions_of_readers(one.person.pk, one.zone)


@account.part(
    "account", "Учётная запись", User,
    columns={"login": "Логин", "created_at": "Создана", "password_changed_at": "Пароль изменён", "theme": "Оформление"},
)  # fmt: skip
def _account(one: Human) -> Rows:
    if user := one.person.user:
        yield user.login, user.created_at, user.password_changed_at, user.get_theme_display()


@account.part(
    "sessions", "Где вы вошли", Session,
    columns={"device": "Устройство", "network": "Сеть", "created_at": "Вход", "seen_at": "Последний раз"},
)  # fmt: skip
def _sessions(one: Human) -> Rows:
    rows = Session.objects.filter(user_id=one.person.user_id or 0).order_by("created_at")
    yield from rows.values_list("device", "network", "created_at", "seen_at")


@account.part(
    "devices", "Доверенные устройства", TrustedDevice,
    columns={"label": "Устройство", "since": "С", "until": "По"},
)  # fmt: skip
def _devices(one: Human) -> Rows:
    rows = TrustedDevice.objects.filter(user=one.person.user_id or 0).order_by("since")
    yield from rows.values_list("label", "since", "until")


@account.part(
    "notices", "Что сообщила Парта", Notice,
    columns={"at": "Когда", "text": "Текст", "read_at": "Прочитано"},
)  # fmt: skip
def _notices(one: Human) -> Rows:
    rows = Notice.objects.filter(user=one.person.user_id or 0).order_by("at")
    yield from rows.values_list("at", "text", "read_at")
