"""Planning staff, pupils and guardians. The consent gate [3.2] stands here."""

from collections.abc import Hashable
from datetime import date
from typing import Any

from parta.core.roles import ADMINISTRATION, ROLE_TITLES, Role
from parta.core.russian import search_key, sort_key
from parta.ops.importing.dated import Settled, Terms, Wanted, is_live, made_by_import, settle
from parta.ops.importing.draft import Draft, Entry
from parta.ops.importing.matching import Matcher
from parta.ops.importing.parts import Action, Item, Ref, Row, RowRefused
from parta.ops.importing.state import TABLE_OF
from parta.ops.importing.twins import Twins
from parta.ops.roster.fields import full_name
from parta.ops.roster.rows import ConsentRow, GuardianRow, PersonName, Place, PupilRow, StaffRow
from parta.people.models import ConsentScope

_KEPT = {Role.DIRECTOR.value}  # a school is never left without one by a file: ROLE-02
PersonRow = StaffRow | PupilRow | GuardianRow


def plan_staff(draft: Draft) -> None:
    matcher = _matcher(draft, "staff", draft.roster.staff)
    roles = draft.state.grouped("people.StaffRole", "staff_id")
    for row in draft.roster.staff:
        with draft.row("staff", row, full_name(row.name)) as entry:
            pk = matcher.match(row)
            ends_on = _last_day(entry, row, pk, roles.get(pk, []))
            person = _person(entry, row, pk)
            if pk is None:
                starts_on = row.starts_on or draft.state.staff_day
                entry.ref = entry.create(
                    "people.StaffMember",
                    person_id=person,
                    position=row.position,
                    starts_on=min(starts_on, ends_on) if ends_on else starts_on,
                    ends_on=ends_on,
                )
            else:
                entry.ref = pk
                entry.change("people.StaffMember", pk, position=row.position, ends_on=ends_on)
            _roles(entry, row, entry.ref, roles.get(entry.ref, []))


def _roles(entry: Entry, row: StaffRow, staff: Ref, present: list[Row]) -> None:
    """Roles of the file, «учитель» where it has none; only those that the importing person may give."""
    draft, model = entry.draft, "people.StaffRole"
    live = {one["role"] for one in present if is_live(draft, model, one)}
    dated = {one.role: (one.starts_on, one.ends_on) for one in row.terms or ()}
    said = row.roles or tuple(dated)
    roles = said or (() if live or row.terms is not None else (Role.TEACHER.value,))
    may = _may_give(draft, staff)
    denied = sorted(set(roles) - live - may)
    if denied:
        titles = ", ".join(f"«{ROLE_TITLES[Role(role)]}»" for role in denied)
        entry.note(f"Роль {titles} из файла не выдана: {_who_gives(denied)}. Строка принята без неё.")
    first_day = row.starts_on or draft.state.staff_day
    terms = Terms(
        by="role",
        first_day=first_day,
        change_day=max(draft.state.on, first_day),
        may_end=lambda one: bool(said) and one["role"] in may - _KEPT and made_by_import(draft, model, one),
    )
    stays = {} if draft.old_set else dated
    wanted = [Wanted(role, *(stays.get(role, ()) if role in may else ())) for role in roles if role not in denied]
    done = settle(entry, model, {"staff_id": staff}, present, wanted, terms)
    for role, _ in done.created:
        entry.say("роль", "", ROLE_TITLES[Role(role)])
    for one, _ in done.ended:
        entry.say("роль", ROLE_TITLES[Role(one["role"])], "")
    tell_kept(entry, done, "Роль")


def _who_gives(denied: list[str]) -> str:
    if set(denied) & ADMINISTRATION:
        return "её даёт директор в карточке сотрудника, и подтверждает второй человек"
    return "её назначает директор"


def _last_day(entry: Entry, row: StaffRow, pk: int | None, roles: list[Row]) -> date | None:
    """Who may not take somebody's roles may not end their work by a file either."""
    draft = entry.draft
    if row.ends_on is None or draft.old_set or pk is None:
        return None if draft.old_set else row.ends_on
    live = {one["role"] for one in roles if is_live(draft, "people.StaffRole", one)} - {Role.TEACHER.value}
    if draft.state.tables["people.StaffMember"][pk]["ends_on"] == row.ends_on:
        return row.ends_on
    if pk == draft.rights.own_staff_id or live - _may_give(draft, pk):
        entry.note("Последний рабочий день из файла не взят: этому сотруднику его ставит директор.")
        return None
    return row.ends_on


