"""Free lessons between a teacher's own ones. Pure."""

from collections.abc import Collection, Iterable
from datetime import time

RULES = {
    "WIN-01": "Окно — место между первым и последним уроком учителя за день, в которое по звонкам его смен помещается "
    "урок, а своего урока нет.",
}

Span = tuple[time, time]


def windows(given: Collection[Span], places: Iterable[Span]) -> list[Span]:
    """The free ones of `places` (bells of the teacher's shifts), in order; of two that overlap the earlier. WIN-01."""
    if not given:
        return []
    first, last = min(start for start, _ in given), max(end for _, end in given)
    found: list[Span] = []
    for place in sorted(set(places), key=lambda span: (span[1], span[0])):
        inside = first <= place[0] and place[1] <= last
        if inside and not any(place[0] < end and start < place[1] for start, end in [*given, *found]):
            found.append(place)
    return found
