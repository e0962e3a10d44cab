"""Every address × every actor × own and foreign objects (ARCHITECTURE.md, access)."""

from typing import Any

import pytest
from django.test import Client
from django.urls import URLPattern, reverse

from parta.core.audience import belongs, walk
from parta.teaching.actors import actor_of
from parta.teaching.backends import accounts
from tests.access_table import ACTORS, COMMON, TABLE
from tests.cast import TODAY, Cast

PATTERNS = {pattern.name: pattern for _, pattern in walk()}


def has_parameters(pattern: URLPattern) -> bool:
    return bool(pattern.pattern.converters)


def test_every_address_has_a_name_and_a_row():
    unnamed = [route for route, pattern in walk() if not pattern.name]
    assert unnamed == []
    missing = [name for name, pattern in PATTERNS.items() if has_parameters(pattern) and name not in TABLE | COMMON]
    assert missing == [], "add them to tests/access_table.py"
    assert sorted((TABLE | COMMON).keys() - PATTERNS.keys()) == []


def actors(cast: Cast) -> dict[str, Any]:
    found = {user.pk: user for user in accounts()}
    known = {key: actor_of(found[cast.users[key].pk], TODAY) if key else None for key in ACTORS}
    # Somebody without a tie to the school is told so once (403) and is nobody from then on.
    return {key: actor if actor and actor.has_ties else None for key, actor in known.items()}


def allowed(name: str, actor: Any) -> bool:
    return any(belongs(actor, who) for who in PATTERNS[name].callback.audience)


def client_of(cast: Cast, key: str) -> Client:
    client = Client()
    if key:
        client.force_login(cast.users[key], backend="parta.teaching.backends.SchoolBackend")
    return client


def ask(client: Client, address: str) -> list[Any]:
    """GET, and an empty POST, as a page's form would send it. An empty POST is refused by a form, never an error."""
    return [client.get(address), client.post(address), client.post(address, "{}", content_type="application/json")]


def expect(answers: list[Any], address: str, key: str, *, may_call: bool, reaches: bool) -> None:
    where = f"{key or 'nobody'} → {address}"
    for answer in answers:
        got = answer.status_code
        assert got < 500, where
        if not may_call:
            assert got in {"": {302, 401, 405}, "former": {302, 401, 403, 405}}.get(key, {403, 405}), where
        elif not reaches:
            assert got in {404, 405}, f"{where}: {got}"
        else:
            assert got not in {401, 403, 404}, f"{where}: {got}"
    if not (may_call and reaches):
        assert any(answer.status_code != 405 for answer in answers), where


@pytest.mark.parametrize("key", ACTORS)
def test_addresses_without_objects(cast: Cast, key: str):
    actor = actors(cast)[key]
    for name, pattern in PATTERNS.items():
        if has_parameters(pattern) or name in {"logout"}:
            continue
        address = reverse(name)
        expect(ask(client_of(cast, key), address), address, key, may_call=allowed(name, actor), reaches=True)


@pytest.mark.parametrize("key", ACTORS)
def test_own_and_foreign_objects(cast: Cast, key: str):
    actor = actors(cast)[key]
    for name, row in TABLE.items():
        for kwargs, reach in ((row.own, row.own_reach), (row.foreign, row.foreign_reach)):
            address = reverse(name, kwargs=kwargs(cast))
            answers = ask(client_of(cast, key), address)
            expect(answers, address, key, may_call=allowed(name, actor), reaches=key in reach)
    for name, kwargs in COMMON.items():
        address = reverse(name, kwargs=kwargs(cast))
        expect(ask(client_of(cast, key), address), address, key, may_call=allowed(name, actor), reaches=True)


# Who of the cast may see contacts of the people of 7А somewhere: the administration, the secretary, their class
# teacher, they themselves.
MAY_SEE_CANARIES = {"deputy", "director", "secretary", "stranger", "foreign"}


@pytest.mark.parametrize("key", [key for key in ACTORS if key not in MAY_SEE_CANARIES])
def test_no_page_shows_foreign_contacts(cast: Cast, key: str):
    client = client_of(cast, key)
    for name, pattern in PATTERNS.items():
        if has_parameters(pattern):
            rows = [TABLE[name].own, TABLE[name].foreign] if name in TABLE else [COMMON[name]]
            addresses = [reverse(name, kwargs=row(cast)) for row in rows]
        else:
            addresses = [reverse(name)]
        for address in addresses:
            body = client.get(address, follow=True).content
            assert b"canary" not in body, f"{key} → {address}"
            assert "Сканарейкин".encode() not in body, f"{key} → {address}"
