"""Changing the text that begins a discussion."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.db.models.functions import Now

from cop_portal.foundation.activity.record import record
from cop_portal.foundation.permissions import actor_or_none
from cop_portal.foundation.searching import search_vector
from discussions.actions import mentions
from discussions.actions.contributions import clean_body, rendered
from discussions.actions.discussions import clean_title
from discussions.actions.holding import check_change
from discussions.activity import OPENING_EDITED
from discussions.models import Discussion, OpeningEdit
from discussions.permissions import check_edit_opening


@transaction.atomic
def edit(*, discussion: Discussion, by: Any, title: str, body: str) -> Discussion:
    """Change title and text; what they said before is kept and can be read. The same words change nothing."""
    check_edit_opening(by, discussion)
    title, body = clean_title(title), clean_body(body)
    locked = (
        Discussion.objects.select_for_update(of=("self",), no_key=True)
        .select_related("author")
        .get(pk=discussion.pk)
    )
    if (title, body) == (locked.title, locked.body):
        return discussion
    check_change(discussion.community, by, body, before=locked.body, author_id=locked.author_id)
    OpeningEdit.objects.create(discussion=locked, title=locked.title, body=locked.body, by=actor_or_none(by))
    named = mentions.named_in(body, by=by, community=discussion.community)
    locked.title = title
    if body != locked.body:
        locked.body, locked.body_html = body, rendered(body, locked.channel, mentions.links(named))
    locked.edited_at = Now()
    locked.search = search_vector(title, body, *locked.subjects, language=_language(locked, discussion))
    locked.save(update_fields=["title", "body", "body_html", "edited_at", "search"])
    fresh = mentions.keep_changed(named, discussion=locked)
    record(
        OPENING_EDITED,
        by=by,
        target=discussion,
        community=discussion.community,
        user_ids=sorted(fresh),
        author_id=locked.author_id,
    )
    discussion.refresh_from_db(fields=["title", "body", "body_html", "edited_at"])
    return discussion


def _language(locked: Discussion, discussion: Discussion) -> str:
    return locked.language or (locked.author and locked.author.language) or discussion.community.language
