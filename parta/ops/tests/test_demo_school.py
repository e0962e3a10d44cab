"""The demo school in the database: whole, believable, the same each time, kept up to today, audited."""

from collections import Counter
from collections.abc import Callable, Iterator
from datetime import date, datetime
from typing import Any

import pytest
import time_machine
from django.contrib.auth.hashers import check_password
from django.db import transaction
from django.db.models import F
from django.test import Client
from django.urls import reverse

from parta.accounts.models import User
from parta.audit.chain import history_of, verify
from parta.core.roles import Role
from parta.files.models import StoredFile
from parta.journal.finals.overview import missing
from parta.journal.models import Cell, FinalMark, FinalStage, Homework, LessonFile, Mark, PersonalTask, Work
from parta.ops import demo_school
from parta.ops.demo_school import Demo
from parta.ops.demo_school.people import PASSWORD
from parta.people.models import ClassMember, Consent, Guardian, Person, Pupil, StaffRole
from parta.school.models import DayOff, Period, SchoolClass, Subject
from parta.teaching.absences import missed_lessons
from parta.teaching.models import Course, Division, Lesson, Movement, Substitution, TeacherAbsence

TODAY = date(2026, 9, 17)  # a Thursday
NOON = datetime.fromisoformat("2026-09-17T09:00:00Z")  # 12:00 in Moscow: the 4th lesson is going on


class _RolledBack(Exception):
    pass


@pytest.fixture(scope="module")
def demo(django_db_setup: Any, django_db_blocker: Any) -> Iterator[Demo]:
    """One demo for the tests of this module, in a transaction around theirs."""
    with django_db_blocker.unblock():
        atomic = transaction.atomic()
        atomic.__enter__()
        yield demo_school.make(at=NOON)
        atomic.__exit__(_RolledBack, _RolledBack(), None)


@pytest.fixture
def signed_in(demo: Demo, db: Any) -> Iterator[Callable[[str], Client]]:
    def sign_in(role: str) -> Client:
        client = Client()
        user = Person.objects.get(pk=demo.signins[role]).user
        client.force_login(user, backend="parta.teaching.backends.SchoolBackend")
        return client

    with time_machine.travel(NOON, tick=False):
        yield sign_in


def test_the_school_is_whole(demo: Demo, db: Any) -> None:
    assert (SchoolClass.objects.count(), Pupil.objects.count()) == (10, 252)  # one of them by now on paper
    assert StaffRole.objects.filter(role=Role.TEACHER).count() in range(25, 31)
    assert Guardian.objects.count() > 300
    assert Subject.objects.count() == 23
    assert Course.objects.filter(subject__name="Английский язык", classes__grade_level=8).count() == 4
    assert Person.objects.filter(last_name="Ёлкин").exists()
    assert Person.objects.filter(staff_member__isnull=False, guardian__isnull=False).count() == 1
    assert DayOff.objects.filter(title="Осенние каникулы").exists()


def test_lessons_of_the_whole_year_stand_and_only_those_held_are_filled(demo: Demo, db: Any) -> None:
    assert Lesson.objects.filter(date__gte=date(2027, 5, 1)).exists()
    assert not Lesson.objects.filter(date__gt=TODAY, version__gt=0).exists()
    assert not Cell.objects.filter(lesson__date__gt=TODAY).exists()
    held = Lesson.objects.filter(date__range=(date(2026, 9, 1), date(2026, 9, 4)))
    assert held.filter(topic="").count() * 50 < held.count()
    assert Homework.objects.filter(lesson__date__lt=TODAY).count() > 400
    assert Mark.objects.count() > 3000


def test_homework_has_minutes_files_and_tasks_of_single_pupils(demo: Demo, db: Any) -> None:
    assert Homework.objects.filter(minutes__gt=0).count() > Homework.objects.count() / 2
    assert LessonFile.objects.count() > StoredFile.objects.count() > 1, "each content is stored once"
    assert PersonalTask.objects.exists()


def test_today_is_filled_as_far_as_the_clock_has_come(demo: Demo, db: Any) -> None:
    today = Lesson.objects.filter(date=TODAY)
    assert today.filter(number=1).exclude(topic="").count() >= 8
    assert not today.filter(number__gte=5).exclude(topic="").exists()
    assert not Mark.objects.filter(cell__lesson__in=today.filter(number__gte=4)).exists()
    assert not Lesson.objects.filter(updated_at__gt=NOON).exists()
    assert not Cell.objects.filter(updated_at__gt=NOON).exists()


def test_grade_one_has_no_marks(demo: Demo, db: Any) -> None:
    first = Lesson.objects.filter(course__classes__grade_level=1)
    assert first.exclude(topic="").exists()
    assert not Mark.objects.filter(cell__lesson__in=first).exists()
    assert not Work.objects.filter(lesson__in=first).exists()


def test_illness_stands_only_where_the_family_agreed(demo: Demo, db: Any) -> None:
    ill = Cell.objects.filter(absence="б")
    assert ill.exists()
    agreed = Consent.objects.filter(scope="health").values("person_id")
    assert not ill.exclude(pupil__person_id__in=agreed).exists()


def test_pupils_of_grades_1_to_4_have_no_accounts(demo: Demo, db: Any) -> None:
    junior = ClassMember.objects.filter(school_class__grade_level__lte=4)
    assert not junior.filter(pupil__person__user__isnull=False).exists()


def test_every_cell_has_its_line_in_a_sound_history(demo: Demo, db: Any) -> None:
    assert verify() == []
    cell = Cell.objects.filter(marks__isnull=False).first()
    assert cell
    (line,) = history_of(cell)
    assert (line.actor, line.at) == (cell.updated_by, cell.updated_at)
    assert all(f'"{mark.work_id}":{mark.value}' in (line.payload or "") for mark in cell.marks.all())


