"""Every address × ties that are over, limited, double or standing in; every method; ids in queries and bodies.

What the first matrix asks of the plain cast (test_access_matrix.py), asked of everybody else of SECURITY.md 5.4.
"""

import hashlib
from collections.abc import Iterator
from io import BytesIO
from typing import Any
from zipfile import ZipFile

import pypdf
import pytest
from django.apps import apps
from django.test import Client
from django.urls import reverse

from parta.core import dates
from parta.ops.erasure.withdrawing import withdraw
from parta.people.models import Channel
from parta.teaching.actors import actor_of
from parta.teaching.backends import accounts
from tests.access_table import COMMON, EVERYBODY, TABLE
from tests.cast import TODAY, Cast
from tests.test_access_matrix import PATTERNS, allowed, client_of, has_parameters
from tests.wide_cast import LIKE, OUTSIDERS, WIDE, widen

ANY_STAFF = frozenset({"olga", "stranger", "it_teacher"})  # whom a row all of these reach is for: the whole staff
# Of one account, whatever the person's ties; and a file that whoever leads the journal has removed on the way.
OWN = {"notice-read", "check-plan", "import-plan", "diary-card-take-back", "diary-file"}
# What reading may write: who looked at whom, the session's own clock, what is waiting too long is swept.
READING_WRITES = {"audit.Reading", "accounts.Session", "accounts.Throttle"}
FOREIGN_NAMES = ("canary-", "canary note", "+7000canary", "Сканарейкин")


@pytest.fixture
def places(cast: Cast) -> list["Place"]:
    """Asked for before `wide`: the table knows the plain cast alone."""
    return list(addresses(cast))


@pytest.fixture
def wide(cast: Cast, places: list["Place"]) -> Cast:
    widen(cast)
    return cast


def actor(cast: Cast, key: str) -> Any:
    """None for whoever has no tie to the school (any more)."""
    user = accounts().filter(pk=cast.users[key].pk).first()
    found = actor_of(user, TODAY) if user else None
    return found if found and found.has_ties else None


def client(cast: Cast, key: str) -> Client:
    """Signed in while everything stood; the withdrawal comes after."""
    signed_in = client_of(cast, key)
    if key == "withdrawn":
        deputy = actor(cast, "deputy")
        withdraw(cast.users[key].person, TODAY, Channel.PERSONAL, (), by=deputy, at=dates.now())  # type: ignore[attr-defined]
    return signed_in


Place = tuple[str, str, frozenset[str]]  # name, address, who of the plain cast reaches it


def addresses(cast: Cast) -> Iterator[Place]:
    """Of the whole URLconf, of 8Б and of 7А."""
    for name, pattern in PATTERNS.items():
        if name in TABLE:
            row = TABLE[name]
            yield name, reverse(name, kwargs=row.own(cast)), row.own_reach
            yield name, reverse(name, kwargs=row.foreign(cast)), row.foreign_reach
        elif name in COMMON:
            yield name, reverse(name, kwargs=COMMON[name](cast)), EVERYBODY
        elif not has_parameters(pattern) and name != "logout":
            yield name, reverse(name), EVERYBODY


def is_public(name: str) -> bool:
    return allowed(name, None)


@pytest.mark.parametrize("key", OUTSIDERS)
def test_a_tie_that_is_over_or_limited_opens_nothing(wide: Cast, places: list[Place], key: str):
    one = client(wide, key)
    assert actor(wide, key) is None
    wrong = []
    for name, address, _ in places:
        if is_public(name):
            continue
        for answer in (one.get(address), one.post(address)):
            got = answer.status_code
            to_login = got == 302 and answer.headers["Location"].startswith("/login")
            if not (to_login or got in {401, 403, 405}) or shows_strangers(answer):
                wrong.append((address, got))
    assert wrong == []


@pytest.mark.parametrize("key", [*LIKE, "substitute"])
def test_other_ties_open_what_they_are_like(wide: Cast, places: list[Place], key: str):
    who, one, wrong = actor(wide, key), client(wide, key), []
    for name, address, reach in places:
        if name in OWN or is_public(name):
            continue
        reaches = reach >= ANY_STAFF or bool(reach & LIKE.get(key, frozenset()))
        for answer in (one.get(address), one.post(address)):
            got = answer.status_code
            if not allowed(name, who):
                right = got in {403, 405}
            elif key == "substitute" and "olga" in reach:  # reads the journal, writes in one lesson of it
                right = got not in {401, 403}
            else:
                right = got == 405 or (got not in {401, 403, 404} if reaches else got == 404)
            if got >= 500 or not right or shows_strangers(answer):
                wrong.append((address, got))
    assert wrong == []


def shows_strangers(answer: Any) -> bool:
    """Whether a page, a book, an archive or a paper holds anything of the strangers of 7А."""
    text = _text(answer)
    return any(name in text for name in FOREIGN_NAMES)


def _text(answer: Any) -> str:
    content = b"".join(answer.streaming_content) if answer.streaming else answer.content
    if content[:2] == b"PK":
        with ZipFile(BytesIO(content)) as archive:
            return "\n".join(archive.read(name).decode(errors="replace") for name in archive.namelist())
    if content[:4] == b"%PDF" and b"startxref" in content:
        return "\n".join(page.extract_text() for page in pypdf.PdfReader(BytesIO(content)).pages)
    return content.decode(errors="replace")


