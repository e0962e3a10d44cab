"""Writing a batch of edits once: each edit's answer is kept under its `op_id`, so a repeat gets the same answer.

A batch is evaluated against what is stored, then written, all in one transaction. Whoever loses a race (a unique
constraint, a changed version, the same `op_id` answered meanwhile) rolls back and evaluates again; what has changed
is then seen and becomes a conflict. `select_for_update` does nothing on SQLite, so nothing relies on locks.
"""

import logging
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any, Protocol

from django.db import IntegrityError, OperationalError, transaction

from parta.audit.models import Operation
from parta.core.actor import Actor

logger = logging.getLogger(__name__)

ATTEMPTS = 4
REUSED = {
    "status": "rejected",
    "reason": "Номер операции уже занят другой правкой. Обновите страницу и повторите.",
}


class Numbered(Protocol):
    """An edit under the number its client gave it."""

    @property
    def op_id(self) -> str: ...

    @property
    def digest(self) -> str: ...


Edits = Sequence[Numbered]
Answers = dict[str, dict[str, Any]]  # by op_id


class Outrun(Exception):
    """Somebody changed a row between reading and writing it."""


class Busy(Exception):
    """Others keep changing the same rows; nothing was written."""


def once(
    edits: Edits, write: Callable[[Any], tuple[Answers, dict[str, Any]]], *, by: Actor, at: datetime
) -> tuple[Answers, dict[str, Any]]:
    """Answers of `edits` and what else `write` tells. `write` gets the edits not answered before."""
    user = by.user_id
    if user is None:
        raise ValueError("edits come from somebody signed in")
    known: Answers = {}
    for _ in range(ATTEMPTS):
        try:
            with transaction.atomic():
                fresh = [edit for edit in edits if edit.op_id not in known]
                answers, told = write(fresh)
                _keep(fresh, answers, user=user, at=at)
                return known | answers, told
        except (IntegrityError, Outrun):
            known = _answered(edits, user)
        except OperationalError as error:
            if not _deadlock(error):  # a lock waited for too long
                logger.warning("a batch of edits was given up: %s", error)
                raise Busy from error
            known = _answered(edits, user)
    raise Busy


def _deadlock(error: OperationalError) -> bool:
    """PostgreSQL checks foreign keys at the end: a work's removal and its first mark can wait for each other."""
    return getattr(error.__cause__, "sqlstate", "") == "40P01"


def _keep(edits: Edits, answers: Mapping[str, dict[str, Any]], *, user: int, at: datetime) -> None:
    Operation.objects.bulk_create(
        Operation(user=user, op_id=edit.op_id, at=at, answer={"digest": edit.digest, "answer": answers[edit.op_id]})
        for edit in edits
    )


def _answered(edits: Edits, user: int) -> Answers:
    """Stored answers. An `op_id` that stands for another edit is refused."""
    kept = dict(
        Operation.objects.filter(user=user, op_id__in=[edit.op_id for edit in edits]).values_list("op_id", "answer")
    )
    return {
        edit.op_id: kept[edit.op_id]["answer"] if kept[edit.op_id]["digest"] == edit.digest else REUSED
        for edit in edits
        if edit.op_id in kept
    }
