"""One pupil whose mother withdrew the consent: the deputy has some days left to erase."""

from datetime import datetime, timedelta

from parta.core.actor import Actor
from parta.core.roles import Role
from parta.ops.demo_school.filling import ZONE
from parta.ops.demo_school.people import People
from parta.ops.erasure.withdrawing import withdraw
from parta.people.models import Channel, Person

_DEPUTY, _CLASS, _AGO = "ermakova", "7А", timedelta(days=19)


def make_withdrawal(people: People, *, at: datetime) -> None:
    """Nothing in the weeks before the school year: nobody learns there yet."""
    today = at.astimezone(ZONE).date()
    deputy = people.staff[_DEPUTY].person
    by = Actor(
        on=today, user_id=deputy.user_id, person_id=deputy.pk, short_name=deputy.short_name, zone=ZONE.key,
        roles=frozenset({Role.DEPUTY}),
    )  # fmt: skip
    there = Person.objects.filter(pupil__class_members__school_class=people.classes[_CLASS], pupil__movements=None)
    last = there.filter(user=None).order_by("sort_key").last() or there.order_by("sort_key").last()
    if last is not None:
        ties = list(last.pupil.guardianships.values_list("guardian", flat=True))
        withdraw(last, today - _AGO, Channel.PERSONAL, ties, by=by, at=at)
