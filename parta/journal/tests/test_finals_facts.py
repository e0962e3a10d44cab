"""What final marks are made of, read from the journals."""

from datetime import date, timedelta
from typing import Any

import pytest

from parta.journal.finals.facts import load_facts, terms_of
from parta.journal.models import Cell, FormerMark, Mark, Work, WorkKind
from parta.journal.rules.finals import Facts, proposal
from parta.people.models import ClassMember, Pupil
from parta.school.calendar import policy_on
from parta.school.models import Period
from parta.teaching.models import Course, CourseMember, Exemption, Lesson
from tests.cast import START, TODAY, Cast

WHEN = "2026-11-20T06:00:00Z"


@pytest.fixture
def period(cast: Cast) -> Period:
    return Period.objects.get(year=cast.year, kind="trimester", number=1)


def teach(cast: Cast, course: Course, day: date, code: str = "УО", **entries: str) -> Lesson:
    """A lesson with one work; by pupil «4», «.», «н», «зач», «2*» (the star: not counted)."""
    lesson, _ = Lesson.objects.get_or_create(course=course, date=day, number=6)
    kind = WorkKind.objects.get_or_create(code=code, defaults={"name": code, "weight": 2, "laboratory": code == "ЛР"})[
        0
    ]
    work = Work.objects.create(lesson=lesson, kind=kind, weight=kind.weight, position=lesson.works.count())
    for key, entry in entries.items():
        pupil = cast.pupils[key]
        cell, _ = Cell.objects.get_or_create(lesson=lesson, pupil=pupil, defaults={"updated_at": WHEN})
        if entry in ("н", "б", "осв"):
            Cell.objects.filter(pk=cell.pk).update(absence=entry)
        else:
            bare = entry.rstrip("*")
            Mark.objects.create(
                cell=cell, work=work, value=int(bare) if bare.isdigit() else None, sign="" if bare.isdigit() else bare,
                uncounted="пробная" if bare != entry else "",
            )  # fmt: skip
    return lesson


def facts_of(cast: Cast, period: Period, key: str = "petya", course: str = "algebra", on: date = TODAY) -> Facts:
    pupil, subject = cast.pupils[key].pk, cast.courses[course].subject_id
    return load_facts([pupil], period, policy_on(period.ends_on), on)[pupil, subject]


def test_marks_works_and_missed_lessons(cast: Cast, period: Period):
    algebra = cast.courses["algebra"]
    Lesson.objects.filter(course=algebra).delete()
    teach(cast, algebra, date(2026, 10, 6), "УО", petya="5", masha="4")
    teach(cast, algebra, date(2026, 10, 13), "СР", petya="3", masha="н")
    teach(cast, algebra, date(2026, 10, 20), "КР", petya="н", masha="4")
    teach(cast, algebra, date(2026, 10, 27), "ЛР", petya="4", masha="2*")
    teach(cast, algebra, date(2026, 11, 3), "УО", petya=".", masha="осв")
    teach(cast, algebra, TODAY + timedelta(days=1), "УО", petya="2")  # not yet
    petya, masha = facts_of(cast, period), facts_of(cast, period, "masha")
    assert [(one.mark, one.weight, one.lesson, one.written, one.practical) for one in petya.marks] == [
        ("5", 1, 0, False, False), ("3", 2, 1, True, False), ("4", 2, 3, True, True)
    ]  # fmt: skip
    assert (petya.held, petya.missed, petya.owed, petya.controls_missing, petya.norm) == (5, 1, 1, 1, 3)
    assert (masha.held, masha.missed, masha.owed, masha.controls_missing, len(masha.marks)) == (4, 1, 0, 0, 2)
    terms = terms_of(algebra.subject, policy_on(period.ends_on))
    assert proposal(petya, terms) == "4"  # 19/5


def test_marks_of_another_group_and_of_a_former_school(cast: Cast, period: Period):
    algebra = cast.courses["algebra"]
    group = Course.objects.create(year=cast.year, subject=algebra.subject, label="2-я гр.", sort_key="8")
    CourseMember.objects.create(course=group, pupil=cast.pupils["petya"], starts_on=START, ends_on=date(2026, 10, 9))
    CourseMember.objects.filter(course=algebra, pupil=cast.pupils["petya"]).update(starts_on=date(2026, 10, 10))
    teach(cast, group, date(2026, 10, 6), petya="3")
    teach(cast, group, date(2026, 10, 13))  # held after the change: not this pupil's
    teach(cast, algebra, date(2026, 10, 13), petya="4")
    FormerMark.objects.create(
        pupil=cast.pupils["petya"], year=cast.year, subject=algebra.subject, value=5, weight=2,
        given_on=date(2026, 9, 10), school="№ 5", noted_at=WHEN,
    )  # fmt: skip
    found = facts_of(cast, period, on=date(2026, 11, 1))
    assert [one.mark for one in found.marks] == ["5", "3", "4"]
    assert (found.held, found.norm) == (2, 3)


def test_who_came_late_or_was_exempt_owes_less(cast: Cast, period: Period):
    algebra, petya = cast.courses["algebra"], cast.pupils["petya"]
    CourseMember.objects.filter(course=algebra, pupil=petya).update(starts_on=date(2026, 11, 1))  # 30 of 91 days
    assert facts_of(cast, period).norm == 1
    CourseMember.objects.filter(course=algebra, pupil=petya).update(starts_on=START)
    freed = Exemption.objects.create(
        course=algebra, pupil=petya, starts_on=START, ends_on=date(2026, 10, 31), document="1"
    )
    teach(cast, algebra, date(2026, 10, 6), masha="5")
    found = facts_of(cast, period)
    assert (found.norm, found.exempt, found.held) == (1, False, 1)  # only the lesson of the cast, today
    Exemption.objects.filter(pk=freed.pk).update(ends_on=None)
    assert facts_of(cast, period).exempt


def test_a_handed_in_work_counts_when_it_was_given(cast: Cast, period: Period):
    algebra = cast.courses["algebra"]
    teach(cast, algebra, date(2026, 10, 6), petya="2")
    teach(cast, algebra, date(2026, 10, 13), petya="5")
    Mark.objects.filter(value=2).update(given_on=date(2026, 10, 20))
    assert [one.mark for one in facts_of(cast, period).marks] == ["5", "2"]


def test_who_never_was_in_a_journal_has_no_facts(cast: Cast, period: Period):
    CourseMember.objects.filter(pupil=cast.pupils["petya"]).update(starts_on=date(2026, 12, 2))
    assert load_facts([cast.pupils["petya"].pk], period, policy_on(TODAY), TODAY) == {}


def test_the_number_of_queries_does_not_grow(cast: Cast, period: Period, django_assert_num_queries: Any):
    algebra = cast.courses["algebra"]
    pupils: list[Pupil] = list(Pupil.objects.all())
    for day in range(1, 20):
        teach(cast, algebra, date(2026, 10, day), "КР", petya="4", masha="5")
    ClassMember.objects.count()
    policy = policy_on(TODAY)
    with django_assert_num_queries(7):
        assert len(load_facts([one.pk for one in pupils], period, policy, TODAY)) == 5
