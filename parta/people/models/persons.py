"""People of the school and their dated ties. `starts_on`/`ends_on` are school-local dates, both included; an
empty `ends_on` means «till now». Names sort and are searched by keys made in Python (parta.core.russian)."""

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from parta.core import russian
from parta.core.roles import ROLE_TITLES, Role
from parta.school.models import SchoolClass


class Sex(models.TextChoices):
    MALE = "m", "мужской"
    FEMALE = "f", "женский"


class Person(models.Model):
    """A human being. May be staff, pupil and guardian at once. `name_fields()` gives the name with its keys."""

    last_name = models.CharField("фамилия", max_length=80)
    first_name = models.CharField("имя", max_length=80)
    patronymic = models.CharField("отчество", max_length=80, blank=True)
    birth_date = models.DateField("дата рождения", null=True, blank=True)
    sex = models.CharField("пол", max_length=1, choices=Sex.choices, blank=True)
    email = models.EmailField("e-mail", blank=True)
    phone = models.CharField("телефон", max_length=40, blank=True)
    note = models.TextField("заметка", max_length=2000, blank=True)  # kept by hand, never by an import
    sort_key = models.CharField(max_length=240, db_index=True)
    search_key = models.CharField(max_length=260)
    user = models.OneToOneField(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="person")

    def __str__(self) -> str:
        return self.full_name

    @property
    def full_name(self) -> str:
        """«Соколова Елена Викторовна»"""
        return " ".join(filter(None, [self.last_name, self.first_name, self.patronymic]))

    @property
    def name(self) -> str:
        """«Соколова Елена»"""
        return f"{self.last_name} {self.first_name}".strip()

    @property
    def short_name(self) -> str:
        """«Соколова Е. В.»"""
        initials = [f"{part[0]}." for part in (self.first_name, self.patronymic) if part]
        return russian.NBSP.join([self.last_name, *initials])


def name_fields(last: str, first: str, patronymic: str = "") -> dict[str, Any]:
    """Name columns of `Person` with the keys to sort and search by."""
    last, first, patronymic = (" ".join(part.split()) for part in (last, first, patronymic))
    return {
        "last_name": last,
        "first_name": first,
        "patronymic": patronymic,
        "sort_key": russian.sort_key(last, first, patronymic),
        "search_key": russian.search_key(last, first, patronymic),
    }


class Dated(models.Model):
    starts_on = models.DateField("с")
    ends_on = models.DateField("по", null=True, blank=True)

    class Meta:
        abstract = True


def ordered(name: str) -> models.CheckConstraint:
    return models.CheckConstraint(condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")), name=name)


def valid_on(day: Any, prefix: str = "") -> Q:
    """Rows of a `Dated` model in force on `day`, reached through `prefix` («member__»)."""
    return Q(**{f"{prefix}starts_on__lte": day}) & (
        Q(**{f"{prefix}ends_on__isnull": True}) | Q(**{f"{prefix}ends_on__gte": day})
    )


def valid_within(start: Any, end: Any) -> Q:
    """Rows of a `Dated` model in force on at least one of the days."""
    return not_over(start) & Q(starts_on__lte=end)


def not_over(day: Any) -> Q:
    """Rows of a `Dated` model in force on `day` or to come."""
    return Q(ends_on=None) | Q(ends_on__gte=day)


class StaffMember(Dated):
    """Сотрудник, from the first to the last day of work."""

    person = models.OneToOneField(Person, models.PROTECT, related_name="staff_member")
    position = models.CharField("должность", max_length=120, blank=True)

    class Meta:
        constraints = [ordered("staff_has_order")]

    def __str__(self) -> str:
        return self.person.short_name


class StaffRole(Dated):
    staff = models.ForeignKey(StaffMember, models.CASCADE, related_name="roles")
    role = models.CharField("роль", max_length=12, choices=[(role.value, ROLE_TITLES[role]) for role in Role])

    class Meta:
        constraints = [
            ordered("role_has_order"),
            models.UniqueConstraint(fields=["staff", "role", "starts_on"], name="role_once"),
        ]

    def __str__(self) -> str:
        return ROLE_TITLES[Role(self.role)]


class Homeroom(Dated):
    """Классное руководство, by an order of the school; `acting` = исполняющий обязанности."""

    school_class = models.ForeignKey(SchoolClass, models.CASCADE, related_name="homerooms", verbose_name="класс")
    staff = models.ForeignKey(
        StaffMember, models.PROTECT, related_name="homerooms", verbose_name="классный руководитель"
    )
    order_number = models.CharField("номер приказа", max_length=40, blank=True)
    order_date = models.DateField("дата приказа", null=True, blank=True)
    acting = models.BooleanField("исполняет обязанности", default=False)

    class Meta:
        constraints = [
            ordered("homeroom_has_order"),
            models.UniqueConstraint(fields=["school_class", "staff", "starts_on"], name="homeroom_once"),
        ]

    def __str__(self) -> str:
        return f"{self.school_class}: {self.staff}"


class Pupil(models.Model):
    """Обучающийся. Made only together with a `Consent` of the representative [3.2]."""

    person = models.OneToOneField(Person, models.PROTECT, related_name="pupil")

    def __str__(self) -> str:
        return self.person.name


class ClassMember(Dated):
    pupil = models.ForeignKey(Pupil, models.CASCADE, related_name="class_members")
    school_class = models.ForeignKey(SchoolClass, models.PROTECT, related_name="members")

    class Meta:
        constraints = [
            ordered("class_member_has_order"),
            models.UniqueConstraint(fields=["pupil", "school_class", "starts_on"], name="class_member_once"),
        ]

    def __str__(self) -> str:
        return f"{self.school_class}: {self.pupil}"


class Guardian(models.Model):
    """Родитель (законный представитель)."""

    person = models.OneToOneField(Person, models.PROTECT, related_name="guardian")

    def __str__(self) -> str:
        return self.person.name


class Basis(models.TextChoices):
    """By what somebody stands for a pupil, or signs."""

    PARENT = "parent", "родитель, свидетельство о рождении"
    ADOPTED = "adopted", "усыновитель, решение суда"
    WARDSHIP = "wardship", "опекун или попечитель, акт о назначении"
    SELF = "self", "за себя"


class Guardianship(Dated):
    """Who stands for whom. Limits are set by the school on a document only, with immediate effect."""

    guardian = models.ForeignKey(Guardian, models.CASCADE, related_name="guardianships")
    pupil = models.ForeignKey(Pupil, models.CASCADE, related_name="guardianships")
    relation = models.CharField("кем приходится", max_length=40, blank=True)
    basis = models.CharField("основание", max_length=8, choices=Basis.choices, blank=True)
    basis_document = models.CharField("документ", max_length=200, blank=True)
    letters = models.BooleanField("получает письма школы", default=True)
    reads_diary = models.BooleanField("видит дневник", default=True)
    limit_document = models.CharField("документ об ограничении", max_length=200, blank=True)
    # A pupil of 18 decides; having said nothing, two weeks after the birthday the tie opens nothing (TIE-02).
    allowed_by_adult_on = models.DateField("разрешено совершеннолетним", null=True, blank=True)
    refused_by_adult_on = models.DateField("закрыто совершеннолетним", null=True, blank=True)

    class Meta:
        constraints = [
            ordered("guardianship_has_order"),
            models.UniqueConstraint(fields=["guardian", "pupil", "starts_on"], name="guardianship_once"),
            models.CheckConstraint(
                condition=Q(reads_diary=True) | ~Q(limit_document=""), name="diary_closed_by_document_only"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.guardian} — {self.pupil}"
