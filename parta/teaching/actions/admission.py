"""«Приём»: the one way a pupil comes into being by hand — with the consents, the class, the order and the parent who
agreed to the own data, all in one transaction [3.2] [8.2.2]."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction

from parta.core.actor import Actor
from parta.people.cards import Representative, add_guardian, add_pupil
from parta.people.consents import Signed
from parta.people.models import Basis, PaperPupil, Pupil
from parta.people.paper_pupils import end_paper
from parta.school.models import SchoolClass
from parta.school.refusals import Refused
from parta.teaching.actions.members import enrol
from parta.teaching.actions.movement import Order, arrived, judge

DAY = timedelta(days=1)


@transaction.atomic
def admit(
    school_class: SchoolClass, values: Mapping[str, Any], signed: Signed, parent: Representative | None,
    starts_on: date, order: Order, *, paper: PaperPupil | None = None, by: Actor, at: datetime,
) -> Pupil:  # fmt: skip
    """CARD-01, CARD-02, MEM-01, MEM-02, MOV-01. `paper`: was in the class on paper till the consent came; the order
    is then about the day of coming."""
    if paper and starts_on < paper.starts_on:
        raise Refused(f"На бумаге ученик с {paper.starts_on:%d.%m.%Y}: раньше он в классе не был.", "starts_on")
    if starts_on < signed.given_on and paper:
        raise Refused("В журнале ученик не раньше дня, когда подписано согласие.", "starts_on")
    judge(order, school_class, paper.starts_on if paper else starts_on, by)
    pupil = add_pupil(values, signed, by=by, at=at)
    if parent:
        basis = {"basis": signed.basis, "basis_document": signed.basis_document}
        own = replace(signed, basis=Basis.SELF, basis_document="")
        add_guardian(pupil, parent.values, parent.relation, starts_on, own, by=by, at=at, **basis)
    enrol(pupil, school_class, starts_on, by=by, at=at)
    arrived(pupil, school_class, paper.starts_on if paper else starts_on, order, by=by, at=at)
    if paper:
        end_paper(paper, starts_on - DAY, by=by, at=at)
    return pupil
