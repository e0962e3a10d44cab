"""For each address with a parameter: the object of 8Б, the foreign one of 7А, and who reaches each.

Who may call the view at all is not said here: that is its `@audience`.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from parta.core import dates
from parta.files.actions import check, keep
from parta.journal.models import (
    AbsenceNotice,
    AbsenceReason,
    BehaviourNote,
    FormerMark,
    LessonFile,
    PersonalTask,
    PlanItem,
    Unlock,
)
from parta.notices.models import Notice
from parta.ops import uploads
from parta.ops.models import ImportRun
from parta.ops.roster.tables import Upload
from parta.people.models import (
    Approval,
    ApprovalKind,
    CardProposal,
    Consent,
    DestructionAct,
    Guardianship,
    PaperPupil,
    Pupil,
    Withdrawal,
)
from parta.school.models import AcademicYear, DayOff, Room, SchoolPolicy, WorkingDay
from parta.teaching.models import Division, Exemption, Movement, TeacherAbsence
from tests.cast import START, TODAY, Cast, make_person

ACTORS = (
    "", "olga", "irina", "deputy", "director", "responsible", "secretary", "scheduler", "it_teacher", "former",
    "stranger", "petya", "anna", "foreign",
)  # fmt: skip
ADMINISTRATION = frozenset({"deputy", "director"})
EVERYBODY = frozenset(ACTORS)

Kwargs = Callable[[Cast], dict[str, Any]]


@dataclass(frozen=True)
class Row:
    """`own`: kwargs of the object of 8Б and who finds it; `foreign`: the same of 7А. Others get 404."""

    own: Kwargs
    own_reach: frozenset[str]
    foreign: Kwargs
    foreign_reach: frozenset[str] = ADMINISTRATION | {"stranger"}


def course(key: str) -> Kwargs:
    return lambda cast: {"course_id": cast.courses[key].pk}


def pupil(key: str) -> Kwargs:
    return lambda cast: {"pupil_id": cast.pupils[key].pk}


def lesson(key: str) -> Kwargs:
    return lambda cast: {"course_id": cast.courses[key].pk, "lesson_id": cast.lessons[key].pk}


def cell(key: str, pupil_key: str) -> Kwargs:
    return lambda cast: {**lesson(key)(cast), **pupil(pupil_key)(cast)}


def plan_item(key: str) -> Kwargs:
    def kwargs(cast: Cast) -> dict[str, Any]:
        item, _ = PlanItem.objects.get_or_create(course=cast.courses[key], position=1, topic="Степени")
        return {"course_id": item.course_id, "item_id": item.pk}

    return kwargs


def plan_upload(key: str, who: str) -> Kwargs:
    """A plan that waits for its reader's yes."""
    plan = Upload("План.csv", "Тема\r\nСтепени\r\n".encode())
    return lambda cast: {
        "course_id": cast.courses[key].pk,
        "token": uploads.hold([plan], user_id=cast.users[who].pk, at=dates.now()).token,
    }


FAMILY_OF_PETYA = frozenset({"petya", "anna"})

TABLE: dict[str, Row] = {
    "diary": Row(pupil("petya"), FAMILY_OF_PETYA, pupil("other"), frozenset({"foreign"})),
    "diary-data": Row(pupil("petya"), FAMILY_OF_PETYA, pupil("other"), frozenset({"foreign"})),
    "diary-marks": Row(pupil("petya"), FAMILY_OF_PETYA, pupil("other"), frozenset({"foreign"})),
    "diary-finals": Row(pupil("petya"), FAMILY_OF_PETYA, pupil("other"), frozenset({"foreign"})),
}
# A parent tells of an absence; a pupil doesn't [4.5].
TABLE["diary-absence"] = Row(pupil("petya"), frozenset({"anna"}), pupil("other"), frozenset({"foreign"}))

# The family's own card: a pupil reads it, a parent tells what has changed; a pupil of 18 decides who reads the diary.
TABLE["diary-card"] = Row(pupil("petya"), FAMILY_OF_PETYA, pupil("other"), frozenset({"foreign"}))
TABLE["diary-card-tell"] = Row(pupil("petya"), frozenset({"anna"}), pupil("other"), frozenset({"foreign"}))


