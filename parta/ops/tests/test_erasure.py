"""«A withdrawn pupil's canaries are absent from database, files, new backups, search, exports and logs» (issue 5)."""

import json
import logging
import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest
from django.apps import apps
from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.urls import reverse

from parta.audit import chain
from parta.audit.models import Change
from parta.core import dates
from parta.core.actor import Actor
from parta.core.roles import Role
from parta.ops.erasure import erasing, ledger, withdrawing
from parta.ops.erasure.tables import CATEGORIES
from parta.ops.exporting.actions import export_consents, export_set
from parta.ops.tests.kenar import found_in, make_kenar
from parta.people.models import (
    Approval,
    DestructionAct,
    Guardian,
    Guardianship,
    PaperPupil,
    Person,
    Pupil,
    StaffMember,
    Withdrawal,
)
from parta.teaching.backends import SchoolBackend
from tests.access_table import COMMON, TABLE
from tests.cast import PASSWORD, START, TODAY, Cast, make_cast
from tests.pages import refused, said, saved, send
from tests.slips import text_of
from tests.test_access_matrix import PATTERNS, has_parameters

HOME = Path(settings.HOME)


@pytest.fixture
def school(database_of_a_school: Any) -> Iterator[Cast]:
    """The cast with the canary pupil, in a database as a school has it."""
    shutil.rmtree(HOME / "files", ignore_errors=True)
    (HOME / "erased.jsonl").unlink(missing_ok=True)
    cast = make_cast()
    make_kenar(cast)
    yield cast
    (HOME / "erased.jsonl").unlink(missing_ok=True)


# Everybody who could see the pupil before.
CROWD = ("olga", "irina", "deputy", "secretary", "responsible", "scheduler", "anna")


def client_of(cast: Cast, key: str) -> Client:
    client = Client()
    client.force_login(cast.users[key], backend="parta.teaching.backends.SchoolBackend")
    return client


def acting(cast: Cast, key: str) -> Actor:
    user = cast.users[key]
    roles = frozenset({Role(key)}) if key in {"deputy", "director"} else frozenset()
    return Actor(on=TODAY, user_id=user.pk, person_id=user.person.pk, roles=roles)


def withdraw(cast: Cast, pupil: str = "kenar") -> Withdrawal:
    address = reverse("withdraw-pupil", args=[cast.pupils[pupil].pk])
    saved(send(client_of(cast, "deputy"), address, received_on=TODAY, channel="personal"))
    return Withdrawal.objects.get(undone_at=None, erased_at=None)


def ask(cast: Cast, row: Withdrawal) -> Approval:
    deputy = client_of(cast, "deputy")
    assert deputy.post(reverse("withdrawal-papers", args=[row.pk])).status_code == 200
    answer = deputy.post(reverse("withdrawal", args=[row.pk]), {"reason": "Отзыв, просит Кенарова", "was": "{}"})
    saved(answer)
    return Approval.objects.get(object_id=row.pk, decided_at=None)


def decide(cast: Cast, key: str, approval: Approval) -> Any:
    address = reverse("decide-approval", args=[approval.pk])
    return client_of(cast, key).post(address, {"answer": "yes"}, follow=True)


def erase(cast: Cast, row: Withdrawal) -> DestructionAct:
    decide(cast, "director", ask(cast, row))
    return DestructionAct.objects.get(withdrawal=row)


def dump() -> bytes:
    """Everything the database holds: its own dump, and on SQLite the bytes of its files, whatever lies between rows."""
    if connection.vendor == "postgresql":
        where = connection.settings_dict
        command = ["pg_dump", "-h", where["HOST"], "-U", where["USER"], where["NAME"]]
        return subprocess.run(command, check=True, capture_output=True).stdout
    name = Path(connection.settings_dict["NAME"])
    return b"".join(one.read_bytes() for one in name.parent.glob(f"{name.name}*"))


def files() -> bytes:
    return b"".join(
        one.name.encode() + one.read_bytes() for one in HOME.rglob("*") if one.is_file() and "static" not in one.parts
    )


