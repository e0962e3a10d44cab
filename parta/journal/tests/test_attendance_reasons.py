"""Reasons of absence: in bulk with a certificate, for one cell, taken back; what they may not touch."""

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from parta.audit.chain import history_of, verify
from parta.journal.attendance import cells
from parta.journal.models import AbsenceNotice, AbsenceReason, Cell, Mark, PeriodLock, Unlock, Work, WorkKind
from parta.people.models import Consent
from parta.school.models import Period
from parta.teaching.models import Exemption, Lesson
from tests.cast import START, TODAY, Cast, make_pupil
from tests.pages import fields, refused, said, saved
from tests.pages import send as send_form

YESTERDAY = TODAY - timedelta(days=1)


@pytest.fixture
def absent(cast: Cast) -> Callable[..., Cell]:
    def make(pupil: str, lesson: Lesson, code: str = "н", mark: int = 0, **extra: Any) -> Cell:
        cell = Cell.objects.create(
            lesson=lesson, pupil=cast.pupils[pupil], absence=code, updated_at=timezone.now(), **extra
        )
        if mark:
            kind = WorkKind.objects.get(code="УО")
            work = Work.objects.create(lesson=lesson, kind=kind, weight=1)
            Mark.objects.create(cell=cell, work=work, value=mark)
        return cell

    return make


@pytest.fixture
def address(cast: Cast) -> Callable[..., str]:
    def of(name: str, *args: int) -> str:
        return reverse(name, args=[cast.classes["8Б"].pk, *args])

    return of


@pytest.fixture
def irina(as_: Callable[[str], Client]) -> Client:
    return as_("irina")


@pytest.fixture
def explain(cast: Cast, as_: Callable[[str], Client], irina: Client, address: Callable[..., str]) -> Callable[..., Any]:
    """`explain("petya", code="б", ends_on=…)`: the form of a reason, sent by the class teacher."""

    def send(*pupils: str, who: str = "irina", **changes: Any) -> Any:
        given = {"code": "б", "starts_on": TODAY, "ends_on": TODAY, "document": "", "document_date": ""} | changes
        given["pupils"] = [cast.pupils[one].pk for one in pupils]
        client = irina if who == "irina" else as_(who)
        return client.post(address("new-absence-reason"), {k: "" if v is None else v for k, v in given.items()})

    return send


def codes(*cells: Cell) -> list[tuple[str, int]]:
    for cell in cells:
        cell.refresh_from_db()
    return [(cell.absence, cell.version) for cell in cells]


def test_a_reason_for_several_pupils_at_once(cast, irina, absent, lesson, explain, address):
    early = lesson(YESTERDAY, 2)
    mine = absent("petya", early), absent("petya", cast.lessons["algebra"], "у")
    other = absent("masha", cast.lessons["algebra"])
    marked = absent("petya", cast.lessons["russian"], "", mark=4)
    page = irina.get(address("attendance-reasons"))
    assert "Зайцев Пётр 23 ноября: 2 1 урок" in said(page)
    saved(explain("petya", "masha", starts_on=YESTERDAY, document="  17 / а ", document_date=TODAY))
    assert codes(*mine, other, marked) == [("б", 2), ("б", 2), ("б", 2), ("", 1)]
    text = said(irina.get(address("attendance-reasons")))
    assert "Причина записана: 3 урока." in text
    assert "Зайцев Пётр: уроки с отметкой оставлены как есть: 24 ноября, 2-й урок, русский язык." in text
    assert "№ 17 / а от 24 ноября" in text
    assert "У всех пропусков причина указана" in text
    change = history_of(mine[0]).last()
    assert (change.actor, change.action) == (cast.users["irina"].pk, "journal.put_cell")
    assert "справк" not in change.payload  # read by subject teachers
    assert verify() == []


