"""A synthesis becomes a resource."""

from __future__ import annotations

import datetime
from typing import Any

from django.db import transaction
from wagtail.rich_text import RichText

from communities.enums import Role
from communities.models import Membership
from cop_portal.foundation.accounts.models import User
from cop_portal.foundation.activity.record import record
from cop_portal.foundation.permissions import SYSTEM
from cop_portal.foundation.text import excerpt, plain, render
from discussions.models import Synthesis
from knowledge_base.actions import resources
from knowledge_base.activity import RESOURCE_DRAFTED
from knowledge_base.enums import CreditRole, Kind
from knowledge_base.models import Credit, ResourcePage


@transaction.atomic
def draft_from_synthesis(
    *, synthesis: Synthesis, by: Any, at: datetime.datetime | None = None, quiet: bool = False
) -> ResourcePage:
    """The draft of a resource with credits for everybody cited, handed in for review. Asked again, the same."""
    Synthesis.objects.select_for_update().only("pk").get(pk=synthesis.pk)
    if (known := ResourcePage.objects.filter(synthesis=synthesis).first()) is not None:
        return known
    discussion = synthesis.discussion
    keeper = (
        Membership.objects.with_role(Role.KNOWLEDGE_MANAGER)
        .filter(community=discussion.community)
        .select_related("user")
        .first()
    )
    page = resources.draft(
        community=discussion.community,
        by=SYSTEM,
        kind=Kind.SYNTHESIS,
        title=discussion.title,
        summary=excerpt(plain(render(synthesis.in_short)), 280),
        synthesis=synthesis,
        in_short=plain(render(synthesis.in_short)),
        body=[("paragraph", RichText(synthesis.body_html))],
    )
    page.owner = keeper.user if keeper else (by if isinstance(by, User) else None)
    page.credits.set([*_authors(synthesis), *_sources(synthesis)])
    page.save()
    record(
        RESOURCE_DRAFTED,
        by=by,
        target=ResourcePage(pk=page.pk),
        community=discussion.community,
        at=at,
        quiet=quiet,
        synthesis_id=synthesis.pk,
    )
    resources.submit(resource=page, by=SYSTEM, at=at, quiet=True)
    return ResourcePage.objects.get(pk=page.pk)


def _authors(synthesis: Synthesis) -> list[Credit]:
    writer = synthesis.written_by
    return [Credit(user=writer, name=writer.name, role=CreditRole.AUTHOR)] if writer else []


def _sources(synthesis: Synthesis) -> list[Credit]:
    """Each person once, at the first contribution of theirs that is cited."""
    rows = synthesis.sources.select_related("contribution__author").order_by("contribution__number")
    seen: dict[int, Credit] = {}
    for row in rows:
        author = row.contribution.author
        if author is not None and author.pk != synthesis.written_by_id and author.pk not in seen:
            seen[author.pk] = Credit(
                user=author, name=author.name, role=CreditRole.SOURCE, contribution=row.contribution
            )
    return list(seen.values())
