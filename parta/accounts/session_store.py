"""Sessions in our own table (setting SESSION_ENGINE): Django's database store that also knows whose a session is, since
when, from where and when it was last used. Reading one stays one query."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, cast

from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore as DatabaseStore

from parta.accounts.models import Session
from parta.accounts.rules import sessions as rules
from parta.core import dates


@dataclass(frozen=True)
class Facts:
    """What the row says besides the session's data."""

    created_at: datetime
    seen_at: datetime
    device: str = ""
    network: str = ""
    shared: bool = False


class SessionStore(DatabaseStore):
    facts: Facts | None = None  # None till it is read or begun

    @classmethod
    def get_model_class(cls) -> type[Session]:
        return Session

    def load(self) -> dict[str, Any]:
        row = cast(Session | None, self._get_session_from_db())  # type: ignore[attr-defined]
        if row is None:
            return {}
        self.facts = Facts(row.created_at, row.seen_at, row.device, row.network, row.shared)
        data = self.decode(row.session_data)
        # Whether it is one of the staff is known later (parta.teaching.middleware): here the longest life counts.
        if self._is_over(signed_in=SESSION_KEY in data):
            self.delete()
            self.facts = self._session_key = None
            return {}
        return data

    def _is_over(self, *, signed_in: bool) -> bool:
        if self.facts and not signed_in:
            return dates.now() - self.facts.created_at >= rules.NOBODY
        return self.is_over(staff=False, at=dates.now())

    def is_over(self, *, staff: bool, at: datetime) -> bool:
        """SESS-01"""
        known = self.facts
        return known is not None and rules.is_over(
            known.created_at, known.seen_at, at, shared=known.shared, staff=staff
        )

    def begin(self, device: str, network: str, *, at: datetime) -> None:
        """Somebody signs in: the life of the session starts anew."""
        self.facts = Facts(at, at, device, network)

    def share(self) -> None:
        """It is a common computer."""
        if self.facts:
            self.facts = replace(self.facts, shared=True)
            self.modified = True

    def touch(self, at: datetime) -> None:
        """Note a use, seldom enough to cost nothing."""
        if self.facts and rules.worth_noting(self.facts.seen_at, at, shared=self.facts.shared):
            self.facts = replace(self.facts, seen_at=at)
            Session.objects.filter(session_key=self.session_key).update(seen_at=at)

    def create_model_instance(self, data: dict[str, Any]) -> Session:
        row = cast(Session, super().create_model_instance(data))
        if self.facts is None:
            self.begin("", "", at=dates.now())
        for name, value in vars(self.facts).items():
            setattr(row, name, value)
        row.user_id = data.get(SESSION_KEY)
        return row

    def flush(self) -> None:
        super().flush()
        self.facts = None
