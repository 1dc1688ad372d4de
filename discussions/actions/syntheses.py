"""Summaries, the synthesis, and where it is sent: what the facilitator owes a discussion."""

from __future__ import annotations

import datetime
import re
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.html import escape, format_html
from django.utils.translation import gettext as _

from cop_portal.foundation import text
from cop_portal.foundation.activity.record import record
from cop_portal.foundation.permissions import actor_or_none
from discussions.actions.contributions import clean_body
from discussions.activity import SUMMARY_PINNED, SYNTHESIS_PUBLISHED, SYNTHESIS_SHARED
from discussions.enums import Phase
from discussions.models import (
    Contribution,
    Discussion,
    Dissemination,
    Summary,
    Synthesis,
    SynthesisSource,
    page_of,
)
from discussions.permissions import check_conclude

REFERENCE = re.compile(r"\[(\d{1,6}(?:\s*,\s*\d{1,6})*)\]")


class EditedMeanwhile(Exception):
    """Somebody saved the synthesis since it was opened; theirs is attached, nothing was written."""

    def __init__(self, synthesis: Synthesis) -> None:
        super().__init__()
        self.synthesis = synthesis


def cited_numbers(source: str) -> set[int]:
    """The numbers of contributions that a text cites as [12] or [12, 15]."""
    return {int(number) for group in REFERENCE.findall(source) for number in group.split(",")}


def render_cited(source: str, discussion: Discussion, *, headings: bool = False) -> str:
    """Safe HTML of a text in which [12] becomes a link to contribution 12, with its author named."""
    numbers = cited_numbers(source)
    authors = dict(
        Contribution.objects.filter(discussion=discussion, number__in=numbers).values_list(
            "number", "author__name"
        )
    )
    base = discussion.get_absolute_url()

    def link(match: re.Match[str]) -> str:
        out = []
        for number in (int(piece) for piece in match.group(1).split(",")):
            if number not in authors:
                return escape(match.group(0))
            page = page_of(number)
            label = _("Source: contribution %(number)s, %(name)s") % {
                "number": number,
                "name": authors[number] or _("a former member"),
            }
            out.append(
                format_html(
                    '<a class="ref" href="{}{}#c{}" aria-label="{}">{}</a>',
                    base,
                    f"?page={page}" if page > 1 else "",
                    number,
                    label,
                    number,
                )
            )
        return "".join(out)

    return REFERENCE.sub(link, text.render(source, headings=headings))


@transaction.atomic
def pin_summary(
    *, discussion: Discussion, by: Any, body: str, at: datetime.datetime | None = None, quiet: bool = False
) -> Summary:
    """Pin the summary of a week above the contributions."""
    check_conclude(by, discussion)
    body = clean_body(body)
    Discussion.objects.select_for_update(of=("self",)).only("pk").get(pk=discussion.pk)
    number = discussion.summaries.count() + 1
    summary = Summary.objects.create(
        discussion=discussion,
        number=number,
        body=body,
        body_html=render_cited(body, discussion),
        by=actor_or_none(by),
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
    *, discussion: Discussion, by: Any, in_short: str, body: str, revision: int | None = None
) -> Synthesis:
    """Keep the synthesis as a draft. Raises EditedMeanwhile where somebody saved since `revision`."""
    check_conclude(by, discussion)
    synthesis, new = Synthesis.objects.get_or_create(discussion=discussion)
    synthesis = Synthesis.objects.select_for_update().get(pk=synthesis.pk)
    if not new and revision is not None and synthesis.revision != revision:
        raise EditedMeanwhile(synthesis)
    if synthesis.is_published:
        raise ValidationError(_("The synthesis is published and stays as people read it."))
    synthesis.in_short, synthesis.body = text.clean(in_short).strip(), text.clean(body).strip()
    synthesis.body_html = render_cited(synthesis.body, discussion, headings=True)
    synthesis.written_by = actor_or_none(by)
    synthesis.revision += 1
    synthesis.save()
    Discussion.objects.filter(pk=discussion.pk, phase__in=[Phase.CONTRIBUTIONS, Phase.SUMMARY]).update(
        phase=Phase.SYNTHESIS
    )
    return synthesis


@transaction.atomic
def publish_synthesis(
    *, discussion: Discussion, by: Any, at: datetime.datetime | None = None, quiet: bool = False
) -> Synthesis:
    """Conclude the discussion: the synthesis is read by all, its sources are credited.

    Raises ValidationError where it says nothing or cites nobody.
    """
    check_conclude(by, discussion)
    synthesis = Synthesis.objects.select_for_update().filter(discussion=discussion).first()
    if synthesis is None or not synthesis.in_short or not synthesis.body:
        raise ValidationError(_("Write what it comes to in short, and by theme, before you publish."))
    if synthesis.is_published:
        return synthesis
    cited = cited_numbers(synthesis.body) | cited_numbers(synthesis.in_short)
    sources = list(Contribution.objects.standing().filter(discussion=discussion, number__in=cited))
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
    Discussion.objects.filter(pk=discussion.pk).update(
        phase=Phase.SYNTHESIS, closed_at=moment, active_at=moment
    )
    discussion.phase, discussion.closed_at = Phase.SYNTHESIS, moment
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


@transaction.atomic
def note_dissemination(
    *,
    discussion: Discussion,
    by: Any,
    where: str,
    url: str = "",
    at: datetime.datetime | None = None,
    quiet: bool = False,
) -> Dissemination:
    """Note one place the synthesis was sent to; the first one ends the last phase."""
    check_conclude(by, discussion)
    if not Synthesis.objects.published().filter(discussion=discussion).exists():
        raise ValidationError(_("Publish the synthesis before you send it on."))
    where = text.one_line(where)[:200]
    if not where:
        raise ValidationError(_("Say to whom, or where, it was sent."))
    row = Dissemination.objects.create(
        discussion=discussion, where=where, url=url, by=actor_or_none(by), at=at or timezone.now()
    )
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
        where=where,
    )
    return row
