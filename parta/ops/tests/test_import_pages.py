"""«Импорт списков» over HTTP: every source, every refusal, the steps, who sees what."""

import io
import re
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from parta.ops.models import ImportRun
from parta.ops.roster.rows import ReadOptions
from parta.ops.roster.template import csv_zip, workbook
from parta.ops.tests.test_importing_sets import SDS_SETS
from parta.people.models import Consent, Person
from parta.school.models import SchoolClass
from tests.cast import Cast
from tests.rosters import REFUSED, SCHOOL, TAKEN, book, csv_files, fill_consents, uploads, with_consents

SHARED = Path(__file__).resolve().parents[3].parent / "shared" / "data"
MOODLE, SDS = SHARED / "oneroster-moodle-enrol", SHARED / "oneroster-microsoft-sds" / "CSV Samples"
needs_shared = pytest.mark.skipif(not SHARED.is_dir(), reason="no ../shared/data beside the checkout")
BOOK = {"Списки.xlsx": book()}

As = Callable[[str], Client]


def words(answer: Any) -> str:
    """What a page says, without its marks."""
    text = re.sub(r"<(script|style|svg)\b.*?</\1>|<[^>]+>", " ", answer.content.decode(), flags=re.DOTALL)
    return " ".join(text.replace("\xa0", " ").split())


def upload(client: Client, files: dict[str, bytes]) -> str:
    """The address of the check that follows the upload."""
    answer = client.post("/import/", uploads(files))
    assert answer.status_code == 302, words(answer)
    return str(answer.url)


def fingerprint(client: Client, address: str) -> str:
    found = re.search(r'name="fingerprint" value="(\w+)"', client.get(address).content.decode())
    return found[1] if found else ""


def apply(client: Client, address: str) -> Any:
    return client.post(address, {"do": "apply", "fingerprint": fingerprint(client, address)}, follow=True)


def cell(client: Client, address: str, kind: str) -> list[int]:
    """The counts of one kind of rows, in the order of the table."""
    row = re.search(rf"<tr><th scope=\"row\">{kind}</th>(.*?)</tr>", client.get(address).content.decode(), re.DOTALL)
    assert row, kind
    return [int(number) if number.isdigit() else 0 for number in re.findall(r">([\d—]+)<", row[1])]


# --- the steps ---------------------------------------------------------------------------------------------------


def test_templates_are_what_the_readers_take(as_: As) -> None:
    client = as_("responsible")
    answer = client.get("/import/template.xlsx")
    assert (answer.content, "attachment" in answer.headers["Content-Disposition"]) == (workbook(), True)
    assert client.get("/import/template.zip").content == csv_zip()


def test_a_dry_run_stores_nothing(as_: As) -> None:
    people = Person.objects.count()
    client = as_("deputy")
    page = words(client.get(upload(client, BOOK)))
    assert "Пока ничего не записано" in page
    assert "«Списки.xlsx, лист Обучающиеся», строка 4, столбец «Дата согласия» Лисицын Ян" in page
    assert Person.objects.count() == people
    assert not ImportRun.objects.exists()


def test_apply_then_the_same_file_changes_nothing_then_undo(as_: As, cast: Cast) -> None:
    people = Person.objects.count()
    client = as_("deputy")
    done = words(apply(client, upload(client, BOOK)))
    assert "Что дальше" in done
    assert Person.objects.filter(last_name__in=TAKEN).count() == len(TAKEN)
    assert not Person.objects.filter(last_name__in=REFUSED).exists()
    assert SchoolClass.objects.filter(grade_level=5).count() == 2
    again = upload(client, BOOK)
    assert "Вносить нечего" in words(client.get(again))
    run = ImportRun.objects.get()
    assert run.applied_by == cast.users["deputy"].pk
    assert "Списки.xlsx" in words(client.get("/import/"))
    undone = words(client.post(f"/import/runs/{run.pk}/", {"undo": "1"}, follow=True))
    assert "Импорт отменён" in undone
    assert Person.objects.count() == people
    assert not SchoolClass.objects.filter(grade_level=5).exists()


