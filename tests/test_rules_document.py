from tests.rules_document import DOCUMENT, lines, text


def test_the_document_tells_the_rules_of_the_code():
    assert DOCUMENT.read_text() == text(), "write it anew: python -m tests.rules_document"


def test_every_rule_has_a_test():
    assert [line for line in lines() if line.endswith("|  |")] == []
