"""What is accepted as a file and how it is kept."""

import io
import os
import zipfile
from datetime import timedelta

import pytest
from PIL import Image

from parta.core import dates
from parta.core.actor import Actor
from parta.files import actions, store
from parta.files.models import StoredFile
from parta.files.rules import uploads
from parta.files.rules.uploads import FileRefused
from parta.journal.models import LessonFile
from tests.uploads import office, pdf, picture, sheet


@pytest.mark.parametrize(
    ("name", "content", "media_type"),
    [
        ("Задачи.pdf", pdf(), "application/pdf"),
        ("Схема.PNG", picture(), "image/png"),
        ("доска.jpeg", picture("JPEG"), "image/jpeg"),
        ("Текст.docx", office(), uploads.DOCX.media_type),
        ("Таблица.xlsx", sheet(), uploads.XLSX.media_type),
        ("слова.txt", "пёс, мышь\r\n".encode(), "text/plain"),
        ("слова.txt", "пёс, мышь".encode("cp1251"), "text/plain"),
        ("слова.txt", "пёс".encode("utf-16"), "text/plain"),
        ("разметка.txt", b"<script>alert(1)</script>", "text/plain"),
    ],
)
def test_accepted(name: str, content: bytes, media_type: str) -> None:
    found = actions.check(name, content)
    assert (found.name, found.media_type) == (name, media_type)


def _zip(**entries: bytes) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in entries.items():
            archive.writestr(name, content)
    return stream.getvalue()


def _spoiled(method: int) -> bytes:
    """An office file whose list of types is packed by `method` and damaged inside: it opens, but doesn't unpack."""
    stream = io.BytesIO()
    name = "[Content_Types].xml"
    with zipfile.ZipFile(stream, "w", method) as archive:
        archive.writestr(name, bytes(range(256)) * 12)
    spoiled = bytearray(stream.getvalue())
    start = spoiled.index(name.encode()) + len(name)
    for place in range(start + 13, start + 40):
        spoiled[place] ^= 0xA5
    return bytes(spoiled)


def _macro_types() -> bytes:
    content = b'<Types><Override ContentType="application/vnd.ms-word.document.macroEnabled.main+xml"/></Types>'
    return _zip(**{"[Content_Types].xml": content, "word/document.xml": b"<d/>"})


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("рисунок.svg", b"<svg xmlns='http://www.w3.org/2000/svg'/>", "не принимаются"),
        ("страница.html", b"<html></html>", "не принимаются"),
        ("данные.xml", b"<a/>", "не принимаются"),
        ("архив.zip", _zip(a=b"1"), "не принимаются"),
        ("без расширения", pdf(), "не принимаются"),
        ("", pdf(), "не принимаются"),
        (".pdf", pdf(), "не принимаются"),
        ("пустой.pdf", b"", "пустой"),
        ("большой.pdf", b"%PDF-1.4" + b"0" * uploads.BIGGEST + b"%%EOF", "больше 10 МБ"),
        ("на самом деле.pdf", picture(), "внутри PNG"),
        ("снимок.png", picture("JPEG"), "внутри JPG"),
        ("книга.docx", sheet(), "внутри XLSX"),
        ("страница.pdf", b"<html>%PDF-1.4 %%EOF</html>", "внутри TXT"),
        ("обрезан.pdf", b"%PDF-1.4 no end", "не похоже на PDF"),
        ("программа.txt", b"MZ\x90\x00\x03\x00", "не похоже на TXT"),
        ("архив.docx", _zip(a=b"1"), "не похоже на DOCX"),
        ("повреждён.docx", office()[:-30], "повреждён"),
        ("сжат.docx", _spoiled(zipfile.ZIP_DEFLATED), "повреждён"),
        ("сжат.docx", _spoiled(zipfile.ZIP_BZIP2), "повреждён"),
        ("сжат.docx", _spoiled(zipfile.ZIP_LZMA), "повреждён"),
        ("макросы.docx", office(**{"word__vbaProject.bin": b"1"}), "макросы"),
        ("макросы.docx", _macro_types(), "макросы"),
        ("наружу.docx", office(**{"..__..__etc__passwd": b"1"}), "недопустимые имена"),
        ("бомба.docx", office(word__big=b"0" * 12_000_000), "слишком много"),
        ("старый.xlsx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"0" * 600, "старый формат"),
        ("не снимок.jpg", b"\xff\xd8\xff\xe0 nothing of a picture", "повреждена"),
        ("огромный.png", picture(size=(9000, 5000)), "мегапикселей"),
    ],
)
def test_refused_by_name_with_the_reason(name: str, content: bytes, words: str) -> None:
    with pytest.raises(FileRefused) as refused:
        actions.check(name, content)
    assert words in str(refused.value)
    assert str(refused.value).startswith("«")


