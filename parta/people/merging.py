"""Making one record of two of the same human being [3.3]. Final: all of it is in the change history, nothing undone."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Model

from parta.core.actor import Actor
from parta.people.models import ClassMember, Dated, Guardian, Guardianship, Person, Pupil
from parta.school.changes import change, remove
from parta.school.refusals import Refused

Human = Guardian | Pupil
FILLED = ("patronymic", "birth_date", "sex", "email", "phone")
JOURNAL, TEACHING = "journal", "teaching"  # apps above this one, whose rows stand on a pupil
WRITTEN = "Пока вы решали, о лишней записи что-то записали. Откройте страницу заново."

_followers: list[Callable[[Model, Model], None]] = []


def on_merged(follower: Callable[[Model, Model], None]) -> None:
    """Register who has to know that the first of two records is now the second: `follower(gone, kept)`."""
    if follower not in _followers:
        _followers.append(follower)


@dataclass(frozen=True)
class Plan:
    """What a merge would do, shown before it. `refusal`: why it can't be done, and the way out."""

    keep: Human
    gone: Human
    refusal: str


def plan(one: Human, other: Human) -> Plan:
    """TWIN-02, TWIN-03."""
    keep, gone = sorted((one, other), key=_rank)
    return Plan(keep, gone, _refusal(keep, gone))


def _rank(human: Human) -> tuple[Any, ...]:
    """The kept one first: who works here, who has something in the journals, who signs in, the older record."""
    works = hasattr(human.person, "staff_member")
    return (not works, not records(human), human.person.user_id is None, human.pk)


def records(human: Human) -> int:
    """Rows of the journals about a pupil; a guardian has none."""
    found = 0
    for relation in human._meta.related_objects:
        model: Any = relation.related_model
        if model._meta.app_label == JOURNAL:
            found += model._base_manager.filter(**{relation.field.name: human}).count()
    return found


def _refusal(keep: Human, gone: Human) -> str:
    people = (keep.person, gone.person)
    if all(hasattr(person, "staff_member") for person in people):
        return "Обе записи — сотрудники школы. Укажите у лишней последний день работы: объединять будет не нужно."
    if all(person.user_id for person in people):
        if isinstance(keep, Guardian):
            return (
                "Вход есть у обеих записей. Спросите родителя, каким логином он пользуется, и у другой записи укажите "
                "в связи с каждым ребёнком последний день: доступ по ней закроется, и объединять будет не нужно."
            )
        return (
            "Вход есть у обеих записей. Спросите ученика, каким логином он пользуется, и отчислите другую запись "
            "на странице класса."
        )
    if hasattr(keep.person, "staff_member") and gone.person.user_id:
        return (
            "Вход есть только у записи родителя, а вторая запись — сотрудник: права сотрудника по этому входу не дают. "
            "Добавьте сотруднику связи с детьми, а у записи родителя укажите в каждой связи последний день."
        )
    if records(gone):
        return (
            "У обеих записей есть отметки или пропуски в журналах, поэтому объединить их нельзя. Отчислите лишнюю на "
            "странице класса, а её отметки внесите оставшейся как отметки прежней школы: «Выписка отметок»."
        )
    return ""


@transaction.atomic
def merge(one: Human, other: Human, *, by: Actor, at: datetime) -> Human:
    """TWIN-02, TWIN-03. The record that stays."""
    found = plan(one, other)
    if found.refusal:
        raise Refused(found.refusal)
    keep, gone = found.keep, found.gone
    _ties(keep, gone, by=by, at=at)
    if isinstance(keep, Pupil) and isinstance(gone, Pupil) and _classes_meet(keep, gone):
        _drop_places(gone, by=by, at=at)
    for rows in _hanging(gone):
        for row in rows:
            _move(row, gone, keep, by=by, at=at)
    _account(keep.person, gone.person, by=by, at=at)
    for follower in _followers:
        follower(gone, keep)
    was = gone.person
    remove(gone, "people.merge", WRITTEN, by=by, at=at)
    if not any(hasattr(Person.objects.get(pk=was.pk), name) for name in ("staff_member", "pupil", "guardian")):
        remove(was, "people.merge", WRITTEN, by=by, at=at)
    return keep


