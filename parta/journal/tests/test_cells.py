"""Edits of cells through the protocol [3.4] [5.1]."""

import json
from datetime import date, timedelta

import pytest
from django.test import Client
from django.urls import reverse

from parta.audit.chain import history_of, verify
from parta.audit.models import Change, Operation
from parta.journal.models import Cell, Mark, Work, WorkKind
from parta.teaching.models import CourseMember, CourseTeacher, LessonState
from tests.cast import START, TODAY

from .conftest import post

YESTERDAY = TODAY - timedelta(days=1)


def written(cell: Cell) -> tuple[str, list[tuple[int, int | str]]]:
    return cell.absence, [
        (mark.work.position, mark.sign or mark.value) for mark in cell.marks.order_by("work__position")
    ]


def sums(answer, pupil):
    row = answer["rows"][pupil]
    return row["average"], row["count"], row["owed"]


@pytest.mark.parametrize(
    ("value", "absence", "marks"),
    [
        ("5", "", [(0, 5)]),
        ("4/5", "", [(0, 4), (1, 5)]),
        ("/3", "", [(1, 3)]),
        ("н", "н", []),
        ("У", "у", []),
        ("оп/4", "оп", [(0, 4)]),
        ("б", "н", []),
        ("зач", "", [(0, "зач")]),
        ("5/.", "", [(0, 5), (1, ".")]),
        ("н/.", "н", [(0, ".")]),
    ],
)
def test_first_entry(cast, put, edit, value, absence, marks):
    found = put("olga", edit(value))
    assert (found["status"], found["version"]) == ("saved", 1)
    assert written(Cell.objects.get()) == (absence, marks)
    assert {work.kind.code for work in Work.objects.all()} <= {"УО"}
    assert verify() == []


def test_answer_carries_row_foot_and_head(cast, send, edit):
    lesson, petya = str(cast.lessons["algebra"].pk), str(cast.pupils["petya"].pk)
    one, other = edit("4/5"), edit("2", pupil="masha")
    found = send("olga", one, other)
    assert found["results"][one["op_id"]] == {
        "status": "saved", "value": "4/5", "text": "4/5", "classes": "pair", "spoken": "", "comment": "",
        "uncounted": "", "minutes": None, "version": 1,
    }  # fmt: skip
    assert found["rows"][petya] == {
        "average": "4,50", "count": 2, "missed": 0, "norm": 0, "owed": 0, "border": True,
    }  # fmt: skip
    assert found["feet"] == {lesson: "3,7"}
    assert [work["code"] for work in found["heads"][lesson]["works"]] == ["УО", "УО"]


def test_changing_and_erasing_keeps_the_cell(cast, put, edit):
    put("olga", edit("4/5", comment="за доску"))
    changed = put("olga", edit("3", 1))
    assert (changed["value"], changed["comment"], changed["version"]) == ("3", "за доску", 2)
    erased = put("olga", edit("", 2, comment=""))
    assert (erased["value"], erased["version"]) == ("", 3)
    assert (Cell.objects.count(), Mark.objects.count(), Work.objects.count()) == (1, 0, 2)
    history = [json.loads(one.payload) for one in history_of(Cell.objects.get())]
    assert len(history) == 3
    first, second = (str(work.pk) for work in Work.objects.order_by("position"))
    assert history[1] == {"after": {"marks": {first: 3}}, "before": {"marks": {first: 4, second: 5}}}
    assert verify() == []


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"value": "6"}, "не отметка"),
        ({"value": "<b>"}, "не отметка"),
        ({"value": "5/4/3/2"}, "не больше трёх"),
        ({"value": "н/4"}, "за один урок не ставятся"),
        ({"value": "б/4"}, "за один урок не ставятся"),
        ({"value": "5", "late_minutes": 5}, "только при «оп»"),
        ({"value": "оп", "late_minutes": 91}, "от 1 до 90"),
        ({"value": "5", "comment": "щ" * 501}, "длиннее 500"),
        ({"value": "5", "uncounted": "щ" * 201}, "длиннее 200"),
        ({"value": "н", "uncounted": "переписал"}, "нет отметки"),
        ({"value": "осв"}, "ставит классный руководитель"),
    ],
)
def test_refused_values_write_nothing(cast, put, edit, fields, words):
    found = put("olga", edit(**fields))
    assert found["status"] == "rejected"
    assert words in found["reason"]
    assert found["reason"].startswith("Зайцев Пётр, 24\u00a0ноября: ")
    assert (Cell.objects.count(), Work.objects.count(), Change.objects.count()) == (0, 0, 0)