def test_a_reason_is_refused_as_a_whole(cast, absent, explain):
    cell = absent("petya", cast.lessons["algebra"])
    Consent.objects.filter(person=cast.pupils["masha"].person, scope="health").update(valid_until=START)
    refused(explain("petya", "masha"), "Ёжикова Мария: в согласии нет сведений о здоровье")
    Consent.objects.filter(person=cast.pupils["masha"].person).update(valid_until=None, withdrawn_on=TODAY)
    refused(explain("petya", "masha"), "«б» не ставится")
    refused(explain("petya", ends_on=YESTERDAY), "Последний день раньше первого")
    refused(explain("petya", starts_on=START - timedelta(days=1)), "вне учебного года")
    refused(explain("petya", code="н"), "Выберите корректный вариант")
    refused(explain(), "Отметьте хотя бы одного ученика")
    refused(explain("other"), "Выберите корректный вариант")
    assert explain("petya", who="olga").status_code == 403
    assert explain("petya", who="deputy").status_code == 403
    assert explain("petya", who="stranger").status_code == 404
    assert codes(cell) == [("н", 1)]
    assert not AbsenceReason.objects.exists()
    saved(explain("petya", "masha", code="у"))
    refused(explain("masha", code="нп", ends_on=None), "на эти дни причина уже записана («у» с 24 ноября по 24 ноября)")


def test_illness_is_excused_to_a_subject_teacher(cast, as_, absent, explain):
    absent("petya", cast.lessons["algebra"])
    saved(explain("petya"))
    journal = reverse("journal", args=[cast.courses["algebra"].pk])
    ill = re.compile(r'<td[^>]*class="[^"]*\bill\b')
    assert ill.search(as_("irina").get(journal).content.decode())
    assert not ill.search(as_("olga").get(journal).content.decode())
    for address in (journal, reverse("journal-history", args=[cast.courses["algebra"].pk])):
        assert "болезн" not in said(as_("olga").get(address)).split("Клавиши")[0].lower()


def test_later_absences_are_offered_not_taken(cast, irina, absent, lesson, explain, address):
    first = absent("petya", lesson(YESTERDAY, 2))
    saved(explain("petya", starts_on=YESTERDAY, ends_on=None))
    late = absent("petya", cast.lessons["algebra"]), absent("petya", cast.lessons["russian"])
    reason = AbsenceReason.objects.get()
    assert codes(*late) == [("н", 1), ("н", 1)]
    assert "Применить к новым пропускам: 2" in said(irina.get(address("attendance-reasons")))
    saved(irina.post(address("apply-absence-reason", reason.pk)))
    assert codes(first, *late) == [("б", 2), ("б", 2), ("б", 2)]
    assert "Применить" not in said(irina.get(address("attendance-reasons")))
    # the end and the certificate come later; the days that have the reason stay in it
    page = address("absence-reason", reason.pk)
    refused(send_form(irina, page, ends_on=YESTERDAY), "Эта причина уже стоит на 24 ноября")
    saved(send_form(irina, page, ends_on=TODAY, document="18"))
    reason.refresh_from_db()
    assert (reason.ends_on, reason.document) == (TODAY, "18")


def test_a_reason_taken_back_leaves_what_others_wrote_since(cast, irina, absent, explain, address, put, edit):
    mine, changed = absent("petya", cast.lessons["russian"], "нп"), absent("petya", cast.lessons["algebra"])
    saved(explain("petya"))
    assert put("olga", edit("5", 2))["status"] == "saved"  # the teacher: was there after all
    reason = AbsenceReason.objects.get()
    saved(irina.post(address("undo-absence-reason", reason.pk), {"sure": "1"}))
    assert codes(mine, changed) == [("нп", 3), ("", 3)]
    assert not AbsenceReason.objects.exists()
    text = said(irina.get(address("attendance-reasons")))
    assert "Возвращено как было: 1 урок." in text
    assert "Их с тех пор изменили: 24 ноября, 1-й урок, алгебра." in text
    assert irina.post(address("undo-absence-reason", reason.pk), {"sure": "1"}).status_code == 404
    assert verify() == []


