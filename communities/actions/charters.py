"""Writing a charter, putting it to the members, agreeing to it."""

from __future__ import annotations

import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from communities.activity import CHARTER_AGREED, CHARTER_PUBLISHED
from communities.enums import Capability
from communities.models import CharterAgreement, CharterDraft, CharterVersion, Community
from communities.permissions import check_agree_to_charter, check_capability
from communities.queries.charters import current, draft_of
from cop_portal.foundation.activity.record import record
from cop_portal.foundation.permissions import actor_or_none


class EditedMeanwhile(Exception):
    """Somebody saved the draft since this person opened it. `draft` is theirs, as it stands now."""

    def __init__(self, draft: CharterDraft) -> None:
        super().__init__()
        self.draft = draft


@transaction.atomic
def save_draft(*, community: Community, by: Any, revision: int, **sections: str) -> CharterDraft:
    """Save the draft that was opened at `revision`. Raises EditedMeanwhile; then nothing is written."""
    check_capability(by, community, Capability.EDIT_CHARTER)
    draft_of(community)
    draft = CharterDraft.objects.select_for_update().get(community=community)
    if draft.revision != revision:
        raise EditedMeanwhile(draft)
    for name in CharterDraft.SECTIONS:
        if name in sections:
            setattr(draft, name, sections[name].replace("\r\n", "\n").strip())
    draft.revision += 1
    draft.updated_by = actor_or_none(by)
    draft.save()
    return draft


@transaction.atomic
def publish(
    *,
    community: Community,
    by: Any,
    changes: str = "",
    revision: int | None = None,
    at: datetime.datetime | None = None,
    quiet: bool = False,
) -> CharterVersion:
    """Put the draft to the members as the next version.

    With a revision, the draft must still be the one seen: raises EditedMeanwhile where it is not.
    """
    check_capability(by, community, Capability.EDIT_CHARTER)
    Community.objects.select_for_update(no_key=True).get(pk=community.pk)
    draft = draft_of(community)
    if revision is not None and draft.revision != revision:
        raise EditedMeanwhile(draft)
    texts = {name: getattr(draft, name) for name in CharterDraft.SECTIONS}
    if not texts["mission"].strip() or not texts["rules"].strip():
        raise ValidationError(_("A charter needs at least a mission and rules."))
    last = current(community)
    if last and all(getattr(last, name) == text for name, text in texts.items()):
        raise ValidationError(_("Nothing changed since version %(number)s.") % {"number": last.number})
    version = CharterVersion.objects.create(
        community=community,
        number=last.number + 1 if last else 1,
        changes=changes,
        published_by=actor_or_none(by),
        published_at=at or timezone.now(),
        **texts,
    )
    record(
        CHARTER_PUBLISHED,
        by=by,
        target=version,
        community=community,
        at=at,
        quiet=quiet,
        number=version.number,
    )
    return version


@transaction.atomic
def agree(
    *, version: CharterVersion, by: Any, at: datetime.datetime | None = None, quiet: bool = False
) -> CharterAgreement:
    """Agree to exactly this version. Twice is once. Raises ValidationError if it is not in force."""
    check_agree_to_charter(by, version.community)
    latest = current(version.community)
    if latest is None or latest.pk != version.pk:
        raise ValidationError(_("A newer version came out. Read what changed before you agree."))
    agreement, new = CharterAgreement.objects.get_or_create(
        version=version, user=by, defaults={"at": at or timezone.now()}
    )
    if new:
        record(
            CHARTER_AGREED,
            by=by,
            target=version,
            community=version.community,
            at=at,
            quiet=quiet,
            number=version.number,
        )
    return agreement
