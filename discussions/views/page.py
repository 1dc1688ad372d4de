"""The page of a discussion, composed from few pieces.

This page is asked for more than all others together. Its contributions are joined from pieces that
were rendered once per language; see foundation/ui/pieces.py.
"""

from __future__ import annotations

import datetime
import json
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django.template.defaultfilters import filesizeformat
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from communities.enums import Role
from communities.permissions import check_member
from cop_portal.foundation.accounts.queries import office_label
from cop_portal.foundation.paging import Link, numbered_links
from cop_portal.foundation.permissions import can
from cop_portal.foundation.text import initials
from cop_portal.foundation.ui import pieces, times
from cop_portal.foundation.ui.commas import listed
from discussions.enums import PHASE_ORDER, Phase
from discussions.models import Discussion, page_of
from discussions.permissions import (
    check_accept_answer,
    check_change_own,
    check_contribute,
    check_edit_opening,
    check_moderate,
)
from discussions.queries.contributions import Row
from discussions.queries.discussions import ReaderFacts

TEMPLATE = "discussions/pieces/contribution.html"
EMPTY = SafeString("")
HOLES = (
    "number", "initials", "name", "person_url", "badges", "office", "text_language", "when", "datetime", "body",
    "useful", "used", "moved_id", "url", "question", "parent", "parent_url", "files", "edited", "why",
)  # fmt: skip


@dataclass
class Viewer:
    """What the buttons of a contribution depend on."""

    user_id: int | None
    may_contribute: bool
    may_mark: bool
    may_accept: bool
    may_moderate: bool
    may_change_own: bool
    answer_id: int | None
    read_number: int
    url: str


def badges(roles: str, is_guest: bool | None) -> SafeString:
    """The words that stand beside a name: the role at the time of writing."""
    labels = [str(Role(role).label) for role in roles.split() if role in Role.values]
    if is_guest or "guest" in roles.split():
        labels.append(_("Guest"))
    return mark_safe("".join(format_html(' <span class="badge">{}</span>', label) for label in labels))


def files_html(files: str | None) -> SafeString:
    """Links to the files of a row of queries/contributions.py."""
    if not files:
        return EMPTY
    items = "".join(
        format_html(
            '<p class="meta"><a href="{}">{}</a><span>{}</span></p>',
            reverse("attachment", args=[key]),
            name,
            filesizeformat(size),
        )
        for key, name, size in json.loads(files)
    )
    return mark_safe(items)


def _flags(row: Row, viewer: Viewer, previous: Row | None) -> list[str]:
    """Which variant of the piece shows this contribution to this reader."""
    own = row.author_id is not None and row.author_id == viewer.user_id
    withdrawn, hidden = row.withdrawn_at is not None, row.hidden_at is not None
    present = not withdrawn and not hidden
    # Hidden from others; its author and those who moderate read it, with why.
    shown = not withdrawn and (not hidden or own or viewer.may_moderate)
    follows = previous is not None and row.parent_number in (previous.number, previous.parent_number)
    conditions = {
        "withdrawn": withdrawn,
        "hidden": hidden and not withdrawn,
        "shown": shown,
        "own": hidden and shown and own,
        "expert": present and "expert" in row.roles,
        "answer": present and row.id == viewer.answer_id,
        "may_contribute": present and viewer.may_contribute,
        "may_mark": present and viewer.may_mark and not own,
        "pressed": present and row.found_useful,
        "was_used": present and row.used_count,
        "reader": viewer.user_id is not None,
        "has_used": present and row.has_used,
        "moved": row.moved_to_id,
        "may_accept": present and viewer.may_accept and not own,
        "may_edit": shown and (viewer.may_change_own if own else viewer.may_moderate),
        "may_hide": shown and viewer.may_moderate,
        "may_flag": present and viewer.user_id is not None and not own,
        "on_question": present and row.question_number,
        "was_edited": present and row.edited_at,
        "by_mail": present and row.channel in ("email", "import"),
        "has_files": shown and row.files,
        "has_quoted": shown and row.has_quoted,
        "fresh": viewer.user_id is not None and 0 < viewer.read_number < row.number,
        "reply": row.parent_number and follows,
        "in_reply": row.parent_number and not follows,
        "has_language": row.language,
        "linked": row.author_id and viewer.user_id is not None,
    }
    return [name for name, holds in conditions.items() if holds]


