"""Rows of the mail queue for tests."""

from __future__ import annotations

from typing import Any

from cop_portal.foundation.mail.models import OutgoingMail


def mail(person: Any, **fields: Any) -> OutgoingMail:
    """A mail of its own to a person; each with a key of its own."""
    number = OutgoingMail.objects.count()
    row = OutgoingMail.objects.create(
        **{
            "key": f"made:{person.pk}:{number}",
            "kind": "newsletter",
            "user": person,
            "to_address": person.email,
            "subject": "Water",
            "text": "Dear reader\n",
            "html": "<p>Dear reader</p>",
            **fields,
        }
    )
    row.refresh_from_db()
    return row
