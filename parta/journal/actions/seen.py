"""A teacher has looked at what others changed in the own journal."""

from datetime import datetime

from parta.core.actor import Actor
from parta.journal.models import SeenChanges


def see_changes(course_id: int, *, by: Actor, at: datetime) -> None:
    """Others' changes up to `at` are no news any more. Nothing of the school's record: no line in the history."""
    if by.user_id is None:
        raise ValueError("somebody signed in looks at changes")
    SeenChanges.objects.update_or_create(user=by.user_id, course_id=course_id, defaults={"at": at})
