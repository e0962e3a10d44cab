"""CODE-01: how a one-time code looks and how a typed one is read."""

import pytest

from parta.people.rules.codes import ALPHABET, GROUP, LENGTH, VALID, grouped, latin, new_code, normal_code

CODE = "КХ7М4РТА2359"


@pytest.mark.parametrize(
    "typed",
    [
        "КХ7М4РТА2359",
        "КХ7М 4РТА 2359",
        "кх7м-4рта-2359",
        "  КХ7М – 4РТА — 2359 \n",
        "KX7M4PTA2359",  # Latin look-alikes
        "kx7m 4pta 2359",
        "КX7М4PТA2З59",  # both alphabets, and «З» for a three
        "КХ7М\u00a04РТА\u202f2359",
        "ＫＸ７Ｍ４ＰＴＡ２３５９",  # full width
        "КХ7М_4РТА.2359",
    ],
)
def test_layout_case_spaces_and_hyphens_do_not_matter(typed: str):
    assert normal_code(typed) == CODE


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "КХ7М4РТА235",  # eleven
        "КХ7М4РТА23599",  # thirteen
        "КХ7М4РТА2350",  # no nought, one and eight
        "КХ7М4РТА2351",
        "КХ7М4РТА2358",
        "БХ7М4РТА2359",
        "КХ7М4РТА235\x00",
        "К" * 5000,
        "🙂" * 12,
    ],
)
def test_what_can_not_be_a_code(typed: str):
    assert normal_code(typed) is None


def test_new_codes_differ_and_read_back():
    codes = {new_code() for _ in range(200)}
    assert len(codes) == 200
    for code in codes:
        assert len(code) == LENGTH
        assert set(code) <= set(ALPHABET)
        assert normal_code(code) == normal_code(grouped(code)) == normal_code(latin(code)) == code


def test_the_alphabet_has_nothing_to_confuse():
    assert ALPHABET == "АКМНРТХ2345679"


def test_three_groups_of_four():
    assert grouped(CODE) == "КХ7М 4РТА 2359"
    assert GROUP * 3 == LENGTH


def test_an_address_carries_plain_ascii():
    assert latin(CODE) == "KX7M4PTA2359"
    assert latin(CODE).isascii()


def test_a_code_lives_thirty_days():
    assert VALID.days == 30
