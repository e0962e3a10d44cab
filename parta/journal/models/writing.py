"""What teachers write in lessons: cells with marks, works, homework, plans."""

from django.db import models
from django.db.models import Q

from parta.files.models import StoredFile
from parta.people.models import Pupil
from parta.teaching.models import Course, Lesson


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
    note = models.CharField("почему не в счёт", max_length=200, blank=True)  # the reason of weight 0
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
    EXEMPT = "осв", "освобождён"


class Cell(models.Model):
    """Клетка журнала: (lesson, pupil). Never deleted: erasing empties it and raises the version."""

    lesson = models.ForeignKey(Lesson, models.PROTECT, related_name="cells")
    pupil = models.ForeignKey(Pupil, models.PROTECT, related_name="cells")
    absence = models.CharField(max_length=3, choices=Absence.choices, default=Absence.NONE, blank=True)
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


class Sign(models.TextChoices):
    """What a mark may be instead of a figure."""

    PASSED = "зач", "зачёт"
    FAILED = "незач", "незачёт"
    OWED = ".", "работа не сдана"  # «точка»


class Mark(models.Model):
    """Отметка: one per (cell, work), a figure or a sign. `given_on` when the work was handed in after its lesson."""

    cell = models.ForeignKey(Cell, models.PROTECT, related_name="marks")
    work = models.ForeignKey(Work, models.PROTECT, related_name="marks")
    value = models.PositiveSmallIntegerField(null=True)
    sign = models.CharField(max_length=5, choices=Sign.choices, blank=True, default="")
    uncounted = models.CharField("почему не в счёт", max_length=200, blank=True, default="")
    given_on = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["cell", "work"], name="mark_once"),
            models.CheckConstraint(
                condition=Q(sign="", value__gte=2, value__lte=5) | Q(sign__in=Sign.values, value__isnull=True),
                name="mark_in_scale",
            ),
        ]

    def __str__(self) -> str:
        return self.sign or str(self.value)


class Homework(models.Model):
    """Задание set at a lesson to everybody. `due` empty = the next lesson of the course. An emptied text stays."""

    lesson = models.OneToOneField(Lesson, models.PROTECT, related_name="homework")
    text = models.TextField("задание", max_length=2000, blank=True)
    minutes = models.PositiveSmallIntegerField("минут на выполнение", null=True, blank=True)
    due = models.ForeignKey(Lesson, models.PROTECT, null=True, blank=True, related_name="due_homework")

    def __str__(self) -> str:
        return self.text


class PersonalTask(models.Model):
    """Задание one pupil gets at a lesson besides the class's. Others don't see it. An emptied text stays."""

    lesson = models.ForeignKey(Lesson, models.PROTECT, related_name="personal_tasks")
    pupil = models.ForeignKey(Pupil, models.PROTECT, related_name="personal_tasks")
    text = models.TextField("задание", max_length=2000)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["lesson", "pupil"], name="personal_task_once")]

    def __str__(self) -> str:
        return self.text


class LessonFile(models.Model):
    """A file of a lesson's homework, under the name its teacher gave it."""

    lesson = models.ForeignKey(Lesson, models.PROTECT, related_name="files")
    file = models.ForeignKey(StoredFile, models.PROTECT, related_name="+")
    name = models.CharField(max_length=200)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["lesson", "name"], name="lesson_file_name")]
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.name


class PlanItem(models.Model):
    """One hour of the КТП. `lesson`: where it was given; `planned_on`: the date laid down, moved by a shift only."""

    course = models.ForeignKey(Course, models.CASCADE, related_name="plan")
    position = models.PositiveSmallIntegerField()
    section = models.CharField("раздел", max_length=300, blank=True)
    topic = models.CharField("тема", max_length=500)
    homework = models.TextField("задание", max_length=2000, blank=True)
    kind = models.ForeignKey(WorkKind, models.PROTECT, null=True, blank=True, verbose_name="вид контроля")
    planned_on = models.DateField("дата по плану", null=True, blank=True)
    lesson = models.OneToOneField(Lesson, models.SET_NULL, null=True, blank=True, related_name="plan_item")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["course", "position"], name="plan_position")]
        ordering = ["position"]

    def __str__(self) -> str:
        return self.topic


class RollCall(models.Model):
    """«Перекличка проведена»: a fact of its own, also when nobody is missing [3.4]."""

    lesson = models.OneToOneField(Lesson, models.PROTECT, related_name="roll_call")
    taken_by = models.BigIntegerField(null=True)  # User.pk
    taken_at = models.DateTimeField()

    def __str__(self) -> str:
        return str(self.lesson)


class SeenChanges(models.Model):
    """Till when a teacher has seen what others changed in the own journal."""

    user = models.BigIntegerField()
    course = models.ForeignKey(Course, models.CASCADE, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "course"], name="seen_changes_once")]

    def __str__(self) -> str:
        return f"{self.user}: {self.course} {self.at:%d.%m.%Y}"
