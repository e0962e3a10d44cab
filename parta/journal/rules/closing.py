"""Closed periods: who closes them, when, and how a journal is opened in one for a while [5.1]."""

from datetime import date

from parta.core import dates

RULES = {
    "LOCK-01": "В уроки закрытого учётного периода ничего не записывают, пока их журнал не открыт на время [5.1].",
    "LOCK-02": "Закрыть можно период, последний день которого наступил.",
    "LOCK-03": "Завуч или директор открывает один журнал на срок до 7 дней и называет причину; "
    "директор видит это на своей странице.",
}

# Hours for which a journal can be opened (LOCK-03).
TERMS = {1: "на час", 3: "на три часа", 24: "на сутки", 72: "на три дня", 168: "на семь дней"}
LONGEST_REASON = 300


def closed_words(closed_on: date, who: str) -> str:
    """«Период закрыт 30 ноября. Открыть журнал может завуч Белова Т. И.» (LOCK-01)"""
    return f"Период закрыт {dates.day_month(closed_on)}. Открыть журнал может {who}".rstrip(".") + "."


def close_refusal(ends_on: date, on: date) -> str:
    """Why the period can't be closed on the day `on`; empty when it can (LOCK-02)."""
    return "" if ends_on <= on else f"Период идёт до {dates.day_month(ends_on)}: закрыть его можно с этого дня."


def unlock_refusal(hours: int, reason: str) -> str:
    """Why a journal can't be opened so; empty when it can (LOCK-03)."""
    if hours not in TERMS:
        return "Выберите срок из списка."
    if sum(char.isalpha() for char in reason) < 3:
        return "Назовите причину: её увидит директор."
    return f"Причина не длиннее {LONGEST_REASON} знаков." if len(reason) > LONGEST_REASON else ""
