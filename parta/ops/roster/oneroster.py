"""OneRoster 1.1 and 1.2 CSV sets, and Microsoft SDS v2.1, which has their shape. Keys are `sourcedId`s.

Here: the order of reading and what the operator may have to choose. Files are read in `oneroster_files`,
people in `oneroster_people`, classes and sections in `oneroster_classes`.
"""

from collections.abc import Sequence

from parta.ops.roster import oneroster_ours as ours
from parta.ops.roster.findings import Findings
from parta.ops.roster.oneroster_classes import Enrolments, read_classes, read_courses, read_sessions
from parta.ops.roster.oneroster_files import Bundle
from parta.ops.roster.oneroster_people import (
    Grades,
    read_guardians,
    read_people,
    read_pupils,
    read_staff,
)
from parta.ops.roster.oneroster_schools import choose_school, user_orgs
from parta.ops.roster.rows import ReadOptions, Roster
from parta.ops.roster.tables import Table

SOURCE = "oneroster"


def read_oneroster(tables: Sequence[Table], options: ReadOptions, findings: Findings) -> Roster:
    """The roster of one school of the set, or only the list of schools where the operator must pick one.

    Raises `RosterRefused` when `options.school_key` is not a school of the set.
    """
    bundle = Bundle(tables, findings)
    orgs = user_orgs(bundle)
    schools, scope = choose_school(bundle, orgs, options.school_key)
    if schools:
        return Roster(source=SOURCE, schools=schools, problems=findings.all())
    grades = Grades(options.grade_map)
    people = read_people(bundle, scope, orgs)
    sections, classes = read_classes(bundle, scope, grades)
    enrolments = Enrolments(bundle, people, sections, classes)
    pupils = read_pupils(bundle, people, grades, enrolments.class_of, classes)
    subjects, courses = ours.journals(bundle, *read_courses(sections, enrolments.lists, pupils))
    return Roster(
        source=SOURCE,
        staff=read_staff(people),
        classes=enrolments.with_homerooms(classes),
        pupils=tuple(pupils.values()),
        guardians=read_guardians(bundle, people, pupils),
        subjects=subjects,
        courses=courses,
        sessions=read_sessions(bundle),
        problems=findings.all(),
        unknown_grades=grades.unknown(),
    )
