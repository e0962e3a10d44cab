import pytest

from parta.core.russian import counted, plural, room_words, search_key, sort_key


def test_names_sort_by_the_russian_alphabet_with_yo_after_ye():
    names = ["Яковлев", "Ёлкин", "Елизаров", "Жуков", "ёжиков", "Ежов", "Абрамов-Заде", "Абрамов"]
    assert sorted(names, key=sort_key) == [
        "Абрамов", "Абрамов-Заде", "Ежов", "Елизаров", "ёжиков", "Ёлкин", "Жуков", "Яковлев",
    ]  # fmt: skip


def test_a_shorter_surname_comes_first_whatever_the_first_name():
    assert sort_key("Ким", "Яна") < sort_key("Кимов", "Анна")


def test_keys_are_plain_ascii_so_no_collation_can_reorder_them():
    assert sort_key("Ёлкина", "Zoë").isascii()


def test_search_forgets_case_and_yo():
    assert search_key("  ЁЛКИНА ", "Алёна") == "елкина алена"


@pytest.mark.parametrize(
    ("n", "words"),
    [(1, "1 урок"), (2, "2 урока"), (5, "5 уроков"), (11, "11 уроков"), (21, "21 урок")],
)
def test_plurals(n, words):
    assert counted(n, "урок", "урока", "уроков").replace("\u00a0", " ") == words
    assert plural(-n, "урок", "урока", "уроков") == words.split()[1]


@pytest.mark.parametrize(
    ("name", "words"), [("214", "каб. 214"), ("3а", "каб. 3а"), ("спортзал", "спортзал"), ("", "")]
)
def test_a_room_with_a_name_of_its_own_is_no_kabinet(name, words):
    assert room_words(name) == words
