"""The rules of OneRoster 1.2 CSV as a table, and a checker that knows nothing of our exporter.

Columns, required fields and vocabularies come from the header and vocabulary tables of the Ruby gem «meibo» (MIT),
another implementation of 1EdTech «OneRoster: CSV Binding 1.2.1»; rules of the format from vendors' manuals of it. The
text of the specification itself could be read only in part. Checked: RFC 4180 without line breaks in a field, UTF-8,
names and values case-sensitive, columns in the order of the tables with `metadata.*` to their right, no file without
rows, status and dateLastModified empty in bulk files.

No validator for Python does this without an account of 1EdTech: PyPI has clients of the REST service only.
"""

import csv
import io
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date

_ID = re.compile(r"[A-Za-z0-9.\-_/@]{1,255}")
_EXTENSION = re.compile(r"ext:[A-Za-z0-9.\-_]+")
_MOMENT = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?Z")
_GRADE = re.compile(r"IT|PR|PK|TK|KG|0[1-9]|1[0-3]|PS|UG|Other")
_USER_ID = re.compile(r"\{[^:}]+:[^}]+\}")

# `!` = must be filled. Types: s string, b boolean, d date, y year, g grades, u userIds, l list,
# >file = one sourcedId of that file, >>file = a list of them, a|b = a vocabulary, a|b+ = one that may be extended.
_HEAD = "sourcedId:id! status:active|tobedeleted dateLastModified:moment "
FILES = {
    "academicSessions": "title:s! type:gradingPeriod|semester|schoolYear|term+! startDate:d! endDate:d! "
    "parentSourcedId:>academicSessions schoolYear:y!",
    "classes": "title:s! grades:g courseSourcedId:>courses! classCode:s classType:homeroom|scheduled+! location:s "
    "schoolSourcedId:>orgs! termSourcedIds:>>academicSessions! subjects:l subjectCodes:l periods:l",
    "courses": "schoolYearSourcedId:>academicSessions title:s! courseCode:s grades:g orgSourcedId:>orgs! subjects:l "
    "subjectCodes:l",
    "demographics": "birthDate:d sex:male|female|unspecified|other+ americanIndianOrAlaskaNative:b asian:b "
    "blackOrAfricanAmerican:b nativeHawaiianOrOtherPacificIslander:b white:b demographicRaceTwoOrMoreRaces:b "
    "hispanicOrLatinoEthnicity:b countryOfBirthCode:s stateOfBirthAbbreviation:s cityOfBirth:s "
    "publicSchoolResidenceStatus:s",
    "enrollments": "classSourcedId:>classes! schoolSourcedId:>orgs! userSourcedId:>users! "
    "role:administrator|proctor|student|teacher+! primary:b beginDate:d endDate:d",
    "orgs": "name:s! type:department|school|district|local|state|national+! identifier:s parentSourcedId:>orgs",
    "roles": "userSourcedId:>users! roleType:primary|secondary! role:aide|counselor|districtAdministrator|guardian|"
    "parent|principal|proctor|relative|siteAdministrator|student|systemAdministrator|teacher+! beginDate:d endDate:d "
    "orgSourcedId:>orgs! userProfileSourcedId:>userProfiles",
    "userProfiles": "userSourcedId:>users! profileType:s! vendorId:s! applicationId:s description:s credentialType:s! "
    "username:s! password:s",
    "users": "enabledUser:b! username:s! userIds:u givenName:s! familyName:s! middleName:s identifier:s email:s sms:s "
    "phone:s agentSourcedIds:>>users grades:g password:s userMasterIdentifier:s preferredGivenName:s "
    "preferredMiddleName:s preferredFamilyName:s primaryOrgSourcedId:>orgs pronouns:s",
}
OTHER_FILES = (  # gradebook and resources: known, not looked into
    "categories classResources courseResources lineItemLearningObjectiveIds lineItems lineItemScoreScales resources "
    "resultLearningObjectiveIds results resultScoreScales scoreScales userResources"
).split()


@dataclass(frozen=True)
class Column:
    name: str
    kind: str
    required: bool


