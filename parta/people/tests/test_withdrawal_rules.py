from datetime import date

import pytest

from parta.people.rules import withdrawals as rules

TODAY = date(2026, 11, 24)


@pytest.mark.parametrize(
    ("received", "said"),
    [
        (TODAY, ""),
        (date(2026, 9, 25), ""),
        (date(2026, 11, 25), "Отзыв не может быть получен завтра: проверьте дату."),
        (date(2025, 11, 24), "Отзыв получен больше двух месяцев назад? Проверьте дату."),
    ],
)
def test_the_day_of_a_withdrawal(received: date, said: str):
    assert rules.date_refusal(received, TODAY) == said


@pytest.mark.parametrize(
    ("left", "words"),
    [(30, "осталось 30 дней"), (1, "осталось 1 день"), (0, "сегодня последний день"), (-2, "просрочено на 2 дня")],
)
def test_the_thirty_days(left: int, words: str):
    assert rules.due_on(TODAY) == date(2026, 12, 24)
    assert rules.left_words(left).replace("\u00a0", " ") == words


@pytest.mark.parametrize(
    ("has_papers", "taken", "undone", "erased", "begins"),
    [
        (True, True, False, False, ""),
        (False, False, False, False, ""),
        (True, False, False, False, "Сначала скачайте и распечатайте"),
        (True, True, True, False, "Этот отзыв возвращён"),
        (True, True, False, True, "Эти данные уже стёрты"),
    ],
)
def test_when_something_may_be_erased(has_papers: bool, taken: bool, undone: bool, erased: bool, begins: str):
    said = rules.erasure_refusal(has_papers=has_papers, taken=taken, undone=undone, erased=erased)
    assert said.startswith(begins)
    assert bool(said) == bool(begins)


def test_an_undo_and_how_long_an_act_is_kept():
    assert rules.undo_refusal(undone=False, erased=False) == ""
    assert "уже стёрты" in rules.undo_refusal(undone=False, erased=True)
    assert "уже возвращён" in rules.undo_refusal(undone=True, erased=False)
    assert rules.kept_until(TODAY) == date(2029, 11, 24)
    assert rules.kept_until(date(2028, 2, 29)) == date(2031, 3, 1)
