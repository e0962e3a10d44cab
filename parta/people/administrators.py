"""Making an administrator, by two: the director asks, another one decides, the role is there with the decision."""

from datetime import date, datetime
from typing import Any

from parta.core.actor import Actor
from parta.core.dates import full_date
from parta.core.roles import ROLE_TITLES, Role
from parta.people import cards
from parta.people.approvals import ask
from parta.people.models import Approval, ApprovalKind, StaffMember, StaffRole
from parta.school.changes import add, change
from parta.school.refusals import Refused

KIND = ApprovalKind.ADMINISTRATOR


def ask_for_role(
    staff: StaffMember,
    role: Role,
    starts_on: date,
    ends_on: date | None,
    reason: str,
    *,
    by: Actor,
    at: datetime,
) -> Approval:
    """ROLE-01, PAIR-02."""
    cards.may_grant(StaffRole(staff=staff, role=role, starts_on=starts_on, ends_on=ends_on), by)
    return ask(KIND, staff.pk, _facts(role, starts_on, ends_on), reason, by=by, at=at)


def ask_for_days(
    row: StaffRole, starts_on: date, ends_on: date | None, reason: str, *, by: Actor, at: datetime
) -> Approval:
    """Other dates of a role that is there. PAIR-07."""
    wanted = StaffRole(pk=row.pk, staff_id=row.staff_id, role=row.role, starts_on=starts_on, ends_on=ends_on)
    cards.may_grant(wanted, by)
    facts = _facts(Role(row.role), starts_on, ends_on) | {"row": row.pk}
    return ask(KIND, row.staff_id, facts, reason, by=by, at=at)


def _facts(role: Role, starts_on: date, ends_on: date | None) -> dict[str, Any]:
    return {"role": role.value, "starts_on": starts_on.isoformat(), "ends_on": ends_on and ends_on.isoformat()}


def appoint(approval: Approval, *, by: Actor, at: datetime) -> None:
    """What the approval does. What has changed since the request is looked at anew."""
    staff = StaffMember.objects.filter(pk=approval.object_id or 0).first()
    if staff is None:
        raise Refused("Такого сотрудника больше нет. Отклоните просьбу.")
    role, starts_on, ends_on = _asked(approval)
    if ends_on is not None and ends_on < by.on:
        raise Refused("Последний день роли уже прошёл. Отклоните просьбу.")
    number = approval.facts.get("row")
    row = StaffRole(pk=number, staff=staff, role=role, starts_on=starts_on, ends_on=ends_on)
    cards.may_run(row)
    if number is None:
        row.starts_on = max(starts_on, by.on)  # nobody was an administrator before it was decided
        add(row, "people.grant_role", by=by, at=at)
        return
    standing = StaffRole.objects.filter(pk=number, role=role).first()
    if standing is None:
        raise Refused("Этой роли у сотрудника больше нет. Отклоните просьбу.")
    change(standing, {"starts_on": starts_on, "ends_on": ends_on}, "people.change_role", by=by, at=at)


def title(approval: Approval) -> str:
    """«Назначить: Орлова Ирина Петровна, заместитель директора по УВР, с 24 ноября 2026 г.»"""
    role, starts_on, ends_on = _asked(approval)
    staff = StaffMember.objects.filter(pk=approval.object_id or 0).select_related("person").first()
    name = staff.person.full_name if staff else "сотрудник, которого больше нет"
    until = f" по {full_date(ends_on)}" if ends_on else ""
    verb = "Изменить дни роли" if "row" in approval.facts else "Назначить"
    return f"{verb}: {name}, {ROLE_TITLES[role]}, с {full_date(starts_on)}{until}"


def _asked(approval: Approval) -> tuple[Role, date, date | None]:
    facts = approval.facts
    ends_on = date.fromisoformat(facts["ends_on"]) if facts["ends_on"] else None
    return Role(facts["role"]), date.fromisoformat(facts["starts_on"]), ends_on
