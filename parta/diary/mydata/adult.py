"""Parts about a parent and a member of the staff: whose representative, what work, with dates."""

from collections.abc import Iterable
from typing import Any

from parta.diary.mydata.parts import Makers
from parta.diary.mydata.people import Human
from parta.people.models import (
    CardProposal,
    Guardian,
    Guardianship,
    Homeroom,
    StaffMember,
    StaffRole,
)
from parta.people.proposals import shown
from parta.teaching.models import CourseTeacher, Substitution, TeacherAbsence

adult = Makers()
Rows = Iterable[tuple[Any, ...]]
_SPAN = {"starts_on": "С", "ends_on": "По"}


@adult.part(
    "children", "Ваши дети", Guardian, Guardianship,
    columns={
        "name": "Имя", "relation": "Кем приходитесь", **_SPAN, "basis": "Основание", "basis_document": "Документ",
        "letters": "Письма школы", "reads_diary": "Дневник виден", "limit_document": "Документ об ограничении",
    },
)  # fmt: skip
def _children(one: Human) -> Rows:
    rows = Guardianship.objects.filter(guardian__person=one.person).select_related("pupil__person")
    for row in rows.order_by("starts_on", "pk"):
        yield (
            row.pupil.person.full_name, row.relation, row.starts_on, row.ends_on, row.get_basis_display(),
            row.basis_document, row.letters, row.reads_diary, row.limit_document,
        )  # fmt: skip


@adult.part(
    "proposals", "Что вы сообщили классному руководителю", CardProposal,
    columns={"sent_at": "Когда", "field": "О чём", "value": "Как теперь", "accepted": "Принято", "answer": "Ответ"},
)  # fmt: skip
def _proposals(one: Human) -> Rows:
    for row in CardProposal.objects.filter(sent_by=one.person.user_id or 0, person=one.person).order_by("sent_at"):
        yield row.sent_at, row.field, shown(row.field, row.value), row.accepted, row.answer


@adult.part("work", "Работа в школе", StaffMember, columns={"position": "Должность", **_SPAN})
def _work(one: Human) -> Rows:
    yield from StaffMember.objects.filter(person=one.person).values_list("position", "starts_on", "ends_on")


@adult.part("roles", "Роли", StaffRole, columns={"role": "Роль", **_SPAN})
def _roles(one: Human) -> Rows:
    for row in StaffRole.objects.filter(staff__person=one.person).order_by("starts_on", "pk"):
        yield row.get_role_display(), row.starts_on, row.ends_on


@adult.part(
    "homerooms", "Классное руководство", Homeroom,
    columns={"class": "Класс", **_SPAN, "acting": "Исполняете обязанности", "order": "Приказ", "order_date": "От"},
)  # fmt: skip
def _homerooms(one: Human) -> Rows:
    rows = Homeroom.objects.filter(staff__person=one.person).select_related("school_class")
    for row in rows.order_by("starts_on", "pk"):
        yield (
            row.school_class.title, row.starts_on, row.ends_on, row.acting, row.order_number, row.order_date,
        )  # fmt: skip


@adult.part("journals", "Журналы", CourseTeacher, columns={"journal": "Журнал", **_SPAN})
def _journals(one: Human) -> Rows:
    rows = CourseTeacher.objects.filter(staff__person=one.person).select_related("course__subject")
    for row in rows.order_by("starts_on", "pk"):
        yield row.course.full_title, row.starts_on, row.ends_on


@adult.part(
    "absences", "Отсутствия", TeacherAbsence,
    columns={**_SPAN, "cause": "Причина", "order": "Приказ", "note": "Примечание"},
)  # fmt: skip
def _absences(one: Human) -> Rows:
    for row in TeacherAbsence.objects.filter(staff__person=one.person).order_by("starts_on", "pk"):
        yield row.starts_on, row.ends_on, row.get_cause_display(), row.order_number, row.note


@adult.part(
    "substitutions", "Ваши замены", Substitution,
    columns={"date": "День", "number": "Урок", "journal": "Журнал"},
)  # fmt: skip
def _substitutions(one: Human) -> Rows:
    rows = Substitution.objects.filter(staff__person=one.person).select_related("lesson__course__subject")
    for row in rows.order_by("lesson__date", "lesson__number"):
        yield row.lesson.date, row.lesson.number, row.lesson.course.full_title
