"""The brief of a facilitated discussion: convening, and changing it before it opens."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from communities.models import Community
from cop_portal.foundation import text
from cop_portal.foundation.accounts.queries import office_id_on
from cop_portal.foundation.activity.record import record
from cop_portal.foundation.permissions import actor_or_none
from cop_portal.foundation.searching import search_vector
from discussions.actions.contributions import clean_body
from discussions.actions.discussions import clean_title, count_in
from discussions.actions.holding import Written, check_same_words
from discussions.activity import DISCUSSION_CONVENED
from discussions.enums import Kind, Phase
from discussions.models import Discussion, GuidingQuestion
from discussions.permissions import check_convene_discussion, check_prepare_discussion


def check_dates(*dates: datetime.date) -> None:
    if list(dates) != sorted(dates):
        raise ValidationError(
            _("The dates must follow one another: opening, end of contributions, synthesis, sharing.")
        )


@transaction.atomic
def convene(
    *,
    community: Community,
    by: Any,
    title: str,
    body: str,
    questions: Sequence[str],
    opens_on: datetime.date,
    closes_on: datetime.date,
    synthesis_on: datetime.date,
    share_on: datetime.date,
    facilitator: Any = None,
    origin: str = "",
    at: datetime.datetime | None = None,
    quiet: bool = False,
) -> Discussion:
    """Prepare a facilitated discussion: its brief. It opens on its day, or by open_discussion.

    The same origin gives the same discussion; that of a form with other words is refused.
    """
    check_convene_discussion(by, community)
    check_dates(opens_on, closes_on, synthesis_on, share_on)
    title, body = clean_title(title), clean_body(body)
    dates = (opens_on, closes_on, synthesis_on, share_on)
    if origin and (twin := _twin(community, origin)) is not None:
        asked = _numbered(questions)
        same = _is_same(twin, asked, dates, facilitator)
        check_same_words(Written(body, title, key=origin), [(twin.title, twin.body)] if same else [])
        return twin
    moment = at or timezone.now()
    discussion = Discussion.objects.create(
        community=community,
        kind=Kind.FACILITATED,
        phase=Phase.BRIEF,
        title=title,
        body=body,
        body_html=text.render(body),
        author=actor_or_none(by),
        facilitator=facilitator or actor_or_none(by),
        office_id=office_id_on(by.pk, moment.date()) if by.pk else None,
        opens_on=opens_on,
        closes_on=closes_on,
        synthesis_on=synthesis_on,
        share_on=share_on,
        active_at=moment,
        created_at=moment,
        origin=origin,
        search=search_vector(title, body, *questions, language=community.language),
    )
    set_questions(discussion, questions)
    count_in(community)
    record(DISCUSSION_CONVENED, by=by, target=discussion, community=community, at=at, quiet=quiet)
    return discussion


def _twin(community: Community, origin: str) -> Discussion | None:
    """What was begun with the same origin; one after the other, however many come at once."""
    Community.objects.select_for_update(of=("self",), no_key=True).only("pk").get(pk=community.pk)
    rows = Discussion.objects.filter(community=community, origin=origin)
    return rows.select_related("community").first()


def _is_same(
    twin: Discussion, questions: Sequence[str], dates: Sequence[datetime.date], facilitator: Any
) -> bool:
    """Whether the form says of questions, days and who facilitates what was kept before."""
    kept = (twin.opens_on, twin.closes_on, twin.synthesis_on, twin.share_on)
    stands = list(twin.guiding_questions.order_by("number").values_list("text", flat=True))
    led = facilitator is None or facilitator.pk == twin.facilitator_id
    return (list(questions), tuple(dates)) == (stands, kept) and led


def _numbered(questions: Sequence[str]) -> list[str]:
    return [text.one_line(question)[:300] for question in questions if question.strip()]


def set_questions(discussion: Discussion, questions: Sequence[str]) -> None:
    """The guiding questions, numbered in their order; empty ones are left out."""
    wanted = _numbered(questions)
    discussion.guiding_questions.all().delete()
    GuidingQuestion.objects.bulk_create(
        GuidingQuestion(discussion=discussion, number=number, text=question)
        for number, question in enumerate(wanted, start=1)
    )


@transaction.atomic
def update_brief(
    *,
    discussion: Discussion,
    by: Any,
    title: str,
    body: str,
    questions: Sequence[str],
    opens_on: datetime.date,
    closes_on: datetime.date,
    synthesis_on: datetime.date,
    share_on: datetime.date,
) -> Discussion:
    """Change the brief, as long as the discussion is not open."""
    check_prepare_discussion(by, discussion)
    locked = Discussion.objects.select_for_update(of=("self",), no_key=True).get(pk=discussion.pk)
    if locked.phase != Phase.BRIEF:
        raise ValidationError(_("The discussion is open; its brief stays as people read it."))
    check_dates(opens_on, closes_on, synthesis_on, share_on)
    title, body = clean_title(title), clean_body(body)
    changes = {
        "title": title,
        "body": body,
        "body_html": text.render(body),
        "opens_on": opens_on,
        "closes_on": closes_on,
        "synthesis_on": synthesis_on,
        "share_on": share_on,
        "search": search_vector(title, body, *questions, language=discussion.community.language),
    }
    for name, value in changes.items():
        setattr(discussion, name, value)
    # Only these: who holds it may have changed since it was read.
    discussion.save(update_fields=list(changes))
    set_questions(discussion, questions)
    return discussion