def _may_give(draft: Draft, staff: Ref) -> frozenset[str]:
    if staff == draft.rights.own_staff_id:
        return frozenset()
    return frozenset(role.value for role in draft.rights.roles)


def plan_pupils(draft: Draft) -> None:
    twins = Twins(draft, _matcher(draft, "pupil", draft.roster.pupils))
    consents = draft.state.grouped("people.Consent", "person_id")
    members = draft.state.grouped("people.ClassMember", "pupil_id")
    for row in draft.roster.pupils:
        with draft.row("pupil", row, full_name(row.name)) as entry:
            pk = twins.match(entry, row)
            kept = _consents_of(draft, "pupil", pk, consents)
            consent = consent_gate(entry, row.consent, [*kept, *_put_away(draft, pk, row.name, row.birth_date)])
            person = _person(entry, row, pk)
            entry.ref = entry.create("people.Pupil", person_id=person) if pk is None else pk
            _put_consent(entry, person, consent, kept)
            _put_in_class(entry, row, entry.ref, members.get(entry.ref, []))


def plan_guardians(draft: Draft) -> None:
    matcher = _matcher(draft, "guardian", draft.roster.guardians)
    consents = draft.state.grouped("people.Consent", "person_id")
    ties = draft.state.grouped("people.Guardianship", "guardian_id")
    for row in draft.roster.guardians:
        with draft.row("guardian", row, full_name(row.name)) as entry:
            pupils = _children(draft, row)
            if not pupils:
                raise RowRefused("Ни один из детей этого родителя не принят, поэтому не принята и строка.")
            pk = matcher.match(row)
            kept = _consents_of(draft, "guardian", pk, consents)
            consent = consent_gate(entry, row.consent, [*kept, *_put_away(draft, pk, row.name)], own=True)
            person = _person(entry, row, pk)
            _not_own(draft, person)
            entry.ref = entry.create("people.Guardian", person_id=person) if pk is None else pk
            _put_consent(entry, person, consent, kept)
            _guardianships(entry, pupils, ties.get(entry.ref, []))


def _children(draft: Draft, row: GuardianRow) -> dict[Ref, str]:
    """Accepted children and what the guardian is to each."""
    relations = row.relations or (row.relation,) * len(row.pupil_keys)
    pairs = zip(row.pupil_keys, relations, strict=True)
    return {draft.refs["pupil", key]: relation for key, relation in pairs if ("pupil", key) in draft.refs}


def _not_own(draft: Draft, person: Ref) -> None:
    """Whoever imports doesn't make themselves somebody's parent."""
    own = draft.rights.own_staff_id
    if own is None or draft.rights.own_work:
        return
    if draft.state.tables["people.StaffMember"].get(own, {}).get("person_id") == person:
        raise RowRefused("Собственная связь с ребёнком загрузкой не вносится: её вносит завуч.")


# --- consent [3.2] -----------------------------------------------------------------------------------------------


def consent_gate(entry: Entry, given: ConsentRow | None, kept: list[Row], *, own: bool = False) -> ConsentRow | None:
    """The consent to write down, None = the school keeps one already; refuses the row without any."""
    whose = "родителя на его собственные данные" if own else "представителя на данные обучающегося"
    if given and given.given_on > entry.draft.state.on:
        raise RowRefused(f"Дата согласия {given.given_on:%d.%m.%Y} ещё не наступила. Исправьте её.", "Дата согласия")
    kept = [one for one in kept if one["scope"] == ConsentScope.JOURNAL]
    if any(_stands(one, entry.draft.state.on) for one in kept):
        return None
    if given is None or not given.signer.strip():
        raise RowRefused(
            f"Нет согласия {whose}: нужны дата и кто подписал (п. 3.2 Положения). Без него строка не загружается.",
            "Дата согласия",
        )
    withdrawn = max((one["withdrawn_on"] for one in kept if one["withdrawn_on"]), default=None)
    if withdrawn and given.given_on <= withdrawn:
        raise RowRefused(
            f"Согласие отозвано {withdrawn:%d.%m.%Y}. Нужно новое, с более поздней датой.", "Дата согласия"
        )
    return given


