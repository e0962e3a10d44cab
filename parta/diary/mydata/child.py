"""Parts about a pupil, as the family may read them. Teachers stand behind their subjects: no name of theirs and no
other pupil's is here; «б» only while the consent to health data stands (VIS-04); of the other parent no contacts."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Exists, F, OuterRef, Q

from parta.core.actor import Actor
from parta.diary.mydata.parts import Makers
from parta.diary.records import records
from parta.journal.models import (
    AbsenceNotice,
    AbsenceReason,
    BehaviourNote,
    Cell,
    CouncilDecision,
    FinalMark,
    FinalStage,
    FormerMark,
    Homework,
    Mark,
    NoteDecision,
    PersonalTask,
)
from parta.journal.rules.visibility import shown_absence
from parta.people.consents import health_of
from parta.people.models import CardProposal, ClassMember, Guardianship, ProfileReview, Pupil
from parta.people.proposals import shown
from parta.teaching.models import CourseMember, DivisionPlace, Exemption, Movement

BEGINNING = date(2000, 1, 1)


@dataclass(frozen=True)
class Child:
    pupil: Pupil
    actor: Actor  # whoever asks: a parent or the pupil
    health: bool

    @property
    def on(self) -> date:
        return self.actor.on


def child_of(pupil: Pupil, actor: Actor) -> Child:
    return Child(pupil, actor, health_of(pupil.pk, actor.on).exists())


child = Makers()
Rows = Iterable[tuple[Any, ...]]
_SPAN = {"starts_on": "С", "ends_on": "По"}


@child.part(
    "ties", "Родители и представители", Guardianship,
    columns={"name": "Имя", "relation": "Кем приходится", **_SPAN, "letters": "Получает письма школы"},
)  # fmt: skip
def _ties(one: Child) -> Rows:
    rows = one.pupil.guardianships.select_related("guardian__person").order_by("starts_on", "pk")
    for row in rows:
        yield row.guardian.person.full_name, row.relation, row.starts_on, row.ends_on, row.letters


@child.part("classes", "Классы", Pupil, ClassMember, columns={"class": "Класс", "year": "Год", **_SPAN})
def _classes(one: Child) -> Rows:
    for row in one.pupil.class_members.select_related("school_class__year").order_by("starts_on"):
        yield row.school_class.title, row.school_class.year.title, row.starts_on, row.ends_on


@child.part(
    "movement", "Движение", Movement,
    columns={
        "kind": "Что", "date": "Дата", "order": "Приказ", "order_date": "От", "from": "Из класса", "to": "В класс",
        "other_school": "Откуда или куда",
    },
)  # fmt: skip
def _movement(one: Child) -> Rows:
    for row in one.pupil.movements.select_related("from_class", "to_class").order_by("date", "pk"):
        places = [place.title if place else "" for place in (row.from_class, row.to_class)]
        yield row.get_kind_display(), row.date, row.order_number, row.order_date, *places, row.other_school


@child.part("journals", "Журналы", CourseMember, columns={"subject": "Предмет", "year": "Год", **_SPAN})
def _journals(one: Child) -> Rows:
    rows = CourseMember.objects.filter(pupil=one.pupil).select_related("course__subject", "course__year")
    for row in rows.order_by("starts_on", "course__sort_key", "pk"):
        yield row.course.title, row.course.year.title, row.starts_on, row.ends_on


@child.part(
    "groups", "Подгруппы", DivisionPlace,
    columns={"subject": "Предмет", "period": "Период", "group": "Подгруппа", "reason": "Почему без подгруппы"},
)  # fmt: skip
def _groups(one: Child) -> Rows:
    rows = DivisionPlace.objects.filter(pupil=one.pupil).select_related(
        "division__subject", "division__period", "course"
    )
    for row in rows.order_by("division__period__starts_on", "pk"):
        division, label = row.division, row.course.label if row.course else ""
        yield division.subject.name, division.period.title, label, row.reason


@child.part(
    "marks", "Отметки и пропуски", Cell, Mark,
    columns={
        "date": "Урок", "subject": "Предмет", "mark": "Отметка", "work": "За что", "weight": "Вес",
        "given_on": "Сдано позже", "uncounted": "Почему не в счёт", "absence": "Пропуск",
        "late_minutes": "Опоздание, мин", "comment": "Комментарий учителя",
    },
)  # fmt: skip
def _marks(one: Child) -> Rows:
    nothing: tuple[Any, ...] = ("", "", None, None, "")
    for cell in records(one.pupil.pk, BEGINNING, one.on, one.on):
        rest = (cell.absence, cell.late_minutes, cell.comment)
        marks: list[tuple[Any, ...]] = [
            (mark.text, mark.kind_name, mark.weight, mark.given_on, mark.uncounted) for mark in cell.marks
        ]
        for mark in marks or [nothing]:
            yield cell.lesson_date, cell.subject_name, *mark, *rest


@child.part(
    "former_marks", "Отметки прежней школы", FormerMark,
    columns={
        "date": "Дата", "subject": "Предмет", "mark": "Отметка", "weight": "Вес", "work": "За что", "school": "Откуда",
    },
)  # fmt: skip
def _former(one: Child) -> Rows:
    rows = one.pupil.former_marks.order_by("given_on", "pk")
    yield from rows.values_list("given_on", "subject__name", "value", "weight", "work", "school")


@child.part(
    "final_marks", "Итоговые отметки", FinalMark,
    columns={
        "subject": "Предмет", "year": "Год", "when": "За что", "mark": "Отметка", "date": "Дата",
        "reason": "Обоснование", "debt_document": "Ликвидация задолженности", "brought_from": "Откуда перенесена",
    },
)  # fmt: skip
def _finals(one: Child) -> Rows:
    """Those that families see: published, or brought from another diary."""
    published = FinalStage.objects.filter(published_at__isnull=False)
    of_year = published.filter(period=None, year=OuterRef("year"))
    told = Exists(published.filter(period=OuterRef("period"))) | (Q(period=None) & Exists(of_year))
    rows = one.pupil.final_marks.filter(~Q(brought_from="") | told, preliminary=False)
    rows = rows.exclude(value=None, sign="").select_related("subject", "year", "period")
    for row in rows.order_by("year__starts_on", "subject__sort_key", "given_on", "pk"):
        when = row.period.title if row.period else row.get_kind_display()
        yield (
            row.subject.name, row.year.title, when, str(row), row.given_on, row.reason, row.debt_document,
            row.brought_from,
        )  # fmt: skip


@child.part(
    "council", "Решения педсовета", CouncilDecision,
    columns={"year": "Год", "decision": "Решение", "protocol": "Протокол", "date": "От"},
)  # fmt: skip
def _council(one: Child) -> Rows:
    for row in one.pupil.council_decisions.select_related("year").order_by("year__starts_on"):
        yield row.year.title, row.get_decision_display(), row.protocol_number, row.protocol_date


@child.part(
    "reasons", "Причины пропусков", AbsenceReason,
    columns={**_SPAN, "reason": "Причина", "document": "Справка", "document_date": "От"},
)  # fmt: skip
def _reasons(one: Child) -> Rows:
    for row in one.pupil.absence_reasons.order_by("starts_on", "pk"):
        code = shown_absence(row.code, one.health)
        yield row.starts_on, row.ends_on, code, row.document, row.document_date


@child.part("exemptions", "Освобождения", Exemption, columns={"subject": "Предмет", **_SPAN, "document": "Основание"})
def _exemptions(one: Child) -> Rows:
    for row in one.pupil.exemptions.select_related("course__subject").order_by("starts_on", "pk"):
        yield row.course.title, row.starts_on, row.ends_on, row.document


@child.part(
    "absence_notices", "Предупреждения об отсутствии", AbsenceNotice,
    columns={**_SPAN, "ill": "Болеет", "text": "Пояснение", "sent_at": "Отправлено", "withdrawn_at": "Отозвано"},
)  # fmt: skip
def _notices(one: Child) -> Rows:
    for row in one.pupil.absence_notices.order_by("sent_at", "pk"):
        ill = row.ill if one.health else None
        yield row.starts_on, row.ends_on, ill, row.text, row.sent_at, row.withdrawn_at


@child.part(
    "behaviour", "Сообщения о поведении", BehaviourNote,
    columns={"date": "Когда", "subject": "Урок", "text": "Текст для семьи"},
)  # fmt: skip
def _behaviour(one: Child) -> Rows:
    rows = one.pupil.behaviour_notes.filter(decision=NoteDecision.FAMILY).select_related("lesson__course__subject")
    for row in rows.order_by("decided_at", "pk"):
        yield row.decided_at, row.lesson.course.title if row.lesson else "", row.family_text


@child.part(
    "homework", "Домашние задания", Homework,
    columns={"date": "Задано", "subject": "Предмет", "text": "Задание", "minutes": "Минут"},
)  # fmt: skip
def _homework(one: Child) -> Rows:
    """Of lessons of the own journals in the days the pupil was in them."""
    mine = CourseMember.objects.filter(
        Q(ends_on=None) | Q(ends_on__gte=OuterRef("lesson__date")), starts_on__lte=OuterRef("lesson__date"),
        pupil=one.pupil, course=OuterRef("lesson__course"),
    )  # fmt: skip
    rows = Homework.objects.filter(Exists(mine), lesson__date__lte=one.on).exclude(text="")
    rows = rows.order_by("lesson__date", "lesson__number", "pk").annotate(subject=F("lesson__course__subject__name"))
    yield from rows.values_list("lesson__date", "subject", "text", "minutes")


@child.part(
    "tasks", "Личные задания", PersonalTask,
    columns={"date": "Задано", "subject": "Предмет", "text": "Задание"},
)  # fmt: skip
def _tasks(one: Child) -> Rows:
    rows = PersonalTask.objects.filter(pupil=one.pupil).exclude(text="").order_by("lesson__date", "pk")
    yield from rows.values_list("lesson__date", "lesson__course__subject__name", "text")


@child.part("reviews", "Сверки карточки", ProfileReview, columns={"month": "Месяц", "changed": "Были правки"})
def _reviews(one: Child) -> Rows:
    yield from one.pupil.reviews.order_by("month").values_list("month", "changed")


@child.part(
    "proposals", "Что вы сообщили классному руководителю", CardProposal,
    columns={"sent_at": "Когда", "field": "О чём", "value": "Как теперь", "accepted": "Принято", "answer": "Ответ"},
)  # fmt: skip
def _proposals(one: Child) -> Rows:
    """Only the own messages: the other parent's hold the other's contacts."""
    for row in one.pupil.card_proposals.filter(sent_by=one.actor.user_id or 0).order_by("sent_at"):
        yield row.sent_at, row.field, shown(row.field, row.value), row.accepted, row.answer
