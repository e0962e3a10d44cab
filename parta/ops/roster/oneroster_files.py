"""The files of a OneRoster set: which are there, which rows count, what is odd about their headings."""

import re
from collections.abc import Iterator, Sequence

from parta.ops.roster.fields import shown, split_list
from parta.ops.roster.findings import Findings, Form
from parta.ops.roster.rows import Place
from parta.ops.roster.tables import Table, heading_key

# Columns that are read or known and left alone; others are reported once per file. Lower case, no signs.
_COMMON = "sourcedid status datelastmodified"
_KNOWN = {
    "manifest": "propertyname value",
    "orgs": "name type identifier parentsourcedid parentorgsourcedid",
    "academicsessions": "title type startdate enddate parentsourcedid schoolyear",
    "users": "enableduser orgsourcedids role username userids givenname familyname middlename identifier email sms "
    "phone agentsourcedids grades grade usermasteridentifier resourcesourcedids preferredgivenname preferredmiddlename "
    "preferredfamilyname primaryorgsourcedid pronouns activedirectorymatchid",
    "roles": "usersourcedid roletype role begindate enddate orgsourcedid userprofilesourcedid sessionsourcedid grade "
    "isprimary rolestartdate roleenddate",
    "courses": "schoolyearsourcedid title coursecode code grades grade orgsourcedid subjects subject subjectcodes",
    "classes": "title grades coursesourcedid classcode code classtype location schoolsourcedid orgsourcedid "
    "termsourcedids sessionsourcedids subjects subjectcodes periods",
    "enrollments": "classsourcedid schoolsourcedid usersourcedid role primary begindate enddate",
    "demographics": "usersourcedid birthdate sex americanindianoralaskanative asian blackorafricanamerican "
    "nativehawaiianorotherpacificislander white demographicracetwoormoreraces hispanicorlatinoethnicity "
    "countryofbirthcode stateofbirthabbreviation cityofbirth publicschoolresidencestatus birthcity birthstate "
    "birthcountry ethnicitycodes racecodes",
    "relationships": "usersourcedid relationshipusersourcedid relationshiprole",
}
_REQUIRED = {
    "orgs": "sourcedId name",
    "academicsessions": "sourcedId type startDate endDate",
    "users": "sourcedId givenName familyName",
    "roles": "userSourcedId role",
    "courses": "sourcedId title",
    "classes": "sourcedId title",
    "enrollments": "classSourcedId userSourcedId role",
    "relationships": "userSourcedId relationshipUserSourcedId",
}
_IGNORED = set(
    "userprofiles categories classresources courseresources lineitems lineitemlearningobjectiveids lineitemscorescales "
    "resources results resultlearningobjectiveids resultscorescales scorescales userresources userflags".split()
)
_ISO = re.compile(r"\d{4}-\d{2}-\d{2}(?:T.*)?")


def is_oneroster_name(name: str) -> bool:
    return heading_key(name) in _KNOWN or heading_key(name) in _IGNORED