def test_a_closed_period_stays_closed(cast, irina, absent, explain, address):
    cells = absent("petya", cast.lessons["algebra"]), absent("petya", cast.lessons["russian"])
    period = Period.objects.get(kind="trimester", number=1)
    PeriodLock.objects.create(period=period, closed_at=timezone.now())
    now = timezone.now()
    soon = now + timedelta(hours=1)
    Unlock.objects.create(course=cast.courses["russian"], period=period, until=soon, opened_at=now)
    saved(explain("petya"))
    assert codes(*cells) == [("н", 1), ("б", 2)]
    assert "учётный период закрыт, не изменено: 24 ноября, 1-й урок, алгебра" in said(
        irina.get(address("attendance-reasons"))
    )
    one = address("attendance-cell", cast.pupils["petya"].pk, cast.lessons["algebra"].pk)
    assert "Учётный период закрыт" in said(irina.post(one, {"code": "у", "version": 1}))
    assert codes(cells[0]) == [("н", 1)]


def test_one_cell(cast, as_, irina, absent, address, put, edit):
    cell = absent("petya", cast.lessons["algebra"], "нп")
    one = address("attendance-cell", cast.pupils["petya"].pk, cast.lessons["algebra"].pk)
    assert one in irina.get(address("attendance-day")).content.decode()
    assert one not in as_("deputy").get(address("attendance-day")).content.decode()
    saved(irina.post(one, {"code": "у", "version": 1}))
    saved(irina.post(one, {"code": "у", "version": 1}))  # pressed twice
    assert codes(cell) == [("у", 2)]
    assert put("olga", edit("4", 2))["status"] == "saved"
    answer = irina.post(one, {"code": "б", "version": 2})
    assert answer.status_code == 409
    assert "клетку изменили (Соколова О. В.). Сейчас: отметка. Ничего не перезаписано" in said(answer)
    for code in ("б", "осв", "", "5", "<b>"):
        assert irina.post(one, {"code": code, "version": 3}).status_code == 422
    assert codes(cell) == [("", 3)]
    assert as_("deputy").post(one, {"code": "у", "version": 3}).status_code == 403
    Consent.objects.filter(person=cast.pupils["masha"].person, scope="health").update(valid_until=START)
    absent("masha", cast.lessons["algebra"])
    other = address("attendance-cell", cast.pupils["masha"].pk, cast.lessons["algebra"].pk)
    answer = irina.post(other, {"code": "б", "version": 1})
    assert answer.status_code == 422
    assert "«б» не ставится" in said(answer)


def test_single_lessons_by_a_certificate(cast, irina, absent, lesson, address):
    """«осв»: whether the pupil was there or not, but never over a mark; taken back it is as it was."""
    marked = absent("petya", cast.lessons["russian"], "", mark=5)
    away = absent("petya", lesson(number=6))
    page = f"{address('excuse-from-lessons')}?pupil={cast.pupils['petya'].pk}&day={TODAY.isoformat()}"
    assert "1-й урок, Алгебра" in said(irina.get(page))
    refused(irina.post(page, {"document": "5"}), "Отметьте хотя бы один урок")
    refused(irina.post(page, {"lessons": [cast.lessons["foreign"].pk]}), "Выберите корректный вариант")
    refused(irina.post(page, {"lessons": [marked.lesson_id]}), "уроки с отметкой оставлены")
    chosen = [cast.lessons["algebra"].pk, marked.lesson_id, away.lesson_id]
    saved(irina.post(page, {"lessons": chosen, "document": "5"}))
    new = Cell.objects.get(lesson=cast.lessons["algebra"])
    assert codes(new, marked, away) == [("осв", 1), ("", 1), ("осв", 2)]
    saved(irina.post(address("undo-absence-reason", AbsenceReason.objects.get().pk), {"sure": "1"}))
    assert codes(new, marked, away) == [("", 2), ("", 1), ("н", 3)]


