"""What parents of 8Б announced and what teachers noted of its pupils' behaviour: a few rows, the same every year."""

from datetime import datetime, time, timedelta

from parta.core.actor import Actor
from parta.journal.actions.behaviour import decide, write_note
from parta.journal.models import AbsenceNotice
from parta.journal.rules.behaviour import FAMILY, KEPT
from parta.ops.demo_school.filling import ZONE
from parta.ops.demo_school.state import Demo
from parta.people.models import Guardianship
from parta.school.changes import add
from parta.teaching.models import Lesson

# Pupil key, first day after the last one filled, days, words.
_NOTICES = (
    ("8Б-03", 0, 1, "Утром идём к стоматологу, придёт к третьему уроку."),
    ("8Б-11", 1, 3, "Едем на соревнования по плаванию, справка из школы олимпийского резерва будет."),
)
# Pupil key, what the teacher wrote, what the class teacher decided, what the family reads.
_NOTES = (
    ("8Б-05", "Второй урок подряд без тетради, на замечание — грубый ответ.", "", ""),
    ("8Б-09", "Переписка в телефоне на проверочной работе, работа не сдана.", FAMILY,
     "На проверочной работе отвлёк телефон, и работа не сдана. Договорились, что телефон лежит в портфеле."),
    ("8Б-14", "Опоздание после перемены: дежурство в столовой, учитель столовой подтвердил.", KEPT, ""),
)  # fmt: skip


def write_messages(demo: Demo, class_teacher: int, *, at: datetime) -> None:
    """`class_teacher`: User.pk of who decides. Within the caller's transaction."""
    for key, ahead, days, text in _NOTICES:
        _notice(demo, key, ahead, days, text, at=at)
    for key, text, decision, family_text in _NOTES:
        _note(demo, key, (text, decision, family_text), class_teacher, at=at)


def _notice(demo: Demo, key: str, ahead: int, days: int, text: str, *, at: datetime) -> None:
    pupil_id = demo.pupils[key]
    parent = Guardianship.objects.filter(pupil_id=pupil_id).values_list("guardian__person__user_id", flat=True).first()
    first = demo.till + timedelta(days=ahead)
    notice = AbsenceNotice(
        pupil_id=pupil_id,
        starts_on=first,
        ends_on=first + timedelta(days=days - 1),
        text=text,
        sent_by=parent,
        sent_at=min(at, datetime.combine(demo.till, time(7, 40), ZONE)),
    )
    add(notice, "journal.send_notice", by=Actor(on=demo.till, user_id=parent), at=notice.sent_at)


def _note(demo: Demo, key: str, words: tuple[str, str, str], class_teacher: int, *, at: datetime) -> None:
    text, decision, family_text = words
    held = Lesson.objects.filter(course__members__pupil_id=demo.pupils[key], roll_call__isnull=False)
    lesson = held.order_by("-date", "-number").first()
    if lesson is None:
        return
    written = min(at, datetime.combine(lesson.date, time(15, 10), ZONE))
    note = write_note(
        demo.pupils[key], lesson.pk, text, by=Actor(on=lesson.date, user_id=lesson.updated_by), at=written
    )
    if decision:
        decide(note, decision, family_text, by=Actor(on=lesson.date, user_id=class_teacher), at=written)