def proposal(key: str, author: str) -> Callable[[Cast], CardProposal]:
    def made(cast: Cast) -> CardProposal:
        facts = {"field": "phone", "value": "+7000canary" if key == "other" else "+7 900", "sent_at": dates.now()}
        place = {"pupil": cast.pupils[key], "person": cast.pupils[key].person, "sent_by": cast.users[author].pk}
        waiting = CardProposal.objects.filter(**place).first()
        return waiting or CardProposal.objects.create(**place, **facts)

    return made


def message_of(key: str, author: str) -> Kwargs:
    row = proposal(key, author)
    return lambda cast: {"pupil_id": cast.pupils[key].pk, "proposal_id": row(cast).pk}


def reader_of(key: str) -> Kwargs:
    return lambda cast: {
        "pupil_id": cast.pupils[key].pk,
        "tie_id": Guardianship.objects.get(pupil=cast.pupils[key]).pk,
    }


TABLE["diary-card-take-back"] = Row(
    message_of("petya", "anna"), frozenset({"anna"}), message_of("other", "foreign"), frozenset({"foreign"})
)
TABLE["diary-reader"] = Row(reader_of("petya"), frozenset({"petya"}), reader_of("other"))


def told(key: str) -> Kwargs:
    """A notice of one of the cast."""
    fresh = {"defaults": {"at": dates.now()}}
    return lambda cast: {"notice_id": Notice.objects.get_or_create(user=cast.users[key], text="Новость", **fresh)[0].pk}


# Passing a year on: the director and a deputy; the class's page is of the year that isn't closed yet.
TABLE["rollover-class"] = Row(
    lambda cast: {"class_id": cast.classes["8Б"].pk},
    ADMINISTRATION,
    lambda cast: {"class_id": cast.classes["7А"].pk},
    ADMINISTRATION,
)


def closed_year(starts_on: date) -> Kwargs:
    """A year of the past that was passed on."""

    def kwargs(cast: Cast) -> dict[str, Any]:
        days = {"ends_on": starts_on.replace(year=starts_on.year + 1, month=5), "closed_at": dates.now()}
        year, _ = AcademicYear.objects.update_or_create(starts_on=starts_on, defaults=days)
        return {"year_id": year.pk}

    return kwargs


TABLE["open-year"] = Row(
    closed_year(date(2025, 9, 1)), frozenset({"director"}), closed_year(date(2024, 9, 1)), frozenset({"director"})
)
TABLE["notice-read"] = Row(told("olga"), frozenset({"olga"}), told("foreign"), frozenset({"foreign"}))


def notice(key: str) -> Kwargs:
    def kwargs(cast: Cast) -> dict[str, Any]:
        row = AbsenceNotice(pupil=cast.pupils[key], starts_on=TODAY, ends_on=TODAY, sent_at=dates.now())
        found = AbsenceNotice.objects.filter(pupil=cast.pupils[key]).first() or row
        found.save()
        return {"pupil_id": cast.pupils[key].pk, "notice_id": found.pk}

    return kwargs


TABLE["diary-absence-withdraw"] = Row(notice("petya"), frozenset({"anna"}), notice("other"), frozenset({"foreign"}))


def note(key: str, author: str) -> Kwargs:
    def kwargs(cast: Cast) -> dict[str, Any]:
        author_id = cast.users[author].pk
        made = {"text": "canary: разговаривал", "written_by": author_id, "written_at": dates.now()}
        return {"note_id": BehaviourNote.objects.get_or_create(pupil=cast.pupils[key], defaults=made)[0].pk}

    return kwargs


# Only the class teacher decides on a note on behaviour, not its author.
TABLE["behaviour-decide"] = Row(
    note("petya", "olga"), frozenset({"irina"}), note("other", "stranger"), frozenset({"stranger"})
)
# The section «Школа»: the office reaches every class; a class teacher the cards of the own one [3.3].
OFFICE = ADMINISTRATION | {"secretary"}
SETTERS = OFFICE | {"scheduler"}


def of_class(name: str) -> Kwargs:
    return lambda cast: {"class_id": cast.classes[name].pk}


