"""How far the setting of finals has gone in each period: stage, deadline, publication."""

from dataclasses import dataclass
from datetime import date, datetime

from parta.journal.models import FinalStage, PeriodLock
from parta.journal.rules import final_terms as rules
from parta.journal.rules.final_terms import Stage
from parta.school.calendar import calendar_between, policy_on
from parta.school.models import AcademicYear, Period


@dataclass(frozen=True)
class Terms:
    """Of one period; of the year as a whole when `period` is None (год, экзамен, итоговая)."""

    period: Period | None
    due_on: date
    stage: Stage
    closed_at: datetime | None
    published: bool  # families see the marks

    @property
    def preliminary(self) -> bool:
        """Marks set now are for the council only (TERM-03)."""
        return self.stage == Stage.OPEN


def terms_of(year: AcademicYear, periods: list[Period], on: date) -> dict[int | None, Terms]:
    """By period number, the year under None. Three queries; four more when the school counts school days."""
    locks = dict(PeriodLock.objects.filter(period__year=year).values_list("period_id", "closed_at"))
    stages = {one.period_id: one for one in FinalStage.objects.filter(year=year)}
    policy = policy_on(on)
    days = calendar_between(year.starts_on, year.ends_on).lesson_days(year.starts_on, year.ends_on) if (
        policy.finals_working_days
    ) else None  # fmt: skip
    school_day = None if days is None else days.__contains__
    found: dict[int | None, Terms] = {}
    for period in [*periods, None]:
        stage = stages.get(period.pk if period else None)
        closed_at = locks.get(period.pk) if period else (stage.closed_at if stage else None)
        due_on = rules.due(period.ends_on if period else year.ends_on, policy.finals_days_before, school_day)
        state = rules.stage(
            due_on, policy.finals_begin_days, on, begun=stage is not None, closed=closed_at is not None
        )  # fmt: skip
        published = closed_at is not None or (stage is not None and stage.published_at is not None)
        found[period.pk if period else None] = Terms(period, due_on, state, closed_at, published)
    return found
