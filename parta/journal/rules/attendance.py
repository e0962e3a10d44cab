"""What the class teacher counts: missed lessons and days, reasons, systematic absence [4.2]."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from parta.journal.rules.entries import EXEMPT, LATE, MISSED
from parta.journal.rules.visibility import EXCUSED, ILL, UNKNOWN

RULES = {
    "ATT-01": "Пропущенный день — тот, в который пропущены все проведённые уроки ученика, кроме тех, от которых он "
    "освобождён; уроки считаются по всем его журналам, подгруппам и потокам.",
    "ATT-02": "Систематические пропуски — пропущено не меньше 30 % уроков месяца, кроме тех, от которых ученик "
    "освобождён.",
    "ATT-03": "День пропущен по болезни, если все пропущенные в нём уроки — по болезни.",
    "ATT-04": "«б» ставится, только если в действующем согласии есть и сведения о здоровье; иначе ставится «у».",
    "ATT-05": "Причина «с … по …» меняет только уроки, где ученик отмечен отсутствующим; уроки с отметкой остаются "
    "как есть и перечисляются.",
    "ATT-06": "«осв» ставится и тому, кто был на уроке, но не поверх отметки и опоздания.",
    "ATT-07": "На один день у ученика одна причина отсутствия; чтобы её исправить, прежнюю отменяют.",
    "ATT-08": "Классный руководитель меняет причину пропуска и освобождение от урока, но не отметки и не то, был ли "
    "ученик на уроке.",
}

UNEXCUSED = "нп"
SYSTEMATIC = Fraction(30, 100)

NO_HEALTH = (
    "в согласии нет сведений о здоровье или оно отозвано, поэтому «б» не ставится (152-ФЗ, [3.2]). Выберите «у» или "
    "оформите согласие."
)  # ATT-04


@dataclass(frozen=True)
class Totals:
    """One pupil over some days. `held`: lessons the pupil was expected at; lates are not misses."""

    held: int = 0
    missed: int = 0
    ill: int = 0
    excused: int = 0
    unexcused: int = 0
    unknown: int = 0
    late: int = 0
    days: int = 0
    ill_days: int = 0

    def __add__(self, other: "Totals") -> "Totals":
        return Totals(*(getattr(self, name) + getattr(other, name) for name in self.__dataclass_fields__))


def missed_day(codes: Iterable[str]) -> bool:
    """Whether a day with these lessons is a missed one (ATT-01). `codes`: "" = was there; «осв» = not expected."""
    asked = [code for code in codes if code != EXEMPT]
    return bool(asked) and all(code in MISSED for code in asked)


def ill_day(codes: Iterable[str]) -> bool:
    """ATT-03"""
    asked = [code for code in codes if code != EXEMPT]
    return bool(asked) and all(code == ILL for code in asked)


def totals(days: Iterable[Sequence[str]]) -> Totals:
    """Sums over days, each given as the codes of its held lessons (ATT-01, ATT-03)."""
    days = list(days)
    codes = [code for day in days for code in day]
    return Totals(
        held=sum(code != EXEMPT for code in codes),
        missed=sum(code in MISSED for code in codes),
        ill=codes.count(ILL),
        excused=codes.count(EXCUSED),
        unexcused=codes.count(UNEXCUSED),
        unknown=codes.count(UNKNOWN),
        late=codes.count(LATE),
        days=sum(map(missed_day, days)),
        ill_days=sum(map(ill_day, days)),
    )


def systematic(missed: int, lessons: int) -> bool:
    """ATT-02. `lessons` of the whole month, those to come included: three days in, nobody is systematic yet."""
    return lessons > 0 and Fraction(missed, lessons) >= SYSTEMATIC


def in_a_row(before: date, day: date) -> bool:
    """Whether two days of absence are one: the same day, the next one, or the other side of a weekend."""
    apart = (day - before).days
    return apart <= 1 or (apart <= 3 and day.weekday() < before.weekday())


def health_refusal(code: str, *, health: bool) -> str:
    """Why the code isn't accepted for this pupil; empty when it is (ATT-04). `health`: that part of the consent."""
    return NO_HEALTH if code == ILL and not health else ""


def notice_code(*, ill: bool, health: bool) -> str:
    """The code a parent's notice becomes (ATT-04)."""
    return ILL if ill and health else EXCUSED


def reasoned(absence: str, code: str, *, marked: bool) -> bool:
    """Whether a reason with this code changes a cell (ATT-05, ATT-06). `marked`: it holds a mark.

    A mark beside an absence was handed in later («н/4»): the pupil was away all the same.
    """
    if code == EXEMPT:
        return not marked and absence != EXEMPT and absence != LATE
    return absence in MISSED and absence != code


def choices(absence: str, *, marked: bool) -> tuple[str, ...]:
    """What the class teacher may make of one cell (ATT-06, ATT-08); "" = was at the lesson."""
    if absence == EXEMPT:
        return (UNKNOWN, EXCUSED, UNEXCUSED, ILL, "")
    free = (EXEMPT,) if reasoned(absence, EXEMPT, marked=marked) else ()
    kept = (UNKNOWN, EXCUSED, UNEXCUSED, ILL) if absence in MISSED else ()
    return tuple(code for code in (*kept, *free) if code != absence)