def staff(key: str) -> Kwargs:
    return lambda cast: {"staff_id": cast.staff[key].pk}


def member(key: str) -> Kwargs:
    return lambda cast: {"member_id": cast.pupils[key].class_members.get().pk}


def guardian(key: str) -> Kwargs:
    return lambda cast: {"guardian_id": cast.users[key].person.guardian.pk}


def tie(key: str) -> Kwargs:
    return lambda cast: {"tie_id": Guardianship.objects.get(pupil=cast.pupils[key]).pk}


def day_off(cast: Cast) -> dict[str, Any]:
    fields = {"starts_on": TODAY, "ends_on": TODAY, "title": "Праздник", "kind": "holiday"}
    return {"day_id": DayOff.objects.get_or_create(**fields)[0].pk}


def cancelled_days(cast: Cast) -> dict[str, Any]:
    fields = {"starts_on": TODAY, "ends_on": TODAY, "title": "Мороз", "kind": "cancelled"}
    return {"day_id": DayOff.objects.get_or_create(**fields)[0].pk}


for _name in ("school-class", "edit-class", "admission", "new-pupil", "new-homeroom"):
    TABLE[_name] = Row(of_class("8Б"), OFFICE, of_class("7А"), OFFICE)
TABLE["class-timetable"] = Row(of_class("8Б"), SETTERS, of_class("7А"), SETTERS)
# «Расписание» is read by the whole staff.
WORKERS = EVERYBODY - {"", "former", "petya", "anna", "foreign"}
TABLE["week-of-class"] = Row(of_class("8Б"), WORKERS, of_class("7А"), WORKERS)
TABLE["week-of-teacher"] = Row(staff("olga"), WORKERS, staff("stranger"), WORKERS)
for _name in ("course-setup", "new-course-teacher", "course-members", "course-divide"):
    TABLE[_name] = Row(course("algebra"), SETTERS, course("foreign"), SETTERS)
for _name in ("staff-card", "staff-work", "new-role"):
    TABLE[_name] = Row(staff("olga"), OFFICE, staff("stranger"), OFFICE)
TABLE["hand-over"] = Row(staff("olga"), SETTERS, staff("stranger"), SETTERS)
for _name in ("move-pupil", "leave-class"):
    TABLE[_name] = Row(member("petya"), OFFICE, member("other"), OFFICE)


def movement_of(key: str) -> Kwargs:
    def made(cast: Cast) -> dict[str, Any]:
        row = Movement.objects.filter(pupil=cast.pupils[key]).first() or Movement.objects.create(
            pupil=cast.pupils[key], kind="arrived", date=START, order_number="1-у", order_date=START,
            to_class=cast.pupils[key].class_members.get().school_class, noted_at=dates.now(),
        )  # fmt: skip
        return {"movement_id": row.pk}

    return made


def division_of(class_name: str, key: str) -> Kwargs:
    """A division of the class with one group: the journal `key`."""

    def made(cast: Cast) -> dict[str, Any]:
        period = cast.year.periods.order_by("starts_on", "kind").last()
        facts = {"school_class": cast.classes[class_name], "subject": cast.courses[key].subject, "period": period}
        asked = {"state": "proposed", "proposed_at": dates.now()}
        found = Division.objects.get_or_create(**facts, defaults=asked)[0]
        found.groups.get_or_create(course=cast.courses[key])
        return {"division_id": found.pk}

    return made


def former_mark_of(key: str) -> Kwargs:
    def made(cast: Cast) -> dict[str, Any]:
        facts = {"pupil": cast.pupils[key], "year": cast.year, "subject": cast.courses["algebra"].subject}
        row = FormerMark.objects.filter(pupil=cast.pupils[key]).first() or FormerMark.objects.create(
            **facts, value=4, given_on=START, school="школа № 5", noted_at=dates.now()
        )
        return {"mark_id": row.pk}

    return made


# Marks of one pupil as a whole: the class teacher of the class, the administration [8.2.2].
for _name in ("pupil-marks", "take-statement", "transfer-sheet", "transfer-data"):
    TABLE[_name] = Row(pupil("petya"), ADMINISTRATION | {"irina"}, pupil("other"))
