"""«Приём»: the answers, the pupil with the consents and the parent, or one more on paper [3.2]."""

from collections.abc import Callable
from datetime import date
from typing import Any

from django.test import Client
from django.urls import reverse
from django.utils import timezone

from parta.audit.chain import verify
from parta.audit.models import Change
from parta.people.models import Consent, Guardianship, PaperPupil, Person, Pupil
from parta.school.models import AcademicYear
from parta.teaching.models import Movement
from tests.cast import START, Cast
from tests.pages import fields, refused, said, saved, send

As = Callable[[str], Client]
YES = {"child": "yes", "own": "yes", "health": "yes", "photo": "no", "starts_on": "2026-11-24"}
LEV = {
    "last_name": "Ёлкин", "first_name": "Лев", "birth_date": "2012-05-01", "starts_on": "2026-11-24",
    "given_on": "2026-11-20", "order_number": "41-у", "order_date": "2026-11-23", "paper_number": "7",
    "parent_last_name": "Ёлкина", "parent_first_name": "Ольга", "relation": "мать", "phone": "+7 900 1",
    "basis": "parent", "basis_document": "II-АБ 123456",
}  # fmt: skip


def page(cast: Cast, key: str = "8Б") -> str:
    return reverse("admission", args=[cast.classes[key].pk])


def answer(as_: As, cast: Cast, who: str = "secretary", query: str = "", **changes: str) -> Any:
    return as_(who).post(page(cast) + query, YES | changes)


def people() -> tuple[int, ...]:
    return Person.objects.count(), Pupil.objects.count(), Consent.objects.count()


def test_a_yes_leads_to_the_pupil_with_the_parent(as_: As, cast: Cast):
    asked = answer(as_, cast)
    assert asked.status_code == 302
    assert "?child=yes&own=yes&health=yes&from=2026-11-24" in asked.url
    saved(send(as_("secretary"), asked.url, **LEV))
    pupil = Pupil.objects.get(person__last_name="Ёлкин")
    assert sorted(pupil.person.consents.values_list("scope", "signer", "paper_number")) == [
        ("health", "Ёлкина Ольга, мать", "7"), ("journal", "Ёлкина Ольга, мать", "7"),
    ]  # fmt: skip
    tie = Guardianship.objects.get(pupil=pupil)
    assert (tie.relation, tie.basis, tie.basis_document) == ("мать", "parent", "II-АБ 123456")
    own = tie.guardian.person.consents.get()
    assert (own.scope, own.basis, own.basis_document) == ("journal", "self", "")
    assert Movement.objects.get(pupil=pupil).order_number == "41-у"
    assert pupil.class_members.get().school_class == cast.classes["8Б"]
    assert pupil.courses.count() == 2
    assert verify() == []


def test_without_the_parents_own_consent_the_parent_is_not_kept(as_: As, cast: Cast):
    asked = answer(as_, cast, own="no", health="no", photo="yes")
    opened = fields(as_("secretary"), asked.url)
    assert "parent_last_name" not in opened
    refused(send(as_("secretary"), asked.url, **LEV), "Обязательное поле")  # who signed
    saved(send(as_("secretary"), asked.url, **LEV, signer="Ёлкина О. П., мать"))
    pupil = Pupil.objects.get(person__last_name="Ёлкин")
    assert set(pupil.person.consents.values_list("scope", flat=True)) == {"journal", "photo"}
    assert not Person.objects.filter(last_name="Ёлкина").exists()
    assert not pupil.guardianships.exists()


def test_a_refusal_keeps_nothing_personal(as_: As, cast: Cast):
    before, changes = people(), Change.objects.count()
    typed = {"child": "no", "own": "", "health": "", "photo": "", "last_name": "Отказова", "signer": "Отказова"}
    saved(answer(as_, cast, **typed))
    assert people() == before
    row = PaperPupil.objects.get()
    assert (row.school_class, row.starts_on, row.ends_on) == (cast.classes["8Б"], date(2026, 11, 24), None)
    (change,) = Change.objects.order_by("-pk")[: Change.objects.count() - changes]
    assert change.action == "people.add_paper_pupil"
    assert "Отказова" not in change.payload
    assert "2 ученика + 1 на бумаге" in said(
        as_("secretary").get(reverse("school-class", args=[cast.classes["8Б"].pk]))
    )


def test_every_question_is_answered(as_: As, cast: Cast):
    before = people()
    refused(answer(as_, cast, child=""), "Отметьте ответ")
    refused(answer(as_, cast, photo=""), "Отметьте ответ")
    refused(answer(as_, cast, child="maybe"), "Отметьте ответ")
    refused(answer(as_, cast, child="no", starts_on="2026-08-31"), "вне учебного года")
    refused(answer(as_, cast, child="no", starts_on=""), "Обязательное поле")
    assert (people(), PaperPupil.objects.count()) == (before, 0)
    for odd in ("?paper=abc", "?paper=", "?paper=99999999999999999999"):
        assert as_("secretary").post(page(cast) + odd, YES).status_code == 404
    assert as_("secretary").get(answer(as_, cast).url.replace("2026-11-24", "9999-99-99")).status_code == 200
    # There is no way past the answers.
    address = reverse("new-pupil", args=[cast.classes["8Б"].pk])
    for query in ("", "?child=no", "?child=да"):
        gone = as_("secretary").post(address + query, LEV)
        assert (gone.status_code, gone.url) == (302, page(cast))
    assert people() == before
    for who in ("irina", "olga", "anna", "scheduler"):
        assert as_(who).post(page(cast), YES).status_code == 403
        assert as_(who).post(address + "?child=yes", LEV).status_code == 403


