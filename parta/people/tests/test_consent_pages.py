"""«Согласия»: later consents, scans, withdrawal of health alone, lists, texts in versions, forms on paper."""

import re
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from parta.audit.chain import verify
from parta.audit.models import Reading
from parta.journal.models import Cell
from parta.people.models import Consent, ConsentText, PaperPupil
from parta.school.models import School
from tests.cast import START, TODAY, Cast
from tests.pages import fields, refused, said, saved, send
from tests.slips import pages_of

As = Callable[[str], Client]
PDF = b"%PDF-1.4\n1 0 obj\n%%EOF"


def of(cast: Cast, name: str, key: str) -> str:
    return reverse(name, args=[cast.pupils[key].pk])


def on_class(cast: Cast, name: str, key: str = "8Б") -> str:
    return reverse(name, args=[cast.classes[key].pk])


def consent(cast: Cast, key: str, scope: str) -> Consent:
    return Consent.objects.filter(person=cast.pupils[key].person, scope=scope).latest("pk")


def test_a_later_consent_with_a_scan(as_: As, cast: Cast):
    address, irina = of(cast, "new-consent", "petya"), as_("irina")
    given = {"given_on": "2026-11-20", "signer": "Зайцева А. С., мать", "basis": "parent", "paper_number": "14/26"}
    scan = SimpleUploadedFile("скан.pdf", PDF)
    saved(irina.post(address, fields(irina, address) | given | {"photo": "on", "scan": scan}))
    row = consent(cast, "petya", "photo")
    assert (row.text.version, row.entered_by, row.basis) == (1, cast.users["irina"].pk, "parent")  # type: ignore[union-attr]
    page = said(irina.get(of(cast, "pupil-card", "petya")))
    assert "Фотографии действует 20 ноября 2026 г., Зайцева А. С., мать родитель, свидетельство о рождении" in page
    assert "бумага № 14/26, бланк: версия 1" in page
    got = irina.get(reverse("consent-scan", args=[row.pk]))
    assert (got.content, got["Content-Type"]) == (PDF, "application/pdf")
    assert "attachment" in got["Content-Disposition"]
    assert Reading.objects.filter(detail="скан согласия").count() == 1
    assert as_("olga").get(reverse("consent-scan", args=[row.pk])).status_code == 403
    assert as_("stranger").get(reverse("consent-scan", args=[row.pk])).status_code == 404
    assert as_("anna").get(reverse("consent-scan", args=[row.pk])).status_code == 403
    assert verify() == []


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"photo": ""}, "Отметьте, на что дано согласие"),
        ({"given_on": "2026-11-25"}, "не может быть подписано завтра"),
        ({"valid_until": "2026-11-23"}, "Срок согласия уже кончился"),
        ({"basis": "wardship"}, "Впишите документ"),
        ({"basis": "x"}, "Выберите корректный вариант"),
        ({"wording": "99"}, "Выберите корректный вариант"),
        ({"scan": ("скан.pdf", b"GIF89a")}, "внутри TXT, а в имени .pdf"),
        ({"scan": ("список.txt", "а".encode())}, "скан согласия принимается в PDF или JPEG"),
        ({"scan": ("скан.exe", PDF)}, "такие файлы не принимаются"),
        ({"signer": "я\x00"}, "ноль-байт"),
    ],
)
def test_what_is_no_consent(as_: As, cast: Cast, changes: dict[str, Any], sentence: str):
    address, irina = of(cast, "new-consent", "petya"), as_("irina")
    given = {"given_on": "2026-11-20", "signer": "Зайцева А. С.", "photo": "on"} | changes
    if "scan" in given:
        given["scan"] = SimpleUploadedFile(*given["scan"])
    sent = {name: value for name, value in (fields(irina, address) | given).items() if value != ""}
    refused(irina.post(address, sent), sentence)
    assert not Consent.objects.filter(scope="photo").exists()


def test_a_parents_own_consent(as_: As, cast: Cast):
    address = reverse("new-own-consent", args=[cast.users["anna"].person.guardian.pk])
    saved(send(as_("secretary"), address, given_on="2026-11-20", signer="Зайцева А. С.", wording="own"))
    row = cast.users["anna"].person.consents.get()
    assert (row.scope, row.text) == ("journal", None)
    refused(send(as_("secretary"), address, given_on="2026-11-20", signer="З"), "Согласие с этой датой уже записано")