def everything() -> dict[str, str]:
    """A digest of each table."""
    return {
        model._meta.label: hashlib.sha256(
            repr(list(model._default_manager.order_by("pk").values_list())).encode()
        ).hexdigest()
        for model in apps.get_models()
        if model._meta.label not in READING_WRITES
    }


@pytest.mark.parametrize("key", ["", "irina", "deputy", "secretary", "both"])
def test_safe_methods_change_nothing(wide: Cast, places: list[Place], key: str):
    one = client(wide, key)
    before = everything()
    for _, address, _ in places:
        for method in ("get", "head", "options"):
            answer = getattr(one, method)(address)
            assert answer.status_code < 500, f"{key} {method} {address}"
            if method != "get":
                assert method == "options" or answer.content == b"", address
    after = everything()
    assert [label for label in before if before[label] != after[label]] == []


@pytest.mark.parametrize("key", ["olga", "anna"])
def test_other_methods_do_nothing(wide: Cast, places: list[Place], key: str):
    one = client(wide, key)
    before = everything()
    for name, address, _ in places:
        if is_public(name):
            continue
        for method in ("put", "patch", "delete"):
            answer = getattr(one, method)(address, "{}", content_type="application/json")
            assert answer.status_code in {302, 401, 403, 404, 405}, f"{key} {method} {address}: {answer.status_code}"
    after = everything()
    assert [label for label in before if before[label] != after[label]] == []


@pytest.mark.parametrize("key", ["irina", "anna", "substitute"])
def test_ids_of_strangers_in_queries_bring_nothing(wide: Cast, places: list[Place], key: str):
    """Lists with every filter at the strangers, searches for them, pages far beyond the end."""
    pupil, school_class = wide.pupils["other"].pk, wide.classes["7А"].pk
    course, lesson = wide.courses["foreign"].pk, wide.lessons["foreign"].pk
    staff, person = wide.staff["stranger"].pk, wide.users["other"].person.pk  # type: ignore[attr-defined]
    queries: tuple[dict[str, Any], ...] = (
        {"class": school_class, "school_class": school_class, "year": wide.courses["past"].year_id},
        {"pupil": pupil, "person": person, "child": pupil, "page": 9999, "show": "all", "group": school_class},
        {"q": "Сканарей", "text": "canary", "course": course, "lesson": lesson, "period": 1, "staff": staff},
    )
    one = client(wide, key)
    for _, address, _ in places:
        for query in queries:
            answer = one.get(address, query)
            assert answer.status_code < 500, f"{key} → {address} {query}"
            body = _text(answer).replace("Сканарей&", "").replace('"Сканарей"', "").replace("«Сканарей»", "")
            assert "canary-" not in body, f"{key} → {address} {query}"
            assert "Сканарейкин" not in body, f"{key} → {address} {query}"


@pytest.mark.parametrize("key", ["irina", "both", "left_class"])
def test_ids_of_strangers_in_bodies_change_nothing_of_theirs(wide: Cast, places: list[Place], key: str):
    ids = {
        "pupil": wide.pupils["other"].pk, "pupils": wide.pupils["other"].pk, "pupil_id": wide.pupils["other"].pk,
        "class": wide.classes["7А"].pk, "school_class": wide.classes["7А"].pk, "classes": wide.classes["7А"].pk,
        "course": wide.courses["foreign"].pk, "lesson": wide.lessons["foreign"].pk,
        "lessons": wide.lessons["foreign"].pk, "person": wide.users["other"].person.pk,  # type: ignore[attr-defined]
        "staff": wide.staff["stranger"].pk, "starts_on": TODAY.isoformat(), "ends_on": TODAY.isoformat(),
        "code": "у", "text": "Чужое", "reason": "потому что", "topic": "Чужая тема", "value": "5", "do": "save",
        f"pupil-{wide.pupils['other'].pk}": "1", f"place-{wide.pupils['other'].pk}": "1",
    }  # fmt: skip
    one = client(wide, key)
    before = of_strangers(wide)
    for name, address, _ in places:
        if name in {"logout", "notice-read"} or is_public(name):
            continue
        answer = one.post(address, ids)
        assert answer.status_code < 500, f"{key} → {address}"
        cells = [
            {"op_id": f"{key}-{name}", "lesson": ids["lesson"], "pupil": ids["pupil"], "value": "5", "base_version": 0}
        ]
        answer = one.post(address, {"edits": cells, "period": "", **ids}, content_type="application/json")
        assert answer.status_code < 500, f"{key} → {address}"
    assert of_strangers(wide) == before


def of_strangers(cast: Cast) -> dict[str, list[Any]]:
    """Every row that points to the strangers' pupil, class, journal, lesson or person, and these themselves."""
    roots = (
        cast.pupils["other"], cast.classes["7А"], cast.courses["foreign"], cast.lessons["foreign"],
        cast.users["other"].person, cast.users["foreign"].person,  # type: ignore[attr-defined]
    )  # fmt: skip
    found: dict[str, list[Any]] = {}
    for root in roots:
        model = type(root)
        found[f"{model._meta.label} {root.pk}"] = list(model._default_manager.filter(pk=root.pk).values_list())
        for relation in model._meta.related_objects:
            other = relation.related_model
            if relation.many_to_many or other._meta.label in READING_WRITES:
                continue
            rows = other._default_manager.filter(**{relation.field.name: root.pk}).order_by("pk")
            found[f"{other._meta.label}.{relation.field.name} {root.pk}"] = list(rows.values_list())
    return found


def test_everybody_of_the_wide_cast_is_asked():
    assert set(WIDE) == {*LIKE, "substitute", *OUTSIDERS}
