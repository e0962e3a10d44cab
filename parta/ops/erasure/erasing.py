"""Erasing what a withdrawal has put away, and every trace of it. Two people have decided that (PAIR-01)."""

import json
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction

from parta.audit.chain import Event, record
from parta.audit.models import Change, Operation
from parta.core.actor import Actor
from parta.core.dates import day_month
from parta.core.roles import ROLE_TITLES, Role
from parta.ops import uploads
from parta.ops.erasure import ledger, sealing, storage, withdrawing
from parta.people.models import Approval, ApprovalKind, DestructionAct, Person, Withdrawal
from parta.people.rules import withdrawals as rules
from parta.school.refusals import Refused

ERASED_REASON = "стёрто вместе с данными"
# Keys of a history line's facts that name somebody of the tables.
_KEYS = {"people.Person": "person", "people.Pupil": "pupil", "people.Guardian": "guardian", "accounts.User": "user"}


def title(approval: Approval) -> str:
    """«Стереть данные: Зайцев Пётр Олегович, 8 «Б»»; once erased, only the number of the act."""
    row = Withdrawal.objects.filter(pk=approval.object_id or 0).first()
    if row is None or row.sealed is None:
        return f"Стереть данные по отзыву № {approval.object_id}"
    kept = json.loads(row.sealed)
    return "Стереть данные: " + ", ".join(filter(None, [kept["name"], kept["class"]]))


def execute(approval: Approval, *, by: Actor, at: datetime) -> None:
    """What the second one's yes does, in its transaction."""
    row = Withdrawal.objects.filter(pk=approval.object_id or 0).first()
    if row is None:
        raise Refused("Этого отзыва больше нет.")
    withdrawing.refuse_erasure(row)
    erase(row, (approval.asked_by, by.user_id), by=by, at=at)


def erase(
    row: Withdrawal, signers: Sequence[int | None], *, by: Actor | None, at: datetime, number: int = 0
) -> DestructionAct:
    """All in the caller's transaction; the list outside the database last, then the commit. WDR-03.

    `number`: of the act that was made when the people were erased for the first time.
    """
    kept = json.loads(row.sealed or "{}")
    ids: dict[str, list[int]] = kept["ids"]
    touched = list(_history(ids))
    act = DestructionAct.objects.create(
        number=number_for(row, number),
        withdrawal=row,
        made_at=at,
        reason=reason_of(row),
        destroyed_by=signatures(signers),
        extract=extract_of(ids, touched),
    )
    if not Withdrawal.objects.filter(pk=row.pk, erased_at=None, undone_at=None).update(
        sealed=None, papers=None, erased_at=at
    ):
        raise Refused("Эти данные уже стёрты или отзыв возвращён. Откройте страницу заново.")
    _empty_history(row, touched)
    Operation.objects.filter(user__in=ids.get("accounts.User", [])).delete()
    Operation.objects.filter(at__lte=row.noted_at).delete()
    uploads.drop_all()
    record([Event("people.erase", act, None, {"withdrawal": row.pk, "rows": act.extract["rows"]})], by=by, at=at)
    storage.announce()
    asked_by, decided_by = (*signers, None, None)[:2]
    ledger.append(
        ledger.Line(
            ledger.ERASED, row.person_id_was, kept["people"], kept["first"], act.number, at.isoformat(),
            row.received_on.isoformat(), row.channel, asked_by, decided_by,
        )
    )  # fmt: skip
    transaction.on_commit(lambda: storage.sweep(ids), robust=True)
    return act


def number_for(row: Withdrawal, wanted: int = 0) -> int:
    """The number of the withdrawal, so that the paper signed beforehand has it too."""
    wanted = wanted or row.pk
    taken = DestructionAct.objects.filter(number=wanted).exists()
    last = DestructionAct.objects.order_by("-number").values_list("number", flat=True).first() or 0
    return max(last, wanted) + 1 if taken else wanted


def reason_of(row: Withdrawal) -> str:
    when = f"{day_month(row.received_on)} {row.received_on.year} г."
    return f"отзыв согласия на обработку персональных данных, полученный {when} (152-ФЗ, ст. 9 ч. 2, ст. 21 ч. 5)"


def signatures(users: Sequence[int | None]) -> list[dict[str, str]]:
    """Position and name of those who destroy, as they are now."""
    people = {one.user_id: one for one in Person.objects.filter(user__in=[pk for pk in users if pk])}
    found = []
    for pk in users:
        person = people.get(pk)
        staff = getattr(person, "staff_member", None)
        roles = staff.roles.filter(role__in=[Role.DIRECTOR, Role.DEPUTY]).order_by("-starts_on") if staff else []
        position = (staff.position if staff else "") or next((ROLE_TITLES[Role(one.role)] for one in roles), "")
        found.append({"position": position, "name": person.short_name if person else ""})
    return found


