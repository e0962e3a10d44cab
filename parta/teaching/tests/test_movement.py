"""«Движение»: coming, leaving, changing class by an order [8.2.2], over HTTP."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from parta.audit.chain import history_of, verify
from parta.people.models import ClassMember
from parta.teaching.models import CourseMember, Movement
from parta.teaching.rules.movement import needs_order, order_fault, too_late_to_undo
from tests.cast import START, TODAY, Cast
from tests.pages import refused, said, saved, send

As = Callable[[str], Client]
ORDER = {"order_number": "42-у", "order_date": "2026-11-20"}


@pytest.mark.parametrize(
    ("arrives_on", "unassigned", "needed"),
    [(START, False, False), (TODAY, False, True), (None, False, True), (None, True, False)],
)
def test_when_an_order_is_needed(arrives_on: date | None, unassigned: bool, needed: bool):
    """MOV-01."""
    assert needs_order(arrives_on=arrives_on, year_starts_on=START, unassigned=unassigned) is needed


@pytest.mark.parametrize(
    ("number", "signed_on", "needed", "field"),
    [
        ("", None, False, None),
        ("", None, True, "order_number"),
        ("", TODAY, False, "order_number"),
        ("7", None, False, "order_date"),
        ("7", date(2026, 11, 25), True, "order_date"),  # MOV-02
        ("7", TODAY, True, None),
    ],
)
def test_what_is_wrong_with_an_order(number: str, signed_on: date | None, needed: bool, field: str | None):
    fault = order_fault(number, signed_on, TODAY, needed=needed)
    assert (fault and fault[0]) == field


def test_a_move_is_undone_till_its_first_day():
    """MOV-03."""
    assert not too_late_to_undo(TODAY, TODAY)
    assert too_late_to_undo(date(2026, 11, 23), TODAY)


def member(cast: Cast, key: str) -> ClassMember:
    return cast.pupils[key].class_members.latest("pk")


def transfer(as_: As, cast: Cast, **changes: Any) -> Any:
    fields = {"school_class": cast.classes["7А"].pk, "starts_on": "2026-11-24", **ORDER}
    return send(as_("secretary"), reverse("move-pupil", args=[member(cast, "petya").pk]), **(fields | changes))


def test_a_move_without_an_order_is_refused_and_moves_nobody(as_: As, cast: Cast):
    refused(transfer(as_, cast, order_number=""), "Впишите номер приказа")
    refused(transfer(as_, cast, order_date=""), "Впишите дату приказа")
    refused(transfer(as_, cast, order_date="2026-11-25"), "не может быть подписан завтра")
    assert not Movement.objects.exists()
    assert member(cast, "petya").school_class == cast.classes["8Б"]


def test_the_book_shows_every_movement_and_the_sizes(as_: As, cast: Cast, count_queries: Any):
    saved(transfer(as_, cast))
    leave = reverse("leave-class", args=[member(cast, "masha").pk])
    saved(send(as_("secretary"), leave, last_day="2026-11-20", other_school="г. Омск, школа № 5", **ORDER))
    page = said(as_("secretary").get(reverse("movements")))
    assert "Зайцев Пётр Олегович перевод из 8 «Б» в 7 «А» № 42-у от 20 ноября 2026 г." in page
    assert "Ёжикова Мария Ивановна выбытие из 8 «Б»: г. Омск, школа № 5" in page
    assert "8 «Б» 2 1 1 0 Вся школа 3 0 1 1 1 2" in page
    only = said(as_("director").get(reverse("movements"), {"kind": "left"}))
    assert "Ёжикова" in only
    assert "Зайцев" not in only
    for strange in ({"kind": "x"}, {"year": "9" * 30}, {"school_class": "а"}):
        assert as_("secretary").get(reverse("movements"), strange).status_code == 200
    client = as_("secretary")
    with count_queries() as queries:
        client.get(reverse("movements"))
    assert len(queries()) <= 10
    assert as_("irina").get(reverse("movements")).status_code == 403


def test_a_leaving_is_corrected_and_taken_back_with_its_line(as_: As, cast: Cast):
    address = reverse("leave-class", args=[member(cast, "petya").pk])
    saved(send(as_("secretary"), address, last_day="2026-11-20", **ORDER))
    saved(send(as_("secretary"), address, last_day="2026-11-23", order_number="43-у"))
    line = Movement.objects.get()
    assert (line.date, line.order_number) == (date(2026, 11, 23), "43-у")
    assert [one.action for one in history_of(line)] == ["teaching.note_movement", "teaching.correct_movement"]
    saved(send(as_("secretary"), address, last_day=""))
    assert not Movement.objects.exists()
    assert verify() == []


def test_an_order_is_corrected_in_place(as_: As, cast: Cast):
    saved(transfer(as_, cast))
    address = reverse("movement", args=[Movement.objects.get().pk])
    refused(send(as_("secretary"), address, order_number=""), "Обязательное поле")
    refused(send(as_("secretary"), address, order_date="2026-12-01"), "не может быть подписан завтра")
    saved(send(as_("secretary"), address, order_number="44-у"))
    assert Movement.objects.get().order_number == "44-у"


def test_a_move_is_taken_back_before_it_is_in_force(as_: As, cast: Cast):
    before = set(CourseMember.objects.values_list("course", "pupil", "starts_on", "ends_on"))
    saved(transfer(as_, cast, starts_on="2026-12-01"))
    left = ClassMember.objects.get(pupil=cast.pupils["petya"], school_class=cast.classes["8Б"])
    leave = reverse("leave-class", args=[left.pk])
    refused(send(as_("secretary"), leave, last_day="", **ORDER), "Отсюда ученик переведён в 7 «А»")
    saved(as_("secretary").post(reverse("movement", args=[Movement.objects.get().pk]), {"remove": "1"}))
    assert set(CourseMember.objects.values_list("course", "pupil", "starts_on", "ends_on")) == before
    assert [row.ends_on for row in cast.pupils["petya"].class_members.all()] == [None]
    saved(transfer(as_, cast, starts_on="2026-11-20"))
    address = reverse("movement", args=[Movement.objects.get().pk])
    assert "Перевод уже действует" in said(as_("secretary").post(address, {"remove": "1"}, follow=True))
    assert verify() == []