def test_a_refusal_leaves_the_others_alone(cast, send, edit):
    good, bad = edit("5"), edit("4/5/6", pupil="masha")
    found = send("olga", bad, good)["results"]
    assert (found[good["op_id"]]["status"], found[bad["op_id"]]["status"]) == ("saved", "rejected")
    assert Work.objects.count() == 1, "a refused edit makes no works"


def test_late_minutes(cast, put, edit):
    assert put("olga", edit("оп", late_minutes=12))["minutes"] == 12
    assert put("olga", edit("оп/5", 1))["minutes"] == 12, "left alone"
    assert put("olga", edit("5", 2))["minutes"] is None, "they go with the lateness"
    assert put("olga", edit("оп", 3))["minutes"] is None


def test_mark_handed_in_later_stands_beside_the_absence(cast, put, edit, lesson):
    past = lesson(YESTERDAY)
    put("olga", edit("н", lesson=past.pk))
    found = put("olga", edit("н/4", 1, lesson=past.pk))
    assert (found["text"], found["spoken"]) == ("н/4", "сдано 24\u00a0ноября")
    assert Mark.objects.get().given_on == TODAY
    put("olga", edit("4", 2, lesson=past.pk))
    assert Mark.objects.get().given_on is None, "the pupil was there after all"


def test_owed_work_becomes_a_mark_of_the_day_it_is_handed_in(cast, put, edit, lesson):
    past = lesson(YESTERDAY)
    owed = put("olga", edit(".", lesson=past.pk))
    assert (owed["value"], owed["text"], owed["classes"], owed["spoken"]) == (".", "•", "owed", "работа не сдана")
    given = put("olga", edit("4", 1, lesson=past.pk))
    assert (given["text"], given["spoken"]) == ("4", "сдано 24\u00a0ноября")
    assert put("olga", edit("3", 2, lesson=past.pk))["spoken"] == given["spoken"], "a correction keeps the day"
    assert put("olga", edit(".", 3, lesson=past.pk))["spoken"] == "работа не сдана"
    mark = Mark.objects.get()
    assert (mark.value, mark.sign, mark.given_on) == (None, ".", None)
    first, second, *_ = (json.loads(one.payload) for one in history_of(Cell.objects.get()))
    work = str(mark.work_id)
    assert first["after"] == {"marks": {work: "."}}
    assert second == {"before": {"marks": {work: "."}}, "after": {"marks": {work: [4, "2026-11-24"]}}}


def test_sums_leave_out_signs_uncounted_marks_and_works_without_weight(cast, send, edit, lesson):
    petya = str(cast.pupils["petya"].pk)
    other = lesson(YESTERDAY)
    Work.objects.create(lesson=other, kind=WorkKind.objects.get(code="СР"), weight=0, note="пробная работа")
    send("olga", edit("5/зач/."), edit("2", lesson=other.pk))
    again = edit("2", 1, lesson=other.pk)
    found = send("olga", again)
    assert sums(found, petya) == ("5,00", 2, 1)
    assert found["feet"] == {str(other.pk): ""}
    assert found["results"][again["op_id"]]["classes"] == "two uncounted"
    change = edit("5/зач/.", 1, uncounted="  отвечал с  места ")
    found = send("olga", change)
    assert sums(found, petya) == ("—", 0, 1)
    assert found["results"][change["op_id"]]["uncounted"] == "отвечал с места"
    kept = edit("4", 2)
    assert "не учитывается: отвечал с места" in send("olga", kept)["results"][kept["op_id"]]["spoken"]
    found = send("olga", edit("4", 3, uncounted=""))
    assert found["rows"][petya]["average"] == "4,00"
    cell = Cell.objects.get(lesson=cast.lessons["algebra"])
    uncounted = [json.loads(one.payload)["after"].get("uncounted") for one in history_of(cell)]
    assert uncounted == [None, "отвечал с места", None, ""]
    assert verify() == []


def test_journal_with_pass_marks_takes_no_figures(cast, send, put, edit):
    subject = cast.courses["algebra"].subject
    subject.scale = "pass"
    subject.save()
    assert "цифр нет" in put("olga", edit("5"))["reason"]
    found = send("olga", edit("зач"))
    assert sums(found, str(cast.pupils["petya"].pk)) == ("—", 1, 0)


