"""Setting final marks: saved, refused, asked for a reason, in conflict; stages and deadlines."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import count
from typing import Any

import pytest

from parta.audit.chain import history_of, verify
from parta.journal.finals.actions import FinalEdit, Sheet, put_finals
from parta.journal.finals.sheet import load_lines, scheme_of
from parta.journal.models import FinalMark, FinalStage, PeriodLock, Unlock
from parta.journal.tests.test_finals_facts import teach
from parta.school.models import AcademicYear, Period, Subject
from parta.teaching.actors import actor_of
from parta.teaching.backends import accounts
from tests.cast import TODAY, Cast

AT = datetime(2026, 11, 24, 9, tzinfo=UTC)
NUMBERS = count()


@pytest.fixture
def period(cast: Cast) -> Period:
    return Period.objects.get(year=cast.year, kind="trimester", number=1)  # till 30 November: the deadline is the 28th


@pytest.fixture
def taught(cast: Cast) -> None:
    """Петя: 5 4 5 4 4 in «Алгебра» (4,4, no remarks but the border); Маша: one mark of three."""
    algebra = cast.courses["algebra"]
    Subject.objects.filter(pk=algebra.subject_id).update(needed_works="written")
    for at, (petya, code) in enumerate(zip("34343", ("СР", "СР", "УО", "УО", "УО"), strict=True)):
        teach(cast, algebra, date(2026, 10, 1 + at), code, petya=petya, **({"masha": "5"} if at == 0 else {}))


def put(cast: Cast, on: date = TODAY, who: str = "olga", **fields: Any) -> dict[str, Any]:
    course = cast.courses["algebra"]
    user = accounts().get(pk=cast.users[who].pk)
    number = f"edit-{next(NUMBERS):06}"
    found = {"pupil": cast.pupils["petya"].pk, "subject": course.subject_id, "kind": "period", **fields}
    edit = FinalEdit(op_id=number, digest=number, **found)
    sheet = Sheet(course, 8, (Subject.objects.get(pk=course.subject_id),))
    actor = actor_of(user, on)
    assert actor
    return put_finals(sheet, [edit], by=actor, at=AT)["results"][edit.op_id]


def test_a_proposal_is_set_and_kept(cast: Cast, period: Period, taught: None):
    answer = put(cast, period=period.pk, mark="3")
    assert (answer["status"], answer["mark"], answer["version"]) == ("saved", "3", 1)
    row = FinalMark.objects.get()
    assert (row.value, row.proposed, row.late, row.preliminary, row.given_on) == (3, "3", False, False, TODAY)
    assert history_of(row).count() == 1
    assert put(cast, period=period.pk, mark="3", base_version=1)["version"] == 1  # the same again changes nothing
    assert put(cast, period=period.pk, mark="", base_version=1)["mark"] == ""
    assert put(cast, period=period.pk, mark="3", base_version=2)["version"] == 3
    assert not verify()


@pytest.mark.parametrize(
    ("key", "mark", "question"),
    [
        ("petya", "4", "рекомендуется 3"),
        ("petya", "н/а", "рекомендуется 3"),
        ("masha", "5", "мало отметок: 1 из 3; письменных работ: 1 из 2"),
        ("masha", "4", "мало отметок: 1 из 3; письменных работ: 1 из 2; рекомендуется 5"),
    ],
)
def test_a_reason_is_asked(cast: Cast, period: Period, taught: None, key: str, mark: str, question: str):
    asked = put(cast, period=period.pk, pupil=cast.pupils[key].pk, mark=mark)
    assert asked == {"status": "needs_reason", "reason": question}
    given = put(cast, period=period.pk, pupil=cast.pupils[key].pk, mark=mark, reason="Растёт к концу триместра")
    assert given["status"] == "saved"
    assert FinalMark.objects.get().reason == "Растёт к концу триместра"


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"mark": "6"}, "Здесь ставят 5, 4, 3, 2"),
        ({"mark": "зач"}, "Здесь ставят 5, 4, 3, 2"),
        ({"mark": "4", "reason": "because"}, "5.4"),
        ({"mark": "4", "reason": "!"}, "хотя бы одно слово"),
        ({"mark": "3", "kind": "exam", "period": None}, "Такой клетки"),  # not in grade 8
        ({"mark": "3", "kind": "final", "period": None}, "Такой клетки"),
        ({"mark": "3", "pupil": 10**6}, "Такой клетки"),
        ({"mark": "3", "subject": 10**6}, "Такой клетки"),
        ({"mark": "3", "given_on": TODAY + timedelta(days=1)}, "ещё не наступила"),
    ],
)
def test_refusals(cast: Cast, period: Period, taught: None, fields: dict[str, Any], said: str):
    answer = put(cast, **{"period": period.pk, **fields})
    assert answer["status"] == "rejected"
    assert said in answer["reason"]
    assert not FinalMark.objects.exists()


def test_another_value_meanwhile_is_a_conflict(cast: Cast, period: Period, taught: None):
    put(cast, period=period.pk, mark="3")
    answer = put(cast, period=period.pk, mark="4", reason="Олимпиада", base_version=0)
    assert (answer["status"], answer["mark"], answer["version"]) == ("conflict", "3", 1)
    assert FinalMark.objects.get().value == 3


def test_before_the_setting_begins_marks_are_preliminary(cast: Cast, period: Period, taught: None):
    put(cast, period=period.pk, mark="3", on=date(2026, 11, 13))
    assert FinalMark.objects.get().preliminary
    assert put(cast, period=period.pk, mark="3", base_version=1)["version"] == 2  # chosen again in time
    assert not FinalMark.objects.get().preliminary
    FinalMark.objects.all().delete()
    FinalStage.objects.create(year=cast.year, period=period, begun_at=AT)
    put(cast, period=period.pk, mark="3", on=date(2026, 11, 13))
    assert not FinalMark.objects.get().preliminary


def test_after_the_deadline_a_mark_is_stamped(cast: Cast, period: Period, taught: None):
    put(cast, period=period.pk, mark="3", on=date(2026, 11, 29))
    assert FinalMark.objects.get().late


def test_a_closed_period_is_frozen(cast: Cast, period: Period, taught: None):
    put(cast, period=period.pk, mark="3")
    lock = PeriodLock.objects.create(period=period, closed_at=AT)
    assert "Период закрыт" in put(cast, period=period.pk, mark="4", reason="Олимпиада", base_version=1)["reason"]
    opened = Unlock.objects.create(
        course=cast.courses["algebra"], period=period, reason="ошибка", until=AT + timedelta(hours=1), opened_at=AT
    )
    assert put(cast, period=period.pk, mark="4", reason="Ошибка", base_version=1)["status"] == "saved"
    Unlock.objects.filter(pk=opened.pk).update(ended_at=AT)
    assert put(cast, period=period.pk, mark="3", base_version=2)["status"] == "rejected"
    lock.delete()
    assert put(cast, period=period.pk, mark="3", base_version=2)["status"] == "saved"


def test_a_debt_is_made_good_in_a_closed_period(cast: Cast, period: Period, taught: None):
    put(cast, period=period.pk, mark="2", reason="Не сдал зачёт")
    PeriodLock.objects.create(period=period, closed_at=AT)
    late = {"period": period.pk, "mark": "3", "base_version": 1}
    assert "с датой и документом" in put(cast, **late)["reason"]
    done = put(cast, **late, given_on=date(2026, 12, 15), debt_document="протокол № 4", on=date(2026, 12, 16))
    assert done["status"] == "saved"
    row = FinalMark.objects.get()
    assert (row.value, row.given_on, row.late, row.debt_document) == (3, date(2026, 12, 15), False, "протокол № 4")


def test_a_debt_is_made_good_in_a_year_that_was_passed_on(cast: Cast, period: Period, taught: None):
    put(cast, period=period.pk, mark="2", reason="Не сдал зачёт")
    AcademicYear.objects.filter(pk=cast.year.pk).update(closed_at=AT)
    assert "с датой и документом" in put(cast, period=period.pk, mark="3", base_version=1)["reason"]
    paid = {"given_on": date(2026, 11, 20), "debt_document": "протокол № 4"}
    assert put(cast, period=period.pk, mark="3", base_version=1, **paid)["status"] == "saved"
    assert put(cast, period=period.pk, mark="4", base_version=2, **paid)["status"] == "rejected"


def test_the_year_follows_from_the_periods(cast: Cast, period: Period, taught: None):
    for number, mark in ((1, 3), (2, 4), (3, 4)):
        FinalMark.objects.create(
            pupil=cast.pupils["petya"], subject=cast.courses["algebra"].subject, year=cast.year, kind="period",
            period=Period.objects.get(year=cast.year, kind="trimester", number=number), value=mark, given_on=TODAY,
            set_at=AT,
        )  # fmt: skip
    assert "ещё не начался" in put(cast, kind="year", period=None, mark="4")["reason"]
    assert put(cast, kind="year", period=None, mark="4", on=date(2027, 5, 20))["status"] == "saved"
    assert (
        put(cast, kind="year", period=None, mark="5", base_version=1, on=date(2027, 5, 20))["reason"]
        == "рекомендуется 4"
    )
    assert (
        put(cast, kind="attest", period=None, mark="5", on=date(2027, 5, 20))["status"] == "saved"
    )  # speaks for itself


def test_changed_components_are_told(cast: Cast, period: Period, taught: None):
    put(cast, period=period.pk, mark="3")
    subject = Subject.objects.get(pk=cast.courses["algebra"].subject_id)
    pupil = cast.pupils["petya"].pk

    def entry() -> Any:
        scheme = scheme_of(cast.year, 8, TODAY)
        return load_lines([pupil], [subject], scheme, period, TODAY)[pupil, subject.pk].at("period", period.pk)

    assert not entry().changed
    teach(cast, cast.courses["algebra"], date(2026, 11, 10), petya="5")
    found = entry()
    assert (found.changed, found.differs, found.proposal, found.weighted, found.plain) == (
        True, True, "4", "3,63", "3,67"
    )  # fmt: skip


def test_mathematics_of_grade_9_has_one_exam_and_one_final_mark(cast: Cast, period: Period):
    algebra = Subject.objects.get(pk=cast.courses["algebra"].subject_id)
    whole = Subject.objects.create(name="Математика", sort_key="м")
    geometry = Subject.objects.create(name="Геометрия", sort_key="г", part_of=whole)
    Subject.objects.filter(pk=algebra.pk).update(part_of=whole)
    algebra.refresh_from_db()
    pupil = cast.pupils["petya"]
    for subject, kind, mark in ((algebra, "year", 4), (geometry, "year", 3), (whole, "exam", 5)):
        FinalMark.objects.create(
            pupil=pupil, subject=subject, year=cast.year, kind=kind, value=mark, given_on=TODAY, set_at=AT
        )
    scheme = replace(scheme_of(cast.year, 8, TODAY), grade_level=9)
    lines = load_lines([pupil.pk], [algebra, geometry], scheme, None, TODAY)
    assert lines[pupil.pk, whole.pk].at("final").proposal == "4"  # (4 + 3 + 5) / 3
    assert set(lines[pupil.pk, whole.pk].entries) == {("exam", None), ("final", None)}


def test_the_number_of_queries_does_not_grow(cast: Cast, period: Period, taught: None, django_assert_num_queries: Any):
    subjects = list(Subject.objects.all())
    pupils = [one.pk for one in cast.pupils.values()]
    scheme = scheme_of(cast.year, 8, TODAY)
    with django_assert_num_queries(9):
        assert len(load_lines(pupils, subjects, scheme, period, TODAY)) == 9
