"""Decisions of two: who asks, who decides, how long a request waits. Pure."""

from collections.abc import Iterable
from datetime import date, timedelta

from parta.core.roles import ADMINISTRATION, Role

RULES = {
    "PAIR-01": "Стирание данных и выгрузку персональных данных просит директор или завуч с указанием причины; "
    "решает другой человек из директора и завучей.",
    "PAIR-02": "Директора или завуча назначают двое: просит директор с указанием причины, решает другой человек из "
    "директоров, завучей и ответственных лиц.",
    "PAIR-03": "Кто просил, сам не решает, под какой бы учётной записью и в какой бы роли он ни вошёл.",
    "PAIR-04": "Просьба ждёт решения три дня, решают её один раз; кто просил, может её отозвать.",
    "PAIR-05": "Пока в школе ни у кого другого, кто мог бы решить, нет учётной записи, директор назначает "
    "администратора один; в журнале изменений остаётся, что решил он один.",
    "PAIR-06": "Разрешённую выгрузку скачивает один раз в течение суток тот, кто о ней просил.",
    "PAIR-07": "Продлить срок администратора значит назначить его: это тоже решают двое, и дни работы администратора "
    "не продлевают его роли.",
}

WAITS = timedelta(days=3)
TAKEN_WITHIN = timedelta(days=1)

# Kind of decision (values of ApprovalKind) → who asks, who decides.
ASKS: dict[str, frozenset[Role]] = {
    "erasure": ADMINISTRATION,
    "export": ADMINISTRATION,
    "admin": frozenset({Role.DIRECTOR}),
}
DECIDES: dict[str, frozenset[Role]] = {
    "erasure": ADMINISTRATION,
    "export": ADMINISTRATION,
    "admin": ADMINISTRATION | {Role.RESPONSIBLE},
}
ALONE = frozenset({"admin"})  # PAIR-05: what one decides while there is no second one
TAKES_PART = frozenset.union(*ASKS.values(), *DECIDES.values())


def may_ask(roles: Iterable[Role], kind: str) -> bool:
    return bool(ASKS[kind] & frozenset(roles))


def may_decide(roles: Iterable[Role], kind: str) -> bool:
    return bool(DECIDES[kind] & frozenset(roles))


def kinds_of(roles: Iterable[Role]) -> list[str]:
    """Kinds of decisions that somebody with these roles takes part in."""
    held = frozenset(roles)
    return [kind for kind in ASKS if may_ask(held, kind) or may_decide(held, kind)]


Span = tuple[date, date | None]  # both ends included, None = open


def longer(was: Span, now: Span, on: date) -> bool:
    """Whether `now` covers a day from `on` on that `was` did not. PAIR-07."""
    sooner = now[0] < was[0] and was[0] > on
    later = was[1] is not None and (now[1] is None or now[1] > max(was[1], on - timedelta(days=1)))
    return sooner or later