def test_exemption_stays_unless_the_class_teacher_lifts_it(cast, put, edit):
    cell = Cell.objects.create(
        lesson=cast.lessons["algebra"], pupil=cast.pupils["petya"], absence="осв", updated_at="2026-11-24T06:00:00Z"
    )
    for value in ("", "н", "5"):
        assert "снимает классный руководитель" in put("olga", edit(value, 1))["reason"]
    assert put("olga", edit("5", 0))["status"] == "conflict", "who hasn't seen it is shown it"
    assert put("olga", edit("осв", 1, comment="Делала разминку"))["status"] == "saved"
    assert written(cell) == ("осв", [])


@pytest.mark.parametrize(
    ("day", "state", "words"),
    [
        (TODAY + timedelta(days=1), LessonState.REGULAR, "ещё не начался"),
        (TODAY, LessonState.CANCELLED, "снят"),
    ],
)
def test_lessons_to_come_and_cancelled_ones_take_nothing(cast, put, edit, lesson, day, state, words):
    found = put("olga", edit("5", lesson=lesson(day, state=state).pk))
    assert found["status"] == "rejected"
    assert words in found["reason"]
    assert not Cell.objects.exists()


def test_late_filling_is_stamped(cast, put, edit, lesson):
    past = lesson(date(2026, 11, 17))
    assert put("olga", edit("5", lesson=past.pk))["status"] == "saved"
    cell = Cell.objects.get()
    change = history_of(cell).get()
    assert cell.updated_by == change.actor == cast.users["olga"].pk
    assert cell.updated_at == change.at
    assert cell.updated_at.date() == TODAY


def test_foreign_lesson_and_pupil(cast, send, edit):
    edits = [
        edit(lesson=cast.lessons["russian"].pk),
        edit(pupil="other"),
        edit(lesson=10**9),
        edit(pupil="masha") | {"pupil": 10**9},
    ]
    found = send("olga", *edits)["results"]
    assert {one["status"] for one in found.values()} == {"rejected"}
    assert not Cell.objects.exists()


@pytest.mark.parametrize(
    ("dates", "words"),
    [
        ((START, date(2026, 11, 20)), "в журнале до 20\u00a0ноября, клетка закрыта"),
        ((date(2026, 11, 25), None), "в журнале с 25\u00a0ноября, клетка закрыта"),
    ],
)
def test_pupil_outside_the_journal_on_that_day(cast, put, edit, dates, words):
    starts_on, ends_on = dates
    rows = CourseMember.objects.filter(pupil=cast.pupils["petya"], course=cast.courses["algebra"])
    rows.update(starts_on=starts_on, ends_on=ends_on)
    found = put("olga", edit("5"))
    assert found["status"] == "rejected"
    assert words in found["reason"]


def test_a_journal_without_marks_takes_absences_only(cast, put, edit):
    cast.courses["algebra"].classes.update(grade_level=1)
    assert "отметок нет" in put("olga", edit("5"))["reason"]
    assert put("olga", edit("н"))["status"] == "saved"


def test_a_lesson_removed_in_between(cast, put, edit, lesson):
    gone = lesson()
    pk = gone.pk
    gone.delete()
    assert put("olga", edit("5", lesson=pk))["status"] == "rejected"


def test_repeated_operation_gives_the_first_answer(cast, put, edit):
    first = edit("5")
    answer = put("olga", first)
    put("olga", edit("4", 1))
    changes = Change.objects.count()
    assert put("olga", first) == answer
    assert (Cell.objects.get().version, Change.objects.count()) == (2, changes)
    assert Operation.objects.count() == 2


def test_an_operation_number_can_not_stand_for_another_edit(cast, put, edit):
    first = edit("5")
    put("olga", first)
    found = put("olga", first | {"value": "2"})
    assert found["status"] == "rejected"
    assert Mark.objects.get().value == 5


def test_operation_numbers_are_each_users_own(cast, put, edit):
    CourseTeacher.objects.create(course=cast.courses["algebra"], staff=cast.staff["irina"], starts_on=START)
    first = edit("5")
    put("olga", first)
    assert put("irina", first)["status"] == "saved", "the same value: nothing to argue about"


