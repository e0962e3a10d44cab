"""What every page needs: menu, theme, import map."""

import base64
import hashlib
import json
from functools import cache
from typing import Any

from django.contrib.staticfiles.finders import get_finders
from django.templatetags.static import static

from parta.core.http import Request
from parta.core.registry import menu_of


@cache
def import_map() -> str:
    """Bare names («parta/journal/queue») of our own modules to their served addresses, as JSON.

    With it the modules import each other by bare name and the hashed names of static files need no rewriting.
    """
    imports = {}
    for finder in get_finders():
        for path, _storage in finder.list([]):
            app, _, rest = path.replace("\\", "/").partition("/js/")
            if rest.endswith(".js") and "/" not in app:
                imports[f"parta/{app}/{rest.removesuffix('.js')}"] = static(path)
    return json.dumps({"imports": dict(sorted(imports.items()))}, separators=(",", ":"))


@cache
def import_map_hash() -> str:
    digest = hashlib.sha256(import_map().encode()).digest()
    return "sha256-" + base64.b64encode(digest).decode()


# The order in which the theme button goes round.
THEME_TITLES = {"": "как в системе", "light": "светлая", "dark": "тёмная"}


def base_context(request: Request) -> dict[str, Any]:
    actor = getattr(request, "actor", None)
    theme = request.user.theme if actor is not None else ""
    themes = list(THEME_TITLES)
    return {
        "actor": actor,
        "shared_computer": bool((facts := getattr(request.session, "facts", None)) and facts.shared),
        "menu": menu_of(actor),
        # Counted with the account; absent at the moment of the sign-in itself.
        "unread": (getattr(request.user, "unread", None) or 0) if actor is not None else 0,
        "factor_note": getattr(request, "factor_note", ""),
        "theme": theme,
        "theme_title": THEME_TITLES[theme],
        "next_theme": themes[(themes.index(theme) + 1) % len(themes)],
        "import_map": import_map(),
    }
