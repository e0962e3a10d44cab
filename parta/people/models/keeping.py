"""Keeping cards true and keys safe: monthly reviews, proposals of families, decisions of two, one-time codes."""

from django.db import models
from django.db.models import F, Q

from parta.people.models.persons import Person, Pupil


class ProfileReview(models.Model):
    """Сверка анкеты of one pupil in one month, by the class teacher [4.1]."""

    pupil = models.ForeignKey(Pupil, models.CASCADE, related_name="reviews")
    month = models.DateField()  # its first day
    changed = models.BooleanField(default=False)  # something was corrected in the month
    reviewed_by = models.BigIntegerField(null=True)
    reviewed_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["pupil", "month"], name="profile_review_once")]

    def __str__(self) -> str:
        return f"{self.pupil}: {self.month:%m.%Y}"


class CardProposal(models.Model):
    """A parent's «у нас изменилось»: a message to the class teacher, who takes it into the card or not [4.1]."""

    pupil = models.ForeignKey(Pupil, models.CASCADE, related_name="card_proposals")  # whose family it is
    person = models.ForeignKey(Person, models.CASCADE, related_name="card_proposals")  # whose card
    field = models.CharField(max_length=20)  # a field of Person, or "other"
    was = models.CharField(max_length=500, blank=True)  # what the card said when it was sent
    value = models.CharField(max_length=500, blank=True)
    sent_by = models.BigIntegerField()
    sent_at = models.DateTimeField()
    decided_by = models.BigIntegerField(null=True)
    decided_at = models.DateTimeField(null=True)
    accepted = models.BooleanField(null=True)
    answer = models.CharField(max_length=300, blank=True)

    def __str__(self) -> str:
        return f"{self.pupil}: {self.field}"


class DifferentPeople(models.Model):
    """Two who look like one and are not, says the office: they aren't offered as doubles again."""

    first = models.ForeignKey(Person, models.CASCADE, related_name="+")  # the lower number of the two
    second = models.ForeignKey(Person, models.CASCADE, related_name="+")
    noted_by = models.BigIntegerField(null=True)
    noted_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["first", "second"], name="different_people_once"),
            models.CheckConstraint(condition=Q(first__lt=F("second")), name="different_people_in_order"),
        ]

    def __str__(self) -> str:
        return f"{self.first} и {self.second}"


class ApprovalKind(models.TextChoices):
    ERASURE = "erasure", "стирание данных"
    EXPORT = "export", "выгрузка всей школы"
    ADMINISTRATOR = "admin", "назначение администратора"


class Approval(models.Model):
    """Решение вдвоём: one asks with a reason, another one decides. Only for what `ApprovalKind` lists."""

    kind = models.CharField(max_length=8, choices=ApprovalKind.choices)
    object_id = models.BigIntegerField(null=True)  # what it is about: a Withdrawal, a StaffMember
    facts = models.JSONField(default=dict)  # what exactly was asked for; no names
    reason = models.CharField("причина", max_length=300)
    asked_by = models.BigIntegerField()  # User.pk
    asked_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    decided_by = models.BigIntegerField(null=True)
    decided_at = models.DateTimeField(null=True)
    approved = models.BooleanField(null=True)
    used_at = models.DateTimeField(null=True)  # an export is taken once

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(decided_by__isnull=True) | ~Q(decided_by=F("asked_by")), name="approval_by_another"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.asked_at:%d.%m.%Y}"


class Invitation(models.Model):
    """Реквизиты доступа: a one-time code, kept only as a keyed hash [3.2]."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="invitations")
    code_hash = models.CharField(max_length=64, unique=True)
    issued_at = models.DateTimeField()
    issued_by = models.BigIntegerField(null=True)  # User.pk; None = the command line
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person"], condition=Q(used_at__isnull=True, revoked_at__isnull=True), name="one_unused_code"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person}, до {self.expires_at:%d.%m.%Y}"
