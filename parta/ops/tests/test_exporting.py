"""The school goes out as OneRoster 1.2 and comes back the same; the set keeps the rules of the standard."""

import io
import re
import zipfile
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse

from parta.audit.chain import verify
from parta.audit.models import Change, Reading
from parta.core import dates
from parta.core.roles import Role
from parta.ops.exporting.actions import export_consents, export_set
from parta.ops.exporting.school import read_school
from parta.ops.importing.apply import apply_roster, check
from parta.ops.importing.draft import Rights
from parta.ops.importing.parts import Action
from parta.ops.roster import oneroster_ours
from parta.ops.roster.consents import with_consents
from parta.ops.roster.read import read_consents, read_upload
from parta.ops.roster.rows import Place, Roster
from parta.ops.roster.tables import Upload
from parta.ops.tests.test_importing_sets import big
from parta.people.models import (
    Approval,
    ClassMember,
    Consent,
    Guardian,
    Guardianship,
    Homeroom,
    Pupil,
    StaffMember,
    StaffRole,
)
from parta.school.classes import class_sort_key
from parta.school.models import AcademicYear, Period, Scale, School, SchoolClass, Subject
from parta.teaching.actions.courses import derived
from parta.teaching.models import Course, CourseKind, CourseMember, CourseTeacher
from tests.cast import TODAY, Cast, make_guardian, make_pupil, make_staff
from tests.oneroster_rules import check_set
from tests.pages import said

SHARED = Path(__file__).resolve().parents[3].parent / "shared" / "data"
MOODLE = SHARED / "oneroster-moodle-enrol"
needs_shared = pytest.mark.skipif(not SHARED.is_dir(), reason="no ../shared/data beside the checkout")


