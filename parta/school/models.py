"""The school itself: calendar, classes, subjects. One installation serves one school."""

import uuid

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q

GRADE_LEVELS = range(1, 12)
SENIOR_GRADES = (10, 11)  # may study by half-years


class School(models.Model):
    """One row, pk 1."""

    name = models.CharField("полное название", max_length=300)
    short_name = models.CharField("краткое название", max_length=80)
    city = models.CharField("населённый пункт", max_length=120, blank=True)
    address = models.CharField("адрес", max_length=300, blank=True)  # of the operator in consents (152-ФЗ ст. 9)
    timezone = models.CharField("часовой пояс", max_length=40, default="Europe/Moscow")
    guid = models.UUIDField(default=uuid.uuid4, editable=False)  # ids of its objects for other systems follow from it

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(pk=1), name="school_is_one")]

    def __str__(self) -> str:
        return self.short_name


class SchoolPolicy(models.Model):
    """Numbers of the school's local act, valid from a date until the next row."""

    starts_on = models.DateField("действует с", unique=True)
    senior_half_years = models.BooleanField("10-11 классы учатся по полугодиям", default=True)
    junior_accounts = models.BooleanField("учётные записи обучающихся 1-4 классов", default=False)
    week_days = models.PositiveSmallIntegerField(
        "учебных дней в неделе", default=5, choices=[(5, "пять"), (6, "шесть")]
    )
    edit_window_days = models.PositiveSmallIntegerField("дней на правку без причины", default=7)
    written_window_days = models.PositiveSmallIntegerField("то же за письменные работы", default=14)
    norm_1 = models.PositiveSmallIntegerField("норма отметок за период при 1 часе в неделю", default=3)
    norm_2 = models.PositiveSmallIntegerField("норма при 2 часах", default=5)
    norm_3 = models.PositiveSmallIntegerField("норма при 3 часах", default=7)
    norm_4 = models.PositiveSmallIntegerField("норма при 4 часах и более", default=9)
    written_norm = models.PositiveSmallIntegerField("письменных работ за период там, где они нужны", default=2)
    unrated_percent = models.PositiveSmallIntegerField("н/а: пропущено больше, процентов", default=50)
    border_hundredths = models.PositiveSmallIntegerField("граница отметок, сотых балла", default=10)
    finals_days_before = models.PositiveSmallIntegerField("итоговые: за сколько дней до конца периода", default=2)
    finals_working_days = models.BooleanField("эти дни считаются учебными", default=False)
    finals_begin_days = models.PositiveSmallIntegerField("выставление начинается за столько дней до срока", default=14)
    norm_half_year = models.PositiveSmallIntegerField("норма за полугодие, не меньше", default=5)
    staff_networks = models.TextField("сети, из которых пишут сотрудники", max_length=2000, blank=True)
    teacher_factor = models.BooleanField("второй шаг входа обязателен учителям", default=True)
    teacher_factor_reason = models.CharField("почему не обязателен", max_length=300, blank=True)

    def __str__(self) -> str:
        return f"с {self.starts_on:%d.%m.%Y}"


class AcademicYear(models.Model):
    starts_on = models.DateField("начало", unique=True)
    ends_on = models.DateField("конец")
    # Weeks after which the timetable repeats: 2 = «числитель/знаменатель». Slot.week says which of them.
    cycle_weeks = models.PositiveSmallIntegerField(
        "недель в цикле расписания", default=1, choices=[(1, "одна"), (2, "две"), (3, "три"), (4, "четыре")]
    )

    closed_at = models.DateTimeField(null=True, editable=False)  # passed on to the next year: only read since then

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(starts_on__lt=F("ends_on")), name="year_has_order"),
            models.CheckConstraint(condition=Q(cycle_weeks__range=(1, 4)), name="year_cycle_weeks"),
        ]

    @property
    def title(self) -> str:
        """«2026/27»"""
        return f"{self.starts_on.year}/{self.ends_on.year % 100:02}"

    def __str__(self) -> str:
        return self.title


class PeriodKind(models.TextChoices):
    TRIMESTER = "trimester", "триместр"
    HALF_YEAR = "half_year", "полугодие"


class Period(models.Model):
    """Учётный период. Grades 10-11 use the half-years when the policy says so, everybody else the trimesters."""

    year = models.ForeignKey(AcademicYear, models.CASCADE, related_name="periods")
    kind = models.CharField("вид", max_length=10, choices=PeriodKind.choices)
    number = models.PositiveSmallIntegerField("номер")
    starts_on = models.DateField("начало")
    ends_on = models.DateField("конец")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["year", "kind", "number"], name="period_once"),
            models.CheckConstraint(condition=Q(starts_on__lt=F("ends_on")), name="period_has_order"),
        ]
        ordering = ["starts_on", "kind"]

    @property
    def title(self) -> str:
        """«1-й триместр», «2-е полугодие»"""
        ending = "е" if self.kind == PeriodKind.HALF_YEAR else "й"
        return f"{self.number}-{ending} {self.get_kind_display()}"

    def __str__(self) -> str:
        return self.title


class DayOffKind(models.TextChoices):
    HOLIDAY = "holiday", "праздник"
    VACATION = "vacation", "каникулы"
    CANCELLED = "cancelled", "занятий нет"


