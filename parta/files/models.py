"""Uploaded files, kept once by content outside the web root; served only through the access of who shows them."""

from django.db import models


class StoredFile(models.Model):
    sha256 = models.CharField(max_length=64, unique=True)
    size = models.PositiveIntegerField()  # bytes
    media_type = models.CharField(max_length=100)  # found from the content, never taken from the browser
    stored_by = models.BigIntegerField(null=True)  # User.pk
    stored_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.sha256
