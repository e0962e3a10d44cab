"""Papers of final marks: the PDF is read back and says what the page says; the sheet is opened by another library."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from io import BytesIO

import openpyxl
import pytest
from django.test import Client
from django.urls import reverse

from parta.audit.models import Reading
from parta.journal.models import CouncilDecision, FinalMark
from parta.journal.tests.test_finals_facts import teach
from parta.people.models import PaperPupil
from parta.school.models import Period, Subject
from tests.cast import START, TODAY, Cast
from tests.pages import said
from tests.slips import pages_of

As = Callable[[str], Client]
AT = datetime(2026, 11, 24, 9, tzinfo=UTC)


@pytest.fixture
def period(cast: Cast) -> Period:
    """Петя: 3 4 3 4 3 and a final 4 with a reason; Маша: 5 5 5 5 and a final 5."""
    algebra = cast.courses["algebra"]
    Subject.objects.filter(pk=algebra.subject_id).update(needed_works="written")
    for at, (petya, code) in enumerate(zip("34343", ("СР", "СР", "УО", "УО", "УО"), strict=True)):
        lesson = teach(cast, algebra, date(2026, 10, 1 + at), code, petya=petya, **({"masha": "5"} if at < 4 else {}))
        type(lesson).objects.filter(pk=lesson.pk).update(topic=f"Степени {at + 1}")
    found = Period.objects.get(year=cast.year, kind="trimester", number=1)
    for key, value, reason in (("petya", 4, "Растёт к концу триместра"), ("masha", 5, "")):
        FinalMark.objects.create(
            pupil=cast.pupils[key], subject=algebra.subject, year=cast.year, kind="period", period=found, value=value,
            reason=reason, proposed="3" if reason else "5", given_on=TODAY, set_at=AT,
        )  # fmt: skip
    return found


def text_of(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200
    assert b"pdfaid" in answer.content  # PDF/A
    return " ".join(" ".join(pages_of(answer)).split())


def cells_of(client: Client, address: str) -> list[list[object]]:
    book = openpyxl.load_workbook(BytesIO(client.get(address).content))
    return [[cell.value for cell in row] for sheet in book for row in sheet.iter_rows()]


def test_the_summary_of_a_period_equals_the_page(as_: As, cast: Cast, period: Period):
    PaperPupil.objects.create(school_class=cast.classes["8Б"], starts_on=START)
    irina, class_id = as_("irina"), cast.classes["8Б"].pk
    page = said(irina.get(reverse("class-finals", args=[class_id]), {"place": period.pk}))
    paper = text_of(irina, f"{reverse('summary-paper', args=[class_id, 'pdf'])}?place={period.pk}")
    assert "Сводная ведомость учёта успеваемости" in paper
    assert "8 «Б», 1-й триместр, 2026/27" in paper
    for figure in ("100 %", "4,50", "82,0"):  # (5·100 + 4·64) / 2 = 82
        assert figure in paper, figure
    assert "Успеваемость 100 %, качество 100 %" in page
    assert "Учеников в ведомости: 2. Без 1 ученика на бумаге." in paper
    assert "Классный руководитель" in paper
    assert "Напечатано 24 ноября 2026" in paper
    rows = cells_of(irina, f"{reverse('summary-paper', args=[class_id, 'xlsx'])}?place={period.pk}")
    assert [2, "Зайцев Пётр", 4] in [row[:3] for row in rows]
    assert Reading.objects.filter(what="print", detail="сводная ведомость").count() == 2


def test_the_summary_of_a_year_has_decisions(as_: As, cast: Cast, period: Period):
    FinalMark.objects.create(
        pupil=cast.pupils["petya"], subject=cast.courses["algebra"].subject, year=cast.year, kind="year", value=4,
        given_on=TODAY, set_at=AT,
    )  # fmt: skip
    CouncilDecision.objects.create(
        pupil=cast.pupils["petya"], year=cast.year, decision="promoted", protocol_number="7", protocol_date=TODAY,
        noted_at=AT,
    )  # fmt: skip
    address = reverse("summary-paper", args=[cast.classes["8Б"].pk, "pdf"])
    paper = text_of(as_("deputy"), address)
    assert "Алгебра: год" in paper
    assert "переведён в следующий класс, протокол № 7 от 24 ноября 2026" in paper
    card = text_of(
        as_("deputy"), f"{reverse('report-cards', args=[cast.classes['8Б'].pk, 'pdf'])}?pupil={cast.pupils['petya'].pk}"
    )
    assert "Табель успеваемости Зайцев Пётр, 8 «Б», 2026/27 учебный год" in card
    assert "Алгебра 4 4" in card
    assert "Ёжикова" not in card


def test_cards_of_a_class_come_one_a_sheet(as_: As, cast: Cast, period: Period):
    answer = as_("irina").get(reverse("report-cards", args=[cast.classes["8Б"].pk, "pdf"]))
    sheets = pages_of(answer)
    assert ["Ёжикова Мария" in sheets[0], "Зайцев Пётр" in sheets[1], len(sheets)] == [True, True, 2]


def test_the_sheet_of_a_subject_equals_the_page(as_: As, cast: Cast, period: Period):
    olga, course = as_("olga"), cast.courses["algebra"].pk
    page = said(olga.get(reverse("journal-finals", args=[course])))
    assert "3,43" in page
    paper = text_of(olga, reverse("subject-paper", args=[course, "pdf"]))
    assert "8Б · Алгебра, 1-й триместр, 2026/27 учебный год" in paper
    assert "Растёт к концу триместра" in paper
    row = next(
        row for row in cells_of(olga, reverse("subject-paper", args=[course, "xlsx"])) if row[1] == "Зайцев Пётр"
    )
    assert row[2:8] == [5, 3, "0 из 6", "3,43", 3, 4]


def test_a_justification_shows_every_mark(as_: As, cast: Cast, period: Period):
    address = reverse("why-paper", args=[cast.courses["algebra"].pk, cast.pupils["petya"].pk, str(period.pk)])
    paper = text_of(as_("olga"), address)
    for words in (
        "Обоснование итоговой отметки",
        "Рекомендована 3",
        "Выставлена 4 (24 ноября 2026 г.)",
        "самостоятельная работа Степени 1 3 2",
        "05.10.2026",
        "Отметок 5 при норме 3. Пропущено уроков 0 из 6.",
        "Письменных работ 2 при норме 2.",
        "Средний взвешенный балл 24 : 7 = 3,43. Порог отметки 3 — 2,50.",
        "До 4 не хватает 0,08.",
        "Обоснование учителя. Растёт к концу триместра",
    ):
        assert words in paper, words


def test_who_prints_what(as_: As, cast: Cast, period: Period):
    class_id, course = cast.classes["8Б"].pk, cast.courses["algebra"].pk
    assert as_("olga").get(reverse("summary-paper", args=[class_id, "pdf"])).status_code == 403
    assert as_("stranger").get(reverse("summary-paper", args=[class_id, "pdf"])).status_code == 404
    assert as_("stranger").get(reverse("subject-paper", args=[course, "pdf"])).status_code == 404
    assert as_("anna").get(reverse("report-cards", args=[class_id, "pdf"])).status_code == 403
    assert as_("irina").get(reverse("summary-paper", args=[class_id, "pdf"]), {"place": "final"}).status_code == 404
    assert (
        as_("irina")
        .get(reverse("report-cards", args=[class_id, "pdf"]), {"pupil": cast.pupils["other"].pk})
        .status_code
        == 404
    )
