"""The periods a pupil's marks are summed up by: those of the pupil's grade level, and the whole year."""

from datetime import date

from parta.journal.grid import YEAR, Span
from parta.people.models import ClassMember, Pupil
from parta.school import calendar
from parta.school.models import SchoolClass


def class_of(pupil: Pupil, on: date) -> SchoolClass | None:
    """The class the pupil is in on the day, else the last one."""
    rows = ClassMember.objects.filter(pupil=pupil, starts_on__lte=on).select_related("school_class__year")
    member = rows.order_by("-starts_on").first()
    return member.school_class if member else None


def spans_of(school_class: SchoolClass | None, on: date) -> list[Span]:
    """Begun periods of the class's year, and the year."""
    if school_class is None:
        return []
    year = school_class.year
    periods = calendar.periods_of(year, school_class.grade_level, on)
    found = [Span(str(one.pk), one.title, one.starts_on, one.ends_on) for one in periods if one.starts_on <= on]
    return [*found, Span(YEAR, "Учебный год", year.starts_on, year.ends_on)]