def columns(file: str) -> list[Column]:
    found = []
    for part in (_HEAD + FILES[file]).split():
        name, kind = part.split(":", 1)
        found.append(Column(name, kind.rstrip("!"), kind.endswith("!")))
    return found


@dataclass
class _Table:
    header: list[str]
    rows: list[dict[str, str]] = field(default_factory=list)


def check_set(files: Mapping[str, bytes]) -> list[str]:
    """What is wrong with a set (file name → bytes), each as «file:row column: reason»; empty = it keeps the rules."""
    return list(_Check(files).run())


class _Check:
    def __init__(self, files: Mapping[str, bytes]) -> None:
        self.files = files
        self.tables: dict[str, _Table] = {}
        self.modes: dict[str, str] = {}

    def run(self) -> Iterator[str]:
        if "manifest.csv" not in self.files:
            yield "manifest.csv: missing"
            return
        known = {"manifest", *FILES, *OTHER_FILES}
        for name, content in self.files.items():
            stem = name.removesuffix(".csv")
            if not name.endswith(".csv") or stem not in known:
                yield f"{name}: no file of the standard"
                continue
            yield from self._parse(stem, content)
        yield from self._manifest()
        for stem in FILES:
            if stem in self.tables:
                yield from self._headings(stem)
                yield from self._rows(stem)
        yield from self._primaries()

    def _parse(self, stem: str, content: bytes) -> Iterator[str]:
        try:
            text = content.decode("utf-8-sig")
        except UnicodeDecodeError:
            yield f"{stem}: not UTF-8"
            return
        try:
            lines = list(csv.reader(io.StringIO(text, newline=""), strict=True))
        except csv.Error as error:
            yield f"{stem}: not RFC 4180: {error}"
            return
        header = lines[0] if lines else []
        self.tables[stem] = _Table(header)
        if len(lines) < 2:
            yield f"{stem}: no rows"
        for number, line in enumerate(lines[1:], 2):
            if len(line) != len(header):
                yield f"{stem}:{number}: {len(line)} fields under {len(header)} headings"
            if any("\n" in cell or "\r" in cell for cell in line):
                yield f"{stem}:{number}: a line break in a field"
            self.tables[stem].rows.append(dict(zip(header, line, strict=False)))

    def _manifest(self) -> Iterator[str]:
        table = self.tables.get("manifest", _Table([]))
        if table.header != ["propertyName", "value"]:
            yield f"manifest: headings are {table.header}"
            return
        properties = {row.get("propertyName", ""): row.get("value", "") for row in table.rows}
        if len(properties) < len(table.rows):
            yield "manifest: a property twice"
        for name, values in (("manifest.version", {"1.0"}), ("oneroster.version", {"1.2", "1.2.1"})):
            if properties.get(name) not in values:
                yield f"manifest: {name} is {properties.get(name)!r}"
        for stem in [*FILES, *OTHER_FILES]:
            mode = self.modes[stem] = properties.pop(f"file.{stem}", "")
            if mode not in {"bulk", "delta", "absent"}:
                yield f"manifest: file.{stem} is {mode!r}"
            if (mode in {"bulk", "delta"}) != (f"{stem}.csv" in self.files):
                yield f"manifest: file.{stem} is {mode!r}, but the file {'is' if mode == 'absent' else 'is not'} there"
        allowed = {"manifest.version", "oneroster.version", "source.systemName", "source.systemCode"}
        yield from (f"manifest: no such property {name!r}" for name in properties if name not in allowed)

    def _headings(self, stem: str) -> Iterator[str]:
        header, wanted = self.tables[stem].header, [column.name for column in columns(stem)]
        if header[: len(wanted)] != wanted:
            wrong = [name for name, other in zip(wanted, header, strict=False) if name != other]
            missing = [name for name in wanted if name not in header]
            yield f"{stem}:1: headings differ from the standard's: {missing or wrong}"
        extra = [name for name in header[len(wanted) :] if not re.fullmatch(r"metadata\.[A-Za-z0-9._\-]+", name)]
        if extra:
            yield f"{stem}:1: not metadata: {extra}"
        if len(set(header)) < len(header):
            yield f"{stem}:1: a heading twice"

    def _rows(self, stem: str) -> Iterator[str]:
        seen: set[str] = set()
        for number, row in enumerate(self.tables[stem].rows, 2):
            if row.get("sourcedId", "") in seen:
                yield f"{stem}:{number} sourcedId: twice"
            seen.add(row.get("sourcedId", ""))
            for column in columns(stem):
                reason = self._fault(column, row.get(column.name, ""), stem)
                if reason:
                    yield f"{stem}:{number} {column.name}: {reason}"
            yield from self._together(stem, number, row)
        if stem == "demographics":
            strangers = seen - self._ids("users")
            yield from (f"demographics sourcedId: no user {one}" for one in sorted(strangers))

    def _fault(self, column: Column, text: str, stem: str) -> str:
        if column.name in {"status", "dateLastModified"} and self.modes.get(stem) == "bulk":
            return "filled in a bulk file" if text else ""
        if not text:
            return "empty" if column.required else ""
        kind = column.kind
        if kind.startswith(">>"):
            return self._dangling(kind[2:], [one.strip() for one in text.split(",")])
        if kind.startswith(">"):
            return self._dangling(kind[1:], [text])
        if "|" in kind:
            extended = kind.endswith("+") and _EXTENSION.fullmatch(text)
            return "" if text in kind.rstrip("+").split("|") or extended else f"{text!r} is not of the vocabulary"
        return "" if _TYPES[kind](text) else f"{text!r} is no {kind}"

    def _dangling(self, file: str, ids: list[str]) -> str:
        lost = [one for one in ids if one not in self._ids(file)]
        return f"not in {file}: {lost}" if lost else ""

    def _ids(self, file: str) -> set[str]:
        table = self.tables.get(file)
        return {row.get("sourcedId", "") for row in table.rows} if table else set()

    def _together(self, stem: str, number: int, row: dict[str, str]) -> Iterator[str]:
        for begin, end in (("startDate", "endDate"), ("beginDate", "endDate")):
            if row.get(begin) and row.get(end) and row[end] < row[begin]:
                yield f"{stem}:{number} {end}: before {begin}"
        subjects, codes = row.get("subjects", ""), row.get("subjectCodes", "")
        if stem in {"classes", "courses"} and bool(subjects) + bool(codes) == 1:
            yield f"{stem}:{number} subjectCodes: subjects and codes go together"

    def _primaries(self) -> Iterator[str]:
        """One primary role for a user in an organisation; one primary teacher for a class."""
        roles = self.tables.get("roles", _Table([])).rows
        users = [(one.get("userSourcedId"), one.get("orgSourcedId")) for one in roles if one["roleType"] == "primary"]
        if len(set(users)) < len(users):
            yield "roles roleType: two primary roles of one user"
        without = self._ids("users") - {one.get("userSourcedId", "") for one in roles}
        yield from (f"users: {one} has no role" for one in sorted(without))
        entries = self.tables.get("enrollments", _Table([])).rows
        leading = [one["classSourcedId"] for one in entries if one.get("primary") == "true"]
        if len(set(leading)) < len(leading):
            yield "enrollments primary: two primary teachers of one class"
        if any(one.get("primary") == "true" and one["role"] != "teacher" for one in entries):
            yield "enrollments primary: not a teacher"


def _is_date(text: str) -> bool:
    try:
        return bool(re.fullmatch(r"\d{4}-\d{2}-\d{2}", text)) and bool(date.fromisoformat(text))
    except ValueError:
        return False


_TYPES = {
    "id": lambda text: bool(_ID.fullmatch(text)),
    "s": lambda text: text == text.strip(),
    "b": lambda text: text in {"true", "false"},
    "d": _is_date,
    "y": lambda text: bool(re.fullmatch(r"\d{4}", text)),
    "moment": lambda text: bool(_MOMENT.fullmatch(text)) or _is_date(text),
    "g": lambda text: all(_GRADE.fullmatch(one.strip()) for one in text.split(",")),
    "u": lambda text: all(_USER_ID.fullmatch(one.strip()) for one in text.split(",")),
    "l": lambda text: all(one.strip() for one in text.split(",")),
}
