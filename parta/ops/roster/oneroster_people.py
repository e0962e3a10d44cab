"""People of a OneRoster set: users with roles, demographics, and who is whose guardian."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date

from parta.ops.roster import oneroster_ours as ours
from parta.ops.roster.fields import (
    FieldError,
    parse_date,
    parse_email,
    parse_foreign_phone,
    parse_grade_level,
    parse_name,
    parse_sex,
    parse_yes_no,
    shown,
)
from parta.ops.roster.findings import Form
from parta.ops.roster.oneroster_files import Bundle, first_text, ids
from parta.ops.roster.oneroster_roles import GUARDIAN_TITLES, STAFF_TITLES, Kind, kind_of, role_word
from parta.ops.roster.oneroster_schools import Scope
from parta.ops.roster.rows import ClassRow, GuardianRow, PersonName, PupilRow, StaffRow


class Grades:
    """Grades as a set writes them → grade levels, with the operator's map; remembers what it could not place."""

    def __init__(self, grade_map: dict[str, int]) -> None:
        self._map = {grade.strip().casefold(): level for grade, level in grade_map.items()}
        self._unknown: dict[str, int] = {}

    def level(self, text: str) -> int | None:
        """1-11, or None for what is not a single grade level and not in the map."""
        if text.casefold() in self._map:
            return self._map[text.casefold()]
        try:
            return parse_grade_level(text)
        except FieldError:
            return None

    def read(self, form: Form, heading: str) -> int | None:
        """The grade level of a pupil's row; an unknown one refuses the row and is remembered."""
        written = form.text(heading)
        level = self.level(written)
        if level is None:
            self._unknown[written] = self._unknown.get(written, 0) + 1
            _refuse_grade(form, heading, written)
        return level

    def unknown(self) -> tuple[tuple[str, int], ...]:
        return tuple(sorted(self._unknown.items()))


@dataclass
class Role:
    kind: Kind
    word: str
    starts_on: date | None = None
    ends_on: date | None = None
    primary: bool = False
    form: Form | None = None  # its row of roles.csv


@dataclass
class User:
    key: str
    form: Form
    name: PersonName
    roles: list[Role] = field(default_factory=list)

    def role(self, kind: Kind) -> Role | None:
        """The user's role of this kind, the primary one first."""
        found = [role for role in self.roles if role.kind is kind]
        return next((role for role in found if role.primary), found[0] if found else None)


@dataclass
class People:
    """Users of the school by id. `named` = every id of users.csv, whatever became of the row."""

    users: dict[str, User] = field(default_factory=dict)
    named: set[str] = field(default_factory=set)

    def of(self, kind: Kind) -> Iterator[tuple[User, Role]]:
        for user in self.users.values():
            role = user.role(kind)
            if role:
                yield user, role


def read_people(bundle: Bundle, scope: Scope, orgs_of: dict[str, set[str]]) -> People:
    people = People(named=bundle.named("users"))
    roles = _roles(bundle, scope)
    related = {form.text("relationshipusersourcedid") for form in bundle.forms("relationships")}
    for key, form in bundle.keyed("users"):
        orgs = orgs_of.get(key, set())
        if scope.known and orgs and scope.known.isdisjoint(orgs):
            form.refuse("orgsourcedids", "Организации этого пользователя нет в orgs.csv. Исправьте набор.")
        if form.failed or not scope.holds(orgs):
            continue
        user = User(key, form, _name(form), roles.get(key, []))
        _take_inline_role(form, user, key in related)
        if not form.failed and _is_enabled(form):
            people.users[key] = user
    return people


def _name(form: Form) -> PersonName:
    form.required("familyname")
    form.required("givenname")
    return PersonName(*(form.parsed(heading, parse_name, "") for heading in ("familyname", "givenname", "middlename")))


def _is_enabled(form: Form) -> bool:
    if form.text("enableduser").lower() == "false":
        form.note("enableduser", "Пользователь отключён, строка пропущена.")
        return False
    return True


def _take_inline_role(form: Form, user: User, related: bool) -> None:
    """The role of the user's own row (1.1), the role a relationship gives (SDS), or a refusal."""
    word = form.text("role")
    kind = kind_of(word)
    if kind:
        user.roles.append(Role(kind, role_word(word)))
    if related and not user.role(Kind.GUARDIAN):
        user.roles.append(Role(Kind.GUARDIAN, ""))
    if word and not kind:
        form.refuse("role", f"Роль «{shown(word)}» не известна. Исправьте её или уберите строку.")
    elif not user.roles:
        form.refuse("role", "Роль не указана ни здесь, ни в roles.csv. Допишите её или уберите строку.")


