"""Moving one lesson and back, cancelling and restoring one; who sees what of it."""

import json
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from parta.audit.chain import history_of, verify
from parta.journal.models import Cell, Homework, PeriodLock, RollCall
from parta.journal.rules import moving as rules
from parta.journal.rules.moving import Facts, Written
from parta.school.models import DayOff, Period, Room
from parta.teaching.actions.lessons import generate_lessons, preview_lessons
from parta.teaching.models import Course, Lesson, LessonState, Substitution
from parta.teaching.rules.places import came_words, gone_words
from tests.cast import END, START, TODAY, Cast
from tests.pages import fields, refused, said, saved, send

AT = datetime(2026, 11, 24, 7, tzinfo=UTC)
TUESDAY, THURSDAY = date(2026, 12, 1), date(2026, 12, 3)
MONTH = (date(2026, 12, 1), date(2026, 12, 29))
YEAR = (START, END)
As = Callable[[str], Client]


@pytest.fixture
def december(cast: Cast) -> dict[str, Lesson]:
    """The lessons of December by journal; those of 1 December."""
    generate_lessons(None, *MONTH, by=None, at=AT)
    return {key: Lesson.objects.get(course=course, date=TUESDAY) for key, course in cast.courses.items()}


def move(client: Client, lesson: Lesson, day: date = THURSDAY, number: int = 2, sure: bool = True, **more: Any) -> Any:
    """Send the page's form, confirming what it warns of."""
    address = reverse("lesson-move", args=[lesson.pk])
    wanted = {"date": day.isoformat(), "number": number, "reason": "замена актового зала"} | more
    opened = fields(client, address)
    answer = send(client, address, opened, **wanted)
    if sure and answer.status_code == 422 and 'name="sure"' in (text := answer.content.decode()):
        value = text.split('name="sure" value="')[1].split('"')[0]
        answer = send(client, address, opened, **wanted, sure=value.replace("&#34;", '"').replace("&amp;", "&"))
    return answer


def places(course: Course) -> list[tuple[date, int, str]]:
    rows = course.lessons.filter(date__gt=TODAY).order_by("date", "number")
    return list(rows.values_list("date", "number", "state"))


def facts(**more: Any) -> Facts:
    return Facts(**{"place": (TUESDAY, 1), "year": YEAR} | more)


@pytest.mark.parametrize(
    ("lesson", "target", "told"),
    [
        ({}, {}, None),
        ({"written": Written(marks=2, roll=True)}, {}, "есть 2 отметки и перекличка"),
        ({"written": Written(absences=1)}, {}, "есть 1 отсутствие"),
        ({"cancelled": True}, {}, rules.CANCELLED),
        ({"closed": True}, {}, rules.CLOSED),
        ({"substituted": True}, {}, rules.SUBSTITUTED),
        ({"merged": True}, {}, rules.MERGED),
        ({}, {"target": (TUESDAY, 1)}, rules.SAME_PLACE),
        ({}, {"target": (TODAY, 5)}, None),
        ({}, {"target": (TODAY - timedelta(days=1), 5)}, rules.PAST),
        ({}, {"target": (END + timedelta(days=1), 1)}, "вне учебного года"),
        ({}, {"closed": True}, rules.CLOSED),
        ({}, {"taken": True}, "уже стоит урок"),
    ],
)
def test_when_a_lesson_may_be_moved(lesson: dict[str, Any], target: dict[str, Any], told: str | None):
    asked = {"target": (THURSDAY, 2), "on": TODAY, "closed": False, "taken": False} | target
    found = rules.move_refusal(facts(**lesson), **asked)
    assert (
        (found is None)
        if told is None
        else (found is not None and told.replace(" ", "\u00a0") in found[0].replace(" ", "\u00a0"))
    )


