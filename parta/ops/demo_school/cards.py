"""Cards of the demo: the basis of each parent, one limit by a document, a pupil of 18, a parent written down twice,
messages of parents that wait, and cards reviewed month by month."""

from datetime import date, datetime, time, timedelta

from parta.core.actor import Actor, Child
from parta.ops.demo.model import DemoSchool
from parta.ops.demo_school.filling import ZONE
from parta.ops.demo_school.people import People
from parta.people import proposals, ties
from parta.people.models import Basis, Consent, Guardian, Guardianship, Person, ProfileReview, name_fields
from parta.people.rules.reviews import current_month, last_of, months_of
from parta.school.changes import add
from parta.school.models import AcademicYear

# Parents of 8Б who tell of a change: the pupil, whose card, the field, the new value.
_MESSAGES = (
    ("8Б-11", "own", "phone", "+7 000 555-01-12"),
    ("8Б-02", "child", "email", "dasha.alekseeva@example.org"),
    (
        "8Б-04",
        "own",
        "other",
        "Переехали: теперь ул. Садовая, 12, кв. 40. Забирать будет бабушка, Васильева Нина Петровна.",
    ),
)
_LIMITED = "8Б"  # a father here has the diary closed by a court's decision
_GROWN_UP = "10А-07"
# Reviewed in the current month, by the alphabet: some classes are through, others on the way.
_REVIEWED_NOW = {"1А": 99, "3А": 99, "7А": 12, "8А": 99, "8Б": 18, "10А": 21}
_BEHIND = ("5Б", "9А")  # classes whose teachers have not come to it since the month before


def write_cards(school: DemoSchool, people: People, year: AcademicYear, today: date, *, at: datetime) -> None:
    """Within the caller's transaction."""
    Guardianship.objects.update(basis=Basis.PARENT)
    Guardianship.objects.filter(relation="опекун").update(
        basis=Basis.WARDSHIP, basis_document=f"постановление администрации № 41-о от 14.03.{school.year - 3}"
    )
    _grow_up(people, today)
    teacher = Actor(on=today, user_id=people.staff[school.homerooms["8Б"]].person.user_id)
    _limit(people, teacher, at=at)
    _double(school, people, teacher, at=at)
    _tell(people, today, at=at)
    _review(school, people, year, today)


def _grow_up(people: People, today: date) -> None:
    """The 18th birthday was five days ago: the parents' access waits for the pupil's word."""
    birthday = today - timedelta(days=5)
    if (birthday.month, birthday.day) == (2, 29):
        birthday -= timedelta(days=1)
    born = birthday.replace(year=birthday.year - 18)
    Person.objects.filter(pupil=people.pupils[_GROWN_UP]).update(birth_date=born)


def _limit(people: People, teacher: Actor, *, at: datetime) -> None:
    mine = [pupil for key, pupil in people.pupils.items() if key.startswith(_LIMITED)]
    fathers = Guardianship.objects.filter(pupil__in=mine, relation="отец").order_by("-pk")
    both = [row for row in fathers if row.pupil.guardianships.count() > 1]
    if both:
        values = {"reads_diary": False, "letters": False, "limit_document": "решение суда № 2-318 от 12.05.2025"}
        ties.change_tie(both[0], values, by=teacher, at=at)


def _double(school: DemoSchool, people: People, by: Actor, *, at: datetime) -> None:
    """A mother of two, written down anew with the younger child."""
    signing = {key for _, key in school.signins}
    mother = next(
        one for one in school.guardians if len(one.pupil_keys) > 1 and not one.staff_key and one.key not in signing
    )
    name, card = mother.name, people.persons[mother.key]
    person = Person(**name_fields(name.last.upper(), name.first, ""), phone=card.phone.replace("+7", "8"))
    add(person, "people.add_person", by=by, at=at)
    guardian = Guardian(person=person)
    add(guardian, "people.add_guardian", by=by, at=at)
    consent = Consent(person=person, given_on=mother.consent_on, signer=name.full)
    add(consent, "people.add_consent", by=by, at=at)
    younger = people.pupils[mother.pupil_keys[-1]]
    Guardianship.objects.filter(guardian=people.guardians[mother.key], pupil=younger).update(guardian=guardian)


def _tell(people: People, today: date, *, at: datetime) -> None:
    sent = min(at, datetime.combine(today, time(7, 20), ZONE))
    for key, whose, field, value in _MESSAGES:
        pupil = people.pupils[key]
        tie = Guardianship.objects.filter(pupil=pupil, guardian__person__user__isnull=False, reads_diary=True).first()
        if tie is None:
            continue
        parent = tie.guardian.person
        by = Actor(
            on=today, user_id=parent.user_id, person_id=parent.pk, children=(Child(pupil.pk, pupil.person.name, ""),)
        )
        proposals.propose(pupil, parent if whose == "own" else pupil.person, field, value, by=by, at=sent)


def _review(school: DemoSchool, people: People, year: AcademicYear, today: date) -> None:
    """All of the months gone by but where a class is behind; of the current one what is done so far."""
    now = current_month(year.starts_on, year.ends_on, today)
    rows, seen = [], dict.fromkeys(school.homerooms, 0)
    for pupil_key, pupil in people.pupils.items():
        class_key = pupil_key.partition("-")[0]
        seen[class_key] += 1
        for month in months_of(year.starts_on, year.ends_on):
            over = last_of(month, year.ends_on) < today
            done = over and not (class_key in _BEHIND and now and (now - month).days <= 31)
            done_now = month == now and seen[class_key] <= _REVIEWED_NOW.get(class_key, 0)
            if not (done or done_now):
                continue
            day = min(month + timedelta(days=19), last_of(month, year.ends_on), today)
            rows.append(
                ProfileReview(
                    pupil=pupil,
                    month=month,
                    reviewed_by=people.staff[school.homerooms[class_key]].person.user_id,
                    reviewed_at=datetime.combine(day, time(15, 20), ZONE),
                )
            )
    ProfileReview.objects.bulk_create(rows)