def contribution_html(row: Row, viewer: Viewer, *, previous: Row | None = None) -> SafeString:
    """One contribution for one reader."""
    return _rendered(
        row,
        tuple(_flags(row, viewer, previous)),
        viewer.url,
        get_language(),
        timezone.get_current_timezone_name(),
        timezone.localdate().year,
    )


# The same contribution looks the same to all readers of one language and time zone with the same
# rights; a row that changed is another key, so that nothing kept is ever out of date.
@lru_cache(maxsize=4096)
def _rendered(row: Row, flags: tuple[str, ...], url: str, language: str, zone: str, year: int) -> SafeString:
    name = row.author or _("A former member")
    when = times.time_text(row.created_at)
    elsewhere = row.author_zone and row.author_zone != zone
    there = times.part_of_day(row.created_at, row.author_zone) if elsewhere else ""
    body = row.body_html.replace("<summary>…</summary>", f"<summary>{_('Quoted text')}</summary>")
    return pieces.get(TEMPLATE, HOLES, flags).fill(
        {
            "number": row.number,
            "initials": initials(name),
            "name": name,
            "person_url": f"/people/{row.author_id}/",
            "badges": badges(row.roles, row.author_is_guest),
            "office": office_label(row.office_level, row.office_city, row.organisation or ""),
            "text_language": row.language,
            "when": listed((when, there)) if there else when,
            "datetime": times.iso(row.created_at),
            "body": SafeString(body),
            "useful": row.useful_count or "",
            "used": row.used_count or "",
            "moved_id": row.moved_to_id or "",
            "url": url,
            "question": row.question_number or "",
            "parent": row.parent_author or _("a former member"),
            "parent_url": anchor(url, row.parent_number),
            "files": files_html(row.files),
            "why": row.hidden_why,
            "edited": times.time_text(row.edited_at) if row.edited_at else "",
        }
    )


def anchor(url: str, number: int | None) -> str:
    if not number:
        return ""
    page = page_of(number)
    return f"{url}?page={page}#c{number}" if page > 1 else f"{url}#c{number}"


def contributions_html(
    rows: list[Row],
    viewer: Viewer,
    *,
    read_at: Any,
) -> SafeString:
    """All contributions of a page, with the mark where the reader stopped."""
    out, previous, marked = [], None, False
    for row in rows:
        beyond = viewer.read_number and row.number > viewer.read_number
        if beyond and not marked and (previous is not None or row.number == viewer.read_number + 1):
            marked = True
            if read_at is not None:
                out.append(
                    format_html(
                        '<p class="stop-mark" id="stopped">{}</p>',
                        _("You stopped here on %(when)s") % {"when": times.time_text(read_at)},
                    )
                )
        out.append(contribution_html(row, viewer, previous=previous))
        previous = row
    return SafeString("".join(out))


def held_html(held: list[dict[str, Any]], slug: str) -> SafeString:
    """The reader's own posts that wait for a facilitator: nobody else gets this."""
    return SafeString(
        "".join(
            pieces.get("discussions/pieces/held.html", ("since", "body", "slug")).fill(
                {
                    "since": times.time_text(datetime.datetime.fromisoformat(post["at"])),
                    "body": post["body"],
                    "slug": slug,
                }
            )
            for post in held
        )
    )


def pace_text(discussion: Discussion) -> str:
    """Slow mode in words; empty where it is off."""
    if not discussion.pace:
        return ""
    return ngettext(
        "Slow mode: one contribution of each person in %(number)s minute.",
        "Slow mode: one contribution of each person in %(number)s minutes.",
        discussion.pace,
    ) % {"number": discussion.pace}


