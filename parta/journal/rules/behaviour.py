"""Notes on behaviour: what may stand in one, and what becomes of it."""

from parta.journal.rules import language

RULES = {
    "BEH-01": "Запись о поведении — не пустая, по-русски [5.4], не длиннее 500 знаков; слова для семьи — так же.",
    "BEH-02": "О записи решает классный руководитель ученика: сообщить семье или оставить в школе; "
    "оставленное можно сообщить позже, сообщённое назад не берут.",
    "BEH-03": "Запись видят её автор, классный руководитель и администрация; семья — только сообщённое ей.",
}

LONGEST = 500
OPEN, FAMILY, KEPT = "", "family", "kept"


def text_refusal(text: str) -> str:
    """Why the text isn't accepted; empty when it is (BEH-01)."""
    if not text.strip():
        return "Напишите, что произошло."
    if len(text) > LONGEST:
        return f"Текст длиннее {LONGEST} знаков: сейчас {len(text)}."
    return language.refusal(text)


def decision_refusal(now: str, wanted: str) -> str:
    """Why the note can't be decided so; empty when it can (BEH-02)."""
    if wanted not in {FAMILY, KEPT}:
        return "Выберите: сообщить семье или оставить в школе."
    if now == FAMILY:
        return "Семье уже сообщено."
    return "Запись уже оставлена в школе." if now == wanted else ""
