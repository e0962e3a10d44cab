"""When one lesson may be moved to another place or cancelled, and what is said about it. Pure."""

from dataclasses import dataclass
from datetime import date

from parta.core.dates import day_month
from parta.core.russian import counted, listed
from parta.teaching.rules.places import Place, place_words

RULES = {
    "MOVE-01": "Перенести или снять можно урок, в котором нет отметок, отсутствий и переклички; тема, задание и место "
    "в плане остаются при уроке.",
    "MOVE-02": "Переносят на сегодня или на будущий день учебного года; ни старый, ни новый день не лежит в закрытом "
    "периоде.",
    "MOVE-03": "На новом месте у журнала не может уже стоять урок.",
    "MOVE-04": "Занятый учитель, кабинет или класс, день без уроков, порядок заданий переносу не мешают, но о них "
    "говорится, и перенос нужно подтвердить.",
    "MOVE-05": "Урок с заменой не переносят, пока замена не снята; снятому уроку замена не нужна и снимается с ним.",
    "MOVE-06": "На месте, где урок стоял по расписанию, остаётся пометка «перенесён на …», одна и при повторном "
    "переносе; возвращённый урок встаёт на это место.",
}

CANCELLED = "Урок снят. Сначала верните его."
NOT_CANCELLED = "Урок не снят, возвращать нечего."
ALREADY = "Урок уже снят."
NOT_MOVED = "Урок стоит на своём месте, возвращать нечего."
SUBSTITUTED = "На урок назначена замена. Сначала снимите её на странице «Замены»."
MERGED = "С этим уроком объединена другая группа. Сначала измените её замену на странице «Замены»."
SAME_PLACE = "Урок и так стоит на этом месте. Выберите другой день или номер."
PAST = "Перенести урок можно на сегодня или на будущий день."
CLOSED = "Период этого дня закрыт. Открыть журнал может завуч на странице «Учётные периоды»."
UNSURE = "Прочитайте предупреждения и отметьте «всё равно перенести» или выберите другое место."


@dataclass(frozen=True)
class Written:
    """What makes a lesson a held one."""

    marks: int = 0
    absences: int = 0
    roll: bool = False

    @property
    def words(self) -> str:
        """«3 отметки, 1 отсутствие и перекличка»; empty without anything."""
        return listed(
            [
                *([counted(self.marks, "отметка", "отметки", "отметок")] if self.marks else []),
                *([counted(self.absences, "отсутствие", "отсутствия", "отсутствий")] if self.absences else []),
                *(["перекличка"] if self.roll else []),
            ]
        )


@dataclass(frozen=True)
class Facts:
    """A lesson as the rules need it."""

    place: Place
    year: tuple[date, date]
    written: Written = Written()
    cancelled: bool = False
    closed: bool = False  # its period
    substituted: bool = False
    merged: bool = False  # another group comes to it


Refusal = tuple[str, str | None]  # the sentence and the field it is about


def move_refusal(lesson: Facts, target: Place, on: date, *, closed: bool, taken: bool) -> Refusal | None:
    """Why the lesson can't be moved to `target`, whose period is `closed` or not; None when it can. MOVE-01 … 05."""
    year_first, year_last = lesson.year
    if reason := leave_refusal(lesson):
        return reason, None
    if target == lesson.place:
        return SAME_PLACE, "date"
    if target[0] < on:
        return PAST, "date"
    if not year_first <= target[0] <= year_last:
        return f"{day_month(target[0]).capitalize()} лежит вне учебного года.", "date"
    if closed:
        return CLOSED, "date"
    if taken:
        return f"{place_words(target).capitalize()}: у этого журнала там уже стоит урок или пометка о нём.", "number"
    return None


def leave_refusal(lesson: Facts) -> str:
    """Why the lesson can't leave its place; empty when it can. MOVE-01, MOVE-02, MOVE-05."""
    if lesson.cancelled:
        return CANCELLED
    if lesson.written.words:
        return f"В уроке уже есть {lesson.written.words}: он проведён, перенести его нельзя."
    if lesson.closed:
        return CLOSED
    if lesson.substituted:
        return SUBSTITUTED
    return MERGED if lesson.merged else ""


def cancel_refusal(lesson: Facts) -> str:
    """Why the lesson can't be cancelled; empty when it can. MOVE-01, MOVE-05."""
    if lesson.cancelled:
        return ALREADY
    if lesson.written.words:
        return f"В уроке уже есть {lesson.written.words}: он проведён, снять его нельзя."
    if lesson.closed:
        return CLOSED
    return MERGED if lesson.merged else ""


def restore_refusal(lesson: Facts) -> str:
    """Why a cancelled lesson can't stand again; empty when it can."""
    if not lesson.cancelled:
        return NOT_CANCELLED
    return CLOSED if lesson.closed else ""
