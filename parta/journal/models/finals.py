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
    ATTESTATION = "attest", "промежуточная аттестация"
    EXAM = "exam", "экзамен"
    FINAL = "final", "итоговая"


class FinalSign(models.TextChoices):
    """What a final mark may be instead of a figure."""

    PASSED = "зач", "зачёт"
    FAILED = "незач", "незачёт"
    UNRATED = "н/а", "не аттестован"
    EXEMPT = "осв", "освобождён"


class FinalMark(models.Model):
    """Итоговая отметка [6.1]. `brought_from`: «перенесено из: Дневник.ру», as it is shown; empty = set here.

    `proposed` and `basis` are what the teacher had before the eyes: the proposal and the figures it came from. When the
    figures differ now, «изменились составляющие». Emptied (no value, no sign) it stays, as a cell does.
    """

    pupil = models.ForeignKey(Pupil, models.PROTECT, related_name="final_marks")
    subject = models.ForeignKey(Subject, models.PROTECT, related_name="+")
    year = models.ForeignKey(AcademicYear, models.PROTECT, related_name="+")
    kind = models.CharField("вид", max_length=6, choices=FinalKind.choices)
    period = models.ForeignKey(Period, models.PROTECT, null=True, blank=True, related_name="+")
    value = models.PositiveSmallIntegerField("отметка", null=True)
    sign = models.CharField(max_length=5, choices=FinalSign.choices, blank=True, default="")
    given_on = models.DateField("дата")
    brought_from = models.CharField("перенесено из", max_length=200, blank=True)
    version = models.PositiveIntegerField(default=1)
    proposed = models.CharField("рекомендовано", max_length=5, blank=True)  # «4», «н/а», «зач»
    basis = models.CharField(max_length=200, blank=True)  # rules.finals.fingerprint()
    reason = models.CharField("обоснование", max_length=500, blank=True)
    preliminary = models.BooleanField("предварительная", default=False)  # for the council; no family sees it
    late = models.BooleanField("позже срока", default=False)  # after the deadline of [6.4]
    debt_document = models.CharField("ликвидация задолженности", max_length=200, blank=True)
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
                condition=Q(sign="", value__gte=2, value__lte=5)
                | Q(sign__in=FinalSign.values, value__isnull=True)
                | Q(sign="", value__isnull=True, version__gt=1),
                name="final_in_scale",
            ),
        ]

    def __str__(self) -> str:
        return self.sign or str(self.value)


class FinalStage(models.Model):
    """Выставление of the finals of a period, or of a whole year (`period` None: год, экзамен, итоговая).

    открыт (no row) → выставление → закрыт. A period is closed by its `PeriodLock`, a year by `closed_at`.
    """

    year = models.ForeignKey(AcademicYear, models.PROTECT, related_name="+")
    period = models.OneToOneField(Period, models.PROTECT, null=True, blank=True, related_name="final_stage")
    begun_by = models.BigIntegerField(null=True)  # User.pk
    begun_at = models.DateTimeField()
    published_by = models.BigIntegerField(null=True)
    published_at = models.DateTimeField(null=True)  # families see the marks since then
    closed_by = models.BigIntegerField(null=True)
    closed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["year"], condition=Q(period__isnull=True), name="one_final_stage_of_year")
        ]

    def __str__(self) -> str:
        return str(self.period or self.year)


class Decision(models.TextChoices):
    PROMOTED = "promoted", "переведён в следующий класс"
    CONDITIONAL = "cond", "переведён условно"
    REPEAT = "repeat", "оставлен на повторное обучение"
    GRADUATED = "grad", "окончил обучение"


class CouncilDecision(models.Model):
    """Решение педагогического совета on a pupil at the year's end."""

    pupil = models.ForeignKey(Pupil, models.PROTECT, related_name="council_decisions")
    year = models.ForeignKey(AcademicYear, models.PROTECT, related_name="+")
    decision = models.CharField("решение", max_length=8, choices=Decision.choices)
    protocol_number = models.CharField("номер протокола", max_length=40)
    protocol_date = models.DateField("дата протокола")
    noted_by = models.BigIntegerField(null=True)  # User.pk
    noted_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["pupil", "year"], name="council_decision_once")]

    def __str__(self) -> str:
        return f"{self.pupil}: {self.get_decision_display()}"
