"""T22, the life of rights: whatever happens at the school, the next request of everybody agrees with the regulation.

A state machine makes the school live: people come and go, lessons are given to others, pupils change classes, parents
lose and get rights, pupils grow up, periods close, sessions are stolen. After each step several people ask for
journals, diaries, cards, files, and write; `tests/law.py`, which knows nothing of the code, says what must come.

bin/long T22        1,000 lives of 50 steps
"""

import os
import uuid
from collections import Counter
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import time_machine
from django.db import transaction
from django.test import Client
from django.urls import reverse
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from parta.accounts.models import Session, User
from parta.accounts.sessions import end_sessions
from parta.core import dates
from parta.core.actor import Actor
from parta.core.roles import Role
from parta.files.actions import check
from parta.files.actions import keep as keep_file
from parta.journal.actions import closing
from parta.journal.models import LessonFile, Unlock
from parta.notices.models import Notice
from parta.ops.erasure.withdrawing import undo, withdraw
from parta.people import cards, ties
from parta.people.actions.invitations import activate, issue
from parta.people.models import (
    ClassMember,
    Guardianship,
    Homeroom,
    Invitation,
    Person,
    StaffMember,
    StaffRole,
    Withdrawal,
)
from parta.school.models import AcademicYear, Period, PeriodKind, SchoolClass
from parta.school.refusals import Refused
from parta.teaching.actions import members
from parta.teaching.models import Course, CourseTeacher, Lesson, Substitution
from tests.cast import END, START, TODAY, Cast, make_guardian
from tests.law import DAY, Law, Span, Tie
from tests.records import LONG, Bar, keep

LIVES, STEPS = (int(os.environ.get("T22_LIVES", "1000")), 50) if LONG else (int(os.environ.get("T22_LIVES", "8")), 20)
STAFF = ("olga", "irina", "stranger", "secretary")
PARENTS = ("anna", "father", "foreign")
PUPILS = ("petya", "other")
CLASSES = {"8Б": "7А", "7А": "8Б"}
JOURNALS = {"algebra": "8Б", "russian": "8Б", "foreign": "7А"}
PUPIL_OF = {"algebra": "masha", "russian": "masha", "foreign": "other"}
PHRASE = "синий кит у окна"
CAST: list[Cast] = []  # of the running test; every life begins with it and is rolled back
FIGURES: Counter[str] = Counter()


def staff(key: str) -> StaffMember:
    return StaffMember.objects.get(pk=CAST[0].staff[key].pk)


