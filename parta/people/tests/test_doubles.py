"""«Возможные двойники» over HTTP: told apart, made one, refused with a way out [3.3]."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from parta.audit.chain import history_of, verify
from parta.journal.models import Cell
from parta.ops.models import ExternalId, ImportRun
from parta.people.models import (
    CardProposal,
    ClassMember,
    Consent,
    Guardian,
    Guardianship,
    Person,
    Pupil,
    name_fields,
)
from parta.teaching.models import CourseMember
from tests.cast import START, Cast, make_person
from tests.pages import said
from tests.races import at_once

As = Callable[[str], Client]
BORN = date(2012, 3, 5)


def second_petya(cast: Cast, class_name: str = "8Б") -> Pupil:
    Person.objects.filter(pk=cast.pupils["petya"].person_id).update(birth_date=BORN)
    pupil = Pupil.objects.create(person=make_person("ЗАЙЦЕВ", "Петр", "Олегович", birth_date=BORN, phone="+7 900"))
    ClassMember.objects.create(pupil=pupil, school_class=cast.classes[class_name], starts_on=START)
    CourseMember.objects.create(course=cast.courses["algebra"], pupil=pupil, starts_on=START)
    Consent.objects.create(person=pupil.person, given_on=date(2026, 9, 10), signer="мать")
    return pupil


def second_anna(cast: Cast, child: str, **fields: Any) -> Guardian:
    anna = Guardian.objects.get(person__first_name="Анна").person
    Person.objects.filter(pk=anna.pk).update(phone="+7 900 111-22-33")
    person = make_person("Зайцева", "Анна", "Сергеевна", phone="8 9001112233", email="anna@example.org", **fields)
    guardian = Guardian.objects.create(person=person)
    Guardianship.objects.create(guardian=guardian, pupil=cast.pupils[child], relation="мать", starts_on=START)
    return guardian


def pair(kind: str, first: int, second: int) -> str:
    return reverse("double", args=[kind, first, second])


def press(client: Client, address: str, button: str) -> HttpResponse:
    answer: HttpResponse = client.post(address, {button: "1"}, follow=True)
    return answer


def test_different_people_are_remembered(as_: As, cast: Cast):
    """TWIN-01."""
    other = second_petya(cast)
    office, address = as_("secretary"), pair("pupils", cast.pupils["petya"].pk, other.pk)
    assert "Ученики 1 пара" in said(office.get(reverse("doubles")))
    page = said(office.get(address))
    assert "Телефон — +7 900" in page
    assert "Запомнили" in said(press(office, address, "apart"))
    assert "Двойников не нашлось" in said(office.get(reverse("doubles")))
    assert office.get(address).status_code == 404
    for who in ("irina", "olga", "anna"):
        assert as_(who).get(reverse("doubles")).status_code == 403


def test_a_pupil_with_nothing_in_the_journals_is_made_one_with_the_other(as_: As, cast: Cast):
    """TWIN-03."""
    petya, other = cast.pupils["petya"], second_petya(cast)
    run = ImportRun.objects.create(source="book", title="x", digest="x", applied_at=timezone.now(), counts={})
    ExternalId.objects.create(source="book", kind="pupil", key="77", object_id=other.pk, run=run)
    anna = Guardian.objects.get(person__first_name="Анна")
    Guardianship.objects.create(
        guardian=anna, pupil=other, starts_on=START, reads_diary=False, limit_document="решение суда"
    )
    CardProposal.objects.create(
        pupil=other, person=other.person, field="phone", value="1", sent_by=1, sent_at=timezone.now()
    )
    Cell.objects.create(lesson=cast.lessons["algebra"], pupil=petya, absence="н", updated_at=timezone.now())
    address = pair("pupils", petya.pk, other.pk)
    assert "записей: 1" in said(as_("deputy").get(address))
    page = press(as_("deputy"), address, "merge")
    assert "Записи объединены: Зайцев Пётр Олегович" in said(page)
    assert not Pupil.objects.filter(pk=other.pk).exists()
    assert not Person.objects.filter(pk=other.person_id).exists()
    kept = Person.objects.get(pk=petya.person_id)
    assert (kept.phone, kept.user) == ("+7 900", cast.users["petya"])
    assert ClassMember.objects.filter(pupil=petya).count() == 1
    assert CourseMember.objects.filter(pupil=petya, course=cast.courses["algebra"]).count() == 1
    assert Consent.objects.filter(person=kept, given_on=date(2026, 9, 10)).count() == 1
    assert CardProposal.objects.get().person == kept
    assert Guardianship.objects.get(pupil=petya).limit_document == "решение суда", "a limit of either stays"
    assert ExternalId.objects.get().object_id == petya.pk
    assert history_of(Pupil(pk=other.pk)).last().action == "people.merge"  # type: ignore[union-attr]
    assert verify() == []
    assert as_("deputy").get(address).status_code == 404


def test_two_pupils_with_marks_stay_two_and_the_page_says_what_to_do(as_: As, cast: Cast):
    """TWIN-03."""
    other = second_petya(cast)
    for pupil in (cast.pupils["petya"], other):
        Cell.objects.create(lesson=cast.lessons["algebra"], pupil=pupil, absence="н", updated_at=timezone.now())
    address = pair("pupils", cast.pupils["petya"].pk, other.pk)
    assert "Отчислите лишнюю" in said(as_("deputy").get(address))
    assert "объединить их нельзя" in said(press(as_("deputy"), address, "merge"))
    assert Pupil.objects.filter(pk=other.pk).exists()
    assert verify() == []


def test_a_pupil_without_a_class_takes_over_that_of_the_other(as_: As, cast: Cast):
    other = second_petya(cast)
    ClassMember.objects.filter(pupil=cast.pupils["petya"]).delete()
    press(as_("secretary"), pair("pupils", cast.pupils["petya"].pk, other.pk), "merge")
    assert ClassMember.objects.get(pupil=cast.pupils["petya"]).school_class == cast.classes["8Б"]


@pytest.mark.parametrize("older_signs_in", [True, False])
def test_a_guardian_is_merged_wholly(as_: As, cast: Cast, *, older_signs_in: bool):
    """TWIN-02: whichever signs in stays, with the children of both."""
    anna, other = Guardian.objects.get(person__first_name="Анна"), second_anna(cast, "masha")
    if not older_signs_in:
        user, anna.person.user = anna.person.user, None
        anna.person.save()
        other.person.user = user
        other.person.save()
    assert "Родители 1 пара" in said(as_("secretary").get(reverse("doubles")))
    press(as_("secretary"), pair("guardians", anna.pk, other.pk), "merge")
    kept = Guardian.objects.get(person__first_name="Анна")
    assert kept.pk == (anna.pk if older_signs_in else other.pk)
    assert {tie.pupil for tie in kept.guardianships.all()} == {cast.pupils["petya"], cast.pupils["masha"]}
    assert kept.person.email == "anna@example.org"
    for child in ("petya", "masha"):
        assert as_("anna").get(reverse("diary", args=[cast.pupils[child].pk])).status_code == 200
    assert verify() == []


def test_two_sign_ins_are_not_merged(as_: As, cast: Cast):
    """TWIN-02."""
    anna, other = Guardian.objects.get(person__first_name="Анна"), second_anna(cast, "masha", login="anna2")
    address = pair("guardians", anna.pk, other.pk)
    assert "каким логином он пользуется" in said(press(as_("secretary"), address, "merge"))
    assert Guardian.objects.filter(pk=other.pk).exists()
    Guardianship.objects.filter(guardian=other).update(ends_on=date(2026, 11, 23))
    assert "Двойников не нашлось" in said(as_("secretary").get(reverse("doubles")))


def test_a_parent_who_works_here_stays_the_member_of_the_staff(as_: As, cast: Cast):
    olga = cast.staff["olga"].person
    Person.objects.filter(pk=olga.pk).update(phone="+7 900 5554433")
    mother = Guardian.objects.create(person=olga)
    Guardianship.objects.create(guardian=mother, pupil=cast.pupils["masha"], starts_on=START)
    other = Guardian.objects.create(person=make_person("Соколова", "Ольга", "", phone="8 900 555 44 33"))
    Guardianship.objects.create(guardian=other, pupil=cast.pupils["petya"], starts_on=START)
    press(as_("secretary"), pair("guardians", mother.pk, other.pk), "merge")
    assert Guardianship.objects.filter(guardian=mother).count() == 2
    assert Person.objects.get(last_name="Соколова").user == cast.users["olga"]


def test_the_sign_in_of_a_parent_is_no_way_into_the_office(as_: As, cast: Cast):
    """A deputy who has no account yet is also written down as a parent: whoever signs in as that one stays a parent."""
    parent = second_anna(cast, "petya", login="parent")
    deputy = Person.objects.get(user=cast.users["deputy"])
    Person.objects.filter(pk=deputy.pk).update(
        user=None, **name_fields("Зайцева", "Анна", "Сергеевна"), phone="89001112233"
    )
    works = Guardian.objects.create(person=deputy)
    Guardianship.objects.create(guardian=works, pupil=cast.pupils["masha"], relation="мать", starts_on=START)
    address = pair("guardians", parent.pk, works.pk)
    assert "права сотрудника" in said(press(as_("secretary"), address, "merge"))
    assert Person.objects.get(pk=deputy.pk).user is None


def test_pairs_that_are_none(as_: As, cast: Cast):
    petya, masha = cast.pupils["petya"].pk, cast.pupils["masha"].pk
    for address in (pair("pupils", petya, masha), pair("nobody", petya, petya), pair("pupils", petya, petya)):
        assert press(as_("secretary"), address, "merge").status_code == 404


def test_more_pairs_take_no_more_queries(as_: As, cast: Cast, count_queries: Any):
    client, address = as_("secretary"), reverse("doubles")
    client.get(address)
    with count_queries() as few:
        client.get(address)
    for _ in range(5):
        second_petya(cast)
    with count_queries() as many:
        assert "Ученики 15 пар" in said(client.get(address))
    assert len(many()) == len(few()) <= 8, "\n".join(few())


@pytest.mark.django_db(transaction=True)
def test_two_of_the_office_merge_at_once(cast: Cast, as_: As, database_of_a_school: None):
    other = second_petya(cast)
    address = pair("pupils", cast.pupils["petya"].pk, other.pk)
    clients = [as_("secretary"), as_("deputy")]
    answers = at_once(*[lambda client=client: client.post(address, {"merge": "1"}) for client in clients])
    assert {answer.status_code for answer in answers} <= {200, 302, 404}
    assert Pupil.objects.filter(person__birth_date=BORN).count() == 1
    assert Consent.objects.filter(person=cast.pupils["petya"].person_id, signer="мать").count() == 1
    assert verify() == []
