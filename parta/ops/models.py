"""Roster imports: what a run created or changed (so that it can be undone), and the ids of other systems."""

from django.db import models

from parta.school.models import AcademicYear

ROLLOVER = "rollover"  # the source of a run that passed a year on: parta.ops.rollover


class ImportRun(models.Model):
    """One applied import, or rollover. Refused rows leave only their count."""

    source = models.CharField(max_length=20)  # "book" | "oneroster" | "sds" | ROLLOVER …
    title = models.CharField(max_length=200)  # name of the file or folder
    digest = models.CharField(max_length=64)
    applied_at = models.DateTimeField()
    applied_by = models.BigIntegerField(null=True)  # User.pk; None = the command line
    counts = models.JSONField()  # {"created": {"Pupil": 25, …}, "changed": …, "same": …, "refused": …}
    undone_at = models.DateTimeField(null=True)
    undone_by = models.BigIntegerField(null=True)

    def __str__(self) -> str:
        return f"{self.title}, {self.applied_at:%d.%m.%Y %H:%M}"


class ImportItem(models.Model):
    """One object a run created (`before` is None) or changed (`before` holds the old values of the changed fields)."""

    run = models.ForeignKey(ImportRun, models.CASCADE, related_name="items")
    position = models.PositiveIntegerField()
    model = models.CharField(max_length=60)  # "people.Pupil"
    object_id = models.BigIntegerField()
    before = models.JSONField(null=True)
    after = models.JSONField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["run", "position"], name="import_item_once")]
        ordering = ["position"]

    def __str__(self) -> str:
        return f"{self.model} {self.object_id}"


class ImportMapping(models.Model):
    """Which columns of a foreign file are which of our fields; found again by the file's headings."""

    kind = models.CharField(max_length=20)  # what the rows are: "pupils", "marks", "finals", …
    signature = models.CharField(max_length=64)  # SHA-256 of the headings
    title = models.CharField(max_length=200)  # of the file it was made for
    choices = models.JSONField()  # {"fields": [a field or "" for each heading], "fixed": {…}}
    saved_by = models.BigIntegerField(null=True)  # User.pk; None = the command line
    saved_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["kind", "signature"], name="import_mapping_once")]

    def __str__(self) -> str:
        return f"{self.kind}: {self.title}"


class ExternalId(models.Model):
    """What another system calls an object of ours."""

    source = models.CharField(max_length=20)
    kind = models.CharField(max_length=20)  # "staff", "class", "pupil", "guardian", "subject", "course", "slot"
    key = models.CharField(max_length=400)
    object_id = models.BigIntegerField()
    run = models.ForeignKey(ImportRun, models.CASCADE, related_name="external_ids")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["source", "kind", "key"], name="external_id_once")]
        indexes = [models.Index(fields=["kind", "object_id"], name="external_id_of_object")]

    def __str__(self) -> str:
        return f"{self.source} {self.kind} {self.key}"


class RolloverDraft(models.Model):
    """What the school has decided about passing a year on, before it is carried out (parta.ops.rollover)."""

    year = models.OneToOneField(AcademicYear, models.CASCADE, related_name="+")
    choices = models.JSONField(default=dict)
    saved_by = models.BigIntegerField(null=True)  # User.pk
    saved_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"перевод из {self.year}"