@pytest.mark.parametrize(("encoding", "delimiter"), [("cp1251", ";"), ("utf-8-sig", ","), ("utf-8", "\t")])
def test_the_same_as_csv(as_: As, encoding: str, delimiter: str) -> None:
    client = as_("deputy")
    address = upload(client, csv_files(SCHOOL, encoding, delimiter))
    assert cell(client, address, "Обучающиеся") == [2, 1]
    apply(client, address)
    assert Person.objects.filter(last_name__in=TAKEN).count() == len(TAKEN)


def test_a_zip_of_csv_files(as_: As) -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, content in csv_files().items():
            archive.writestr(name, content)
    client = as_("director")
    assert cell(client, upload(client, {"набор.zip": out.getvalue()}), "Обучающиеся") == [2, 1]


def test_the_list_of_consents_is_handed_out_filled_and_taken_back(as_: As) -> None:
    client = as_("responsible")
    address = upload(client, BOOK)
    handed = client.get(f"{address}consents/").content
    listed = {row[1].value for sheet in openpyxl.load_workbook(io.BytesIO(handed)) for row in list(sheet)[1:]}
    assert listed == {"Лисицын Ян", "Рысева Алёна", "Лисицын Олег"}  # those who have one are not asked again
    filled = SimpleUploadedFile("согласия.xlsx", fill_consents(handed))
    page = words(client.post(f"{address}consents/", {"files": filled}, follow=True))
    assert "Учтено: согласия.xlsx" in page
    assert "Отказано" not in page
    client.post(f"{address}consents/", {"forget": "1"})
    assert "Без согласия" in words(client.get(address)) or "без согласия: 3" in words(client.get(address))
    client.post(f"{address}consents/", {"files": SimpleUploadedFile("согласия.xlsx", fill_consents(handed))})
    apply(client, address)
    assert Consent.objects.filter(person__last_name__in=REFUSED, signer="Представитель И. О.").count() == 3


def test_a_wrong_list_of_consents_is_explained(as_: As) -> None:
    client = as_("deputy")
    address = upload(client, BOOK)
    answer = client.post(f"{address}consents/", {"files": SimpleUploadedFile("книга.xlsx", book())})
    assert answer.status_code == 422
    assert "не список согласий" in words(answer)


def test_what_changed_meanwhile_is_shown_again_and_not_written(as_: As) -> None:
    client = as_("deputy")
    address = upload(client, BOOK)
    shown = fingerprint(client, address)
    other = as_("director")
    apply(other, upload(other, {"Другое.xlsx": book({"Сотрудники": SCHOOL["Сотрудники"]})}))
    answer = client.post(address, {"do": "apply", "fingerprint": shown})
    assert answer.status_code == 409
    assert "Ничего не записано" in words(answer)
    assert ImportRun.objects.count() == 1
    assert not Person.objects.filter(last_name="Волков").exists()


def test_a_given_up_upload_is_gone(as_: As) -> None:
    client = as_("deputy")
    address = upload(client, BOOK)
    assert "файл удалён" in words(client.post(address, {"do": "cancel"}, follow=True))
    assert client.get(address).status_code == 404


def test_nobody_reaches_another_ones_upload(as_: As) -> None:
    address = upload(as_("deputy"), BOOK)
    for key in ("director", "responsible"):
        assert as_(key).get(address).status_code == 404
        assert as_(key).post(address, {"do": "apply"}).status_code == 404
        assert as_(key).get(f"{address}consents/").status_code == 404


# --- who sees what -----------------------------------------------------------------------------------------------


def test_the_responsible_person_sees_names_only_in_refused_rows(as_: As) -> None:
    client = as_("responsible")
    address = upload(client, BOOK)
    pages = {show: words(client.get(f"{address}?show={show}")) for show in ("refused", "created", "same", "notes")}
    assert "Лисицын Ян" in pages["refused"]
    assert "строка 3" in pages["created"]
    assert not [name for name in TAKEN for page in pages.values() if re.search(rf"\b{name}\b", page)]
    done = words(apply(client, address))
    assert not [name for name in (*TAKEN, *REFUSED) if re.search(rf"\b{name}\b", done)]
    school = with_consents() | {"Сотрудники": [SCHOOL["Сотрудники"][0] | {"Телефон": "+7 900 0000099"}]}
    changed = words(client.get(f"{upload(client, {'Списки.xlsx': book(school)})}?show=changed"))
    assert "телефон" in changed
    assert "0000099" not in changed


