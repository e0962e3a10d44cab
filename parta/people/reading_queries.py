"""«Журнал просмотров»: who of the staff opened which card, searched, printed, exported."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.db.models import QuerySet

from parta.audit.models import Reading
from parta.core.actor import Actor
from parta.core.dates import day_month
from parta.people.finding import words_of
from parta.people.models import Person, StaffMember

KINDS = {
    "card": "открыта карточка",
    "search": "поиск людей",
    "print": "печать",
    "export": "выгрузка",
}
PERSON = "people.Person"  # whom `note()` is given for a card
PAGE = 50


@dataclass(frozen=True)
class Filter:
    text: str = ""  # a part of the name of whom it is about
    user: int | None = None
    what: str = ""
    day: date | None = None
    before: int | None = None  # lines older than this one: the next page


@dataclass(frozen=True)
class Line:
    pk: int
    when: str  # «24 ноября, 10:00»
    who: str
    what: str
    about: str  # the name, for whom it is about somebody
    detail: str


@dataclass(frozen=True)
class Page:
    lines: list[Line]
    older: int | None  # `before` of the next page


def page(actor: Actor, chosen: Filter) -> Page:
    """Three queries, whatever the length of the log."""
    rows = list(_rows(chosen, ZoneInfo(actor.zone)).order_by("-pk")[: PAGE + 1])
    more = len(rows) > PAGE
    rows = rows[:PAGE]
    about = {one.object_id for one in rows if one.model == PERSON and one.object_id}
    names = dict(_short(Person.objects.filter(user__in={one.user for one in rows}), "user_id"))
    people = dict(_short(Person.objects.filter(pk__in=about), "pk"))
    return Page([_line(one, names, people, ZoneInfo(actor.zone)) for one in rows], rows[-1].pk if more else None)


def _rows(chosen: Filter, zone: ZoneInfo) -> QuerySet[Reading]:
    rows = Reading.objects.all()
    if chosen.before is not None:
        rows = rows.filter(pk__lt=chosen.before)
    if chosen.user is not None:
        rows = rows.filter(user=chosen.user)
    if chosen.what in KINDS:
        rows = rows.filter(what=chosen.what)
    if chosen.day:
        start = datetime.combine(chosen.day, time(), zone)
        rows = rows.filter(at__gte=start, at__lt=start + timedelta(days=1))
    if words := words_of(chosen.text):
        found = Person.objects.all()
        for word in words:
            found = found.filter(search_key__contains=word)
        rows = rows.filter(model=PERSON, object_id__in=found.values("pk"))
    return rows


def _short(people: QuerySet[Person], key: str) -> list[tuple[int, str]]:
    return [(getattr(one, key), one.short_name) for one in people]


def _line(one: Reading, names: dict[int, str], people: dict[int, str], zone: ZoneInfo) -> Line:
    local = one.at.astimezone(zone)
    about = people.get(one.object_id or 0, "человек, которого больше нет") if one.model == PERSON else ""
    return Line(
        pk=one.pk,
        when=f"{day_month(local.date())}, {local:%H:%M}",
        who=names.get(one.user, "бывший сотрудник"),
        what=KINDS.get(one.what, one.what),
        about=about,
        detail=one.detail,
    )


def readers() -> list[tuple[int, str]]:
    """Accounts of the staff by name, for the choice."""
    staff = StaffMember.objects.filter(person__user__isnull=False).select_related("person")
    rows = [(one.person.user_id or 0, one.person.short_name) for one in staff.order_by("person__sort_key")]
    return rows


def positions_of_readers(person_id: int, zone: ZoneInfo) -> list[tuple[date, str]]:
    """For the person concerned: (day, position) of each opening of the own card, without names."""
    rows = list(Reading.objects.filter(model=PERSON, object_id=person_id).order_by("at"))
    staff = StaffMember.objects.filter(person__user__in={one.user for one in rows})
    titles: dict[int, str] = defaultdict(lambda: "сотрудник школы")
    for user, position in staff.values_list("person__user", "position"):
        if user and position:
            titles[user] = position
    return [(one.at.astimezone(zone).date(), titles[one.user]) for one in rows]
