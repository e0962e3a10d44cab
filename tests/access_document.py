"""docs/access.md is made from the URLconf: `python -m tests.access_document` writes it, a test compares."""

import os
from pathlib import Path

DOCUMENT = Path(__file__).resolve().parent.parent / "docs" / "access.md"
HEAD = """# Who may call what

Every address of the product with the audience its view declares (`@audience`). Another role gets 403, nobody signed in
is sent to the sign-in page (scripts: 401). Which objects a caller reaches is the scope's business (`<app>/access.py`):
a foreign object is 404. `tests/test_access_matrix.py` walks all of it with everybody of the cast; whose object is whose
is in `tests/access_table.py`. This page is made by `.venv/bin/python -m tests.access_document`; a test keeps it true.

| address | name | audience |
|---|---|---|
"""


def text() -> str:
    from parta.core.audience import walk
    from parta.core.roles import ROLE_TITLES, Role

    rows = []
    for route, pattern in walk():
        who = sorted(ROLE_TITLES[one] if isinstance(one, Role) else one.value for one in pattern.callback.audience)
        rows.append(f"| `/{route}` | `{pattern.name}` | {', '.join(who)} |")
    return HEAD + "\n".join(sorted(rows)) + "\n"


if __name__ == "__main__":
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
    django.setup()
    DOCUMENT.write_text(text())
