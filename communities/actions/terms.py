"""Writing the terms of reference and publishing them in dated versions."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from communities.actions.documents import EditedMeanwhile, locked_draft, write
from communities.activity import TERMS_PUBLISHED
from communities.enums import Capability
from communities.models import Community, TermsDraft, TermsVersion
from communities.permissions import check_capability
from communities.queries.terms import current, draft_of
from cop_portal.foundation.activity.record import record
from cop_portal.foundation.permissions import actor_or_none

__all__ = ["EditedMeanwhile", "publish", "save_draft"]


@transaction.atomic
def save_draft(*, community: Community, by: Any, revision: int, **sections: str) -> TermsDraft:
    """Save the draft that was opened at `revision`. Raises EditedMeanwhile; then nothing is written."""
    check_capability(by, community, Capability.EDIT_TERMS)
    draft_of(community)
    return write(locked_draft(TermsDraft, community, revision), by, sections)


@transaction.atomic
def publish(
    *,
    community: Community,
    by: Any,
    changes: str = "",
    revision: int | None = None,
    number: int | None = None,
) -> TermsVersion:
    """Make the draft the next version. Raises EditedMeanwhile where it changed since it was seen.

    With the number it is to get, twice is once.
    """
    check_capability(by, community, Capability.EDIT_TERMS)
    Community.objects.select_for_update(no_key=True).get(pk=community.pk)
    draft_of(community)
    draft = locked_draft(TermsDraft, community, revision)
    texts = draft.texts()
    if not any(text.strip() for text in texts.values()):
        raise ValidationError(_("Answer at least one of the five questions."))
    last = current(community)
    if last and all(getattr(last, name) == text for name, text in texts.items()):
        if (last.number, last.published_by) == (number, actor_or_none(by)):
            return last
        raise ValidationError(_("Nothing changed since version %(number)s.") % {"number": last.number})
    version = TermsVersion.objects.create(
        community=community,
        number=last.number + 1 if last else 1,
        changes=changes,
        published_by=actor_or_none(by),
        **texts,
    )
    record(TERMS_PUBLISHED, by=by, target=version, community=community, number=version.number)
    return version
