"""The files of a set: which are there, which rows count, what is odd about their headings. `Shape` says what is usual:
OneRoster's is here, that of Microsoft SDS v1 in `sds`."""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from parta.ops.roster.fields import shown, split_list
from parta.ops.roster.findings import Findings, Form
from parta.ops.roster.rows import Place
from parta.ops.roster.tables import Table, heading_key

# Columns that are read or known and left alone; others are reported once per file. Lower case, no signs.
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
_IGNORED = frozenset(
    "userprofiles categories classresources courseresources lineitems lineitemlearningobjectiveids lineitemscorescales "
    "resources results resultlearningobjectiveids resultscorescales scorescales userresources userflags".split()
)
_ISO = re.compile(r"\d{4}-\d{2}-\d{2}(?:T.*)?")


@dataclass(frozen=True)
class Shape:
    """What a kind of set is made of. Names of files and columns as `heading_key` makes them."""

    title: str
    key: str  # the id of a row, as the kind writes it
    needed: dict[str, str]  # file without which there is nothing to read → its name as written
    known: dict[str, str]  # file → columns
    required: dict[str, tuple[str, ...]]  # file → columns as written
    common: str = ""  # columns of every file
    ignored: frozenset[str] = frozenset()  # files that are not read


ONEROSTER = Shape(
    title="OneRoster",
    key="sourcedId",
    needed={"users": "users.csv"},
    known=_KNOWN,
    required={name: tuple(columns.split()) for name, columns in _REQUIRED.items()},
    common="sourcedid status datelastmodified",
    ignored=_IGNORED,
)


def is_oneroster_name(name: str) -> bool:
    return heading_key(name) in _KNOWN or heading_key(name) in _IGNORED


class Bundle:
    """Tables of a set by lower-case file name, checked."""

    def __init__(self, tables: Sequence[Table], findings: Findings, shape: Shape = ONEROSTER) -> None:
        self.findings = findings
        self.shape = shape
        self.tables: dict[str, Table] = {}
        self.not_counted: dict[str, set[str]] = {}  # file → ids of rows marked as deleted or inactive
        self._noted: set[tuple[str, int]] = set()
        self._named: dict[str, set[str]] = {}
        present = {heading_key(table.name) for table in tables}
        for table in tables:
            self._take(table)
        for name, file in shape.needed.items():
            if name not in present:
                findings.refuse(Place(file), "Этого файла нет, загружать некого. Выгрузите набор заново.")
        self._check_manifest(present)

    def _take(self, table: Table) -> None:
        name = heading_key(table.name)
        if name in self.shape.ignored:
            return
        if name not in self.shape.known:
            self.findings.note(Place(table.file), f"Такого файла в {self.shape.title} нет, он не читался.")
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
        known = set(f"{self.shape.common} {self.shape.known[name]}".split())
        for heading in table.columns:
            key = heading_key(heading)
            if key and key not in known and not key.startswith("metadata"):
                place = Place(table.file, table.header_row, heading)
                self.findings.note(place, f"Такого столбца в {self.shape.title} нет, он не читался.")
        required = self.shape.required.get(name, ())
        missing = [heading for heading in required if heading_key(heading) not in table.index]
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

    def texts(self, name: str, heading: str) -> list[str]:
        """A whole column."""
        return [form.text(heading) for form in self.forms(name)]

    def named(self, name: str) -> set[str]:
        """Every id of a file, whatever became of the row."""
        if name not in self._named:
            self._named[name] = set(self.texts(name, heading_key(self.shape.key)))
        return self._named[name]

    def refers(self, form: Form, heading: str, name: str, what: str) -> str:
        """An id of another file; the row is refused where it is empty or that file doesn't have it."""
        key = form.required(heading)
        if key and key not in self.named(name):
            file = self.tables[name].file if name in self.tables else f"{name}.csv"
            form.refuse(heading, f"{what} «{shown(key)}» нет в {file}. Уберите строку.")
        return key

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

    def keyed(self, name: str, counts: Callable[[Form], bool] = lambda form: True) -> Iterator[tuple[str, Form]]:
        """Live rows that count, with their ids; blank and repeated ids are refused."""
        heading, title = heading_key(self.shape.key), self.shape.key
        seen: dict[str, int] = {}
        for form in filter(counts, self.forms(name)):
            key = form.required(heading)
            if not self.live(form):
                self.not_counted.setdefault(name, set()).add(key)
            elif key in seen:
                form.refuse(heading, f"Этот {title} уже есть в строке {seen[key]}: строка не читалась.")
            elif len(key) > 255:
                form.refuse(heading, f"{title} длиннее 255 знаков: строка не читалась.")
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