def _roles(bundle: Bundle, scope: Scope) -> dict[str, list[Role]]:
    """Roles of roles.csv that are held in the school."""
    found: dict[str, list[Role]] = {}
    for form in bundle.forms("roles"):
        if not bundle.live(form) or not scope.holds(ids(form, "orgsourcedid")):
            continue
        key, word = bundle.refers(form, "usersourcedid", "users", "Пользователя"), form.required("role")
        kind = kind_of(word)
        if word and not kind:
            form.refuse("role", f"Роль «{shown(word)}» не известна. Исправьте её или уберите строку.")
        starts_on, ends_on = dates(form, ("begindate", "rolestartdate"), ("enddate", "roleenddate"))
        if kind and not form.failed:
            primary = form.text("roletype").lower() == "primary" or form.optional("isprimary", parse_yes_no, False)
            found.setdefault(key, []).append(Role(kind, role_word(word), starts_on, ends_on, primary, form))
    return found


def dates(form: Form, begin: tuple[str, ...], end: tuple[str, ...]) -> tuple[date | None, date | None]:
    """First and last day under the first filled headings; wrong or crossed ones refuse the row."""
    begin_heading = next((heading for heading in begin if form.text(heading)), begin[0])
    end_heading = next((heading for heading in end if form.text(heading)), end[0])
    starts_on = form.parsed(begin_heading, parse_date, None)
    ends_on = form.parsed(end_heading, parse_date, None)
    if starts_on and ends_on and ends_on < starts_on:
        form.refuse(end_heading, "Конец раньше начала. Исправьте одну из дат.")
    return starts_on, ends_on


def _email(form: Form) -> str:
    return form.optional("email", parse_email, "")


def _phone(form: Form) -> str:
    if ours.has(form, ours.POSITION):  # as the school has written it
        return form.text("phone")
    return form.optional("phone" if form.text("phone") else "sms", parse_foreign_phone, "")


def read_staff(people: People) -> tuple[StaffRow, ...]:
    """Everybody who works in the school, as teachers: other roles are given in the product."""
    return tuple(
        ours.staff(
            user.form,
            [(one.form, one.starts_on, one.ends_on) for one in user.roles if one.form and one.kind is Kind.STAFF],
            StaffRow(
                key=user.key,
                place=user.form.place(),
                name=user.name,
                position=STAFF_TITLES[role.word],
                email=_email(user.form),
                phone=_phone(user.form),
                starts_on=role.starts_on,
                ends_on=role.ends_on,
            ),
        )
        for user, role in people.of(Kind.STAFF)
    )


def read_pupils(
    bundle: Bundle, people: People, grades: Grades, class_of: dict[str, str], classes: dict[str, ClassRow]
) -> dict[str, PupilRow]:
    """Pupils with a grade level; the others are refused and their grades remembered for the operator's map."""
    demographics = _demographics(bundle, people)
    pupils: dict[str, PupilRow] = {}
    for user, role in people.of(Kind.PUPIL):
        class_key = class_of.get(user.key, "")
        form, heading = _grade_cell(user, role)
        level = classes[class_key].grade_level if class_key else grades.read(form, heading)
        if level is None:
            continue
        birth_date, sex = demographics.get(user.key, (None, ""))
        pupils[user.key] = PupilRow(
            user.key, user.form.place(), user.name, level, class_key, birth_date, sex, starts_on=role.starts_on
        )
    return pupils


def _grade_cell(user: User, role: Role) -> tuple[Form, str]:
    """Where the pupil's grade stands: with the role (SDS) or with the user, in a column of either name."""
    if role.form and role.form.text("grade"):
        return role.form, "grade"
    return user.form, "grades" if "grades" in user.form.table.index else "grade"


def _refuse_grade(form: Form, heading: str, written: str) -> None:
    if written:
        text = f"Параллели «{shown(written)}» в школе нет. Укажите ей соответствие с 1 по 11 или уберите строку."
    else:
        text = "Параллель не указана. Укажите, в какую отнести таких обучающихся, или допишите её."
    form.refuse(heading, text)


