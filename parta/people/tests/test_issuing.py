"""Who may give whom a code (CODE-02 to CODE-06), what is printed, what is refused."""

from datetime import UTC, datetime, timedelta
from io import BytesIO

import pypdf
import pytest
from django.test import Client

from parta.accounts.models import User
from parta.audit.models import Change
from parta.people import access
from parta.people.access_lists import class_list, staff_list, waiting_by_class
from parta.people.actions.invitations import issue, prepare, put_in_force, revoke
from parta.people.invitations import code_hash, find
from parta.people.models import Approval, ClassMember, Guardian, Guardianship, Homeroom, Invitation, StaffRole
from parta.people.rules import codes
from parta.school.models import SchoolClass, SchoolPolicy
from parta.school.refusals import Refused
from parta.teaching.actors import actor_of
from parta.teaching.backends import accounts
from tests.cast import START, TODAY, Cast, make_person
from tests.slips import CODE, codes_of, pages_of, pictures_of, squares, type_code

AT = datetime(2026, 11, 24, 7, tzinfo=UTC)
STAFF = {"olga", "irina", "responsible", "secretary", "scheduler", "it_teacher", "stranger"}


normal = codes.normal_code


def actor(cast: Cast, key: str):
    return actor_of(accounts().get(pk=cast.users[key].pk), TODAY)


def keys(cast: Cast, people) -> set[str]:
    names = {user.person.pk: key for key, user in cast.users.items()}
    return {names[one.pk] for one in people}


@pytest.mark.parametrize(
    ("who", "whom"),
    [
        ("director", STAFF | {"deputy"}),
        ("deputy", STAFF),  # neither another deputy nor the director, nor those who have left
        ("irina", set()),
        ("responsible", set()),
        ("secretary", set()),
        ("petya", set()),
    ],
)
def test_chain_of_issue_to_staff(cast: Cast, who: str, whom: set[str]):
    """CODE-03"""
    assert keys(cast, access.staff_to_issue(actor(cast, who))) == whom


def test_a_deputy_of_tomorrow_gets_no_code_from_a_present_one(cast: Cast):
    StaffRole.objects.create(staff=cast.staff["olga"], role="deputy", starts_on=TODAY + timedelta(days=1))
    assert "olga" not in keys(cast, access.staff_to_issue(actor(cast, "deputy")))
    assert "olga" in keys(cast, access.staff_to_issue(actor(cast, "director")))


@pytest.mark.parametrize(
    ("who", "classes"),
    [("irina", {"8Б"}), ("stranger", {"7А"}), ("deputy", {"7А", "8Б"}), ("director", {"7А", "8Б"}), ("olga", set())],
)
def test_chain_of_issue_to_families(cast: Cast, who: str, classes: set[str]):
    """CODE-04"""
    assert {f"{one.grade_level}{one.letter}" for one in access.classes(actor(cast, who))} == classes


def test_people_of_a_class(cast: Cast):
    irina = actor(cast, "irina")
    assert keys(cast, access.pupils_to_issue(irina, cast.classes["8Б"])) == {"petya", "masha"}
    assert keys(cast, access.guardians_to_issue(irina, cast.classes["8Б"])) == {"anna"}
    Guardianship.objects.filter(pupil=cast.pupils["petya"]).update(ends_on=TODAY - timedelta(days=1))
    assert keys(cast, access.guardians_to_issue(irina, cast.classes["8Б"])) == set()


def test_a_parent_who_works_here_gets_the_code_as_staff(cast: Cast):
    """CODE-05"""
    guardian = Guardian.objects.create(person=cast.staff["olga"].person)
    Guardianship.objects.create(guardian=guardian, pupil=cast.pupils["masha"], starts_on=START)
    assert keys(cast, access.guardians_to_issue(actor(cast, "irina"), cast.classes["8Б"])) == {"anna"}
    assert "olga" in keys(cast, access.staff_to_issue(actor(cast, "deputy")))


