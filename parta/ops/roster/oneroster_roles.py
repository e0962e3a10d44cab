"""Roles of OneRoster and SDS: who is a pupil, who is staff, who is a guardian, and how that is said in Russian."""

from enum import Enum, auto
from functools import cache


class Kind(Enum):
    PUPIL = auto()
    STAFF = auto()
    GUARDIAN = auto()


# Positions only: an import never makes anybody an administrator (PRODUCT.md: two people are needed for that).
STAFF_TITLES = {
    "teacher": "учитель",
    "professor": "преподаватель",
    "lecturer": "преподаватель",
    "faculty": "преподаватель",
    "adjunct": "преподаватель",
    "instructor": "преподаватель",
    "staff": "сотрудник",
    "aide": "помощник учителя",
    "teacherassistant": "помощник учителя",
    "proctor": "наблюдатель",
    "counselor": "педагог-психолог",
    "principal": "директор",
    "assistantprincipal": "заместитель директора",
    "administrator": "администратор",
    "siteadministrator": "администратор",
    "districtadministrator": "администратор",
    "systemadministrator": "администратор",
    "itadmin": "администратор",
}
TEACHING = frozenset({"teacher", "professor", "lecturer", "faculty", "adjunct", "instructor", "staff"})
GUARDIAN_TITLES = {
    "parent": "родитель",
    "guardian": "законный представитель",
    "relative": "родственник",
    "mother": "мать",
    "father": "отец",
}


@cache
def role_word(text: str) -> str:
    return "".join(char for char in text.lower() if char.isalnum())


def kind_of(text: str) -> Kind | None:
    """None = no role or one that OneRoster doesn't know."""
    word = role_word(text)
    if word == "student":
        return Kind.PUPIL
    if word in STAFF_TITLES:
        return Kind.STAFF
    return Kind.GUARDIAN if word in GUARDIAN_TITLES else None
