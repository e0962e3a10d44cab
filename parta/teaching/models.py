"""Journals (courses), their dated teachers and pupils, the timetable and the lessons made from it."""

from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import Q

from parta.people.models import Dated, Pupil, StaffMember, ordered
from parta.school.models import AcademicYear, Period, SchoolClass, Subject

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
    week = models.PositiveSmallIntegerField("неделя цикла", default=0, validators=[MaxValueValidator(4)])  # 0 = each
    room = models.CharField("кабинет", max_length=30, blank=True)

    class Meta:
        constraints = [
            ordered("slot_has_order"),
            models.CheckConstraint(
                condition=Q(weekday__lte=6, number__lte=LAST_NUMBER, week__lte=4), name="slot_in_week"
            ),
            models.UniqueConstraint(fields=["course", "weekday", "number", "week", "starts_on"], name="slot_once"),
        ]

    def __str__(self) -> str:
        return f"{self.course}: {self.weekday}/{self.number}"


class LessonState(models.TextChoices):
    REGULAR = "regular", "по расписанию"
    CANCELLED = "cancelled", "снят"
    MOVED = "moved", "перенесён"  # only the empty place is left here, `moved_to` is the lesson


class Lesson(models.Model):
    """Урок. `version` guards topic and homework the way a cell's version guards its marks."""

    course = models.ForeignKey(Course, models.PROTECT, related_name="lessons")
    date = models.DateField("дата")
    number = models.PositiveSmallIntegerField("урок")
    room = models.CharField("кабинет", max_length=30, blank=True)
    state = models.CharField(max_length=10, choices=LessonState.choices, default=LessonState.REGULAR)
    note = models.CharField("почему снят или перенесён", max_length=200, blank=True)
    moved_to = models.OneToOneField("self", models.PROTECT, null=True, blank=True, related_name="moved_from")
    topic = models.CharField("тема", max_length=500, blank=True)
    briefing = models.BooleanField("инструктаж по технике безопасности", default=False)
    filled_at = models.DateTimeField(null=True)  # when it first had all a lesson needs [5.1]; never moved
    version = models.PositiveIntegerField(default=0)  # 0 = nobody has written in the lesson itself
    updated_by = models.BigIntegerField(null=True)  # User.pk
    updated_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["course", "date", "number"], name="lesson_once"),
            models.CheckConstraint(condition=Q(number__lte=LAST_NUMBER), name="lesson_number"),
            models.CheckConstraint(
                condition=Q(state="moved", moved_to__isnull=False) | (~Q(state="moved") & Q(moved_to__isnull=True)),
                name="moved_names_lesson",
            ),
        ]
        indexes = [models.Index(fields=["date", "number"], name="lesson_of_day")]

    def __str__(self) -> str:
        return f"{self.course} {self.date:%d.%m.%Y}, урок {self.number}"


class AbsenceCause(models.TextChoices):
    """Why a teacher is away. What exactly is wrong with them is nobody's business here."""

    SICK_LEAVE = "sick", "листок нетрудоспособности"
    LEAVE = "leave", "отпуск"
    COURSES = "courses", "курсы повышения квалификации"
    TRIP = "trip", "командировка"
    OTHER = "other", "другое"


class TeacherAbsence(Dated):
    """Отсутствие учителя [5.2]. `finals_to` sets the final marks of a teacher who is away for long."""

    staff = models.ForeignKey(StaffMember, models.PROTECT, related_name="absences", verbose_name="учитель")
    cause = models.CharField("причина", max_length=8, choices=AbsenceCause.choices)
    order_number = models.CharField("номер приказа", max_length=40, blank=True)
    note = models.CharField("примечание", max_length=200, blank=True)
    finals_to = models.ForeignKey(
        StaffMember, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="итоговые выставляет"
    )
    noted_by = models.BigIntegerField(null=True)  # User.pk
    noted_at = models.DateTimeField()

    class Meta:
        constraints = [ordered("teacher_absence_has_order")]
        ordering = ["-starts_on", "pk"]

    def __str__(self) -> str:
        return f"{self.staff}: {self.get_cause_display()}"


class SubstitutionKind(models.TextChoices):
    REPLACE = "replace", "замена"
    MERGE = "merge", "объединение групп"