@pytest.mark.parametrize(("grade_level", "decided", "has"), [(4, False, False), (4, True, True), (5, False, True)])
def test_pupils_of_junior_grades_by_the_decision_of_the_school(cast: Cast, grade_level: int, decided: bool, has: bool):
    """CODE-06"""
    SchoolClass.objects.filter(pk=cast.classes["8Б"].pk).update(grade_level=grade_level)
    SchoolPolicy.objects.update(junior_accounts=decided)
    school_class = SchoolClass.objects.get(pk=cast.classes["8Б"].pk)
    assert access.pupils_to_issue(actor(cast, "irina"), school_class).exists() is has
    assert access.guardians_to_issue(actor(cast, "irina"), school_class).exists()


def test_a_code_is_kept_only_as_a_keyed_hash(cast: Cast):
    (issued,) = issue([cast.staff["olga"].person], by=actor(cast, "deputy"), at=AT)
    row = Invitation.objects.get()
    assert row.code_hash == code_hash(issued.code)
    assert issued.code not in row.code_hash
    assert (row.issued_by, row.expires_at) == (cast.users["deputy"].pk, AT + timedelta(days=30))
    history = " ".join(Change.objects.values_list("payload", flat=True))
    assert history
    assert issued.code not in history
    assert codes.latin(issued.code) not in history
    assert "Соколова" not in history


def test_a_new_code_kills_the_former_one(cast: Cast):
    """CODE-02"""
    olga = cast.staff["olga"].person
    (old,), (new,) = (issue([olga], by=None, at=AT) for _ in range(2))
    assert find(old.code, on=TODAY, at=AT) is None
    assert find(new.code, on=TODAY, at=AT).person == olga
    assert find(new.code, on=TODAY, at=AT + codes.VALID) is None, "a code lives thirty days"
    assert list(Change.objects.order_by("seq").values_list("action", flat=True)) == [
        "people.issue_code", "people.revoke_code", "people.issue_code",
    ]  # fmt: skip


def test_a_code_given_meanwhile_is_not_killed_unseen(cast: Cast):
    olga = cast.staff["olga"].person
    first, second = prepare([olga], at=AT), prepare([olga], at=AT)
    put_in_force(first, by=None, at=AT)
    twice = [*second, *prepare([olga], at=AT)]  # what two writers at one instant come to
    with pytest.raises(Refused, match="в ту же минуту"):
        put_in_force(twice, by=None, at=AT)
    assert find(first[0].code, on=TODAY, at=AT)
    assert Invitation.objects.count() == 1


def test_nobody_gets_in_who_has_left_the_school(cast: Cast):
    (issued,) = issue([cast.staff["former"].person], by=None, at=AT)
    assert find(issued.code, on=TODAY, at=AT) is None


def test_slips_of_the_staff(as_, newcomers, cast: Cast):
    newcomers("olga", "secretary")
    answer = as_("deputy").post("/access/issue/", {"all": "staff"})
    slips, sheet = pages_of(answer)
    assert len(codes_of(answer)) == 2
    assert "attachment" in answer.headers["Content-Disposition"]
    assert answer.headers["Cache-Control"].startswith("no-st")
    for words in (
        "Ольга Викторовна С.",
        "Нина Олеговна М.",
        "секретарь",
        "Школа № 14",
        "testserver/activate",
        "Код действует до 24 декабря",
        "Никому его не",
        "адрес сайта начинается с testserver",
    ):
        assert words in " ".join(slips.split())
    assert "Соколова" not in slips, "a lost slip tells nobody whose it was"
    for words in (
        "Соколова Ольга Викторовна",
        "Ведомость выдачи кодов доступа, сотрудникам",
        "24 ноября 2026",
        "Подпись",
        "Белова Т. И.",
    ):
        assert words in sheet
    assert not CODE.search(sheet), "the issue sheet stays at school"
    assert "Парта № 1 " in " ".join(slips.split()), "the number leads from the slip to its row of the issue sheet"
    expected = [squares(f"http://testserver/activate/#{codes.latin(normal(code))}") for code in codes_of(answer)]
    assert pictures_of(answer) == expected
    # Nobody is left: the second press refuses and kills no code.
    again = as_("deputy").post("/access/issue/", {"all": "staff"}, follow=True)
    assert "Коды выдавать некому" in again.content.decode()
    assert Invitation.objects.filter(revoked_at=None).count() == 2


