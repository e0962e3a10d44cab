"""Who may give and take which role of the staff. Pure."""

from collections.abc import Iterable
from datetime import date, timedelta

from parta.core.roles import ADMINISTRATION, ROLE_TITLES, Role

RULES = {
    "ROLE-01": "Роли директора и завуча даёт и снимает директор, остальные роли — директор и завуч, "
    "секретарь только роль учителя.",
    "ROLE-02": "В школе всегда остаётся хотя бы один директор.",
}


def grantable(roles: Iterable[Role]) -> frozenset[Role]:
    """Roles that somebody with `roles` may give, change and take. ROLE-01."""
    held = frozenset(roles)
    if Role.DIRECTOR in held:
        return frozenset(Role)
    if Role.DEPUTY in held:
        return frozenset(Role) - ADMINISTRATION
    return frozenset({Role.TEACHER}) if Role.SECRETARY in held else frozenset()


def refusal(roles: Iterable[Role], wanted: Role) -> str:
    """Why somebody with `roles` may not touch the role `wanted`; empty = may."""
    if wanted in grantable(roles):
        return ""
    who = "директор" if wanted in ADMINISTRATION else "директор или завуч"
    return f"Роль «{ROLE_TITLES[wanted]}» даёт и снимает {who}."


def day_without(spans: Iterable[tuple[date, date | None]], on: date) -> date | None:
    """The first day from `on` on that none of the spans (both ends included, None = open) covers. ROLE-02."""
    day = on
    for starts_on, ends_on in sorted(spans, key=lambda span: span[0]):
        if starts_on > day:
            return day
        if ends_on is None:
            return None
        day = max(day, ends_on + timedelta(days=1))
    return day