@pytest.fixture
def ill(cast: Cast) -> None:
    Cell.objects.create(
        lesson=cast.lessons["algebra"], pupil=cast.pupils["petya"], absence="б", updated_at=timezone.now()
    )


def test_health_alone_is_taken_back_and_illness_is_seen_by_nobody(as_: As, cast: Cast, ill: None):
    row = consent(cast, "petya", "health")
    address = reverse("take-back-consent", args=[row.pk])
    pages = {
        "irina": on_class(cast, "attendance-day"),
        "deputy": reverse("journal", args=[cast.courses["algebra"].pk]),
        "anna": of(cast, "diary", "petya"),
    }

    def seen() -> list[bool]:
        texts = [said(as_(who).get(page)) for who, page in pages.items()]
        return [bool(re.search(r"Зайцев Пётр (П\. )?б\b|Алгебра б пропуск", text)) for text in texts]

    before = seen()
    refused(send(as_("irina"), address, withdrawn_on="2026-11-25"), "Отзыв не может прийти завтра")
    refused(send(as_("irina"), address, withdrawn_on="2026-08-31"), "Отзыв раньше самого согласия")
    refused(send(as_("irina"), address, channel="x"), "Выберите корректный вариант")
    saved(send(as_("irina"), address, withdrawn_on="2026-11-24", channel="post"))
    row.refresh_from_db()
    assert (row.withdrawn_on, row.withdrawn_channel) == (TODAY, "post")
    assert "отозвано 24 ноября 2026 г." in said(as_("irina").get(of(cast, "pupil-card", "petya")))
    after = seen()
    assert before == [True, True, True]
    assert after == [False, False, False]
    # Noted by mistake.
    saved(as_("irina").post(address, {"remove": "1"}))
    assert seen() == before
    assert verify() == []


def test_the_journal_is_not_taken_back_here(as_: As, cast: Cast):
    row = consent(cast, "petya", "journal")
    assert as_("irina").get(reverse("take-back-consent", args=[row.pk])).status_code == 404


def test_after_a_withdrawal_a_new_one_is_signed_later(as_: As, cast: Cast):
    Consent.objects.filter(scope="health").update(withdrawn_on=date(2026, 11, 10))
    address = of(cast, "new-consent", "petya")
    refused(send(as_("irina"), address, given_on="2026-11-09", signer="З", health="on"), "Согласие отозвано 10.11.2026")
    saved(send(as_("irina"), address, given_on="2026-11-10", signer="З", health="on"))


def test_the_list_of_a_class(as_: As, cast: Cast, count_queries: Any):
    Consent.objects.filter(person=cast.pupils["masha"].person, scope="health").update(withdrawn_on=date(2026, 11, 10))
    PaperPupil.objects.create(school_class=cast.classes["8Б"], starts_on=START)
    page = said(as_("irina").get(on_class(cast, "class-consents")))
    assert "2 ученика в журнале, без 1 ученика на бумаге" in page
    assert "Зайцев Пётр с 1 сентября 2026 г. бумага школы с 1 сентября 2026 г. бумага школы нет" in page
    assert "отозвано 10 ноября 2026 г." in page
    assert "сведения о здоровье — 1, фотографии — 2, свои данные родителей — 1" in page
    secretary = as_("secretary")
    with count_queries() as queries:
        whole = said(secretary.get(reverse("consents")))
    assert len(queries()) <= 12
    assert "8 «Б» 2 1 1 2" in whole


def test_whose_term_ends(as_: As, cast: Cast):
    Consent.objects.filter(person=cast.pupils["petya"].person, scope="journal").update(valid_until=date(2026, 12, 20))
    Consent.objects.filter(person=cast.pupils["masha"].person, scope="health").update(valid_until=date(2026, 11, 20))
    Consent.objects.filter(person=cast.pupils["other"].person).update(valid_until=date(2027, 5, 31))
    page = said(as_("deputy").get(reverse("consents")))
    assert "Зайцев Пётр Олегович электронный журнал и дневник до 20 декабря 2026 г." in page
    assert "Ёжикова Мария Ивановна сведения о здоровье кончился 20 ноября 2026 г." in page
    assert "Сканарейкин" not in page
    saved(send(as_("deputy"), of(cast, "new-consent", "petya"), given_on="2026-11-24", signer="З", journal="on"))
    assert "Зайцев" not in said(as_("deputy").get(reverse("consents")))