def test_slips_are_set_in_our_own_font_with_a_code_of_16_points(as_, newcomers):
    newcomers("olga")
    answer = as_("deputy").post("/access/issue/", {"all": "staff"})
    reader = pypdf.PdfReader(BytesIO(answer.content))
    fonts = {
        str(font.get_object()["/BaseFont"]) for page in reader.pages for font in page["/Resources"]["/Font"].values()
    }
    assert fonts
    assert all("GolosText" in name for name in fonts), fonts
    sizes = set()
    reader.pages[0].extract_text(
        visitor_text=lambda text, cm, tm, font, size: sizes.add(round(size * abs(tm[0] or 1))) if text.strip() else None
    )
    assert 16 in sizes


def test_pupils_and_guardians_are_on_separate_sheets(as_, newcomers):
    newcomers("petya", "masha", "anna")
    answer = as_("irina").post(class_address(), {"all": "everybody"})
    pupils, guardians, sheet = pages_of(answer)
    assert "Пётр З." in pupils
    assert "Мария Ё." in pupils
    assert "карточка родителя: мать" in " ".join(guardians.split())
    assert "Пётр З." in guardians, "no parent's name on a slip: it says whose parent gets it"
    assert "Мария" not in guardians
    for page in (pupils, guardians):
        assert "8 «Б», Школа № 14" in page
        assert not any(name in page for name in ("Зайцев", "Ёжикова", "Анна"))
    rows = " ".join(sheet.split())
    assert "мать, ребёнок: Зайцев Пётр" in rows
    assert [rows.index(f"{number} {name}") > 0 for number, name in enumerate(("Ёжикова", "Зайцев П", "Зайцева А"), 1)]
    assert "Ведомость выдачи кодов доступа, 8 «Б»" in " ".join(sheet.split())
    assert "Орлова И. П." in sheet


def class_address() -> str:
    return f"/classes/{SchoolClass.objects.get(grade_level=8).pk}/people/issue/"


@pytest.mark.parametrize(("kind", "number"), [("pupils", 2), ("guardians", 1), ("everybody", 3)])
def test_a_class_teacher_prints_for_a_part_of_the_class(as_, newcomers, kind: str, number: int):
    newcomers("petya", "masha", "anna")
    assert len(codes_of(as_("irina").post(class_address(), {"all": kind}))) == number


def test_eight_slips_to_a_sheet(as_, cast: Cast):
    for number in range(9):
        staff = cast.staff["olga"]
        person = make_person(f"Новикова{number}", "Алла")
        type(staff).objects.create(person=person, starts_on=START)
    answer = as_("deputy").post("/access/issue/", {"all": "staff"})
    pages = [len([1 for line in page.split("\n") if line.startswith("Парта")]) for page in pages_of(answer)]
    assert pages == [8, 1, 0]
    assert len(pictures_of(answer)) == len({str(one) for one in pictures_of(answer)}) == 9


def test_printing_needs_post(as_):
    assert as_("deputy").get("/access/issue/").status_code == 405
    assert Invitation.objects.count() == 0


@pytest.mark.parametrize("number", ["0", "-1", "abc", "9" * 40, "٣"])
def test_a_wrong_person_is_not_found(as_, number: str):
    assert as_("deputy").post("/access/issue/", {"person": number}).status_code == 404
    assert Invitation.objects.count() == 0