def care_of(
    user: Any, talk: Discussion, facts: ReaderFacts, viewer: Viewer
) -> tuple[dict[str, bool], dict[str, Any]]:
    """What the page says of being looked after: changed, locked, hidden, slow, waiting; conditions and values."""
    own = viewer.user_id is not None and talk.author_id == viewer.user_id
    conditions = {
        "locked": talk.locked_at is not None and talk.is_open,
        "hidden": talk.hidden_at is not None,
        "slow": bool(talk.pace) and viewer.may_contribute,
        "may_moderate": viewer.may_moderate,
        "waiting": viewer.may_moderate and bool(facts.waiting),
        "may_flag": viewer.user_id is not None and not own,
        "may_edit": viewer.user_id is not None and can(check_edit_opening, user, talk),
        "was_edited": talk.edited_at is not None,
        "may_appeal": own and talk.hidden_at is not None,
    }
    values = {
        "locked_why": talk.locked_why,
        "hidden_why": talk.hidden_why,
        "pace": pace_text(talk),
        "held": held_html(facts.held, talk.community.slug),
        "edited": times.time_text(talk.edited_at) if talk.edited_at else "",
    }
    return conditions, values


def page_links(url: str, page: int, last: int) -> list[Link]:
    """Links to the pages of contributions around this one."""
    return numbered_links(
        page, last, lambda number: f"{url}?page={number}#contributions" if number > 1 else url
    )


def phase_steps(discussion: Any) -> list[dict[str, str]]:
    """The phases as a thread, with their dates. discussion: one, or what a page keeps of it."""
    present = PHASE_ORDER.index(Phase(discussion.phase))
    notes = {
        Phase.BRIEF: times.day_text(discussion.created_at),
        Phase.CONTRIBUTIONS: _period(discussion),
        Phase.SUMMARY: times.day_text(discussion.closes_on) if discussion.closes_on else "",
        Phase.SYNTHESIS: times.day_text(discussion.synthesis_on) if discussion.synthesis_on else "",
        Phase.SHARED: times.day_text(discussion.share_on) if discussion.share_on else "",
    }
    over = discussion.phase == Phase.SHARED
    steps = []
    for index, phase in enumerate(PHASE_ORDER):
        state = "done" if index < present or over else "now" if index == present else "later"
        steps.append({"label": str(phase.label), "note": notes[phase], "state": state})
    return steps


def _period(discussion: Any) -> str:
    if not discussion.opens_on or not discussion.closes_on:
        return ""
    return _("%(first)s to %(last)s") % {
        "first": times.day_text(discussion.opens_on),
        "last": times.day_text(discussion.closes_on),
    }


def who_sees(discussion: Discussion) -> str:
    """Who reads what is written here, in words, next to the button."""
    community = discussion.community
    if community.visibility == "public":
        return _("everybody, with or without an account")
    members = ngettext("%(number)s member", "%(number)s members", community.member_count) % {
        "number": community.member_count
    }
    if community.guest_count:
        members += ", " + ngettext(
            "%(number)s of them a guest", "%(number)s of them guests", community.guest_count
        ) % {"number": community.guest_count}
    if community.visibility == "organisation":
        return _("everybody in the organisation, and %(members)s here") % {"members": members}
    return members


def viewer_of(user: Any, discussion: Discussion, read_number: int) -> Viewer:
    """What this reader may do on the page, asked once."""
    is_person = user.is_authenticated
    return Viewer(
        user_id=user.pk if is_person else None,
        may_contribute=is_person and can(check_contribute, user, discussion),
        may_mark=is_person and can(check_member, user, discussion.community),
        may_accept=is_person and discussion.is_question and can(check_accept_answer, user, discussion),
        may_moderate=is_person and can(check_moderate, user, discussion),
        may_change_own=is_person and can(check_change_own, user, discussion),
        answer_id=discussion.answer_id,
        read_number=read_number,
        url=discussion.get_absolute_url(),
    )
