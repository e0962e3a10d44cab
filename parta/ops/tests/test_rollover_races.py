"""Two of the administration pass the year on at the same instant: it is passed on once, and whole."""

from typing import Any

import time_machine
from django.test import Client

from parta.audit.chain import verify
from parta.audit.models import Change
from parta.ops.models import ROLLOVER, ImportRun
from parta.ops.tests.test_rollover import JUNE, PAGE, days, decide, fingerprint
from parta.people.models import ClassMember
from parta.school.models import AcademicYear, SchoolClass
from tests.cast import Cast, make_cast
from tests.races import at_once


def signed_in(cast: Cast, key: str) -> Client:
    client = Client()
    client.force_login(cast.users[key], backend="parta.teaching.backends.SchoolBackend")
    return client


def test_two_apply_and_two_take_back_at_once(database_of_a_school: Any):
    with time_machine.travel(JUNE, tick=True):
        cast = make_cast()
        clients = [signed_in(cast, key) for key in ("deputy", "director")]
        assert days(clients[0], extra="").status_code == 302
        assert decide(clients[0], cast.classes["8Б"].pk, goes="goes", letter="Б", teacher="").status_code == 302
        shown = fingerprint(clients[0])
        assert shown

        def press(client: Client, **data: str) -> Any:
            return lambda: client.post(PAGE, data).status_code

        assert sorted(at_once(*(press(one, do="apply", fingerprint=shown) for one in clients))) == [302, 409]
        assert ImportRun.objects.filter(source=ROLLOVER).count() == 1
        assert Change.objects.filter(action="ops.rollover").count() == 1
        new = AcademicYear.objects.get(starts_on="2027-09-01")
        assert sorted(SchoolClass.objects.filter(year=new).values_list("grade_level", "letter")) == [(8, "А"), (9, "Б")]
        assert ClassMember.objects.filter(school_class__year=new).count() == 3
        assert verify() == []

        assert sorted(at_once(*(press(one, do="undo") for one in clients))) == [302, 409]
        assert not SchoolClass.objects.filter(year=new).exists()
        assert AcademicYear.objects.get(pk=cast.year.pk).closed_at is None
        assert verify() == []