def files_of(content: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def read_back(content: bytes, consents: bytes) -> Roster:
    found = read_upload([Upload("школа.zip", content)])
    return with_consents(found, read_consents(Upload("согласия.xlsx", consents)))


def empty_everything() -> None:
    """A database that nobody has ever used, but for the history, which nobody can empty."""
    for model in apps.get_models(include_auto_created=True):
        if model.__module__.startswith("parta.") and model._meta.app_label != "audit":
            model._default_manager.all()._raw_delete("default")


def facts() -> dict[str, Any]:
    """The school by what people go by, without any number of the database."""
    person = "person__last_name", "person__first_name", "person__patronymic"
    staff, pupil, guardian = ([f"{one}__{name}" for name in person] for one in ("staff", "pupil", "guardian"))
    course = ["course__subject__name", "course__class_names", "course__label", "course__own_title", "course__kind"]
    year = {"year": AcademicYear.objects.get()}

    def rows(model: Any, *columns: str, **only: Any) -> list[tuple[Any, ...]]:
        return sorted(model._default_manager.filter(**only).values_list(*columns), key=repr)

    live = {"ends_on": None}
    courses = "subject__name", "class_names", "label", "own_title", "kind", "hours_per_week", "sort_key"
    return {
        "year": rows(AcademicYear, "starts_on", "ends_on"),
        "periods": rows(Period, "kind", "number", "starts_on", "ends_on"),
        "classes": rows(SchoolClass, "grade_level", "letter", "shift", "week_days", "unassigned", "sort_key", **year),
        "staff": rows(StaffMember, *person, "position", "person__email", "person__phone", "starts_on", "ends_on"),
        "roles": rows(StaffRole, *staff, "role", "starts_on", "ends_on"),
        "homerooms": rows(Homeroom, "school_class__letter", *staff, "starts_on", **live),
        "pupils": rows(Pupil, *person, "person__birth_date", "person__sex"),
        "class_members": rows(ClassMember, "school_class__letter", *pupil, "starts_on", **live),
        "guardians": rows(Guardian, *person, "person__email", "person__phone"),
        "ties": rows(Guardianship, *guardian, *pupil, "relation", **live),
        "consents": rows(Consent, "person__last_name", "person__first_name", "scope", "given_on", "signer"),
        "subjects": rows(Subject, "name", "short", "scale"),
        "courses": rows(Course, *courses),
        "course_classes": rows(Course.classes.through, *course, "schoolclass__grade_level", "schoolclass__letter"),
        "teachers": rows(CourseTeacher, *course, *staff, "starts_on", "ends_on"),
        "members": rows(CourseMember, *course, *pupil, "starts_on", "ends_on"),
    }


def bring(roster: Roster) -> None:
    plan = check(roster, Rights(), TODAY)
    assert not plan.total(Action.REFUSED), plan.of(Action.REFUSED)
    apply_roster(roster, Rights(), title="школа.zip", shown=plan.fingerprint, by=None, at=dates.now())


@pytest.fixture
def school(cast: Cast) -> Cast:
    """The cast with everything that OneRoster has no place for."""
    StaffMember.objects.get(person__last_name="Бывшева").delete()  # who has left doesn't go out
    StaffMember.objects.filter(pk=cast.staff["olga"].pk).update(position="учитель математики, высшая категория")
    make_staff(cast, "nobody", ("Дворников", "Ян", "Янович"))
    StaffMember.objects.filter(pk=cast.staff["nobody"].pk).update(position="дворник")
    StaffRole.objects.create(
        staff=cast.staff["olga"], role=Role.DEPUTY, starts_on=date(2026, 11, 2), ends_on=date(2026, 12, 31)
    )
    for key, change in (("7А", {"shift": 2, "week_days": 6}), ("8Б", {"letter": "гимн. «Б»"})):
        SchoolClass.objects.filter(pk=cast.classes[key].pk).update(**change)
    _ties(cast)
    _journals(cast)
    Period.objects.filter(kind="trimester", number=1).update(ends_on=date(2026, 11, 22))
    Period.objects.filter(kind="trimester", number=2).update(starts_on=date(2026, 11, 23))
    return cast


def _ties(cast: Cast) -> None:
    petya = cast.pupils["petya"].person
    petya.birth_date, petya.sex = date(2012, 5, 18), "m"
    petya.save()
    make_pupil(cast, "new", ("О’Нил", "Анна-Мария", ""), "7А", sex="f")
    granny = make_guardian(cast, "granny", ("Зайцева", "Вера", "Ильинична"), "masha")
    Guardianship.objects.update(relation="мать")
    Guardianship.objects.filter(guardian=granny).update(relation="бабушка, опекун")
    Guardianship.objects.create(guardian=granny, pupil=cast.pupils["petya"], relation="", starts_on=date(2026, 9, 1))
    teacher = Guardian.objects.create(person=cast.staff["irina"].person)  # who teaches has a child here
    Guardianship.objects.create(guardian=teacher, pupil=cast.pupils["masha"], relation="мать", starts_on=TODAY)
    for guardian in Guardian.objects.all():
        Consent.objects.create(person=guardian.person, given_on=date(2026, 8, 30), signer="=2+2; «сам»")


def _journals(cast: Cast) -> None:
    Subject.objects.filter(name="Физика").update(scale=Scale.PASS, short="физ")
    Subject.objects.create(name="Основы духовно-нравственной культуры, часть 2", scale=Scale.NONE, sort_key="о")
    stream = cast.courses["algebra"]
    stream.classes.add(cast.classes["7А"])
    Course.objects.filter(pk=stream.pk).update(class_names="7А, 8гимн. «Б»", hours_per_week=4)
    for label, pupil in (("1-я гр.", "petya"), ("2-я гр.", "masha")):
        group = Course.objects.create(
            year=cast.year, subject=cast.courses["russian"].subject, label=label, own_title="Русский, «углублённо»",
            kind=CourseKind.EXTRA, sort_key="",
        )  # fmt: skip
        group.classes.add(cast.classes["8Б"])
        CourseMember.objects.create(course=group, pupil=cast.pupils[pupil], starts_on=date(2026, 10, 5))
    for number, key in enumerate(("olga", "irina")):
        CourseTeacher.objects.create(
            course=group, staff=cast.staff[key], starts_on=date(2026, 10, 1 + number), ends_on=date(2027, 1, 15)
        )
    lone = Course.objects.create(
        year=cast.year, subject=cast.courses["foreign"].subject, kind=CourseKind.INDIVIDUAL, sort_key=""
    )
    lone.classes.add(cast.classes["7А"])
    CourseMember.objects.create(course=lone, pupil=cast.pupils["petya"], starts_on=date(2026, 9, 1))


def _derived() -> None:
    """Columns that follow from the others, as the actions keep them."""
    for school_class in SchoolClass.objects.all():
        key = class_sort_key(school_class.grade_level, school_class.letter)
        SchoolClass.objects.filter(pk=school_class.pk).update(sort_key=key)
    for one in Course.objects.select_related("subject").prefetch_related("classes"):
        Course.objects.filter(pk=one.pk).update(**derived(one.subject, one.classes.all(), one.own_title))


def test_the_school_comes_back_the_same(school: Cast) -> None:
    _derived()
    content, consents, before = export_set(by=None, at=dates.now()), export_consents(by=None, at=dates.now()), facts()
    assert check_set(files_of(content)) == []
    assert export_set(by=None, at=dates.now()) == content  # the same ids, the same bytes
    roster = read_back(content, consents)
    assert roster.problems == ()
    empty_everything()
    assert not Pupil.objects.exists()
    bring(roster)
    after = facts()
    for kind in before:
        assert after[kind] == before[kind], kind
    School.objects.create(pk=1, name="Другая", short_name="Другая")
    assert check_set(files_of(export_set(by=None, at=dates.now()))) == []


def test_a_school_with_a_year_keeps_its_calendar_and_is_told(school: Cast) -> None:
    roster = read_back(export_set(by=None, at=dates.now()), export_consents(by=None, at=dates.now()))
    assert check(roster, Rights(), TODAY).notes == ()
    Period.objects.filter(kind="trimester", number=1).update(ends_on=date(2026, 11, 15))
    (note,) = check(roster, Rights(), TODAY).notes
    assert "в наборе другие даты: 01.09.2026–22.11.2026. Если" in note.text
    AcademicYear.objects.update(ends_on=date(2027, 5, 31))
    (note,) = check(roster, Rights(), TODAY).notes
    assert "другие даты: 01.09.2026–26.05.2027, 01.09.2026–22.11.2026." in note.text


def test_what_is_read_is_what_was_written(school: Cast) -> None:
    """Row by row, but for the keys of subjects, which the import makes of their names."""
    written = read_school(TODAY).roster
    found = read_back(export_set(by=None, at=dates.now()), export_consents(by=None, at=dates.now()))
    subjects = {row.name: row.key for row in found.subjects}
    keys = {row.key: subjects[row.name] for row in written.subjects}
    assert [bare(row) for row in found.subjects] == [replace(row, key=keys[row.key]) for row in written.subjects]
    assert [bare(row) for row in found.courses] == [
        replace(row, subject_key=keys[row.subject_key]) for row in written.courses
    ]
    for kind in ("classes", "sessions"):
        assert tuple(map(bare, getattr(found, kind))) == getattr(written, kind)
    for kind in ("pupils", "guardians", "staff"):
        assert sorted(map(bare, getattr(found, kind)), key=lambda row: row.key) == sorted(
            map(bare, getattr(written, kind)), key=lambda row: row.key
        )


def bare(row: Any) -> Any:
    return replace(row, place=Place(""))


def test_a_set_gives_no_role_that_its_importer_may_not_give(school: Cast) -> None:
    roster = read_back(export_set(by=None, at=dates.now()), export_consents(by=None, at=dates.now()))
    empty_everything()
    rights = Rights(roles=frozenset({Role.TEACHER}))
    plan = check(roster, rights, TODAY)
    assert [note.text for note in plan.notes if "«директор» из файла не выдана" in note.text]
    apply_roster(roster, rights, title="школа.zip", shown=plan.fingerprint, by=None, at=dates.now())
    assert set(StaffRole.objects.values_list("role", flat=True)) == {"teacher"}


def test_who_has_no_consent_or_is_gone_does_not_go_out(school: Cast) -> None:
    petya = school.pupils["petya"].person
    Consent.objects.filter(person=petya).update(withdrawn_on=TODAY)
    Consent.objects.filter(person__last_name="Зайцева").delete()
    StaffMember.objects.filter(pk=school.staff["secretary"].pk).update(ends_on=date(2026, 11, 1))
    text = b"".join(files_of(export_set(by=None, at=dates.now())).values()).decode()
    for name in ("Пётр", "Зайцева", "Маслова", "Бывшева", "olga"):
        assert name not in text
    assert check_set(files_of(export_set(by=None, at=dates.now()))) == []


def test_a_generated_school_comes_back(db: None) -> None:
    School.objects.create(pk=1, name="Школа № 1", short_name="Школа № 1")
    bring(big(120, 6))
    StaffMember.objects.update(starts_on=date(2026, 8, 20))
    content, consents, before = export_set(by=None, at=dates.now()), export_consents(by=None, at=dates.now()), facts()
    assert check_set(files_of(content)) == []
    roster = read_back(content, consents)
    empty_everything()
    bring(roster)
    assert facts() == before
    assert check(roster, Rights(), TODAY).is_empty


def test_reading_costs_the_same_for_any_school(db: None, count_queries: Callable[[], Any]) -> None:
    School.objects.create(pk=1, name="Школа № 1", short_name="Школа № 1")
    sizes = []
    for pupils, classes in ((10, 1), (60, 4)):
        bring(big(pupils, classes))
        with count_queries() as queries:
            read_school(TODAY)
        sizes.append(len(queries()))
    assert sizes[0] == sizes[1] <= 17


def test_every_export_is_in_the_history(cast: Cast) -> None:
    export_set(by=None, at=dates.now())
    export_consents(by=None, at=dates.now())
    first, second = Change.objects.filter(action="ops.export").order_by("seq")
    assert '"what":"OneRoster 1.2"' in (first.payload or "")
    assert '"pupils":3' in (second.payload or "")


def test_words_of_our_columns_are_those_of_the_school() -> None:
    assert set(oneroster_ours.KINDS) == set(CourseKind.values)
    assert set(oneroster_ours.SCALES) == set(Scale.values)


# --- the checker itself ------------------------------------------------------------------------------------------


@needs_shared
def test_the_rules_take_what_is_clean_in_sets_of_others_and_name_their_dirt() -> None:
    """What ../shared/data/SOURCES.md says of them, found by the table alone."""

    def faults(name: str) -> set[str]:
        folder = MOODLE / name
        found = check_set({one.name: one.read_bytes() for one in folder.rglob("*.csv")})
        return {re.sub(r":\d+", "", one) for one in found}

    assert faults("oneroster_test_data") == {"users enabledUser: 'TRUE' is no b"}
    dirt = faults("v1p2_full_dataset")
    misspelt = ["preferredGivenName", "preferredMiddleName", "preferredFamilyName"]
    for words in (
        "roles: 9 fields under 11 headings",
        "userprofiles.csv: no file of the standard",
        "manifest: file.userProfiles is ''",
        "classes classType: 'Scheduled' is not of the vocabulary",
        "orgs parentSourcedId: not in orgs: ['org-sch-222-3456']",
        f"users: headings differ from the standard's: {misspelt}",
    ):
        assert words in dirt
    assert not [one for one in dirt if one.startswith("enrollments") and "filled in a bulk file" not in one]


@pytest.mark.parametrize(
    ("file", "old", "new", "said"),
    [
        ("users.csv", "familyName", "lastName", "headings differ"),
        ("users.csv", "true", "TRUE", "is no b"),
        ("users.csv", ",Зайцев,", ",,", "familyName: empty"),
        ("roles.csv", "principal", "boss", "vocabulary"),
        ("enrollments.csv", "2026-09-01", "01.09.2026", "is no d"),
        ("manifest.csv", "file.roles,bulk", "file.roles,absent", "file.roles"),
        ("orgs.csv", "school", "School", "vocabulary"),
        ("academicSessions.csv", "2026-11-30", "2026-08-30", "before startDate"),
    ],
)
def test_the_rules_refuse(cast: Cast, file: str, old: str, new: str, said: str) -> None:
    files = files_of(export_set(by=None, at=dates.now()))
    assert old.encode() in files[file]
    files[file] = files[file].replace(old.encode(), new.encode())
    assert any(said in one for one in check_set(files)), check_set(files)


def test_the_rules_see_a_lost_reference(cast: Cast) -> None:
    files = files_of(export_set(by=None, at=dates.now()))
    del files["courses.csv"]
    files["manifest.csv"] = files["manifest.csv"].replace(b"file.courses,bulk", b"file.courses,absent")
    assert any("courseSourcedId: not in courses" in one for one in check_set(files))


# --- the command -------------------------------------------------------------------------------------------------


def parta_export(*arguments: Any) -> str:
    out = io.StringIO()
    call_command("export", *map(str, arguments), stdout=out)
    return out.getvalue()


def test_the_command_writes_new_files_for_their_owner_only(cast: Cast, tmp_path: Path) -> None:
    school, consents = tmp_path / "школа.zip", tmp_path / "согласия.xlsx"
    said = parta_export(school, "--consents", consents)
    assert said.splitlines() == [f"Набор OneRoster 1.2 записан: {school}", f"Список согласий записан: {consents}"]
    assert {one.stat().st_mode & 0o777 for one in (school, consents)} == {0o600}
    assert school.read_bytes() == export_set(by=None, at=dates.now())
    before = Change.objects.count()
    for path, code, words in ((school, 1, "уже есть"), (tmp_path / "школа.rar", 2, "имя на .zip")):
        with pytest.raises(CommandError, match=words) as caught:
            parta_export(path)
        assert caught.value.returncode == code
    with pytest.raises(CommandError, match="нельзя записать"):
        parta_export(tmp_path / "нет" / "школа.zip")
    assert Change.objects.count() == before + 1


def test_nothing_to_export(db: None, tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="parta setup"):
        parta_export(tmp_path / "школа.zip")
    School.objects.create(pk=1, name="Школа № 1", short_name="Школа № 1")
    with pytest.raises(CommandError, match="учебного года нет"):
        parta_export(tmp_path / "школа.zip")


# --- the page ----------------------------------------------------------------------------------------------------


As = Callable[[str], Client]


def allowed_export(as_: As, asker: str, decider: str, what: str) -> str:
    """The address of an export that one asked for and another allowed."""
    answer = as_(asker).post("/export/ask/", {"reason": "переход в другую систему", what: "1"}, follow=True)
    assert "Просьба записана" in said(answer)
    asked = Approval.objects.latest("pk")
    as_(decider).post(reverse("decide-approval", args=[asked.pk]), {"answer": "yes"})
    return reverse(f"export-{what}", args=[asked.pk])


@pytest.mark.parametrize(("asker", "decider"), [("director", "deputy"), ("deputy", "director")])
def test_two_people_take_the_school_out(as_: As, cast: Cast, asker: str, decider: str) -> None:
    """PAIR-01, PAIR-06."""
    client = as_(asker)
    assert "Выгрузить школу" in said(client.get("/import/"))
    address = allowed_export(as_, asker, decider, "oneroster")
    assert address in client.get("/approvals/").content.decode()
    assert address not in as_(decider).get("/approvals/").content.decode()
    assert as_(decider).post(address).status_code == 404
    answer = client.post(address)
    assert answer.headers["Content-Disposition"] == 'attachment; filename="oneroster-2026-11-24.zip"'
    assert answer.headers["Cache-Control"] == "no-store, private"
    assert check_set(files_of(answer.content)) == []
    assert "уже скачана" in said(client.post(address, follow=True))
    assert address not in client.get("/approvals/").content.decode()
    listed = allowed_export(as_, asker, decider, "consents")
    assert len(read_consents(Upload("согласия.xlsx", client.post(listed).content)).pupils) == 3
    assert [one.actor for one in Change.objects.filter(action="ops.export")] == [cast.users[asker].pk] * 2
    assert [(one.what, one.user) for one in Reading.objects.all()] == [("export", cast.users[asker].pk)] * 2
    assert verify() == []


def test_no_file_uses_no_approval_up(as_: As, cast: Cast) -> None:
    address = allowed_export(as_, "director", "deputy", "oneroster")
    AcademicYear.objects.update(starts_on=date(2024, 9, 1), ends_on=date(2025, 5, 26))
    assert "учебного года нет" in said(as_("director").post(address, follow=True))
    AcademicYear.objects.update(starts_on=date(2026, 9, 1), ends_on=date(2027, 5, 26))
    assert as_("director").post(address).headers["Content-Type"] == "application/zip"


@pytest.mark.parametrize("answer", ["", "no"])
def test_no_export_without_the_second_one(as_: As, cast: Cast, answer: str) -> None:
    as_("director").post("/export/ask/", {"reason": "нужно", "oneroster": "1"})
    asked = Approval.objects.get()
    as_("director").post(reverse("decide-approval", args=[asked.pk]), {"answer": "yes"})  # by the asker: nothing
    if answer:
        as_("deputy").post(reverse("decide-approval", args=[asked.pk]), {"answer": answer})
    assert as_("director").post(reverse("export-oneroster", args=[asked.pk])).status_code == 404
    assert "Напишите причину" in said(as_("director").post("/export/ask/", {"consents": "1"}, follow=True))
    assert not Change.objects.filter(action="ops.export").exists()


@pytest.mark.parametrize("key", ["responsible", "secretary", "it_teacher", "olga", "anna", "petya"])
def test_nobody_else_does(as_: As, key: str) -> None:
    client = as_(key)
    assert client.post("/export/ask/", {"reason": "нужно"}).status_code == 403
    assert "Выгрузить школу" not in client.get("/import/").content.decode()
    assert not Approval.objects.exists()


def test_not_by_an_address_and_not_from_another_site(as_: As, cast: Cast) -> None:
    address = allowed_export(as_, "director", "deputy", "oneroster")
    assert as_("director").get(address).status_code == 405
    client = Client(enforce_csrf_checks=True)
    client.force_login(cast.users["director"], backend="parta.teaching.backends.SchoolBackend")
    assert client.post(address).status_code == 403
    assert as_("").post(address).status_code == 302
