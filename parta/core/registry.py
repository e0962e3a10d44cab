"""What the base page shows of other apps: menu items, filled in `AppConfig.ready()`, so that core imports none."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime

from parta.core.actor import Actor


@dataclass(frozen=True)
class MenuItem:
    """One entry of the menu. `section` marks the current one (a view sets it in its context)."""

    title: str
    url: str
    icon: str  # symbol of icons/sprite.svg without «i-»
    section: str
    order: int
    on_phone: bool = True  # in the bottom bar of the phone, while there is room for four
    short_title: str = ""  # for the bottom bar

    @property
    def short(self) -> str:
        return self.short_title or self.title


_sources: list[Callable[[Actor], Iterable[MenuItem]]] = []


def menu_source(source: Callable[[Actor], Iterable[MenuItem]]) -> Callable[[Actor], Iterable[MenuItem]]:
    """Register a function that gives an actor's menu items. It may not query: everything is in the actor."""
    if source not in _sources:
        _sources.append(source)
    return source


def menu_of(actor: Actor | None) -> list[MenuItem]:
    if actor is None:
        return []
    items = [item for source in _sources for item in source(actor)]
    return sorted(items, key=lambda item: item.order)


_school_line: list[Callable[[], str]] = []


def school_line_source(source: Callable[[], str]) -> None:
    """Register the function that says which school this is: the pages before the sign-in have no actor to ask."""
    _school_line[:] = [source]


def school_line() -> str:
    """«Школа № 14, г. Заречный»; empty before `parta setup`."""
    return _school_line[0]() if _school_line else ""


Tell = Callable[..., None]
_tell: list[Tell] = []


def teller(tell: Tell) -> None:
    """Register the function that tells people something on their pages: notices stand above what wants to tell."""
    _tell[:] = [tell]


def tell(user_ids: Iterable[int], kind: str, text: str, url: str = "", *, at: datetime) -> None:
    """`parta.notices.actions.tell`, for apps below it."""
    for function in _tell:
        function(user_ids, kind, text, url, at=at)
