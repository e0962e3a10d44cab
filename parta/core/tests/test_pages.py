import base64
import hashlib
import re

from django.core.checks import run_checks

from parta.core import audience
from parta.core.sqlite import journal_pragmas


def test_an_unknown_address_gets_a_russian_page(as_):
    for key in ("", "olga"):
        answer = as_(key).get("/нет-такой/")
        assert answer.status_code == 404
        assert "Такой страницы нет" in answer.content.decode()


def test_the_policy_allows_exactly_our_import_map(as_):
    answer = as_("").get("/login/")
    (source,) = re.findall(r'<script type="importmap">(.*?)</script>', answer.content.decode())
    digest = base64.b64encode(hashlib.sha256(source.encode()).digest()).decode()
    policy = answer.headers["Content-Security-Policy"]
    assert f"'sha256-{digest}'" in policy
    assert "unsafe" not in policy
    assert answer.headers["Cache-Control"] == "no-store, private"


def test_check_refuses_a_view_without_an_audience(monkeypatch):
    assert [error for error in run_checks(tags=["security"]) if error.id == "parta.E001"] == []

    def bare(request):
        return None

    class Pattern:
        callback = staticmethod(bare)

    monkeypatch.setattr(audience, "walk", lambda: [("bare/", Pattern)])
    (error,) = audience.every_view_has_an_audience(None)
    assert "bare/" in error.msg


def test_a_forged_form_is_refused_in_russian(cast):
    from django.test import Client

    answer = Client(enforce_csrf_checks=True).post("/login/", {"login": "olga"})
    assert answer.status_code == 403
    assert "Страница устарела" in answer.content.decode()


def test_old_sqlite_is_not_trusted_with_wal():
    assert "journal_mode=TRUNCATE" in journal_pragmas((3, 40, 1))
    assert "synchronous=EXTRA" in journal_pragmas((3, 40, 1))
    assert "journal_mode=WAL" in journal_pragmas((3, 51, 3))
    assert "synchronous=FULL" in journal_pragmas((3, 51, 3))
