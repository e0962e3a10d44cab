"""What the page «Передать журналы» shows: journals of a teacher, and where the new one would be in two places."""

from dataclasses import replace
from datetime import date

from django.db.models import QuerySet

from parta.core.dates import WEEKDAYS_SHORT
from parta.people.models import StaffMember, not_over
from parta.school.bells import all_bells
from parta.teaching.models import CourseTeacher
from parta.teaching.rules.timetable import conflicts
from parta.teaching.timetable import entries_on


def led_by(scope: QuerySet[CourseTeacher], staff: StaffMember, on: date) -> list[CourseTeacher]:
    """Journals the teacher leads now or will, in their order."""
    rows = scope.filter(not_over(on), staff=staff, course__year__ends_on__gte=on)
    return list(rows.order_by("course__sort_key", "course__label", "starts_on"))


def clashes(staff_id: int, course_ids: set[int], on: date) -> list[str]:
    """Where the teacher, by the timetable of `on`, leads one of these journals and another at once. TT-01."""
    own = [entry for entry in entries_on(on, all_bells()) if staff_id in entry.teachers]
    alone = [
        replace(entry, room="", class_ids=frozenset(), teachers={staff_id: entry.teachers[staff_id]}) for entry in own
    ]
    return [
        f"{WEEKDAYS_SHORT[one.weekday]}, {one.number}-й урок: {one.text}"
        for one in conflicts(alone)
        if one.course_ids & course_ids
    ]
