"""What may stand in a cell."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parta.journal.rules.entries import (
    Entry,
    EntryRefused,
    comment_refusal,
    exempt_refusal,
    handed_in,
    minutes_refusal,
    parse,
    refusal,
    shown,
    uncounted_refusal,
    write,
)
from parta.journal.rules.visibility import kept_absence, shown_absence


@pytest.mark.parametrize(
    ("text", "entry"),
    [
        ("", Entry()),
        ("  ", Entry()),
        ("/", Entry()),
        ("5", Entry((5,))),
        (" 4 / 5 ", Entry((4, 5))),
        ("/5", Entry((None, 5))),
        ("4/", Entry((4,))),
        ("5//3", Entry((5, None, 3))),
        ("н", Entry(absence="н")),
        ("Н", Entry(absence="н")),
        ("нп", Entry(absence="нп")),
        ("у", Entry(absence="у")),
        ("оп", Entry(absence="оп")),
        ("оп/4", Entry((4,), "оп")),
        ("оп4/5", Entry((4, 5), "оп")),
        ("оп//5", Entry((None, 5), "оп")),
        ("н/4", Entry((4,), "н")),
        ("Б", Entry(absence="б")),
        ("зач", Entry(("зач",))),
        ("Зачёт", Entry(("зач",))),
        ("незач", Entry(("незач",))),
        ("не зачет", Entry(("незач",))),
        ("н/незач", Entry(("незач",), "н")),
        (".", Entry((".",))),
        ("5/.", Entry((5, "."))),
        ("./4", Entry((".", 4))),
        ("н/.", Entry((".",), "н")),
        ("осв", Entry(absence="осв")),
        ("осв/4", Entry((4,), "осв")),
    ],
)
def test_parse(text: str, entry: Entry) -> None:
    assert parse(text) == entry


@pytest.mark.parametrize(
    "text", ["1", "6", "55", "5+", "бб", "x", "5/6", "5/4/3/2", "нн", "5н", "<b>", "٥", "..", "5.", "зачем", "осва"]
)
def test_nonsense_is_refused_in_words(text: str) -> None:
    with pytest.raises(EntryRefused, match=r"[а-я]"):
        parse(text)


entries = st.builds(
    Entry,
    st.lists(st.sampled_from([None, 2, 3, 4, 5, "зач", "незач", "."]), max_size=3)
    .map(tuple)
    .filter(lambda marks: not marks or marks[-1] is not None),
    st.sampled_from(["", "н", "у", "нп", "б", "оп", "осв"]),
)


@given(entries)
def test_written_entry_parses_back(entry: Entry) -> None:
    assert parse(write(entry)) == entry


@given(st.text(max_size=12))
def test_any_text_is_parsed_or_refused(text: str) -> None:
    try:
        entry = parse(text)
    except EntryRefused:
        return
    assert parse(write(entry)) == entry


@pytest.mark.parametrize(
    ("entry", "text"),
    [
        (Entry((4, 5)), "4/5"),
        (Entry((None, 5)), "5"),
        (Entry((4,), "н"), "н/4"),
        (Entry((4, ".")), "4/•"),
        (Entry(("незач",)), "незач"),
        (Entry((4,), "оп"), "оп/4"),
        (Entry(absence="нп"), "нп"),
        (Entry(), ""),
    ],
)
def test_shown(entry: Entry, text: str) -> None:
    assert shown(entry) == text


@pytest.mark.parametrize(
    ("text", "later", "accepted"),
    [
        ("5", False, True),
        ("н", False, True),
        ("оп/4", False, True),
        ("н/4", False, False),
        ("у/4", False, False),
        ("нп/4", False, False),
        ("н/4", True, True),
        ("н/.", False, True),
        ("н/./4", False, False),
        ("н/зач", False, False),
        ("осв/4", False, False),
        ("осв", False, True),
    ],
)
def test_absence_and_mark_exclude_each_other(text: str, later: bool, accepted: bool) -> None:
    assert (refusal(parse(text), handed_in_later=later) == "") is accepted


@pytest.mark.parametrize(
    ("minutes", "absence", "accepted"),
    [(None, "", True), (5, "оп", True), (5, "н", False), (0, "оп", False), (91, "оп", False), (90, "оп", True)],
)
def test_minutes(minutes: int | None, absence: str, accepted: bool) -> None:
    assert (minutes_refusal(minutes, absence) == "") is accepted


def test_comment_is_at_most_500_signs() -> None:
    assert comment_refusal("щ" * 500) == ""
    assert "500" in comment_refusal("щ" * 501)
    assert comment_refusal("а\x00б")


@pytest.mark.parametrize(
    ("reason", "text", "accepted"),
    [("", "", True), ("", "4", True), ("переписал", "4", True), ("щ" * 201, "4", False), ("переписал", "н", False)],
)
def test_marks_are_left_uncounted_for_a_reason(reason: str, text: str, accepted: bool) -> None:
    assert (uncounted_refusal(reason, parse(text)) == "") is accepted


@pytest.mark.parametrize(
    ("typed", "stored", "accepted"),
    [
        ("", "", True),
        ("н", "", True),
        ("осв", "осв", True),
        ("осв", "", False),
        ("", "осв", False),
        ("н", "осв", False),
    ],
)
def test_exemption_is_not_the_subject_teachers(typed: str, stored: str, accepted: bool) -> None:
    assert (exempt_refusal(typed, stored) == "") is accepted


@pytest.mark.parametrize(
    ("value", "before", "away", "late", "expected"),
    [
        (4, ".", False, True, True),  # the owed work is handed in
        ("зач", ".", False, True, True),
        (4, ".", False, False, False),  # on the lesson's day
        (4, None, True, True, True),  # beside an absence
        (".", None, True, True, False),
        (4, 3, False, True, False),  # a correction
        (4, None, False, True, False),  # the lesson is filled late
    ],
)
def test_a_mark_is_handed_in_later(value, before, away, late, expected) -> None:
    assert handed_in(value, before, away=away, late=late) is expected


@pytest.mark.parametrize(
    ("code", "health", "expected"),
    [("б", True, "б"), ("б", False, "у"), ("у", False, "у"), ("н", False, "н"), ("", False, ""), ("оп", True, "оп")],
)
def test_illness_is_shown_to_the_right_people(code: str, health: bool, expected: str) -> None:
    assert shown_absence(code, health) == expected


@pytest.mark.parametrize(
    ("typed", "stored", "health", "kept"),
    [
        ("у", "б", False, "б"),  # the teacher saw «у» and left it
        ("у", "б", True, "у"),
        ("н", "б", False, "н"),
        ("", "б", False, ""),
        ("у", "н", False, "у"),
        ("б", "б", True, "б"),
        ("б", "б", False, "б"),
        ("б", "", False, "н"),
        ("б", "", True, "н"),
        ("б", "у", False, "у"),  # as over an unseen «б»: the answer doesn't tell them apart
    ],
)
def test_illness_is_not_lost_unseen(typed: str, stored: str, health: bool, kept: str) -> None:
    assert kept_absence(typed, stored, health) == kept
