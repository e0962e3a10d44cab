"""Journals (courses), their dated teachers and pupils, the timetable and the lessons made from it."""

from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import Q

from parta.people.models import Dated, Pupil, StaffMember, ordered
from parta.school.models import AcademicYear, SchoolClass, Subject

LAST_NUMBER = 12


class CourseKind(models.TextChoices):
    LESSON = "lesson", "урок"
    EXTRA = "extra", "внеурочная деятельность"
    CLASS_HOUR = "class_hour", "классный час"
    INDIVIDUAL = "individual", "индивидуальное обучение"


class Course(models.Model):
    """Журнал (предмет на год): a subject with one or more classes; a `label` makes it a subgroup («1-я гр.»)."""

    year = models.ForeignKey(AcademicYear, models.PROTECT, related_name="courses")
    subject = models.ForeignKey(Subject, models.PROTECT, related_name="courses", verbose_name="предмет")
    classes = models.ManyToManyField(SchoolClass, related_name="courses", verbose_name="классы")
    label = models.CharField("подгруппа", max_length=60, blank=True)
    own_title = models.CharField("название вместо предмета", max_length=200, blank=True)
    class_names = models.CharField(max_length=200, blank=True)  # «8Б», «10А, 10Б»: kept by actions with `classes`
    kind = models.CharField("вид", max_length=10, choices=CourseKind.choices, default=CourseKind.LESSON)
    hours_per_week = models.PositiveSmallIntegerField("часов в неделю", null=True, blank=True)
    # Classes in their order, then the subject: «8Б алгебра» stands before «8Б химия».
    sort_key = models.CharField(max_length=240)

    class Meta:
        ordering = ["sort_key", "label"]

    @property
    def title(self) -> str:
        """«Английский язык, 1-я гр.»"""
        return ", ".join(filter(None, [self.own_title or self.subject.name, self.label]))

    @property
    def full_title(self) -> str:
        """«8Б · Английский язык, 1-я гр.»"""
        return " · ".join(filter(None, [self.class_names, self.title]))

    def __str__(self) -> str:
        return self.full_title


class CourseTeacher(Dated):
    course = models.ForeignKey(Course, models.CASCADE, related_name="teachers")
    staff = models.ForeignKey(StaffMember, models.PROTECT, related_name="courses", verbose_name="учитель")

    class Meta:
        constraints = [
            ordered("course_teacher_has_order"),
            models.UniqueConstraint(fields=["course", "staff", "starts_on"], name="course_teacher_once"),
        ]

    def __str__(self) -> str:
        return f"{self.course}: {self.staff}"


class CourseMember(Dated):
    course = models.ForeignKey(Course, models.CASCADE, related_name="members")
    pupil = models.ForeignKey(Pupil, models.PROTECT, related_name="courses", verbose_name="обучающийся")

    class Meta:
        constraints = [
            ordered("course_member_has_order"),
            models.UniqueConstraint(fields=["course", "pupil", "starts_on"], name="course_member_once"),
        ]

    def __str__(self) -> str:
        return f"{self.course}: {self.pupil}"


class Slot(Dated):
    """One place of the timetable, valid from a date; changing it never touches lessons that were held."""

    course = models.ForeignKey(Course, models.CASCADE, related_name="slots", verbose_name="журнал")
    weekday = models.PositiveSmallIntegerField("день", validators=[MaxValueValidator(6)])  # 0 = Monday
    number = models.PositiveSmallIntegerField("урок", validators=[MaxValueValidator(LAST_NUMBER)])
    room = models.CharField("кабинет", max_length=30, blank=True)

    class Meta:
        constraints = [
            ordered("slot_has_order"),
            models.CheckConstraint(condition=Q(weekday__lte=6, number__lte=LAST_NUMBER), name="slot_in_week"),
            models.UniqueConstraint(fields=["course", "weekday", "number", "starts_on"], name="slot_once"),
        ]

    def __str__(self) -> str:
        return f"{self.course}: {self.weekday}/{self.number}"


class LessonState(models.TextChoices):
    REGULAR = "regular", "по расписанию"
    CANCELLED = "cancelled", "снят"


class Lesson(models.Model):
    """Урок. `version` guards topic and homework the way a cell's version guards its marks."""

    course = models.ForeignKey(Course, models.PROTECT, related_name="lessons")
    date = models.DateField("дата")
    number = models.PositiveSmallIntegerField("урок")
    room = models.CharField("кабинет", max_length=30, blank=True)
    state = models.CharField(max_length=10, choices=LessonState.choices, default=LessonState.REGULAR)
    topic = models.CharField("тема", max_length=500, blank=True)
    version = models.PositiveIntegerField(default=0)  # 0 = nobody has written in the lesson itself
    updated_by = models.BigIntegerField(null=True)  # User.pk
    updated_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["course", "date", "number"], name="lesson_once"),
            models.CheckConstraint(condition=Q(number__lte=LAST_NUMBER), name="lesson_number"),
        ]
        indexes = [models.Index(fields=["date", "number"], name="lesson_of_day")]

    def __str__(self) -> str:
        return f"{self.course} {self.date:%d.%m.%Y}, урок {self.number}"
