"""Parents and pupils see their own data only, and only read [3.6] [4.5]."""

import pytest

from parta.people.models import Guardian, Guardianship
from tests.cast import START, make_guardian, make_pupil, make_staff

PAGES = ("/diary/{}/", "/diary/{}/marks/")


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("who", ["petya", "anna"])
def test_own_diary_opens(cast, as_, page, who):
    response = as_(who).get(page.format(cast.pupils["petya"].pk))
    assert response.status_code == 200
    assert "Пётр" in response.content.decode()


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("who", ["petya", "anna"])
def test_foreign_diary_is_not_found(cast, as_, page, who):
    for key in ("masha", "other"):
        assert as_(who).get(page.format(cast.pupils[key].pk)).status_code == 404
    assert as_(who).get(page.format(10**30)).status_code == 404


@pytest.mark.parametrize("page", ["/diary/", "/diary/marks/", *PAGES])
@pytest.mark.parametrize("who", ["olga", "irina", "deputy", "director", "responsible", "former"])
def test_staff_without_a_child_are_refused(cast, as_, page, who):
    assert as_(who).get(page.format(cast.pupils["petya"].pk)).status_code == 403


@pytest.mark.parametrize("page", ["/diary/", "/diary/marks/", *PAGES])
def test_nobody_signs_in_first(cast, as_, page):
    response = as_("").get(page.format(cast.pupils["petya"].pk))
    assert response.status_code == 302
    assert response["Location"].startswith("/login/")


@pytest.mark.parametrize("page", ["/diary/", "/diary/marks/", *PAGES])
def test_nothing_can_be_sent(cast, as_, page):
    assert as_("anna").post(page.format(cast.pupils["petya"].pk)).status_code == 405


def test_ended_guardianship_closes_the_diary(cast, as_):
    cast.pupils["petya"].guardianships.update(ends_on="2026-11-23")
    assert as_("anna").get(f"/diary/{cast.pupils['petya'].pk}/").status_code == 403


def test_home_leads_to_the_only_child(cast, as_):
    pk = cast.pupils["petya"].pk
    assert as_("anna").get("/diary/")["Location"] == f"/diary/{pk}/"
    assert as_("petya").get("/diary/marks/")["Location"] == f"/diary/{pk}/marks/"
    page = as_("anna").get(f"/diary/{pk}/").content.decode()
    assert f'href="/diary/{pk}/marks/"' in page, "the menu leads straight to the only child"


def test_children_are_switched_by_address(cast, as_):
    make_pupil(cast, "ilya", ("Зайцев", "Ёлисей", "Олегович"), "7А")
    make_guardian(cast, "oleg", ("Зайцев", "Олег", "Ильич"), "petya", "ilya")
    first = as_("oleg").get("/diary/")["Location"]
    assert first == f"/diary/{cast.pupils['ilya'].pk}/", "by the Russian alphabet: Ё before П"
    page = as_("oleg").get(f"/diary/{cast.pupils['petya'].pk}/").content.decode()
    assert f'href="{first}"' in page
    assert "Ёлисей <small>7\u00a0«А»</small>" in page
    assert 'href="/diary/marks/"' in page


def test_teacher_who_is_a_parent_reads_own_child_only(cast, as_):
    mother = make_staff(cast, "mother", ("Учителева", "Анна", "Ильинична"))
    guardian = Guardian.objects.create(person=mother.person)
    Guardianship.objects.create(guardian=guardian, pupil=cast.pupils["masha"], starts_on=START)
    assert as_("mother").get(f"/diary/{cast.pupils['masha'].pk}/").status_code == 200
    assert as_("mother").get(f"/diary/{cast.pupils['petya'].pk}/").status_code == 404
