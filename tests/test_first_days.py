"""A school's first days, over HTTP: its OneRoster set in, codes out, a lesson filled, a mother reads it."""

import io
import re
from collections.abc import Callable
from typing import Any

import pypdf
import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from parta.people.models import Person
from parta.school.models import SchoolClass
from parta.teaching.models import Course, Lesson
from tests.cast import Cast
from tests.rosters import fill_consents, uploads

PASSWORD = "семь синих тетрадей"
SET = {
    "orgs.csv": "sourcedId,name,type\no1,Школа № 14,school\n",
    "academicSessions.csv": ("sourcedId,title,type,startDate,endDate\ny1,2026/27,schoolYear,2026-09-01,2027-05-26\n"),
    "users.csv": (
        "sourcedId,orgSourcedIds,role,familyName,givenName,middleName,agentSourcedIds,grades,password\n"
        "t1,o1,teacher,Журавлёв,Илья,Олегович,,,CANARY\n"
        "p1,o1,student,Синицына,Варя,,g1,07,CANARY\n"
        "g1,o1,parent,Синицына,Юлия,Павловна,p1,,CANARY\n"
    ),
    "courses.csv": "sourcedId,title,subjects\nk1,География,География\n",
    "classes.csv": (
        "sourcedId,title,classType,grades,courseSourcedId,schoolSourcedId,termSourcedIds\n"
        "c1,7 «В»,homeroom,07,,o1,y1\n"
        "c2,География 7В,scheduled,07,k1,o1,y1\n"
    ),
    "enrollments.csv": (
        "sourcedId,classSourcedId,userSourcedId,role,primary,beginDate,endDate\n"
        "e1,c1,p1,student,,,\ne2,c1,t1,teacher,true,,\ne3,c2,p1,student,,,\ne4,c2,t1,teacher,true,,\n"
    ),
    "demographics.csv": "sourcedId,birthDate,sex\np1,2013-03-14,female\n",
}


def code_in(pdf: bytes) -> str:
    """The one-time code of a slip, as read off the paper."""
    text = "".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(pdf)).pages)
    found = set(re.findall(r"\b([АКМНРТХ2345679]{4})\W{1,3}([АКМНРТХ2345679]{4})\W{1,3}([АКМНРТХ2345679]{4})\b", text))
    assert len(found) == 1, text
    return "".join(found.pop())


def activate(code: str, login: str) -> Client:
    """Somebody with a slip in the hand: code, password, login name."""
    client = Client()
    assert client.post("/activate/", {"a": code}).status_code == 302
    answer = client.post("/activate/password/", {"new_password": PASSWORD})
    assert answer.status_code == 302, answer.content.decode()
    assert client.post(answer.url, {"login": login}).status_code == 302
    return client


@pytest.fixture
def imported(cast: Cast, as_: Callable[[str], Client]) -> Client:
    """The deputy head, who has imported the set with its consents, through the pages."""
    deputy = as_("deputy")
    address = deputy.post("/import/", uploads({name: text.encode() for name, text in SET.items()})).url
    handed = deputy.get(f"{address}consents/").content
    deputy.post(f"{address}consents/", {"files": SimpleUploadedFile("согласия.xlsx", fill_consents(handed))})
    page = deputy.get(address).content.decode()
    shown = re.search(r'name="fingerprint" value="(\w+)"', page)
    assert shown, page
    done = deputy.post(address, {"do": "apply", "fingerprint": shown[1]}, follow=True)
    assert "Что дальше" in done.content.decode()
    return deputy


def slip(client: Client, address: str, person: Person) -> str:
    answer = client.post(address, {"person": person.pk})
    assert answer.headers["Content-Type"] == "application/pdf"
    return code_in(answer.content)


def send(client: Client, address: str, op_id: str, **edit: Any) -> None:
    """One edit in the journal's batch protocol, which has to be saved."""
    body = {"edits": [{"op_id": op_id, **edit}]}
    answer = client.post(address, body, content_type="application/json")
    assert answer.status_code == 200, answer.content.decode()
    assert answer.json()["results"][op_id]["status"] == "saved", answer.json()


def test_from_a_oneroster_set_to_the_diary(imported: Client) -> None:
    deputy = imported
    course = Course.objects.get(subject__name="География")
    school_class = SchoolClass.objects.get(grade_level=7, letter="В")
    teacher_person = Person.objects.get(last_name="Журавлёв")
    mother_person = Person.objects.get(last_name="Синицына", first_name="Юлия")
    wednesday = reverse("timetable-day", args=[school_class.pk, 2])
    assert deputy.post(wednesday, {"starts_on": "2026-11-25", "c3_0": course.pk, "r3_0": "31"}).status_code == 302
    deputy.post(reverse("lessons"), {"start": "2026-11-25", "end": "2026-11-30", "school_class": school_class.pk})
    teacher_code = slip(deputy, reverse("issue-to-staff"), teacher_person)
    with time_machine.travel("2026-11-25T09:00:00Z", tick=True):
        teacher = activate(teacher_code, "zhuravlev")
        assert "география" in teacher.get("/").content.decode().lower()
        lesson = Lesson.objects.get(course=course, date="2026-11-25")
        fill_lesson(teacher, course, lesson)
        mother_code = slip(teacher, reverse("issue-to-class", args=[school_class.pk]), mother_person)
        mother = activate(mother_code, "sinitsyna")
        diary = mother.get("/", follow=True).content.decode()
    assert "Часовые пояса России" in diary
    assert "§ 12, контурная карта" in diary
    assert "Отметка </span>5" in diary


def fill_lesson(teacher: Client, course: Course, lesson: Lesson) -> None:
    assert teacher.get(reverse("journal", args=[course.pk])).status_code == 200
    pupil = course.members.get().pupil_id
    lessons, cells = (reverse(name, args=[course.pk]) for name in ("journal-lessons", "journal-cells"))
    words = {"topic": "Часовые пояса России", "homework": "§ 12, контурная карта"}
    send(teacher, lessons, "first-days-lesson", lesson=lesson.pk, base_version=lesson.version, **words)
    send(teacher, cells, "first-days-mark", lesson=lesson.pk, pupil=pupil, value="5", base_version=0)
