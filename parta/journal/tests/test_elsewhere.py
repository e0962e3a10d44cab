"""A pupil's marks of a subject count wherever they were given [5.5] [8.2.2] (AVG-05)."""

import re
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from parta.audit.chain import history_of, verify
from parta.audit.models import Head
from parta.journal.models import Cell, FormerMark, Mark, PeriodLock, Work, WorkKind
from parta.journal.rules.former import MOST, closed_fault, date_fault, parse
from parta.teaching.models import Course, CourseMember, Lesson
from tests.cast import START, TODAY, Cast
from tests.pages import refused, said, saved, send

As = Callable[[str], Client]
WHEN = "2026-11-20T06:00:00Z"


def give(
    cast: Cast, course: Course, key: str, day: date, value: int | None, weight: int = 1, absence: str = ""
) -> None:
    lesson, _ = Lesson.objects.get_or_create(course=course, date=day, number=7)
    cell = Cell.objects.create(lesson=lesson, pupil=cast.pupils[key], absence=absence, updated_at=WHEN)
    if value:
        work = Work.objects.create(
            lesson=lesson, kind=WorkKind.objects.get(code="УО"), weight=weight, position=lesson.works.count()
        )
        Mark.objects.create(cell=cell, work=work, value=value)


@pytest.fixture
def group(cast: Cast) -> Course:
    """Where Петя was till yesterday: two marks and a missed lesson there."""
    course = Course.objects.create(
        year=cast.year, subject=cast.courses["algebra"].subject, label="2-я гр.", class_names="8Б", sort_key="8"
    )
    course.classes.add(cast.classes["8Б"])
    CourseMember.objects.create(
        course=course, pupil=cast.pupils["petya"], starts_on=START, ends_on=TODAY - timedelta(days=1)
    )
    CourseMember.objects.filter(course=cast.courses["algebra"], pupil=cast.pupils["petya"]).update(starts_on=TODAY)
    give(cast, course, "petya", date(2026, 11, 10), 3, 2)
    give(cast, course, "petya", date(2026, 11, 11), 4)
    give(cast, course, "petya", date(2026, 11, 12), None, absence="б")
    return course


def row_of(answer: Any, key: str, cast: Cast) -> str:
    """The row as it is read."""
    found = re.search(rf'<tr data-pupil="{cast.pupils[key].pk}".*?</tr>', answer.content.decode(), re.DOTALL)
    assert found
    return " ".join(re.sub(r"<[^>]+>", " ", found[0]).replace("\u00a0", " ").split())


def test_the_row_counts_the_former_group_and_school(as_: As, cast: Cast, group: Course, count_queries: Any):
    give(cast, cast.courses["algebra"], "petya", TODAY, 5)
    facts = {
        "pupil": cast.pupils["petya"],
        "year": cast.year,
        "subject": group.subject,
        "noted_at": "2026-11-20T06:00:00Z",
    }
    FormerMark.objects.create(**facts, value=5, weight=3, given_on=date(2026, 9, 20), school="школа № 5")
    FormerMark.objects.create(**facts, value=2, given_on=date(2026, 8, 20), school="школа № 5")  # not of this period
    client, address = as_("olga"), reverse("journal", args=[cast.courses["algebra"].pk])
    with count_queries() as queries:
        answer = client.get(address)
    assert len(queries()) <= 13  # one more than the page's twelve
    row = row_of(answer, "petya", cast)
    assert row.endswith("5 4,29 4 1"), row  # (5 + 3·2 + 4 + 5·3) / 7
    assert (
        "Ещё 2 отметки и 1 пропуск из журнала «8Б · Алгебра, 2-я гр.»; ещё 1 отметка из прежней школы: школа № 5" in row
    )
    assert "ещё" not in row_of(answer, "masha", cast).lower()
    # The diary shows the same number.
    marks = said(as_("anna").get(reverse("diary-marks", args=[cast.pupils["petya"].pk])))
    assert "4,29" in marks
    assert "школа № 5, 20 сентября" in marks


