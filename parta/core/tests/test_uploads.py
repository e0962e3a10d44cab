"""A request that is too big or too many gets a page with the reason, and nothing of it is kept."""

from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpRequest
from django.test import Client, RequestFactory

from parta.core.uploads import too_big


@pytest.fixture
def temporary(settings: Any, tmp_path: Path) -> Path:
    """Where Django puts big files."""
    settings.FILE_UPLOAD_TEMP_DIR = str(tmp_path)
    settings.FILE_UPLOAD_MAX_MEMORY_SIZE = 10
    return tmp_path


def posted(size: int) -> HttpRequest:
    return RequestFactory().post("/", {"word": "слово", "file": SimpleUploadedFile("список.csv", b"x" * size)})


def test_a_request_within_the_cap_arrives(settings: Any, temporary: Path) -> None:
    settings.UPLOAD_MAX_BYTES = 100_000
    request = posted(50_000)
    assert request.FILES["file"].size == 50_000
    assert (request.POST["word"], too_big(request)) == ("слово", False)
    assert len(list(temporary.iterdir())) == 1


def test_files_past_the_cap_touch_no_disk_and_fields_still_arrive(settings: Any, temporary: Path) -> None:
    settings.UPLOAD_MAX_BYTES = 100_000
    request = posted(200_000)
    assert not request.FILES
    assert (request.POST["word"], too_big(request)) == ("слово", True)
    assert list(temporary.iterdir()) == []


def test_too_many_files_are_refused_in_words(client: Client, settings: Any, db: Any) -> None:
    settings.DATA_UPLOAD_MAX_NUMBER_FILES = 3
    files = [SimpleUploadedFile(f"{i}.csv", b"1") for i in range(4)]
    answer = client.post("/login/", {"files": files})
    assert answer.status_code == 400
    assert "Слишком много файлов" in answer.content.decode()


def test_too_long_a_text_is_refused_in_words(client: Client, settings: Any, db: Any) -> None:
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 1000
    answer = client.post("/login/", {"login": "я" * 2000})
    assert answer.status_code == 400
    assert "Слишком большой запрос" in answer.content.decode()


@pytest.mark.parametrize("length", ["", "много"])
def test_a_request_without_a_length_is_not_too_big(length: str) -> None:
    assert not too_big(RequestFactory().get("/", CONTENT_LENGTH=length))
