"""Notes on behaviour: to the class teacher, who decides on the family; nobody else sees them."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from parta.audit.chain import verify
from parta.core.audience import walk
from parta.journal.models import BehaviourNote
from parta.journal.rules import behaviour as rules
from tests.access_table import COMMON, TABLE
from tests.cast import Cast

CANARY = "канарейка: бросал тетради"
TOLD = "Поговорите, пожалуйста, с Петей о тетрадях"


@pytest.mark.parametrize(
    ("text", "refused"), [("Разговаривал.", False), ("  ", True), ("я" * 501, True), ("talked all the time", True)]
)
def test_rule_of_the_text(text: str, refused: bool) -> None:
    assert bool(rules.text_refusal(text)) == refused


@pytest.mark.parametrize(
    ("now", "wanted", "refused"),
    [("", "family", False), ("", "kept", False), ("kept", "family", False), ("kept", "kept", True),
     ("family", "kept", True), ("family", "family", True), ("", "", True)],
)  # fmt: skip
def test_rule_of_the_decision(now: str, wanted: str, refused: bool) -> None:
    assert bool(rules.decision_refusal(now, wanted)) == refused


def address(cast: Cast, course: str = "algebra") -> str:
    return reverse("behaviour-write", args=[cast.courses[course].pk, cast.lessons[course].pk])


@pytest.fixture
def note(cast: Cast, as_: Callable[[str], Client]) -> BehaviourNote:
    """Ольга has written one on Петя."""
    form = {"pupil": cast.pupils["petya"].pk, "text": CANARY}
    assert as_("olga").post(address(cast), form).status_code == 302
    return BehaviourNote.objects.get()


def decide(client: Client, note: BehaviourNote, decision: str, text: str = "") -> Any:
    form = {"decision": decision, "family_text": text}
    return client.post(reverse("behaviour-decide", args=[note.pk]), form)


def diary(client: Client, cast: Cast) -> str:
    return client.get(reverse("diary", args=[cast.pupils["petya"].pk])).content.decode()


def test_class_teacher_tells_the_family_in_own_words(cast, as_, note):
    page = as_("irina").get(reverse("behaviour")).content.decode()
    assert "Ждут вашего решения" in page
    assert CANARY in page
    for who in ("anna", "petya"):
        assert "канарейка" not in diary(as_(who), cast)
    assert decide(as_("irina"), note, "family", TOLD).status_code == 302
    for who in ("anna", "petya"):
        assert TOLD in (page := diary(as_(who), cast))
        assert "канарейка" not in page
    assert "сообщено семье" in as_("olga").get(reverse("behaviour")).content.decode()
    assert decide(as_("irina"), note, "kept").status_code == 422, "what was told is told"
    assert verify() == []


def test_kept_at_school_and_told_later(cast, as_, note):
    decide(as_("irina"), note, "kept")
    assert TOLD not in diary(as_("anna"), cast)
    assert decide(as_("irina"), note, "family", "").status_code == 422
    decide(as_("irina"), note, "family", TOLD)
    assert TOLD in diary(as_("anna"), cast)


@pytest.mark.parametrize("key", ["secretary", "stranger", "petya", "anna"])
def test_nobody_else_sees_it_anywhere(cast, as_, note, key):
    client = as_(key)
    for _, pattern in walk():
        if pattern.name in COMMON:
            continue
        kwargs = TABLE[pattern.name].own(cast) if pattern.name in TABLE else None
        response = client.get(reverse(pattern.name, kwargs=kwargs))
        body = b"" if response.streaming else response.content
        assert "канарейка".encode() not in body, pattern.name


def test_it_is_begun_at_the_lesson_or_at_the_pupils_cell(cast, as_):
    lesson = cast.lessons["algebra"]
    ids = [lesson.course_id, lesson.pk]
    assert address(cast) in as_("olga").get(reverse("journal-panel", args=ids)).content.decode()
    cell = reverse("journal-cell-history", args=[*ids, cast.pupils["petya"].pk])
    begun = f"{address(cast)}?pupil={cast.pupils['petya'].pk}"
    assert begun in as_("olga").get(cell).content.decode()
    assert "behaviour" not in as_("irina").get(cell).content.decode()
    page = as_("olga").get(begun).content.decode()
    assert f'<option value="{cast.pupils["petya"].pk}" selected>' in page


def test_who_writes_and_what(cast, as_, note):
    form = {"pupil": cast.pupils["petya"].pk, "text": "Разговаривал"}
    for who, status in (("irina", 404), ("stranger", 404), ("deputy", 404), ("petya", 403)):
        assert as_(who).post(address(cast), form).status_code == status
    for _ in "12":  # a button pressed twice
        assert as_("olga").post(address(cast), form).status_code == 302
    assert BehaviourNote.objects.count() == 2
    foreign = {"pupil": cast.pupils["other"].pk}
    for fields in (foreign, {"text": "talked a lot"}, {"text": ""}, {"pupil": "x"}):
        assert as_("olga").post(address(cast), form | fields).status_code == 422
    for who in ("olga", "stranger", "deputy"):
        assert decide(as_(who), note, "family", TOLD).status_code == 404
    assert BehaviourNote.objects.count() == 2
