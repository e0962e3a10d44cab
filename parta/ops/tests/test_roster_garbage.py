"""Garbage and bombs: a real child process, a Russian refusal that names the file, and no harm to ours."""

import io
import pickle
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from parta.ops.roster import limits
from parta.ops.roster.findings import Findings
from parta.ops.roster.read import Answers, Upload, read_upload
from parta.ops.roster.rows import RosterRefused
from parta.ops.roster.sources import tables_of
from parta.ops.roster.template import workbook

ROOT = Path(__file__).resolve().parents[3]
HEADER = "Фамилия;Имя;Отчество;Должность\r\n"


def refusal(name: str, content: bytes) -> str:
    """The reason, checked for what every refusal owes: a sentence with the file's name."""
    with pytest.raises(RosterRefused) as caught:
        read_upload([Upload(name, content)])
    text = str(caught.value)
    assert f"«{name}" in text
    assert text.endswith(".")
    return text


def zipped(**files: bytes) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return buffer.getvalue()


def book(sheet_xml: bytes, **more: bytes) -> bytes:
    """A template whose first sheet is replaced."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(workbook())) as source, zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as out:
        for entry in source.infolist():
            replaced = sheet_xml if entry.filename == "xl/worksheets/sheet1.xml" else source.read(entry)
            out.writestr(entry.filename, more.pop(entry.filename, replaced))
    return buffer.getvalue()


def sheet(rows: bytes) -> bytes:
    main = b"http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    return b'<?xml version="1.0"?><worksheet xmlns="' + main + b'"><sheetData>' + rows + b"</sheetData></worksheet>"


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("пусто.csv", b"", "пуст"),
        ("пробелы.csv", b" \r\n \r\n", "пуст"),
        ("приказ.csv", b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n", "PDF"),
        ("приказ.xlsx", b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n", "PDF"),
        ("список.xls", b"\xef\xbb\xbf<html><table><tr><td>1</td></tr></table></html>", "веб-страница"),
        ("список.xls", b'<?xml version="1.0"?><Workbook></Workbook>', "веб-страница"),
        ("старый.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(2000), "не таблица Excel"),
        ("закрыт.xlsx", b"\xd0\xcf\x11\xe0" + bytes(500) + "EncryptedPackage".encode("utf-16-le"), "защищён паролем"),
        ("нули.csv", b"a;b\r\n1;2\r\n3;\x004\r\n", "строка 3: внутри нулевые байты"),
        (
            "кавычка.csv",
            f'{HEADER}Иванов;Пётр;;\r\n"Смирнов;Олег;;\r\nЛис;Ян;;\r\n'.encode(),
            "строка 3: не закрыта кавычка",
        ),
        ("чужое.csv", b"a,b,c\r\n1,2,3\r\n", "заголовки не узнаны"),
        ("кои8.csv", f"{HEADER}Иванов;Пётр;;\r\n".encode("koi8-r"), "CSV UTF-8"),
        ("дос.csv", f"{HEADER}Иванов;Пётр;;\r\n".encode("cp866"), "CSV UTF-8"),
        ("мусор.csv", bytes(range(1, 256)) * 40, "файл"),
        ("отчёт.xlsx", zipped(**{"[Content_Types].xml": b"<Types/>", "word/document.xml": b"<w/>"}), "документ Word"),
        ("таблица.ods", zipped(mimetype=b"application/vnd.oasis", **{"content.xml": b"<x/>"}), "LibreOffice"),
        ("обрыв.xlsx", workbook()[:3000], "повреждён"),
        ("пусто.zip", zipped(), "нет ни одного файла CSV"),
        ("внутри.zip", zipped(**{"книга.xlsx": workbook()}), "без архива"),
        ("шаблон.xlsx", workbook(), "нет ни одной заполненной строки"),
    ],
)
def test_wrong_files_are_refused_with_the_reason(name: str, content: bytes, reason: str) -> None:
    assert reason.lower() in refusal(name, content).lower()


def test_a_million_columns() -> None:
    assert "строка 1" in refusal("широкий.csv", b"Col;" * 1_000_000 + b"\r\n")
    wide = b'<row r="1"><c r="A1" t="inlineStr"><is><t>x</t></is></c><c r="XFD1"><v>1</v></c></row>'
    assert f"{limits.COLUMNS} столбцов" in refusal("широкая.xlsx", book(sheet(wide)))


def test_columns_past_the_limit_within_a_short_line() -> None:
    assert f"столбцов больше {limits.COLUMNS}" in refusal("широкий.csv", b";".join([b"a"] * 300) + b"\r\n")


def test_two_million_rows() -> None:
    text = refusal("длинный.csv", HEADER.encode() + "Иванов;Пётр;;\r\n".encode() * 2_000_000)
    assert f"больше {limits.ROWS} строк" in text
    rows = b"".join(b'<row r="%d"><c r="A%d"><v>%d</v></c></row>' % (i, i, i) for i in range(1, 300_000))
    assert f"{limits.ROWS} строк" in refusal("длинная.xlsx", book(sheet(rows)))


def test_all_tables_of_an_upload_share_one_allowance_of_rows(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "ROWS", 100)
    files = [Upload(f"{i}.csv", b"a;b\n" + b"1;2\n" * 60) for i in range(2)]
    with pytest.raises(RosterRefused, match="строка 42: в загрузке слишком много данных"):
        tables_of(files, Findings())


def test_a_cell_at_the_far_corner_of_a_sheet() -> None:
    """The workbook reader sets aside room for every cell before the last one."""
    far = b'<row r="1048576"><c r="B1048576"><v>1</v></c></row>'
    assert f"{limits.ROWS} строк" in refusal("угол.xlsx", book(sheet(far)))
    first = b'<row r="1"><c r="A1"><v>1</v></c></row>'
    within = first + b'<row r="199999"><c r="GQ199999"><v>1</v></c></row>'
    assert "не удалось прочитать" in refusal("угол.xlsx", book(sheet(within)))  # the child ran out of memory and died


def test_zip_bomb() -> None:
    bomb = zipped(**{"users.csv": b"0" * (limits.UNPACKED_BYTES + 1)})
    assert "подозрительно сильно" in refusal("бомба.zip", bomb)
    assert "подозрительно сильно" in refusal("сжатая.zip", zipped(**{"users.csv": b"0" * 50_000_000}))
    assert "больше 500 файлов" in refusal("мелочь.zip", zipped(**{f"{i}.csv": b"" for i in range(501)}))


def test_a_bomb_that_lies_about_its_size() -> None:
    """The archive's own table says one byte; the count of what really comes out decides."""
    honest = zipped(**{"users.csv": b"sourcedId\r\n" + b"0" * 30_000_000})
    size = (30_000_011).to_bytes(4, "little")
    lying = honest.replace(size, (1).to_bytes(4, "little"))
    assert lying != honest
    assert "повреждён" in refusal("ложь.zip", lying)


