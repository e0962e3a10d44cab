"""What teachers write: cells with absences and marks, works, homework, plans; and what class teachers add to it."""

from django.db import models
from django.db.models import Q

from parta.files.models import StoredFile
from parta.people.models import Dated, Pupil, ordered
from parta.school.models import AcademicYear, Period, SchoolClass, Subject
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


class SeenChanges(models.Model):
    """Till when a teacher has seen what others changed in the own journal."""

    user = models.BigIntegerField()
    course = models.ForeignKey(Course, models.CASCADE, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "course"], name="seen_changes_once")]

    def __str__(self) -> str:
        return f"{self.user}: {self.course} {self.at:%d.%m.%Y}"