def test_a_parents_notice_becomes_the_reason(cast, irina, absent, address):
    notice = AbsenceNotice.objects.create(
        pupil=cast.pupils["petya"], starts_on=TODAY, ill=True, text="высокая температура",
        sent_by=cast.users["anna"].pk, sent_at=timezone.now(),
    )  # fmt: skip
    Consent.objects.filter(person=cast.pupils["petya"].person, scope="health").update(valid_until=START)
    text = said(irina.get(address("attendance-reasons")))
    assert "с 24 ноября, болеет: высокая температура (Зайцева А. С.)" in text
    assert "Принять как причину" not in text
    assert "Родители предупредили: Зайцев Пётр (болеет)" in said(irina.get(address("attendance-day")))
    cell = absent("petya", cast.lessons["algebra"])
    assert "Принять как причину" in said(irina.get(address("attendance-reasons")))
    saved(irina.post(address("accept-absence-notice", notice.pk)))
    assert codes(cell) == [("у", 2)]  # without the health part of the consent
    assert "причина записана" in said(irina.get(address("attendance-reasons")))
    again = irina.post(address("accept-absence-notice", notice.pk), follow=True)
    assert "на эти дни причина уже записана" in said(again)


def test_exemption_from_a_journal(cast, irina, address):
    page = address("new-exemption")
    given = fields(irina, page) | {"pupil": [cast.pupils["petya"].pk], "document": ["Справка № 3"]}
    refused(send_form(irina, page, given, course=""), "Обязательное поле")
    saved(send_form(irina, page, given, course=cast.courses["algebra"].pk))
    refused(send_form(irina, page, given, course=cast.courses["algebra"].pk), "Освобождение уже есть")
    row = Exemption.objects.get()
    assert ">осв</abbr>" in irina.get(address("attendance-day")).content.decode()
    saved(send_form(irina, address("exemption", row.pk), ends_on=TODAY))
    saved(irina.post(address("exemption", row.pk), {"remove": "1"}))
    assert not Exemption.objects.exists()


def test_week_is_checked_and_unchecked(cast, as_, irina, address):
    week = {"monday": TODAY.isoformat()}
    saved(irina.post(address("attendance-check"), week))
    saved(irina.post(address("attendance-check"), week))
    assert "проверено 24 ноября, Орлова И. П." in said(as_("deputy").get(address("attendance-week")))
    saved(irina.post(address("attendance-check"), week | {"undo": "1"}))
    assert "проверено" not in said(as_("deputy").get(address("attendance-week")))
    for monday in ("2026-12-07", "скоро", "0001-01-01"):
        answer = irina.post(address("attendance-check"), {"monday": monday}, follow=True)
        assert answer.status_code == 200
    assert as_("deputy").post(address("attendance-check"), week).status_code == 403


def test_what_a_teacher_writes_meanwhile_is_not_overwritten(cast, absent, explain, monkeypatch):
    """The cell was read as «н»; before it is written the teacher has put a mark: all is judged anew."""
    marked, other = absent("petya", cast.lessons["algebra"], "", mark=5), absent("petya", cast.lessons["russian"])
    load, reads = cells.load, []

    def stale(*args: Any, **kwargs: Any) -> list[cells.Stored]:
        reads.append(load(*args, **kwargs))
        if len(reads) > 1:
            return reads[-1]
        return [replace(one, absence="н", version=9, marked=False) if one.marked else one for one in reads[0]]

    monkeypatch.setattr(cells, "load", stale)
    saved(explain("petya"))
    assert len(reads) == 2
    assert codes(marked, other) == [("", 1), ("б", 2)]
    assert AbsenceReason.objects.get().cells.count() == 1


def test_a_reason_costs_the_same_for_one_and_for_ten(cast, irina, absent, explain, lesson, count_queries, address):
    absent("petya", cast.lessons["algebra"])
    with count_queries() as few:
        saved(explain("petya"))
    names = [f"pupil{number}" for number in range(10)]
    for number, name in enumerate(names):
        make_pupil(cast, name, (f"Ученик{name}", "Имя", ""), "8Б")
        absent(name, cast.lessons["algebra"])
        absent(name, lesson(number=3 + number))
    with count_queries() as many:
        saved(explain(*names))
    assert len(many()) <= len(few())
    assert Cell.objects.filter(absence="б").count() == 21
    with count_queries() as page:
        assert irina.get(address("attendance-reasons")).status_code == 200
    assert len(page()) <= 13, "\n".join(page())
