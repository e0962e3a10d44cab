"""Roles of staff. A class teacher is not a role but a dated `Homeroom`; pupils and guardians have no role."""

from enum import StrEnum


class Role(StrEnum):
    DIRECTOR = "director"
    DEPUTY = "deputy"
    RESPONSIBLE = "responsible"
    IT_TEACHER = "it_teacher"
    SECRETARY = "secretary"
    SCHEDULER = "scheduler"
    TEACHER = "teacher"


ROLE_TITLES = {
    Role.DIRECTOR: "директор",
    Role.DEPUTY: "заместитель директора по УВР",
    Role.RESPONSIBLE: "ответственное лицо",
    Role.IT_TEACHER: "учитель кабинета информатики",
    Role.SECRETARY: "секретарь",
    Role.SCHEDULER: "диспетчер расписания",
    Role.TEACHER: "учитель",
}

# Who sees all journals and runs the school.
ADMINISTRATION = frozenset({Role.DIRECTOR, Role.DEPUTY})
