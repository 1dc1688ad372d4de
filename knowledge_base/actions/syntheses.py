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
from discussions.models import Contribution, Synthesis
from knowledge_base.actions import resources
from knowledge_base.activity import RESOURCE_DRAFTED
from knowledge_base.enums import CreditRole, Kind
from knowledge_base.models import Credit, ResourcePage

TEXTS = ("conclusions", "minority", "open_questions")


@transaction.atomic
def draft_from_synthesis(
    *, synthesis: Synthesis, by: Any, at: datetime.datetime | None = None, quiet: bool = False
) -> ResourcePage:
    """The draft of a resource with its conclusions and its sources, handed in for review. Asked again, the same.

    Everybody cited is a source; who contributed and is not cited is a contributor.
    """
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
        in_short=plain(render(synthesis.in_short))[:4000],
        **{name: plain(render(getattr(synthesis, name))) for name in TEXTS},
        body=[("paragraph", RichText(synthesis.body_html))],
    )
    page.owner = keeper.user if keeper else (by if isinstance(by, User) else None)
    page.credits.set(_credits(synthesis))
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


def _credits(synthesis: Synthesis) -> list[Credit]:
    """Each person once: who wrote it, then the sources, then the other contributors, by their first contribution."""
    writer = synthesis.written_by
    found: dict[int, Credit] = {}
    if writer is not None:
        found[writer.pk] = Credit(user=writer, name=writer.name, role=CreditRole.AUTHOR)
    cited = Contribution.objects.filter(cited_in__synthesis=synthesis)
    spoken = Contribution.objects.standing().filter(discussion=synthesis.discussion)
    for rows, role in ((cited, CreditRole.SOURCE), (spoken, CreditRole.CONTRIBUTOR)):
        for row in rows.select_related("author").defer("body", "body_html").order_by("number"):
            if (author := row.author) is not None:
                found.setdefault(
                    author.pk, Credit(user=author, name=author.name, role=role, contribution=row)
                )
    return list(found.values())
