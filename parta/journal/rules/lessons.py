"""What may be written in a lesson: topic, homework, its works."""

from parta.journal.rules.entries import MOST_WORKS

RULES = {
    "TXT-01": "Тема урока — одна строка не длиннее 500 знаков, задание — простой текст не длиннее 2000 знаков.",
    "TXT-02": "В снятом уроке ничего не записывают.",
    "TXT-03": "За урок бывает до трёх работ; убрать можно только работу без отметок.",
}

LONGEST_TOPIC = 500
LONGEST_HOMEWORK = 2000

CANCELLED = "урок снят, записать ничего нельзя."  # TXT-02
NO_WORKS = "в этом журнале отметок нет, работ тоже."
NO_KIND = "такого вида работы нет. Обновите страницу."
NO_WORK = "такой работы за урок уже нет. Обновите страницу."
MARKED_WORK = "за эту работу есть отметки. Сначала сотрите их, потом уберите работу."  # TXT-03


class LessonRefused(ValueError):
    """Why a lesson can't be written so: one Russian sentence."""


def topic_refusal(topic: str) -> str:
    """Why the topic isn't accepted; empty when it is (TXT-01)."""
    if len(topic) > LONGEST_TOPIC:
        return f"тема длиннее {LONGEST_TOPIC} знаков: сейчас {len(topic)}."
    return ""


def homework_refusal(homework: str, *, has_homework: bool) -> str:
    """Why the homework isn't accepted; empty when it is (TXT-01, JRN-02)."""
    if homework and not has_homework:
        return "в этом журнале домашнего задания не бывает."
    if len(homework) > LONGEST_HOMEWORK:
        return f"задание длиннее {LONGEST_HOMEWORK} знаков: сейчас {len(homework)}."
    return ""


def index_refusal(index: int, works: int) -> str:
    """Why the work at `index` can't be given a kind when the lesson has `works`; empty when it can (TXT-03)."""
    if index >= MOST_WORKS:
        return f"за урок бывает до {MOST_WORKS} работ."
    if index > works:
        return "такой работы за урок нет. Обновите страницу."
    return ""
