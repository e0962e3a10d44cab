"""The class teacher's start page: parents' notices, notes on behaviour."""

from datetime import timedelta

from django.urls import reverse
from django.utils import timezone

from parta.journal.models import AbsenceNotice, BehaviourNote, Cell, WeekCheck
from parta.teaching.models import Lesson, LessonState
from tests.cast import TODAY
from tests.pages import said

MONDAY = TODAY - timedelta(days=1)
WEEK = timedelta(days=7)


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


def test_class_teacher_is_told_of_absences_to_explain_and_weeks_to_check(cast, as_, count_queries):
    for number in (1, 2, 3):
        state = LessonState.CANCELLED if number == 3 else LessonState.REGULAR
        Lesson.objects.create(course=cast.courses["algebra"], date=MONDAY - number * WEEK, number=7, state=state)
    Cell.objects.create(
        lesson=cast.lessons["algebra"], pupil=cast.pupils["petya"], absence="н", updated_at=timezone.now()
    )
    client, class_id = as_("irina"), cast.classes["8Б"].pk
    page = client.get("/")
    assert "Без причины: 1" in said(page)
    assert "Не проверены 2 недели с 9 ноября" in said(page)
    assert f'href="{reverse("attendance-week", args=[class_id])}?day=2026-11-09"' in page.content.decode()
    assert "Без причины" not in said(as_("olga").get("/"))
    for number in (1, 2):
        WeekCheck.objects.create(school_class_id=class_id, monday=MONDAY - number * WEEK, checked_at=timezone.now())
    Cell.objects.update(absence="у")
    AbsenceNotice.objects.create(
        pupil=cast.pupils["petya"], starts_on=TODAY, ends_on=TODAY, text="к врачу", sent_at=timezone.now()
    )
    BehaviourNote.objects.create(pupil=cast.pupils["petya"], text="шумел", written_at=timezone.now())
    with count_queries() as queries:
        text = said(client.get("/"))
    assert len(queries()) <= 19, "\n".join(queries())
    assert "Без причины" not in text
    assert "проверен" not in text
