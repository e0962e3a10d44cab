"""Closed periods: who closes and opens them, and that nobody writes into them [5.1]."""

from datetime import date

import pytest

from parta.journal.rules import closing as rules


@pytest.mark.parametrize(
    ("who", "words"),
    [
        ("завуч Белова Т. И.", "Период закрыт 30\u00a0ноября. Открыть журнал может завуч Белова Т. И."),
        ("завуч", "Период закрыт 30\u00a0ноября. Открыть журнал может завуч."),
    ],
)
def test_words_of_a_lock(who: str, words: str):
    assert rules.closed_words(date(2026, 11, 30), who) == words


@pytest.mark.parametrize(("on", "closes"), [(29, False), (30, True)])
def test_a_period_is_closed_on_its_last_day_at_the_earliest(on: int, closes: bool):
    assert (rules.close_refusal(date(2026, 11, 30), date(2026, 11, on)) == "") is closes


@pytest.mark.parametrize(
    ("hours", "reason", "words"),
    [
        (1, "пропущена контрольная", ""),
        (168, "больничный учителя", ""),
        (2, "больничный учителя", "срок"),
        (10**6, "больничный учителя", "срок"),
        (24, "", "Назовите причину"),
        (24, "?!", "Назовите причину"),
        (24, "я" * 301, "не длиннее 300"),
    ],
)
def test_what_a_journal_is_opened_for(hours: int, reason: str, words: str):
    assert words in rules.unlock_refusal(hours, reason)
    assert bool(rules.unlock_refusal(hours, reason)) is bool(words)