class Bundle:
    """Tables of a set by lower-case file name, checked."""

    def __init__(self, tables: Sequence[Table], findings: Findings) -> None:
        self.findings = findings
        self.tables: dict[str, Table] = {}
        self.not_counted: dict[str, set[str]] = {}  # file → ids of rows marked as deleted or inactive
        self._noted: set[tuple[str, int]] = set()
        present = {heading_key(table.name) for table in tables}
        for table in tables:
            self._take(table)
        if "users" not in present:
            findings.refuse(Place("users.csv"), "Этого файла нет, загружать некого. Выгрузите набор заново.")
        self._check_manifest(present)

    def _take(self, table: Table) -> None:
        name = heading_key(table.name)
        if name in _IGNORED:
            return
        if name not in _KNOWN:
            self.findings.note(Place(table.file), "Такого файла в OneRoster нет, он не читался.")
            return
        if name in self.tables:
            self.findings.refuse(Place(table.file), "Файл с этим именем встретился дважды. Оставьте один.")
            return
        self.findings.problems.extend(table.problems)
        if self._headings_fit(name, table):
            self.tables[name] = table
            self._check_modified(table)

    def _headings_fit(self, name: str, table: Table) -> bool:
        if not table.columns:
            return False
        known = set((_COMMON + " " + _KNOWN[name]).split())
        for heading in table.columns:
            key = heading_key(heading)
            if key and key not in known and not key.startswith("metadata"):
                place = Place(table.file, table.header_row, heading)
                self.findings.note(place, "Такого столбца в OneRoster нет, он не читался.")
        missing = [heading for heading in _REQUIRED.get(name, "").split() if heading_key(heading) not in table.index]
        for heading in missing:
            text = "Нет обязательного столбца, файл не читался. Выгрузите набор заново."
            self.findings.refuse(Place(table.file, table.header_row, heading), text)
        return not missing

    def _check_modified(self, table: Table) -> None:
        """The date of change is not used, so its many spellings are told once per file."""
        position = table.index.get("datelastmodified")
        if position is None:
            return
        wrong = [line for line in table.lines if line.cells[position] and not _ISO.fullmatch(line.cells[position])]
        if wrong:
            place = Place(table.file, wrong[0].number, table.columns[position])
            self.findings.note(place, f"Даты не по ISO 8601, строк: {len(wrong)}. Столбец не нужен и не читался.")

    def _check_manifest(self, present: set[str]) -> None:
        """What the manifest promises against the files that came."""
        for form in self.forms("manifest"):
            name, value = form.text("propertyname"), form.text("value").lower()
            if name == "oneroster.version" and value not in {"1.0", "1.1", "1.2"}:
                form.note("value", f"Версия OneRoster «{shown(value)}» не проверена: читаются 1.1 и 1.2.")
            if not name.startswith("file."):
                continue
            here = heading_key(name.removeprefix("file.")) in present
            file = f"{name.removeprefix('file.')}.csv"
            if value in {"bulk", "delta"} and not here:
                form.refuse("value", f"По описи в наборе есть {file}, а файла нет. Выгрузите набор заново.")
            elif value == "delta" and heading_key(name.removeprefix("file.")) in _KNOWN:
                form.note("value", f"Файл {file} содержит не всё, а только изменения (delta): прочитаны его строки.")
            elif value == "absent" and here:
                form.note("value", f"По описи файла {file} нет, а он есть: файл читался.")
            elif value not in {"bulk", "delta", "absent"}:
                form.note("value", f"В описи не сказано, есть ли {file}. Пусто считается как «absent».")

    def forms(self, name: str) -> Iterator[Form]:
        """All rows of a file, none where there is no such file."""
        table = self.tables.get(name)
        if table:
            yield from (Form(table, line, self.findings) for line in table.lines)

    def has(self, name: str) -> bool:
        return name in self.tables

    def live(self, form: Form) -> bool:
        """False for a row marked as deleted or inactive; noted once."""
        status = form.text("status").lower()
        if status in {"", "active"}:
            return True
        if status in {"tobedeleted", "inactive"}:
            what = "помечена на удаление" if status == "tobedeleted" else "помечена как неактивная"
            self._note_once(form, "status", f"Строка {what} и пропущена.")
            return False
        self._note_once(form, "status", f"Состояние «{shown(status)}» не известно, строка читалась как действующая.")
        return True

    def keyed(self, name: str) -> Iterator[tuple[str, Form]]:
        """Live rows with their `sourcedId`; blank and repeated ids are refused."""
        seen: dict[str, int] = {}
        for form in self.forms(name):
            key = form.required("sourcedid")
            if not self.live(form):
                self.not_counted.setdefault(name, set()).add(key)
            elif key in seen:
                form.refuse("sourcedid", f"Этот sourcedId уже есть в строке {seen[key]}: строка не читалась.")
            elif len(key) > 255:
                form.refuse("sourcedid", "sourcedId длиннее 255 знаков: строка не читалась.")
            elif key:
                seen[key] = form.line.number
                yield key, form

    def _note_once(self, form: Form, heading: str, text: str) -> None:
        mark = (form.table.file, form.line.number)
        if mark not in self._noted:
            self._noted.add(mark)
            form.note(heading, text)


def ids(form: Form, *headings: str) -> list[str]:
    """Ids of list columns; sets name one thing differently, so the first filled of `headings` counts."""
    for heading in headings:
        if form.text(heading):
            return split_list(form.text(heading), ",;")
    return []


def first_text(form: Form, *headings: str) -> str:
    return next((form.text(heading) for heading in headings if form.text(heading)), "")