@pytest.mark.parametrize(
    ("given", "shown"),
    [
        ("../../x.pdf", "x.pdf"),
        ("C:\\Учебник\\§ 5.pdf", "§ 5.pdf"),
        ("a\r\nX: y.pdf", "a X: y.pdf"),
        ("a\r\nSet-Cookie.pdf", "a Set-Cookie.pdf"),
        ("\u202eexe.pdf", "exe.pdf"),
        ("а\x00б.txt", "аб.txt"),
        ("й" * 4000 + ".pdf", "й" * 116 + ".pdf"),
        (" ..  имя .pdf ", "имя.pdf"),
        ("...", ""),
    ],
)
def test_a_name_is_only_a_label(given: str, shown: str) -> None:
    assert uploads.clean_name(given) == shown
    assert len(shown) <= uploads.LONGEST_NAME


def test_a_photo_keeps_the_picture_only() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6  # turned
    exif[0x010F] = "Телефон Маши"
    taken = picture("JPEG", (40, 20), exif=exif, comment=b"secret") + b"PK\x03\x04tail"
    content = actions.check("доска.jpg", taken).content
    assert b"secret" not in content
    assert not content.endswith(b"tail")
    with Image.open(io.BytesIO(content)) as image:
        assert (image.size, dict(image.getexif())) == ((20, 40), {})


def _keep(name: str, content: bytes, by: Actor | None = None, at=None) -> StoredFile:
    return actions.keep([actions.check(name, content)], by=by, at=at or dates.now())[0]


def test_content_is_kept_once_outside_the_web_root(db, settings) -> None:
    first, again = _keep("а.txt", b"one and the same"), _keep("б.txt", b"one and the same")
    assert first.pk == again.pk
    path = store.path_of(first.sha256)
    assert path.read_bytes() == b"one and the same"
    assert settings.STATIC_ROOT not in path.parents
    assert path.stat().st_mode & 0o077 == 0


def test_a_full_disk_and_a_spent_quota_are_said(db, monkeypatch) -> None:
    monkeypatch.setattr(uploads, "DAY_QUOTA", 10)
    _keep("а.txt", b"8 bytes.", Actor(on=dates.now().date(), user_id=5))
    with pytest.raises(FileRefused, match="за сутки"):
        _keep("б.txt", b"3 b", Actor(on=dates.now().date(), user_id=5))
    _keep("б.txt", b"3 b", Actor(on=dates.now().date(), user_id=6))
    monkeypatch.setattr(store, "FREE_SHARE", 2)
    monkeypatch.setattr(store, "FREE_ENOUGH", 10**18)
    with pytest.raises(FileRefused, match="кончается место"):
        _keep("в.txt", b"any")


def test_orphans_go_after_a_day_and_what_is_used_stays(cast) -> None:
    before = {path for path in store.root().rglob("*") if path.is_file()} if store.root().exists() else set()
    now = dates.now()
    used, unused, young = (_keep(f"{word}.txt", word.encode()) for word in ("used", "unused", "young"))
    LessonFile.objects.create(lesson=cast.lessons["algebra"], file=used, name="used.txt")
    stray = store.root() / "new-unfinished"
    stray.write_bytes(b"half")
    long_ago = now - timedelta(days=3)
    StoredFile.objects.exclude(pk=young.pk).update(stored_at=long_ago)
    for path in (stray, store.path_of(used.sha256), store.path_of(unused.sha256), *before):
        os.utime(path, (long_ago.timestamp(), long_ago.timestamp()))
    actions.remove_orphans(at=now)
    assert set(StoredFile.objects.values_list("pk", flat=True)) == {used.pk, young.pk}
    assert not stray.exists()
    assert not store.path_of(unused.sha256).exists()
    assert store.path_of(used.sha256).exists()
    assert store.path_of(young.sha256).exists()
