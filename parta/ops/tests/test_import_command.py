"""`parta import` as its operator meets it: a dry run first, names only in refusals, clear exits."""

import io
import re
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from parta.core.management.progress import Progress
from parta.ops.models import ImportRun
from parta.ops.roster.rows import ReadOptions
from parta.ops.roster.template import csv_zip, workbook
from parta.ops.tests.test_importing_sets import SDS_SETS
from parta.people.models import Person
from tests.cast import Cast
from tests.rosters import REFUSED, TAKEN, book, csv_files, fill_consents

SHARED = Path(__file__).resolve().parents[3].parent / "shared" / "data"
SDS = SHARED / "oneroster-microsoft-sds" / "CSV Samples"
FULL = SHARED / "oneroster-moodle-enrol" / "Test_full_data_set.zip"
needs_shared = pytest.mark.skipif(not SHARED.is_dir(), reason="no ../shared/data beside the checkout")


def parta_import(*arguments: Any) -> str:
    out = io.StringIO()
    call_command("import", *map(str, arguments), stdout=out)
    return out.getvalue()


def refusal(code: int, *arguments: Any) -> str:
    with pytest.raises(CommandError) as caught:
        parta_import(*arguments)
    assert caught.value.returncode == code
    return str(caught.value)


@pytest.fixture
def roster(tmp_path: Path) -> Path:
    path = tmp_path / "Списки.xlsx"
    path.write_bytes(book())
    return path


def named(text: str) -> list[str]:
    return [name for name in TAKEN if re.search(rf"\b{name}\b", text)]


def test_a_dry_run_shows_every_row_and_stores_nothing(cast: Cast, roster: Path) -> None:
    people = Person.objects.count()
    text = parta_import(roster)
    assert (
        "«Списки.xlsx, лист Обучающиеся», строка 4, столбец «Дата согласия». Обучающиеся: Лисицын Ян. Нет согл" in text
    )
    assert "«Списки.xlsx, лист Сотрудники», строка 3. Сотрудники\n" in text
    assert "Обучающиеся: отказано 2, будет создано 1" in text
    assert text.endswith("Ничего не записано. Внести: та же команда с ключом --apply\n")
    assert named(text) == []
    assert named(parta_import(roster, "--names")) == list(TAKEN)
    assert "строка 3. Сотрудники" not in parta_import(roster, "--brief")
    assert (Person.objects.count(), ImportRun.objects.count()) == (people, 0)


def test_apply_runs_undo(cast: Cast, roster: Path) -> None:
    people = Person.objects.count()
    assert "Внесено" in parta_import(roster, "--apply")
    assert Person.objects.filter(last_name__in=TAKEN).count() == len(TAKEN)
    assert not Person.objects.filter(last_name__in=REFUSED).exists()
    again = parta_import(roster, "--apply")
    assert "Вносить нечего" in again
    run = ImportRun.objects.get()
    assert re.search(rf"(?m)^ *{run.pk} .*Списки.xlsx", parta_import("--runs"))
    assert "Отменено" in parta_import("--undo", run.pk)
    assert Person.objects.count() == people
    assert "отменён" in parta_import("--runs")
    refusal(1, "--undo", run.pk)
    refusal(1, "--undo", 999_999)


def test_a_folder_of_csv_files_and_the_list_of_consents(cast: Cast, tmp_path: Path) -> None:
    folder = tmp_path / "набор"
    folder.mkdir()
    for name, content in csv_files().items():
        (folder / name).write_bytes(content)
    listed = tmp_path / "согласия.xlsx"
    assert "Нет согласия у 3" in parta_import(folder)
    parta_import(folder, "--consent-list", listed)
    filled = tmp_path / "заполнено.xlsx"
    filled.write_bytes(fill_consents(listed.read_bytes()))
    text = parta_import(folder, "--consents", filled, "--apply")
    assert "Отказано" not in text
    assert Person.objects.filter(last_name__in=REFUSED).count() == 3