def test_no_code_past_the_chain(as_, person):
    for who, whom in (("deputy", "director"), ("deputy", "deputy"), ("director", "director"), ("deputy", "petya")):
        assert as_(who).post("/access/issue/", {"person": person(whom).pk}).status_code == 404
    for whom in ("other", "foreign", "olga", "irina"):
        assert as_("irina").post(class_address(), {"person": person(whom).pk}).status_code == 404
    assert Invitation.objects.count() == 0


def test_resetting_one_password(as_, person):
    answer = as_("deputy").post("/access/issue/", {"person": person("olga").pk})
    assert len(codes_of(answer)) == 1
    assert "придумайте новый" in " ".join(pages_of(answer)[0].split())


def plain(text: str) -> str:
    return text.replace("\u00a0", " ")


def test_states_of_accounts(as_, newcomers, cast: Cast, person):
    newcomers("olga", "secretary", "scheduler")
    issue([person("olga"), person("scheduler")], by=None, at=AT)
    revoke(person("scheduler"), by=actor(cast, "deputy"), at=AT)
    User.objects.filter(pk=cast.users["it_teacher"].pk).update(is_active=False)
    as_("irina")  # signs in
    page = staff_list(actor(cast, "deputy"), "", "", AT)
    found = {row.name.split()[0]: row.account for row in page.rows}
    assert (found["Соколова"].state, plain(found["Соколова"].text)) == ("issued", "выдан 24 ноября, до 24 декабря")
    assert (found["Маслова"].state, found["Маслова"].text) == ("none", "кода нет")
    assert (found["Тихонова"].state, plain(found["Тихонова"].text)) == ("revoked", "код отозван 24 ноября")
    assert (found["Орлова"].state, plain(found["Орлова"].also)) == ("active", "последний вход 24 ноября")
    assert (found["Чужова"].state, found["Чужова"].also) == ("active", "ещё не входил")
    assert found["Юдин"].state == "closed"
    assert not found["Громов"].may_issue
    assert not found["Белова"].may_issue
    assert page.counts == {"none": 1, "issued": 1, "revoked": 1, "active": 5, "closed": 1}
    assert page.without == 1, "a revoked code is given anew by hand"
    (later,) = staff_list(actor(cast, "deputy"), "соколова", "", AT + codes.VALID).rows
    assert (later.account.state, plain(later.account.text)) == ("expired", "код истёк 24 декабря")
    assert staff_list(actor(cast, "deputy"), "", "", AT + codes.VALID).without == 2


def test_families_by_state(as_, newcomers, cast: Cast, person):
    newcomers("petya", "masha", "anna")
    irina, school_class = actor(cast, "irina"), cast.classes["8Б"]
    issue([person("anna")], by=None, at=AT)
    assert class_list(irina, school_class, "", AT).counts == {"none": 2, "issued": 1}
    (family,) = class_list(irina, school_class, "issued", AT).pupils
    assert (family.pupil.name, family.number) == ("Зайцев Пётр", 2)
    page = as_("irina").get(f"/classes/{school_class.pk}/people/?state=issued").content.decode()
    assert "Зайцев Пётр" in page
    assert "Ёжикова" not in page
    Guardianship.objects.update(reads_diary=False, limit_document="решение суда")
    assert class_list(irina, school_class, "", AT).counts == {"none": 2, "closed": 1}
    assert as_("irina").post(class_address(), {"person": person("anna").pk}).status_code == 404


