"""A roster as a OneRoster 1.2 CSV set: UTF-8, RFC 4180, bulk files only, no password and no sign-in name.

What the standard has no place for stands in `metadata.parta.*` columns (`roster.oneroster_ours` reads them back).
"""

import csv
import io
import zipfile
from collections.abc import Iterable, Iterator
from datetime import date

from parta.core.roles import Role
from parta.ops.exporting.school import Exported, Named
from parta.ops.roster import oneroster_ours as ours
from parta.ops.roster.rows import CourseRow, GuardianRow, PupilRow, RoleTerm, Roster, StaffRow

Rows = Iterator[dict[str, str]]
# Columns in the order of the standard, then our own. status and dateLastModified stay empty in bulk files.
_COMMON = "sourcedId status dateLastModified"
COLUMNS = {
    "academicSessions": "title type startDate endDate parentSourcedId schoolYear",
    "classes": "title grades courseSourcedId classCode classType location schoolSourcedId termSourcedIds subjects "
    f"subjectCodes periods {ours.LETTER} {ours.SHIFT} {ours.WEEK_DAYS} {ours.KIND} {ours.LABEL} {ours.OWN_TITLE} "
    f"{ours.HOURS} {ours.CLASSES}",
    "courses": f"schoolYearSourcedId title courseCode grades orgSourcedId subjects subjectCodes {ours.SCALE}",
    "demographics": "birthDate sex americanIndianOrAlaskaNative asian blackOrAfricanAmerican "
    "nativeHawaiianOrOtherPacificIslander white demographicRaceTwoOrMoreRaces hispanicOrLatinoEthnicity "
    "countryOfBirthCode stateOfBirthAbbreviation cityOfBirth publicSchoolResidenceStatus",
    "enrollments": "classSourcedId schoolSourcedId userSourcedId role primary beginDate endDate",
    "orgs": "name type identifier parentSourcedId",
    "roles": f"userSourcedId roleType role beginDate endDate orgSourcedId userProfileSourcedId {ours.ROLE}",
    "users": "enabledUser username userIds givenName familyName middleName identifier email sms phone agentSourcedIds "
    "grades password userMasterIdentifier preferredGivenName preferredMiddleName preferredFamilyName "
    f"primaryOrgSourcedId pronouns {ours.POSITION} {ours.WORKS_FROM} {ours.WORKS_TO} {ours.RELATIONS}",
}
_FILES = (
    "academicSessions categories classes classResources courses courseResources demographics enrollments "
    "lineItemLearningObjectiveIds lineItems lineItemScoreScales orgs resources resultLearningObjectiveIds results "
    "resultScoreScales roles scoreScales userProfiles userResources users"
).split()
# Who has no role of the standard is an aide: the least that another system may make of it.
ROLES = {Role.DIRECTOR: "principal", Role.DEPUTY: "siteAdministrator", Role.TEACHER: "teacher"}
_AIDE = "aide"
_PARENTS = {"", "мать", "отец", "родитель"}
_SEXES = {"m": "male", "f": "female", "": ""}


def pack(exported: Exported) -> bytes:
    """The set as one archive; the same school gives the same bytes."""
    files = {name: content for name, rows in tables(exported).items() if (content := _csv(name, rows))}
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in {"manifest": _manifest(files), **files}.items():
            entry = zipfile.ZipInfo(f"{name}.csv", (2025, 9, 1, 0, 0, 0))
            archive.writestr(entry, content.encode(), zipfile.ZIP_DEFLATED)
    return buffer.getvalue()


def tables(exported: Exported) -> dict[str, Rows]:
    writer = _Set(exported)
    return {name: getattr(writer, name)() for name in COLUMNS}


def _csv(name: str, rows: Iterable[dict[str, str]]) -> str:
    """The file's text; empty where it would hold no row: the standard has no empty files."""
    out = io.StringIO()
    writer = csv.DictWriter(out, f"{_COMMON} {COLUMNS[name]}".split(), restval="", lineterminator="\r\n")
    writer.writeheader()
    head = out.tell()
    writer.writerows({column: " ".join(text.split()) for column, text in row.items()} for row in rows)
    return out.getvalue() if out.tell() > head else ""


