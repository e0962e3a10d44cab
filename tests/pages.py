"""A page's form as a person sends it: opened, some fields changed, sent."""

import html
import re
from collections.abc import Iterable
from html.parser import HTMLParser
from typing import Any

from django.http import HttpResponse
from django.test import Client


class _Fields(HTMLParser):
    """Values of the fields of the page's own form (`<form class="leaf" method="post">`), as a browser would send."""

    def __init__(self) -> None:
        super().__init__()
        self.values: dict[str, list[str]] = {}
        self.inside = False
        self.select = ""
        self.first = ""  # a select without a chosen option sends its first one
        self.textarea = ""

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        at = {name: value or "" for name, value in attributes}
        if tag == "form":
            self.inside = at.get("method") == "post" and at.get("class") == "leaf"
        elif self.inside and tag == "input" and at.get("name"):
            if at.get("type") != "checkbox" or "checked" in at:
                self._add(at["name"], at.get("value", "on" if at.get("type") == "checkbox" else ""))
        elif self.inside and tag == "select":
            self.select, self.first = at["name"], ""
        elif self.inside and tag == "option" and self.select:
            self.first = self.first or at.get("value", "")
            if "selected" in at:
                self._add(self.select, at.get("value", ""))
        elif self.inside and tag == "textarea":
            self.textarea = at["name"]

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self.inside = False
        elif tag == "select" and self.select:
            self.values.setdefault(self.select, [self.first])
            self.select = ""
        elif tag == "textarea":
            self.textarea = ""

    def handle_data(self, data: str) -> None:
        if self.textarea:
            self._add(self.textarea, data.strip("\r\n"))

    def _add(self, name: str, value: str) -> None:
        self.values.setdefault(name, []).append(value)


def fields(client: Client, address: str) -> dict[str, list[str]]:
    """What the page's form would send as it stands."""
    answer = client.get(address)
    assert answer.status_code == 200, f"{address}: {answer.status_code}"
    parser = _Fields()
    parser.feed(answer.content.decode())
    assert parser.values, f"{address}: no form"
    parser.values.pop("csrfmiddlewaretoken", None)
    return parser.values


def send(client: Client, address: str, opened: dict[str, list[str]] | None = None, **changes: Any) -> HttpResponse:
    """Open the page (unless `opened` long ago), change these fields, send. Lists are several values of one field."""
    data: dict[str, Any] = dict(opened if opened is not None else fields(client, address))
    data.update({name: _plain(value) for name, value in changes.items()})
    answer: HttpResponse = client.post(address, data)
    return answer


def _plain(value: Any) -> Any:
    if isinstance(value, Iterable) and not isinstance(value, str):
        return [str(one) for one in value]
    return "" if value is None else str(value)


def said(answer: HttpResponse) -> str:
    """The text of a page, without tags, with plain spaces."""
    text = re.sub(r"<(script|style).*?</\1>", " ", answer.content.decode(), flags=re.S)
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", text)).replace("\u00a0", " ").split())


def refused(answer: HttpResponse, sentence: str) -> None:
    """The form came back, and it says why."""
    assert answer.status_code == 422, answer.status_code
    assert sentence in said(answer), said(answer)[-1500:]


def saved(answer: HttpResponse) -> None:
    assert answer.status_code == 302, said(answer)[-1500:]