TABLE["former-mark"] = Row(former_mark_of("petya"), ADMINISTRATION | {"irina"}, former_mark_of("other"))
TABLE["new-division"] = Row(of_class("8Б"), ADMINISTRATION | {"irina"}, of_class("7А"))
TABLE["division"] = Row(division_of("8Б", "algebra"), ADMINISTRATION | {"irina", "olga"}, division_of("7А", "foreign"))
TABLE["movement"] = Row(movement_of("petya"), OFFICE, movement_of("other"), OFFICE)
TABLE["readmit-pupil"] = Row(pupil("petya"), OFFICE, pupil("other"), OFFICE)
for _name in ("pupil-card", "new-consent", "pupil-consent-forms", "new-guardian"):
    TABLE[_name] = Row(pupil("petya"), OFFICE | {"irina"}, pupil("other"), OFFICE | {"stranger"})


def double_of(key: str) -> Kwargs:
    """The pupil written down a second time."""

    def made(cast: Cast) -> dict[str, Any]:
        person = cast.pupils[key].person
        names = {"last_name": person.last_name, "first_name": person.first_name, "patronymic": person.patronymic}
        second = Pupil.objects.filter(**{f"person__{name}": value for name, value in names.items()}).last()
        if second is None or second.pk == cast.pupils[key].pk:
            second = Pupil.objects.create(person=make_person(*names.values()))
        return {"kind": "pupils", "first_id": cast.pupils[key].pk, "second_id": second.pk}

    return made


TABLE["double"] = Row(double_of("petya"), OFFICE, double_of("other"), OFFICE)
TABLE["decide-proposal"] = Row(
    lambda cast: {"proposal_id": proposal("petya", "anna")(cast).pk},
    OFFICE | {"irina"},
    lambda cast: {"proposal_id": proposal("other", "foreign")(cast).pk},
    OFFICE | {"stranger"},
)
TABLE["new-own-consent"] = Row(guardian("anna"), OFFICE | {"irina"}, guardian("foreign"), OFFICE | {"stranger"})
for _name in ("class-consents", "class-consent-forms"):
    TABLE[_name] = Row(of_class("8Б"), OFFICE | {"irina"}, of_class("7А"), OFFICE | {"stranger"})


def health_consent_of(key: str) -> Kwargs:
    """With a scan."""

    def made(cast: Cast) -> dict[str, Any]:
        row = Consent.objects.get(person=cast.pupils[key].person, scope="health")
        row.scan = keep([check("согласие.pdf", b"%PDF-1.4\n%%EOF")], by=None, at=dates.now())[0]
        row.save()
        return {"consent_id": row.pk}

    return made


for _name in ("take-back-consent", "consent-scan"):
    TABLE[_name] = Row(
        health_consent_of("petya"), OFFICE | {"irina"}, health_consent_of("other"), OFFICE | {"stranger"}
    )


def paper_of(class_name: str) -> Kwargs:
    return lambda cast: {
        "paper_id": PaperPupil.objects.get_or_create(school_class=cast.classes[class_name], starts_on=START)[0].pk
    }


TABLE["paper-pupil"] = Row(paper_of("8Б"), OFFICE, paper_of("7А"), OFFICE)
TABLE["guardian-card"] = Row(guardian("anna"), OFFICE | {"irina"}, guardian("foreign"), OFFICE | {"stranger"})
TABLE["guardianship"] = Row(tie("petya"), OFFICE | {"irina"}, tie("other"), OFFICE | {"stranger"})

# One-time codes: the class teacher lets in the own class, the administration everybody [3.2].
for _name in ("class-people", "issue-to-class", "revoke-of-class"):
    TABLE[_name] = Row(of_class("8Б"), ADMINISTRATION | {"irina"}, of_class("7А"))
# Journals: the class teacher and the administration read, only the teachers of the journal write [3.4].
TABLE["journal"] = Row(course("algebra"), ADMINISTRATION | {"olga", "irina"}, course("foreign"))
for _name in ("journal-history", "journal-past", "journal-news"):
    TABLE[_name] = Row(course("algebra"), ADMINISTRATION | {"olga", "irina"}, course("foreign"))