def exports() -> bytes:
    found = b""
    for content in (export_set(by=None, at=dates.now()), export_consents(by=None, at=dates.now())):
        with ZipFile(BytesIO(content)) as archive:
            found += b"".join(archive.read(name) for name in archive.namelist())
    return found


def addresses(cast: Cast) -> Iterator[str]:
    for name, pattern in PATTERNS.items():
        if not has_parameters(pattern):
            yield reverse(name)
            continue
        rows = [TABLE[name].own, TABLE[name].foreign] if name in TABLE else [COMMON[name]]
        yield from (reverse(name, kwargs=row(cast)) for row in rows)
    yield from (f"{reverse('search')}?q=кена", f"{reverse('pupils')}?q=Кена")


def test_a_withdrawn_pupil_is_on_no_page(school: Cast):
    before = client_of(school, "irina").get(reverse("journal", args=[school.courses["russian"].pk]))
    assert found_in(before.content)  # the canaries do show
    pupil_id = school.pupils["kenar"].pk
    row = withdraw(school)
    allowed = {reverse("withdrawals"), reverse("withdrawal", args=[row.pk])}
    for key in CROWD:
        client = client_of(school, key)
        for address in addresses(school):
            answer = client.get(address, follow=True)
            body = b"".join(answer.streaming_content) if answer.streaming else answer.content
            if key in {"deputy", "director"} and (address in allowed or answer.request["PATH_INFO"] in allowed):
                continue
            assert found_in(body) == [], f"{key} → {address}"
        for name in ("pupil-card", "pupil-marks", "transfer-sheet", "diary", "withdraw-pupil", "readmit-pupil"):
            assert client.get(reverse(name, args=[pupil_id])).status_code in {403, 404}, f"{key} → {name}"
    assert found_in(exports()) == []
    assert found_in(files()) == []
    assert found_in(said(client_of(school, "deputy").get(reverse("withdrawals"))).encode())
    assert chain.verify() == []


def test_access_ends_at_once_and_comes_back_with_an_undone_withdrawal(school: Cast):
    family = {key: client_of(school, key) for key in ("kenar", "kenara")}
    for client in family.values():
        assert client.get("/", follow=True).status_code == 200
    before = {label: rows_of(label) for label in CATEGORIES}
    row = withdraw(school)
    for client in family.values():
        assert client.get("/").url.startswith(reverse("login"))
    assert SchoolBackend().authenticate(None, login="kenar", password=PASSWORD) is None
    assert PaperPupil.objects.get().school_class == school.classes["8Б"]
    saved(client_of(school, "deputy").post(reverse("undo-withdrawal", args=[row.pk])))
    for label in CATEGORIES:
        assert rows_of(label) == before[label], label
    assert not PaperPupil.objects.exists()
    assert SchoolBackend().authenticate(None, login="kenar", password=PASSWORD)
    assert found_in(files())  # the scan is back
    assert chain.verify() == []
    assert Withdrawal.objects.get().sealed is None
    withdraw(school)  # and it can be withdrawn in earnest


def rows_of(label: str) -> list[str]:
    """All rows of a table, but for the last sign-ins of those who work with the pages."""
    if not apps.is_installed(f"parta.{label.split('.')[0]}"):
        return []
    rows = apps.get_model(label)._base_manager.values()
    return sorted(repr({name: value for name, value in row.items() if name != "last_login"}) for row in rows)


