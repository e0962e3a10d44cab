"""Withdrawal of a consent: the thirty days, what has to be done before erasing, how long the act is kept. Pure."""

from datetime import date, timedelta

from parta.core.russian import counted

RULES = {
    "WDR-01": "Отзыв согласия вносит директор или завуч; доступ и видимость прекращаются сразу, "
    "ученик идёт в счёт «на бумаге».",
    "WDR-02": "Данные стирают не позднее 30 дней со дня, когда школа получила отзыв (152-ФЗ, ст. 21 ч. 5).",
    "WDR-03": "Стирают двое и только после того, как отметки ученика скачаны для печати.",
    "WDR-04": "Отзыв, внесённый по ошибке, возвращают, пока данные не стёрты.",
    "WDR-05": "Акт об уничтожении и выписка из журнала изменений хранятся три года (приказ Роскомнадзора № 179).",
}
DAYS = 30
ACT_YEARS = 3
EARLIEST = timedelta(days=60)  # a withdrawal found in the mail later than that is a mistyped date


def due_on(received: date) -> date:
    """WDR-02."""
    return received + timedelta(days=DAYS)


def left_words(left: int) -> str:
    """WDR-02. Days till the last one, in words."""
    if left < 0:
        return f"просрочено на {counted(-left, 'день', 'дня', 'дней')}"
    return f"осталось {counted(left, 'день', 'дня', 'дней')}" if left else "сегодня последний день"


def date_refusal(received: date, today: date) -> str:
    """WDR-01. Why the day can't be the one on which the school got the withdrawal."""
    if received > today:
        return "Отзыв не может быть получен завтра: проверьте дату."
    if received < today - EARLIEST:
        return "Отзыв получен больше двух месяцев назад? Проверьте дату."
    return ""


def erasure_refusal(*, has_papers: bool, taken: bool, undone: bool, erased: bool) -> str:
    """WDR-03. Why nothing can be erased; empty = it can."""
    if erased:
        return "Эти данные уже стёрты."
    if undone:
        return "Этот отзыв возвращён как внесённый по ошибке: стирать нечего."
    if has_papers and not taken:
        return "Сначала скачайте и распечатайте отметки ученика: после стирания их взять негде."
    return ""


def undo_refusal(*, undone: bool, erased: bool) -> str:
    """WDR-04."""
    if erased:
        return "Данные уже стёрты, вернуть их нельзя. Новое согласие вносится как обычное зачисление."
    return "Этот отзыв уже возвращён." if undone else ""


def kept_until(made: date) -> date:
    """WDR-05. The first day on which the act may go."""
    year = made.year + ACT_YEARS
    return made.replace(year=year) if (made.month, made.day) != (2, 29) else date(year, 3, 1)
