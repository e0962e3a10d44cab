"""Where an upload waits between the steps of an import: whose it is, who may read it, when it goes."""

import stat
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.conf import settings as django_settings

from parta.ops import uploads
from parta.ops.roster import limits
from parta.ops.roster.tables import Upload

AT = datetime(2026, 11, 24, 7, tzinfo=UTC)
BOOK = Upload("Списки.xlsx", b"book")


@pytest.fixture(autouse=True)
def home(settings: object, tmp_path: Path) -> Path:
    settings.HOME = tmp_path  # type: ignore[attr-defined]
    return tmp_path


def inside(home: Path) -> list[Path]:
    return sorted(path for path in (home / "imports").rglob("*") if path.is_file())


def test_only_the_owner_finds_it_and_only_for_an_hour(home: Path) -> None:
    held = uploads.hold([BOOK], user_id=7, at=AT)
    found = uploads.find(held.token, user_id=7, at=AT + timedelta(minutes=60))
    assert found == held
    assert found.files() == [BOOK]
    assert uploads.find(held.token, user_id=8, at=AT) is None
    assert uploads.find(held.token, user_id=None, at=AT) is None
    assert uploads.find(held.token, user_id=7, at=AT + timedelta(minutes=61)) is None
    assert inside(home) == []


@pytest.mark.parametrize("token", ["", ".", "..", "../secret-key", "x" * 43, "ы" * 43, "a/" + "b" * 41])
def test_no_token_leads_out_of_the_folder(token: str) -> None:
    assert uploads.find(token, user_id=7, at=AT) is None


def test_nobody_else_on_the_computer_reads_it(home: Path) -> None:
    held = uploads.hold([BOOK], user_id=7, at=AT)
    uploads.add_consents(held, Upload("согласия.xlsx", b"list"))
    folders = [home / "imports", home / "imports" / held.token]
    assert {stat.S_IMODE(path.stat().st_mode) for path in folders} == {0o700}
    assert {stat.S_IMODE(path.stat().st_mode) for path in inside(home)} == {0o600}


def test_choices_and_consents_are_kept(home: Path) -> None:
    held = uploads.hold([BOOK, Upload("б.csv", b"2")], user_id=7, at=AT)
    held = uploads.change(held, school_key="1", school_name="Школа", grades={"12": 11, "": 7})
    held = uploads.add_consents(held, Upload("а.xlsx", b"a"))
    held = uploads.add_consents(held, Upload("б.xlsx", b"b"))
    found = uploads.find(held.token, user_id=7, at=AT)
    assert found == held
    assert (found.grades, found.school_name, found.title) == ({"12": 11, "": 7}, "Школа", "Списки.xlsx и ещё 1")
    assert found.consent_lists() == [Upload("а.xlsx", b"a"), Upload("б.xlsx", b"b")]
    assert uploads.forget_consents(found).consent_lists() == []
    assert len(inside(home)) == 3  # two files and the manifest


def test_a_fourth_upload_of_one_user_drops_the_oldest() -> None:
    mine = [uploads.hold([BOOK], user_id=7, at=AT + timedelta(minutes=i)) for i in range(3)]
    other = uploads.hold([BOOK], user_id=8, at=AT)
    last = uploads.hold([BOOK], user_id=7, at=AT + timedelta(minutes=5))
    left = [one for one in (*mine, last) if uploads.find(one.token, user_id=7, at=AT)]
    assert left == [*mine[1:], last]
    assert uploads.find(other.token, user_id=8, at=AT)


def test_what_was_left_behind_is_swept(home: Path) -> None:
    uploads.hold([BOOK], user_id=7, at=AT)
    (home / "imports" / ("x" * 43)).mkdir()  # a server stopped while taking the files
    uploads.sweep(AT + timedelta(minutes=61))
    assert len(list((home / "imports").iterdir())) == 1  # the clock of the file system is another one
    uploads.sweep(datetime(2100, 1, 1, tzinfo=UTC))
    assert list((home / "imports").iterdir()) == []


def test_a_request_may_be_as_big_as_the_biggest_roster() -> None:
    assert limits.UPLOAD_BYTES < django_settings.UPLOAD_MAX_BYTES
    assert limits.UPLOAD_FILES < django_settings.DATA_UPLOAD_MAX_NUMBER_FILES