def _consents_of(draft: Draft, kind: str, pk: int | None, consents: dict[Any, list[Row]]) -> list[Row]:
    return [] if pk is None else consents.get(draft.state.tables[TABLE_OF[kind]][pk]["person_id"], [])


def _put_away(draft: Draft, pk: int | None, name: PersonName, born: date | None = None) -> list[Row]:
    """Withdrawn consents of somebody of this name who is out of sight till the erasure."""
    if pk is not None:
        return []
    key = sort_key(name.last, name.first, name.patronymic)
    found = [day for other, day_born, day in draft.state.withdrawn if other == key and _same(day_born, born)]
    return [{"scope": ConsentScope.JOURNAL, "withdrawn_on": day, "valid_until": None} for day in found]


def _same(known: str, born: date | None) -> bool:
    return not known or born is None or known == born.isoformat()


def _stands(one: Row, on: date) -> bool:
    """As `people.consents.standing`, of a row as the plan holds it."""
    over = one["valid_until"] is not None and one["valid_until"] < on
    return not over and (one["withdrawn_on"] is None or one["withdrawn_on"] > on)


def _put_consent(entry: Entry, person: Ref, consent: ConsentRow | None, kept: list[Row]) -> None:
    """A row for each scope; one that is kept already of the same day stays as it is."""
    if consent:
        held = {(one["scope"], one["given_on"]) for one in kept}
        for scope in (ConsentScope.JOURNAL, *([ConsentScope.HEALTH] if consent.health else [])):
            if (scope, consent.given_on) not in held:
                facts = {"given_on": consent.given_on, "signer": consent.signer.strip()}
                entry.create("people.Consent", person_id=person, scope=scope.value, **facts)
        entry.say("согласие", "", f"{consent.given_on:%d.%m.%Y}")


# --- the person --------------------------------------------------------------------------------------------------


def _matcher(draft: Draft, kind: str, rows: tuple[Any, ...]) -> Matcher[Any]:
    """People of one kind by full name, and by birth date where both sides have it."""
    people = draft.state.tables["people.Person"]
    table = draft.state.tables[TABLE_OF[kind]]
    index: dict[Hashable, list[int]] = {}
    for pk, one in table.items():
        index.setdefault(people[one["person_id"]]["search_key"], []).append(pk)

    def fits(row: PersonRow, pk: int) -> bool:
        born = getattr(row, "birth_date", None)
        known = people[table[pk]["person_id"]]["birth_date"]
        return not (born and known and born != known)

    return Matcher(draft, kind, rows, lambda row: search_key(full_name(row.name)), index, fits)


def _person(entry: Entry, row: PersonRow, pk: int | None) -> Ref:
    """The human being behind the row, made or brought up to date."""
    draft = entry.draft
    facts = {name: getattr(row, name) for name in ("birth_date", "sex", "email", "phone") if getattr(row, name, None)}
    if pk is not None:
        person: Ref = draft.state.tables[TABLE_OF[entry.kind]][pk]["person_id"]
    else:
        found = _same_user(draft, entry.kind, row.key)
        if found is None:
            return entry.create("people.Person", **name_columns(row.name), **facts)
        person = found
    if isinstance(person, int) and ("people.Person", person) not in draft.rows:
        present = draft.value("people.Person", person)
        name = PersonName(row.name.last, row.name.first, row.name.patronymic or present["patronymic"])
        entry.change("people.Person", person, **name_columns(name), **facts)
    return person


def _same_user(draft: Draft, kind: str, key: str) -> Ref | None:
    """A user of OneRoster who works in the school, studies or has a child there is one person."""
    for other in ("staff", "pupil"):
        found = draft.refs.get((other, key)) if other != kind else None
        if found is not None:
            return draft.value(TABLE_OF[other], found)["person_id"]
    return None


def name_columns(name: PersonName) -> dict[str, str]:
    last, first, patronymic = (" ".join(part.split()) for part in (name.last, name.first, name.patronymic))
    return {
        "last_name": last,
        "first_name": first,
        "patronymic": patronymic,
        "sort_key": sort_key(last, first, patronymic),
        "search_key": search_key(last, first, patronymic),
    }


# --- ties --------------------------------------------------------------------------------------------------------


