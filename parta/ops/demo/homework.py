"""How long the demo's homework takes, which files and which tasks of single pupils come with it."""

import io
import time
from collections.abc import Sequence
from functools import cache
from random import Random

from PIL import Image, ImageDraw

SAID = 0.8  # of the homework has its minutes
FILES = 1 / 40  # of the lessons with homework
TASKS = 1 / 50
_MINUTES = ((4, (10, 15, 20)), (8, (15, 20, 25)), (11, (20, 25, 30, 40)))  # up to the grade level
_EXACT = frozenset("matematika algebra geometriya veroyatnost fizika informatika".split())
_READ = frozenset("russkiy literatura chtenie istoriya obshestvo biologiya geografiya okruzh".split())
_TASK_TEXTS = (
    "Исправить ошибки самостоятельной работы, решение показать на перемене",
    "Подготовить сообщение на 3 минуты",
    "Повторить правило и принести тетрадь с прошлым заданием",
    "Дополнительные задания с карточки, по желанию",
)
SQUARED = "Рабочий лист в клетку.pdf"
AXES = "Координатная плоскость.png"
SOLVING = "Памятка. Как решать задачу.txt"
TELLING = "Памятка. Как готовить пересказ.txt"
_TEXTS = {
    SOLVING: "Прочитайте условие два раза.\nЗапишите, что дано и что надо найти.\nСделайте рисунок.\n"
    "Решите и проверьте: подходит ли ответ к вопросу?\n",
    TELLING: "Прочитайте параграф целиком.\nРазделите его на части, каждую назовите.\n"
    "Перескажите по плану вслух.\nОтветьте на вопросы после параграфа.\n",
}


def minutes(place: str, grade_level: int) -> int | None:
    """`place` names the lesson, so that the demo made on another day says the same."""
    random = Random(f"minutes:{place}")
    if random.random() > SAID:
        return None
    return random.choice(next(choice for last, choice in _MINUTES if grade_level <= last))


def files(place: str, subject: str) -> tuple[str, ...]:
    """Names of the files of a lesson."""
    random = Random(f"files:{place}")
    if random.random() > FILES:
        return ()
    if subject in _EXACT:
        return random.choice(((SQUARED,), (AXES,), (SQUARED, SOLVING)))
    return (TELLING,) if subject in _READ else ()


def tasks(place: str, pupils: Sequence[str]) -> tuple[tuple[str, str], ...]:
    """(pupil, text) of the tasks of single pupils; `pupils`: keys of those of the journal."""
    random = Random(f"tasks:{place}")
    if random.random() > TASKS or not pupils:
        return ()
    chosen = random.sample(list(pupils), min(len(pupils), random.choice((1, 1, 2))))
    text = random.choice(_TASK_TEXTS)
    return tuple((pupil, text) for pupil in chosen)


@cache
def content(name: str) -> bytes:
    """The same bytes each time, so each is stored once."""
    if name in _TEXTS:
        return _TEXTS[name].encode()
    sheet, step = Image.new("RGB", (840, 1188), "white"), 42
    draw = ImageDraw.Draw(sheet)
    for offset in range(0, 1188, step):
        draw.line((0, offset, 840, offset), fill="#b8c8d8")
        draw.line((offset, 0, offset, 1188), fill="#b8c8d8")
    stream = io.BytesIO()
    if name == SQUARED:
        sheet.save(stream, "PDF", resolution=100, creationDate=time.gmtime(0), modDate=time.gmtime(0))
        return stream.getvalue()
    draw.line((0, 14 * step, 840, 14 * step), fill="black", width=3)
    draw.line((10 * step, 0, 10 * step, 1188), fill="black", width=3)
    sheet.save(stream, "PNG", optimize=True)
    return stream.getvalue()