def test_all_of_it_or_nothing(as_: As, cast: Cast):
    before, changes = people(), Change.objects.count()
    address = answer(as_, cast).url
    for wrong, sentence in (
        ({"given_on": "2026-11-25"}, "не может быть подписано завтра"),
        ({"given_on": ""}, "Обязательное поле"),
        ({"order_number": ""}, "Впишите номер приказа"),
        ({"basis": "wardship", "basis_document": ""}, "Впишите документ"),
        ({"starts_on": "2026-08-31"}, "вне учебного года"),
        ({"relation": ""}, "Обязательное поле"),
        ({"email": "не почта"}, "адрес электронной почты"),
    ):
        refused(send(as_("secretary"), address, **(LEV | wrong)), sentence)
    assert (people(), Change.objects.count()) == (before, changes)


def test_the_consent_comes_at_last(as_: As, cast: Cast):
    row = PaperPupil.objects.create(school_class=cast.classes["8Б"], starts_on=START)
    asked = answer(as_, cast, query=f"?paper={row.pk}")
    assert f"paper={row.pk}" in asked.url
    order = {"order_number": "", "order_date": ""}  # in the class from the first day of the year
    refused(send(as_("secretary"), asked.url, **(LEV | order | {"starts_on": "2026-11-19"})), "не раньше дня")
    saved(send(as_("secretary"), asked.url, **(LEV | order)))
    row.refresh_from_db()
    assert row.ends_on == date(2026, 11, 23)
    assert Pupil.objects.get(person__last_name="Ёлкин").class_members.get().starts_on == date(2026, 11, 24)
    # Once only; and the row of another class is nobody's here.
    assert as_("secretary").get(asked.url).status_code == 404
    other = PaperPupil.objects.create(school_class=cast.classes["7А"], starts_on=START)
    assert as_("secretary").get(page(cast) + f"?paper={other.pk}").status_code == 404
    saved(
        answer(
            as_,
            cast,
            query=f"?paper={PaperPupil.objects.create(school_class=cast.classes['8Б'], starts_on=START).pk}",
            child="no",
        )
    )
    assert PaperPupil.objects.filter(school_class=cast.classes["8Б"], ends_on=None).count() == 1


def test_one_on_paper_leaves_or_was_a_mistake(as_: As, cast: Cast):
    row = PaperPupil.objects.create(school_class=cast.classes["8Б"], starts_on=START)
    address = reverse("paper-pupil", args=[row.pk])
    saved(send(as_("secretary"), address, ends_on="2026-11-20"))
    row.refresh_from_db()
    assert row.ends_on == date(2026, 11, 20)
    saved(as_("secretary").post(address, {"remove": "1"}))
    assert not PaperPupil.objects.exists()
    assert verify() == []


def test_a_closed_year_is_only_read(as_: As, cast: Cast):
    row = PaperPupil.objects.create(school_class=cast.classes["8Б"], starts_on=START)
    asked = answer(as_, cast).url
    AcademicYear.objects.update(closed_at=timezone.now())
    before = people()
    refused(answer(as_, cast, child="no"), "год")
    refused(send(as_("secretary"), asked, **LEV), "год")
    refused(send(as_("secretary"), reverse("paper-pupil", args=[row.pk]), ends_on="2026-11-20"), "год")
    assert as_("secretary").post(reverse("paper-pupil", args=[row.pk]), {"remove": "1"}).status_code == 302
    assert (people(), PaperPupil.objects.filter(ends_on=None).count()) == (before, 1)


def test_who_sees_how_many_are_on_paper(as_: As, cast: Cast):
    """CONS-08."""
    PaperPupil.objects.create(school_class=cast.classes["8Б"], starts_on=START)
    class_id, petya = cast.classes["8Б"].pk, cast.pupils["petya"].pk
    for who, address in (
        ("irina", reverse("class-people", args=[class_id])),
        ("irina", reverse("class-consents", args=[class_id])),
        ("irina", reverse("attendance-summary", args=[class_id])),
        ("deputy", reverse("class-people", args=[class_id])),
        ("deputy", reverse("movements")),
        ("deputy", reverse("classes")),
        ("secretary", reverse("school")),
    ):
        assert "на бумаге" in said(as_(who).get(address)), (who, address)
    for who, address in (
        ("olga", reverse("today")),
        ("olga", reverse("journal", args=[cast.courses["algebra"].pk])),
        ("olga", reverse("roll-call", args=[cast.courses["algebra"].pk, cast.lessons["algebra"].pk])),
        ("olga", reverse("search") + "?q=8Б"),
        ("scheduler", reverse("school")),
        ("stranger", reverse("class-people", args=[cast.classes["7А"].pk])),
        ("anna", reverse("diary", args=[petya])),
        ("anna", reverse("diary-marks", args=[petya])),
    ):
        assert "на бумаге" not in said(as_(who).get(address, follow=True)), (who, address)