def _demographics(bundle: Bundle, people: People) -> dict[str, tuple[date | None, str]]:
    """User → birth date and sex; wrong values are noted and left out."""
    found: dict[str, tuple[date | None, str]] = {}
    for form in bundle.forms("demographics"):
        key = first_text(form, "usersourcedid", "sourcedid")
        if not bundle.live(form) or key not in people.users:
            if key not in people.named:
                heading = "usersourcedid" if form.text("usersourcedid") else "sourcedid"
                form.note(heading, f"Пользователя «{shown(key)}» нет в users.csv: строка пропущена.")
            continue
        found[key] = (form.optional("birthdate", parse_date, None), form.optional("sex", _sex, ""))
    return found


def _sex(text: str) -> str:
    """OneRoster also has «unspecified» and «other»: both mean that the school isn't told."""
    return "" if text.lower() in {"unspecified", "other", "unknown"} else parse_sex(text)


def read_guardians(bundle: Bundle, people: People, pupils: dict[str, PupilRow]) -> tuple[GuardianRow, ...]:
    """Guardians with at least one pupil who is imported; others are refused."""
    links: dict[str, dict[str, str]] = {user.key: {} for user, _ in people.of(Kind.GUARDIAN)}  # guardian → pupil → word
    for user in people.users.values():
        agents = ids(user.form, "agentsourcedids")
        for agent, relation in zip(agents, ours.relations(user.form, len(agents)), strict=True):
            _link_agents(user, agent, relation, people, links)
    _link_relationships(bundle, people, links)
    found: list[GuardianRow] = []
    for user, role in people.of(Kind.GUARDIAN):
        keys = tuple(key for key in links[user.key] if key in pupils)
        if not keys:
            _refuse_lonely(user, links[user.key])
            continue
        relations = tuple(links[user.key][key] for key in keys) if ours.has(user.form, ours.RELATIONS) else ()
        words = [role_word(links[user.key][key]) for key in keys] + [role.word]
        relation = next((GUARDIAN_TITLES[word] for word in words if word in GUARDIAN_TITLES), "")
        if "relative" in words:
            user.form.note("role", "Связь указана как «родственник». Проверьте, что это законный представитель.")
        found.append(
            GuardianRow(
                key=user.key,
                place=user.form.place(),
                name=user.name,
                pupil_keys=keys,
                relation=relations[0] if relations else relation,
                relations=relations,
                email=_email(user.form),
                phone=_phone(user.form),
            )
        )
    return tuple(found)


def _refuse_lonely(user: User, linked: dict[str, str]) -> None:
    if linked:
        text = "Обучающиеся этого родителя не принимаются, поэтому строка не читается. Исправьте их строки."
    else:
        text = "Родитель не связан ни с одним обучающимся. Укажите связь в agentSourcedIds или relationships.csv."
    user.form.refuse("agentsourcedids", text)


def _link_agents(user: User, agent: str, relation: str, people: People, links: dict[str, dict[str, str]]) -> None:
    """agentSourcedIds stand with the pupil or with the guardian; sets do both."""
    other = people.users.get(agent)
    if other and user.role(Kind.PUPIL) and agent in links:
        links[agent].setdefault(user.key, relation)
    elif other and other.role(Kind.PUPIL) and user.key in links:
        links[user.key].setdefault(agent, "")
    elif agent not in people.named:
        user.form.note("agentsourcedids", f"Пользователя «{shown(agent)}» нет в users.csv: связь пропущена.")
    else:
        text = f"Связь с «{shown(agent)}» пропущена: это не обучающийся и его родитель."
        user.form.note("agentsourcedids", text)


def _link_relationships(bundle: Bundle, people: People, links: dict[str, dict[str, str]]) -> None:
    for form in bundle.forms("relationships"):
        if not bundle.live(form):
            continue
        pupil_key, guardian_key = (
            bundle.refers(form, heading, "users", "Пользователя")
            for heading in ("usersourcedid", "relationshipusersourcedid")
        )
        pupil = people.users.get(pupil_key)
        if form.failed or guardian_key not in links:
            continue
        if pupil and pupil.role(Kind.PUPIL):
            links[guardian_key][pupil_key] = form.text("relationshiprole")
        elif pupil:
            form.refuse("usersourcedid", f"«{shown(pupil_key)}» не обучающийся: связь не читалась.")
