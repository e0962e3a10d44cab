"""The final mark of a period: what is proposed, why, and what makes a reason necessary [6.1] [6.2].

Marks are texts here, as they are shown: "5"…"2", "зач", "незач", "н/а", "осв"; "" = nothing. Averages are exact
fractions; what is displayed decides nothing (FIELD.md 2.3-2.6).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from hashlib import sha256
from typing import Final

from parta.core.russian import counted
from parta.journal.rules.averages import weighted_average

RULES = {
    "FINAL-01": "За период рекомендуется отметка по средневзвешенному баллу и порогам округления предмета; с порогом "
    "сравнивается точная дробь.",
    "FINAL-02": "Если отметок меньше нормы и пропущено больше половины проведённых уроков (доля — в правилах школы), "
    "рекомендуется н/а.",
    "FINAL-03": "Без отметок ничего не рекомендуется; освобождённому на весь период — осв.",
    "FINAL-04": "По предмету с зачётом рекомендуется зач, если зачётов больше, чем незачётов, а при равенстве решает "
    "последняя работа; лишь точки и пустые клетки ничего не дают.",
    "FINAL-05": "Письменное обоснование нужно, если отметка отличается от рекомендуемой, отметок меньше нормы или не "
    "хватает нужных работ [6.1] [6.2].",
    "FINAL-06": "Где предмету нужны письменные работы, их за период не меньше двух (число — в правилах школы); в "
    "физике и химии среди них лабораторная или практическая [6.2].",
    "FINAL-07": "Предупреждения: последняя отметка 2; двойка не закрыта за три урока; средний балл на границе; нет "
    "отметки за контрольную; есть несданная работа; пропущено больше половины уроков.",
    "FINAL-08": "«Принять рекомендуемые» ставит отметки только в пустые клетки без предупреждений.",
    "FINAL-09": "Если после выставления итоговой изменились отметки, нормы или пропуски, она помечается: «изменились "
    "составляющие».",
}

# From which average a 5, 4 and 3 is proposed, by the subject's rounding profile (FIELD.md 2.5).
THRESHOLDS: Final = {
    "math": (Fraction(9, 2), Fraction(7, 2), Fraction(5, 2)),
    "lyceum": (Fraction(465, 100), Fraction(36, 10), Fraction(26, 10)),
    "strict": (Fraction(465, 100), Fraction(365, 100), Fraction(265, 100)),
    "tenth": (Fraction(46, 10), Fraction(36, 10), Fraction(26, 10)),
}
NUMBERS: Final = ("5", "4", "3", "2")
PASSED, FAILED, UNRATED, EXEMPT = "зач", "незач", "н/а", "осв"
_CLOSED_WITHIN = 3  # lessons


@dataclass(frozen=True)
class Given:
    """One mark that counts. `lesson`: the number of its lesson among the held ones of the period, from 0."""

    mark: str  # "5"…"2", "зач", "незач"
    weight: int = 1
    lesson: int = 0
    written: bool = False  # a written, laboratory or practical work
    practical: bool = False  # a laboratory or practical one


@dataclass(frozen=True)
class Facts:
    """Of one pupil in one subject and period. `marks` in the order of their lessons."""

    marks: tuple[Given, ...] = ()
    held: int = 0  # lessons held while the pupil was in the journal
    missed: int = 0
    norm: int = 0  # of marks; 0 = none
    owed: int = 0  # works not handed in («точка»)
    controls_missing: int = 0  # контрольные without the pupil's mark
    exempt: bool = False  # for the whole period

    @property
    def figures(self) -> list[tuple[int, int]]:
        return [(int(one.mark), one.weight) for one in self.marks if one.mark in NUMBERS]

    @property
    def average(self) -> Fraction | None:
        return weighted_average(self.figures)

    @property
    def written(self) -> int:
        return sum(one.written for one in self.marks)


@dataclass(frozen=True)
class Terms:
    """What the subject and the school's local act ask for."""

    scale: str = "marks"  # "marks" | "pass" | "none"
    rounding: str = "math"
    needed_works: str = ""  # "" | "written" | "lab"
    written_norm: int = 2
    unrated_percent: int = 50
    border: Fraction = Fraction(1, 10)


@dataclass(frozen=True)
class Remark:
    """Something to look at before the mark is set. `needs_reason`: without it nothing is set (FINAL-05)."""

    code: str
    text: str
    needs_reason: bool = False


@dataclass(frozen=True)
class Explained:
    """How the average stands to the thresholds; None where there is none."""

    total: int  # Σ mark × weight
    weights: int
    average: Fraction
    reached: Fraction | None  # the threshold of the proposed mark; a 2 has none
    higher: str  # the next better mark; "" above a 5
    to_higher: Fraction | None  # how much is lacking to it


def rounded(average: Fraction, rounding: str) -> str:
    """The mark an average yields (FINAL-01)."""
    for mark, threshold in zip(NUMBERS, THRESHOLDS[rounding], strict=False):
        if average >= threshold:
            return mark
    return NUMBERS[-1]


def proposal(facts: Facts, terms: Terms) -> str:
    """The mark to propose; "" = none (FINAL-01…04)."""
    if terms.scale == "none":
        return ""
    if facts.exempt:
        return EXEMPT
    if _unrated(facts, terms):
        return UNRATED
    if terms.scale == "pass":
        return _pass(facts)
    return "" if facts.average is None else rounded(facts.average, terms.rounding)


