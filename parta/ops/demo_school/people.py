"""The people of the demo: staff with roles, classes, pupils with consents, parents, and their accounts."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from random import Random

from parta.accounts.hashers import DemoArgon2
from parta.accounts.models import User
from parta.accounts.rules.logins import suggestion
from parta.ops.demo import model as data
from parta.people.consent_texts import currents
from parta.people.models import (
    Basis,
    ClassMember,
    Consent,
    ConsentScope,
    Guardian,
    Guardianship,
    Homeroom,
    PaperPupil,
    Person,
    Pupil,
    StaffMember,
    StaffRole,
    name_fields,
)
from parta.people.rules.codes import JUNIOR_GRADES
from parta.school.classes import class_sort_key
from parta.school.models import AcademicYear, SchoolClass

PASSWORD = "parta-demo-14"
# Some families haven't come for their codes yet: the demo's class teachers have something to hand out.
_WITHOUT_ACCOUNT = 0.12
_WITHOUT_PHOTO, _SHORT_PHOTO, _ON_PAPER = 0.08, 0.01, 3


@dataclass
class People:
    """Objects by their keys in the data."""

    persons: dict[str, Person]
    classes: dict[str, SchoolClass]
    staff: dict[str, StaffMember] = field(default_factory=dict)
    pupils: dict[str, Pupil] = field(default_factory=dict)
    guardians: dict[str, Guardian] = field(default_factory=dict)


def make_people(school: data.DemoSchool, year: AcademicYear) -> People:
    made = People(persons=_persons(school), classes=_classes(school, year))
    _staff(school, year, made)
    _pupils(school, year, made)
    _guardians(school, year, made)
    _on_paper(school, year, made)
    return made


def _classes(school: data.DemoSchool, year: AcademicYear) -> dict[str, SchoolClass]:
    rows = [
        SchoolClass(
            year=year, grade_level=one.grade_level, letter=one.letter,
            sort_key=class_sort_key(one.grade_level, one.letter),
        )
        for one in school.classes
    ]  # fmt: skip
    SchoolClass.objects.bulk_create(rows)
    return dict(zip((one.key for one in school.classes), rows, strict=True))


def _persons(school: data.DemoSchool) -> dict[str, Person]:
    """One row a human being: a parent who works at the school is the person of the staff list."""
    persons: dict[str, Person] = {}
    for one in school.staff:
        persons[one.key] = _person(one.name, phone=_phone(one.key))
    for pupil in school.pupils:
        persons[pupil.key] = _person(pupil.name, birth_date=pupil.birth_date, sex=pupil.sex)
    for guardian in school.guardians:
        if not guardian.staff_key:
            persons[guardian.key] = _person(guardian.name, phone=_phone(guardian.key))
    _give_accounts(school, persons)
    Person.objects.bulk_create(persons.values())
    persons.update({one.key: persons[one.staff_key] for one in school.guardians if one.staff_key})
    return persons


def _person(name: data.Name, **fields: object) -> Person:
    return Person(**name_fields(name.last, name.first, name.patronymic), **fields)


def _phone(key: str) -> str:
    """A number nobody has: the code 000 is not in use."""
    digits = f"{Random(f'phone:{key}').randrange(10**7):07}"
    return f"+7 000 {digits[:3]}-{digits[3:5]}-{digits[5:]}"


def _give_accounts(school: data.DemoSchool, persons: Mapping[str, Person]) -> None:
    """Accounts for the staff, parents and pupils from grade 5 on. One hash serves all: the password is one, too."""
    password = DemoArgon2().encode(PASSWORD, DemoArgon2().salt())
    created_at = datetime.combine(date(school.year, 8, 31), time(9), UTC)
    grades = {one.key: one.grade_level for one in school.classes}
    junior = {one.key for one in school.pupils if grades[one.class_key] in JUNIOR_GRADES}
    wanted = {key for _, key in school.signins} | {one.key for one in school.staff}
    taken: set[str] = set()
    users: dict[str, User] = {}
    for key, person in persons.items():
        late = Random(f"account:{key}").random() < _WITHOUT_ACCOUNT
        if key in wanted or (key not in junior and not late):
            login = _free(suggestion(person.last_name, person.first_name, person.patronymic), taken)
            users[key] = User(login=login, password=password, created_at=created_at, password_changed_at=created_at)
    User.objects.bulk_create(users.values())
    for key, user in users.items():
        persons[key].user = user


def _free(suggested: str, taken: set[str]) -> str:
    login, number = suggested, 1
    while login in taken:
        number += 1
        login = f"{suggested}{number}"
    taken.add(login)
    return login


def _staff(school: data.DemoSchool, year: AcademicYear, made: People) -> None:
    for one in school.staff:
        since = date(school.year - Random(f"since:{one.key}").randrange(1, 25), 8, 25)
        made.staff[one.key] = StaffMember(person=made.persons[one.key], position=one.position, starts_on=since)
    StaffMember.objects.bulk_create(made.staff.values())
    StaffRole.objects.bulk_create(
        StaffRole(staff=made.staff[one.key], role=role, starts_on=made.staff[one.key].starts_on)
        for one in school.staff
        for role in one.roles
    )
    Homeroom.objects.bulk_create(
        Homeroom(
            school_class=made.classes[class_key], staff=made.staff[staff_key], starts_on=year.starts_on,
            order_number="87-к", order_date=year.starts_on - timedelta(days=4),
        )
        for class_key, staff_key in school.homerooms.items()
    )  # fmt: skip


def _pupils(school: data.DemoSchool, year: AcademicYear, made: People) -> None:
    made.pupils = {one.key: Pupil(person=made.persons[one.key]) for one in school.pupils}
    Pupil.objects.bulk_create(made.pupils.values())
    ClassMember.objects.bulk_create(
        ClassMember(pupil=made.pupils[one.key], school_class=made.classes[one.class_key], starts_on=year.starts_on)
        for one in school.pupils
    )
    names = {one.key: one.name.full for one in school.guardians}
    texts = currents()
    Consent.objects.bulk_create(
        Consent(
            person=made.persons[one.key], scope=scope, given_on=one.consent_on, signer=names[one.consent_signer],
            text=texts.get(scope), basis=Basis.PARENT, valid_until=_until(one, year) if scope == "photo" else None,
        )
        for one in school.pupils
        for scope in _scopes(one)
    )  # fmt: skip


def _scopes(pupil: data.Pupil) -> list[ConsentScope]:
    health = [ConsentScope.HEALTH] if pupil.health_consent else []
    photo = [ConsentScope.PHOTO] if Random(f"photo:{pupil.key}").random() > _WITHOUT_PHOTO else []
    return [ConsentScope.JOURNAL, *health, *photo]


def _until(pupil: data.Pupil, year: AcademicYear) -> date | None:
    """Some families agree to photos for the autumn only: their terms end while the demo is looked at."""
    return date(year.starts_on.year, 12, 15) if Random(f"photo-term:{pupil.key}").random() < _SHORT_PHOTO else None


def _on_paper(school: data.DemoSchool, year: AcademicYear, made: People) -> None:
    """A few families have refused: their classes have one on paper."""
    refused = sorted(made.classes)[:: max(1, len(made.classes) // _ON_PAPER)]
    PaperPupil.objects.bulk_create(
        PaperPupil(school_class=made.classes[key], starts_on=year.starts_on)
        for key in sorted({*refused[:_ON_PAPER], "8Б"})
    )


def _guardians(school: data.DemoSchool, year: AcademicYear, made: People) -> None:
    made.guardians = {one.key: Guardian(person=made.persons[one.key]) for one in school.guardians}
    Guardian.objects.bulk_create(made.guardians.values())
    Guardianship.objects.bulk_create(
        Guardianship(
            guardian=made.guardians[one.key], pupil=made.pupils[pupil_key], relation=one.relation,
            starts_on=year.starts_on,
        )
        for one in school.guardians
        for pupil_key in one.pupil_keys
    )  # fmt: skip
    texts = currents()
    Consent.objects.bulk_create(
        Consent(
            person=made.persons[one.key],
            given_on=one.consent_on,
            signer=one.name.full,
            text=texts.get(ConsentScope.JOURNAL),
            basis=Basis.SELF,
        )
        for one in school.guardians
    )


def numbers(objects: Mapping[str, object]) -> dict[str, int]:
    """Primary keys by the keys of the data."""
    return {key: obj.pk for key, obj in objects.items()}  # type: ignore[attr-defined]
