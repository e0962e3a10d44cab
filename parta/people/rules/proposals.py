"""A parent's word that something in the card has changed. Pure."""

RULES = {
    "PROP-01": "Об изменении в анкете сообщает родитель, о ребёнке и о себе; в карточку его вносит классный "
    "руководитель или секретарь [4.1].",
    "PROP-02": "Если карточку изменили после сообщения, показаны оба значения, и принимают то, что на экране.",
    "PROP-03": "Пока сообщение ждёт, новое о том же поле заменяет его.",
}
FIELDS = {
    "last_name": "Фамилия",
    "first_name": "Имя",
    "patronymic": "Отчество",
    "birth_date": "Дата рождения",
    "phone": "Телефон",
    "email": "E-mail",
    "other": "Другое",
}
OF_PARENT = ("last_name", "first_name", "patronymic", "phone", "email", "other")
OF_CHILD = tuple(FIELDS)
NEVER_EMPTY = ("last_name", "first_name", "other")


def wrong(field: str, value: str, now: str) -> str:
    """Why a parent can't send this value; empty = fine."""
    if not value and field in NEVER_EMPTY:
        return "Напишите, что изменилось." if field == "other" else "Это поле не бывает пустым."
    if value == now:
        return "Так и записано. Впишите новое значение."
    return ""


def changed_meanwhile(was: str, now: str, value: str) -> bool:
    """PROP-02: the card says by now something that the parent has not seen, and not what the parent asks for."""
    return now not in {was, value}
