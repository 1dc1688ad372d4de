"""Django's database sessions, read by a prepared query: every signed-in page asks for one."""

from __future__ import annotations

from typing import Any

from django.contrib.sessions.backends.db import SessionStore as DatabaseSessions
from django.contrib.sessions.models import Session
from django.utils import timezone

from cop_portal.foundation.prepared import Prepared

_LIVING = Prepared(
    lambda marks: Session.objects.filter(
        session_key=marks.text("key"), expire_date__gt=marks.moment("now")
    ).values("session_data")
)


class SessionStore(DatabaseSessions):
    """Sessions survive a Redis that is away, and end at once when they are deleted."""

    @classmethod
    def get_model_class(cls) -> type[Session]:
        return Session

    def load(self) -> dict[str, Any]:
        rows = _LIVING.rows(key=self.session_key, now=timezone.now()) if self.session_key else []
        if not rows:
            self._session_key = None
            return {}
        return self.decode(rows[0][0])
