"""«Отметки»: exact averages by subject over the period."""

import re
from datetime import date
from fractions import Fraction

import pytest

from parta.diary.owners import find_owner
from parta.diary.queries import marks
from parta.people.models import Pupil
from parta.school.models import Period, Scale, SchoolClass, Subject
from parta.teaching.models import Course, CourseMember
from tests.cast import START, TODAY


def page_of(cast, period_id=None):
    owner = find_owner(Pupil.objects.all(), cast.pupils["petya"].pk, TODAY)
    return marks(owner, cast.year, period_id, TODAY)


def line(page, title):
    return next(one for one in page.subjects if one.title == title)


def test_average_is_exact_and_weighted(cast, give_lesson, write):
    write(cast.lessons["algebra"], "petya", (4, "КР"), (5, "УО"))
    write(give_lesson("algebra", date(2026, 11, 20)), "petya", (3, "УО"))
    write(give_lesson("algebra", date(2026, 12, 4)), "petya", (2, "КР"))
    write(cast.lessons["algebra"], "masha", (2, "КР"))
    algebra = line(page_of(cast), "Алгебра")
    assert algebra.average == Fraction(4 * 3 + 5 + 3, 5)
    assert [mark.value for mark in algebra.marks] == [3, 4, 5], "in the order of lessons"


def test_next_period_has_its_own_marks(cast, give_lesson, write):
    write(give_lesson("algebra", date(2026, 12, 4)), "petya", (2, "КР"))
    second = Period.objects.get(kind="trimester", number=2)
    assert line(page_of(cast, second.pk), "Алгебра").average == 2
    assert line(page_of(cast), "Алгебра").average is None


def test_change_of_subgroup_loses_no_marks(cast, give_lesson, write):
    other = Course.objects.create(
        year=cast.year, subject=cast.courses["algebra"].subject, label="2-я гр.", sort_key="8"
    )
    CourseMember.objects.create(course=other, pupil=cast.pupils["petya"], starts_on=date(2026, 11, 20))
    CourseMember.objects.filter(course=cast.courses["algebra"]).update(ends_on=date(2026, 11, 19))
    cast.courses["second"] = other
    write(give_lesson("algebra", date(2026, 11, 13)), "petya", (5, "УО"))
    write(give_lesson("second", date(2026, 11, 20)), "petya", (4, "УО"))
    page = page_of(cast)
    assert line(page, "Алгебра").average == Fraction(9, 2)
    assert [one.title for one in page.subjects].count("Алгебра") == 1


def test_subject_without_marks_and_first_grade(cast, as_, write):
    write(cast.lessons["algebra"], "petya", (5, "УО"))
    Subject.objects.filter(name="Русский язык").update(scale=Scale.NONE)
    assert [one.title for one in page_of(cast).subjects] == ["Алгебра"]
    SchoolClass.objects.update(grade_level=1)
    body = as_("anna").get(f"/diary/{cast.pupils['petya'].pk}/marks/").content.decode()
    assert "В первом классе отметок не ставят" in body


def test_missed_lessons_by_subject_and_reason(cast, give_lesson, write):
    write(cast.lessons["algebra"], "petya", absence="б")
    write(give_lesson("algebra", date(2026, 11, 20)), "petya", absence="н")
    write(cast.lessons["russian"], "petya", absence="оп")
    page = page_of(cast)
    assert line(page, "Алгебра").missed == 2
    assert (page.missed.total, page.missed.late) == (2, 1)
    assert page.missed.by_reason == (("по болезни", 1), ("причина не указана", 1))


def test_page_shows_marks_with_kinds_and_the_average(cast, as_, give_lesson, write):
    write(give_lesson("algebra", date(2026, 11, 20)), "petya", (5, "УО"), comment="Молодец")
    write(cast.lessons["algebra"], "petya", (4, "КР"))
    body = as_("anna").get(f"/diary/{cast.pupils['petya'].pk}/marks/").content.decode()
    text = re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", body))
    assert "Отметка 5 УО" in text
    assert "«Молодец»" in text
    assert "4,25 снижается" in text
    assert "Русский язык Отметок пока нет" in text


def test_signs_and_uncounted_marks_are_shown_and_not_averaged(cast, as_, give_lesson, write):
    write(give_lesson("algebra", date(2026, 11, 13)), "petya", (5, "УО"))
    write(give_lesson("algebra", date(2026, 11, 16)), "petya", (2, "КР"), uncounted="писал без подготовки")
    write(give_lesson("algebra", date(2026, 11, 20)), "petya", ("зач", "УО"), given_on=date(2026, 11, 23))
    write(cast.lessons["algebra"], "petya", (".", "СР"))
    algebra = line(page_of(cast), "Алгебра")
    assert (algebra.average, algebra.trend, algebra.spark) == (5, "", "")
    assert [mark.text for mark in algebra.last] == ["5", "2", "зач", "•"]
    for address in ("", "marks/"):
        body = as_("anna").get(f"/diary/{cast.pupils['petya'].pk}/{address}").content.decode()
        assert "Работа ещё не сдана." in body
    for words in ("В среднем балле не учитывается: писал без подготовки.", "Отметка </span>зач", "работа сдана 23"):
        assert words in body


def test_subject_with_pass_marks_is_in_the_diary(cast, write):
    Subject.objects.filter(name="Русский язык").update(scale=Scale.PASS)
    write(cast.lessons["russian"], "petya", ("зач", "УО"))
    russian = line(page_of(cast), "Русский язык")
    assert ([mark.text for mark in russian.marks], russian.average) == (["зач"], None)


@pytest.mark.parametrize("period", ["0", "abc", "-1", "9" * 30, "²"])
def test_wrong_period_is_not_found(cast, as_, period):
    response = as_("anna").get(f"/diary/{cast.pupils['petya'].pk}/marks/", {"period": period})
    assert response.status_code == 404


def test_period_of_another_kind_is_not_found(cast, as_):
    half_year = Period.objects.get(kind="half_year", number=1)
    address = f"/diary/{cast.pupils['petya'].pk}/marks/"
    assert as_("anna").get(address, {"period": half_year.pk}).status_code == 404
    SchoolClass.objects.update(grade_level=10)
    assert as_("anna").get(address, {"period": half_year.pk}).status_code == 200


def test_without_a_year_the_page_says_what_will_be_here(cast, as_):
    Period.objects.all().delete()
    body = as_("anna").get(f"/diary/{cast.pupils['petya'].pk}/marks/").content.decode()
    assert "Отметки появятся здесь" in body


def test_marks_take_twelve_queries_at_most(cast, as_, give_lesson, write, count_queries):
    for number in range(2, 12):
        write(give_lesson("algebra", START, number=number), "petya", (5, "УО"), (4, "КР"))
    client = as_("anna")
    with count_queries() as queries:
        client.get(f"/diary/{cast.pupils['petya'].pk}/marks/")
    assert len(queries()) <= 12, "\n".join(queries())
