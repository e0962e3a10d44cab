"""Who is told that somebody came in by a code, and what they are not told."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client

from parta.notices.models import Notice
from parta.people.actions.invitations import issue
from parta.people.models import ClassMember, Guardianship, Person
from parta.people.rules.codes import grouped
from tests.cast import START, TODAY, Cast, make_guardian
from tests.slips import type_code

AT = datetime(2026, 11, 24, 7, tzinfo=UTC)
PHRASE = "синий кит у окна"


@pytest.fixture
def come_in(person) -> Callable[[str], Client]:
    """`come_in("anna")`: by a new code, to the password."""

    def use(key: str) -> Client:
        client = Client()
        type_code(client, grouped(issue([person(key)], by=None, at=AT)[0].code))
        assert client.post("/activate/password/", {"new_password": PHRASE}).status_code == 302
        return client

    return use


def told(cast: Cast, kind: str) -> dict[str, str]:
    names = {user.pk: key for key, user in cast.users.items()}
    return {names[row.user_id]: row.text for row in Notice.objects.filter(kind=f"people.{kind}")}


@pytest.fixture
def father(cast: Cast, newcomers) -> None:
    make_guardian(cast, "father", ("Зайцев", "Олег", "Ильич"), "petya", phone="+70001112233")
    Guardianship.objects.filter(guardian__person__first_name="Олег").update(relation="отец")
    newcomers("father")


def test_a_new_guardian_is_told_to_the_other_one_and_to_the_class_teacher(cast: Cast, as_, father, come_in):
    come_in("father")
    found = told(cast, "guardian_activated")
    assert set(found) == {"anna", "irina"}
    assert found["anna"].startswith("Пётр: дневник открыт ещё одному представителю (отец).")
    assert "Олег" not in found["anna"], "names are the class teacher's business"
    assert "Зайцев Олег Ильич (отец; Зайцев Пётр)" in found["irina"]
    assert found["irina"] in as_("irina").get("/").content.decode()
    mother = as_("anna")
    page = mother.get(f"/diary/{cast.pupils['petya'].pk}/").content.decode()
    assert found["anna"] in page
    for notice in Notice.objects.all():
        key = next(key for key, user in cast.users.items() if user.pk == notice.user_id)
        assert as_(key).get(notice.url).status_code == 200


@pytest.mark.parametrize(
    "tie", [{"reads_diary": False, "limit_document": "решение суда"}, {"ends_on": TODAY - timedelta(days=1)}]
)
def test_whose_diary_is_closed_is_told_nothing(cast: Cast, father, come_in, tie):
    Guardianship.objects.filter(guardian__person__user=cast.users["anna"]).update(**tie)
    come_in("father")
    assert set(told(cast, "guardian_activated")) == {"irina"}


def test_a_pupil_is_told_to_the_parents_and_a_reset_to_the_person_too(cast: Cast, newcomers, come_in, father):
    newcomers("petya")
    come_in("petya")
    assert set(told(cast, "pupil_activated")) == {"anna"}, "the father has no account yet"
    cast.users["petya"] = Person.objects.get(pupil=cast.pupils["petya"]).user  # type: ignore[assignment]
    come_in("petya")
    assert "по которому можно сменить ваш пароль" in told(cast, "code_for_account")["petya"]
    assert "Ваш пароль сменили" in told(cast, "password_reset")["petya"]
    assert "пароль ученика сменили" in " ".join(
        Notice.objects.filter(user=cast.users["anna"]).values_list("text", flat=True)
    )
    assert not Notice.objects.filter(user__in=[cast.users["foreign"], cast.users["stranger"]]).exists()


def test_of_two_classes_each_class_teacher_is_told(cast: Cast, father, come_in):
    ClassMember.objects.create(pupil=cast.pupils["petya"], school_class=cast.classes["7А"], starts_on=START)
    come_in("father")
    assert set(told(cast, "guardian_activated")) == {"anna", "irina", "stranger"}


def test_the_page_for_those_who_forgot_the_password_says_whom_to_ask(as_):
    client = as_("")
    assert 'href="/login/forgotten/"' in client.get("/login/").content.decode()
    page = client.get("/login/forgotten/").content.decode()
    for words in ("классного руководителя", "заместителя директора по УВР", "у директора", 'href="/activate/"'):
        assert words in page
    assert as_("anna").get("/login/forgotten/").status_code == 200
