"""The diary's week: what a family reads in it."""

import re
from datetime import date, timedelta

import pytest

from parta.people.models import Sex
from parta.school.models import DayOff, DayOffKind, SchoolClass, SchoolPolicy
from parta.teaching.models import CourseMember, LessonState
from tests.cast import TODAY, Cast

MONDAY = date(2026, 11, 23)


@pytest.fixture
def read(cast: Cast, as_):
    """The week as its reader sees it: text without tags, blanks folded."""

    def page(week: str = "", who: str = "anna", pupil: str = "petya") -> str:
        query = {"week": week} if week else {}
        response = as_(who).get(f"/diary/{cast.pupils[pupil].pk}/", query)
        assert response.status_code == 200
        main = response.content.decode().split("<main", 1)[1]
        return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", main)).replace("\u00a0", " ")

    return page


def test_lesson_with_time_topic_and_homework_due_and_next(cast, read, give_lesson):
    cancelled = give_lesson("algebra", date(2026, 11, 23), "не будет", state=LessonState.CANCELLED)
    give_lesson("algebra", date(2026, 11, 20), "№ 812, 815")
    give_lesson("algebra", date(2026, 11, 17), "№ 700")
    cast.lessons["algebra"].topic = "Решение неравенств"
    cast.lessons["algebra"].save()
    give_lesson("russian", TODAY, "Упр. 304", number=7)
    text = read()
    assert "1 8:30 Алгебра Решение неравенств Задание: № 812, 815" in text
    assert "7 14:30 Русский язык На следующий урок: Упр. 304" in text
    assert "№ 700" not in text
    assert "Алгебра урок снят" in text
    assert "не будет" not in text, "a cancelled lesson sets nothing"
    assert cancelled.state == LessonState.CANCELLED


def test_homework_is_due_later_the_same_day(cast, read, give_lesson):
    give_lesson("algebra", date(2026, 11, 25), "№ 1", number=2)
    give_lesson("algebra", date(2026, 11, 25), number=3)
    assert "3 10:30 Алгебра Задание: № 1" in read()


def test_not_set_is_said_only_from_today_on(cast, read, give_lesson):
    give_lesson("algebra", date(2026, 11, 20))
    assert read().count("Не задано") == 1
    assert "Не задано" not in read("2026-11-16")
    SchoolClass.objects.update(grade_level=1)
    assert "Не задано" not in read(), "grade 1 has no homework"


def test_mark_with_kind_weight_topic_and_comment(cast, read, write):
    lesson = cast.lessons["algebra"]
    lesson.topic = "Неравенства"
    lesson.save()
    write(lesson, "petya", (4, "КР"), (5, "УО"), comment="Ошибка в знаке", given_on=date(2026, 11, 26))
    write(lesson, "masha", (2, "КР"), comment="тайна Маши")
    text = read()
    assert "Отметка 4 КР 4 · Контрольная работа Неравенства. Вес 3." in text
    assert "Отметка 5 УО" in text
    assert "«Ошибка в знаке»" in text
    assert "Урок 24 ноября, работа сдана 26 ноября" in text
    assert "тайна" not in text


def test_family_sees_illness_itself(cast, read, write):
    person = cast.pupils["petya"].person
    person.sex = Sex.MALE
    person.save()
    write(cast.lessons["algebra"], "petya", absence="б")
    write(cast.lessons["russian"], "petya", absence="оп", late_minutes=5)
    for who in ("anna", "petya"):
        text = read(who=who)
        assert "б не был" in text
        assert "оп 5 мин" in text
        assert "Пропущено уроков 1 по болезни 1 Опозданий 1" in text


def test_mark_handed_in_later_stands_with_the_absence(cast, read, write):
    write(cast.lessons["algebra"], "petya", (4, "КР"), absence="н", given_on=date(2026, 11, 27))
    assert "н пропуск Отметка 4 КР" in read()


def test_day_off_has_its_name(cast, read):
    DayOff.objects.create(starts_on=MONDAY, ends_on=MONDAY, title="Карантин", kind=DayOffKind.CANCELLED, grade_level=8)
    other = {"title": "Чужой карантин", "kind": DayOffKind.CANCELLED, "grade_level": 7}
    DayOff.objects.create(starts_on=date(2026, 11, 25), ends_on=date(2026, 11, 27), **other)
    text = read()
    assert "Понедельник, 23 ноября Занятий нет: Карантин" in text
    assert "Среда, 25 ноября завтра Уроков нет" in text
    assert "Чужой" not in text


def test_saturday_only_where_it_is_a_school_day(cast, read, give_lesson):
    assert "Суббота" not in read()
    give_lesson("algebra", date(2026, 11, 28))
    assert "Суббота, 28 ноября" in read()
    SchoolPolicy.objects.update(week_days=6)
    assert "Суббота, 21 ноября Выходной" in read("2026-11-16")


def test_week_is_any_of_its_days_and_has_neighbours(cast, as_, read):
    text = read("2026-11-26")
    assert "23–27 ноября 13-я неделя" in text
    assert "Вторник, 24 ноября сегодня" in text
    assert "30 ноября – 4 декабря" in read("2026-12-01")
    page = as_("anna").get(f"/diary/{cast.pupils['petya'].pk}/").content.decode()
    assert 'href="?week=2026-11-16"' in page
    assert 'href="?week=2026-11-30"' in page


@pytest.mark.parametrize("week", ["завтра", "2026-13-01", "0001-01-01", "9999-12-31", "\x00"])
def test_wrong_week_is_refused_by_a_sentence(cast, as_, week):
    response = as_("anna").get(f"/diary/{cast.pupils['petya'].pk}/", {"week": week})
    assert response.status_code == 400
    assert "Неделя не найдена" in response.content.decode()


def test_summer_week_opens(cast, read):
    assert "Уроков нет" in read("2027-07-14")


def test_lessons_follow_the_membership_of_their_date(cast, read, give_lesson):
    give_lesson("algebra", date(2026, 11, 27))
    CourseMember.objects.filter(pupil=cast.pupils["petya"], course=cast.courses["algebra"]).update(ends_on=TODAY)
    text = read()
    assert text.count("Алгебра") == 1
    assert "Физика" not in text, "the other class's lesson"


def test_pupil_in_no_class_has_an_empty_week(cast, as_):
    pupil = cast.pupils["petya"]
    pupil.class_members.all().delete()
    pupil.courses.all().delete()
    assert as_("anna").get(f"/diary/{pupil.pk}/").status_code == 200


def test_week_takes_twelve_queries_at_most(cast, as_, give_lesson, write, count_queries):
    for offset in range(5):
        for number in range(2, 8):
            lesson = give_lesson("algebra", MONDAY + timedelta(days=offset), "№ 1", number=number, topic="Тема")
            write(lesson, "petya", (5, "УО"), (4, "КР"), comment="Хорошо")
            write(lesson, "masha", (3, "УО"))
    client = as_("anna")
    with count_queries() as queries:
        client.get(f"/diary/{cast.pupils['petya'].pk}/")
    assert len(queries()) <= 12, "\n".join(queries())
