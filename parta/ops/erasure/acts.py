"""Акт об уничтожении персональных данных (приказ Роскомнадзора № 179) as PDF.

With the name only before the erasure, to be printed and signed; what is kept afterwards knows a number.
"""

import json
from datetime import date
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from django.db import transaction

from parta.audit.chain import Event, record
from parta.core.actor import Actor
from parta.core.dates import full_date
from parta.core.paper import draw
from parta.ops.erasure import erasing
from parta.people.models import Approval, ApprovalKind, DestructionAct, Withdrawal
from parta.people.rules import withdrawals as rules
from parta.school.models import School
from parta.school.refusals import Refused

_TEMPLATE = Path(__file__).with_name("act.typ")
SYSTEM = "информационная система «Парта» (электронный журнал и дневник), база данных и папка файлов на сервере школы"
WAY = (
    "удаление записей из базы данных с перезаписью её файла и удаление файлов с диска; восстановление из прежней "
    "резервной копии исключено списком стёртых, который применяется после каждого восстановления"
)


def draft(row: Withdrawal, *, by: Actor) -> bytes:
    """The act to be signed by both, with the name: only while there is a name."""
    if row.sealed is None:
        raise Refused("Этих данных уже нет: акт без имени лежит в разделе «Акты».")
    kept = json.loads(row.sealed)
    asked = Approval.objects.filter(kind=ApprovalKind.ERASURE, object_id=row.pk).order_by("-asked_at").first()
    other = by.user_id if asked and asked.asked_by != by.user_id else None
    people = [kept["name"], *kept["along"]]
    return _draw(
        number=erasing.number_for(row),
        day=by.on,
        subject="; ".join(people) + (f" ({kept['class']})" if kept["class"] else ""),
        reason=erasing.reason_of(row),
        signers=erasing.signatures([asked.asked_by if asked else by.user_id, other]),
        extract=erasing.extract_now(row),
        note="Проект: подписывается перед стиранием. Имя остаётся только на этой бумаге.",
    )


def reprint(act: DestructionAct, zone: str) -> bytes:
    return _draw(
        number=act.number,
        day=act.made_at.astimezone(ZoneInfo(zone)).date(),
        subject=f"субъект № {act.withdrawal.person_id_was} (имя — на подписанной бумаге)",
        reason=act.reason,
        signers=act.destroyed_by,
        extract=act.extract,
        note="",
    )


def _draw(
    *,
    number: int,
    day: date,
    subject: str,
    reason: str,
    signers: list[dict[str, str]],
    extract: dict[str, Any],
    note: str,
) -> bytes:
    school = School.objects.get()
    return draw(
        _TEMPLATE,
        {
            "operator": ", ".join(filter(None, [school.name, school.address or school.city])),
            "number": number,
            "date": full_date(day),
            "subject": subject,
            "system": SYSTEM,
            "way": WAY,
            "reason": reason,
            "signers": signers,
            "categories": [[what, str(count)] for what, count in extract["categories"]],
            "rows": extract["rows"],
            "changes": [[action, str(count), seqs] for action, count, seqs in extract["changes"]],
            "note": note,
        },
    )


@transaction.atomic
def forget(act: DestructionAct, *, by: Actor, at: Any) -> None:
    """WDR-05. After three years the act may go; the withdrawal keeps its dates."""
    until = rules.kept_until(act.made_at.astimezone(ZoneInfo(by.zone)).date())
    if until > by.on:
        raise Refused(f"Акт № {act.number} хранят по {until:%d.%m.%Y}.")
    record([Event("people.forget_act", act, {"number": act.number}, None)], by=by, at=at)
    act.delete()
