"""Reading aSc Timetables XML: encodings, versions, what can't be placed, garbage."""

import pytest

from parta.ops.roster.read import read_upload
from parta.ops.roster.rows import RosterRefused
from parta.ops.roster.tables import Upload
from parta.ops.roster.timetables import Timetable
from parta.ops.tests import asc_files as files


def timetable(content: bytes) -> Timetable:
    found = read_upload([Upload("расписание.xml", content)]).timetable
    assert found is not None
    return found


def changed(*pairs: tuple[str, str]) -> bytes:
    text = files.NEW.format(encoding="UTF-8")
    for before, after in pairs:
        assert before in text
        text = text.replace(before, after)
    return text.encode()


def told(content: bytes) -> list[str]:
    return [f"{one.place.element}: {one.text}" for one in timetable(content).unplaced]


@pytest.mark.parametrize("content", [
    files.new("UTF-8"),
    b"\xef\xbb\xbf" + files.new("UTF-8"),
    files.NEW.format(encoding="UTF-16").encode("utf-16"),
    files.new("windows-1251"),
    files.new("windows-1252"),  # what the Russian program really writes: declared Western, Russian bytes
], ids=["utf-8", "bom", "utf-16", "1251", "1252"])  # fmt: skip
def test_the_same_in_every_encoding(content: bytes) -> None:
    found = timetable(content)
    assert found == timetable(files.new())
    assert [one.title for one in found.names if one.kind == "staff"] == ["Бабкин В.Г.", "Ёлкина О.В."]
    assert (found.cycle_weeks, len(found.lessons), len(found.bells)) == (2, 6, 4)


def test_a_western_file_stays_western() -> None:
    content = changed(("Бабкин В.Г.", "Müller H."), ("UTF-8", "windows-1252")).decode()
    latin = "".join(char if char.isascii() or char == "ü" else "x" for char in content)
    assert "Müller H." in {one.title for one in timetable(latin.encode("windows-1252")).names}


def test_lessons_with_their_cards() -> None:
    double, single, first, _second, stream, _other = timetable(files.new()).lessons
    assert (double.hours, [(card.weekday, card.number, card.weeks) for card in double.cards]) == (2, [(0, 1, ())])
    assert [(card.weekday, card.number, card.weeks) for card in single.cards] == [(1, 3, ()), (2, 3, (1,))]
    assert (first.groups, first.classes) == (("группа 1",), ("5-а",))
    assert (stream.classes, stream.groups, len(stream.teachers)) == (("5-а", "5-б"), (), 2)
    assert told(files.new()) == ["lesson *6: 5-Б · Математика: поставлено 1 ч в неделю из 2."]


def test_the_older_format_has_numbers_of_days() -> None:
    found = timetable(files.old())
    (lesson,) = found.lessons
    assert [(card.weekday, card.number, card.weeks) for card in lesson.cards] == [(0, 1, ()), (5, 1, ())]
    assert (found.unplaced, found.bells[0].starts_at) == ((), "08:30")
    (teacher,) = [one for one in found.names if one.kind == "staff"]
    assert teacher.person is not None


@pytest.mark.parametrize(("pairs", "sentence"), [
    ([('lessonid="*6"', 'lessonid="*66"')], "card: Урока «*66», который здесь поставлен, в файле нет"),
    ([('classroomids="*2" period="2" weeks="11"', 'period="14" weeks="11"')], "14-го урока в Парте нет"),
    ([('classroomids="*2" period="2" weeks="11"', 'period="7" weeks="11"')], "«7» среди звонков файла нет"),
    ([('period="2" weeks="11" terms="11" days="10000"', 'period="2" weeks="11" terms="11" days="0000001"')],
     "в воскресенье"),
    ([('period="2" weeks="11" terms="11" days="10000"', 'period="2" weeks="11" terms="11" days=""')],
     "день не указан"),
    ([('period="2" weeks="11" terms="11"', 'period="2" weeks="11" terms="10"')], "урок только на часть года"),
    ([('period="2" weeks="11" terms="11" days="10000"', 'period="2" weeks="000" terms="11" days="10000"')],
     "недели «000» не понятны"),
    ([('<lesson id="*6" classids="*2" groupids="*4"', '<lesson id="*6" classids="*9" groupids=""')],
     "Математика: класса или группы «*9» в файле нет"),
    ([('<lesson id="*6" classids="*2" groupids="*4"', '<lesson id="*6" classids="" groupids=""')],
     "Математика: класс не указан"),
    ([('groupids="*4" subjectid="*1"', 'groupids="*4" subjectid="*9"')], "У урока нет предмета"),
    ([('subjectid="*1" teacherids="*2"', 'subjectid="*1" teacherids="*7"')], "учителя «*7» в файле нет"),
    ([('<card lessonid="*4" classroomids="*2" period="4" weeks="11" terms="11" days="01000"/>', "")],
     "5-А · Английский язык · Группа 2: не поставлен ни на один день, а нужно 1 ч в неделю"),
])  # fmt: skip
def test_what_cannot_be_placed_is_told(pairs: list[tuple[str, str]], sentence: str) -> None:
    assert sentence in "\n".join(told(changed(*pairs)))


BOMB = (
    '<!DOCTYPE t [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]><timetable><x y="&b;"/></timetable>'
)


@pytest.mark.parametrize(("content", "sentence"), [
    (BOMB.encode(), "описаны сущности"),
    (b'<!DOCTYPE timetable SYSTEM "file:///etc/passwd"><timetable/>', "описаны сущности"),
    (b'<!DOCTYPE t [<!ENTITY x SYSTEM "file:///etc/passwd">]><timetable><a b="1">&x;</a></timetable>', "сущности"),
    (b"<timetable><cards><card", "это не целый XML"),
    (b"<spreadsheet/>", "не расписание aSc"),
    (b"<timetable/>", "ни одного урока"),
    (b"<timetable>" + b"<a>" * 20 + b"</a>" * 20 + b"</timetable>", "больше, чем бывает"),
    (b"<timetable><a/>" + b"<b/>" * 300_000 + b"</timetable>", "больше, чем бывает"),
    (b'<timetable><a b="' + b"x" * 300_000 + b'"/></timetable>', "больше, чем бывает"),
    (b'<?xml version="1.0" encoding="utf-7"?><timetable/>', "кодировка «utf-7» не читается"),
    (b'<?xml version="1.0" encoding="koi8-r"?><timetable>\x00</timetable>', "не целый XML"),
    (b'\xff\xfe<\x00t\x00\x00', "не в той кодировке"),
])  # fmt: skip
def test_garbage_and_bombs(content: bytes, sentence: str) -> None:
    with pytest.raises(RosterRefused, match=sentence):
        timetable(content)


def test_an_xml_comes_alone() -> None:
    with pytest.raises(RosterRefused, match="загружают отдельно"):
        read_upload([Upload("a.xml", files.new()), Upload("b.csv", b"a;b\n1;2\n")])
