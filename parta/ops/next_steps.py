"""What to do after an import, and where: each sees the steps that are theirs."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.urls import reverse

from parta.core.actor import Actor


@dataclass(frozen=True)
class Step:
    """`url` is empty where somebody else does it."""

    text: str
    title: str = ""
    url: str = ""
    icon: str = ""


def next_steps(actor: Actor, counts: dict[str, dict[str, int]]) -> Iterator[Step]:
    """`counts`: action → kind → rows, as an `ImportRun` keeps them."""

    def taken(*kinds: str) -> int:
        return sum(counts.get(action, {}).get(kind, 0) for action in ("created", "changed") for kind in kinds)

    run_school = actor.is_administration
    if taken("class", "course", "slot"):
        yield _step(
            run_school, "Проверьте каникулы и праздники: на них уроки не ставятся", "Каникулы", "calendar", "calendar"
        )
    if taken("course"):
        yield _step(run_school, "Проверьте журналы: учителей, составы подгрупп", "Журналы", "courses", "journal")
        yield _step(run_school, "Проверьте расписание: по нему появляются уроки", "Расписание", "timetable", "clock")
    if taken("staff"):
        yield _step(run_school, "Выдайте сотрудникам коды для первого входа", "Доступ", "access", "key")
    if taken("pupil", "guardian"):
        yield Step("Ученикам и родителям коды выдаёт классный руководитель на странице «Мой класс»")
    yield Step("Отказанные строки исправьте в файле и загрузите его ещё раз: внесётся только то, чего не хватает")


def _step(mine: bool, text: str, title: str, address: str, icon: str) -> Step:
    return Step(text, title, reverse(address), icon) if mine else Step(f"{text}. Это делает завуч")