# Final marks: read as the journal is, set by its teachers alone [6.3].
TABLE["journal-finals"] = Row(course("algebra"), ADMINISTRATION | {"olga", "irina"}, course("foreign"))
for _name in ("class-finals", "council"):
    TABLE[_name] = Row(of_class("8Б"), ADMINISTRATION | {"irina"}, of_class("7А"))
TABLE["council-decide"] = Row(of_class("8Б"), ADMINISTRATION, of_class("7А"), ADMINISTRATION)
for _name in ("summary-paper", "report-cards"):
    TABLE[_name] = Row(
        lambda cast: {**of_class("8Б")(cast), "ending": "pdf"},
        ADMINISTRATION | {"irina"},
        lambda cast: {**of_class("7А")(cast), "ending": "pdf"},
    )
TABLE["subject-paper"] = Row(
    lambda cast: {**course("algebra")(cast), "ending": "xlsx"},
    ADMINISTRATION | {"olga", "irina"},
    lambda cast: {**course("foreign")(cast), "ending": "xlsx"},
)
for _name in ("put-finals", "accept-finals"):
    TABLE[_name] = Row(course("algebra"), frozenset({"olga"}), course("foreign"), frozenset({"stranger"}))


def final_place(key: str, pupil_key: str) -> Kwargs:
    return lambda cast: {**course(key)(cast), **pupil(pupil_key)(cast), "place": "year"}


TABLE["final-place"] = Row(
    final_place("algebra", "petya"), ADMINISTRATION | {"olga", "irina"}, final_place("foreign", "other")
)
TABLE["why-paper"] = TABLE["final-place"]
TABLE["set-final"] = Row(
    final_place("algebra", "petya"), frozenset({"olga"}), final_place("foreign", "other"), frozenset({"stranger"})
)
TABLE["journal-plan"] = Row(course("algebra"), ADMINISTRATION | {"olga", "irina"}, course("foreign"))
for _name in ("new-plan-item", "plan-shift", "plan-copy", "import-plan"):
    TABLE[_name] = Row(course("algebra"), frozenset({"olga"}), course("foreign"), frozenset({"stranger"}))
TABLE["plan-item"] = Row(plan_item("algebra"), frozenset({"olga"}), plan_item("foreign"), frozenset({"stranger"}))
TABLE["check-plan"] = Row(
    plan_upload("algebra", "olga"), frozenset({"olga"}), plan_upload("foreign", "stranger"), frozenset({"stranger"})
)
TABLE["journal-cell-history"] = Row(
    cell("algebra", "petya"), ADMINISTRATION | {"olga", "irina"}, cell("foreign", "other")
)
TABLE["journal-changes-seen"] = Row(course("algebra"), frozenset({"olga"}), course("foreign"), frozenset({"stranger"}))
TABLE["journal-panel"] = Row(lesson("algebra"), ADMINISTRATION | {"olga", "irina"}, lesson("foreign"))
for _name in ("journal-lesson", "roll-call", "roll-call-undo", "behaviour-write"):
    TABLE[_name] = Row(lesson("algebra"), frozenset({"olga"}), lesson("foreign"), frozenset({"stranger"}))
for _name in ("journal-cells", "journal-lessons"):
    TABLE[_name] = Row(course("algebra"), frozenset({"olga"}), course("foreign"), frozenset({"stranger"}))

# Attendance: read by the class teacher and the administration, explained by the class teacher alone [4.2].
for _name in ("attendance-day", "attendance-week", "attendance-summary", "attendance-reasons"):
    TABLE[_name] = Row(of_class("8Б"), ADMINISTRATION | {"irina"}, of_class("7А"))
IRINA, STRANGER = frozenset({"irina"}), frozenset({"stranger"})
for _name in ("attendance-check", "new-absence-reason", "excuse-from-lessons", "new-exemption"):
    TABLE[_name] = Row(of_class("8Б"), IRINA, of_class("7А"), STRANGER)
