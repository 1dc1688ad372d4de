"""Setting something aside on one's own desk, and taking it back."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from communities.models import SetAside


@transaction.atomic
def set_aside(*, by: Any, key: str, reason: str) -> None:
    """Do not show this again as it stands. The reason is for oneself; it is asked so that one thinks.

    A private note, not an event of any community: it leaves no line in the record.
    """
    if not reason.strip():
        raise ValidationError(_("Say why it can wait; you read it when you look back."))
    SetAside.objects.update_or_create(user=by, key=key[:100], defaults={"reason": reason.strip()[:300]})


@transaction.atomic
def take_back(*, by: Any, key: str) -> None:
    SetAside.objects.filter(user=by, key=key).delete()
