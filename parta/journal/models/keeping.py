"""Closed periods, and what class teachers add: reasons of absences, weekly checks, notes on behaviour."""

from django.db import models
from django.db.models import Q

from parta.journal.models.writing import Absence, Cell
from parta.people.models import Dated, Pupil, ordered
from parta.school.models import Period, SchoolClass
from parta.teaching.models import Course, Lesson


class PeriodLock(models.Model):
    """A closed period: nothing of its dates is written any more but through an `Unlock`."""

    period = models.OneToOneField(Period, models.PROTECT, related_name="lock")
    closed_by = models.BigIntegerField(null=True)  # User.pk
    closed_at = models.DateTimeField()

    def __str__(self) -> str:
        return str(self.period)


class Unlock(models.Model):
    """The deputy opens a closed period for one journal, for a limited time, with a reason [5.1]."""

    course = models.ForeignKey(Course, models.PROTECT, related_name="unlocks")
    period = models.ForeignKey(Period, models.PROTECT, related_name="unlocks")
    reason = models.CharField("причина", max_length=300)
    until = models.DateTimeField("до")
    opened_by = models.BigIntegerField(null=True)  # User.pk
    opened_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)  # closed before its time

    class Meta:
        ordering = ["-opened_at"]

    def __str__(self) -> str:
        return f"{self.course}: {self.period}"


class WeekCheck(models.Model):
    """«Проверено»: the class teacher has gone through the absences of a week [4.2]."""

    school_class = models.ForeignKey(SchoolClass, models.CASCADE, related_name="week_checks")
    monday = models.DateField()
    checked_by = models.BigIntegerField(null=True)  # User.pk
    checked_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["school_class", "monday"], name="week_check_once")]

    def __str__(self) -> str:
        return f"{self.school_class}: {self.monday:%d.%m.%Y}"


class AbsenceReason(Dated):
    """Why a pupil was away «с … по …», with the certificate: set by the class teacher. «б» is health data."""

    pupil = models.ForeignKey(Pupil, models.PROTECT, related_name="absence_reasons")
    code = models.CharField("причина", max_length=3, choices=Absence.choices)
    document = models.CharField("номер справки", max_length=60, blank=True)
    document_date = models.DateField("дата справки", null=True, blank=True)
    noted_by = models.BigIntegerField(null=True)  # User.pk
    noted_at = models.DateTimeField()

    class Meta:
        constraints = [
            ordered("absence_reason_has_order"),
            models.CheckConstraint(condition=Q(code__in=["у", "нп", "б", "осв"]), name="absence_reason_code"),
        ]
        ordering = ["-starts_on", "-pk"]

    def __str__(self) -> str:
        return f"{self.pupil}: {self.code}"


class ReasonCell(models.Model):
    """What an `AbsenceReason` made of a cell. Taking it back undoes that, unless somebody has written there since."""

    reason = models.ForeignKey(AbsenceReason, models.CASCADE, related_name="cells")
    cell = models.ForeignKey(Cell, models.PROTECT, related_name="+")
    before = models.CharField(max_length=3, choices=Absence.choices, blank=True)
    version = models.PositiveIntegerField()  # of the cell, as the reason left it

    class Meta:
        constraints = [models.UniqueConstraint(fields=["reason", "cell"], name="reason_cell_once")]

    def __str__(self) -> str:
        return f"{self.reason}: {self.cell}"


class AbsenceNotice(Dated):
    """A parent announces an absence beforehand: a message to the class teacher, suggested at the roll-call [4.5]."""

    pupil = models.ForeignKey(Pupil, models.PROTECT, related_name="absence_notices")
    ill = models.BooleanField("болеет", default=False)  # health data
    text = models.CharField("пояснение", max_length=300, blank=True)
    sent_by = models.BigIntegerField(null=True)  # User.pk
    sent_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [ordered("absence_notice_has_order")]
        ordering = ["-starts_on", "-pk"]

    def __str__(self) -> str:
        return f"{self.pupil}: {self.starts_on:%d.%m.%Y}"


class NoteDecision(models.TextChoices):
    OPEN = "", "ждёт решения"
    FAMILY = "family", "сообщено семье"
    KEPT = "kept", "оставлено в школе"


class BehaviourNote(models.Model):
    """Запись о поведении: by a teacher, for the class teacher, who decides on the family."""

    pupil = models.ForeignKey(Pupil, models.PROTECT, related_name="behaviour_notes")
    lesson = models.ForeignKey(Lesson, models.PROTECT, null=True, blank=True, related_name="behaviour_notes")
    text = models.CharField("запись", max_length=500)
    written_by = models.BigIntegerField(null=True)  # User.pk
    written_at = models.DateTimeField()
    decision = models.CharField(max_length=6, choices=NoteDecision.choices, blank=True, default=NoteDecision.OPEN)
    family_text = models.CharField("текст для семьи", max_length=500, blank=True)
    decided_by = models.BigIntegerField(null=True)  # User.pk
    decided_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-written_at"]

    def __str__(self) -> str:
        return f"{self.pupil}: {self.text}"