TABLE["class-review"] = Row(of_class("8Б"), IRINA, of_class("7А"), STRANGER)
TABLE["review-pupil"] = Row(
    lambda cast: of_class("8Б")(cast) | pupil("petya")(cast),
    IRINA,
    lambda cast: of_class("7А")(cast) | pupil("other")(cast),
    STRANGER,
)


def in_class(class_name: str, name: str, make: Callable[[Cast], int]) -> Kwargs:
    return lambda cast: {"class_id": cast.classes[class_name].pk, name: make(cast)}


def reason_of(key: str) -> Callable[[Cast], int]:
    fields = {"code": "б", "starts_on": TODAY, "noted_at": dates.now()}
    return lambda cast: AbsenceReason.objects.get_or_create(pupil=cast.pupils[key], defaults=fields)[0].pk


def notice_of(key: str) -> Callable[[Cast], int]:
    fields = {"starts_on": TODAY, "ill": True, "sent_at": dates.now()}
    return lambda cast: AbsenceNotice.objects.get_or_create(pupil=cast.pupils[key], defaults=fields)[0].pk


def exemption_of(key: str, course_key: str) -> Callable[[Cast], int]:
    fields = {"starts_on": START, "document": "справка"}
    return lambda cast: (
        Exemption.objects.get_or_create(pupil=cast.pupils[key], course=cast.courses[course_key], defaults=fields)[0].pk
    )


def place_of(class_name: str, key: str, lesson_key: str) -> Kwargs:
    return lambda cast: {
        "class_id": cast.classes[class_name].pk,
        "pupil_id": cast.pupils[key].pk,
        "lesson_id": cast.lessons[lesson_key].pk,
    }


for _name in ("absence-reason", "undo-absence-reason", "apply-absence-reason"):
    TABLE[_name] = Row(
        in_class("8Б", "reason_id", reason_of("petya")),
        IRINA,
        in_class("7А", "reason_id", reason_of("other")),
        STRANGER,
    )
TABLE["accept-absence-notice"] = Row(
    in_class("8Б", "notice_id", notice_of("petya")), IRINA, in_class("7А", "notice_id", notice_of("other")), STRANGER
)
TABLE["exemption"] = Row(
    in_class("8Б", "exemption_id", exemption_of("petya", "algebra")),
    IRINA,
    in_class("7А", "exemption_id", exemption_of("other", "foreign")),
    STRANGER,
)
TABLE["attendance-cell"] = Row(place_of("8Б", "petya", "algebra"), IRINA, place_of("7А", "other", "foreign"), STRANGER)


def lesson_file(key: str) -> Kwargs:
    def kwargs(cast: Cast) -> dict[str, Any]:
        stored = keep([check("Задачи.txt", b"1 + 1")], by=None, at=dates.now())[0]
        row, _ = LessonFile.objects.get_or_create(lesson=cast.lessons[key], file=stored, name="Задачи.txt")
        return lesson(key)(cast) | {"file_id": row.pk}

    return kwargs


def family_file(key: str, pupil_key: str) -> Kwargs:
    return lambda cast: pupil(pupil_key)(cast) | {"file_id": lesson_file(key)(cast)["file_id"]}


def personal_task(key: str, pupil_key: str) -> Kwargs:
    def kwargs(cast: Cast) -> dict[str, Any]:
        where = {"lesson": cast.lessons[key], "pupil": cast.pupils[pupil_key]}
        row, _ = PersonalTask.objects.get_or_create(**where, defaults={"text": "№ 1"})
        return lesson(key)(cast) | {"task_id": row.pk}

    return kwargs


for _name in ("lesson-files", "take-lesson-files", "lesson-tasks", "lesson-parallel"):
    TABLE[_name] = Row(lesson("algebra"), frozenset({"olga"}), lesson("foreign"), frozenset({"stranger"}))
TABLE["lesson-file"] = Row(lesson_file("algebra"), ADMINISTRATION | {"olga", "irina"}, lesson_file("foreign"))
TABLE["remove-lesson-file"] = Row(
    lesson_file("algebra"), frozenset({"olga"}), lesson_file("foreign"), frozenset({"stranger"})
)
TABLE["lesson-task"] = Row(
    personal_task("algebra", "petya"), frozenset({"olga"}), personal_task("foreign", "other"), frozenset({"stranger"})
)
TABLE["diary-file"] = Row(
    family_file("algebra", "petya"), FAMILY_OF_PETYA, family_file("foreign", "other"), frozenset({"foreign"})
)