def test_notes_tell_the_responsible_person_no_values(as_: As) -> None:
    files = {
        "orgs.csv": b"sourcedId,name,type\no1,School,school\n",
        "users.csv": b"sourcedId,orgSourcedIds,role,familyName,givenName\nt1,o1,teacher,Ivanov,Oleg\n",
        "demographics.csv": b"sourcedId,birthDate,sex\nt1,spring of 1980,male\n",
    }
    notes = {}
    for key in ("responsible", "deputy"):
        client = as_(key)
        notes[key] = words(client.get(f"{upload(client, files)}?show=notes"))
    assert "spring of 1980" in notes["deputy"]
    assert "Строка читается без него" in notes["responsible"]
    assert "spring of 1980" not in notes["responsible"]


def test_the_deputy_sees_names_and_values(as_: As) -> None:
    client = as_("deputy")
    address = upload(client, BOOK)
    assert "Волков Тимофей" in words(client.get(f"{address}?show=created&kind=pupil"))
    apply(client, address)
    school = SCHOOL | {"Сотрудники": [SCHOOL["Сотрудники"][0] | {"Телефон": "+7 900 0000099"}]}
    changed = words(client.get(f"{upload(client, {'Списки.xlsx': book(school)})}?show=changed"))
    assert re.search(r"телефон: \S+ → \+79000000099|телефон: .*0000001 → .*0000099", changed)


# --- OneRoster ---------------------------------------------------------------------------------------------------


def files_in(folder: Path) -> dict[str, bytes]:
    if folder.is_file():
        return {folder.name: folder.read_bytes()}
    return {path.name: path.read_bytes() for path in sorted(folder.glob("*.csv"))}


@needs_shared
@pytest.mark.parametrize(
    ("name", "grade", "pupils"),
    [
        ("Test_full_data_set", "12", 3),
        ("Test_minimal_data_set", "", 3),
        ("v1p2_full_dataset", "12", 3),
        ("oneroster_test_data", "", 1),
    ],
)
@pytest.mark.parametrize("suffix", ["", ".zip"])
def test_each_moodle_set(as_: As, name: str, grade: str, pupils: int, suffix: str) -> None:
    client = as_("deputy")
    address = upload(client, files_in(MOODLE / f"{name}{suffix}"))
    page = words(client.get(address))
    assert "Параллели, которых у нас нет" in page
    assert (f"В файле: «{grade}»" if grade else "В файле не указана") in page
    client.post(f"{address}grades/", {"grade-0": "11"})
    handed = client.get(f"{address}consents/").content
    client.post(f"{address}consents/", {"files": SimpleUploadedFile("с.xlsx", fill_consents(handed))})
    before = Consent.objects.count()
    apply(client, address)
    assert Consent.objects.filter(person__pupil__isnull=False).count() - before >= 0
    run = ImportRun.objects.get()
    assert run.counts["created"]["pupil"] == pupils
    again = upload(client, files_in(MOODLE / f"{name}{suffix}"))
    client.post(f"{again}grades/", {"grade-0": "11"})
    assert "Вносить нечего" in words(client.get(again))
    assert "Импорт отменён" in words(client.post(f"/import/runs/{run.pk}/", {"undo": "1"}, follow=True))


@needs_shared
def test_one_school_of_a_microsoft_set(as_: As) -> None:
    client = as_("deputy")
    address = upload(client, files_in(SDS / "SDS v2.1"))
    assert "School of TwoDotOne" in words(client.get(address))
    assert client.post(f"{address}school/", {"school": "нет такой"}).status_code == 422
    page = words(client.post(f"{address}school/", {"school": "110003"}, follow=True))
    assert "школа: School of TwoDotOne" in page
    handed = client.get(f"{address}consents/").content
    client.post(f"{address}consents/", {"files": SimpleUploadedFile("с.xlsx", fill_consents(handed))})
    apply(client, address)
    assert Person.objects.filter(pupil__isnull=False, pupil__class_members__school_class__unassigned=True).count() == 3