def test_the_template_is_written_and_nothing_is_overwritten(tmp_path: Path) -> None:
    assert str(tmp_path / "ш.xlsx") in parta_import("--template", tmp_path / "ш.xlsx")
    assert (tmp_path / "ш.xlsx").read_bytes() == workbook()
    parta_import("--template", tmp_path / "ш.zip")
    assert (tmp_path / "ш.zip").read_bytes() == csv_zip()
    assert "уже есть" in refusal(1, "--template", tmp_path / "ш.xlsx")
    assert "нельзя записать" in refusal(1, "--template", tmp_path / "нет такой папки" / "ш.xlsx")
    assert ".xlsx или .zip" in refusal(2, "--template", tmp_path / "ш.doc")


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        ([], "что загрузить"),
        (["х.xlsx", "--runs"], "файлы не нужны"),
        (["х.xlsx", "--grade", "12"], "12=11"),
        (["х.xlsx", "--grade", "12=13"], "от 1 до 11"),
        (["х.xlsx", "--consent-list", "список.doc"], ".xlsx"),
    ],
)
def test_a_wrong_call_says_how_to_call(cast: Cast, arguments: list[str], says: str) -> None:
    assert says in refusal(2, *arguments)


def test_what_cannot_be_read_is_refused(cast: Cast, tmp_path: Path) -> None:
    assert "такого файла или папки нет" in refusal(1, tmp_path / "нет.xlsx")
    path = tmp_path / "приказ.xlsx"
    path.write_bytes(b"%PDF-1.7\n")
    assert "PDF" in refusal(1, path)


@needs_shared
def test_a_set_of_several_schools_lists_them(cast: Cast) -> None:
    text = refusal(2, SDS / "SDS v2.1")
    assert re.search(r"(?m)^ *110003 +School of TwoDotOne", text)
    assert "--school" in text
    assert "Обучающиеся" in parta_import(SDS / "SDS v2.1", "--school", "110003")
    assert "Выбранной школы в этом наборе нет" in refusal(1, SDS / "SDS v2.1", "--school", "7")


@needs_shared
@pytest.mark.parametrize(("name", "options", "pupils", "courses"), SDS_SETS)
def test_each_microsoft_set(
    cast: Cast, tmp_path: Path, name: str, options: ReadOptions, pupils: int, courses: int
) -> None:
    arguments = [SDS / name, "--school", options.school_key]
    for grade, level in options.grade_map.items():
        arguments += ["--grade", f"{grade}={level}"]
    listed, filled = tmp_path / "согласия.xlsx", tmp_path / "заполнено.xlsx"
    parta_import(*arguments, "--consent-list", listed)
    filled.write_bytes(fill_consents(listed.read_bytes()))
    arguments += ["--consents", filled, "--apply"]
    assert "Внесено" in parta_import(*arguments)
    assert "Вносить нечего" in parta_import(*arguments)
    run = ImportRun.objects.get()
    assert (run.counts["created"]["pupil"], run.counts["created"]["course"]) == (pupils, courses)
    assert "Отменено" in parta_import("--undo", run.pk)


@needs_shared
@pytest.mark.parametrize("kind", ["SDS Format", "UK Format"])
def test_a_set_without_names_is_refused_by_row(cast: Cast, kind: str) -> None:
    text = parta_import(SDS / kind / "Min Required Attributes", "--apply")
    assert text.count("столбец «Last Name». ") == 24
    assert "без фамилии и имени в журнал не внести" in text
    assert "Вносить нечего: ни одна строка не принята" in text


@needs_shared
def test_an_unknown_grade_is_refused_by_row_or_mapped(cast: Cast) -> None:
    text = parta_import(FULL)
    assert "--grade 12=" in text
    assert "строка 3, столбец «grades»" in text
    assert "столбец «grades»" not in parta_import(FULL, "--grade", "12=11")


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_progress_is_a_bar_on_a_terminal_and_plain_lines_elsewhere() -> None:
    plain, terminal = io.StringIO(), Terminal()
    for stream in (plain, terminal):
        progress = Progress(stream)
        for share in (0, 0.5, 0.5, 1):
            progress("Записываем", share)
        progress.close()
    assert plain.getvalue() == "Записываем…\n"
    drawn = terminal.getvalue()
    assert "[############------------]  50% Записываем…" in drawn
    assert drawn.count("\r") == 8  # three pictures and the empty line at the end; the repeated one is not redrawn
    assert "\n" not in drawn