def test_erased_by_two_and_nothing_is_left(school: Cast, caplog: pytest.LogCaptureFixture, capfd: Any):
    caplog.set_level(logging.DEBUG)
    assert found_in(dump())
    assert found_in(files())
    row = withdraw(school)
    deputy, director = client_of(school, "deputy"), client_of(school, "director")
    address = reverse("withdrawal", args=[row.pk])
    refused(deputy.post(address, {"reason": "срок"}), "Сначала скачайте и распечатайте отметки ученика")
    papers = text_of(deputy.post(reverse("withdrawal-papers", args=[row.pk])).content)
    assert "Кенаров Кенарь" in papers
    assert "Алгебра" in papers
    approval = ask(school, row)
    draft = " ".join(text_of(director.get(reverse("draft-act", args=[row.pk])).content).split())
    for words in (
        f"Акт № {row.pk} об уничтожении", "Кенаров Кенарь Кенарович", "Кенарова Кенара", "Средняя школа № 14", "Парта",
        "отзыв согласия", "отметки и записи в журналах", "сведения о здоровье", "Белова", "Громов",
        "people.change_person",
    ):  # fmt: skip
        assert words in draft, words
    assert "Стереть данные: Кенаров Кенарь" in said(director.get(reverse("approvals")))
    assert "Вы сами об этом просили" in said(decide(school, "deputy", approval))
    assert found_in(dump())
    assert "Разрешено" in said(decide(school, "director", approval))

    assert found_in(dump()) == []
    assert found_in(files()) == []
    assert found_in(exports()) == []
    assert found_in(caplog.text.encode()) == []
    assert found_in("".join(capfd.readouterr()).encode()) == []
    assert chain.verify() == []
    act = DestructionAct.objects.get()
    kept = " ".join(text_of(director.get(reverse("destruction-act", args=[act.pk])).content).split())
    assert f"субъект № {row.person_id_was}" in kept
    assert "Белова" in kept
    assert "Громов" in kept
    assert not found_in(kept.encode())
    for name in ("withdrawals", "destruction-acts"):
        assert not found_in(director.get(reverse(name)).content)
    director.post(reverse("forget-act", args=[act.pk]))
    assert DestructionAct.objects.exists()  # for three years
    undone = deputy.post(reverse("undo-withdrawal", args=[row.pk]), follow=True)
    assert "Данные уже стёрты" in said(undone)
    # The others of the class keep theirs.
    assert client_of(school, "irina").get(reverse("journal", args=[school.courses["russian"].pk])).status_code == 200
    assert Pupil.objects.filter(pk=school.pupils["masha"].pk).exists()


def test_the_history_page_and_a_roll_call_live_on(school: Cast):
    erase(school, withdraw(school))
    olga, course, lesson = client_of(school, "olga"), school.courses["algebra"].pk, school.lessons["algebra"].pk
    assert olga.get(reverse("journal-history", args=[course])).status_code == 200
    assert olga.post(reverse("roll-call-undo", args=[course, lesson]), "{}", content_type="application/json")


def copy_of_the_database(target: Path) -> None:
    with closing(sqlite3.connect(target)) as file:
        connection.ensure_connection()
        connection.connection.backup(file)


needs_sqlite = pytest.mark.skipif("sqlite" not in settings.DATABASES["default"]["ENGINE"], reason="copies a file")


@needs_sqlite
@pytest.mark.parametrize("taken", ["before the withdrawal", "before the erasure"])
def test_an_older_copy_of_the_database_brings_nobody_back(school: Cast, tmp_path: Path, taken: str):
    copy = tmp_path / "copy"
    if taken == "before the withdrawal":
        copy_of_the_database(copy)
    row = withdraw(school)
    if taken == "before the erasure":
        copy_of_the_database(copy)
    number = erase(school, row).number
    connection.close()
    shutil.copy(copy, connection.settings_dict["NAME"])
    assert found_in(dump())
    call_command("erase", "--again")
    assert found_in(dump()) == []
    assert chain.verify() == []
    assert DestructionAct.objects.get().number == number
    assert Change.objects.filter(action="people.erase").exists()
    assert not Person.objects.filter(last_name="Кенаров").exists()
    assert SchoolBackend().authenticate(None, login="kenar", password=PASSWORD) is None
    assert erasing.again(at=dates.now()) == 0


def test_a_withdrawal_undone_after_a_crash_is_not_erased_later(school: Cast):
    """The list had it, the commit never came, and then the withdrawal turned out to be a mistake."""
    row = withdraw(school)
    kept = json.loads(row.sealed or "")
    ledger.append(
        ledger.Line(ledger.ERASED, row.person_id_was, kept["people"], kept["first"], 1, dates.now().isoformat())
    )
    withdrawing.undo(row, by=acting(school, "deputy"), at=dates.now())
    assert erasing.again(at=dates.now()) == 0
    assert Pupil.objects.filter(pk=school.pupils["kenar"].pk).exists()