def test_conflict_shows_both_values_author_and_time(cast, put, edit):
    CourseTeacher.objects.create(course=cast.courses["algebra"], staff=cast.staff["irina"], starts_on=START)
    put("irina", edit("4", comment="у доски"))
    found = put("olga", edit("5"))
    assert found["status"] == "conflict"
    assert (found["value"], found["comment"], found["version"]) == ("4", "у доски", 1)
    assert (found["by"], found["at"]) == ("Орлова\u00a0И.\u00a0П.", "10:00")
    assert Mark.objects.get().value == 4
    assert put("olga", edit("5", 1))["status"] == "saved", "now knowingly"


def test_conflict_of_another_day_names_it(cast, put, edit):
    put("olga", edit("4"))
    Cell.objects.update(updated_at="2026-11-23T20:30:00Z")
    found = put("olga", edit("5"))
    assert (found["by"], found["at"]) == ("вы", "23\u00a0ноября, 23:30")


def test_stale_version_with_the_same_value_is_no_conflict(cast, put, edit):
    put("olga", edit("4"))
    assert put("olga", edit("4"))["version"] == 1


class TestIllness:
    """«б» is the class teacher's to say; a subject teacher sees «у» [PRODUCT.md, decisions]."""

    @pytest.fixture
    def ill(self, cast):
        return Cell.objects.create(
            lesson=cast.lessons["algebra"], pupil=cast.pupils["petya"], absence="б", updated_at="2026-11-24T06:00:00Z"
        )

    def test_subject_teacher_sees_and_keeps_it_masked(self, cast, ill, put, edit):
        found = put("olga", edit("у", 1, comment="принести тетрадь"))
        assert (found["status"], found["value"]) == ("saved", "у")
        assert "ill" not in found["classes"]
        ill.refresh_from_db()
        assert ill.absence == "б"

    def test_conflict_does_not_tell_it(self, cast, ill, put, edit):
        found = put("olga", edit("5"))
        assert (found["status"], found["value"]) == ("conflict", "у")

    def test_class_teacher_who_teaches_here_sees_and_keeps_it(self, cast, ill, put, edit):
        CourseTeacher.objects.create(course=cast.courses["algebra"], staff=cast.staff["irina"], starts_on=START)
        found = put("irina", edit("б", 1, comment="принести тетрадь"))
        assert (found["status"], found["value"]) == ("saved", "б")
        ill.refresh_from_db()
        assert ill.absence == "б"

    def test_class_teacher_of_another_class_does_not(self, cast, ill, put, edit):
        CourseTeacher.objects.create(course=cast.courses["algebra"], staff=cast.staff["stranger"], starts_on=START)
        assert put("stranger", edit("5"))["value"] == "у"


@pytest.mark.parametrize(
    "body",
    [
        b"", b"{", b"[]", b"null", b"\xff\xfe", b'{"edits": []}', b'{"edits": {}}', b'{"edits": [1]}',
        b"[" * 100_000,
        b'{"edits": [{"op_id": "short"}]}',
        b'{"edits": [{"op_id": "operation-x", "lesson": "1", "pupil": 1, "value": "5", "base_version": 0}]}',
        b'{"edits": [{"op_id": "operation-x", "lesson": 1, "pupil": 1, "value": 5, "base_version": 0}]}',
        b'{"edits": [{"op_id": "operation-x", "lesson": 1, "pupil": 1, "value": "5", "base_version": -1}]}',
        b'{"edits": [{"op_id": "operation-x", "lesson": 1, "pupil": 1, "value": "5", "base_version": 1e400}]}',
        b'{"edits": [{"op_id": "operation-x", "lesson": 1e99, "pupil": 1, "value": "5", "base_version": 0}]}',
        b'{"edits": [{"op_id": "operation-x", "lesson": true, "pupil": 1, "value": "5", "base_version": 0}]}',
        b'{"edits": [{"op_id": "operation-x", "lesson": 1, "pupil": 1, "value": "\\ud800", "base_version": 0}]}',
        b'{"edits": [{"op_id": "operation-x", "lesson": 1, "pupil": 1, "value": "\\u0000", "base_version": 0}]}',
        b'{"edits": [{"op_id": "operation-x", "lesson": 1, "pupil": 1, "value": "5", "base_version": 0}], "period": 1}',
    ],
)  # fmt: skip
def test_garbage_is_refused_in_words(cast, as_, body):
    response = post(as_("olga"), reverse("journal-cells", args=[cast.courses["algebra"].pk]), body)
    assert response.status_code == 400
    assert response.json()["error"].endswith(".")