@needs_shared
@pytest.mark.parametrize(("name", "options", "pupils", "courses"), SDS_SETS)
def test_each_microsoft_set(as_: As, name: str, options: ReadOptions, pupils: int, courses: int) -> None:
    client = as_("deputy")
    files = files_in(SDS / name)
    address = through_steps(client, files, options)
    handed = client.get(f"{address}consents/").content
    client.post(f"{address}consents/", {"files": SimpleUploadedFile("с.xlsx", fill_consents(handed))})
    done = words(apply(client, address))
    assert "P@ssw" not in done
    run = ImportRun.objects.get()
    assert (run.counts["created"]["pupil"], run.counts["created"]["course"]) == (pupils, courses)
    assert "Вносить нечего" in words(client.get(through_steps(client, files, options)))
    assert "Импорт отменён" in words(client.post(f"/import/runs/{run.pk}/", {"undo": "1"}, follow=True))


def through_steps(client: Client, files: dict[str, bytes], options: ReadOptions) -> str:
    """Uploaded, the school chosen where it is asked for, every unknown grade taken for the 11th."""
    address = upload(client, files)
    if "Какая школа ваша?" in words(client.get(address)):
        client.post(f"{address}school/", {"school": options.school_key})
    if options.grade_map:
        assert "Параллели, которых у нас нет" in words(client.get(address))
        client.post(f"{address}grades/", {f"grade-{i}": "11" for i in range(len(options.grade_map))})
    return address


@needs_shared
@pytest.mark.parametrize("kind", ["SDS Format", "UK Format"])
def test_a_set_without_names_is_refused_by_row(as_: As, kind: str) -> None:
    client = as_("deputy")
    address = upload(client, files_in(SDS / kind / "Min Required Attributes"))
    page = words(client.get(f"{address}?show=refused"))
    assert "«Student.csv», строка 2, столбец «Last Name»" in page
    assert "без фамилии и имени в журнал не внести" in page
    assert "Вносить нечего: ни одна строка не принята" in words(client.get(address))


# --- garbage -----------------------------------------------------------------------------------------------------


def bomb() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("users.csv", b"0" * 60_000_000)
    return out.getvalue()


def docx() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("[Content_Types].xml", b"<Types/>")
        archive.writestr("word/document.xml", b"<w/>")
    return out.getvalue()


HEADER = "Фамилия;Имя;Отчество;Должность\r\n"


@pytest.mark.parametrize(
    ("name", "make", "reason"),
    [
        ("бомба.zip", bomb, "подозрительно сильно"),
        ("широкий.csv", lambda: b"Col;" * 1_000_000 + b"\r\n", "строка 1"),
        ("нули.csv", lambda: b"a;b\r\n1;\x002\r\n", "нулевые байты"),
        ("кавычка.csv", lambda: f'{HEADER}"Ким;Ли;;\r\n'.encode(), "не закрыта кавычка"),
        (
            "длинный.csv",
            lambda: HEADER.encode() + "Ким;Ли;;\r\n".encode() * 2_000_000,
            "больше 200000 строк|за отведённое время",
        ),
        ("отчёт.xlsx", docx, "документ Word"),
        ("пусто.csv", lambda: b"", "пуст"),
        ("огромный.csv", lambda: bytes(70_000_000), "60 МБ"),
    ],
)
def test_garbage_is_refused_in_words_and_kept_nowhere(
    as_: As, settings: Any, name: str, make: Callable[[], bytes], reason: str
) -> None:
    answer = as_("deputy").post("/import/", uploads({name: make()}))
    assert answer.status_code == 422
    assert re.search(reason, words(answer))
    assert not ImportRun.objects.exists()


def test_no_file_and_too_many_files(as_: As) -> None:
    client = as_("responsible")
    assert "Файл не выбран" in words(client.post("/import/", {}))
    many = {f"{i}.csv": b"a;b\r\n1;2\r\n" for i in range(101)}
    assert "больше 100" in words(client.post("/import/", uploads(many)))
    flood = client.post("/import/", uploads({f"{i}.csv": b"1" for i in range(501)}))
    assert (flood.status_code, "Слишком много файлов" in words(flood)) == (400, True)
