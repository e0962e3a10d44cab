"""«Посещаемость»: the day, the week and the sums of a class, and who reads them."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from parta.journal.models import Cell
from parta.people.models import ClassMember
from parta.teaching.models import CourseMember, Exemption, Lesson, LessonState
from tests.cast import START, TODAY, Cast, make_pupil
from tests.pages import said

MONDAY = TODAY - timedelta(days=1)


@pytest.fixture
def absent(cast: Cast) -> Callable[..., Cell]:
    """`absent("petya", lesson, "н")`: a cell as the teacher left it."""

    def make(pupil: str, lesson: Lesson, code: str, **fields: object) -> Cell:
        return Cell.objects.create(
            lesson=lesson, pupil=cast.pupils[pupil], absence=code, updated_at=timezone.now(), **fields
        )

    return make


def row_of(answer, name: str) -> list[str]:
    """Texts of the cells of a pupil's row."""
    body = answer.content.decode()
    row = next(one for one in body.split("<tr") if f"{name}</th>" in one)
    return [
        " ".join(cell.split(">", 1)[1].split("</td")[0].replace("\u00a0", " ").split()) for cell in row.split("<td")[1:]
    ]


def test_day_and_week(cast, as_, absent):
    absent("petya", cast.lessons["algebra"], "н")
    absent("petya", cast.lessons["russian"], "б")
    absent("masha", cast.lessons["russian"], "оп", late_minutes=7)
    day = as_("irina").get(reverse("attendance-day", args=[cast.classes["8Б"].pk]))
    text = said(day)
    assert "Нет на уроках: 1, опоздали: 1" in text
    assert 'title="Русский язык: опоздание, 7 мин">оп' in day.content.decode()
    week = as_("deputy").get(reverse("attendance-week", args=[cast.classes["8Б"].pk]))
    assert row_of(week, "Зайцев Пётр")[-8:] == ["2", "1", "", "", "1", "", "1", ""]
    assert row_of(week, "Ёжикова Мария")[-8:] == ["", "", "", "", "", "1", "", ""]


def test_a_full_day_counts_the_pupils_own_journals(cast, as_, absent, lesson):
    """Subgroups, streams of other classes, exemptions and cancelled lessons."""
    stream = cast.courses["foreign"]  # Петя goes to the physics of 7А too
    CourseMember.objects.create(course=stream, pupil=cast.pupils["petya"], starts_on=START)
    Lesson.objects.filter(pk=cast.lessons["russian"].pk).update(state=LessonState.CANCELLED)
    lesson(number=6, state=LessonState.CANCELLED)
    absent("petya", cast.lessons["algebra"], "у")
    address = reverse("attendance-summary", args=[cast.classes["8Б"].pk])
    assert row_of(as_("irina").get(address), "Зайцев Пётр") == ["2", "1", "", "1", "", "", "", "", ""]
    absent("petya", cast.lessons["foreign"], "у")
    assert row_of(as_("irina").get(address), "Зайцев Пётр") == ["2", "2", "", "2", "", "", "1", "", ""]
    Cell.objects.filter(lesson=cast.lessons["foreign"]).update(absence="")
    Exemption.objects.create(pupil=cast.pupils["petya"], course=stream, starts_on=START, document="справка")
    assert row_of(as_("irina").get(address), "Зайцев Пётр") == ["1", "1", "", "1", "", "", "1", "", ""]
    assert "Сканарейкин" not in said(as_("irina").get(address))


def test_only_days_in_the_class_and_no_illness_of_those_who_left(cast, as_, absent):
    absent("petya", cast.lessons["algebra"], "б")
    member = ClassMember.objects.get(pupil=cast.pupils["petya"])
    ClassMember.objects.filter(pk=member.pk).update(ends_on=MONDAY)
    address = reverse("attendance-week", args=[cast.classes["8Б"].pk])
    assert row_of(as_("irina").get(address), "Зайцев Пётр")[:2] == ["", ""]
    ClassMember.objects.filter(pk=member.pk).update(ends_on=TODAY)
    Cell.objects.filter(pupil=cast.pupils["petya"]).delete()
    old = Lesson.objects.create(course=cast.courses["algebra"], date=MONDAY - timedelta(days=7), number=1)
    ClassMember.objects.filter(pk=member.pk).update(ends_on=old.date)
    absent("petya", old, "б")
    asked = {"day": old.date.isoformat()}
    assert "по болезни" not in as_("irina").get(address, asked).content.decode().split("<tbody>")[1].split("<tfoot")[0]
    assert ">у</abbr>" in as_("irina").get(address, asked).content.decode()
    assert ">б</abbr>" in as_("deputy").get(address, asked).content.decode().split("<tbody>")[1]


@pytest.mark.parametrize("asked", ["2026-13-01", "вчера", "", "9999-12-31", "0001-01-01"])
@pytest.mark.parametrize("name", ["attendance-day", "attendance-week"])
def test_any_day_may_be_asked_for(cast, as_, name, asked):
    address = reverse(name, args=[cast.classes["8Б"].pk])
    assert as_("irina").get(address, {"day": asked}).status_code == 200


def test_refusals(cast, as_):
    own, other = cast.classes["8Б"].pk, cast.classes["7А"].pk
    assert as_("irina").get(reverse("attendance")).headers["Location"] == reverse("attendance-day", args=[own])
    for name in ("attendance-day", "attendance-week", "attendance-summary"):
        assert as_("irina").get(reverse(name, args=[other])).status_code == 404
        assert as_("olga").get(reverse(name, args=[own])).status_code == 403
    assert as_("irina").get(reverse("attendance-summary", args=[own]), {"period": "99"}).status_code == 404


def test_budget_is_flat(cast, as_, count_queries):
    class_id, client = cast.classes["8Б"].pk, as_("irina")
    addresses = [reverse(f"attendance-{name}", args=[class_id]) for name in ("day", "week", "summary")]

    def spent() -> list[int]:
        found = []
        for address in addresses:
            with count_queries() as queries:
                assert client.get(address).status_code == 200
            found.append(len(queries()))
            assert found[-1] <= 14, "\n".join(queries())
        return found

    before = spent()
    for number in range(10):
        pupil = make_pupil(cast, f"p{number}", (f"Ученик{number}", "Имя", ""), "8Б")
        CourseMember.objects.create(course=cast.courses["algebra"], pupil=pupil, starts_on=START)
        Lesson.objects.create(course=cast.courses["algebra"], date=date(2026, 11, 15 + number), number=2)
    assert spent() == before