def approval(kind: ApprovalKind, asker: str, what: str = "") -> Kwargs:
    """A request of a decision of two; a large export has been allowed already."""

    def kwargs(cast: Cast) -> dict[str, Any]:
        role = {"role": "deputy", "starts_on": TODAY.isoformat(), "ends_on": None}
        facts = {"what": what or "oneroster"} if kind == ApprovalKind.EXPORT else role
        fields = {"kind": kind, "asked_by": cast.users[asker].pk, "facts": facts}
        found = Approval.objects.filter(**fields, approved=True if what else None).first()
        if found is None:
            now = dates.now()
            decided = {"approved": True, "decided_at": now} if what else {}
            staff = cast.staff["olga"].pk if kind == ApprovalKind.ADMINISTRATOR else None
            when = {"asked_at": now, "expires_at": now + timedelta(days=3)}
            found = Approval.objects.create(object_id=staff, reason="нужно", **fields, **when, **decided)
        return {"approval_id": found.pk}

    return kwargs


# The responsible person decides on administrators alone; an allowed export is its asker's.
for _name in ("decide-approval", "withdraw-approval"):
    TABLE[_name] = Row(
        approval(ApprovalKind.EXPORT, "director"),
        ADMINISTRATION,
        approval(ApprovalKind.ADMINISTRATOR, "director"),
        ADMINISTRATION | {"responsible"},
    )
for _view, _name in (("export-oneroster", "oneroster"), ("export-consents", "consents"), ("slips-of-school", "slips")):
    TABLE[_view] = Row(
        approval(ApprovalKind.EXPORT, "deputy", _name),
        frozenset({"deputy"}),
        approval(ApprovalKind.EXPORT, "director", _name),
        frozenset({"director"}),
    )
# Whose consent is withdrawn: by the administration alone [3.2].
TABLE["withdraw-pupil"] = Row(pupil("petya"), ADMINISTRATION, pupil("other"), ADMINISTRATION)
TABLE["withdraw-guardian"] = Row(guardian("anna"), ADMINISTRATION, guardian("foreign"), ADMINISTRATION)


def upload_of(key: str) -> Kwargs:
    """An upload that waits between the steps of an import: its own user's only."""
    roster = Upload("Сотрудники.csv", "Фамилия;Имя\r\nКим;Ли\r\n".encode())
    return lambda cast: {"token": uploads.hold([roster], user_id=cast.users[key].pk, at=dates.now()).token}


_STEPS = ("check", "school", "names", "grades", "consents", "columns", "subjects")
for _name in [f"import-{step}" for step in _STEPS]:
    TABLE[_name] = Row(upload_of("deputy"), frozenset({"deputy"}), upload_of("responsible"), frozenset({"responsible"}))


def import_run(cast: Cast) -> dict[str, Any]:
    facts = {"source": "book", "title": "Списки.xlsx", "digest": "", "counts": {}, "applied_at": dates.now()}
    return {"run_id": (ImportRun.objects.first() or ImportRun.objects.create(**facts)).pk}


def waiting_withdrawal(cast: Cast) -> Withdrawal:
    about = '"name": "Некто", "class": "8Б", "along": [], "people": [], "first": {}, "pupil": false, "on_paper": null'
    facts = {"person_id_was": 10**9, "received_on": TODAY, "channel": "post", "due_on": TODAY, "noted_at": dates.now()}
    found = Withdrawal.objects.filter(undone_at=None, erased_at=None).first()
    return found or Withdrawal.objects.create(
        **facts, sealed='{"ids": {}, "rows": "[]", "files": [], ' + about + "}", papers=b"%PDF"
    )


def withdrawal(cast: Cast) -> dict[str, Any]:
    return {"withdrawal_id": waiting_withdrawal(cast).pk}


