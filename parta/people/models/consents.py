"""Consents, their withdrawal and erasure; pupils kept on paper [3.2]."""

from django.db import models
from django.db.models import Q

from parta.people.models.persons import Basis, Dated, Person, ordered
from parta.school.models import SchoolClass


class ConsentScope(models.TextChoices):
    """What a consent is for; each is a document of its own (152-ФЗ ст. 9)."""

    JOURNAL = "journal", "электронный журнал и дневник"
    HEALTH = "health", "сведения о здоровье"
    PHOTO = "photo", "фотографии"


class ConsentText(models.Model):
    """The wording of the school's consent form; a change makes a new version, signed ones keep theirs."""

    scope = models.CharField("на что", max_length=8, choices=ConsentScope.choices)
    version = models.PositiveSmallIntegerField("версия")
    body = models.TextField("текст", max_length=20_000)
    made_by = models.BigIntegerField(null=True)  # User.pk; None = the text the product came with
    made_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["scope", "version"], name="consent_text_once")]

    def __str__(self) -> str:
        return f"{self.get_scope_display()}, версия {self.version}"


class Channel(models.TextChoices):
    """How a withdrawal reached the school."""

    PERSONAL = "personal", "лично, письменное заявление"
    POST = "post", "по почте"
    EMAIL = "email", "по электронной почте"


class Consent(models.Model):
    """A signed consent to process the person's data for one purpose [3.2]. Which stand: people.consents."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="consents")
    scope = models.CharField("на что", max_length=8, choices=ConsentScope.choices, default=ConsentScope.JOURNAL)
    text = models.ForeignKey(ConsentText, models.PROTECT, null=True, blank=True)  # None = a paper of the school's own
    given_on = models.DateField("дата согласия")
    valid_until = models.DateField("действует по", null=True, blank=True)  # None = while at the school
    signer = models.CharField("кто подписал", max_length=200)
    basis = models.CharField("основание", max_length=8, choices=Basis.choices, blank=True)
    basis_document = models.CharField("документ", max_length=200, blank=True)
    paper_number = models.CharField("номер бумаги", max_length=40, blank=True)
    scan = models.ForeignKey("files.StoredFile", models.PROTECT, null=True, blank=True)
    entered_by = models.BigIntegerField(null=True)  # User.pk; None = the command line, or before it was kept
    entered_at = models.DateTimeField(null=True)
    withdrawn_on = models.DateField("отозвано", null=True, blank=True)
    withdrawn_channel = models.CharField("как отозвано", max_length=8, choices=Channel.choices, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "scope", "given_on"], name="consent_once")]

    def __str__(self) -> str:
        return f"{self.given_on:%d.%m.%Y}"


class PaperPupil(Dated):
    """A pupil without a consent: nothing but that there is one in the class [3.2]."""

    school_class = models.ForeignKey(SchoolClass, models.CASCADE, related_name="paper_pupils")

    class Meta:
        constraints = [ordered("paper_pupil_has_order")]

    def __str__(self) -> str:
        return f"{self.school_class}: на бумаге"


class Withdrawal(models.Model):
    """Отзыв согласия: the person is out of sight at once, erased within 30 days by two people (152-ФЗ ст. 21 ч. 5).

    Everything of the person is taken out of its tables and lies sealed here till the erasure, or till the withdrawal
    turns out to be a mistake and is undone. `person_id_was` outlives the person.
    """

    person_id_was = models.BigIntegerField(db_index=True)
    school_class = models.ForeignKey(SchoolClass, models.SET_NULL, null=True)  # whose count «на бумаге» it goes to
    received_on = models.DateField("дата отзыва")
    channel = models.CharField("как отозвано", max_length=8, choices=Channel.choices)
    due_on = models.DateField("стереть не позднее")
    noted_by = models.BigIntegerField(null=True)
    noted_at = models.DateTimeField()
    sealed = models.TextField(null=True)  # JSON of the rows put away
    papers = models.BinaryField(null=True)  # PDF: табель and mark sheets as they were on that day
    papers_taken_at = models.DateTimeField(null=True)
    undone_at = models.DateTimeField(null=True)
    erased_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person_id_was"],
                condition=Q(undone_at__isnull=True, erased_at__isnull=True),
                name="one_withdrawal_at_a_time",
            ),
        ]

    def __str__(self) -> str:
        return f"отзыв {self.received_on:%d.%m.%Y}"


class DestructionAct(models.Model):
    """Акт об уничтожении персональных данных (приказ РКН № 179), kept three years. Without the name: that is on paper
    alone. `extract`: what was destroyed, from the change history."""

    number = models.PositiveIntegerField(unique=True)
    withdrawal = models.OneToOneField(Withdrawal, models.PROTECT, related_name="act")
    made_at = models.DateTimeField()
    reason = models.CharField(max_length=300)
    destroyed_by = models.JSONField()  # position and name of both
    extract = models.JSONField()

    def __str__(self) -> str:
        return f"акт № {self.number}"
