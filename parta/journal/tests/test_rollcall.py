"""The roll-call over HTTP: held, corrected, refused, taken back [3.4]."""

import json
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from parta.audit.chain import verify
from parta.audit.models import Change
from parta.journal.models import AbsenceNotice, Cell, Mark, RollCall, Work, WorkKind
from parta.journal.rules import rollcall as rules
from parta.teaching.models import CourseMember, LessonState
from tests.cast import START, TODAY, Cast, make_pupil

from .conftest import op_id, post

Call = Callable[..., Any]


@pytest.mark.parametrize(
    ("day", "cancelled", "words"),
    [(TODAY, False, ""), (TODAY - timedelta(days=9), False, ""), (TODAY, True, "снят"),
     (TODAY + timedelta(days=1), False, "не начался")],
)  # fmt: skip
def test_rule_of_the_day(day: date, cancelled: bool, words: str) -> None:
    found = rules.closed(day, TODAY, cancelled=cancelled)
    assert words in found
    assert bool(found) == bool(words)


@pytest.mark.parametrize(
    ("absence", "shown", "refused"),
    [("", "", False), ("н", "", False), ("у", "б", False), ("оп", "", False), ("нп", "нп", False), ("б", "б", False),
     ("б", "", True), ("нп", "", True), ("осв", "", True), ("5", "", True)],
)  # fmt: skip
def test_rule_of_codes(absence: str, shown: str, refused: bool) -> None:
    assert bool(rules.answer_refusal(absence, shown)) == refused
    assert (absence in dict(rules.choices(shown))) == (absence not in {"", "оп"} and not refused)


@pytest.mark.parametrize(
    ("absence", "marks", "refused"), [("н", ["5"], True), ("у", [], False), ("оп", ["5"], False), ("", ["5"], False)]
)
def test_rule_of_marks(absence: str, marks: list[str], refused: bool) -> None:
    assert bool(rules.away_refusal(absence, marks)) == refused


@pytest.mark.parametrize(
    ("written", "now", "restored"),
    [([(0, 1)], 1, True), ([(0, 1)], 2, False), ([(1, 2), (2, 3)], 3, True), ([(1, 2), (3, 4)], 4, False)],
)
def test_rule_of_restoring(written: list[tuple[int, int]], now: int, restored: bool) -> None:
    assert rules.restores(written, now) == restored


def address(cast: Cast, name: str = "roll-call", lesson: Any = None) -> str:
    return reverse(name, args=[cast.courses["algebra"].pk, (lesson or cast.lessons["algebra"]).pk])


@pytest.fixture
def call(cast: Cast, as_: Callable[[str], Client]) -> Call:
    """`call(petya="н", masha=("оп", 5))`: Ольга's form as the page would send it, over the versions of now."""

    def send(lesson: Any = None, versions: dict[str, int] | None = None, reason: str = "", **away: Any) -> Any:
        lesson = lesson or cast.lessons["algebra"]
        form: dict[str, Any] = {"op_id": op_id(), "reason": reason}
        for key in ("petya", "masha"):
            pk = cast.pupils[key].pk
            cell = Cell.objects.filter(lesson=lesson, pupil=pk).first()
            form[f"version-{pk}"] = (versions or {}).get(key, cell.version if cell else 0)
            code, minutes = found if isinstance(found := away.get(key, ""), tuple) else (found, "")
            if code == "оп":
                form |= {f"late-{pk}": "1", f"minutes-{pk}": minutes}
            elif code:
                form |= {f"away-{pk}": "1", f"why-{pk}": code}
        return as_("olga").post(address(cast, lesson=lesson), form)

    return send


def codes() -> dict[str, str]:
    rows = Cell.objects.values_list("pupil__person__first_name", "absence")
    return {name: absence for name, absence in rows if absence}


def test_roll_call_is_held_also_when_nobody_is_missing(cast, call):
    response = call()
    assert (response.status_code, codes()) == (302, {})
    row = RollCall.objects.get()
    assert (row.lesson, row.taken_by) == (cast.lessons["algebra"], cast.users["olga"].pk)
    assert [change.action for change in Change.objects.all()] == ["journal.take_roll"]
    page = response.client.get(response.url).content.decode()
    assert "Перекличка проведена: все здесь." in page
    assert "Перекличка</a> 10:00" in page, "the panel's list has it with its time"
    assert call(petya="н").status_code == 302
    assert (RollCall.objects.get(), codes()) == (row, {"Пётр": "н"}), "held once, corrected later"
    assert verify() == []


