"""A picture of its own as a community's sign, and the weave again."""

from __future__ import annotations

import secrets
from typing import Any

from django.core.files.base import ContentFile
from django.core.files.storage import Storage
from django.db import transaction

from communities.activity import IDENTITY_CHANGED
from communities.enums import Capability
from communities.models import Community
from communities.permissions import check_capability
from cop_portal.foundation import uploads
from cop_portal.foundation.activity.record import record


@transaction.atomic
def set_emblem(*, community: Community, by: Any, name: str = "", content: bytes = b"") -> Community:
    """Carry this picture, or without one the weave. Raises ValidationError for what is no picture."""
    check_capability(by, community, Capability.EDIT_IDENTITY)
    forms = uploads.emblem_forms(uploads.emblem(name, content)) if content else {}
    locked = Community.objects.select_for_update(no_key=True).only("pk", "emblem").get(pk=community.pk)
    before, storage = locked.emblem_key, locked.emblem.storage
    if not forms and not before:
        return community
    key = secrets.token_urlsafe(16)
    for ending, form in forms.items():
        storage.save(f"emblems/{key}{ending}", ContentFile(form))
    community.emblem = f"emblems/{key}.webp" if forms else ""
    community.save(update_fields=["emblem"])
    record(IDENTITY_CHANGED, by=by, target=community, community=community)
    if before:
        transaction.on_commit(lambda: _delete(storage, before))
    return community


def _delete(storage: Storage, key: str) -> None:
    for ending in uploads.EMBLEM_ENDINGS:
        storage.delete(f"emblems/{key}{ending}")