def test_xml_entities_are_not_expanded() -> None:
    laughs = b'<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;">]>' + sheet(b"<row/>")
    assert "определения XML" in refusal("смех.xlsx", book(laughs))


def test_an_upload_past_the_size_limit_never_reaches_the_child() -> None:
    assert "60 МБ" in refusal("огромный.csv", bytes(limits.UPLOAD_BYTES + 1))


_MEASURED = """
import resource, sys
from parta.ops.roster.read import Upload, read_upload
from parta.ops.roster.rows import RosterRefused
try:
    read_upload([Upload("тяжёлый.csv", sys.stdin.buffer.read())])
except RosterRefused as refusal:
    print(refusal)
print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)
"""


def test_a_child_out_of_memory_takes_nothing_with_it() -> None:
    """In a process of its own: a child begins with the memory of its parent, which here is a test runner's."""
    rows = "".join(f"{i:0>2900};ы{i};;\r\n" for i in range(20_000))
    done = subprocess.run(
        [sys.executable, "-c", _MEASURED],
        input=(HEADER + rows).encode(),
        capture_output=True,
        check=True,
        env={"PYTHONPATH": str(ROOT), "PYTHONUTF8": "1"},
    )
    said, kilobytes = done.stdout.decode().splitlines()
    assert "не удалось прочитать" in said
    assert int(kilobytes) <= limits.MEMORY_BYTES // 1024


def test_a_child_that_takes_too_long_is_stopped(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "WALL_SECONDS", 0.001)
    assert "не удалось прочитать за" in refusal("долгий.csv", HEADER.encode())


def test_an_answer_with_foreign_classes_is_not_loaded() -> None:
    """A child taken over by its input must not run code in ours."""
    with pytest.raises(pickle.UnpicklingError):
        Answers(io.BytesIO(pickle.dumps(subprocess.Popen))).load()


def test_archive_with_password() -> None:
    content = bytearray(zipped(**{"users.csv": b"sourcedId\r\n1\r\n"}))
    content[content.index(b"PK\x01\x02") + 8] |= 1  # the flag «encrypted» of the central directory
    assert "защищён паролем" in refusal("секрет.zip", bytes(content))


def test_no_file_at_all() -> None:
    with pytest.raises(RosterRefused, match="Файл не выбран"):
        read_upload([])
