"""Every address that gives a file: whose data it holds at once, so that nothing large leaves by one person (PAIR-01).

And: nobody acts as somebody else.
"""

import re
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest
from django.urls import reverse

from parta.core.audience import walk
from tests.access_table import COMMON, TABLE
from tests.cast import Cast
from tests.test_access_matrix import PATTERNS, client_of, has_parameters

ROOT = Path(__file__).resolve().parent.parent

# Above the limit, the personal data of more than one class: taken with an approval of another person.
BY_TWO = {"export-oneroster", "export-consents", "slips-of-school"}
# Below it, or no personal data of pupils and parents: logged (`readings.note`) where it is about people.
BY_ONE = {
    "import-template": "empty",
    "import-template-csv": "empty",
    "import-consents": "whom the reader's own upload names, to be signed for",
    "transfer-sheet": "one pupil",
    "transfer-data": "one pupil",
    "diary-data": "one pupil, for the own family",
    "own-data": "the reader alone",
    "substitution-register-paper": "lessons of the staff in one month",
    "substitution-register-sheet": "lessons of the staff in one month",
    "issue-to-staff": "codes of the staff: slips",
    "issue-to-class": "codes of one class: slips",
    "blank-consent-forms": "empty",
    "consent-text-paper": "empty",
    "class-consent-forms": "one class, to be signed",
    "pupil-consent-forms": "one pupil",
    "consent-scan": "one signed consent",
    "withdrawal-papers": "one pupil, before the erasure",
    "draft-act": "one pupil, before the erasure",
    "destruction-act": "without a name",
    "factor-sheet": "codes of the reader",
    "person-code-sheet": "codes of one of the staff",
    "summary-paper": "final marks of one class",
    "report-cards": "final marks of one class",
    "subject-paper": "final marks of one journal",
    "why-paper": "one pupil",
    "lesson-file": "a file of a lesson's homework",
    "diary-file": "a file of a lesson's homework",
}


def addresses(name: str, cast: Cast) -> list[str]:
    if not has_parameters(PATTERNS[name]):
        return [reverse(name)]
    rows = [TABLE[name].own, TABLE[name].foreign] if name in TABLE else [COMMON[name]]
    return [reverse(name, kwargs=row(cast)) for row in rows]


def is_file(answer: Any) -> bool:
    """And its name tells of nobody: neither a person's name nor a canary."""
    name = unquote(answer.headers.get("Content-Disposition", ""))
    assert not re.search("Зайцев|Ёжиков|Сканарейкин|canary", name), name
    return "attachment" in name


@pytest.mark.parametrize("key", ["deputy", "irina", "anna"])
def test_no_file_leaves_unnoticed(cast: Cast, key: str):
    client = client_of(cast, key)
    found = set()
    for name in PATTERNS:
        if name == "logout":
            continue
        for address in addresses(name, cast):
            if is_file(client.get(address)) or is_file(client.post(address, {"all": "everybody"})):
                found.add(name)
    new = sorted(found - BY_TWO - BY_ONE.keys())
    assert new == [], "say in BY_ONE whose data it holds, or give it out by two (people.large_exports)"


# Where the session learns whose it is.
SIGN_IN = {"parta/accounts/sessions.py", "parta/accounts/session_store.py", "parta/ops/bench/scenes.py"}


def test_nobody_acts_as_somebody_else():
    """No page for it, and no code but the sign-in says whose a session is."""
    words = re.compile(r"impersonat|become|hijack|login.?as|act.?as|view.?as|(^|/)su/")
    assert [route for route, _ in walk() if words.search(route.lower())] == []
    named = re.compile(r"SESSION_KEY|force_login|(?<!\.)\blogin\(|auth\.login")
    found = {
        path.relative_to(ROOT).as_posix()
        for path in ROOT.glob("parta/**/*.py")
        if "tests" not in path.parts and named.search(path.read_text())
    }
    assert found <= SIGN_IN
