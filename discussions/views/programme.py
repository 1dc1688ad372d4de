"""What only a facilitated discussion shows around its contributions: phases, who is asked, guiding questions, summaries,
synthesis. It is drawn once for all readers to whom it looks the same."""

from __future__ import annotations

import datetime
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from cop_portal.foundation.permissions import can
from cop_portal.foundation.ui import pieces
from discussions.enums import Kind, Phase
from discussions.models import Discussion
from discussions.permissions import (
    check_ask_people,
    check_change_dates,
    check_conclude,
    check_prepare_discussion,
    check_see_invited,
    check_take_over,
)
from discussions.queries import disseminations, programmes, syntheses
from discussions.queries.discussions import DiscussionPage
from discussions.views.duties import duty
from discussions.views.page import Viewer, phase_steps

TEMPLATES = {
    "head": "discussions/partials/_facilitated.html",
    "questions": "discussions/partials/_questions.html",
    "conclusions": "discussions/partials/_conclusions.html",
}


@dataclass(frozen=True)
class Shown:
    """All that the words depend on, the reader's rights, language and day included: what is kept is never out of date."""

    pk: int
    slug: str
    phase: str
    opens_on: datetime.date | None
    closes_on: datetime.date | None
    synthesis_on: datetime.date | None
    share_on: datetime.date | None
    due_on: datetime.date | None
    created_at: datetime.datetime
    closed_at: datetime.datetime | None
    dates_reason: str
    holder: str
    asker: str | None  # empty for a former member, none where no name was kept
    today: datetime.date  # where the community is
    programme: programmes.Programme
    cited: tuple[syntheses.Cited, ...]
    others: tuple[str, ...]
    more: int
    places: tuple[disseminations.Place, ...]
    rights: frozenset[str]
    language: str
    zone: str
    year: int


@dataclass(frozen=True)
class Drawn:
    """The three parts, with a hole for the form token."""

    head: pieces.Piece
    questions: pieces.Piece
    conclusions: pieces.Piece

    def filled(self, *, head: SafeString, token: str) -> dict[str, SafeString]:
        """The values of the page; head: what stands above already."""
        holes = {"token": token}
        return {
            "head": SafeString(head + self.head.fill(holes)),
            "questions": self.questions.fill(holes),
            "conclusions": self.conclusions.fill(holes),
        }


def drawn_for(user: Any, page: DiscussionPage, viewer: Viewer, number: int) -> Drawn:
    """For this reader; number: of the page of contributions. The first one shows more than the others."""
    talk = page.discussion
    rights = _rights(user, talk, viewer)
    parts = page.programme
    if number > 1:
        parts = programmes.Programme(synthesis=parts.synthesis)
    elif parts.asked and not can(check_see_invited, user, talk):
        parts = replace(parts, asked="")
    behind = syntheses.behind(user, talk) if number == 1 and parts.synthesis else syntheses.Behind()
    return _drawn(
        Shown(
            pk=talk.pk,
            slug=talk.community.slug,
            phase=talk.phase,
            opens_on=talk.opens_on,
            closes_on=talk.closes_on,
            synthesis_on=talk.synthesis_on,
            share_on=talk.share_on,
            due_on=talk.due_on,
            created_at=talk.created_at,
            closed_at=talk.closed_at,
            dates_reason=talk.dates_reason,
            holder=vars(talk)["facilitator_name"],
            asker=None if talk.is_unnamed else vars(talk)["author_name"],
            today=talk.community.today,
            programme=parts,
            cited=tuple(behind.cited),
            others=tuple(behind.others),
            more=behind.more,
            places=disseminations.places_of(user, talk) if talk.phase == Phase.SHARED else (),
            rights=rights,
            language=get_language(),
            zone=timezone.get_current_timezone_name(),
            year=timezone.localdate().year,
        )
    )


def _rights(user: Any, talk: Discussion, viewer: Viewer) -> frozenset[str]:
    """What buttons and names this reader gets."""
    if viewer.user_id is None:
        return frozenset()
    conditions = {
        "signed_in": True,
        "may_contribute": viewer.may_contribute,
        "may_conclude": can(check_conclude, user, talk),
        "may_prepare": can(check_prepare_discussion, user, talk),
        "prepares": can(check_ask_people, user, talk),
        "may_change_dates": talk.phase not in (Phase.BRIEF, Phase.SHARED)
        and can(check_change_dates, user, talk),
        "may_take_over": talk.phase != Phase.SHARED
        and talk.facilitator_id != user.pk
        and can(check_take_over, user, talk),
    }
    return frozenset(name for name, holds in conditions.items() if holds)


@lru_cache(maxsize=512)
def _drawn(shown: Shown) -> Drawn:
    parts = shown.programme
    asked = programmes.listed(parts.asked)
    context = {
        "discussion": shown,
        "duty": duty(shown.phase, shown.closed_at, shown.due_on, shown.today),
        "steps": phase_steps(shown),
        "asked": asked,
        "silent": [one for one in asked if not one["spoke"]] if "prepares" in shown.rights else [],
        "began": _began(shown),
        "asks": programmes.listed(parts.questions),
        "summaries": programmes.listed(parts.summaries),
        "synthesis": programmes.single(parts.synthesis),
        "behind": shown if shown.cited or shown.others or shown.more else None,
        "csrf_token": SafeString(f"{pieces.MARK}token{pieces.MARK}"),
        **dict.fromkeys(shown.rights, True),
    }
    return Drawn(**{name: pieces.Piece(render_to_string(path, context)) for name, path in TEMPLATES.items()})


def turned_at(parts: programmes.Programme) -> datetime.datetime:
    """When the brief took the place of the first words. Raises LookupError where it never did."""
    found = programmes.single(parts.began)
    if found is None:
        raise LookupError
    moment: datetime.datetime = found["at"]
    return moment


def _began(shown: Shown) -> dict[str, str] | None:
    """What it was before it was turned into a facilitated discussion."""
    found = programmes.single(shown.programme.began)
    if found is None:
        return None
    unnamed, former = _("Asked without a name"), _("A former member")
    return {
        **found,
        "label": _("It began as a question")
        if found["kind"] == Kind.QUESTION
        else _("It began as a conversation"),
        "who": unnamed if shown.asker is None else shown.asker or former,
    }
