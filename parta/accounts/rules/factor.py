"""When the second step of signing in is asked for, and what stays open without it. Pure."""

from enum import StrEnum

RULES = {
    "FACTOR-01": "Сотруднику даётся 7 дней с первого входа, чтобы настроить второй шаг входа; до тех пор о нём только "
    "напоминают.",
    "FACTOR-02": "Потом администрации без второго шага открыта только его настройка. Учителя о нём спрашивают при "
    "входе, но журнал, перекличка и расписание открыты ему всегда; закрыты карточки людей, коды доступа и "
    "раздел «Школа».",
    "FACTOR-03": "Школа может не требовать второго шага от учителей: правилами с даты и с записанной причиной. "
    "На администрацию, секретаря и других это не распространяется.",
    "FACTOR-04": "Код из приложения годится полминуты, и по одному разу до и после; код с листа один раз. "
    "Подбор замедляется, а владельца на своём устройстве не задерживает.",
}

GRACE_DAYS = 7


class Demand(StrEnum):
    NONE = "none"
    REMIND = "remind"  # a line on the start page
    ASK = "ask"  # at each sign-in; what a lesson needs stays open
    REQUIRE = "require"  # nothing else is open


def demand(*, staff: bool, only_teaches: bool, waived: bool, has_factor: bool, days: int) -> Demand:
    """What to ask of somebody `days` after the first sign-in. FACTOR-01, FACTOR-02, FACTOR-03."""
    if not staff or has_factor or (waived and only_teaches):
        return Demand.NONE
    if days < GRACE_DAYS:
        return Demand.REMIND
    return Demand.ASK if only_teaches else Demand.REQUIRE
