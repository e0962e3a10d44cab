"""A parent tells of an absence beforehand [4.5]: who may, what is accepted, who reads it."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse

from parta.audit.chain import verify
from parta.journal.models import AbsenceNotice
from parta.journal.notices import notices_of_class
from parta.people.models import Consent
from tests.cast import TODAY, Cast

TOMORROW = TODAY + timedelta(days=1)


def address(cast: Cast, pupil: str = "petya") -> str:
    return reverse("diary-absence", args=[cast.pupils[pupil].pk])


def form(**fields: Any) -> dict[str, Any]:
    return {"starts_on": TOMORROW.isoformat(), "ends_on": "", "text": "Едем к бабушке"} | fields


def test_parent_tells_and_takes_back(cast, as_):
    anna = as_("anna")
    page = anna.post(address(cast), form(ill="on"), follow=True).content.decode()
    assert "Отправлено классному руководителю" in page
    notice = AbsenceNotice.objects.get()
    assert (notice.starts_on, notice.ends_on, notice.ill) == (TOMORROW, TOMORROW, True)
    classes = [cast.classes["8Б"].pk]
    (told,) = notices_of_class(classes, TOMORROW, TOMORROW, TODAY, "Europe/Moscow")
    assert (told.pupil, told.text, told.sent_by) == ("Зайцев Пётр", "Едем к бабушке", "Зайцева\u00a0А.\u00a0С.")
    assert notices_of_class(classes, TODAY, TODAY, TODAY, "Europe/Moscow") == []
    assert anna.post(address(cast), form()).status_code == 422, "one notice for a day"
    anna.post(reverse("diary-absence-withdraw", args=[notice.pupil_id, notice.pk]))
    assert notices_of_class(classes, TOMORROW, TOMORROW, TODAY, "Europe/Moscow") == []
    assert verify() == []


@pytest.mark.parametrize(
    "fields", [{"starts_on": "2026-11-23"}, {"ends_on": "2026-12-30"}, {"starts_on": "завтра"}, {"text": "я" * 301}]
)
def test_what_is_not_accepted(cast, as_, fields):
    assert as_("anna").post(address(cast), form(**fields)).status_code == 422
    assert AbsenceNotice.objects.count() == 0


def test_the_refusal_stands_at_the_field_to_correct(cast, as_):
    body = as_("anna").post(address(cast), form(ends_on=TODAY.isoformat())).content.decode()
    wrong = [tag for tag in re.findall(r"<input[^>]+>", body) if "aria-invalid" in tag]
    assert len(wrong) == 1
    assert 'name="ends_on"' in wrong[0]


def test_illness_needs_its_consent(cast, as_):
    Consent.objects.filter(scope="health").delete()
    assert "Болеет" not in as_("anna").get(address(cast)).content.decode()
    as_("anna").post(address(cast), form(ill="on"))
    assert not AbsenceNotice.objects.get().ill


def test_only_the_own_parents(cast, as_):
    for who, status in (("petya", 404), ("foreign", 404), ("irina", 403)):
        assert as_(who).post(address(cast), form()).status_code == status
    assert "Предупредить об отсутствии" in as_("anna").get(f"/diary/{cast.pupils['petya'].pk}/").content.decode()
    assert "Предупредить" not in as_("petya").get(f"/diary/{cast.pupils['petya'].pk}/").content.decode()