def test_a_number_that_is_somebody_elses_by_now_is_left_alone(school: Cast):
    stranger = school.pupils["masha"].person
    ledger.append(
        ledger.Line(
            ledger.ERASED, stranger.pk, [stranger.pk], {str(stranger.pk): "another life"}, 7, dates.now().isoformat()
        )
    )
    assert erasing.again(at=dates.now()) == 0
    assert Person.objects.filter(pk=stranger.pk).exists()


def test_a_guardian_with_another_child_or_a_job_stays(school: Cast):
    """Анна has Петя alone and is now a teacher as well; «foreign» has a second child."""
    anna = school.users["anna"].person
    StaffMember.objects.create(person=anna, starts_on=START)
    Guardianship.objects.create(
        guardian=school.users["foreign"].person.guardian, pupil=school.pupils["petya"], starts_on=START
    )
    shown = said(client_of(school, "deputy").get(reverse("withdraw-pupil", args=[school.pupils["petya"].pk])))
    assert "Зайцева Анна Сергеевна: остаётся сотрудником" in shown
    assert "Сканарейкина Ольга Ивановна: остаётся, здесь учатся и другие дети" in shown
    withdraw(school, "petya")
    assert not Guardian.objects.filter(person=anna).exists()
    assert client_of(school, "anna").get(reverse("today")).status_code == 200
    assert Guardianship.objects.get(guardian__person__user=school.users["foreign"]).pupil == school.pupils["other"]


def test_dates_and_rights_of_a_withdrawal(school: Cast):
    address = reverse("withdraw-pupil", args=[school.pupils["kenar"].pk])
    for key in ("irina", "secretary", "kenara"):
        assert client_of(school, key).get(address).status_code == 403
    deputy = client_of(school, "deputy")
    refused(send(deputy, address, received_on="2026-11-25", channel="post"), "не может быть получен завтра")
    refused(send(deputy, address, received_on="2025-11-25", channel="post"), "больше двух месяцев назад")
    assert not Withdrawal.objects.exists()


DIES = """
import os, signal, sys
import django
django.setup()
from parta.core import dates
from parta.ops.erasure import erasing, ledger, storage
from parta.people.models import Approval, Withdrawal
from django.db import transaction

def die(*args, **kwargs):
    os.kill(os.getpid(), signal.SIGKILL)

listed = ledger.append
point = sys.argv[1]
if point == "before the list":
    storage.announce = die
elif point == "after the list":
    ledger.append = lambda line: (listed(line), die())
elif point == "after the commit":
    storage.sweep = die
with transaction.atomic():
    erasing.erase(Withdrawal.objects.get(), (1, 2), by=None, at=dates.now())
"""


@pytest.mark.parametrize("point", ["before the list", "after the list", "after the commit"])
def test_a_killed_erasure_is_whole_or_not_at_all(school: Cast, point: str):
    """kill -9 in the middle: what the list has is finished by the next start, what it hasn't is as it was."""
    row = withdraw(school)
    connection.close()
    where = connection.settings_dict
    url = f"sqlite://{where['NAME']}"
    if connection.vendor == "postgresql":
        url = f"postgresql://{where['USER']}@/{where['NAME']}?host={where['HOST']}"
    env = os.environ | {"PARTA_DATABASE_URL": url, "DJANGO_SETTINGS_MODULE": "tests.settings"}
    died = subprocess.run([sys.executable, "-c", DIES, point], env=env, capture_output=True, text=True, check=False)
    assert died.returncode == -9, died.stderr
    row.refresh_from_db()
    assert (row.erased_at is None) == (row.sealed is not None) == (point != "after the commit")
    assert bool(found_in(dump())) == (point != "after the commit")
    assert erasing.again(at=dates.now()) == (point == "after the list")
    assert chain.verify() == []
    if point == "before the list":
        saved(client_of(school, "deputy").post(reverse("undo-withdrawal", args=[row.pk])))
        assert Person.objects.filter(last_name="Кенаров").exists()
        return
    assert found_in(dump()) == []
    assert DestructionAct.objects.count() == 1
    assert erasing.again(at=dates.now()) == 0