def test_absences_are_ordinary_writes(cast, call, put, edit):
    put("olga", edit("4", comment="за доску"))
    assert call(petya=("оп", 7), masha="у").status_code == 302
    petya, masha = (Cell.objects.get(pupil=cast.pupils[key]) for key in ("petya", "masha"))
    assert (petya.absence, petya.late_minutes, petya.comment, petya.version) == ("оп", 7, "за доску", 2)
    assert [mark.value for mark in petya.marks.all()] == [4]
    assert (masha.absence, masha.version) == ("у", 1)
    assert verify() == []


def test_pupil_with_a_mark_is_not_set_absent(cast, call, put, edit):
    put("olga", edit("4"))
    response = call(petya="н", masha="н")
    page = response.content.decode()
    assert response.status_code == 422
    assert "за урок стоит 4: сотрите отметку" in page
    assert page.count(" checked") >= 4, "what was tapped stays"
    assert (codes(), RollCall.objects.count()) == ({}, 0), "nothing is half-applied"


@pytest.mark.parametrize("minutes", ["91", "-1", "ж"])
def test_impossible_minutes_are_refused(call, minutes):
    response = call(petya=("оп", minutes), masha="н")
    assert response.status_code in {400, 422}
    assert (codes(), RollCall.objects.count()) == ({}, 0)


def test_conflict_is_shown_and_then_decided(cast, call, put, edit):
    put("olga", edit("у"))
    response = call(versions={"petya": 0})
    assert response.status_code == 409
    assert "записано «у» (вы, 10:00)" in response.content.decode()
    assert (codes(), RollCall.objects.count()) == ({"Пётр": "у"}, 0)
    assert call().status_code == 302, "over the version now shown"
    assert (codes(), RollCall.objects.count()) == ({}, 1)


def test_marks_put_meanwhile_are_no_conflict(cast, call, put, edit):
    put("olga", edit("5"))
    assert call(versions={"petya": 0}, masha="н").status_code == 302
    assert Mark.objects.get().value == 5


def test_illness_stays_unseen_and_untouched(cast, call, as_):
    Cell.objects.create(
        lesson=cast.lessons["algebra"], pupil=cast.pupils["petya"], absence="б", updated_at=timezone.now()
    )
    page = as_("olga").get(address(cast)).content.decode()
    assert 'value="б"' not in page
    assert call(petya="у").status_code == 302
    assert codes() == {"Пётр": "б"}, "«у» in the place of an unseen «б» leaves it"
    assert call(petya="б").status_code == 422
    assert call().status_code == 302
    undone = as_("olga").post(address(cast, "roll-call-undo"), {"op_id": op_id()}, follow=True).content.decode()
    assert "Зайцев: «у»" in undone
    assert "«б»" not in undone
    assert codes() == {"Пётр": "б"}, "and taking the roll-call back restores it"


def test_no_roll_call_of_a_lesson_to_come_or_cancelled(cast, call, as_, lesson):
    future, gone = lesson(TODAY + timedelta(days=1)), lesson(number=6, state=LessonState.CANCELLED)
    for one in (future, gone):
        assert call(one, petya="н").status_code == 422
        assert "data-roll" not in as_("olga").get(address(cast, lesson=one)).content.decode()
    assert RollCall.objects.count() == 0


def test_late_roll_call_asks_why(cast, call, as_, lesson):
    old = lesson(TODAY - timedelta(days=20))
    assert "Почему правка нужна?" in as_("olga").get(address(cast, lesson=old)).content.decode()
    assert call(old, petya="н").status_code == 422
    assert call(old, reason="Переклички были на бумаге", petya="н").status_code == 302
    reasons = {json.loads(change.payload).get("reason") for change in Change.objects.all()}
    assert reasons == {"Переклички были на бумаге"}
    undo = address(cast, "roll-call-undo", old)
    assert as_("olga").post(undo, {"op_id": op_id()}).status_code == 409
    assert as_("olga").post(undo, {"op_id": op_id(), "reason": "ошибся уроком"}).status_code == 302
    assert (codes(), RollCall.objects.count()) == ({}, 0)