class Substitution(models.Model):
    """Замена: the dated right of another teacher on exactly this lesson [5.2]. MERGE: together with an own lesson."""

    lesson = models.OneToOneField(Lesson, models.PROTECT, related_name="substitution")
    kind = models.CharField("вид", max_length=8, choices=SubstitutionKind.choices, default=SubstitutionKind.REPLACE)
    absence = models.ForeignKey(TeacherAbsence, models.PROTECT, null=True, related_name="substitutions")
    absent = models.ForeignKey(StaffMember, models.PROTECT, related_name="replaced", verbose_name="заменяемый")
    staff = models.ForeignKey(StaffMember, models.PROTECT, related_name="substitutions", verbose_name="заменяющий")
    merged_with = models.ForeignKey(Lesson, models.PROTECT, null=True, blank=True, related_name="merged")
    assigned_by = models.BigIntegerField(null=True)  # User.pk
    assigned_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(staff=models.F("absent")), name="substitute_is_another"),
            models.CheckConstraint(
                condition=Q(kind="merge", merged_with__isnull=False) | Q(kind="replace", merged_with__isnull=True),
                name="merge_names_lesson",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.lesson}: {self.staff}"


class Exemption(Dated):
    """Освобождение: by a document a pupil is free from a journal for some time; its marks aren't asked for."""

    pupil = models.ForeignKey(Pupil, models.PROTECT, related_name="exemptions")
    course = models.ForeignKey(Course, models.CASCADE, related_name="exemptions")
    document = models.CharField("основание", max_length=200)

    class Meta:
        constraints = [
            ordered("exemption_has_order"),
            models.UniqueConstraint(fields=["pupil", "course", "starts_on"], name="exemption_once"),
        ]

    def __str__(self) -> str:
        return f"{self.pupil}: {self.course}"


class DivisionState(models.TextChoices):
    DRAFT = "draft", "составляется"
    PROPOSED = "proposed", "ждёт подтверждения"
    AGREED = "agreed", "согласовано"
    DECIDED = "decided", "решил завуч"


class Division(models.Model):
    """Деление класса на подгруппы by subject for a period [4.3] [5.5]. In force when agreed or decided."""

    school_class = models.ForeignKey(SchoolClass, models.CASCADE, related_name="divisions")
    subject = models.ForeignKey(Subject, models.PROTECT, related_name="divisions")
    period = models.ForeignKey(Period, models.PROTECT, related_name="divisions")
    state = models.CharField(max_length=8, choices=DivisionState.choices, default=DivisionState.DRAFT)
    version = models.PositiveIntegerField(default=1)
    proposed_by = models.BigIntegerField(null=True)  # User.pk
    proposed_at = models.DateTimeField(null=True)
    decided_by = models.BigIntegerField(null=True)  # User.pk
    decided_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["school_class", "subject", "period"], name="division_once"),
        ]

    def __str__(self) -> str:
        return f"{self.school_class}: {self.subject}, {self.period}"


class DivisionGroup(models.Model):
    """One group of a division; its teacher confirms the list."""

    division = models.ForeignKey(Division, models.CASCADE, related_name="groups")
    course = models.ForeignKey(Course, models.CASCADE, related_name="divisions")
    confirmed_by = models.BigIntegerField(null=True)  # User.pk
    confirmed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["division", "course"], name="division_group_once")]

    def __str__(self) -> str:
        return f"{self.division}: {self.course.label}"


class DivisionPlace(models.Model):
    """Where a pupil of the class goes: a group, or none for a stated reason. One row a pupil, so never two groups."""

    division = models.ForeignKey(Division, models.CASCADE, related_name="places")
    pupil = models.ForeignKey(Pupil, models.PROTECT, related_name="+")
    course = models.ForeignKey(Course, models.CASCADE, null=True, blank=True, related_name="+")
    reason = models.CharField("почему не в группе", max_length=200, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["division", "pupil"], name="division_place_once")]

    def __str__(self) -> str:
        return f"{self.division}: {self.pupil}"


class MovementKind(models.TextChoices):
    ARRIVED = "arrived", "прибыл"
    LEFT = "left", "выбыл"
    MOVED = "moved", "переведён"


class Movement(models.Model):
    """Движение обучающихся [8.2.2]: by an order, on a date; the memberships follow it."""

    pupil = models.ForeignKey(Pupil, models.PROTECT, related_name="movements")
    kind = models.CharField("вид", max_length=8, choices=MovementKind.choices)
    date = models.DateField("дата")
    order_number = models.CharField("номер приказа", max_length=40)
    order_date = models.DateField("дата приказа")
    from_class = models.ForeignKey(SchoolClass, models.PROTECT, null=True, blank=True, related_name="+")
    to_class = models.ForeignKey(SchoolClass, models.PROTECT, null=True, blank=True, related_name="+")
    other_school = models.CharField("откуда или куда", max_length=200, blank=True)
    noted_by = models.BigIntegerField(null=True)  # User.pk
    noted_at = models.DateTimeField()

    class Meta:
        ordering = ["-date", "-pk"]

    def __str__(self) -> str:
        return f"{self.pupil}: {self.get_kind_display()} {self.date:%d.%m.%Y}"
