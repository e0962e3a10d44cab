"""Final marks, how their setting goes on, what the pedagogical council decided [6.1]-[6.4]; marks of former schools."""

from django.db import models
from django.db.models import Q

from parta.people.models import Pupil
from parta.school.models import AcademicYear, Period, Subject


class FormerMark(models.Model):
    """A mark from a former school or a sanatorium: counts in the pupil's average of the subject [8.2.2]."""

    pupil = models.ForeignKey(Pupil, models.PROTECT, related_name="former_marks")
    year = models.ForeignKey(AcademicYear, models.PROTECT, related_name="+")
    subject = models.ForeignKey(Subject, models.PROTECT, related_name="+")
    value = models.PositiveSmallIntegerField("отметка")
    weight = models.PositiveSmallIntegerField("вес", default=1)
    work = models.CharField("за что", max_length=120, blank=True)
    given_on = models.DateField("дата")
    school = models.CharField("откуда", max_length=200)
    noted_by = models.BigIntegerField(null=True)  # User.pk
    noted_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(value__gte=2, value__lte=5), name="former_mark_in_scale"),
        ]
        ordering = ["given_on", "pk"]

    def __str__(self) -> str:
        return f"{self.value} ({self.school})"


class FinalKind(models.TextChoices):
    PERIOD = "period", "за период"
    YEAR = "year", "годовая"
    EXAM = "exam", "экзамен"
    FINAL = "final", "итоговая"


class FinalSign(models.TextChoices):
    """What a final mark may be instead of a figure."""

    PASSED = "зач", "зачёт"
    FAILED = "незач", "незачёт"
    UNRATED = "н/а", "не аттестован"
    EXEMPT = "осв", "освобождён"


class FinalMark(models.Model):
    """Итоговая отметка [6.1]. `brought_from`: «перенесено из: Дневник.ру», as it is shown; empty = set here."""

    pupil = models.ForeignKey(Pupil, models.PROTECT, related_name="final_marks")
    subject = models.ForeignKey(Subject, models.PROTECT, related_name="+")
    year = models.ForeignKey(AcademicYear, models.PROTECT, related_name="+")
    kind = models.CharField("вид", max_length=6, choices=FinalKind.choices)
    period = models.ForeignKey(Period, models.PROTECT, null=True, blank=True, related_name="+")
    value = models.PositiveSmallIntegerField("отметка", null=True)
    sign = models.CharField(max_length=5, choices=FinalSign.choices, blank=True, default="")
    given_on = models.DateField("дата")
    brought_from = models.CharField("перенесено из", max_length=200, blank=True)
    set_by = models.BigIntegerField(null=True)  # User.pk
    set_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["pupil", "subject", "period"], condition=Q(period__isnull=False), name="final_of_period_once"
            ),
            models.UniqueConstraint(
                fields=["pupil", "subject", "year", "kind"],
                condition=Q(period__isnull=True),
                name="final_of_year_once",
            ),
            models.CheckConstraint(
                condition=Q(kind="period", period__isnull=False) | (~Q(kind="period") & Q(period__isnull=True)),
                name="final_names_period",
            ),
            models.CheckConstraint(
                condition=Q(sign="", value__gte=2, value__lte=5) | Q(sign__in=FinalSign.values, value__isnull=True),
                name="final_in_scale",
            ),
        ]

    def __str__(self) -> str:
        return self.sign or str(self.value)