@pytest.mark.parametrize(
    ("lesson", "cancel", "restore"),
    [
        ({}, "", rules.NOT_CANCELLED),
        ({"cancelled": True}, rules.ALREADY, ""),
        ({"cancelled": True, "closed": True}, rules.ALREADY, rules.CLOSED),
        ({"closed": True}, rules.CLOSED, rules.NOT_CANCELLED),
        ({"substituted": True}, "", rules.NOT_CANCELLED),
        ({"merged": True}, rules.MERGED, rules.NOT_CANCELLED),
    ],
)
def test_when_a_lesson_may_be_cancelled_and_restored(lesson: dict[str, Any], cancel: str, restore: str):
    assert rules.cancel_refusal(facts(**lesson)) == cancel
    assert rules.restore_refusal(facts(**lesson)) == restore


def test_words_of_a_place():
    assert gone_words("moved", "замена", (THURSDAY, 2)) == "перенесён на 3\u00a0декабря, 2-й урок"
    assert (gone_words("cancelled", "Мороз", None), gone_words("cancelled", "", None)) == ("снят: мороз", "урок снят")
    assert (gone_words("regular", "", None), came_words(None)) == ("", "")
    assert came_words((TUESDAY, 1)) == "перенесён с 1\u00a0декабря, 1-й урок"


def test_what_is_written_moves_with_the_lesson(cast: Cast, as_: As, december: dict[str, Lesson]):
    algebra, lesson = cast.courses["algebra"], december["algebra"]
    Lesson.objects.filter(pk=lesson.pk).update(topic="Квадратный корень", version=1)
    Homework.objects.create(lesson=cast.lessons["algebra"], text="№ 4", due=lesson)
    scheduler = as_("scheduler")
    text = said(scheduler.get(reverse("class-lessons", args=[cast.classes["8Б"].pk]) + "?on=2026-12-01"))
    assert "1 Алгебра каб. 214 · Соколова О. В. Перенести : Алгебра Снять : Алгебра" in text
    refused(move(scheduler, lesson, reason="12"), "Назовите причину словами")
    # The day has no other lessons, and it is another week: said, and confirmed.
    refused(move(scheduler, lesson, sure=False), "У 8 «Б» 3 декабря других уроков нет")
    saved(move(scheduler, lesson, room="31"))
    lesson.refresh_from_db()
    assert (lesson.date, lesson.number, lesson.room, lesson.topic) == (THURSDAY, 2, "31", "Квадратный корень")
    home = lesson.moved_from
    assert (home.date, home.number, home.state, home.note) == (TUESDAY, 1, "moved", "замена актового зала")
    assert Homework.objects.get().due == lesson
    # Making lessons neither fills the old place nor takes away the new one.
    assert not preview_lessons([algebra], *MONTH, at=AT).changes
    generate_lessons([algebra], *MONTH, by=None, at=AT)
    assert places(algebra)[:3] == [(TUESDAY, 1, "moved"), (THURSDAY, 2, "regular"), (date(2026, 12, 8), 1, "regular")]
    change = history_of(lesson).last()
    assert change is not None
    assert (change.action, json.loads(change.payload)["reason"]) == ("teaching.move_lesson", "замена актового зала")
    # The empty place leads to the lesson.
    assert "3 декабря, 2-й урок, каб. 31" in said(scheduler.get(reverse("lesson-move", args=[home.pk])))
    # Again: one mark of it, at the first place.
    saved(move(scheduler, lesson, THURSDAY + timedelta(days=1), 3))
    assert places(algebra)[:2] == [(TUESDAY, 1, "moved"), (date(2026, 12, 4), 3, "regular")]
    saved(scheduler.post(reverse("lesson-return", args=[lesson.pk])))
    assert places(algebra)[0] == (TUESDAY, 1, "regular")
    assert not Lesson.objects.filter(state="moved").exists()
    answer = scheduler.post(reverse("lesson-return", args=[lesson.pk]), follow=True)
    assert rules.NOT_MOVED in said(answer)
    assert [
        as_(who).get(reverse("lesson-move", args=[lesson.pk])).status_code for who in ("olga", "anna", "secretary")
    ] == [403] * 3
    assert verify() == []


