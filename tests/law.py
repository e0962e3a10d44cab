"""Who may read and write what, by the regulation alone (SECURITY.md 5.2, PRODUCT.md): the oracle of T22.

Plain sets and dates. Nothing here is taken from the product's code, so the two can disagree.
"""

from dataclasses import dataclass, field
from datetime import date, timedelta

DAY = timedelta(days=1)
WINDOW = timedelta(days=7)  # after the lesson; before it a substitute reads that long ahead
DECIDES = timedelta(days=14)  # of a pupil of 18
OFFICE = {"director", "deputy", "secretary"}


@dataclass
class Span:
    who: str
    what: str
    since: date
    until: date | None = None

    def on(self, day: date) -> bool:
        return self.since <= day and (self.until is None or day <= self.until)


@dataclass
class Tie(Span):
    """A parent (`who`) and a pupil (`what`)."""

    limited: bool = False  # by a document
    word: str = ""  # of the pupil of 18: "yes", "no"


@dataclass
class Law:
    start: date
    class_of: dict[str, str]  # journal → class
    lesson_days: dict[str, tuple[str, date]]  # lesson → its journal and day
    closed_till: date  # last day of the period that can be closed
    work: list[Span] = field(default_factory=list)  # who, ""
    roles: list[Span] = field(default_factory=list)
    teaches: list[Span] = field(default_factory=list)
    homerooms: list[Span] = field(default_factory=list)
    members: list[Span] = field(default_factory=list)  # pupil, class
    ties: list[Tie] = field(default_factory=list)
    given: dict[str, str] = field(default_factory=dict)  # lesson → substitute
    born: dict[str, date] = field(default_factory=dict)
    withdrawn: set[str] = field(default_factory=set)
    period_closed: bool = False
    opened: set[str] = field(default_factory=set)  # journals opened in the closed period
    year_closed: bool = False

    def has(self, spans: list[Span], who: str, what: str, day: date) -> bool:
        return any(one.who == who and one.what == what and one.on(day) for one in spans)

    def works(self, who: str, day: date) -> bool:
        return self.has(self.work, who, "", day)

    def runs(self, who: str, day: date, *roles: str) -> bool:
        return self.works(who, day) and any(self.has(self.roles, who, role, day) for role in roles)

    def class_teacher(self, who: str, school_class: str, day: date) -> bool:
        return self.works(who, day) and self.has(self.homerooms, who, school_class, day)

    def reads_journal(self, who: str, journal: str, day: date) -> bool:
        if not self.works(who, day):
            return False
        replaces = any(
            substitute == who and of == journal and at - WINDOW <= day <= at + WINDOW
            for lesson, substitute in self.given.items()
            for of, at in [self.lesson_days[lesson]]
        )
        return (
            replaces
            or self.runs(who, day, "director", "deputy")
            or self.has(self.teaches, who, journal, day)
            or self.class_teacher(who, self.class_of[journal], day)
        )

    def writes_lesson(self, who: str, lesson: str, day: date) -> bool:
        journal, at = self.lesson_days[lesson]
        replaces = self.given.get(lesson) == who and at <= day <= at + WINDOW
        locked = self.period_closed and at <= self.closed_till and journal not in self.opened
        teaches = self.has(self.teaches, who, journal, day)
        return self.works(who, day) and (teaches or replaces) and not locked and not self.year_closed

    def reads_diary(self, who: str, pupil: str, day: date) -> bool:
        if pupil in self.withdrawn:
            return False
        if who == pupil:
            return any(one.who == pupil and (one.until is None or one.until >= day) for one in self.members)
        return any(tie.who == who and tie.what == pupil and self.opens(tie, day) for tie in self.ties)

    def had_lesson(self, pupil: str, lesson: str) -> bool:
        """Whether the pupil was in the class on the day of the lesson: its file is theirs, wherever they study now."""
        journal, day = self.lesson_days[lesson]
        return self.has(self.members, pupil, self.class_of[journal], day)

    def opens(self, tie: Tie, day: date) -> bool:
        if not tie.on(day) or tie.limited:
            return False
        born = self.born.get(tie.what)
        grown = born.replace(year=born.year + 18) if born else None
        if grown is None or day < grown:
            return True
        return tie.word == "yes" or (tie.word == "" and day < grown + DECIDES)

    def reads_card(self, who: str, pupil: str, day: date) -> bool:
        if pupil in self.withdrawn:
            return False
        if self.runs(who, day, *OFFICE):
            return True
        return any(one.who == pupil and one.on(day) and self.class_teacher(who, one.what, day) for one in self.members)

    def told_of_guardian(self, pupil: str, day: date, but: str) -> set[str]:
        """Who is told that `but` came in as a guardian: the others who read the diary, the class teachers."""
        parents = {tie.who for tie in self.ties if tie.what == pupil and tie.who != but and self.opens(tie, day)}
        classes = {one.what for one in self.members if one.who == pupil and one.on(day)}
        staff = {one.who for one in self.homerooms if one.what in classes}
        return parents | {who for who in staff if any(self.class_teacher(who, one, day) for one in classes)}
