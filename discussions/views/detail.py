"""The page of one discussion as a whole: a frame of pieces around its contributions."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.safestring import SafeString
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from communities.views.shared import banner_html, community_context
from cop_portal.foundation.notifications.actions import mark_read
from cop_portal.foundation.paging import Page
from cop_portal.foundation.permissions import can
from cop_portal.foundation.policies import public
from cop_portal.foundation.subjects import note_subject
from cop_portal.foundation.text import initials
from cop_portal.foundation.ui import frames, pieces, times
from cop_portal.foundation.ui.commas import listed
from discussions.actions.posting import note_read
from discussions.enums import Kind, Phase
from discussions.models import Discussion, page_of
from discussions.permissions import (
    check_close_discussion,
    check_turn_discussion,
)
from discussions.queries import contributions, discussions, moves
from discussions.views import page as composing
from discussions.views import programme
from discussions.views.ideas import idea_html
from discussions.views.keys import new_key
from discussions.views.routings import asked_html

TEMPLATE = "discussions/discussion_detail.html"
SHOWN = 5
EMPTY = SafeString("")


@public
def discussion(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """One discussion, from any point: ?page= of its contributions."""
    try:
        found = discussions.get_page_for(request.user, slug, pk)
    except Http404:
        return _elsewhere(request, slug, pk)
    talk, facts = found.discussion, found.facts
    if talk.merged_into_id:
        return _elsewhere(request, slug, pk)
    last = page_of(talk.last_number)
    number = _page_number(request, last)
    user_id = request.user.pk if request.user.is_authenticated else None
    note_subject(request, "discussion", community_id=talk.community_id, object_id=talk.pk)
    viewer = composing.viewer_of(request.user, talk, facts.read_number)
    rows = contributions.page_rows(talk.pk, user_id, number, moderates=viewer.may_moderate)
    entries = composing.contributions_html(rows, viewer, read_at=facts.read_at)
    flags, values = _frame(request, talk, facts, viewer, number)
    values["entries"] = entries
    values["pages"] = _pages(viewer.url, number, last, get_language())
    if not rows:
        flags.append("nobody_yet")
    if talk.is_facilitated:
        if found.programme.began:  # its opening text is the brief's
            values["begun"] = times.time_text(programme.turned_at(found.programme))
        drawn = programme.drawn_for(request.user, found, viewer, number)
        values.update(drawn.filled(head=values["head"], token=values["token"]))
        if talk.phase != Phase.CONTRIBUTIONS:
            flags.append("not_open_yet" if talk.phase == Phase.BRIEF else "contributions_over")
    elif talk.is_question:
        values["conclusions"] = asked_html(request, talk)
    elif talk.kind == Kind.IDEA:
        values["conclusions"] = idea_html(request, talk)
    if user_id is not None:
        _was_shown(request.user, talk, facts.read_number, number, rows)
    return frames.page(
        request, TEMPLATE, values, flags=flags, place="communities", accent=talk.community.accent
    )


def _was_shown(
    user: Any, talk: Discussion, read_number: int, number: int, rows: list[contributions.Row]
) -> None:
    """What this page shows is read: the reader's mark moves on, and what was told of it is no news.

    Notices that lead to other pages of the same discussion stay. Whom nothing waits for is not asked.
    """
    if rows and rows[-1].number > read_number:
        note_read(discussion_id=talk.pk, user_id=user.pk, number=rows[-1].number)
    if getattr(user, "waiting", 0):
        url = talk.get_absolute_url()
        places = [composing.anchor(url, row.number) for row in rows]
        read = mark_read(by=user, urls=[url, *places] if number == 1 else places)
        user.waiting = max(user.waiting - read, 0)  # one may have come since it was counted


def _elsewhere(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """To where it stands now, for those who may read it there. Raises Http404 otherwise.

    Of a merged one the browser alone knows the number that it was sent to (the part after #): a page
    has each old number as a place of its own, and a link from there to the very contribution.
    """
    page = _page_number(request, 10**6)
    now = moves.where_now(request.user, slug, pk)
    if now.pk == pk:
        base = now.get_absolute_url()
        return redirect(f"{base}?page={page}" if page > 1 else base)
    return render(
        request,
        "discussions/goes_on.html",
        {
            **community_context(request, now.community, tab="discussions"),
            "goes_on": moves.goes_on(request.user, slug, pk, page),
        },
    )


def _page_number(request: HttpRequest, last: int) -> int:
    """The page asked for; what is not a page of this discussion counts as the nearest one."""
    asked = request.GET.get("page", "1")
    if asked == "last":
        return last
    return min(max(int(asked), 1), last) if asked.isascii() and asked.isdigit() and len(asked) < 9 else 1


def _frame(
    request: HttpRequest,
    talk: Discussion,
    facts: discussions.ReaderFacts,
    viewer: composing.Viewer,
    number: int,
) -> tuple[list[str], dict[str, Any]]:
    """The flags and the values of what stands around the contributions."""
    signed_in = viewer.user_id is not None
    unread = 0 < facts.read_number < talk.last_number
    may_close = signed_in and not talk.is_facilitated and can(check_close_discussion, request.user, talk)
    conditions = {
        "first_page": number == 1,
        f"kind={talk.shown_kind}": True,
        "answered": talk.answer_id is not None,
        "closed": not talk.is_open,
        "signed_in": signed_in,
        "has_quoted": bool(talk.quoted),
        "may_contribute": viewer.may_contribute,
        "may_mark": viewer.may_mark,
        f"follow={facts.follow}": viewer.may_mark,
        "unread": unread,
        "people": bool(talk.people),
        "more_people": len(talk.people) > SHOWN,
        "may_close": talk.is_open and may_close,
        "may_reopen": not talk.is_open and may_close,
        "may_turn": viewer.may_moderate and can(check_turn_discussion, request.user, talk),
        "may_tidy": viewer.may_moderate,
        "may_pass": viewer.may_moderate and vars(talk.community)["has_levels"],
    }
    values = {
        "title": talk.title,
        "community": talk.community.name,
        "community_url": f"/communities/{talk.community.slug}/",
        "url": viewer.url,
        "path": request.path,
        "body": SafeString(talk.body_html),
        "author": _asker(talk),
        "begun": times.time_text(talk.created_at),
        "count": ngettext("%(number)s contribution", "%(number)s contributions", talk.contribution_count)
        % {"number": talk.contribution_count},
        "stopped": composing.anchor(viewer.url, facts.read_number) if unread else "",
        "token": frames.token(request) if signed_in else "",
        "key": new_key() if viewer.may_contribute else "",
        "draft": facts.draft,
        "draft_said": _("Your draft of %(when)s") % {"when": times.time_text(facts.draft_at)}
        if facts.draft and facts.draft_at
        else "",
        "place_of_draft": f"discussion:{talk.pk}",
        "sees": composing.who_sees(talk) if viewer.may_contribute else "",
        "who": _who(talk),
        "roster": _roster(talk),
        "others": listed(person["name"] for person in talk.people[SHOWN:]),
        "head": SafeString(banner_html(request.user, talk.community)),
        "questions": EMPTY,
        "conclusions": EMPTY,
    }
    more, words = composing.care_of(request.user, talk, facts, viewer)
    return [name for name, holds in {**conditions, **more}.items() if holds], {**values, **words}


def _who(talk: Discussion) -> str:
    """'14 people, 11 offices'."""
    people = ngettext("%(number)s person", "%(number)s people", talk.people_count) % {
        "number": talk.people_count
    }
    if talk.office_count < 2:
        return people
    offices = ngettext("%(number)s office", "%(number)s offices", talk.office_count) % {
        "number": talk.office_count
    }
    return listed((people, offices))


def _roster(talk: Discussion) -> SafeString:
    """The first people of a discussion, with where they work."""
    return SafeString(
        "".join(
            pieces.get(
                "discussions/pieces/person.html",
                ("initials", "name", "city"),
                ["has_city"] if person["city"] else [],
            ).fill({"initials": initials(person["name"]), "name": person["name"], "city": person["city"]})
            for person in talk.people[:SHOWN]
        )
    )


@lru_cache(maxsize=2048)
def _pages(url: str, number: int, last: int, language: str) -> SafeString:
    """Links to the other pages of contributions."""
    return frames.pages_html(Page([], composing.page_links(url, number, last)))


def _asker(talk: Any) -> str:
    """Who convened or asked; in words where no name is kept."""
    if talk.is_facilitated:
        return talk.facilitator_name
    if talk.is_unnamed:
        return _("Asked without a name")
    return talk.author_name or _("A former member")
