"""One-time codes as people meet them: printed on a PDF, typed into a form."""

import re
from io import BytesIO
from typing import Any

import pypdf
from django.test import Client

from parta.people.papers.slips import picture

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


def pictures_of(answer: Any) -> list[list[str]]:
    """The QR pictures of a PDF answer in their order, read from its drawing: rows of dark «1» and light «0» squares."""
    found = []
    for page in pypdf.PdfReader(BytesIO(answer.content)).pages:
        drawing = page.get_contents()
        assert drawing is not None
        for drawn in drawing.get_data().decode("latin-1").split("\nW\nn\n")[1:]:
            runs = re.findall(r"(?<![\d.])(\d+) (\d+)\.5 m (\d+) \2\.5 l", drawn.split("\nS\n")[0])
            size = max(int(end) for _, _, end in runs)
            rows = [["0"] * size for _ in range(size)]
            for start, row, end in runs:
                rows[int(row)][int(start) : int(end)] = "1" * (int(end) - int(start))
            found.append(["".join(row) for row in rows])
    return found


def squares(text: str) -> list[str]:
    """The picture that says `text`."""
    return ["".join(map(str, row)) for row in picture(text).matrix]
