"""Naming people in a text: they are told once, whatever happens to the text afterwards."""

from __future__ import annotations

from typing import Any

from communities.models import Community
from cop_portal.foundation.activity.models import Channel
from cop_portal.foundation.activity.record import record
from cop_portal.foundation.text import Links
from discussions.activity import MENTIONED
from discussions.models import Contribution, Discussion, Mention
from discussions.queries import mentions as queries

People = dict[str, Any]  # the words as they stand in the text, each with the person


def named_in(body: str, *, by: Any, community: Community, channel: str = Channel.WEB) -> People:
    """Whom the text names without doubt. No question where there is no @; an archive names nobody."""
    if "@" not in body or channel == Channel.IMPORT or not getattr(by, "pk", None):
        return {}
    return queries.named_in(body, by=by, community=community).people


def links(named: People) -> Links:
    """The names as links to the profiles, which show themselves only to those who may see them."""
    return {word: (f"@{user.name}", user.get_absolute_url()) for word, user in named.items()}


def keep(
    named: People, *, discussion: Discussion, contribution: Contribution | None = None, by_edit: bool = False
) -> None:
    """One row for each person and text."""
    if named:
        Mention.objects.bulk_create(
            [
                Mention(discussion=discussion, contribution=contribution, user_id=pk, by_edit=by_edit)
                for pk in sorted({user.pk for user in named.values()})
            ],
            ignore_conflicts=True,
        )


def keep_changed(
    named: People, *, discussion: Discussion, contribution: Contribution | None = None
) -> set[int]:
    """After a change of the text: who is gone is told no more. Returns who is new, and is to be told."""
    wanted = {user.pk for user in named.values()}
    rows = Mention.objects.filter(discussion=discussion, contribution=contribution)
    fresh = wanted - set(rows.values_list("user_id", flat=True))
    rows.exclude(user__in=wanted).delete()
    new = {word: user for word, user in named.items() if user.pk in fresh}
    keep(new, discussion=discussion, contribution=contribution, by_edit=True)
    return fresh


def change(named: People, *, contribution: Contribution, by: Any) -> None:
    """After a change of a contribution: who is new is told by an entry of its own."""
    fresh = keep_changed(named, discussion=contribution.discussion, contribution=contribution)
    if fresh:
        record(
            MENTIONED,
            by=by,
            target=contribution,
            community=contribution.community,
            discussion_id=contribution.discussion_id,
            user_ids=sorted(fresh),
        )
