"""Sending and withdrawing a parent's notice of an absence: a message to the class teacher, not an entry [4.5]."""

from datetime import date, datetime

from django.db import transaction

from parta.audit.chain import Event, record
from parta.core.actor import Actor
from parta.journal.models import AbsenceNotice
from parta.journal.notices import health_consent
from parta.journal.rules import notices as rules
from parta.school.changes import add
from parta.school.refusals import Refused

SEND, WITHDRAW = "journal.send_notice", "journal.withdraw_notice"


@transaction.atomic
def send_notice(
    pupil_id: int, starts_on: date, ends_on: date, text: str, *, ill: bool, by: Actor, at: datetime
) -> AbsenceNotice:
    """Tell the class teacher. The caller has checked that the pupil is the sender's child."""
    standing = AbsenceNotice.objects.filter(pupil_id=pupil_id, withdrawn_at=None, ends_on__gte=by.on)
    for field, reason in (
        ("starts_on" if starts_on < by.on else "ends_on", rules.dates_refusal(starts_on, ends_on, by.on)),
        ("starts_on", rules.overlap_refusal(starts_on, ends_on, standing.values_list("starts_on", "ends_on"))),
        ("ill", rules.ill_refusal(ill, health_consent=health_consent(pupil_id, by.on))),
    ):
        if reason:
            raise Refused(reason, field)
    notice = AbsenceNotice(
        pupil_id=pupil_id, starts_on=starts_on, ends_on=ends_on, ill=ill, text=text, sent_by=by.user_id, sent_at=at
    )
    add(notice, SEND, by=by, at=at)
    return notice


@transaction.atomic
def withdraw_notice(notice: AbsenceNotice, *, by: Actor, at: datetime) -> bool:
    """Take a notice back; False = it was taken back before."""
    if not AbsenceNotice.objects.filter(pk=notice.pk, withdrawn_at=None).update(withdrawn_at=at):
        return False
    record([Event(WITHDRAW, notice, {"withdrawn_at": None}, {"withdrawn_at": at})], by=by, at=at)
    return True
