"""What follows a sign-in: room for the new session, and word to the person of what they may not expect."""

from datetime import datetime
from typing import Any

from parta.accounts import sessions
from parta.accounts.devices import device_of
from parta.accounts.models import User
from parta.accounts.rules.sessions import life_of
from parta.core import dates
from parta.core.http import Request, client_address
from parta.core.roles import ADMINISTRATION, Role
from parta.core.russian import counted
from parta.notices.actions import tell
from parta.people.models import StaffMember, StaffRole, valid_on
from parta.school.calendar import school_day


def after_sign_in(sender: Any, request: Request, user: User, **kwargs: Any) -> None:
    """Receives Django's `user_logged_in`, so no way in can forget it."""
    now = dates.now()
    staff = StaffMember.objects.filter(valid_on(school_day(now)), person__user=user.pk).exists()
    ended = sessions.end_above_limit(user.pk, request.session.session_key, staff=staff, at=now)
    for device in ended:
        most = counted(life_of(staff=staff).most, "устройства", "устройств", "устройств")
        text = f"Выход выполнен: {device or 'другое устройство'}. Одновременно можно входить не больше чем с {most}."
        tell([user.pk], "accounts.too_many_devices", text, "/devices/", at=now)
    # The first sign-in ever is no news; without an address there is no browser behind the request.
    if client_address(request) and user.last_login and not device_of(request).knows(user.login):
        facts = request.session.facts  # type: ignore[attr-defined]
        where = f"{facts.device}, сеть {facts.network}" if facts.network else facts.device
        text = f"Вход с нового устройства: {where}. Если это не вы, закончите его и смените пароль."
        tell([user.pk], "accounts.new_device", text, "/devices/", at=now)


def warn_of_spraying(sender: Any, network: str, at: datetime, **kwargs: Any) -> None:
    """DOOR-05"""
    on = school_day(at)
    told = StaffRole.objects.filter(
        valid_on(on),
        valid_on(on, "staff__"),
        role__in=[*ADMINISTRATION, Role.RESPONSIBLE],
        staff__person__user__isnull=False,
    )
    text = (
        f"Похоже на подбор паролей: за 10 минут с адреса {network} не подошли пароли больше чем к 30 логинам. "
        "Вход оттуда замедлен. Если это адрес школы, узнайте, кто это делает."
    )
    tell(told.values_list("staff__person__user", flat=True), "accounts.spraying", text, at=at)
