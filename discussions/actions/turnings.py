"""Turning a conversation or a question into a facilitated discussion, with all that was said."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from typing import Any

from django.db import transaction
from django.utils import timezone

from communities.models import Membership
from cop_portal.foundation import text
from cop_portal.foundation.activity.record import record
from cop_portal.foundation.permissions import actor_or_none
from cop_portal.foundation.searching import search_vector
from discussions.actions.briefs import check_dates, set_questions
from discussions.actions.contributions import clean_body
from discussions.actions.discussions import clean_title
from discussions.actions.invited import tell_asked
from discussions.activity import DISCUSSION_TURNED
from discussions.enums import Kind, Phase
from discussions.models import Discussion, Invited, Routing, Turning
from discussions.permissions import check_turn_discussion


@transaction.atomic
def turn(
    *,
    discussion: Discussion,
    by: Any,
    title: str,
    body: str,
    questions: Sequence[str],
    closes_on: datetime.date,
    synthesis_on: datetime.date,
    share_on: datetime.date,
    at: datetime.datetime | None = None,
    quiet: bool = False,
) -> Discussion:
    """Open it as a facilitated discussion. Contributions keep their numbers and addresses.

    Its first words and its author stay beside the brief; what was accepted as the answer stays marked;
    who asked without a name stays unknown; what was closed opens again. Raises Denied or ValidationError.
    """
    check_turn_discussion(by, discussion)
    locked = (
        Discussion.objects.select_for_update(of=("self",), no_key=True)
        .select_related("community")
        .get(pk=discussion.pk)
    )
    check_turn_discussion(by, locked)
    moment = at or timezone.now()
    check_dates(locked.community.day_at(moment), closes_on, synthesis_on, share_on)
    title, body = clean_title(title), clean_body(body)
    before = locked.kind
    _keep_first_words(locked, by, moment)
    _keep_asked(locked, by, moment)
    changes = {
        "kind": Kind.FACILITATED,
        "phase": Phase.CONTRIBUTIONS,
        "title": title,
        "body": body,
        "body_html": text.render(body),
        "facilitator": actor_or_none(by),
        "opens_on": locked.community.day_at(moment),
        "closes_on": closes_on,
        "synthesis_on": synthesis_on,
        "share_on": share_on,
        "closed_at": None,
        "active_at": moment,
        # Its first words are found as before.
        "search": search_vector(title, body, *questions, locked.body, language=locked.community.language),
    }
    for name, value in changes.items():
        setattr(locked, name, value)
    locked.save(update_fields=list(changes))
    if [question for question in questions if question.strip()]:
        set_questions(locked, questions)
    where, was = locked.community, str(before)
    record(DISCUSSION_TURNED, by=by, target=locked, community=where, at=at, quiet=quiet, kind=was)
    tell_asked(locked, by=by, at=at, quiet=quiet)
    locked.refresh_from_db()
    return locked


def _keep_first_words(discussion: Discussion, by: Any, moment: datetime.datetime) -> None:
    Turning.objects.create(
        discussion=discussion,
        kind=discussion.kind,
        title=discussion.title,
        body=discussion.body,
        body_html=discussion.body_html,
        closed_at=discussion.closed_at,
        by=actor_or_none(by),
        at=moment,
    )


def _keep_asked(discussion: Discussion, by: Any, moment: datetime.datetime) -> None:
    """To whom the question was put and who has not answered: they are asked in the discussion, as experts."""
    members = Membership.objects.active().filter(community=discussion.community, user__is_active=True)
    waiting = Routing.objects.waiting().filter(discussion=discussion, to__in=members.values("user"))
    Invited.objects.bulk_create(
        Invited(discussion=discussion, user_id=pk, as_expert=True, by=actor_or_none(by), at=moment)
        for pk in waiting.exclude(to=by.pk).values_list("to", flat=True).distinct()
    )
