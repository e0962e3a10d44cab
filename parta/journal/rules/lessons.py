"""What may be written in a lesson: topic, homework, its works."""

from parta.journal.rules.entries import LONGEST_REASON, MOST_WORKS

RULES = {
    "TXT-01": "Тема урока — одна строка не длиннее 500 знаков, задание — простой текст не длиннее 2000 знаков.",
    "TXT-02": "В снятом уроке ничего не записывают.",
    "TXT-03": "За урок бывает до трёх работ; убрать можно только работу без отметок.",
    "WORK-01": "Вес работы — от 0 до 10. Работа веса 0 видна, но не в счёт; для неё нужна причина, до 200 знаков.",
}

LONGEST_TOPIC = 500
LONGEST_HOMEWORK = 2000
MOST_WEIGHT = 10

CANCELLED = "урок снят, записать ничего нельзя."  # TXT-02
NO_WORKS = "в этом журнале отметок нет, работ тоже."
NO_KIND = "такого вида работы нет. Обновите страницу."
KIND_WITHOUT_WEIGHT = "у этого вида работы нет веса"
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


def weight_refusal(weight: int, note: str) -> str:
    """Why a work can't have this weight with this reason; empty when it can (WORK-01)."""
    if weight > MOST_WEIGHT:
        return f"вес работы — от 0 до {MOST_WEIGHT}."
    if weight == 0 and not note:
        return "работа веса 0 не в счёт: напишите, почему."
    return "" if len(note) <= LONGEST_REASON else f"причина длиннее {LONGEST_REASON} знаков: сейчас {len(note)}."