def _hanging(gone: Human) -> list[Any]:
    """Rows of every table that speak of the record that goes, and of its person: consents, messages."""
    found = []
    for owner in (gone, gone.person):
        for relation in owner._meta.related_objects:
            model: Any = relation.related_model
            if model in {Guardian, Pupil} or model._meta.label in {"people.Invitation", "people.StaffMember"}:
                continue
            found.append(model._base_manager.filter(**{relation.field.name: owner}))
    return found


def _move(row: Model, gone: Human, keep: Human, *, by: Actor, at: datetime) -> None:
    """To the record that stays; dropped where that one has the same already."""
    values = {
        field.name: kept
        for field in row._meta.concrete_fields
        for was, kept in ((gone, keep), (gone.person, keep.person))
        if field.is_relation and getattr(row, field.attname) == was.pk and field.related_model is type(was)
    }
    if _clashes(row, values):
        remove(row, "people.merge", "", by=by, at=at)
    else:
        change(row, values, "people.merge", by=by, at=at)


def _clashes(row: Model, values: dict[str, Any]) -> bool:
    for constraint in row._meta.constraints:
        fields = getattr(constraint, "fields", ())
        if fields and set(fields) & values.keys() and not getattr(constraint, "condition", None):
            same = {name: values.get(name, getattr(row, name)) for name in fields}
            if type(row)._default_manager.filter(**same).exclude(pk=row.pk).exists():
                return True
    return False


def _ties(keep: Human, gone: Human, *, by: Actor, at: datetime) -> None:
    """Of two ties of the same two people on the same days one is left, and a limit of either stays."""
    side, other = ("guardian", "pupil") if isinstance(keep, Guardian) else ("pupil", "guardian")
    for tie in Guardianship.objects.filter(**{side: gone}):
        far = {f"{other}_id": getattr(tie, f"{other}_id")}
        mine = Guardianship.objects.filter(**{side: keep}, **far)
        double = next((row for row in mine if _meet(row, tie)), None)
        if double is None:
            continue
        if not tie.reads_diary and double.reads_diary:
            limit = {"reads_diary": False, "limit_document": tie.limit_document}
            change(double, limit, "people.merge", by=by, at=at)
        remove(tie, "people.merge", "", by=by, at=at)


def _meet(one: Dated, other: Dated) -> bool:
    return (one.ends_on is None or other.starts_on <= one.ends_on) and (
        other.ends_on is None or one.starts_on <= other.ends_on
    )


def _classes_meet(keep: Pupil, gone: Pupil) -> bool:
    mine, others = list(keep.class_members.all()), list(gone.class_members.all())
    return any(_meet(one, other) for one in mine for other in others)


def _drop_places(gone: Pupil, *, by: Actor, at: datetime) -> None:
    """The record that stays has its own class and journals; those of the other would only stand there twice."""
    for relation in gone._meta.related_objects:
        model: Any = relation.related_model
        if model is ClassMember or model._meta.app_label == TEACHING:
            for row in model._base_manager.filter(**{relation.field.name: gone}):
                remove(row, "people.merge", "", by=by, at=at)


def _account(keep: Person, gone: Person, *, by: Actor, at: datetime) -> None:
    """The sign-in of whichever has one; contacts only where the kept card is empty; both notes."""
    user_id, note = gone.user_id, "\n".join(dict.fromkeys(filter(None, [keep.note, gone.note])))[:2000]
    values: dict[str, Any] = {name: getattr(gone, name) for name in FILLED if not getattr(keep, name)}
    if user_id and not keep.user_id:
        user = gone.user
        change(gone, {"user": None}, "people.merge", by=by, at=at)
        values["user"] = user
    values = {name: value for name, value in values.items() if value} | {"note": note}
    change(keep, values, "people.merge", by=by, at=at)
