"""Summaries, the synthesis, and where it is sent: what the facilitator owes a discussion."""

from __future__ import annotations

import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from cop_portal.foundation import text
from cop_portal.foundation.activity.record import record
from cop_portal.foundation.permissions import actor_or_none
from cop_portal.foundation.ui.commas import listed
from discussions.actions import composing
from discussions.actions.citations import cited_numbers, render_cited
from discussions.actions.contributions import clean_body
from discussions.actions.holding import Written, check_same_words
from discussions.activity import SUMMARY_PINNED, SYNTHESIS_PUBLISHED, SYNTHESIS_SHARED
from discussions.enums import Phase
from discussions.models import (
    Contribution,
    Discussion,
    Dissemination,
    Summary,
    Synthesis,
    SynthesisSource,
)
from discussions.permissions import check_conclude


class EditedMeanwhile(Exception):
    """Somebody saved the synthesis since it was opened; theirs is attached, nothing was written."""

    def __init__(self, synthesis: Synthesis) -> None:
        super().__init__()
        self.synthesis = synthesis


@transaction.atomic
def pin_summary(
    *,
    discussion: Discussion,
    by: Any,
    body: str,
    key: str = "",
    at: datetime.datetime | None = None,
    quiet: bool = False,
) -> Summary:
    """Pin the summary of a week above the contributions. The same key pins it once."""
    check_conclude(by, discussion)
    body = clean_body(body)
    Discussion.objects.select_for_update(of=("self",), no_key=True).only("pk").get(pk=discussion.pk)
    if key and (twin := Summary.objects.filter(discussion=discussion, key=key).first()) is not None:
        check_same_words(Written(body, key=key), [("", twin.body)])
        return twin
    number = discussion.summaries.count() + 1
    summary = Summary.objects.create(
        discussion=discussion,
        number=number,
        body=body,
        body_html=render_cited(body, discussion),
        by=actor_or_none(by),
        key=key,
        at=at or timezone.now(),
    )
    record(
        SUMMARY_PINNED,
        by=by,
        target=summary,
        community=discussion.community,
        at=at,
        quiet=quiet,
        discussion_id=discussion.pk,
        number=number,
    )
    return summary


@transaction.atomic
def save_synthesis(
    *, discussion: Discussion, by: Any, in_short: str, body: str, revision: int | None = None, **texts: str
) -> Synthesis:
    """Keep the synthesis as a draft, handed over whole; its headings become its themes.

    texts: conclusions, minority, open_questions. Raises EditedMeanwhile where somebody saved since `revision`.
    """
    check_conclude(by, discussion)
    known = Synthesis.objects.filter(discussion=discussion).exists()
    synthesis = composing.locked_draft(discussion)
    if known and revision is not None and synthesis.revision != revision:
        raise EditedMeanwhile(synthesis)
    for name, words in {"in_short": in_short, "body": body, **texts}.items():
        setattr(synthesis, name, text.clean(words).strip())
    composing.set_themes(discussion, synthesis.body)
    return composing.keep(synthesis, by)


@transaction.atomic
def publish_synthesis(
    *, discussion: Discussion, by: Any, at: datetime.datetime | None = None, quiet: bool = False
) -> Synthesis:
    """Conclude the discussion: the synthesis is read by all, its sources are credited.

    Contributions that are still open end with it. Raises ValidationError where it says nothing, cites nobody,
    or cites what nobody said.
    """
    check_conclude(by, discussion)
    Discussion.objects.select_for_update(of=("self",), no_key=True).only("pk").get(pk=discussion.pk)
    synthesis = Synthesis.objects.select_for_update().filter(discussion=discussion).first()
    if synthesis is None or not synthesis.in_short or not synthesis.body:
        raise ValidationError(_("Write what it comes to in short, and by theme, before you publish."))
    if synthesis.is_published:
        return synthesis
    cited = cited_numbers(synthesis.cited_text)
    said = Contribution.objects.filter(discussion=discussion, number__in=cited)
    if missing := sorted(cited.difference(said.values_list("number", flat=True))):
        numbers = listed(str(number) for number in missing[:20])
        raise ValidationError(_("No contribution stands at %(numbers)s.") % {"numbers": numbers})
    sources = list(said.standing())
    if not sources:
        raise ValidationError(
            _("Cite at least one contribution, as [12]: each sentence rests on what somebody said.")
        )
    moment = at or timezone.now()
    SynthesisSource.objects.bulk_create(
        SynthesisSource(synthesis=synthesis, contribution=source) for source in sources
    )
    synthesis.published_at = moment
    synthesis.save(update_fields=["published_at", "updated_at"])
    today = discussion.community.day_at(moment)
    Discussion.objects.filter(pk=discussion.pk, closes_on__gt=today).update(closes_on=today)
    Discussion.objects.filter(pk=discussion.pk).update(
        phase=Phase.SYNTHESIS, closed_at=moment, active_at=moment
    )
    discussion.refresh_from_db(fields=["phase", "closed_at", "closes_on"])
    record(
        SYNTHESIS_PUBLISHED,
        by=by,
        target=synthesis,
        community=discussion.community,
        at=at,
        quiet=quiet,
        discussion_id=discussion.pk,
        sources=len(sources),
    )
    return synthesis


def published_of(discussion: Discussion) -> Synthesis:
    """The published synthesis. Raises ValidationError where there is none."""
    synthesis = Synthesis.objects.published().filter(discussion=discussion).first()
    if synthesis is None:
        raise ValidationError(_("Publish the synthesis before you send it on."))
    return synthesis


@transaction.atomic
def note_dissemination(
    *,
    discussion: Discussion,
    by: Any,
    where: str,
    url: str = "",
    key: str = "",
    at: datetime.datetime | None = None,
    quiet: bool = False,
) -> Dissemination:
    """Note one place the synthesis was sent to; the first one ends the last phase. The same key notes it once."""
    check_conclude(by, discussion)
    published_of(discussion)
    where = text.one_line(where)[:200]
    if not where:
        raise ValidationError(_("Say to whom, or where, it was sent."))
    Discussion.objects.select_for_update(of=("self",), no_key=True).only("pk").get(pk=discussion.pk)
    if key and (twin := Dissemination.objects.filter(discussion=discussion, key=key).first()) is not None:
        check_same_words(Written(url, where, key=key), [(twin.where, twin.url)])
        return twin
    row = Dissemination.objects.create(
        discussion=discussion, where=where, url=url, by=actor_or_none(by), key=key, at=at or timezone.now()
    )
    note_shared(row, by, at=at, quiet=quiet)
    return row


def note_shared(
    row: Dissemination, by: Any, *, at: datetime.datetime | None = None, quiet: bool = False
) -> None:
    """What follows from sending it anywhere: the last phase is over, and the record says where it went."""
    discussion = row.discussion
    Discussion.objects.filter(pk=discussion.pk).update(phase=Phase.SHARED)
    discussion.phase = Phase.SHARED
    record(
        SYNTHESIS_SHARED,
        by=by,
        target=discussion,
        community=discussion.community,
        at=at,
        quiet=quiet,
        discussion_id=discussion.pk,
        where="" if row.to_community_id else row.where,
        dissemination_id=row.pk,
    )
