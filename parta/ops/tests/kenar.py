"""A pupil of 8Б and his mother of whose personal data each piece carries a canary, wherever the product keeps it."""

import json
from typing import Any

from django.db import transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from parta.accounts.models import Session, TrustedDevice
from parta.audit.chain import Event, record
from parta.core import dates
from parta.core.actor import Actor
from parta.files.actions import check, keep
from parta.journal.models import (
    AbsenceNotice,
    AbsenceReason,
    BehaviourNote,
    Cell,
    FinalMark,
    FormerMark,
    Mark,
    PersonalTask,
    ReasonCell,
    Work,
    WorkKind,
)
from parta.notices.models import Notice
from parta.ops import uploads
from parta.ops.importing.writing import columns
from parta.ops.models import ExternalId, ImportItem, ImportRun
from parta.ops.roster.tables import Upload
from parta.people.cards import change_person
from parta.people.models import CardProposal, Consent, Guardian, Invitation, Person, ProfileReview
from parta.school.changes import facts
from parta.teaching.models import CourseMember, Division, DivisionPlace, Exemption, Lesson, Movement
from tests.cast import START, TODAY, Cast, make_guardian, make_pupil

# In any case and in JSON's escapes: «кенар», "kenar".
CANARIES = ("кенар", "kenar", "\\u043a\\u0435\\u043d\\u0430\\u0440", "\\u041a\\u0435\\u043d\\u0430\\u0440")


def found_in(content: bytes) -> list[str]:
    """Canaries in a page, a file, a dump."""
    wanted = [one.encode() for word in CANARIES for one in (word, word.upper(), word.capitalize())]
    return [one.decode() for one in wanted if one in content]


def contacts(who: str) -> dict[str, Any]:
    return {"email": f"kenar-{who}@example.org", "phone": f"+7000kenar{who}", "note": f"кенар: заметка {who}"}


def make_kenar(cast: Cast) -> None:
    """The pupil «kenar» with his mother «kenara», who has no other child here."""
    pupil = make_pupil(cast, "kenar", ("Кенаров", "Кенарь", "Кенарович"), "8Б", birth_date=START, **contacts("p"))
    make_guardian(cast, "kenara", ("Кенарова", "Кенара", "Кенаровна"), "kenar", birth_date=START, **contacts("g"))
    mother = Guardian.objects.get(person__last_name="Кенарова")
    Consent.objects.create(person=mother.person, given_on=START, signer="Кенарова К.", paper_number="kenar-2")
    _consent_with_scan(pupil.person)
    for key in ("algebra", "russian"):
        CourseMember.objects.create(course=cast.courses[key], pupil=pupil, starts_on=START)
    _access(cast, pupil.person)
    _journal(cast, pupil)
    _around(cast, pupil, mother)
    _history(cast, pupil, mother)
    _imported(cast, pupil, mother)


def _consent_with_scan(person: Person) -> None:
    with transaction.atomic():
        scan = keep([check("Кенар.txt", "Согласие: Кенаров Кенарь".encode())], by=None, at=dates.now())[0]
    person.consents.update(signer="Кенарова К. К.", paper_number="kenar-1", scan=scan, basis_document="кенар, св-во")


def _access(cast: Cast, person: Person) -> None:
    now = timezone.now()
    Invitation.objects.create(person=person, code_hash="kenar-hash", issued_at=now, expires_at=now)
    user = cast.users["kenar"]
    TrustedDevice.objects.create(user=user, token_hash="1", label="Кенар, Chrome", since=now, until=now)
    Session.objects.create(
        session_key="kenar-session", session_data="kenar", expire_date=now, user_id=user.pk, created_at=now, seen_at=now
    )
    for one in (user, cast.users["irina"]):
        Notice.objects.create(user=one, at=now, kind="x", text="Кенаров Кенарь: новый телефон", url="/kenar/")


