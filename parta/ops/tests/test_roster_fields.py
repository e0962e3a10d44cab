"""Single values as people write them."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from parta.ops.roster.fields import (
    FieldError,
    parse_class_name,
    parse_date,
    parse_email,
    parse_foreign_phone,
    parse_grade_level,
    parse_name,
    parse_phone,
    parse_roles,
    parse_sex,
    parse_weekday,
    parse_yes_no,
)
from parta.ops.roster.references import split_child


@pytest.mark.parametrize(
    ("parse", "text", "value"),
    [
        (parse_date, "01.09.2015", date(2015, 9, 1)),
        (parse_date, "1.9.2015 г.", date(2015, 9, 1)),
        (parse_date, "2015-09-01", date(2015, 9, 1)),
        (parse_date, "2015-09-01T10:00:00.000Z", date(2015, 9, 1)),
        (parse_date, "42248", date(2015, 9, 1)),
        (parse_date, "15/06/2023", date(2023, 6, 15)),
        (parse_date, "6/15/2023", date(2023, 6, 15)),
        (parse_sex, "Муж.", "m"),
        (parse_sex, "Ж", "f"),
        (parse_yes_no, "Да", True),
        (parse_yes_no, "нет", False),
        (parse_class_name, "5А", (5, "А")),
        (parse_class_name, "5 «а»", (5, "А")),
        (parse_class_name, "05-б", (5, "Б")),
        (parse_class_name, "11", (11, "")),
        (parse_class_name, "5A", (5, "А")),
        (parse_grade_level, "09", 9),
        (parse_weekday, "ПН.", 0),
        (parse_weekday, "суббота", 5),
        (parse_weekday, "7", 6),
        (parse_phone, "8 (900) 123-45-67", "+79001234567"),
        (parse_phone, "900 123 45 67", "+79001234567"),
        (parse_phone, "+375 29 123-45-67", "+375291234567"),
        (parse_foreign_phone, "(603) 222-1111", "6032221111"),
        (parse_roles, "Завуч; Ответственное лицо", ("deputy", "responsible")),
        (parse_name, "д'Артаньян-Ёлкин (Ли)", "д'Артаньян-Ёлкин (Ли)"),
        (parse_email, "ivan.petrov@школа.рф", "ivan.petrov@школа.рф"),
        (split_child, "Волков Пётр 5А", ("Волков Пётр", "5А")),
        (split_child, "Волков Пётр, 5 «А»", ("Волков Пётр", "5 «А»")),
        (split_child, "Волков Пётр (10)", ("Волков Пётр", "10")),
        (split_child, "Волков Пётр", ("Волков Пётр", "")),
    ],
)
def test_values_are_understood(parse: Callable[[str], Any], text: str, value: object) -> None:
    assert parse(text) == value


@pytest.mark.parametrize(
    ("parse", "text"),
    [
        (parse_date, "31.02.2015"),
        (parse_date, "01.09.15"),
        (parse_date, "4/2/2000"),
        (parse_date, "01.09.0215"),
        (parse_date, "99999"),
        (parse_date, "осенью"),
        (parse_sex, "х"),
        (parse_yes_no, "может быть"),
        (parse_class_name, "0А"),
        (parse_class_name, "12"),
        (parse_class_name, "5АБВГ"),
        (parse_grade_level, "12"),
        (parse_grade_level, "KG"),
        (parse_grade_level, "²"),
        (parse_weekday, "8"),
        (parse_phone, "123"),
        (parse_roles, "директор мира"),
        (parse_name, "=HYPERLINK(1)"),
        (parse_name, "<b>"),
        (parse_name, "Ы" * 101),
        (parse_email, "a@b"),
        (parse_email, "a@b.ru, c@d.ru"),
    ],
)
def test_others_are_refused_by_a_whole_sentence(parse: Callable[[str], Any], text: str) -> None:
    with pytest.raises(FieldError) as caught:
        parse(text)
    assert str(caught.value).endswith(".")