def test_the_passwords_open_the_demo_only(demo: Demo, db: Any, settings: Any) -> None:
    user = Person.objects.get(pk=demo.signins["director"]).user
    assert user
    settings.PASSWORD_HASHERS = ["parta.accounts.hashers.SchoolArgon2"]
    assert not check_password(PASSWORD, user.password)
    refused = Client().post(reverse("login"), {"login": user.login, "password": PASSWORD})
    assert refused.status_code != 302
    settings.PASSWORD_HASHERS = ["parta.accounts.hashers.DemoArgon2"]
    accepted = Client().post(reverse("login"), {"login": user.login, "password": PASSWORD})
    assert accepted.status_code == 302
    assert User.objects.get(pk=user.pk).password == user.password  # not made anew in a form that others know


@pytest.mark.parametrize("role", ["director", "deputy", "class_teacher", "subject_teacher"])
def test_the_start_page_keeps_its_budget(signed_in: Callable[[str], Client], count_queries: Any, role: str) -> None:
    client = signed_in(role)
    with count_queries() as queries:
        answer = client.get(reverse("today"))
    assert answer.status_code == 200
    assert len(queries()) <= 13  # one asks whether final marks are due


@pytest.mark.parametrize("role", ["parent", "pupil"])
def test_the_diary_keeps_its_budget(
    signed_in: Callable[[str], Client], count_queries: Any, demo: Demo, role: str
) -> None:
    client = signed_in(role)
    pupil = demo.pupils["8Б-11"]
    with count_queries() as queries:
        answer = client.get(reverse("diary", args=[pupil]))
    assert answer.status_code == 200
    assert "Физика" in answer.content.decode()
    assert len(queries()) <= 12


def test_whole_lessons_are_stamped_some_of_them_late(demo: Demo, db: Any) -> None:
    stamped = Lesson.objects.exclude(filled_at=None)
    assert stamped.count() > 100
    assert stamped.filter(filled_at__date__gt=F("date")).exists()
    assert not stamped.filter(topic="").exists()


def test_a_later_start_fills_what_was_held_since(demo: Demo, db: Any) -> None:
    before = dict(Counter(Cell.objects.values_list("lesson__date", flat=True)))
    visited = Lesson.objects.filter(date=TODAY, number=5).first()
    assert visited
    Lesson.objects.filter(pk=visited.pk).update(topic="Своя тема", version=1)
    week_later = datetime.fromisoformat("2026-09-24T15:00:00Z")
    assert demo_school.extend(demo, at=week_later) > 100
    after = Counter(Cell.objects.values_list("lesson__date", flat=True))
    assert all(after[day] >= count for day, count in before.items())
    assert after[date(2026, 9, 23)] > 100
    assert Lesson.objects.get(pk=visited.pk).topic == "Своя тема"
    assert not Cell.objects.filter(lesson=visited).exists()
    assert Cell.objects.filter(version=2, absence__in=("б", "у"), lesson__date__lte=TODAY).exists()
    assert verify() == []
    again = demo_school.standing()
    assert again
    assert again.till == date(2026, 9, 24)
    assert demo_school.extend(again, at=week_later) == 0


def test_final_marks_are_set_towards_the_end_of_a_trimester_and_then_closed(demo: Demo, db: Any) -> None:
    demo_school.extend(demo, at=datetime.fromisoformat("2026-11-27T15:00:00Z"))
    trimester = Period.objects.get(kind="trimester", number=1)
    left = {one.done > 0 for one in missing(trimester, date(2026, 11, 27))}
    assert left == {True, False}, "some journals are half done, some wait"
    finals = FinalMark.objects.filter(period=trimester)
    assert finals.exclude(reason="").count() * 20 > finals.count() > 1500
    assert not FinalMark.objects.exclude(period=trimester).exists(), "of the half-year none is set yet"
    standing = demo_school.standing()
    assert standing
    demo_school.extend(standing, at=datetime.fromisoformat("2026-12-03T15:00:00Z"))
    assert missing(trimester, date(2026, 12, 3)) == []
    assert finals.filter(late=True).exists()
    assert FinalStage.objects.get(period=trimester).published_at
    assert Period.objects.exclude(lock=None).get() == trimester
    assert verify() == []


def test_the_lists_have_moved(demo: Demo, db: Any) -> None:
    """A pupil arrived by an order: nothing stands in lessons before; the subgroups are agreed, others wait."""
    line = Movement.objects.get()
    member = line.pupil.class_members.get()
    assert (line.kind, member.starts_on, line.to_class) == ("arrived", line.date, member.school_class)
    assert not Cell.objects.filter(pupil=line.pupil, lesson__date__lt=line.date).exists()
    assert Cell.objects.filter(lesson__date__gte=line.date, lesson__course__classes=member.school_class).exists()
    states = dict(Division.objects.values_list("school_class__letter", "state"))
    assert states == {"А": "proposed", "Б": "agreed"}


def test_a_teacher_is_away_this_week(demo: Demo, db: Any) -> None:
    """All lessons but one are given by others, who fill what was held; nobody writes in the one nobody gives."""
    away = TeacherAbsence.objects.get()
    assert away.staff_id == demo.staff["petrova"]
    given = Substitution.objects.filter(absence=away)
    assert given.filter(staff__in=[demo.staff["sokolova"], demo.staff["nikitin"]]).exists()
    held = given.filter(lesson__date__lt=TODAY, lesson__version=1)
    assert held.exists()
    assert all(
        one.lesson.updated_by == one.staff.person.user_id for one in held.select_related("lesson", "staff__person")
    )
    (missed,) = missed_lessons(substitution=None)
    assert (missed.version, missed.topic) == (0, "")
