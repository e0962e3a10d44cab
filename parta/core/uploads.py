"""A cap on what one request may upload: the rest is read off the wire and thrown away, so that we can answer."""

from typing import Any

from django.conf import settings
from django.core.files.uploadhandler import FileUploadHandler, StopUpload
from django.http import HttpRequest


class DropTooMuch(FileUploadHandler):
    """Stands first in FILE_UPLOAD_HANDLERS: files of a request past the cap touch neither memory nor disk.

    The view then finds no file and asks `too_big(request)`.
    """

    dropping = False

    def handle_raw_input(self, input_data: Any, META: Any, content_length: int, *rest: Any, **named: Any) -> None:  # noqa: N803
        self.dropping = content_length > settings.UPLOAD_MAX_BYTES

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        super().new_file(*args, **kwargs)
        if self.dropping:
            raise StopUpload(connection_reset=False)

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes:
        return raw_data

    def file_complete(self, file_size: int) -> None:
        return None


def too_big(request: HttpRequest) -> bool:
    """Whether the files of this request were dropped."""
    try:
        return int(request.META.get("CONTENT_LENGTH") or 0) > settings.UPLOAD_MAX_BYTES
    except ValueError:
        return False
