"""«Почему видно / не видно», for the administration. Says what somebody may see, never shows it."""

from typing import Any
from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from parta.core.asked import date_of, number_of
from parta.core.audience import audience
from parta.core.http import Request
from parta.ops.why import choosing
from parta.ops.why.grounds import about, explain, grounds
from parta.ops.why.verdicts import RIGHTS, verdicts
from parta.people.finding import MOST_LETTERS
from parta.school.editing import MANAGERS
from parta.teaching.actors import actor_of

Address = dict[str, str]


@require_safe
@audience(*MANAGERS)
def why(request: Request) -> HttpResponse:
    given: Address = {name: value for name, value in request.GET.items() if isinstance(value, str)}
    on = date_of(given.get("on", "")) or request.actor.on
    holder = choosing.holder(request.actor, number_of(given.get("user", "")))
    kind = next((kind for kind in RIGHTS if kind in given), "")
    obj = choosing.chosen(request.actor, kind, number_of(given[kind]) or 0) if kind else None
    who, what = (" ".join(given.get(name, "").split())[:MOST_LETTERS] for name in ("who", "what"))
    people = [] if holder else choosing.holders(request.actor, who)
    things = [] if obj else choosing.things_named(request.actor, what)
    context = {
        "section": "school",
        "on": on,
        "today": request.actor.on,
        "who": who,
        "what": what,
        "holder": holder and holder.person,
        "obj": choosing.title_of(obj) if obj else "",
        "kept": _kept(given, on),
        "people": [(one, _link(given, user=one.pk)) for one in people],
        "things": [(one, _link(given, **{one.kind: one.pk})) for one in things],
        "answers": _answers(holder, kind, obj, on) if holder and obj else [],
    }
    return render(request, "ops/why.html", context)


def _answers(holder: Any, kind: str, obj: Any, on: Any) -> list[tuple[Any, Any]]:
    actor = actor_of(holder, on)
    found = grounds(holder, actor, about(kind, obj, on), on)
    return [(one, explain(actor, one, found)) for one in verdicts(actor, kind, obj.pk)]


def _kept(given: Address, on: Any) -> list[tuple[str, str]]:
    """What the form carries along: whoever and whatever is chosen already."""
    return [(name, given[name]) for name in ("user", *RIGHTS) if given.get(name, "").isdecimal()]


def _link(given: Address, **chosen: int) -> str:
    return urlencode({**given, **chosen})
