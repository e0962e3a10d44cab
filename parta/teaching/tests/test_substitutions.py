"""«Замены»: a teacher is marked absent, their lessons are given to others [5.2]."""

from datetime import date, timedelta

import pytest
from django.test import Client
from django.urls import reverse

from parta.audit.models import Change
from parta.school.models import SchoolClass
from parta.teaching.models import (
    Course,
    CourseTeacher,
    Lesson,
    LessonState,
    Substitution,
    SubstitutionKind,
    TeacherAbsence,
)
from tests.cast import START, TODAY, Cast, make_staff
from tests.pages import refused, said, saved, send


@pytest.fixture
def absence(cast) -> TeacherAbsence:
    """Ольга is away this week."""
    return TeacherAbsence.objects.create(
        staff=cast.staff["olga"], starts_on=TODAY, ends_on=TODAY + timedelta(days=3), cause="sick",
        order_number="15-к", noted_at="2026-11-23T07:00:00Z",
    )  # fmt: skip


def page(absence: TeacherAbsence, query: str = "") -> str:
    return reverse("absence", args=[absence.pk]) + query


def choose(client: Client, absence: TeacherAbsence, *wishes: tuple[Lesson, str, str], sure: bool = False):
    """Send the page's form: for each lesson the value it was opened with and the chosen one."""
    data = {}
    for lesson, opened, chosen in wishes:
        data |= {f"was_{lesson.pk}": opened, f"lesson_{lesson.pk}": chosen}
        if sure:
            data[f"sure_{lesson.pk}"] = "on"
    return client.post(page(absence), data)


def actions() -> list[str]:
    return list(Change.objects.order_by("seq").values_list("action", flat=True))


def test_marking_an_absence(cast, as_):
    deputy = as_("deputy")
    wanted = {"staff": cast.staff["olga"].pk, "starts_on": TODAY, "ends_on": "2026-11-27", "cause": "sick"}
    wanted |= {"order_number": "15-к", "finals_to": cast.staff["irina"].pk}
    saved(send(deputy, reverse("new-absence"), **wanted))
    row = TeacherAbsence.objects.get()
    assert (row.staff, row.cause, row.noted_by) == (cast.staff["olga"], "sick", cast.users["deputy"].pk)
    assert row.finals_to == cast.staff["irina"]
    text = said(deputy.get(reverse("substitutions")))
    assert "Соколова О. В. с 24 ноября по 27 ноября · листок нетрудоспособности, приказ № 15-к" in text
    assert "итоговые выставляет Орлова И. П. без замены: 1 урок" in text
    refused(send(deputy, reverse("new-absence"), **wanted), "В эти дни отсутствие уже отмечено: с 24 ноября по 27")
    refused(send(deputy, reverse("new-absence"), **wanted | {"ends_on": "2026-11-20"}), "Последний день раньше первого")
    other = wanted | {"staff": cast.staff["irina"].pk}
    refused(send(deputy, reverse("new-absence"), **other), "Выберите другого учителя")
    # The scheduler arranges substitutions and doesn't see why the teacher is away.
    scheduler = as_("scheduler")
    for address in (reverse("substitutions"), page(row)):
        text = said(scheduler.get(address))
        assert "Соколова" in text
        assert not [word for word in ("нетрудоспособности", "15-к") if word in text]
    assert scheduler.get(reverse("edit-absence", args=[row.pk])).status_code == 403
    assert [as_(who).get(page(row)).status_code for who in ("olga", "irina", "secretary")] == [403] * 3


def test_assign_change_and_take_back(cast, as_, absence):
    lesson, irina, stranger = cast.lessons["algebra"], cast.staff["irina"], cast.staff["stranger"]
    deputy = as_("deputy")
    text = said(deputy.get(page(absence)))
    assert "Ведут в этом классе" not in text  # those are options' labels, not text
    body = deputy.get(page(absence)).content.decode()
    assert body.index('label="Ведут в этом классе"') < body.index("Орлова") < body.index('label="Свободны"')
    saved(choose(as_("scheduler"), absence, (lesson, "", str(irina.pk))))
    row = Substitution.objects.get()
    assert (row.lesson, row.staff, row.absent, row.absence) == (lesson, irina, cast.staff["olga"], absence)
    assert "Орлова И. П. Соколова О. В." in said(deputy.get(reverse("substitutions")))
    saved(choose(deputy, absence, (lesson, str(irina.pk), str(stranger.pk))))
    assert Substitution.objects.get().staff == stranger
    saved(choose(deputy, absence, (lesson, str(stranger.pk), "")))
    assert not Substitution.objects.exists()
    assert actions() == [f"teaching.{name}_substitute" for name in ("assign", "change", "drop")]
    assert said(deputy.get(page(absence) + "?week=junk"))