def test_newcomers_are_not_forgotten(cast, call):
    make_pupil(cast, "new", ("Новиков", "Лев", ""), "8Б")
    CourseMember.objects.create(course=cast.courses["algebra"], pupil=cast.pupils["new"], starts_on=START)
    response = call()
    assert response.status_code == 422
    assert "теперь есть Новиков Лев" in response.content.decode()


def test_hints_of_the_day(cast, as_, lesson):
    earlier = lesson(course="russian", number=4)
    for key, absence in (("petya", "б"), ("masha", "оп")):
        Cell.objects.create(lesson=earlier, pupil=cast.pupils[key], absence=absence, updated_at=timezone.now())
    dated = {"starts_on": TODAY, "ends_on": TODAY, "sent_at": timezone.now()}
    AbsenceNotice.objects.create(pupil=cast.pupils["masha"], ill=True, text="канарейка", **dated)
    page = as_("olga").get(address(cast, lesson=lesson(number=6))).content.decode()
    assert page.count("на 4-м уроке") == 1
    assert page.count("родители предупредили") == 1
    assert "канарейка" not in page
    lesson(course="russian", number=5)
    page = as_("olga").get(address(cast, lesson=lesson(number=7))).content.decode()
    assert "на 4-м уроке" not in page, "he was at the fifth"


def test_taking_back_restores_what_nobody_changed(cast, call, put, edit, as_):
    put("olga", edit("у", pupil="masha"))
    call(petya="н")
    call(petya=("оп", 3), masha="н")
    put("olga", edit("у", 3, pupil="masha") | {"base_version": Cell.objects.get(pupil=cast.pupils["masha"]).version})
    response = as_("olga").post(address(cast, "roll-call-undo"), {"op_id": op_id()}, follow=True)
    page = response.content.decode()
    assert "Снова как было до неё: Зайцев: «здесь»" in page
    assert "потом изменено: Ёжикова" in page
    assert (codes(), RollCall.objects.count()) == ({"Мария": "у"}, 0)
    assert verify() == []
    history = as_("olga").get(reverse("journal-history", args=[cast.courses["algebra"].pk])).content.decode()
    assert "отменена" in history
    again = as_("olga").post(address(cast, "roll-call-undo"), {"op_id": op_id()})
    assert again.status_code == 409


def test_script_sends_the_same_as_json(cast, as_):
    pupils = [cast.pupils[key].pk for key in ("petya", "masha")]
    rows = [{"pupil": pk, "absence": "н", "late_minutes": 0, "base_version": 0} for pk in pupils]
    body = {"op_id": op_id(), "rows": rows}
    first = post(as_("olga"), address(cast), body)
    assert (first.status_code, first.json()["status"], first.json()["away"]) == (200, "saved", 2)
    assert post(as_("olga"), address(cast), body).json() == first.json(), "a repeat is answered as the first time"
    clash = post(
        as_("olga"), address(cast), body | {"op_id": op_id(), "rows": [one | {"absence": "у"} for one in rows]}
    )
    assert clash.json()["status"] == "conflict"
    assert clash.json()["rows"][str(pupils[0])]["version"] == 1
    for broken in ("[]", "{", {"op_id": op_id(), "rows": [1]}, {"op_id": op_id(), "rows": rows + rows}):
        assert post(as_("olga"), address(cast), broken).status_code == 400


def test_all_here_from_the_panel(cast, as_, put, edit):
    client = as_("olga")
    put("olga", edit("н"))
    refused = client.post(address(cast), {"op_id": op_id(), "all": "here"})
    assert (refused.status_code, RollCall.objects.count()) == (400, 0)
    put("olga", edit("", 1))
    assert client.post(address(cast), {"op_id": op_id(), "all": "here"}).status_code == 302
    assert RollCall.objects.count() == 1


def test_page_is_flat_in_queries(cast, as_, big_journal, count_queries):
    big_journal()
    kind = WorkKind.objects.get(code="УО")
    Work.objects.create(lesson=cast.lessons["algebra"], kind=kind, weight=1)
    client = as_("olga")
    with count_queries() as queries:
        assert client.get(address(cast)).status_code == 200
    assert len(queries()) <= 12, queries()
    form = {"op_id": op_id(), "all": "here"}
    with count_queries() as queries:
        assert client.post(address(cast), form).status_code == 302
    assert len(queries()) <= 26, queries()
