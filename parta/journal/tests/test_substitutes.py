"""A substitute in the journal of another [5.2]: exactly the given lessons, for their day plus the edit window."""

from datetime import timedelta

import pytest
import time_machine
from django.urls import reverse

from parta.journal.access import NOT_YET, OTHERS_LESSON
from parta.journal.models import Cell, Homework
from parta.teaching.models import Substitution, TeacherAbsence
from tests.cast import TODAY
from tests.pages import said


@pytest.fixture
def replace(cast):
    """`replace(lesson)`: Чужова gives this lesson for Ольга."""

    def make(lesson, who: str = "stranger") -> Substitution:
        fields = {"absent": cast.staff["olga"], "staff": cast.staff[who], "assigned_at": "2026-11-20T07:00:00Z"}
        return Substitution.objects.create(lesson=lesson, **fields)

    return make


def pages(cast, lesson) -> list[str]:
    course = cast.courses["algebra"].pk
    return [reverse("journal", args=[course]), reverse("journal-panel", args=[course, lesson.pk])]


def test_exactly_the_given_lesson(cast, as_, put, edit, lesson_edit, lesson, replace):
    other = lesson(TODAY, 6)
    replace(cast.lessons["algebra"])
    assert put("stranger", edit("5"))["status"] == "saved"
    assert put("stranger", lesson_edit(topic="Разность квадратов"), to="journal-lessons")["status"] == "saved"
    refused = [
        put("stranger", edit("5", lesson=other.pk)),
        put("stranger", lesson_edit(lesson=other.pk, topic="Степени"), to="journal-lessons"),
    ]
    assert [one["status"] for one in refused] == ["rejected"] * 2
    assert all(OTHERS_LESSON in one["reason"] for one in refused)
    assert not Cell.objects.filter(lesson=other).exists()
    body = {"topic": "Степени", "base_version": 0, "op_id": "form-operation-1"}
    page = as_("olga").get(
        reverse("journal", args=[cast.courses["algebra"].pk]) + f"?lesson={cast.lessons['algebra'].pk}"
    )
    assert "Разность квадратов. Замена: Чужова В. П." in page.content.decode().replace("\xa0", " ")
    assert "214 Замена: Чужова В. П." in said(page)
    form = as_("stranger").post(reverse("journal-lesson", args=[cast.courses["algebra"].pk, other.pk]), body)
    assert form.status_code == 422
    assert OTHERS_LESSON in said(form)
    # The teacher who is away keeps the journal.
    assert put("olga", edit("4", base_version=1))["status"] == "saved"
    assert put("olga", edit("5", lesson=other.pk))["status"] == "saved"


def test_sees_where_the_class_stopped(cast, as_, lesson, replace, count_queries):
    before = lesson(TODAY - timedelta(days=7), topic="Квадрат суммы")
    Homework.objects.create(lesson=before, text="№ 415, 417")
    Cell.objects.create(lesson=before, pupil=cast.pupils["petya"], absence="б", updated_at="2026-11-17T07:00:00Z")
    address = reverse("journal", args=[cast.courses["algebra"].pk])
    assert as_("stranger").get(address).status_code == 404
    replace(cast.lessons["algebra"])
    client = as_("stranger")
    with count_queries() as queries:
        page = client.get(f"{address}?lesson={before.pk}")
    assert len(queries()) <= 12
    text = page.content.decode()
    assert "Квадрат суммы" in text
    assert "№ 415, 417" in text
    assert ">у<" in text
    assert ">б</td>" not in text  # health data
    assert text.count('data-locked="Это урок другого учителя') == 1
    assert "Алгебра" in said(as_("stranger").get(reverse("journals")))


@pytest.mark.parametrize(
    ("days", "status", "reason"),
    [(-8, 404, ""), (-7, 200, NOT_YET), (0, 200, ""), (7, 200, ""), (8, 404, "")],
)
def test_from_a_week_before_to_the_end_of_the_edit_window(
    cast, as_, lesson_edit, send, replace, days, status, reason
):  # fmt: skip
    replace(cast.lessons["algebra"])
    with time_machine.travel(f"{TODAY + timedelta(days=days)}T07:00Z"):
        assert [as_("stranger").get(one).status_code for one in pages(cast, cast.lessons["algebra"])] == [status] * 2
        if status == 200:
            change = lesson_edit(topic="Разность квадратов")
            result = send("stranger", change, to="journal-lessons")["results"][change["op_id"]]
            assert result["status"] == ("rejected" if reason else "saved")
            assert reason in result.get("reason", "")
        else:
            address = reverse("journal-cells", args=[cast.courses["algebra"].pk])
            assert as_("stranger").post(address, {}, content_type="application/json").status_code == 404


def test_the_history_says_that_the_lesson_was_cancelled(cast, as_):
    lesson, noted = cast.lessons["algebra"], "2026-11-23T07:00:00Z"
    absence = TeacherAbsence.objects.create(staff=cast.staff["olga"], starts_on=TODAY, cause="trip", noted_at=noted)
    choice = {f"was_{lesson.pk}": "", f"lesson_{lesson.pk}": "cancel"}
    assert as_("deputy").post(reverse("absence", args=[absence.pk]), choice).status_code == 302
    client, course = as_("olga"), cast.courses["algebra"].pk
    assert "урок: по расписанию → стало снят" in said(client.get(reverse("journal-history", args=[course])))
    assert "Урок снят" in client.get(reverse("journal", args=[course])).content.decode()
    past = client.get(reverse("journal-past", args=[course]), {"on": "2026-11-24", "time": "09:00"})
    assert past.status_code == 200
    assert "Урок снят" not in past.content.decode()