def test_only_who_can_is_assigned(cast, as_, absence):
    lesson, deputy = cast.lessons["algebra"], as_("deputy")
    other = Lesson.objects.create(course=cast.courses["foreign"], date=TODAY, number=1)
    busy = choose(deputy, absence, (lesson, "", str(cast.staff["stranger"].pk)))
    refused(busy, "24 ноября, 1-й урок, 8Б · Алгебра: Чужова В. П. в это время ведёт «7А · Физика».")
    for strange in (str(cast.staff["olga"].pk), str(cast.staff["former"].pk), str(cast.staff["secretary"].pk)):
        refused(choose(deputy, absence, (lesson, "", strange)), "в этот день не работает или отсутствует")
    for strange in ("m999", "junk", "-1", "9" * 30, "²"):
        refused(choose(deputy, absence, (lesson, "", strange)), "такого урока или группы уже нет")
    refused(choose(deputy, absence, (other, "", str(cast.staff["irina"].pk))), "Такого урока или группы уже нет")
    # All or nothing.
    second = Lesson.objects.create(course=cast.courses["algebra"], date=TODAY, number=4)
    irina = str(cast.staff["irina"].pk)
    refused(choose(deputy, absence, (second, "", irina), (lesson, "", "m999")), "1-й урок")
    assert not Substitution.objects.exists()


def test_two_deputies(cast, as_, absence):
    lesson, irina, stranger = cast.lessons["algebra"], cast.staff["irina"], cast.staff["stranger"]
    saved(choose(as_("deputy"), absence, (lesson, "", str(irina.pk))))
    late = choose(as_("director"), absence, (lesson, "", str(stranger.pk)))
    refused(late, "пока вы выбирали, назначение изменили (Белова Т. И.)")
    assert f'name="was_{lesson.pk}" value="{irina.pk}"' in late.content.decode()
    assert f'value="{stranger.pk}" selected' in late.content.decode()
    saved(choose(as_("director"), absence, (lesson, str(irina.pk), str(stranger.pk))))
    # Nobody gives two lessons of one hour: the second one sees the first.
    other = Lesson.objects.create(course=cast.courses["algebra"], date=TODAY, number=1 + 4)
    saved(choose(as_("deputy"), absence, (other, "", str(irina.pk))))
    beside = Lesson.objects.create(course=cast.courses["foreign"], date=TODAY, number=1 + 4)
    away = TeacherAbsence.objects.create(
        staff=stranger, starts_on=TODAY, cause="trip", noted_at="2026-11-23T07:00:00Z"
    )  # fmt: skip
    refused(choose(as_("deputy"), away, (beside, "", str(irina.pk))), "в это время ведёт «8Б · Алгебра»")


def test_a_written_lesson_is_changed_only_knowingly(cast, as_, absence):
    lesson, irina, stranger = cast.lessons["algebra"], cast.staff["irina"], cast.staff["stranger"]
    deputy = as_("deputy")
    saved(choose(deputy, absence, (lesson, "", str(irina.pk))))
    Lesson.objects.filter(pk=lesson.pk).update(topic="Степени", version=1)
    refused(choose(deputy, absence, (lesson, str(irina.pk), str(stranger.pk))), "заменяющий уже записал этот урок")
    refused(choose(deputy, absence, (lesson, str(irina.pk), "cancel"), sure=True), "снять его нельзя")
    refused(send(deputy, reverse("edit-absence", args=[absence.pk]), starts_on=TODAY + timedelta(days=1)), "24 ноября")
    gone = deputy.post(reverse("edit-absence", args=[absence.pk]), {"remove": "1"}, follow=True)
    assert "Замены 24 ноября уже записаны" in said(gone)
    saved(choose(deputy, absence, (lesson, str(irina.pk), str(stranger.pk)), sure=True))
    assert Substitution.objects.get().staff == stranger


def test_nobody_found_the_lesson_is_cancelled(cast, as_, absence):
    lesson, deputy = cast.lessons["algebra"], as_("deputy")
    saved(choose(deputy, absence, (lesson, "", str(cast.staff["irina"].pk))))
    saved(choose(deputy, absence, (lesson, str(cast.staff["irina"].pk), "cancel")))
    lesson.refresh_from_db()
    assert (lesson.state, Substitution.objects.exists()) == (LessonState.CANCELLED, False)
    assert "урок снят" in said(deputy.get(page(absence)))
    saved(choose(deputy, absence, (lesson, "cancel", str(cast.staff["irina"].pk))))
    lesson.refresh_from_db()
    assert (lesson.state, Substitution.objects.get().staff) == (LessonState.REGULAR, cast.staff["irina"])