def test_a_new_version_of_a_text(as_: As, cast: Cast):
    School.objects.update(address="ул. Школьная, д. 1")
    old = consent(cast, "petya", "health")
    Consent.objects.filter(pk=old.pk).update(text=ConsentText.objects.get(scope="health"))
    address, director = reverse("new-consent-text", args=["health"]), as_("director")
    body = "Даю {школа}, адрес: {адрес}, согласие.\n\nСрок: до окончания школы."
    look = send(director, address, body=body, look="1")
    assert "Как это будет на бланке Даю МБОУ «Средняя школа № 14», адрес: ул. Школьная, д. 1" in said(look)
    assert ConsentText.objects.filter(scope="health").count() == 1
    refused(send(director, address, body=body + "{фио}"), "Поля {фио} нет")
    refused(send(director, address, body=body + "{фио}", look="1"), "Поля {фио} нет")
    opened = fields(director, address)
    refused(send(director, address), "Текст не отличается от версии 1")
    saved(send(director, address, opened, body=body))
    refused(send(as_("deputy"), address, opened, body=body + "Ещё."), "появилась версия 2")
    page = said(director.get(reverse("consent-texts")))
    assert "Версия 2 сейчас 24 ноября 2026 г., Громов А. С. подписано: 0" in page
    assert "Версия 1 пришла с Партой подписано: 1" in page
    old.refresh_from_db()
    assert old.text.version == 1  # type: ignore[union-attr]
    assert "Срок: до окончания школы." in pages_of(director.get(reverse("blank-consent-forms") + "?kind=health"))[0]
    assert "специальная категория" in pages_of(director.get(reverse("consent-text-paper", args=["health", 1])))[0]
    for who in ("secretary", "irina", "olga", "anna"):
        assert as_(who).get(address).status_code == 403
    assert director.get(reverse("new-consent-text", args=["other"])).status_code == 404
    saved(send(as_("irina"), of(cast, "new-consent", "petya"), given_on="2026-11-24", signer="З", health="on"))
    assert consent(cast, "petya", "health").text.version == 2  # type: ignore[union-attr]
    address = of(cast, "new-consent", "masha")
    refused(send(as_("irina"), address, given_on="2026-11-24", signer="З", journal="on", wording="2"), "нет версии 2")
    assert verify() == []


def test_forms_on_paper(as_: As, cast: Cast):
    School.objects.update(address="ул. Школьная, д. 1")
    blank = pages_of(as_("secretary").get(reverse("blank-consent-forms")))
    assert len(blank) == 4  # each consent on a page of its own
    for page in blank:
        for words in ("Школа № 14, г. Заречный", "МБОУ «Средняя школа № 14»", "ул. Школьная, д. 1", "паспорт",
                      "Цель обработки", "Перечень данных", "Действия с данными", "отозвать в любое время", "Подпись",
                      "версия 1"):  # fmt: skip
            assert words in " ".join(page.split()), words
        assert "{" not in page
        assert "Зайцев" not in page
    filled = pages_of(as_("irina").get(of(cast, "pupil-consent-forms", "petya")))
    assert ["Зайцев Пётр Олегович" in page and "Зайцева Анна Сергеевна" in page for page in filled] == [True] * 4
    lacking = pages_of(as_("irina").get(on_class(cast, "class-consent-forms")))
    assert [next(name for name in ("Ёжикова", "Зайцев") if name in page) for page in lacking] == [
        "Ёжикова", "Зайцев", "Зайцев",
    ]  # fmt: skip
    assert len(pages_of(as_("irina").get(on_class(cast, "class-consent-forms") + "?whom=all&kind=journal"))) == 2
    answer = as_("irina").get(on_class(cast, "class-consent-forms") + "?kind=journal", follow=True)
    assert "Печатать нечего: все эти согласия уже есть" in said(answer)
    assert as_("irina").get(reverse("blank-consent-forms") + "?kind=x").status_code == 404
    assert as_("olga").get(reverse("blank-consent-forms")).status_code == 403
