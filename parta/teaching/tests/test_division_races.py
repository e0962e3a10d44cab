"""Two teachers confirm a division at the same instant: it is agreed once, and neither word is lost."""

from typing import Any

from django.test import Client
from django.urls import reverse

from parta.audit.chain import verify
from parta.audit.models import Change
from parta.teaching.models import Course, CourseMember, CourseTeacher, Division
from tests.cast import START, Cast, make_cast
from tests.races import at_once


def proposed(cast: Cast) -> Division:
    """алгебра of 8Б in two groups, Ольга's and the stranger's; Петя and Маша would change places."""
    period = cast.year.periods.get(kind="trimester", number=2)
    facts = {"subject": cast.courses["algebra"].subject, "state": "proposed", "proposed_at": "2026-11-24T06:00:00Z"}
    division = Division.objects.create(school_class=cast.classes["8Б"], period=period, **facts)
    courses = []
    for label, teacher, pupil in (("1-я гр.", "olga", "petya"), ("2-я гр.", "stranger", "masha")):
        course = Course.objects.create(
            year=cast.year, subject=facts["subject"], label=label, class_names="8Б", sort_key="8"
        )
        course.classes.add(cast.classes["8Б"])
        CourseTeacher.objects.create(course=course, staff=cast.staff[teacher], starts_on=START)
        CourseMember.objects.create(course=course, pupil=cast.pupils[pupil], starts_on=START)
        division.groups.create(course=course)
        courses.append(course)
    for pupil, course in zip(("masha", "petya"), courses, strict=True):
        division.places.create(pupil=cast.pupils[pupil], course=course)
    return division


def test_two_confirm_at_once(database_of_a_school: Any):
    cast = make_cast()
    division = proposed(cast)
    clients = []
    for key in ("olga", "stranger", "olga"):
        client = Client()
        client.force_login(cast.users[key], backend="parta.teaching.backends.SchoolBackend")
        clients.append(client)
    address, data = reverse("division", args=[division.pk]), {"do": "confirm", "version": division.version}

    def press(client: Client) -> Any:
        return lambda: client.post(address, data)

    answers = at_once(*map(press, clients))
    assert {answer.status_code for answer in answers} <= {302, 409}  # the third press may come after the agreement
    division.refresh_from_db()
    assert division.state == "agreed"
    assert not division.groups.filter(confirmed_at=None).exists()
    assert Change.objects.filter(action="teaching.agree_division").count() == 1
    assert Change.objects.filter(action="teaching.confirm_division").count() == 2
    lasting = CourseMember.objects.filter(course__in=division.groups.values("course"), ends_on=None)
    assert sorted(lasting.values_list("pupil__person__first_name", "course__label")) == [
        ("Мария", "1-я гр."),
        ("Пётр", "2-я гр."),
    ]
    assert verify() == []