def test_a_code_is_taken_back_and_none_takes_its_place(as_, newcomers, person, cast: Cast):
    newcomers("anna", "olga")
    (anna, olga) = issue([person("anna"), person("olga")], by=None, at=AT)
    address = class_address().replace("issue", "revoke")
    for who, where, whom in (
        ("irina", address, "foreign"),
        ("irina", address, "olga"),
        ("deputy", "/access/revoke/", "anna"),
        ("deputy", "/access/revoke/", "director"),
    ):
        assert as_(who).post(where, {"person": person(whom).pk}).status_code == 404
    assert as_("secretary").post(address, {"person": person("anna").pk}).status_code == 403
    assert type_code(Client(), anna.code[:4] + " " + anna.code[4:8] + " " + anna.code[8:]).status_code == 302
    page = as_("irina").post(address, {"person": person("anna").pk}, follow=True).content.decode()
    assert "Код отозван: Зайцева Анна" in page
    assert find(anna.code, on=TODAY, at=AT) is None
    assert find(olga.code, on=TODAY, at=AT), "nobody else's"
    again = as_("irina").post(address, {"person": person("anna").pk}, follow=True).content.decode()
    assert "нет кода, который ещё действует" in again
    bulk = as_("irina").post(class_address(), {"all": "guardians"}, follow=True)
    assert "Коды выдавать некому" in bulk.content.decode(), "not given anew by the way"
    assert len(codes_of(as_("irina").post(class_address(), {"person": person("anna").pk}))) == 1


def test_slips_of_the_whole_school_need_two(as_, newcomers, cast: Cast, person):
    """CODE-09"""
    newcomers("petya", "anna", "other", "foreign")
    Guardianship.objects.create(
        guardian=Guardian.objects.get(person=person("anna")), pupil=cast.pupils["other"], starts_on=START
    )
    deputy, director = as_("deputy"), as_("director")
    assert as_("irina").post("/access/school/", {"reason": "начало года"}).status_code == 403
    assert "Напишите причину" in deputy.post("/access/school/", {"reason": ""}, follow=True).content.decode()
    assert "Просьба записана" in deputy.post("/access/school/", {"reason": "начало года"}, follow=True).content.decode()
    approval = Approval.objects.get()
    take = f"/access/school/{approval.pk}/"
    assert deputy.post(take).status_code == 404, "not decided yet"
    assert director.post(f"/approvals/{approval.pk}/decide/", {"answer": "yes"}).status_code == 302
    assert director.post(take).status_code == 404, "only the asker takes them"
    assert take in deputy.get("/approvals/").content.decode()
    answer = deputy.post(take)
    *slips, sheet = pages_of(answer)
    assert (len(codes_of(answer)), len(slips)) == (4, 3), "a mother of two classes once; each group on its own sheets"
    assert not any(name in " ".join(slips) for name in ("Зайцев", "Сканарейкин"))
    assert "Ведомость выдачи кодов доступа, вся школа" in sheet
    newcomers("masha")
    assert "уже скачана" in deputy.post(take, follow=True).content.decode()
    assert Invitation.objects.count() == 4


def test_an_acting_class_teacher_stands_in(as_, newcomers, cast: Cast, person):
    newcomers("petya")
    assert as_("olga").post(class_address(), {"all": "pupils"}).status_code == 403
    order = {"starts_on": TODAY, "ends_on": TODAY, "acting": True, "order_number": "12"}
    Homeroom.objects.create(school_class=cast.classes["8Б"], staff=cast.staff["olga"], **order)
    answer = as_("olga").post(class_address(), {"all": "pupils"})
    assert len(codes_of(answer)) == 1
    assert "Соколова О. В." in pages_of(answer)[-1]
    Homeroom.objects.filter(acting=True).update(starts_on=TODAY - timedelta(days=2), ends_on=TODAY - timedelta(days=1))
    assert as_("olga").post(class_address(), {"all": "pupils"}).status_code == 403