def test_a_saved_mark_answers_with_the_same_sum(as_: As, cast: Cast, group: Course, count_queries: Any):
    edit = {"op_id": "elsewhere-1", "lesson": cast.lessons["algebra"].pk, "pupil": cast.pupils["petya"].pk}
    data = {"edits": [{**edit, "value": "5", "base_version": 0}], "period": ""}
    client, address = as_("olga"), reverse("journal-cells", args=[cast.courses["algebra"].pk])
    Head.objects.create(pk=1)  # the history has begun
    with count_queries() as queries:
        answer = client.post(address, data, content_type="application/json").json()
    row = answer["rows"][str(cast.pupils["petya"].pk)]
    assert (row["average"], row["count"], row["missed"]) == ("3,75", 3, 1)
    assert len(queries()) <= 15, "\n".join(one[:150] for one in queries())


@pytest.mark.parametrize(
    ("text", "marks", "fault"),
    [
        ("5 4 4", [5, 4, 4], ""),
        (" 5,4;\n3 ", [5, 4, 3], ""),
        ("", [], "Впишите отметки"),
        ("5 6", [], "«6» — не отметка"),
        ("54", [], "«54» — не отметка"),
        ("5 " * (MOST + 1), [], "не больше 60"),
    ],
)
def test_marks_as_they_are_typed(text: str, marks: list[int], fault: str):
    """FMR-01."""
    found, said_fault = parse(text)
    assert found == marks
    assert fault in said_fault


def test_when_a_former_mark_was_given():
    """FMR-02."""
    assert date_fault(TODAY, START, TODAY) == ""
    assert "завтра" in date_fault(TODAY + timedelta(days=1), START, TODAY)
    assert "раньше начала" in date_fault(START - timedelta(days=1), START, TODAY)


def test_who_changes_marks_of_a_closed_period():
    """FMR-04."""
    assert closed_fault(TODAY, "", administration=False) == ""
    assert "1-й триместр, период закрыт" in closed_fault(TODAY, "1-й триместр", administration=False)
    assert closed_fault(TODAY, "1-й триместр", administration=True) == ""


def brought(as_: As, cast: Cast, who: str = "irina", **changes: Any) -> Any:
    fields = {
        "subject": cast.courses["algebra"].subject_id, "marks": "5 4 4", "given_on": "2026-11-02",
        "school": "школа № 5, г. Омск", "weight": "1",
    }  # fmt: skip
    return send(as_(who), reverse("pupil-marks", args=[cast.pupils["petya"].pk]), **(fields | changes))


def test_former_marks_are_written_corrected_and_taken_out(as_: As, cast: Cast):
    saved(brought(as_, cast))
    refused(brought(as_, cast), "только что записали")
    assert list(FormerMark.objects.values_list("value", flat=True)) == [5, 4, 4]
    refused(brought(as_, cast, marks="5 пять"), "«пять» — не отметка")
    refused(brought(as_, cast, given_on="2026-11-25"), "завтра")
    refused(brought(as_, cast, weight="0"), "больше либо равно 1")
    refused(brought(as_, cast, subject="999999999999999999999"), "Выберите корректный вариант")
    row = FormerMark.objects.first()
    assert row is not None
    address = reverse("former-mark", args=[row.pk])
    refused(send(as_("irina"), address, value="1"), "Отметка — 5, 4, 3 или 2")
    saved(send(as_("deputy"), address, value="3"))
    assert [one.action for one in history_of(row)] == ["journal.add_former_mark", "journal.change_former_mark"]
    saved(as_("irina").post(address, {"remove": "1"}))
    assert FormerMark.objects.count() == 2
    page = said(as_("irina").get(reverse("pupil-marks", args=[cast.pupils["petya"].pk])))
    assert "школа № 5, г. Омск" in page
    assert as_("secretary").get(reverse("pupil-marks", args=[cast.pupils["petya"].pk])).status_code == 403
    assert verify() == []


def test_former_marks_of_a_closed_period_are_the_administrations(as_: As, cast: Cast):
    saved(brought(as_, cast, marks="4"))
    row = FormerMark.objects.get()
    PeriodLock.objects.create(period=cast.year.periods.get(kind="trimester", number=1), closed_at=WHEN)
    address = reverse("former-mark", args=[row.pk])
    refused(brought(as_, cast), "период закрыт")
    refused(send(as_("irina"), address, value="5"), "период закрыт")
    as_("irina").post(address, {"remove": "1"})
    assert FormerMark.objects.get().value == 4
    saved(send(as_("deputy"), address, value="5"))
    saved(brought(as_, cast, who="deputy"))
    assert (FormerMark.objects.count(), verify()) == (4, [])