def _manifest(files: Iterable[str]) -> str:
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerows([("propertyName", "value"), ("manifest.version", "1.0"), ("oneroster.version", "1.2")])
    writer.writerows((f"file.{name}", "bulk" if name in files else "absent") for name in _FILES)
    writer.writerows([("source.systemName", "Парта"), ("source.systemCode", "parta")])
    return out.getvalue()


class _Set:
    """The rows of each file."""

    def __init__(self, exported: Exported):
        self.named: Named = exported.named
        self.roster: Roster = exported.roster
        self.org = self.named.key("School")
        self.year = self.roster.sessions[0]
        self.homeroom_course = self.named.key("homerooms")
        self.class_names = {one.key: f"{one.grade_level}{one.letter}" for one in self.roster.classes}
        self.grades = {one.key: one.grade_level for one in self.roster.classes}
        self.subjects = {one.key: one.name for one in self.roster.subjects}
        self.pupils = {one.key: one for one in self.roster.pupils}

    def academicSessions(self) -> Rows:  # noqa: N802  (the standard's name of the file)
        for one in self.roster.sessions:
            yield {
                "sourcedId": one.key,
                "title": one.title,
                "type": one.kind,
                "startDate": one.starts_on.isoformat(),
                "endDate": one.ends_on.isoformat(),
                "parentSourcedId": one.parent_key,
                "schoolYear": str(self.year.ends_on.year),
            }

    def orgs(self) -> Rows:
        yield {"sourcedId": self.org, "name": self.named.school.name, "type": "school"}

    def courses(self) -> Rows:
        """A course is a subject of the year; homerooms need one too."""
        common = {"schoolYearSourcedId": self.year.key, "orgSourcedId": self.org}
        for one in self.roster.subjects:
            yield common | {"sourcedId": one.key, "title": one.name, "courseCode": one.short, ours.SCALE: one.scale}
        if self.roster.classes:
            yield common | {"sourcedId": self.homeroom_course, "title": "Классы"}

    def classes(self) -> Rows:
        common = {"schoolSourcedId": self.org, "termSourcedIds": self.year.key}
        for one in self.roster.classes:
            yield common | {
                "sourcedId": one.key,
                "title": self.class_names[one.key],
                "grades": f"{one.grade_level:02}",
                "courseSourcedId": self.homeroom_course,
                "classType": "homeroom",
                ours.LETTER: one.letter,
                ours.SHIFT: str(one.shift or ""),
                ours.WEEK_DAYS: str(one.week_days or ""),
            }
        for course in self.roster.courses:
            yield common | self._journal(course)

    def _journal(self, one: CourseRow) -> dict[str, str]:
        names = ", ".join(sorted(self.class_names[key] for key in one.class_keys))
        title = ", ".join(filter(None, [one.title or self.subjects[one.subject_key], one.label]))
        return {
            "sourcedId": one.key,
            "title": " · ".join(filter(None, [names, title])),
            "grades": ",".join(f"{level:02}" for level in sorted({self.grades[key] for key in one.class_keys})),
            "courseSourcedId": one.subject_key,
            "classType": "scheduled",
            ours.KIND: one.kind,
            ours.LABEL: one.label,
            ours.OWN_TITLE: one.title,
            ours.HOURS: str(one.hours_per_week or ""),
            ours.CLASSES: ",".join(one.class_keys),
        }

    def users(self) -> Rows:
        """One row for a human being: whoever works here and has a child here stands once."""
        rows: dict[str, dict[str, str]] = {}
        people: list[StaffRow | GuardianRow | PupilRow] = [*self.roster.staff, *self.roster.guardians]
        for one in [*people, *self.roster.pupils]:
            row = rows.setdefault(one.key, {"sourcedId": one.key, "enabledUser": "true", "username": one.key})
            row |= {"familyName": one.name.last, "givenName": one.name.first, "middleName": one.name.patronymic}
            row["primaryOrgSourcedId"] = self.org
            if not isinstance(one, PupilRow):
                row |= {"email": one.email, "phone": one.phone}
        for staff in self.roster.staff:
            dates = {ours.WORKS_FROM: _iso(staff.starts_on), ours.WORKS_TO: _iso(staff.ends_on)}
            rows[staff.key] |= {ours.POSITION: staff.position} | dates
        agents: dict[str, list[tuple[str, str]]] = {}
        for guardian in self.roster.guardians:
            for key, relation in zip(guardian.pupil_keys, guardian.relations, strict=True):
                agents.setdefault(key, []).append((guardian.key, relation.replace(ours.BETWEEN, "/")))
        for pupil in self.roster.pupils:
            ties = agents.get(pupil.key, [])
            rows[pupil.key] |= {
                "grades": f"{pupil.grade_level:02}",
                "agentSourcedIds": ",".join(key for key, _ in ties),
                ours.RELATIONS: ours.BETWEEN.join(relation for _, relation in ties),
            }
        yield from rows.values()

    def roles(self) -> Rows:
        """The first role of a user is the primary one in the school."""
        seen: set[str] = set()
        for user, word, own, starts_on, ends_on in self._roles():
            yield {
                "sourcedId": self.named.key("role", user, word, own),
                "userSourcedId": user,
                "roleType": "secondary" if user in seen else "primary",
                "role": word,
                "beginDate": _iso(starts_on),
                "endDate": _iso(ends_on),
                "orgSourcedId": self.org,
                ours.ROLE: own,
            }
            seen.add(user)

    def _roles(self) -> Iterator[tuple[str, str, str, date | None, date | None]]:
        for staff in self.roster.staff:
            for term in staff.terms or (RoleTerm("", staff.starts_on, staff.ends_on),):
                word = ROLES.get(Role(term.role), _AIDE) if term.role else _AIDE
                yield staff.key, word, term.role, term.starts_on, term.ends_on
        for pupil in self.roster.pupils:
            yield pupil.key, "student", "", pupil.starts_on, None
        for guardian in self.roster.guardians:
            yield guardian.key, "parent" if guardian.relation in _PARENTS else "guardian", "", None, None

    def demographics(self) -> Rows:
        for one in self.roster.pupils:
            if one.birth_date or one.sex:
                yield {"sourcedId": one.key, "birthDate": _iso(one.birth_date), "sex": _SEXES[one.sex]}

    def enrollments(self) -> Rows:
        for one in self.roster.classes:
            if one.homeroom_key:
                yield self._enrollment(one.key, one.homeroom_key, "teacher", one.homeroom_from, None, "true")
        for pupil in self.roster.pupils:
            if pupil.class_key:
                yield self._enrollment(pupil.class_key, pupil.key, "student", pupil.starts_on, None)
        for course in self.roster.courses:
            for place, row in enumerate(course.teachers):
                primary = "false" if place else "true"
                yield self._enrollment(course.key, row.staff_key, "teacher", row.starts_on, row.ends_on, primary)
            for member in course.members or ():
                yield self._enrollment(course.key, member.pupil_key, "student", member.starts_on, member.ends_on)

    def _enrollment(
        self, of_class: str, user: str, role: str, starts_on: date | None, ends_on: date | None, primary: str = ""
    ) -> dict[str, str]:
        return {
            "sourcedId": self.named.key("enrollment", of_class, user, role, starts_on),
            "classSourcedId": of_class,
            "schoolSourcedId": self.org,
            "userSourcedId": user,
            "role": role,
            "primary": primary,
            "beginDate": _iso(starts_on),
            "endDate": _iso(ends_on),
        }


def _iso(day: date | None) -> str:
    return day.isoformat() if day else ""
