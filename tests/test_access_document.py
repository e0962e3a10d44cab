from tests.access_document import DOCUMENT, text


def test_the_document_tells_every_address():
    assert DOCUMENT.read_text() == text(), "write it anew: python -m tests.access_document"