def test_a_new_timetable_leaves_both_places(cast: Cast, as_: As, december: dict[str, Lesson]):
    algebra, lesson = cast.courses["algebra"], december["algebra"]
    saved(move(as_("deputy"), lesson, date(2026, 12, 8), 5))
    # From 1 December the journal stands at the fourth lesson: 8 December has its own hour besides the one moved there.
    day = reverse("timetable-day", args=[cast.classes["8Б"].pk, 1])
    saved(send(as_("deputy"), day, starts_on="2026-12-01", c1_0="", r1_0="", c4_0=algebra.pk))
    days = [(TUESDAY, 1, "moved"), (date(2026, 12, 8), 4, "regular"), (date(2026, 12, 8), 5, "regular")]
    assert places(algebra)[:3] == days
    # And without any hour of it the moved lesson stays, its old place too.
    saved(send(as_("deputy"), f"{day}?on=2026-12-01", starts_on="2026-12-01", c4_0="", r4_0=""))
    assert places(algebra) == [(TUESDAY, 1, "moved"), (date(2026, 12, 8), 5, "regular")]
    assert preview_lessons([algebra], *MONTH, at=AT).written_elsewhere == []


def test_what_forbids_a_move(cast: Cast, as_: As, december: dict[str, Lesson]):
    lesson, held = december["algebra"], cast.lessons["algebra"]
    deputy = as_("deputy")
    refused(move(deputy, lesson, TUESDAY, 1), rules.SAME_PLACE)
    refused(move(deputy, lesson, TODAY - timedelta(days=1), 1), rules.PAST)
    refused(move(deputy, lesson, date(2027, 6, 1), 1), "1 июня лежит вне учебного года")
    refused(move(deputy, lesson, date(2026, 12, 8), 1), "8 декабря, 1-й урок: у этого журнала там уже стоит урок")
    RollCall.objects.create(lesson=held, taken_at=AT)
    refused(move(deputy, held), "В уроке уже есть перекличка: он проведён, перенести его нельзя.")
    absent = {"absent": cast.staff["olga"], "staff": cast.staff["irina"], "assigned_at": AT}
    Substitution.objects.create(lesson=lesson, **absent)
    refused(move(deputy, lesson), rules.SUBSTITUTED)
    Substitution.objects.all().delete()
    PeriodLock.objects.create(period=Period.objects.get(kind="trimester", number=2), closed_at=AT)
    refused(move(deputy, lesson), rules.CLOSED)
    assert not Lesson.objects.filter(state=LessonState.MOVED).exists()


def test_what_a_move_warns_of(cast: Cast, as_: As, december: dict[str, Lesson]):
    deputy, lesson = as_("deputy"), december["algebra"]
    # At the second lesson of that day the class has Russian; the room of the physics is at the third.
    refused(move(deputy, lesson, TUESDAY, 2, sure=False), "У класса сразу «8Б · Алгебра» и «8Б · Русский язык»")
    refused(move(deputy, lesson, TUESDAY, 3, sure=False), "В кабинете 214 сразу «8Б · Алгебра» и «7А · Физика»")
    refused(move(deputy, lesson, TUESDAY, 9, sure=False), "Звонка для 9-го урока в 1-й смене нет")
    DayOff.objects.create(
        starts_on=THURSDAY, ends_on=THURSDAY, title="Карантин", kind="cancelled", school_class=cast.classes["8Б"]
    )
    refused(move(deputy, lesson, sure=False), "У 8 «Б» 3 декабря других уроков нет: карантин")
    Homework.objects.create(lesson=cast.lessons["algebra"], text="№ 4", due=lesson)
    refused(move(deputy, lesson, TODAY, 0, sure=False), "Задание к этому уроку задано позже: 24 ноября, 1-й урок")
    refused(move(deputy, lesson, TODAY, 0, sure=False), "Урок переходит в другой период: 1-й триместр")
    # Several may be in a shared room; a free place needs no confirmation.
    Room.objects.create(name="214", shared=True, sort_key="214")
    saved(move(deputy, lesson, TUESDAY, 3, sure=False))


