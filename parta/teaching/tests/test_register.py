"""«Журнал учёта пропущенных и замещённых уроков»: page, PDF, XLSX."""

from datetime import date, timedelta
from io import BytesIO

import pytest
from django.urls import reverse
from python_calamine import CalamineWorkbook

from parta.teaching.models import CourseTeacher, Lesson, LessonState, Substitution, TeacherAbsence
from tests.cast import START, TODAY
from tests.pages import said
from tests.slips import pages_of

HEAD = "Дата Урок Класс Предмет Заменяемый Причина Заменяющий Вид Приказ"


@pytest.fixture
def november(cast) -> TeacherAbsence:
    """Ольга was away from 10 to 24 November: a lesson given by Ирина, one by nobody, one cancelled, one merged; and one
    tomorrow, which is not history yet."""
    absence = TeacherAbsence.objects.create(
        staff=cast.staff["olga"], starts_on=date(2026, 11, 10), ends_on=date(2026, 11, 27), cause="sick",
        order_number="=15-к", noted_at="2026-11-10T07:00:00Z",
    )  # fmt: skip
    algebra = cast.courses["algebra"]

    def lesson(day: date, number: int = 1, **fields: object) -> Lesson:
        return Lesson.objects.create(course=algebra, date=day, number=number, **fields)

    def given(one: Lesson, who: str, **fields: object) -> None:
        people = {"absent": cast.staff["olga"], "staff": cast.staff[who], "absence": absence}
        Substitution.objects.create(lesson=one, **people, assigned_at="2026-11-10T07:00:00Z", **fields)

    given(lesson(date(2026, 11, 10)), "irina")
    given(cast.lessons["algebra"], "stranger", kind="merge", merged_with=cast.lessons["foreign"])
    lesson(date(2026, 11, 17))
    lesson(date(2026, 11, 18), state=LessonState.CANCELLED)
    given(lesson(TODAY + timedelta(days=1)), "irina")
    lesson(date(2026, 11, 9))  # before the absence
    return absence


def test_the_page(cast, as_, november, count_queries):
    deputy = as_("deputy")
    with count_queries() as queries:
        text = said(deputy.get(reverse("substitution-register")))
    assert len(queries()) <= 6
    about = "Алгебра Соколова О. В. листок нетрудоспособности"
    for line in (
        f"1 10.11.2026 1 8Б {about} Орлова И. П. замена =15-к",
        f"2 17.11.2026 1 8Б {about} не замещён =15-к",
        f"3 18.11.2026 1 8Б {about} урок снят =15-к",
        f"4 24.11.2026 1 8Б {about} Чужова В. П. объединение групп =15-к",
        "Орлова И. П. 0 0 1 0 Соколова О. В. 4 2 0 0 Чужова В. П. 0 0 0 1",
    ):
        assert line in text
    assert "25.11.2026" not in text
    assert "Пропущенных и замещённых уроков в этом месяце нет" in said(
        deputy.get(reverse("substitution-register"), {"month": "2026-10"})
    )
    for junk in ("junk", "2026-13", "0001-01", "9999-12"):
        assert "Ноябрь 2026" in said(deputy.get(reverse("substitution-register"), {"month": junk}))


def test_a_second_teacher_of_the_journal_holds_the_lesson(cast, as_, november):
    CourseTeacher.objects.create(course=cast.courses["algebra"], staff=cast.staff["irina"], starts_on=START)
    assert "не замещён" not in said(as_("deputy").get(reverse("substitution-register")))


def test_on_paper(cast, as_, november):
    answer = as_("director").get(reverse("substitution-register-paper"))
    text = " ".join(" ".join(pages_of(answer)).split())
    for words in (
        "Журнал учёта пропущенных и замещённых уроков", "ноябрь 2026 г.", "Школа № 14", HEAD, "10.11.2026 1 8Б Алгебра",
        "Орлова И. П.", "не замещён", "Итого по учителям", "Заместитель директора по УВР", "Директор",
    ):  # fmt: skip
        assert words in text, words
    empty = as_("director").get(reverse("substitution-register-paper"), {"month": "2026-10"})
    assert "Пропущенных и замещённых уроков нет" in " ".join(pages_of(empty))


def test_as_a_sheet(cast, as_, november):
    answer = as_("director").get(reverse("substitution-register-sheet"))
    assert 'filename="zhurnal-zamen-2026-11.xlsx"' in answer.headers["Content-Disposition"]
    book = CalamineWorkbook.from_filelike(BytesIO(answer.content))
    rows = book.get_sheet_by_name("Журнал замен").to_python()
    head = next(index for index, row in enumerate(rows) if row[0] == "№")
    assert " ".join(rows[head][1:]) == HEAD
    assert rows[head + 1][:5] == [1, date(2026, 11, 10), 1, "8Б", "Алгебра"]
    assert rows[head + 1][9] == "=15-к", "text, not a formula"
    assert len([row for row in rows[head + 1 :] if isinstance(row[0], float | int)]) == 4
    totals = book.get_sheet_by_name("По учителям").to_python()
    assert totals[2] == ["Соколова\u00a0О.\u00a0В.", 4, 2, 0, 0]


@pytest.mark.parametrize("who", ["scheduler", "olga", "secretary", "responsible", "anna"])
def test_causes_are_for_the_administration_only(cast, as_, who):
    names = [f"substitution-register{ending}" for ending in ("", "-paper", "-sheet")]
    assert [as_(who).get(reverse(name)).status_code for name in names] == [403] * 3
