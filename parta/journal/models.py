"""What teachers write: cells with absences and marks, works, homework."""

from django.db import models
from django.db.models import Q

from parta.people.models import Pupil
from parta.teaching.models import Lesson


class WorkKind(models.Model):
    """Вид работы with its weight; the school edits them."""

    code = models.CharField("обозначение", max_length=10, unique=True)  # «КР»
    name = models.CharField("название", max_length=80)
    weight = models.PositiveSmallIntegerField("вес", default=1)
    written = models.BooleanField("письменная", default=False)
    laboratory = models.BooleanField("лабораторная", default=False)
    practical = models.BooleanField("практическая", default=False)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["position", "code"]

    def __str__(self) -> str:
        return self.code


class Work(models.Model):
    """A work of a lesson. Its weight is copied from the kind when made, so a later change of kinds moves no average."""

    lesson = models.ForeignKey(Lesson, models.CASCADE, related_name="works")
    kind = models.ForeignKey(WorkKind, models.PROTECT)
    weight = models.PositiveSmallIntegerField("вес")
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["lesson", "position"], name="work_position")]
        ordering = ["position"]

    def __str__(self) -> str:
        return f"{self.kind}, {self.lesson}"


class Absence(models.TextChoices):
    """Codes in a cell. Illness is health data: PRODUCT.md decides who sees «б», everybody else sees «у»."""

    NONE = "", "был"
    UNKNOWN = "н", "причина не указана"
    EXCUSED = "у", "уважительная причина"
    UNEXCUSED = "нп", "неуважительная причина"
    ILL = "б", "болезнь"
    LATE = "оп", "опоздал"


class Cell(models.Model):
    """Клетка журнала: (lesson, pupil). Never deleted: erasing empties it and raises the version."""

    lesson = models.ForeignKey(Lesson, models.PROTECT, related_name="cells")
    pupil = models.ForeignKey(Pupil, models.PROTECT, related_name="cells")
    absence = models.CharField(max_length=2, choices=Absence.choices, default=Absence.NONE, blank=True)
    late_minutes = models.PositiveSmallIntegerField(null=True, blank=True)
    comment = models.CharField(max_length=500, blank=True)
    version = models.PositiveIntegerField(default=1)
    updated_by = models.BigIntegerField(null=True)  # User.pk
    updated_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["lesson", "pupil"], name="cell_once"),
            models.CheckConstraint(condition=Q(absence__in=Absence.values), name="cell_absence"),
            models.CheckConstraint(condition=Q(late_minutes__isnull=True) | Q(absence="оп"), name="cell_late_minutes"),
        ]

    def __str__(self) -> str:
        return f"{self.lesson}: {self.pupil}"


class Mark(models.Model):
    """Отметка: one per (cell, work). `given_on` when the work was handed in later than its lesson."""

    cell = models.ForeignKey(Cell, models.PROTECT, related_name="marks")
    work = models.ForeignKey(Work, models.PROTECT, related_name="marks")
    value = models.PositiveSmallIntegerField()
    given_on = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["cell", "work"], name="mark_once"),
            models.CheckConstraint(condition=Q(value__gte=2, value__lte=5), name="mark_in_scale"),
        ]

    def __str__(self) -> str:
        return str(self.value)


class Homework(models.Model):
    """Задание set at a lesson, due at the next lesson of the course. An emptied text stays as a row."""

    lesson = models.OneToOneField(Lesson, models.PROTECT, related_name="homework")
    text = models.TextField("задание", max_length=2000, blank=True)

    def __str__(self) -> str:
        return self.text
