"""Which organisations of a OneRoster set are schools, and which users and classes belong to the one picked."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from parta.ops.roster.oneroster_files import Bundle, first_text, ids
from parta.ops.roster.oneroster_roles import Kind, kind_of
from parta.ops.roster.rows import RosterRefused, SchoolChoice

_SCHOOL_TYPES = {"school", "college", "university"}


@dataclass(frozen=True)
class Scope:
    """Organisations of the picked school, all the way down. `orgs` None = the set knows no organisations."""

    orgs: frozenset[str] | None
    known: frozenset[str] = frozenset()

    def holds(self, orgs: Collection[str]) -> bool:
        """Rows that name no organisation belong to the school."""
        return self.orgs is None or not orgs or not self.orgs.isdisjoint(orgs)


def user_orgs(bundle: Bundle) -> dict[str, set[str]]:
    """User → organisations, from the user's row (1.1) and from the roles (1.2, SDS)."""
    found: dict[str, set[str]] = {}
    for form in bundle.forms("users"):
        named = ids(form, "orgsourcedids") + ids(form, "primaryorgsourcedid")
        found.setdefault(form.text("sourcedid"), set()).update(named)
    for form in bundle.forms("roles"):
        found.setdefault(form.text("usersourcedid"), set()).update(ids(form, "orgsourcedid"))
    return found


def choose_school(bundle: Bundle, orgs_of: dict[str, set[str]], picked: str) -> tuple[tuple[SchoolChoice, ...], Scope]:
    """Schools to choose from (empty when settled) and the scope of the settled one."""
    rows = dict(bundle.keyed("orgs"))
    if not rows:
        return (), Scope(None)
    below = _below({key: first_text(form, "parentsourcedid", "parentorgsourcedid") for key, form in rows.items()})
    people = _people_of(bundle, orgs_of)
    counts = {key: _count(people, below[key]) for key in rows}
    schools = [key for key in rows if rows[key].text("type").lower() in _SCHOOL_TYPES and any(counts[key])]
    schools = schools or _tops([key for key in rows if any(counts[key])], below)
    choices, root = settle([SchoolChoice(key, rows[key].text("name"), *counts[key]) for key in schools], picked)
    if choices:
        return choices, Scope(None)
    return (), Scope(below[root] if root else None, frozenset(rows))


def settle(schools: list[SchoolChoice], picked: str) -> tuple[tuple[SchoolChoice, ...], str]:
    """Schools to choose from (empty when settled) and the key of the settled one ("" = none has people)."""
    if picked and picked not in {school.key for school in schools}:
        raise RosterRefused("Выбранной школы в этом наборе нет. Загрузите набор снова и выберите школу из списка.")
    if not picked and len(schools) > 1:
        return tuple(schools), ""
    return (), picked or next((school.key for school in schools), "")


def _below(parents: dict[str, str]) -> dict[str, frozenset[str]]:
    """Organisation → itself and everything under it; a ring of parents ends where it began."""
    below: dict[str, set[str]] = {key: {key} for key in parents}
    for key in parents:
        seen = {key}
        parent = parents[key]
        while parent in parents and parent not in seen:
            below[parent].add(key)
            seen.add(parent)
            parent = parents[parent]
    return {key: frozenset(under) for key, under in below.items()}


def _tops(keys: list[str], below: dict[str, frozenset[str]]) -> list[str]:
    """Those that stand under no other of the list."""
    return [key for key in keys if not any(key in below[other] for other in keys if other != key)]


_People = dict[str, tuple[set[str], set[str]]]  # organisation → its own pupils and staff


def _people_of(bundle: Bundle, orgs_of: dict[str, set[str]]) -> _People:
    """Who belongs to which organisation, by the role held there."""
    people: _People = {}
    for form in bundle.forms("users"):
        key = form.text("sourcedid")
        _tally(people, orgs_of.get(key, set()), key, form.text("role"))
    for form in bundle.forms("roles"):
        _tally(people, ids(form, "orgsourcedid"), form.text("usersourcedid"), form.text("role"))
    return people


def _tally(people: _People, orgs: Iterable[str], key: str, role: str) -> None:
    kind = kind_of(role)
    for org in orgs:
        pupils, staff = people.setdefault(org, (set(), set()))
        if kind is Kind.PUPIL:
            pupils.add(key)
        elif kind is Kind.STAFF:
            staff.add(key)


def _count(people: _People, orgs: frozenset[str]) -> tuple[int, int]:
    """Pupils and staff of the organisations, for the operator's choice."""
    sets = [people[org] for org in orgs if org in people]
    return len({key for pupils, _ in sets for key in pupils}), len({key for _, staff in sets for key in staff})
