"""How long a sign-in or a confirmation is enough for what is dangerous to leave to others. Pure."""

RULES = {
    "STEP-01": "Выгрузки, роли, коды доступа, снятие замка с периода и правила школы просят подтвердить, что это вы, "
    "если вход или прошлое подтверждение были больше 10 минут назад. Заполнять урок это не мешает никогда.",
}

LASTS = 10 * 60  # seconds


def fresh(last: int, now: int) -> bool:
    """Whether somebody who proved it at `last` needs no new proof at `now`; both in seconds. STEP-01."""
    return 0 <= now - last <= LASTS
