"""One-time codes as people meet them: printed on a PDF, typed into a form."""

import re
from io import BytesIO
from typing import Any

import pypdf
from django.test import Client

CODE = re.compile(r"[АКМНРТХ2-79]{4} [АКМНРТХ2-79]{4} [АКМНРТХ2-79]{4}")


def pages_of(answer: Any) -> list[str]:
    """The text of each page of a PDF answer, without the difference of spaces."""
    assert answer.headers["Content-Type"] == "application/pdf", answer.status_code
    return _texts(answer.content)


def text_of(pdf: bytes) -> str:
    return "\n".join(_texts(pdf))


def _texts(pdf: bytes) -> list[str]:
    return [page.extract_text().replace("\u00a0", " ") for page in pypdf.PdfReader(BytesIO(pdf)).pages]


def codes_of(answer: Any) -> list[str]:
    return [code for page in pages_of(answer) for code in CODE.findall(page)]


def type_code(client: Client, code: str) -> Any:
    """The code as three groups typed into the form."""
    return client.post("/activate/", dict(zip("abc", code.split(), strict=True)))