def _guardianships(entry: Entry, pupils: dict[Ref, str], present: list[Row]) -> None:
    draft, model = entry.draft, "people.Guardianship"
    in_file = draft.accepted["pupil"]
    terms = Terms(
        by="pupil_id",
        first_day=draft.state.staff_day,
        change_day=draft.state.on,
        may_end=lambda one: made_by_import(draft, model, one) and one["pupil_id"] in in_file,
    )
    assert entry.ref is not None
    wanted = [Wanted(pupil, values={"relation": relation}) for pupil, relation in pupils.items()]
    done = settle(entry, model, {"guardian_id": entry.ref}, present, wanted, terms)
    for pupil, _ in done.created:
        entry.say("ребёнок", "", name_of(draft, pupil))
    for one, _ in done.ended:
        entry.say("ребёнок", name_of(draft, one["pupil_id"]), "")
    tell_kept(entry, done, "Связь с ребёнком")


def name_of(draft: Draft, pupil: Ref) -> str:
    person = draft.value("people.Person", draft.value("people.Pupil", pupil)["person_id"])
    return f"{person['last_name']} {person['first_name']}"


def _put_in_class(entry: Entry, row: PupilRow, pupil: Ref, present: list[Row]) -> None:
    """The class of the file; a pupil without one goes to «без класса», unless the school has put them in a class."""
    draft, model = entry.draft, "people.ClassMember"
    live = [one for one in present if is_live(draft, model, one)]
    school_class = _class_of(draft, row, live)
    if school_class is None:
        return
    stay = draft.stay(row.starts_on, None)
    if stay is None:
        raise RowRefused("Дата начала учёбы лежит вне учебного года. Исправьте её.", "Учится с")
    first_day = draft.state.change_day if live else draft.state.year_starts_on
    terms = Terms("school_class_id", first_day, draft.state.change_day, lambda one: False, exclusive=True)
    wanted = [Wanted(school_class, starts_on=_first_day(stay[0], live, draft.state.change_day))]
    if any(one["school_class_id"] == school_class for one in live):
        wanted = [Wanted(school_class)]
    done = settle(entry, model, {"pupil_id": pupil}, present, wanted, terms)
    after = class_name(draft, school_class)
    entry.title = f"{entry.title}, {after}"
    if done.created:
        entry.say("класс", ", ".join(class_name(draft, one["school_class_id"]) for one, _ in done.ended), after)
    tell_kept(entry, done, "Класс")


def _first_day(given: date | None, live: list[Row], change_day: date) -> date | None:
    """Who changes the class begins in the new one after having begun in the old one."""
    if given is None or any(given <= one["starts_on"] for one in live):
        return change_day if live else None
    return given


def _class_of(draft: Draft, row: PupilRow, live: list[Row]) -> Ref | None:
    if row.class_key:
        found = draft.refs.get(("class", row.class_key))
        if found is None:
            raise RowRefused("Класс этого обучающегося не принят. Исправьте строку класса.", "Класс")
        return found
    if any(not draft.value("school.SchoolClass", one["school_class_id"])["unassigned"] for one in live):
        return None
    if row.grade_level is None:
        raise RowRefused("Не указаны ни класс, ни параллель. Допишите.", "Класс")
    return unassigned(draft, row.grade_level)


def unassigned(draft: Draft, grade_level: int) -> Ref:
    """«5 без класса», made when first needed."""
    key = f"{grade_level} без класса"
    for (model, ref), values in draft.rows.items():
        if model == "school.SchoolClass" and values["unassigned"] and values["grade_level"] == grade_level:
            return ref
    for pk, one in draft.state.tables["school.SchoolClass"].items():
        if one["unassigned"] and one["grade_level"] == grade_level:
            return pk
    entry = Entry(draft, "class", Place(""), key)
    entry.ref = entry.create(
        "school.SchoolClass",
        year_id=draft.state.year,
        grade_level=grade_level,
        letter="",
        unassigned=True,
        sort_key=sort_key(f"{grade_level:02}", "яяя"),
    )
    draft.take(entry)
    draft.items.append(Item("class", Action.CREATED, entry.place, entry.title))
    return entry.ref


def class_name(draft: Draft, ref: Ref) -> str:
    one = draft.value("school.SchoolClass", ref)
    return f"{one['grade_level']} без класса" if one["unassigned"] else f"{one['grade_level']}{one['letter']}"


def tell_kept(entry: Entry, done: Settled, what: str) -> None:
    if done.kept:
        entry.note(f"{what}: в Парте это изменили вручную после прошлой загрузки, поэтому из файла не взято.")