class DayOff(models.Model):
    """Days without lessons: for the school, for one grade level or for one class."""

    starts_on = models.DateField("с")
    ends_on = models.DateField("по")
    title = models.CharField("название", max_length=120)
    kind = models.CharField("вид", max_length=10, choices=DayOffKind.choices)
    grade_level = models.PositiveSmallIntegerField("параллель", null=True, blank=True)
    school_class = models.ForeignKey("SchoolClass", models.CASCADE, null=True, blank=True, verbose_name="класс")

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(starts_on__lte=F("ends_on")), name="day_off_has_order")]
        ordering = ["starts_on"]

    @property
    def words(self) -> str:
        """«Осенние каникулы»; «Занятий нет: карантин»"""
        return self.title if self.kind != DayOffKind.CANCELLED else f"Занятий нет: {self.title}"

    def __str__(self) -> str:
        return self.title


class WorkingDay(models.Model):
    """A day that would be free but is worked, by the timetable of `as_weekday` (0 = Monday)."""

    date = models.DateField("день", unique=True)
    as_weekday = models.PositiveSmallIntegerField("по расписанию дня", validators=[MaxValueValidator(6)])

    class Meta:
        ordering = ["date"]

    def __str__(self) -> str:
        return f"{self.date:%d.%m.%Y}"


class Bell(models.Model):
    """When lesson `number` of a shift begins and ends. A grade level's own bells stand before those of everybody."""

    shift = models.PositiveSmallIntegerField(
        "смена", default=1, validators=[MinValueValidator(1), MaxValueValidator(3)]
    )
    grade_level = models.PositiveSmallIntegerField("параллель", default=0)  # 0 = every grade level of the shift
    number = models.PositiveSmallIntegerField("урок", validators=[MaxValueValidator(12)])
    starts_at = models.TimeField("начало")
    ends_at = models.TimeField("конец")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["shift", "grade_level", "number"], name="bell_once"),
            models.CheckConstraint(condition=Q(starts_at__lt=F("ends_at")), name="bell_has_order"),
        ]
        ordering = ["shift", "grade_level", "number"]

    def __str__(self) -> str:
        return f"{self.number}-й урок"


class Room(models.Model):
    """Кабинет. Timetable and lessons name it by `name`; a `shared` one (gym, yard) holds several lessons at once."""

    name = models.CharField("номер или название", max_length=30, unique=True)
    title = models.CharField("что это", max_length=80, blank=True)
    capacity = models.PositiveSmallIntegerField("мест", null=True, blank=True)
    shared = models.BooleanField("несколько уроков сразу", default=False)
    sort_key = models.CharField(max_length=240)

    class Meta:
        ordering = ["sort_key"]

    def __str__(self) -> str:
        return self.name


class SchoolClass(models.Model):
    """Класс («5А»). `unassigned` is «Без класса» of a grade level: pupils an import brought without a class."""

    year = models.ForeignKey(AcademicYear, models.CASCADE, related_name="classes")
    grade_level = models.PositiveSmallIntegerField(
        "параллель", validators=[MinValueValidator(1), MaxValueValidator(11)]
    )
    letter = models.CharField("буква", max_length=20, blank=True)
    shift = models.PositiveSmallIntegerField("смена", default=1)
    week_days = models.PositiveSmallIntegerField(
        "учебных дней в неделе", null=True, blank=True, choices=[(5, "пять"), (6, "шесть")]
    )  # empty = as the school's policy says
    unassigned = models.BooleanField(default=False)
    follows = models.ForeignKey("self", models.SET_NULL, null=True, blank=True, related_name="next_year")  # 8Б of 9Б
    sort_key = models.CharField(max_length=240)  # grade level, then letter: class_sort_key()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["year", "grade_level", "letter", "unassigned"], name="class_once"),
            models.CheckConstraint(condition=Q(grade_level__gte=1, grade_level__lte=11), name="class_grade_level"),
        ]
        ordering = ["sort_key"]

    @property
    def name(self) -> str:
        """«5А»; «10 без класса»"""
        return f"{self.grade_level} без класса" if self.unassigned else f"{self.grade_level}{self.letter}"

    @property
    def title(self) -> str:
        """«5 «А»»"""
        return self.name if self.unassigned else f"{self.grade_level}\u00a0«{self.letter}»"

    def __str__(self) -> str:
        return self.name


class Scale(models.TextChoices):
    MARKS = "marks", "отметки 5-2"
    PASS = "pass", "зачёт"
    NONE = "none", "без отметок"


class Rounding(models.TextChoices):
    """From which average a 5, 4 or 3 is proposed (FIELD.md 2.5)."""

    MATHEMATICAL = "math", "математическое: 4,5 / 3,5 / 2,5"
    LYCEUM = "lyceum", "лицейское: 4,65 / 3,6 / 2,6"
    STRICT = "strict", "строгое: 4,65 / 3,65 / 2,65"
    TENTH = "tenth", "4,6 / 3,6 / 2,6"


class NeededWorks(models.TextChoices):
    """Works without which a final mark needs a reason [6.2]."""

    NONE = "", "не требуются"
    WRITTEN = "written", "письменные"
    PRACTICAL = "lab", "письменные, среди них лабораторная или практическая"


class Subject(models.Model):
    name = models.CharField("название", max_length=200, unique=True)
    short = models.CharField("кратко", max_length=30, blank=True)
    scale = models.CharField("оценивание", max_length=5, choices=Scale.choices, default=Scale.MARKS)
    rounding = models.CharField("округление", max_length=6, choices=Rounding.choices, default=Rounding.MATHEMATICAL)
    needed_works = models.CharField(
        "работы для итоговой отметки", max_length=7, choices=NeededWorks.choices, blank=True, default=NeededWorks.NONE
    )
    # «Математика» of grade 9 is made of алгебра, геометрия, вероятность и статистика.
    part_of = models.ForeignKey("self", models.SET_NULL, null=True, blank=True, related_name="parts")
    sort_key = models.CharField(max_length=240)

    class Meta:
        ordering = ["sort_key"]

    def __str__(self) -> str:
        return self.name
