"""A parent's notice of an absence to come [4.5]: which one is accepted."""

from collections.abc import Iterable
from datetime import date, timedelta

RULES = {
    "NOTICE-01": "Родитель предупреждает об отсутствии с сегодняшнего дня, не больше чем на 14 дней подряд "
    "и не больше чем за 60 дней.",
    "NOTICE-02": "На один день у ученика одно сообщение об отсутствии: прежнее сначала отзывают.",
    "NOTICE-03": "О болезни родитель сообщает, только если согласие включает сведения о здоровье.",
}

MOST_DAYS = 14
FURTHEST = 60
LONGEST_TEXT = 300


def dates_refusal(starts_on: date, ends_on: date, on: date) -> str:
    """Why these days aren't accepted; empty when they are (NOTICE-01)."""
    if starts_on < on:
        return "Предупредить можно с сегодняшнего дня. О прошедших днях напишите классному руководителю."
    if ends_on < starts_on:
        return "Последний день раньше первого."
    if (ends_on - starts_on).days >= MOST_DAYS:
        return f"Не больше {MOST_DAYS} дней за раз. О долгом отсутствии договоритесь с классным руководителем."
    if starts_on > on + timedelta(days=FURTHEST):
        return f"Не больше чем за {FURTHEST} дней."
    return ""


def overlap_refusal(starts_on: date, ends_on: date, standing: Iterable[tuple[date, date | None]]) -> str:
    """Why a notice can't stand beside the others; empty when it can (NOTICE-02)."""
    if any(start <= ends_on and (end is None or starts_on <= end) for start, end in standing):
        return "На эти дни сообщение уже есть. Отзовите прежнее и отправьте новое."
    return ""


def ill_refusal(ill: bool, *, health_consent: bool) -> str:
    """Why illness can't be told; empty when it can or isn't (NOTICE-03)."""
    return "" if not ill or health_consent else "Согласие не включает сведения о здоровье: о болезни здесь не пишут."