def act(cast: Cast) -> dict[str, Any]:
    facts = {"number": 1, "made_at": dates.now(), "reason": "отзыв", "destroyed_by": []}
    extract = {"categories": [], "rows": 0, "changes": []}
    found = DestructionAct.objects.first()
    return {
        "act_id": (
            found or DestructionAct.objects.create(**facts, extract=extract, withdrawal=waiting_withdrawal(cast))
        ).pk
    }


def absence(cast: Cast) -> dict[str, Any]:
    fields = {"staff": cast.staff["olga"], "starts_on": TODAY, "cause": "sick"}
    return {"absence_id": TeacherAbsence.objects.get_or_create(fields | {"noted_at": dates.now()}, **fields)[0].pk}


def unlock(cast: Cast) -> dict[str, Any]:
    fields = {"course": cast.courses["algebra"], "period": cast.year.periods.first(), "reason": "больничный"}
    fields |= {"until": dates.now(), "opened_at": dates.now()}
    return {"unlock_id": (Unlock.objects.first() or Unlock.objects.create(**fields)).pk}


def period(cast: Cast) -> dict[str, Any]:
    return {"period_id": cast.year.periods.first().pk}


def person(key: str) -> Kwargs:
    return lambda cast: {"person_id": cast.users[key].person.pk}


# A lost second step is taken away by whoever issues the person's codes; sheets are handed out to the staff.
TABLE["person-factor"] = Row(person("anna"), ADMINISTRATION | {"irina"}, person("foreign"))
TABLE["person-code-sheet"] = Row(person("olga"), ADMINISTRATION, person("stranger"), ADMINISTRATION)


# The same for everybody in the audience: no object in the address belongs to anybody.
COMMON: dict[str, Kwargs] = {
    "new-consent-text": lambda cast: {"scope": "health"},
    "consent-text-paper": lambda cast: {"scope": "health", "version": 1},
    "close-period": period,
    "reopen-period": period,
    "begin-finals": period,
    "publish-finals": period,
    "missing-finals": period,
    "remind-finals": period,
    "unlock": period,
    "end-unlock": unlock,
    "absence": absence,
    "edit-absence": absence,
    "end-absence": absence,
    "import-run": import_run,
    "subject": lambda cast: {"subject_id": cast.courses["algebra"].subject_id},
    "year": lambda cast: {"year_id": cast.year.pk},
    "policy": lambda cast: {"policy_id": SchoolPolicy.objects.get().pk},
    "bells-shift": lambda cast: {"shift": 1},
    "bells-grade": lambda cast: {"shift": 1, "grade_level": 1},
    "day-off": day_off,
    "working-day": lambda cast: {"day_id": WorkingDay.objects.get_or_create(date=START, as_weekday=1)[0].pk},
    "role": lambda cast: {"role_id": cast.staff["olga"].roles.get().pk},
    "homeroom": lambda cast: {"homeroom_id": cast.classes["8Б"].homerooms.get().pk},
    "course-teacher": lambda cast: {"teacher_id": cast.courses["algebra"].teachers.get().pk},
    "room": lambda cast: {"room_id": Room.objects.get_or_create(name="Актовый зал", sort_key="а")[0].pk},
    "take-back-teacher": lambda cast: {"teacher_id": cast.courses["algebra"].teachers.get().pk},
    "week-of-room": lambda cast: {"name": "214"},
    "day-of-school": lambda cast: {"day": TODAY.isoformat()},
    "timetable-day": lambda cast: {"class_id": cast.classes["8Б"].pk, "weekday": 1},
    "cancelled-days": cancelled_days,
    "class-lessons": lambda cast: {"class_id": cast.classes["8Б"].pk},
    "lesson-move": lambda cast: {"lesson_id": cast.lessons["algebra"].pk},
    "lesson-return": lambda cast: {"lesson_id": cast.lessons["algebra"].pk},
    "lesson-cancel": lambda cast: {"lesson_id": cast.lessons["algebra"].pk},
    "withdrawal": withdrawal,
    "withdrawal-papers": withdrawal,
    "undo-withdrawal": withdrawal,
    "draft-act": withdrawal,
    "destruction-act": act,
    "forget-act": act,
    "lesson-restore": lambda cast: {"lesson_id": cast.lessons["algebra"].pk},
}
