"""What waits for a second person in the demo, and what the staff looked at: a few rows, the same every time."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from parta.audit.chain import Event, record_each
from parta.audit.models import Reading
from parta.ops.demo_school.state import Demo
from parta.people.models import Approval, ApprovalKind, Person, StaffMember
from parta.people.rules.pairs import WAITS
from parta.school.changes import facts

REASON = "Передаём списки в районную систему питания, письмо управления образования № 214."
# Minutes before, what, pupil (empty: nobody by name), words.
_READ = (
    (15, "card", "8Б-03", ""),
    (18, "search", "", "найдено: 2"),
    (42, "card", "8Б-05", ""),
    (65, "print", "8Б-05", "выписка отметок"),
    (190, "print", "", "журнал замен"),
    (215, "card", "8Б-11", ""),
)


def write_pairs(demo: Demo, users: Mapping[str, int], homeroom: str, *, at: datetime) -> None:
    """`users`: Staff.key → User.pk; `homeroom`: key of the class teacher of 8Б. Within the caller's transaction."""
    deputy = _user(demo.signins["deputy"])
    asked_at = at - timedelta(hours=3)
    asked = Approval.objects.create(
        kind=ApprovalKind.EXPORT,
        facts={"what": "oneroster"},
        reason=REASON,
        asked_by=deputy,
        asked_at=asked_at,
        expires_at=asked_at + WAITS,
    )
    record_each([(Event("people.ask_approval", asked, after=facts(asked)), deputy, asked_at)])
    readers = [users[homeroom], deputy]
    Reading.objects.bulk_create(
        _reading(demo, one, readers[number % 2], at) for number, one in enumerate(reversed(_READ))
    )


def _reading(demo: Demo, one: tuple[int, str, str, str], user: int, at: datetime) -> Reading:
    minutes, what, pupil, words = one
    row = Reading(at=at - timedelta(minutes=minutes), user=user, what=what, detail=words)
    if pupil:
        row.model = Person._meta.label
        row.object_id = Person.objects.values_list("pk", flat=True).get(pupil=demo.pupils[pupil])
    return row


def _user(person: int) -> int:
    staff = StaffMember.objects.select_related("person").get(person=person)
    return staff.person.user_id or 0
