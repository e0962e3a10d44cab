"""What a lesson that isn't given at its place says of itself, in the words of all pages. Pure."""

from datetime import date

from parta.core.dates import day_month

Place = tuple[date, int]  # day, lesson number


def place_words(place: Place) -> str:
    """«3 декабря, 2-й урок»"""
    return f"{day_month(place[0])}, {place[1]}-й урок"


def gone_words(state: str, note: str, moved_to: Place | None) -> str:
    """«снят: мороз», «перенесён на 3 декабря, 2-й урок»; empty for a lesson that is given."""
    if state == "moved" and moved_to:
        return f"перенесён на {place_words(moved_to)}"
    if state == "cancelled":
        return f"снят: {note[:1].lower()}{note[1:]}" if note else "урок снят"
    return ""


def came_words(moved_from: Place | None) -> str:
    """«перенесён с 1 декабря, 3-й урок»; empty for a lesson at the place the timetable gave it."""
    return f"перенесён с {place_words(moved_from)}" if moved_from else ""