def extract_of(ids: dict[str, list[int]], touched: Iterable[tuple[int, str]]) -> dict[str, Any]:
    """What is destroyed, by category, and which lines of the history tell of it. No names."""
    by_action: dict[str, list[int]] = defaultdict(list)
    for seq, action in touched:
        by_action[action].append(seq)
    return {
        "categories": withdrawing.counts({label: len(pks) for label, pks in ids.items()}),
        "rows": sum(map(len, ids.values())),
        "changes": [[action, len(seqs), _ranges(sorted(seqs))] for action, seqs in sorted(by_action.items())],
    }


def extract_now(row: Withdrawal) -> dict[str, Any]:
    """What the erasure of the withdrawal would destroy."""
    ids = json.loads(row.sealed or "{}")["ids"]
    return extract_of(ids, _history(ids))


def _ranges(numbers: Sequence[int]) -> str:
    """«12–15, 40»"""
    parts: list[list[int]] = []
    for one in numbers:
        if parts and one == parts[-1][-1] + 1:
            parts[-1][1:] = [one]
        else:
            parts.append([one])
    return ", ".join("–".join(map(str, part)) for part in parts)


def _history(ids: dict[str, list[int]]) -> Iterator[tuple[int, str]]:
    """(seq, action) of the lines about these rows, and of lines about others that name the people."""
    found: dict[int, str] = {}
    ids = {label: [*pks, *_merged(label, pks)] for label, pks in ids.items()}
    for label, pks in ids.items():
        for start in range(0, len(pks), sealing.CHUNK):
            rows = Change.objects.filter(model=label, object_id__in=pks[start : start + sealing.CHUNK])
            found |= dict(rows.filter(payload__isnull=False).values_list("seq", "action"))
    for label, key in _KEYS.items():
        for pk in ids.get(label, ()):
            found |= _naming(f'"{key}":{pk}', rf'"{key}":{pk}[,}}\]]')
    for pk in ids.get("people.Pupil", ()):
        found |= _naming(f'"{pk}":', rf'"{pk}":', model="teaching.Division")
    yield from sorted(found.items())


def _merged(label: str, pks: Iterable[int]) -> set[int]:
    """Numbers of records that were made one with these: their lines tell of the same human being."""
    gone: set[int] = set()
    for pk in pks if label in _KEYS else ():
        text = f'"{_KEYS[label]}":{pk}'
        for payload in Change.objects.filter(action="people.merge", payload__contains=text).values_list(
            "payload", flat=True
        ):
            body = json.loads(payload or "{}")
            before, after = ((body.get(when) or {}).get(_KEYS[label]) for when in ("before", "after"))
            if after == pk and before:
                gone |= {before, *_merged(label, [before])}
    return gone


def _naming(text: str, pattern: str, **narrowed: str) -> dict[int, str]:
    rows = Change.objects.filter(payload__contains=text, **narrowed).values_list("seq", "action", "payload")
    return {seq: action for seq, action, payload in rows if re.search(pattern, payload or "")}


def _empty_history(row: Withdrawal, touched: Iterable[tuple[int, str]]) -> None:
    asked = Approval.objects.filter(kind=ApprovalKind.ERASURE, object_id=row.pk)
    asked.update(reason=ERASED_REASON)
    reasons = Change.objects.filter(model="people.Approval", object_id__in=asked.values("pk"))
    seqs = [seq for seq, _ in touched]
    for start in range(0, len(seqs), sealing.CHUNK):
        Change.objects.filter(seq__in=seqs[start : start + sealing.CHUNK]).update(payload=None, salt=None)
    reasons.filter(payload__contains='"reason":').update(payload=None, salt=None)


def again(*, at: datetime) -> int:
    """Erase anew whom an older copy of the database has brought back; finish what a crash has cut off. How many."""
    done = 0
    for line in ledger.standing():
        with transaction.atomic():
            done += _again(line, at=at)
    storage.sweep_if_due()
    return done


def _again(line: ledger.Line, *, at: datetime) -> bool:
    when = datetime.fromisoformat(line.at)
    if Withdrawal.objects.filter(person_id_was=line.subject, erased_at=when).exists():
        return False
    if ledger.first_digest(line.subject) != line.first.get(str(line.subject)):
        return False  # the number is somebody else's, or nobody's yet
    row = Withdrawal.objects.filter(person_id_was=line.subject, undone_at=None, erased_at=None).first()
    if row is None:
        row = _put_away(line, at=at)
    if row is None:
        return False
    erase(row, (line.asked_by, line.decided_by), by=None, at=when, number=line.act)
    return True


def _put_away(line: ledger.Line, *, at: datetime) -> Withdrawal | None:
    """A copy from before the withdrawal: take the people out as it did then."""
    there = [
        one
        for one in Person.objects.filter(pk__in=line.people)
        if ledger.first_digest(one.pk) == line.first.get(str(one.pk))
    ]
    sealed = sealing.gather([root for one in there for root in sealing.roots_of(one)])
    if not any(sealed.rows.values()):
        return None
    received = datetime.fromisoformat(line.received_on).date()
    row = Withdrawal.objects.create(
        person_id_was=line.subject,
        received_on=received,
        channel=line.channel,
        due_on=rules.due_on(received),
        noted_at=at,
        sealed=sealed.text({"people": line.people, "first": line.first}),
    )
    sealing.remove(sealed)
    return row