def test_a_school_that_closes_the_accounts_of_junior_grades(as_, cast: Cast, person):
    """CODE-06: whoever is in is out at the next request, and a code opens nothing."""
    SchoolPolicy.objects.update(junior_accounts=True)
    SchoolClass.objects.filter(pk=cast.classes["8Б"].pk).update(grade_level=2)
    petya, diary = as_("petya"), f"/diary/{cast.pupils['petya'].pk}/"
    (masha,) = issue([person("masha")], by=None, at=AT)
    assert petya.get(diary).status_code == 200
    SchoolPolicy.objects.update(junior_accounts=False)
    assert petya.get("/").status_code == 403, "nothing is open to him any more"
    assert petya.get(diary).status_code == 302, "signed out"
    assert as_("anna").get(diary).status_code == 200, "the mother reads on"
    assert find(masha.code, on=TODAY, at=AT) is None
    states = class_list(actor(cast, "deputy"), SchoolClass.objects.get(grade_level=2), "", AT).counts
    assert states == {"active": 1, "closed": 2}
    SchoolPolicy.objects.update(junior_accounts=True)
    assert as_("petya").get(diary).status_code == 200


@pytest.mark.parametrize(
    ("text", "state", "names"),
    [
        ("соколова", "", ["Соколова"]),
        ("ЕЛКИН", "", ["Ёлкин"]),
        ("", "none", ["Маслова"]),
        ("нет такой", "", []),
        ("", "нет такого состояния", None),
    ],
)
def test_search_in_the_list_of_staff(newcomers, cast: Cast, text: str, state: str, names: list[str] | None):
    newcomers("secretary")
    found = [row.name.split()[0] for row in staff_list(actor(cast, "deputy"), text, state, AT).rows]
    assert found == (names if names is not None else [
        "Белова", "Громов", "Ёлкин", "Маслова", "Орлова", "Соколова", "Тихонова", "Чужова", "Юдин",
    ])  # fmt: skip


def test_pages_of_access(as_, newcomers, cast: Cast):
    newcomers("petya", "anna")
    page = as_("deputy").get("/access/").content.decode()
    assert "Соколова Ольга Викторовна" in page
    assert "Бывшева" not in page
    own = as_("irina").get("/my-class/", follow=True).content.decode()
    assert "Зайцев Пётр" in own
    assert "Зайцева Анна Сергеевна" in own
    assert "Сканарейкин" not in own
    assert "canary" not in own


def test_lists_cost_the_same_whatever_their_length(cast: Cast, count_queries):
    deputy, school_class = actor(cast, "deputy"), cast.classes["8Б"]
    with count_queries() as queries:
        staff_list(deputy, "", "", AT)
    assert len(queries()) == 3
    with count_queries() as queries:
        class_list(deputy, school_class, "", AT)
    assert len(queries()) <= 6


def test_a_teacher_of_no_class_has_no_list(as_, cast: Cast):
    assert as_("olga").get("/my-class/").status_code == 403
    assert as_("").get("/my-class/").status_code == 302
    assert Client().post("/access/issue/", {"all": "staff"}).status_code == 302


def test_the_office_sees_in_which_classes_people_still_wait(as_, newcomers, cast: Cast, person):
    newcomers("petya", "masha", "anna", "other")
    second = Guardian.objects.get(person=person("anna"))
    Guardianship.objects.create(guardian=second, pupil=cast.pupils["masha"], starts_on=START)  # counted once
    seven, eight = cast.classes["7А"].pk, cast.classes["8Б"].pk
    moved = {"starts_on": START - timedelta(days=9), "ends_on": START - timedelta(days=1)}
    ClassMember.objects.create(pupil=cast.pupils["petya"], school_class=cast.classes["7А"], **moved)  # long ago
    deputy = actor(cast, "deputy")
    assert waiting_by_class(deputy, AT) == {seven: 1, eight: 3}
    issue([person("petya")], by=None, at=AT)
    assert waiting_by_class(deputy, AT) == {seven: 1, eight: 2}
    assert waiting_by_class(deputy, AT + codes.VALID) == {seven: 1, eight: 3}
    SchoolClass.objects.filter(pk=eight).update(grade_level=3)
    assert waiting_by_class(deputy, AT) == {seven: 1, eight: 1}, "only the mother: pupils of grade 3 have no accounts"
    assert "<small>1</small>" in as_("deputy").get("/access/").content.decode()