def test_too_many_edits_and_doubles(cast, as_, edit):
    address = reverse("journal-cells", args=[cast.courses["algebra"].pk])
    many = post(as_("olga"), address, {"edits": [edit(lesson=number + 1) for number in range(201)]})
    assert (many.status_code, "до 200" in many.json()["error"]) == (400, True)
    assert post(as_("olga"), address, {"edits": [edit(), edit()]}).status_code == 400
    one = edit()
    assert post(as_("olga"), address, {"edits": [one, one | {"lesson": 1}]}).status_code == 400


@pytest.mark.parametrize(
    ("who", "status"),
    [("irina", 404), ("deputy", 404), ("director", 404), ("stranger", 404), ("petya", 403), ("anna", 403), ("", 401)],
)
def test_only_teachers_of_the_journal_write(cast, as_, edit, who, status):
    for name in ("journal-cells", "journal-lessons"):
        address = reverse(name, args=[cast.courses["algebra"].pk])
        assert post(as_(who), address, {"edits": [edit()]}).status_code == status
    assert not Cell.objects.exists()


def test_a_deputy_who_teaches_writes_in_the_own_journal(cast, put, edit):
    CourseTeacher.objects.create(course=cast.courses["algebra"], staff=cast.staff["deputy"], starts_on=START)
    assert put("deputy", edit("5"))["status"] == "saved"


def test_a_teacher_who_has_left_the_journal_writes_no_more(cast, as_, edit):
    CourseTeacher.objects.filter(course=cast.courses["algebra"]).update(ends_on=YESTERDAY)
    address = reverse("journal-cells", args=[cast.courses["algebra"].pk])
    assert post(as_("olga"), address, {"edits": [edit()]}).status_code == 404


def test_csrf_guards_the_writing(cast, edit):
    client = Client(enforce_csrf_checks=True)
    client.force_login(cast.users["olga"], backend="parta.teaching.backends.SchoolBackend")
    response = post(client, reverse("journal-cells", args=[cast.courses["algebra"].pk]), {"edits": [edit()]})
    assert response.status_code == 403
    assert "Обновите" in response.json()["error"]


def test_sums_are_of_the_chosen_period(cast, send, edit, lesson):
    december = lesson(date(2026, 9, 8))
    send("olga", edit("2", lesson=december.pk, reason="забыла записать"))
    first, second = cast.year.periods.filter(kind="trimester")[:2]
    petya = str(cast.pupils["petya"].pk)
    assert send("olga", edit("5"), period=str(first.pk))["rows"][petya]["average"] == "3,50"
    assert send("olga", edit("4", 1), period="year")["rows"][petya]["average"] == "3,00"
    assert send("olga", edit("4", 1), period=str(second.pk))["rows"][petya] == {
        "average": "—", "count": 0, "missed": 0, "norm": 3, "owed": 0, "border": False,
    }  # fmt: skip


def test_budget_of_a_batch(cast, as_, edit, count_queries, lesson, big_journal):
    """A batch of one mark, the first of its lesson, takes 14 queries at most."""
    client = as_("olga")
    address = reverse("journal-cells", args=[cast.courses["algebra"].pk])
    body = {"edits": [edit("5")], "period": str(cast.year.periods.first().pk)}
    post(client, address, {"edits": [edit("н", lesson=lesson().pk)]})  # the history has begun
    with count_queries() as first:
        assert post(client, address, body).status_code == 200
    assert len(first()) <= 14, "\n".join(first())
    big_journal()
    body = {"edits": [edit("5", lesson=lesson(number=6).pk)], "period": "year"}
    with count_queries() as again:
        assert post(client, address, body).status_code == 200
    assert len(again()) <= 14, "whatever the size of the journal"
    assert len(again()) == len(first())


def test_column_of_marks_costs_as_one(cast, as_, edit, count_queries, lesson, big_journal):
    """A column typed at once: queries don't grow with the pupils."""
    client, address = as_("olga"), reverse("journal-cells", args=[cast.courses["algebra"].pk])
    pupils = big_journal()
    post(client, address, {"edits": [edit("5", lesson=lesson(number=6).pk)]})
    column = [edit("5", pupil=key) for key in pupils]
    with count_queries() as queries:
        found = post(client, address, {"edits": column}).json()
    assert {one["status"] for one in found["results"].values()} == {"saved"}
    assert len(found["rows"]) == len(pupils)
    assert len(queries()) <= 14, "\n".join(queries())
