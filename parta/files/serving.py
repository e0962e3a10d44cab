"""A stored file as an answer. Whoever calls this has checked that the reader may see it."""

import logging

from django.http import Http404, HttpResponse
from django.utils.http import content_disposition_header

from parta.files import store
from parta.files.models import StoredFile

logger = logging.getLogger(__name__)


def download(file: StoredFile, name: str) -> HttpResponse:
    """Always an attachment: nothing uploaded is ever shown inside our own pages. «nosniff» is on every answer."""
    try:
        content = store.path_of(file.sha256).read_bytes()  # small: rules.uploads.BIGGEST
    except FileNotFoundError:
        logger.error("stored file %s is missing on disk", file.sha256)
        raise Http404 from None
    response = HttpResponse(content, content_type=file.media_type)
    response["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=name) or "attachment"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox; frame-ancestors 'none'"
    return response
