"""When a pupil may come, go or change class: by an order of the school [8.2.2]."""

from datetime import date

RULES = {
    "MOV-01": "Прибытие после начала учебного года, перевод в другой класс и выбытие записывают с номером и датой "
    "приказа; исходный список класса и распределение из «Без класса» приказа не требуют [8.2.2].",
    "MOV-02": "Приказ не может быть подписан завтра.",
    "MOV-03": "Перевод отменяют, пока он не начал действовать или в его первый день; потом переводят обратно.",
}


def needs_order(*, arrives_on: date | None, year_starts_on: date, unassigned: bool) -> bool:
    """MOV-01. `arrives_on`: None for a move or a leaving; `unassigned`: out of «Без класса»."""
    if unassigned:
        return False
    return arrives_on is None or arrives_on > year_starts_on


def order_fault(number: str, signed_on: date | None, on: date, *, needed: bool) -> tuple[str, str] | None:
    """(field, sentence) of what is wrong with the order; None when nothing is. MOV-01, MOV-02."""
    if not number and not signed_on and not needed:
        return None
    if not number:
        return "order_number", "Впишите номер приказа: движение учеников записывают по приказу (п. 8.2.2 Положения)."
    if signed_on is None:
        return "order_date", "Впишите дату приказа."
    if signed_on > on:
        return "order_date", "Приказ не может быть подписан завтра: проверьте дату."
    return None


def too_late_to_undo(moved_on: date, on: date) -> bool:
    """MOV-03."""
    return moved_on < on