def test_ending_early_takes_back_what_comes_later(cast, as_, absence):
    today, irina = cast.lessons["algebra"], str(cast.staff["irina"].pk)
    later = [Lesson.objects.create(course=today.course, date=TODAY + timedelta(days=n), number=4) for n in (1, 2)]
    deputy = as_("deputy")
    saved(choose(deputy, absence, (today, "", irina), (later[0], "", irina), (later[1], "", "cancel")))
    end = reverse("end-absence", args=[absence.pk])
    for wrong in ("", "2026-11-24", "2026-11-28", "junk", "0001-01-01", "9999-12-31"):
        answer = deputy.post(end, {"returned_on": wrong}, follow=True)
        assert "День выхода" in said(answer) or "Укажите день" in said(answer)
    done = said(deputy.post(end, {"returned_on": "2026-11-25"}, follow=True))
    assert "Отсутствие закончено 24 ноября" in done
    absence.refresh_from_db()
    assert (absence.ends_on, [row.lesson for row in Substitution.objects.all()]) == (TODAY, [today])
    later[1].refresh_from_db()
    assert later[1].state == LessonState.REGULAR
    saved(deputy.post(reverse("edit-absence", args=[absence.pk]), {"remove": "1"}))
    assert not TeacherAbsence.objects.exists()
    assert not Substitution.objects.exists()
    assert actions()[-3:] == ["teaching.change_absence", "teaching.drop_substitute", "teaching.remove_absence"]


def make_group(cast: Cast, label: str, teacher: str, number: int) -> Lesson:
    base = cast.courses["russian"]
    fields = {"year": cast.year, "subject": base.subject, "class_names": "8Б", "label": label}
    course = Course.objects.create(**fields, sort_key=base.sort_key)
    course.classes.add(cast.classes["8Б"])
    CourseTeacher.objects.create(course=course, staff=cast.staff[teacher], starts_on=START)
    return Lesson.objects.create(course=course, date=TODAY, number=number)


def test_groups_are_merged(cast, as_, absence):
    mine, beside = make_group(cast, "1-я гр.", "olga", 5), make_group(cast, "2-я гр.", "stranger", 5)
    deputy = as_("deputy")
    assert "2-я гр.: Чужова" in deputy.get(page(absence)).content.decode()
    saved(choose(deputy, absence, (mine, "", f"m{beside.pk}")))
    row = Substitution.objects.get()
    assert (row.kind, row.staff, row.merged_with) == (SubstitutionKind.MERGE, cast.staff["stranger"], beside)
    assert f'value="m{beside.pk}" selected' in deputy.get(page(absence)).content.decode()
    assert "группы вместе" in said(deputy.get(reverse("substitutions")))


def test_the_substitute_falls_ill_too(cast, as_, absence):
    lesson, stranger = cast.lessons["algebra"], cast.staff["stranger"]
    saved(choose(as_("deputy"), absence, (lesson, "", str(stranger.pk))))
    second = TeacherAbsence.objects.create(
        staff=stranger, starts_on=TODAY, ends_on=TODAY, cause="sick", noted_at="2026-11-24T06:00:00Z"
    )
    assert "замена за Соколова О. В." in said(as_("deputy").get(page(second)))
    saved(choose(as_("deputy"), second, (lesson, str(stranger.pk), str(cast.staff["irina"].pk))))
    row = Substitution.objects.get()
    assert (row.staff, row.absent, row.absence) == (cast.staff["irina"], cast.staff["olga"], absence)


def test_everything_is_proposed_before_it_is_saved(cast, as_, absence):
    lesson = cast.lessons["algebra"]
    answer = as_("deputy").get(page(absence, "?fill=1"))
    assert "Предложено, но ещё не записано" in said(answer)
    assert f'value="{cast.staff["irina"].pk}" selected' in answer.content.decode()
    assert f'name="was_{lesson.pk}" value=""' in answer.content.decode()
    assert not Substitution.objects.exists()


def test_the_page_costs_the_same_in_a_big_school(cast, as_, absence, count_queries):
    deputy = as_("deputy")

    def cost(address: str) -> int:
        with count_queries() as queries:
            assert deputy.get(address).status_code == 200
        return len(queries())

    before = [cost(page(absence, "?fill=1")), cost(reverse("substitutions"))]
    for number in range(5):
        make_staff(cast, f"teacher{number}", (f"Учитель{number}", "Имя", ""))
        school_class = SchoolClass.objects.create(year=cast.year, grade_level=9, letter=f"{number}", sort_key="09")
        fields = {"year": cast.year, "subject": cast.courses["algebra"].subject, "class_names": "9", "sort_key": "09"}
        course = Course.objects.create(**fields)
        course.classes.add(school_class)
        for who in (f"teacher{number}", "olga"):
            CourseTeacher.objects.create(course=course, staff=cast.staff[who], starts_on=START)
        Lesson.objects.create(course=course, date=TODAY, number=number + 4)
    assert [cost(page(absence, "?fill=1")), cost(reverse("substitutions"))] == before
    assert before[0] <= 15
    assert before[1] <= 7


def test_days_outside_are_not_shown(cast, as_, absence):
    absence.starts_on = date(2026, 11, 25)
    absence.save()
    assert "На этой неделе уроков у учителя нет" in said(as_("deputy").get(page(absence)))


def test_the_phone_has_it_in_the_bottom_bar(as_):
    body = as_("deputy").get(reverse("substitutions")).content.decode()
    bar = body[body.index('class="tabbar"') :]
    assert bar.count("<a ") == 4
    assert 'aria-current="page"' in bar
    assert "Поведение" not in bar
