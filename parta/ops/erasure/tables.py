"""Where something of a pupil or a guardian stands: found by following foreign keys, so that no table is forgotten.

A new table that points to a person goes with the person by itself; a test fails till `CATEGORIES` (what the act calls
it) or `KEPT` (why it stays) names it.
"""

from collections.abc import Iterator

from django.db.models import Field, ForeignObjectRel, Model

_IDENTITY = "фамилия, имя, отчество, дата рождения, пол, телефон, e-mail, заметки"
_ACCESS = "учётная запись и средства входа"
_CONSENTS = "согласия, сверки анкеты, предложения семьи"
_SCHOOLING = "класс, журналы, подгруппы, движение, освобождения"
_MARKS = "отметки и записи в журналах"
_ABSENCES = "пропуски и их причины, в том числе сведения о здоровье"
_BEHAVIOUR = "записи о поведении"
_TRACES = "следы загрузки списков"
_FAMILY = "родственные связи"

CATEGORIES: dict[str, str] = {
    "people.Person": _IDENTITY,
    "people.DifferentPeople": _IDENTITY,
    "people.Pupil": _IDENTITY,
    "people.Guardian": _IDENTITY,
    "people.Guardianship": _FAMILY,
    "accounts.User": _ACCESS,
    "accounts.TrustedDevice": _ACCESS,
    "account.EmailAddress": _ACCESS,
    "account.EmailConfirmation": _ACCESS,
    "mfa.Authenticator": _ACCESS,
    "people.Invitation": _ACCESS,
    "notices.Notice": "сообщения",
    "people.Consent": _CONSENTS,
    "people.ProfileReview": _CONSENTS,
    "people.CardProposal": _CONSENTS,
    "people.ClassMember": _SCHOOLING,
    "teaching.CourseMember": _SCHOOLING,
    "teaching.DivisionPlace": _SCHOOLING,
    "teaching.Exemption": _SCHOOLING,
    "teaching.Movement": _SCHOOLING,
    "journal.Cell": _MARKS,
    "journal.Mark": _MARKS,
    "journal.PersonalTask": _MARKS,
    "journal.FormerMark": _MARKS,
    "journal.FinalMark": _MARKS,
    "journal.CouncilDecision": _MARKS,
    "journal.AbsenceReason": _ABSENCES,
    "journal.ReasonCell": _ABSENCES,
    "journal.AbsenceNotice": _ABSENCES,
    "journal.BehaviourNote": _BEHAVIOUR,
    "ops.ImportItem": _TRACES,
    "ops.ExternalId": _TRACES,
}
OTHER = "прочие сведения"

# Foreign keys to a person that are not followed, and why.
KEPT: dict[str, str] = {
    "people.StaffMember.person": "whoever works here stays as an employee; only the family side goes",
}

# Tables that name objects by (table, number) or people by plain numbers, and what erasure does with them.
BY_NUMBER: dict[str, str] = {
    "audit.Change": "payload and salt are emptied",
    "audit.Operation": "answers from before the withdrawal go",
    "audit.Reading": "numbers only",
    "accounts.Session": "goes",
    "people.Approval": "the reason is emptied",
    "ops.ImportItem": "sealed with the object",
    "ops.ExternalId": "sealed with the object",
}
# `ExternalId.kind` → our table.
EXTERNAL = {"pupil": "people.Pupil", "guardian": "people.Guardian"}


def pointing(model: type[Model]) -> Iterator[tuple[type[Model], Field]]:
    """Every (table, foreign key) that points to the table and is followed."""
    for relation in model._meta.get_fields(include_hidden=True):
        if not isinstance(relation, ForeignObjectRel) or relation.many_to_many:
            continue
        other, field = relation.related_model, relation.field
        if f"{other._meta.label}.{field.name}" not in KEPT and field.model is other:
            yield other, field
