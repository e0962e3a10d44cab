"""Small files of the accepted types, made in memory."""

import io
import zipfile

from PIL import Image

_TYPES = "application/vnd.openxmlformats-officedocument."


def picture(form: str = "PNG", size: tuple[int, int] = (8, 6), **options: object) -> bytes:
    stream = io.BytesIO()
    Image.new("RGB", size, (40, 90, 160)).save(stream, form, **options)
    return stream.getvalue()


def pdf() -> bytes:
    return b"%PDF-1.4\n1 0 obj <</Type/Catalog>> endobj\ntrailer <</Root 1 0 R>>\n%%EOF\n"


def office(main: str = "word/document.xml", kind: str = "wordprocessingml.document", **parts: bytes) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", f'<Types><Override ContentType="{_TYPES}{kind}.main+xml"/></Types>')
        archive.writestr(main, "<document/>")
        for name, content in parts.items():
            archive.writestr(name.replace("__", "/"), content)
    return stream.getvalue()


def sheet() -> bytes:
    return office("xl/workbook.xml", "spreadsheetml.sheet")
