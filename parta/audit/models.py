"""The change history [8.2.1] and the answers of repeated requests.

`Change` is append-only: triggers refuse UPDATE and DELETE, but for emptying `payload` and `salt` (erasure of a
person's data). Each row's digest covers the previous one, so a row can't be altered or taken out unnoticed.
"""

from django.db import models


class Change(models.Model):
    seq = models.BigIntegerField(unique=True)
    at = models.DateTimeField()
    # Plain numbers, not foreign keys: the history outlives what it tells about.
    actor = models.BigIntegerField(null=True)  # User.pk; None = the system or the command line
    action = models.CharField(max_length=60)  # "journal.put_mark"
    model = models.CharField(max_length=60)  # "journal.Cell"
    object_id = models.BigIntegerField()
    salt = models.CharField(max_length=32, null=True)
    payload = models.TextField(null=True)  # canonical JSON {"before": …, "after": …, "reason": …}
    payload_digest = models.CharField(max_length=64)
    digest = models.CharField(max_length=64)

    class Meta:
        indexes = [models.Index(fields=["model", "object_id", "seq"], name="change_of_object")]

    def __str__(self) -> str:
        return f"{self.seq} {self.action} {self.model} {self.object_id}"


class Head(models.Model):
    """The last link of the chain; one row. Locking it orders the writers."""

    seq = models.BigIntegerField(default=0)
    digest = models.CharField(max_length=64, default="")

    def __str__(self) -> str:
        return str(self.seq)


class Operation(models.Model):
    """A client's write that was answered: repeating it returns the same answer and does nothing."""

    user = models.BigIntegerField()
    op_id = models.CharField(max_length=64)
    at = models.DateTimeField()
    answer = models.JSONField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "op_id"], name="operation_once")]

    def __str__(self) -> str:
        return self.op_id


class Reading(models.Model):
    """A member of the staff looked at personal data: opened a card, searched, printed, exported. Kept a year."""

    at = models.DateTimeField(db_index=True)
    user = models.BigIntegerField()  # User.pk
    what = models.CharField(max_length=40)  # "card", "search", "print", "export"
    model = models.CharField(max_length=60, blank=True)
    object_id = models.BigIntegerField(null=True)
    detail = models.CharField(max_length=200, blank=True)  # never a name

    class Meta:
        indexes = [
            models.Index(fields=["model", "object_id", "at"], name="reading_of_object"),
            models.Index(fields=["user", "id"], name="reading_by_user"),
            models.Index(fields=["what", "id"], name="reading_of_kind"),
        ]

    def __str__(self) -> str:
        return f"{self.what} {self.model} {self.object_id}"
