"""The staff writes from the school's networks only, when the school has named them [8.1.3]."""

from collections.abc import Callable

import pytest
from django.test import Client, override_settings
from django.urls import reverse

from parta.school.models import SchoolPolicy
from parta.school.rules import networks
from tests.cast import PASSWORD, Cast
from tests.pages import refused, said, saved, send

As = Callable[[str], Client]
HOME = "203.0.113.9"
SENTENCE = "Записывать можно только из сети школы (127.0.0.0/8). Читать можно отовсюду."


@pytest.mark.parametrize(
    ("text", "where", "words"),
    [
        ("", "10.0.0.1", ""),
        ("10.0.0.0/8", "10.4.5.6", ""),
        ("\n 192.168.1.0/24 \n\n10.0.0.7", "10.0.0.7", ""),
        ("10.0.0.0/8", "::ffff:10.0.0.1", ""),
        ("2001:db8::/32", "2001:db8::5", ""),
        ("10.0.0.0/8", "2001:db8::5", "Вашего адреса (2001:db8::5) в этих сетях нет"),
        ("10.0.0.0/8", "192.168.1.1", "Вашего адреса (192.168.1.1) в этих сетях нет"),
        ("10.0.0.0/8", "", "Вашего адреса (неизвестен)"),
        ("10.0.0.0/8\nшкола", "10.0.0.1", "Строка 2: «школа» — не сеть"),
        ("10.0.0.0/33", "10.0.0.1", "Строка 1: «10.0.0.0/33» — не сеть"),
        ("10.0.0.5/24", "10.0.0.1", "Строка 1: «10.0.0.5/24» — адрес внутри сети. Сама сеть пишется 10.0.0.0/24."),
    ],
)
def test_lists(text: str, where: str, words: str):
    found = networks.list_refusal(text, networks.address(where))
    assert words in found
    assert bool(found) is bool(words)


@pytest.fixture
def networked(cast: Cast) -> None:
    SchoolPolicy.objects.update(staff_networks="127.0.0.0/8")


def test_the_list_is_saved_by_somebody_inside(as_: As, cast: Cast):
    address = reverse("policy", args=[SchoolPolicy.objects.get().pk])
    refused(send(as_("deputy"), address, staff_networks="10.0.0.0/8"), "Вашего адреса (127.0.0.1) в этих сетях нет")
    refused(send(as_("deputy"), address, staff_networks="127.0.0.0/8\nдом"), "Строка 2: «дом» — не сеть")
    saved(send(as_("deputy"), address, staff_networks="127.0.0.0/8\r\n\r\n10.0.0.0/8"))
    assert SchoolPolicy.objects.get().staff_networks == "127.0.0.0/8\n10.0.0.0/8"
    assert "Сотрудники пишут из сетей 127.0.0.0/8, 10.0.0.0/8" in said(as_("deputy").get(reverse("policies")))


def test_outside_the_staff_reads_and_writes_nothing(as_: As, cast: Cast, networked: None):
    journal = reverse("journal-cells", args=[cast.courses["algebra"].pk])
    olga, deputy = as_("olga"), as_("deputy")
    answer = olga.post(journal, "{}", content_type="application/json", REMOTE_ADDR=HOME)
    assert (answer.status_code, answer.json()) == (403, {"error": SENTENCE, "code": "outside"})
    answer = deputy.post(reverse("new-subject"), {"name": "Химия"}, REMOTE_ADDR=HOME)
    assert answer.status_code == 403
    assert SENTENCE in said(answer)
    assert deputy.get(reverse("new-subject"), REMOTE_ADDR=HOME).status_code == 200
    page = olga.get(reverse("journal", args=[cast.courses["algebra"].pk]), REMOTE_ADDR=HOME)
    assert SENTENCE in said(page)
    assert "data-writable" not in page.content.decode()
    assert olga.post(journal, "{}", content_type="application/json").status_code == 400, "inside it is only a bad batch"


def test_another_role_is_still_told_so(as_: As, networked: None):
    answer = as_("olga").post(reverse("new-subject"), {"name": "Химия"}, REMOTE_ADDR=HOME)
    assert answer.status_code == 403
    assert "не для вашей роли" in said(answer)


def test_the_door_and_families_stay_open(as_: As, cast: Cast, networked: None):
    client = Client(REMOTE_ADDR=HOME)
    assert client.post(reverse("login"), {"login": "olga", "password": PASSWORD}).status_code == 302
    assert client.post(reverse("theme"), {"theme": "dark"}).status_code == 302
    assert client.post(reverse("logout")).status_code == 302
    assert as_("anna").post(reverse("theme"), {"theme": "dark"}, REMOTE_ADDR=HOME).status_code == 302


def test_the_proxys_address_counts_only_behind_it(as_: As, cast: Cast, networked: None):
    address = reverse("new-subject")
    olga = {"HTTP_X_FORWARDED_FOR": "127.0.0.1", "REMOTE_ADDR": HOME}
    assert as_("deputy").post(address, {}, **olga).status_code == 403, "anybody can write that header"
    with override_settings(TLS=True):
        behind = {"HTTP_X_FORWARDED_FOR": f"127.0.0.5, {HOME}", "REMOTE_ADDR": "127.0.0.1"}
        assert as_("deputy").post(address, {}, **behind).status_code == 403, "the last one is what the proxy has seen"
        behind["HTTP_X_FORWARDED_FOR"] = f"{HOME}, 127.0.0.5"
        assert as_("deputy").post(address, {}, **behind).status_code == 422


def test_a_policy_to_come_changes_nothing_yet(as_: As, cast: Cast):
    SchoolPolicy.objects.create(starts_on="2027-01-11", staff_networks="10.0.0.0/8")
    assert as_("deputy").post(reverse("new-subject"), {}, REMOTE_ADDR=HOME).status_code == 422
