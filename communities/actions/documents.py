"""What charter and terms of reference share: nobody overwrites a draft unseen."""

from __future__ import annotations

from typing import Any

from communities.models import Community
from cop_portal.foundation.permissions import actor_or_none


class EditedMeanwhile(Exception):
    """Somebody saved the draft since this person opened it. `draft` is theirs, as it stands now."""

    def __init__(self, draft: Any) -> None:
        super().__init__()
        self.draft = draft


def locked_draft(model: Any, community: Community, revision: int | None) -> Any:
    """The draft, for this transaction, if it is still the one that was opened. It exists already."""
    draft = model.objects.select_for_update().get(community=community)
    if revision is not None and draft.revision != revision:
        raise EditedMeanwhile(draft)
    return draft


def tidy(text: str) -> str:
    return text.replace("\r\n", "\n").strip()


def write(draft: Any, by: Any, texts: dict[str, str]) -> Any:
    """Put texts into a draft's sections; its revision rises."""
    for name in draft.SECTIONS:
        if name in texts:
            setattr(draft, name, tidy(texts[name]))
    draft.revision += 1
    draft.updated_by = actor_or_none(by)
    draft.save()
    return draft