def test_two_forms_opened_at_once(cast: Cast, as_: As, december: dict[str, Lesson]):
    deputy, lesson = as_("deputy"), december["algebra"]
    address = reverse("lesson-move", args=[lesson.pk])
    opened = fields(deputy, address)
    saved(move(deputy, lesson, TUESDAY, 5))
    refused(
        send(deputy, address, opened, date="2026-12-01", number=6, reason="замена"),
        "урок перенесли: 1 декабря, 5-й урок",
    )


def test_cancel_and_restore(cast: Cast, as_: As, december: dict[str, Lesson]):
    scheduler, lesson = as_("scheduler"), december["algebra"]
    absent = {"absent": cast.staff["olga"], "staff": cast.staff["irina"], "assigned_at": AT}
    Substitution.objects.create(lesson=lesson, **absent)
    address = reverse("lesson-cancel", args=[lesson.pk])
    refused(send(scheduler, address, reason=""), "Обязательное поле")
    saved(send(scheduler, address, reason="Мороз."))
    lesson.refresh_from_db()
    assert (lesson.state, lesson.note, Substitution.objects.exists()) == (LessonState.CANCELLED, "Мороз", False)
    refused(send(scheduler, address, reason="мороз"), rules.ALREADY)
    refused(move(scheduler, lesson), rules.CANCELLED)
    assert not preview_lessons([lesson.course], *MONTH, at=AT).changes
    saved(scheduler.post(reverse("lesson-restore", args=[lesson.pk])))
    lesson.refresh_from_db()
    assert (lesson.state, lesson.note) == (LessonState.REGULAR, "")
    # One that was held stays.
    held = cast.lessons["algebra"]
    Cell.objects.create(lesson=held, pupil=cast.pupils["petya"], absence="н", updated_at=AT)
    refused(send(scheduler, reverse("lesson-cancel", args=[held.pk]), reason="мороз"), "уже есть 1 отсутствие")
    # An emptied cell is none.
    Cell.objects.update(absence="")
    saved(send(scheduler, reverse("lesson-cancel", args=[held.pk]), reason="мороз"))
    assert verify() == []


def test_who_reads_it(cast: Cast, as_: As, december: dict[str, Lesson], count_queries: Any):
    deputy = as_("deputy")
    today, other = cast.lessons["algebra"], cast.lessons["russian"]
    saved(move(deputy, today, TODAY, 6))
    saved(send(deputy, reverse("lesson-cancel", args=[other.pk]), reason="Мороз"))
    diary = said(as_("anna").get(reverse("diary", args=[cast.pupils["petya"].pk])))
    assert "перенесён на 24 ноября, 6-й урок" in diary
    assert "перенесён с 24 ноября, 1-й урок" in diary
    assert "снят: мороз" in diary
    day = said(as_("olga").get(reverse("today")))
    assert "перенесён на 24 ноября, 6-й урок" in day
    assert "перенесён с 24 ноября, 1-й урок" in day
    assert "Заполнено 0 из 1" in day
    journal = said(as_("olga").get(reverse("journal", args=[cast.courses["algebra"].pk])))
    assert "Перенесён с 24 ноября, 1-й урок" in journal
    assert (
        as_("olga")
        .get(reverse("journal", args=[cast.courses["algebra"].pk]))
        .content.decode()
        .count('<th scope="col" class="today"')
        == 1
    )
    history = said(as_("olga").get(reverse("journal-history", args=[cast.courses["algebra"].pk])))
    assert "номер урока" in history
    assert "замена актового зала" in history
    assert "Снят: мороз" in said(as_("irina").get(reverse("journal", args=[cast.courses["russian"].pk])))
