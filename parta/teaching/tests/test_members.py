from datetime import UTC, date, datetime

import pytest

from parta.audit.chain import history_of, verify
from parta.people.models import ClassMember, Person, Pupil, name_fields
from parta.school.refusals import Refused
from parta.teaching.actions.members import enrol, leave, move, set_members
from parta.teaching.models import Course, CourseMember
from tests.cast import Cast

AT = datetime(2026, 11, 24, 7, tzinfo=UTC)
JOINED = date(2026, 11, 25)


@pytest.fixture
def newcomer(cast: Cast) -> Pupil:
    return Pupil.objects.create(person=Person.objects.create(**name_fields("Новиков", "Лев")))


def group(cast: Cast, label: str) -> Course:
    course = Course.objects.create(
        year=cast.year, subject=cast.courses["algebra"].subject, label=label, class_names="8Б", sort_key="8"
    )
    course.classes.add(cast.classes["8Б"])
    return course


def journals(pupil: Pupil) -> list[tuple[str, date, date | None]]:
    rows = CourseMember.objects.filter(pupil=pupil).order_by("course__sort_key", "starts_on").select_related("course")
    return [(row.course.full_title, row.starts_on, row.ends_on) for row in rows]


def test_a_newcomer_stands_in_the_whole_class_journals(cast: Cast, newcomer: Pupil):
    group(cast, "1-я гр.")
    member = enrol(newcomer, cast.classes["8Б"], JOINED, by=None, at=AT)
    assert journals(newcomer) == [("8Б · Алгебра", JOINED, None), ("8Б · Русский язык", JOINED, None)]
    assert history_of(member).get().action == "teaching.enrol"
    assert verify() == []


def test_one_class_at_a_time(cast: Cast):
    with pytest.raises(Refused, match="уже числится в 8"):
        enrol(cast.pupils["petya"], cast.classes["7А"], JOINED, by=None, at=AT)


def test_enrolment_lies_in_the_year(cast: Cast, newcomer: Pupil):
    with pytest.raises(Refused, match="вне учебного года 2026/27"):
        enrol(newcomer, cast.classes["8Б"], date(2026, 8, 1), by=None, at=AT)


def test_leaving_ends_the_journals(cast: Cast):
    petya = cast.pupils["petya"]
    leave(petya.class_members.get(), date(2026, 12, 4), by=None, at=AT, reason="переезд")
    assert {ends for _, _, ends in journals(petya)} == {date(2026, 12, 4)}
    with pytest.raises(Refused, match="уйти раньше"):
        leave(petya.class_members.get(), date(2026, 8, 1), by=None, at=AT)


def test_moving_from_a_date(cast: Cast):
    petya = cast.pupils["petya"]
    move(petya.class_members.get(), cast.classes["7А"], JOINED, by=None, at=AT)
    spans = list(ClassMember.objects.filter(pupil=petya).order_by("starts_on").values_list("starts_on", "ends_on"))
    assert spans == [(date(2026, 9, 1), date(2026, 11, 24)), (JOINED, None)]
    assert ("7А · Физика", JOINED, None) in journals(petya)
    assert ("8Б · Алгебра", date(2026, 9, 1), date(2026, 11, 24)) in journals(petya)


def test_members_of_a_group_from_a_date(cast: Cast):
    first, second = group(cast, "1-я гр."), group(cast, "2-я гр.")
    petya, masha = cast.pupils["petya"], cast.pupils["masha"]
    assert set_members(first, [petya.pk, masha.pk], JOINED, by=None, at=AT) == (2, 0)
    assert set_members(first, [petya.pk], date(2026, 12, 1), by=None, at=AT) == (0, 1)
    assert set_members(second, [masha.pk], date(2026, 12, 1), by=None, at=AT) == (1, 0)
    with pytest.raises(Refused, match="Зайцев Пётр уже в подгруппе «1-я"):
        set_members(second, [petya.pk], date(2026, 12, 1), by=None, at=AT)
    assert first.members.get(pupil=masha).ends_on == date(2026, 11, 30)


def test_a_membership_that_never_came_into_force_goes(cast: Cast):
    first = group(cast, "1-я гр.")
    petya = cast.pupils["petya"]
    set_members(first, [petya.pk], JOINED, by=None, at=AT)
    set_members(first, [], JOINED, by=None, at=AT)
    assert not first.members.exists()
