"""The class teacher's start page: parents' notices, notes on behaviour."""

from datetime import timedelta

from django.utils import timezone

from parta.journal.models import AbsenceNotice, BehaviourNote
from tests.cast import TODAY


def test_class_teacher_reads_notices_and_is_told_of_notes(cast, as_):
    petya, other = cast.pupils["petya"], cast.pupils["other"]
    for pupil, ahead, text in ((petya, 2, "к врачу"), (petya, 30, "нескоро"), (other, 0, "чужое")):
        day = TODAY + timedelta(days=ahead)
        AbsenceNotice.objects.create(pupil=pupil, starts_on=day, ends_on=day, text=text, sent_at=timezone.now())
    BehaviourNote.objects.create(pupil=petya, text="шумел", written_at=timezone.now())
    page = as_("irina").get("/").content.decode()
    assert "к врачу" in page
    assert "1\u00a0запись ждёт вашего решения" in page
    assert "нескоро" not in page
    assert "чужое" not in page
    for who in ("olga", "deputy"):
        assert "к врачу" not in as_(who).get("/").content.decode()
