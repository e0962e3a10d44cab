"""What the deputy sees of all classes: weeks not checked, systematic absence."""

from datetime import date, timedelta

from django.urls import reverse
from django.utils import timezone

from parta.journal.models import Cell, WeekCheck
from parta.teaching.models import Exemption, Lesson, LessonState
from tests.cast import START, TODAY, Cast
from tests.pages import said

MONDAY = TODAY - timedelta(days=1)
WEEK = timedelta(days=7)


def test_weeks_not_checked(cast: Cast, as_, lesson, count_queries):
    for weeks in (1, 2, 3):
        lesson(TODAY - weeks * WEEK, state=LessonState.CANCELLED if weeks == 3 else LessonState.REGULAR)
    WeekCheck.objects.create(school_class=cast.classes["8Б"], monday=MONDAY - WEEK, checked_at=timezone.now())
    Cell.objects.create(
        lesson=cast.lessons["algebra"], pupil=cast.pupils["petya"], absence="н", updated_at=timezone.now()
    )
    client = as_("deputy")
    with count_queries() as queries:
        text = said(client.get(reverse("attendance")))
    assert len(queries()) <= 9, "\n".join(queries())
    assert "1 класс не проверил прошедшие недели" in text
    assert "8 «Б» Орлова И. П. 1 неделя с 9 ноября 1 1" in text
    assert "7 «А» Чужова В. П. все проверены 0" in text
    assert "Чужова" not in said(as_("irina").get(reverse("attendance"), follow=True))


def test_systematic_absence(cast: Cast, as_, count_queries):
    """Ten lessons in November, three missed; what a pupil is free from doesn't count, what is to come does."""
    lessons = [cast.lessons["algebra"]]
    for number in range(9):
        day = date(2026, 11, 2 + number) if number < 5 else date(2026, 11, 25 + number - 5)
        lessons.append(Lesson.objects.create(course=cast.courses["algebra"], date=day, number=7))
    Lesson.objects.filter(pk=cast.lessons["russian"].pk).update(state=LessonState.CANCELLED)
    for one, code in ((lessons[0], "б"), (lessons[1], "н"), (lessons[2], "нп")):
        Cell.objects.create(lesson=one, pupil=cast.pupils["petya"], absence=code, updated_at=timezone.now())
    for one in lessons[:2]:
        Cell.objects.create(lesson=one, pupil=cast.pupils["masha"], absence="у", updated_at=timezone.now())
    address = reverse("often-absent")
    client = as_("irina")
    with count_queries() as queries:
        text = said(client.get(address))
    assert len(queries()) <= 9, "\n".join(queries())
    assert "Зайцев Пётр 3 из 10 30,0 % 1 2" in text
    assert "Ёжикова" not in text
    assert "В этом месяце таких учеников нет" in said(client.get(address, {"month": "2026-10-01"}))
    assert client.get(address, {"month": "вчера"}).status_code == 200
    Exemption.objects.create(pupil=cast.pupils["masha"], course=cast.courses["algebra"], starts_on=START, document="1")
    assert "Ёжикова Мария 8 «Б» 2 из 2 100,0 %" in said(as_("deputy").get(address))
    assert "Зайцев" not in said(as_("stranger").get(address))
    assert as_("olga").get(address).status_code == 403
