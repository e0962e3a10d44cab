"""Whom the demo lets one be."""

from dataclasses import dataclass

from parta.ops.demo_school.people import PASSWORD
from parta.ops.demo_school.state import Demo
from parta.people.models import Person

ROLES = ("director", "deputy", "responsible", "class_teacher", "subject_teacher", "parent", "pupil")


@dataclass(frozen=True)
class SignIn:
    role: str  # one of ROLES
    name: str  # «Воронцов Сергей Михайлович»
    login: str
    password: str


def signins(demo: Demo) -> list[SignIn]:
    """One of each role, with the login names of now: whoever tries the demo may have chosen others."""
    people = Person.objects.select_related("user").in_bulk(list(demo.signins.values()))
    return [
        SignIn(role, person.full_name, person.user.login, PASSWORD)
        for role in ROLES
        if (person := people[demo.signins[role]]).user
    ]