class Life(RuleBasedStateMachine):
    @initialize()
    def begin(self) -> None:
        self.life = transaction.atomic()
        self.life.__enter__()
        self.clock = time_machine.travel(datetime(2026, 11, 24, 7, tzinfo=UTC), tick=False)
        self.now = self.clock.start()
        self.clients: dict[str, Client] = {}
        self.dead: list[tuple[str, Client]] = []  # sessions that were ended
        self.touched: set[str] = set()
        self.turn = 0
        self.law = self.first_day()
        FIGURES["lives"] += 1

    def first_day(self) -> Law:
        cast = CAST[0]
        lessons = {key: (key, TODAY) for key in JOURNALS} | {"later": ("algebra", date(2026, 12, 1))}
        law = Law(START, JOURNALS, lessons, closed_till=date(2026, 11, 30))
        law.work = [Span(key, "", START) for key in (*STAFF, "deputy", "director")]
        law.roles = [Span(key, key, START) for key in ("deputy", "director", "secretary")]
        law.teaches = [
            Span("olga", "algebra", START),
            Span("irina", "russian", START),
            Span("stranger", "foreign", START),
        ]
        law.homerooms = [Span("irina", "8Б", START), Span("stranger", "7А", START)]
        law.members = [Span("petya", "8Б", START), Span("masha", "8Б", START), Span("other", "7А", START)]
        law.ties = [Tie("anna", "petya", START), Tie("father", "petya", START), Tie("foreign", "other", START)]
        self.file = LessonFile.objects.get(lesson=cast.lessons["algebra"])
        return law

    def teardown(self) -> None:
        if hasattr(self, "life"):
            self.clock.stop()
            transaction.set_rollback(True)
            self.life.__exit__(None, None, None)

    # What happens at the school

    @property
    def day(self) -> date:
        return dates.school_now("Europe/Moscow").date()

    def by(self, key: str = "director", **more: Any) -> dict[str, Any]:
        roles = frozenset({Role.DIRECTOR}) if key == "director" else frozenset()
        person = CAST[0].users[key].person.pk
        return {"by": Actor(self.day, CAST[0].users[key].pk, person, roles=roles, **more), "at": dates.now()}

    def happens(self, what: str, do: Callable[[], Any], *who: str) -> bool:
        """Do it; False when the school's rules refuse."""
        try:
            with transaction.atomic():
                do()
        except Refused:
            FIGURES["refused"] += 1
            return False
        FIGURES[what] += 1
        self.touched.update(who)
        return True

    @rule(days=st.sampled_from([1, 1, 3, 8, 15]))
    def time_passes(self, days: int) -> None:
        if self.day + timedelta(days=days) >= END:
            return
        self.now.shift(timedelta(days=days))
        self.clients.clear()  # an idle session is over; nothing of that is asked here
        FIGURES["days"] += days

    @rule(who=st.sampled_from(STAFF[:3]))
    def leaves_work(self, who: str) -> None:
        values = {"position": "", "starts_on": START, "ends_on": self.day - DAY}
        if self.happens("left work", lambda: cards.change_work(staff(who), values, **self.by()), who):
            self.law.work = [one for one in self.law.work if one.who != who] + [Span(who, "", START, self.day - DAY)]

    @rule(who=st.sampled_from(STAFF[:3]))
    def comes_back(self, who: str) -> None:
        values = {"position": "", "starts_on": START, "ends_on": None}
        if self.happens("came back", lambda: cards.change_work(staff(who), values, **self.by()), who):
            self.law.work = [one for one in self.law.work if one.who != who] + [Span(who, "", START)]

    @rule(who=st.sampled_from(STAFF[:3]), lesson=st.sampled_from(["algebra", "russian", "foreign", "later"]))
    def gives_a_lesson_for_another(self, who: str, lesson: str) -> None:
        row = self.lesson(lesson)
        absent = {"algebra": "olga", "later": "olga", "russian": "irina", "foreign": "stranger"}[lesson]
        if who == absent or lesson in self.law.given:
            return
        facts = {"absent": staff(absent), "staff": staff(who), "assigned_at": dates.now()}
        self.happens("substitution", lambda: Substitution.objects.create(lesson=row, **facts), who)
        self.law.given[lesson] = who

    @precondition(lambda self: self.law.given)
    @rule(data=st.data())
    def substitution_is_taken_back(self, data: Any) -> None:
        lesson = data.draw(st.sampled_from(sorted(self.law.given)))
        rows = Substitution.objects.filter(lesson=self.lesson(lesson))
        self.happens("substitution taken back", rows.delete, self.law.given.pop(lesson))

    @rule(who=st.sampled_from(STAFF[:3]), school_class=st.sampled_from(["8Б", "7А"]), acting=st.booleans())
    def class_goes_to(self, who: str, school_class: str, acting: bool) -> None:
        until = self.day + DAY if acting else None
        row = Homeroom(school_class=self.school_class(school_class), staff=staff(who), acting=acting)
        row.starts_on, row.ends_on = self.day, until
        if not self.happens("class teacher", lambda: cards.appoint(row, **self.by()), who):
            return
        for one in self.law.homerooms:
            was_acting = getattr(one, "acting", False)
            if one.what == school_class and one.on(self.day) and was_acting == acting:
                one.until = self.day - DAY
                self.touched.add(one.who)
        span = Span(who, school_class, self.day, until)
        span.acting = acting  # type: ignore[attr-defined]
        self.law.homerooms.append(span)

    @rule(who=st.sampled_from(STAFF[:3]), journal=st.sampled_from(sorted(JOURNALS)))
    def journal_goes_to(self, who: str, journal: str) -> None:
        """From today on; the former teacher's last day was yesterday."""
        course = Course.objects.get(pk=CAST[0].courses[journal].pk)
        if self.law.has(self.law.teaches, who, journal, self.day):
            return

        def hand() -> None:
            CourseTeacher.objects.filter(course=course, starts_on=self.day).delete()
            CourseTeacher.objects.filter(course=course, ends_on=None).update(ends_on=self.day - DAY)
            CourseTeacher.objects.create(course=course, staff=staff(who), starts_on=self.day)

        self.happens("journal handed over", hand, who)
        self.law.teaches = [one for one in self.law.teaches if one.what != journal or one.since != self.day]
        for one in self.law.teaches:
            if one.what == journal and one.until is None:
                one.until = self.day - DAY
                self.touched.add(one.who)
        self.law.teaches.append(Span(who, journal, self.day))

    @rule(who=st.sampled_from(["olga", "irina"]), role=st.sampled_from(["secretary", "deputy"]))
    def role_is_given(self, who: str, role: str) -> None:
        if any(one.who == who and one.what == role and one.until is None for one in self.law.roles):
            return
        if StaffRole.objects.filter(staff=staff(who), role=role, starts_on=self.day).exists():
            return
        row = {"staff": staff(who), "role": role, "starts_on": self.day}  # a deputy is made by two: test_approvals.py
        self.happens("role given", lambda: StaffRole.objects.create(**row), who)
        self.law.roles.append(Span(who, role, self.day))

    @rule(who=st.sampled_from(["olga", "irina", "secretary"]), role=st.sampled_from(["secretary", "deputy"]))
    def role_ends(self, who: str, role: str) -> None:
        span = next((one for one in self.law.roles if (one.who, one.what, one.until) == (who, role, None)), None)
        row = StaffRole.objects.filter(staff=staff(who), role=role, ends_on=None).first()
        if span is None or row is None:
            return
        if span.since == self.day:
            self.happens("role taken back", lambda: cards.remove_role(row, **self.by()), who)
            self.law.roles.remove(span)
        elif self.happens(
            "role ended", lambda: cards.change_role(row, row.starts_on, self.day - DAY, **self.by()), who
        ):
            span.until = self.day - DAY

    @rule(pupil=st.sampled_from(PUPILS))
    def pupil_changes_class(self, pupil: str) -> None:
        member = ClassMember.objects.filter(pupil=CAST[0].pupils[pupil].pk, ends_on=None).first()
        if member is None:
            return
        span = next(one for one in self.law.members if one.who == pupil and one.until is None)
        to = CLASSES[span.what]
        if self.happens(
            "class changed", lambda: members.move(member, self.school_class(to), self.day, **self.by()), pupil
        ):
            span.until = self.day - DAY
            self.law.members.append(Span(pupil, to, self.day))

    @rule(pupil=st.sampled_from(PUPILS))
    def pupil_leaves(self, pupil: str) -> None:
        member = ClassMember.objects.filter(pupil=CAST[0].pupils[pupil].pk, ends_on=None).first()
        if member is not None and self.happens(
            "pupil left", lambda: members.leave(member, self.day - DAY, **self.by()), pupil
        ):
            next(one for one in self.law.members if one.who == pupil and one.until is None).until = self.day - DAY

    @rule(who=st.sampled_from(PARENTS), ends=st.booleans())
    def tie_ends_or_goes_on(self, who: str, ends: bool) -> None:
        tie, row = self.tie(who)
        until = self.day - DAY if ends else None
        if row and self.happens(
            "tie ended" if ends else "tie again", lambda: ties.change_tie(row, {"ends_on": until}, **self.by()), who
        ):
            tie.until = until

    @rule(who=st.sampled_from(PARENTS), limited=st.booleans())
    def document_limits(self, who: str, limited: bool) -> None:
        tie, row = self.tie(who)
        values = {"reads_diary": not limited, "limit_document": "решение суда № 2" if limited else ""}
        if row and self.happens(
            "limited" if limited else "limit lifted", lambda: ties.change_tie(row, values, **self.by()), who
        ):
            tie.limited = limited

    @rule(days_ago=st.sampled_from([-1, 0, 3, 13, 14, 30]))
    def petya_is_of_age(self, days_ago: int) -> None:
        day = self.day - timedelta(days=days_ago)
        born = day.replace(year=day.year - 18, day=min(day.day, 28))
        people = Person.objects.filter(pk=CAST[0].users["petya"].person.pk)
        self.happens("birthday", lambda: people.update(birth_date=born), "anna", "father", "petya")
        self.law.born["petya"] = born

    @rule(who=st.sampled_from(PARENTS[:2]), allowed=st.booleans())
    def petya_decides(self, who: str, allowed: bool) -> None:
        tie, row = self.tie(who)
        if row is None or not tie.on(self.day):
            return
        by = self.by("petya", pupil_id=CAST[0].pupils["petya"].pk)
        if self.happens("pupil decided", lambda: ties.allow(row, allowed=allowed, **by), who):
            tie.word = "yes" if allowed else "no"

    @precondition(lambda self: "petya" not in self.law.withdrawn)
    @rule()
    def consent_is_withdrawn(self) -> None:
        person = Person.objects.get(pk=CAST[0].users["petya"].person.pk)
        if self.happens(
            "withdrawn", lambda: withdraw(person, self.day, "paper", [], **self.by()), "petya", "anna", "father"
        ):
            self.law.withdrawn.add("petya")

    @precondition(lambda self: "petya" in self.law.withdrawn)
    @rule()
    def withdrawal_was_a_mistake(self) -> None:
        row = Withdrawal.objects.get(undone_at=None)
        if self.happens("withdrawal undone", lambda: undo(row, **self.by()), "petya", "anna", "father"):
            self.law.withdrawn.discard("petya")

    @rule(closed=st.booleans())
    def period_closes_or_opens(self, closed: bool) -> None:
        period = Period.objects.get(kind=PeriodKind.TRIMESTER, number=1)

        def act() -> None:
            if closed:
                closing.close_period(period, **self.by())
            else:
                closing.reopen_period(period, "ошибка в журнале", **self.by())

        if self.happens("period closed" if closed else "period opened", act, "olga", "irina"):
            self.law.period_closed = closed

    @rule(journal=st.sampled_from(sorted(JOURNALS)))
    def journal_is_unlocked(self, journal: str) -> None:
        course, period = CAST[0].courses[journal], Period.objects.get(kind=PeriodKind.TRIMESTER, number=1)
        if self.happens(
            "unlocked", lambda: closing.unlock(course, period, 24, "ошибка в журнале", **self.by()), "olga"
        ):
            self.law.opened.add(journal)

    @rule(journal=st.sampled_from(sorted(JOURNALS)))
    def unlock_ends(self, journal: str) -> None:
        row = Unlock.objects.filter(course=CAST[0].courses[journal], ended_at=None).first()
        if row:
            self.happens("unlock ended", lambda: closing.end_unlock(row, **self.by()), "olga")

    @rule(closed=st.booleans())
    def year_is_passed_on(self, closed: bool) -> None:
        years = AcademicYear.objects.filter(pk=CAST[0].year.pk)
        self.happens("year closed", lambda: years.update(closed_at=dates.now() if closed else None), "olga")
        self.law.year_closed = closed

    @rule(who=st.sampled_from(["olga", "irina", "anna", "petya", "deputy"]))
    def session_is_stolen_and_its_owner_ends_all(self, who: str) -> None:
        if who in self.law.withdrawn:
            return
        thief, owner = self.signed_in(who), self.client(who)
        key = owner.session.session_key
        self.happens("sessions ended", lambda: end_sessions(CAST[0].users[who], keep=key), who)
        assert not Session.objects.filter(session_key=thief.session.session_key or "").exists()
        self.dead.append((who, thief))

    @rule(who=st.sampled_from(["olga", "irina", "anna", "father", "petya"]))
    def password_is_chosen_anew_by_a_code(self, who: str) -> None:
        if who in self.law.withdrawn:
            return
        person = Person.objects.get(user=CAST[0].users[who])
        before = self.client(who)
        issued = issue([person], by=None, at=dates.now())
        row = Invitation.objects.get(person=person, used_at=None, revoked_at=None)
        user = activate(row.pk, PHRASE, on=self.day, at=dates.now())
        may = self.comes_in(who)
        assert (user is not None) == may, f"the code of {who} on {self.day}"
        FIGURES["codes used" if may else "codes refused"] += 1
        self.touched.add(who)
        if user:
            assert issued
            self.dead.append((who, before))
            self.clients.pop(who, None)

    @precondition(lambda self: "petya" not in self.law.withdrawn)
    @rule()
    def father_comes_in_for_the_first_time(self) -> None:
        """Who is told of it: who reads the diary on that day, and the class teachers."""
        father = Person.objects.get(guardian__guardianships__relation="отец")
        user = father.user
        Person.objects.filter(pk=father.pk).update(user=None)
        father.user = None
        Notice.objects.all().delete()
        issue([father], by=None, at=dates.now())
        made = activate(
            Invitation.objects.get(person=father, used_at=None, revoked_at=None).pk, PHRASE, on=self.day, at=dates.now()
        )
        names = {one.pk: key for key, one in CAST[0].users.items()}
        told = {names[row.user_id] for row in Notice.objects.filter(kind="people.guardian_activated")}
        expected = self.law.told_of_guardian("petya", self.day, "father") if self.comes_in("father") else set()
        Person.objects.filter(pk=father.pk).update(user=user)
        assert (made is not None) == self.comes_in("father")
        assert told == expected, f"told on {self.day}"
        FIGURES["notices"] += len(told)

    def comes_in(self, who: str) -> bool:
        """Whether there is anything at the school for this person."""
        law, day = self.law, self.day
        if law.works(who, day) or any(law.reads_diary(who, pupil, day) for pupil in PUPILS if pupil != who):
            return True
        member = any(law.has(law.members, who, school_class, day) for school_class in CLASSES)
        return member and who not in law.withdrawn

    # What people try after each step

    @invariant()
    def the_next_request_agrees(self) -> None:
        if not hasattr(self, "law"):
            return
        self.now.shift(timedelta(seconds=7))
        everybody = [*STAFF, "deputy", *PARENTS, *PUPILS]
        self.turn += 1
        turn = self.turn
        asking = [*sorted(self.touched)[:2], everybody[turn % len(everybody)]]
        self.touched.clear()
        for number, who in enumerate(asking):
            if who in self.law.withdrawn:
                self.gone(who)
            elif who in PARENTS or who in PUPILS:
                self.asks_for_diaries(who)
            else:
                self.asks_for_journal(who, sorted(JOURNALS)[(turn + number) % 3])
                self.writes(who, [*JOURNALS, "later"][(turn + number) % 4])
                self.asks_for_card(who, (*PUPILS, "masha")[(turn + number) % 3])
            FIGURES["checks"] += 1
        for who, thief in self.dead[-2:]:
            self.opened(f"ended session of {who}", thief, reverse("notices"), False)

    def opened(self, what: str, client: Client, address: str, expected: bool) -> None:
        status = client.get(address).status_code
        FIGURES["requests"] += 1
        FIGURES["granted" if status == 200 else "denied"] += 1
        assert status < 500, f"{what}: {status}"
        if status == 200 and not expected:
            FIGURES["stale"] += 1
        assert (status == 200) == expected, f"{what} on {self.day}: {status}, by the law {expected}"

    def asks_for_diaries(self, who: str) -> None:
        for pupil in PUPILS:
            number = CAST[0].pupils[pupil].pk
            expected = self.law.reads_diary(who, pupil, self.day)
            client = self.client(who)
            self.opened(f"{who}: diary of {pupil}", client, reverse("diary", args=[number]), expected)
            if pupil == "petya":
                address = reverse("diary-file", args=[number, self.file.pk])
                expected = expected and self.law.had_lesson(pupil, "algebra")
                self.opened(f"{who}: file in the diary of {pupil}", self.client(who), address, expected)

    def asks_for_journal(self, who: str, journal: str) -> None:
        cast, expected = CAST[0], self.law.reads_journal(who, journal, self.day)
        address = reverse("journal", args=[cast.courses[journal].pk])
        self.opened(f"{who}: journal {journal}", self.client(who), address, expected)
        if journal == "algebra":
            address = reverse("lesson-file", args=[self.file.lesson.course_id, self.file.lesson_id, self.file.pk])
            self.opened(f"{who}: file of a lesson", self.client(who), address, expected)

    def asks_for_card(self, who: str, pupil: str) -> None:
        address = reverse("pupil-card", args=[CAST[0].pupils[pupil].pk])
        expected = self.law.reads_card(who, pupil, self.day)
        self.opened(f"{who}: card of {pupil}", self.client(who), address, expected)

    def writes(self, who: str, lesson: str) -> None:
        journal, at = self.law.lesson_days[lesson]
        edit = {"op_id": str(uuid.uuid4()), "lesson": self.lesson(lesson).pk, "value": "4", "base_version": 0}
        edit["pupil"] = CAST[0].pupils[PUPIL_OF[journal]].pk
        client, address = self.client(who), reverse("journal-cells", args=[CAST[0].courses[journal].pk])
        answer = client.post(address, {"edits": [edit], "period": ""}, content_type="application/json")
        status = answer.json()["results"][edit["op_id"]]["status"] if answer.status_code == 200 else "refused"
        FIGURES["requests"] += 1
        FIGURES["granted" if status == "saved" else "denied"] += 1
        expected = self.law.writes_lesson(who, lesson, self.day)
        what = f"{who} writes in {lesson} on {self.day}: {status} {answer.content.decode()[:300]}"
        assert answer.status_code < 500, what
        if status == "saved" and not expected:
            FIGURES["stale"] += 1
        assert expected or status != "saved", what
        if expected and at <= self.day <= at + timedelta(days=7) and PUPIL_OF[journal] == "masha":
            assert status in {"saved", "conflict"}, what

    def gone(self, who: str) -> None:
        """The account is sealed with the rest; the session it had is still in a browser."""
        address = reverse("diary", args=[CAST[0].pupils[who].pk])
        self.opened(f"{who}, withdrawn", self.clients.get(who, Client()), address, False)

    def client(self, who: str) -> Client:
        """The session that stays open; a new one where the school has ended it."""
        found = self.clients.get(who)
        if found is None or "_auth_user_id" not in found.session:
            found = self.clients[who] = self.signed_in(who)
        return found

    def signed_in(self, who: str) -> Client:
        client = Client()
        user = User.objects.get(pk=CAST[0].users[who].pk)  # with the password of now
        client.force_login(user, backend="parta.teaching.backends.SchoolBackend")
        return client

    def lesson(self, key: str) -> Lesson:
        return CAST[0].lessons[key]

    def school_class(self, key: str) -> SchoolClass:
        return SchoolClass.objects.get(pk=CAST[0].classes[key].pk)

    def tie(self, who: str) -> tuple[Tie, Guardianship | None]:
        """The tie in the law and its row; no row while the pupil's consent is withdrawn."""
        tie = next(one for one in self.law.ties if one.who == who)
        rows = Guardianship.objects.filter(guardian__person__user=CAST[0].users[who]).select_related("pupil__person")
        return tie, None if tie.what in self.law.withdrawn else rows.first()


