from datetime import time
from typing import Any

import pytest

from parta.teaching.rules.timetable import Entry, beyond_cycle, conflicts, too_small, without_bell

OLGA, IRINA = {1: "Соколова О. В."}, {2: "Орлова И. П."}


def entry(course_id: int, teachers: dict[int, str], class_id: int, room: str = "", **fields: Any) -> Entry:
    classes = frozenset({class_id}) if class_id else frozenset()
    numbers = {"weekday": 0, "number": 1} | fields
    return Entry(course_id, f"Журнал {course_id}", room=room, teachers=teachers, class_ids=classes, **numbers)


def at(start: int, end: int, number: int, teachers: dict[int, str], shift: int = 1) -> Entry:
    hours = {"starts_at": time(start), "ends_at": time(end)}
    return entry(start, teachers, start, number=number, shift=shift, **hours)


@pytest.mark.parametrize(
    ("one", "other", "texts"),
    [
        # TT-01
        (entry(1, OLGA, 8), entry(2, OLGA, 9), ["Соколова О. В. ведёт сразу «Журнал 1» и «Журнал 2»"]),
        (entry(1, OLGA, 8), entry(2, OLGA, 9, number=2), []),
        (entry(1, OLGA, 8), entry(2, OLGA, 9, weekday=1), []),
        (entry(1, OLGA, 8), entry(2, OLGA, 9, shift=2), []),
        # TT-02
        (entry(1, OLGA, 8, "214"), entry(2, IRINA, 9, "214"), ["В кабинете 214 сразу «Журнал 1» и «Журнал 2»"]),
        (entry(1, OLGA, 8, ""), entry(2, IRINA, 9, ""), []),
        (entry(1, OLGA, 8, "Зал", shared=True), entry(2, IRINA, 9, "Зал", shared=True), []),
        # TT-03
        (entry(1, OLGA, 8), entry(2, IRINA, 8), ["У класса сразу «Журнал 1» и «Журнал 2»"]),
        (entry(1, OLGA, 8, subgroup=True), entry(2, IRINA, 8, subgroup=True), []),
        (entry(1, OLGA, 8, subgroup=True), entry(2, IRINA, 8), ["У класса сразу «Журнал 1» и «Журнал 2»"]),
        (entry(1, OLGA, 8, individual=True), entry(2, IRINA, 8), []),
        (entry(1, OLGA, 8), entry(1, OLGA, 8), []),
        (entry(1, {}, 0), entry(2, {}, 0), []),
        # TT-06
        (entry(1, OLGA, 8, "214", week=1), entry(2, OLGA, 8, "214", week=2), []),
        (entry(1, OLGA, 8, week=1), entry(2, IRINA, 8), ["У класса сразу «Журнал 1» и «Журнал 2»"]),
        (entry(1, OLGA, 8, week=2), entry(2, IRINA, 8, week=2), ["У класса сразу «Журнал 1» и «Журнал 2»"]),
        # by the clock: grade 1 and the second shift have bells of their own
        (at(8, 9, 1, OLGA), at(9, 10, 2, OLGA), []),
        (at(8, 9, 1, OLGA), at(9, 10, 1, OLGA, shift=2), []),
        (
            at(8, 10, 1, OLGA, shift=1),
            at(9, 11, 2, OLGA, shift=2),
            ["Соколова О. В. ведёт сразу «Журнал 8» и «Журнал 9»"] * 2,
        ),
    ],
)
def test_who_or_what_is_in_two_places(one: Entry, other: Entry, texts: list[str]):
    assert [found.text for found in conflicts([one, other])] == texts


def test_every_lesson_has_its_bell():
    """TT-04."""
    assert without_bell([at(8, 9, 1, OLGA)]) == []
    [found] = without_bell([entry(1, OLGA, 8, number=3)])
    assert found.text == "«Журнал 1» стоит 3-м уроком, а звонка для него в 1-й смене нет"


def test_a_week_outside_the_cycle_is_named():
    """TT-07."""
    assert beyond_cycle([entry(1, OLGA, 8), entry(1, OLGA, 8, week=2)], 2) == []
    [found] = beyond_cycle([entry(1, OLGA, 8, week=2)], 1)
    assert found.text == "«Журнал 1» стоит на 2-й неделе цикла, а недель в нём 1"


def test_a_room_has_seats_for_everybody():
    """TT-08."""
    entries = [entry(1, OLGA, 8, "214"), entry(2, OLGA, 8, "Зал"), entry(3, OLGA, 8, "999")]
    [found] = too_small(entries, {"214": 25, "Зал": None}, {1: 26, 2: 90, 3: 90})
    assert found.text == "В кабинете 214 мест 25, а в журнале «Журнал 1» учеников 26"
    assert too_small(entries, {"214": 25}, {1: 25}) == []