def _unrated(facts: Facts, terms: Terms) -> bool:
    """FINAL-02"""
    return len(facts.marks) < max(facts.norm, 1) and facts.held > 0 and _missed_much(facts, terms)


def _missed_much(facts: Facts, terms: Terms) -> bool:
    return facts.missed * 100 > facts.held * terms.unrated_percent


def _pass(facts: Facts) -> str:
    """FINAL-04. A figure among them is a passed work from 3 on."""
    signs = [PASSED if one.mark == PASSED or one.mark in NUMBERS[:3] else FAILED for one in facts.marks]
    if not signs:
        return ""
    passed = signs.count(PASSED)
    if 2 * passed == len(signs):
        return signs[-1]
    return PASSED if 2 * passed > len(signs) else FAILED


def explained(facts: Facts, terms: Terms) -> Explained | None:
    """Marks, weights, sum, threshold and distance of a proposal made from an average; None without one."""
    average = facts.average
    if average is None or terms.scale != "marks":
        return None
    mark, thresholds = rounded(average, terms.rounding), THRESHOLDS[terms.rounding]
    at = NUMBERS.index(mark)
    return Explained(
        total=sum(value * weight for value, weight in facts.figures),
        weights=sum(weight for _, weight in facts.figures),
        average=average,
        reached=thresholds[at] if at < len(thresholds) else None,
        higher=NUMBERS[at - 1] if at else "",
        to_higher=thresholds[at - 1] - average if at else None,
    )


def remarks(facts: Facts, terms: Terms) -> tuple[Remark, ...]:
    """What the teacher should look at, the weightiest first (FINAL-05…07). Nothing for who is exempt."""
    if facts.exempt or terms.scale == "none":
        return ()
    found: list[Remark] = []
    count = len(facts.marks)
    if facts.norm and count < facts.norm:
        found.append(Remark("few", f"мало отметок: {count} из {facts.norm}", needs_reason=True))
    found += _lacking_works(facts, terms)
    if facts.held and _missed_much(facts, terms):
        found.append(Remark("missed", f"пропущено {facts.missed} из {facts.held}"))
    if facts.controls_missing:
        found.append(Remark("control", "нет отметки за контрольную"))
    if facts.owed:
        found.append(Remark("owed", "не сдано: " + counted(facts.owed, "работа", "работы", "работ")))
    found += _twos(facts)
    if terms.scale == "marks" and on_border(facts.average, terms):
        found.append(Remark("border", "на границе " + _border_marks(facts.average, terms)))
    return tuple(found)


def _lacking_works(facts: Facts, terms: Terms) -> list[Remark]:
    """FINAL-06"""
    if not terms.needed_works:
        return []
    found = []
    if facts.written < terms.written_norm:
        text = f"письменных работ: {facts.written} из {terms.written_norm}"
        found.append(Remark("written", text, needs_reason=True))
    if terms.needed_works == "lab" and not any(one.practical for one in facts.marks):
        found.append(Remark("practical", "нет лабораторной или практической работы", needs_reason=True))
    return found


def _twos(facts: Facts) -> list[Remark]:
    figures = [one for one in facts.marks if one.mark in NUMBERS]
    found = []
    if figures and figures[-1].mark == "2":
        found.append(Remark("last_two", "последняя отметка 2"))
    if any(_open_two(one, figures[at + 1 :], facts.held) for at, one in enumerate(figures)):
        found.append(Remark("open_two", "2 не закрыта"))
    return found


def _open_two(two: Given, later: Sequence[Given], held: int) -> bool:
    """A 2 that no better mark followed within three lessons, when these lessons have been held."""
    if two.mark != "2" or two.lesson + _CLOSED_WITHIN >= held:
        return False
    return not any(one.mark != "2" and one.lesson <= two.lesson + _CLOSED_WITHIN for one in later)


def on_border(average: Fraction | None, terms: Terms) -> bool:
    """Not farther from a threshold of the subject than the local act says."""
    return average is not None and any(abs(average - one) <= terms.border for one in THRESHOLDS[terms.rounding])


def _border_marks(average: Fraction | None, terms: Terms) -> str:
    """«3 и 4»"""
    assert average is not None
    near = min(range(3), key=lambda at: abs(average - THRESHOLDS[terms.rounding][at]))
    return f"{NUMBERS[near + 1]} и {NUMBERS[near]}"


def needs_reason(mark: str, facts: Facts, terms: Terms) -> str:
    """Why this mark needs a written reason; "" when it doesn't (FINAL-05)."""
    found = (
        [one.text for one in remarks(facts, terms) if one.needs_reason] if mark in (*NUMBERS, PASSED, FAILED) else []
    )
    proposed = proposal(facts, terms)
    if mark != proposed:
        found.append(f"рекомендуется {proposed}" if proposed else "рекомендуемой отметки нет")
    return "; ".join(found)


def acceptable(facts: Facts, terms: Terms) -> str:
    """The mark «Принять рекомендуемые» sets by itself; "" = a human has to look (FINAL-08)."""
    return "" if remarks(facts, terms) else proposal(facts, terms)


def fingerprint(facts: Facts) -> str:
    """What a set final mark came from, to see later whether it has changed (FINAL-09). One more lesson is no change."""
    marks = "+".join(sorted(f"{one.mark}×{one.weight}" for one in facts.marks))
    return f"{sha256(marks.encode()).hexdigest()[:16]};{len(facts.marks)}/{facts.norm};{facts.missed}"
