"""What is decided beside the text is noted in the newest draft too: publishing that draft keeps it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from wagtail.models import Revision

from knowledge_base.models import ResourcePage


def also_in_draft(page: ResourcePage, change: Callable[[Any], None]) -> None:
    draft = page.latest_revision
    if draft is not None:
        said = draft.as_object()
        change(said)
        Revision.objects.filter(pk=draft.pk).update(content=said.serializable_data())