def test_every_right_ends_at_the_next_request(cast: Cast) -> None:
    make_guardian(cast, "father", ("Зайцев", "Олег", "Ильич"), "petya")
    Guardianship.objects.filter(guardian__person__user=cast.users["father"]).update(relation="отец")
    cast.lessons["later"] = Lesson.objects.create(course=cast.courses["algebra"], date=date(2026, 12, 1), number=1)
    stored = keep_file([check("Задачи.txt", b"1 + 1")], by=None, at=dates.now())[0]
    LessonFile.objects.create(lesson=cast.lessons["algebra"], file=stored, name="Задачи.txt")
    CAST[:] = [cast]
    FIGURES.clear()
    quick = [HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much]
    life = settings(
        phases=[Phase.generate, Phase.shrink] if LONG else [Phase.generate],  # a failing short form says so at once
        max_examples=LIVES,
        stateful_step_count=STEPS,
        deadline=None,
        suppress_health_check=quick,
        derandomize=not LONG,
    )
    run_state_machine_as_test(Life, settings=life)
    bars = [Bar("accesses after the loss of a right", FIGURES["stale"], 0)]
    keep("T22", {"lives": LIVES, "steps at most": STEPS}, bars, **dict(sorted(FIGURES.items())))
    assert FIGURES["granted"] > FIGURES["requests"] / 10