def _journal(cast: Cast, pupil: Any) -> None:
    now, lesson = timezone.now(), cast.lessons["algebra"]
    work = Work.objects.create(lesson=lesson, kind=WorkKind.objects.get(code="УО"), weight=1)
    cell = Cell.objects.create(lesson=lesson, pupil=pupil, comment="кенар: не готов", updated_at=now)
    Mark.objects.create(cell=cell, work=work, value=5, uncounted="кенар: пересдача")
    PersonalTask.objects.create(lesson=lesson, pupil=pupil, text="кенар: № 12")
    reason = AbsenceReason.objects.create(
        pupil=pupil, starts_on=TODAY, code="б", document="kenar-справка", noted_at=now
    )
    ReasonCell.objects.create(reason=reason, cell=cell, version=1)
    AbsenceNotice.objects.create(pupil=pupil, starts_on=TODAY, ill=True, text="кенар болеет", sent_at=now)
    BehaviourNote.objects.create(
        pupil=pupil, lesson=lesson, text="кенар шумел", family_text="кенар: поговорите", written_at=now
    )
    FormerMark.objects.create(
        pupil=pupil, year=cast.year, subject=cast.courses["algebra"].subject, value=4, work="кенар", given_on=START,
        school="школа кенар", noted_at=now,
    )  # fmt: skip
    FinalMark.objects.create(
        pupil=pupil, year=cast.year, subject=cast.courses["algebra"].subject, kind="year", value=5, given_on=TODAY,
        brought_from="дневник кенар", reason="кенар старается", set_at=now,
    )  # fmt: skip


def _around(cast: Cast, pupil: Any, mother: Guardian) -> None:
    now = timezone.now()
    mother.guardianships.update(relation="кенар-мать", basis_document="kenar-b", limit_document="kenar-l")
    Exemption.objects.create(pupil=pupil, course=cast.courses["algebra"], document="kenar-осв", starts_on=START)
    Movement.objects.create(
        pupil=pupil, kind="arrived", date=START, order_number="kenar-у", order_date=START, other_school="кенар-школа",
        to_class=cast.classes["8Б"], noted_at=now,
    )  # fmt: skip
    period = cast.year.periods.order_by("starts_on").first()
    division = Division.objects.create(
        school_class=cast.classes["8Б"], subject=cast.courses["algebra"].subject, period=period
    )
    DivisionPlace.objects.create(division=division, pupil=pupil, reason="кенар на дому")
    ProfileReview.objects.create(pupil=pupil, month=START, reviewed_at=now)
    CardProposal.objects.create(
        pupil=pupil, person=mother.person, field="phone", value="+7kenar", sent_by=cast.users["kenara"].pk, sent_at=now
    )


def _history(cast: Cast, pupil: Any, mother: Guardian) -> None:
    """Lines as the actions write them, also about objects that aren't the pupil's own."""
    by, now = Actor(on=TODAY, user_id=cast.users["deputy"].pk), dates.now()
    rows = [pupil.person, mother.person, pupil, *Cell.objects.filter(pupil=pupil), *mother.guardianships.all()]
    wrote = [{"pupil": pupil.pk, "absence": "б кенар"}, {"pupil": cast.pupils["masha"].pk, "absence": ""}]
    division = Division.objects.get()
    with transaction.atomic():
        record([Event("test.made", one, None, facts(one)) for one in rows], by=by, at=now)
        record(
            [Event("journal.roll_call", Lesson(pk=cast.lessons["algebra"].pk), None, {"wrote": wrote})], by=by, at=now
        )
        record([Event("teaching.divide", division, {"places": {str(pupil.pk): "кенар"}}, {})], by=by, at=now)
    values = {name: getattr(pupil.person, name) for name in ("last_name", "first_name", "patronymic", "birth_date")}
    change_person(pupil.person, values | {"phone": "+7111kenar"}, by=by, at=now)
    client = Client()
    client.force_login(cast.users["olga"], backend="parta.teaching.backends.SchoolBackend")
    edit = {
        "op_id": "kenar-op",
        "lesson": cast.lessons["algebra"].pk,
        "pupil": pupil.pk,
        "value": "77",
        "base_version": 1,
    }
    answer = client.post(
        reverse("journal-cells", args=[cast.courses["algebra"].pk]),
        {"edits": [edit], "period": ""},
        content_type="application/json",
        headers={"accept": "application/json"},
    )
    assert found_in(json.dumps(answer.json(), ensure_ascii=False).encode())  # a kept answer with the name


def _imported(cast: Cast, pupil: Any, mother: Guardian) -> None:
    now = timezone.now()
    run = ImportRun.objects.create(source="book", title="Списки.xlsx", digest="", counts={}, applied_at=now)
    for number, one in enumerate((pupil.person, mother.person, pupil)):
        ImportItem.objects.create(
            run=run, position=number, model=one._meta.label, object_id=one.pk, before=None, after=columns(one)
        )
    for kind, pk in (("pupil", pupil.pk), ("guardian", mother.pk)):
        ExternalId.objects.create(source="book", kind=kind, key="8Б/Кенаров", object_id=pk, run=run)
    roster = Upload("Кенар.csv", "Фамилия;Имя\r\nКенаров;Кенарь\r\n".encode())
    uploads.hold([roster], user_id=cast.users["deputy"].pk, at=dates.now())
