"""Pages of discussions: the list, one discussion, starting and convening."""

from __future__ import annotations

import datetime
from functools import lru_cache
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from communities.actions import needs as need_actions
from communities.enums import Capability, Level
from communities.models import Community, Need
from communities.permissions import check_capability
from communities.queries import communities, subjects
from communities.queries.needs import board
from communities.views.shared import community_context, tabs_html
from cop_portal.foundation.permissions import can
from cop_portal.foundation.policies import public, signed_in
from cop_portal.foundation.subjects import note_subject
from cop_portal.foundation.text import as_number, one_line
from cop_portal.foundation.ui import frames, pieces, times
from cop_portal.foundation.ui.frames import pages_html
from cop_portal.foundation.ui.templatetags.ui import emblem
from discussions.actions import contributions as contribution_actions
from discussions.actions import discussions as actions
from discussions.actions import mutes as mute_actions
from discussions.enums import Kind
from discussions.forms import mentions as whom
from discussions.forms.discussions import StartForm
from discussions.models import Discussion, Draft, HeldPost
from discussions.models.discussions import due_on
from discussions.permissions import (
    check_ask_unnamed,
    check_convene_discussion,
    check_decide,
    check_fetch_discussion,
    check_start_discussion,
    kinds_in,
)
from discussions.queries import discussions, passings, unread
from discussions.similar import Similar, find_similar
from discussions.views.duties import duty
from discussions.views.keys import is_spent, new_key

PASSED_HOLES = (
    "url", "title", "community", "level", "author", "words", "datetime", "when", "take_back", "token",
)  # fmt: skip
ROW_HOLES = (
    "url", "title", "duty", "left", "holder", "count", "author", "datetime", "when", "unread", "unread_url",
)  # fmt: skip


@public
def discussion_list(request: HttpRequest, slug: str) -> HttpResponse:
    """A community's discussions, the newest activity first; composed of pieces."""
    community = communities.get_for(request.user, slug, content=True)
    note_subject(request, "discussions", community_id=community.pk)
    offered = discussions.filters_in(community)
    kind = request.GET.get("kind", "")
    kind = kind if kind in offered else ""
    page = discussions.page_of_community(request.user, community, request.GET, kind=kind)
    first = not (kind or "after" in request.GET or "before" in request.GET)
    passed = passings.list_of(request.user, community) if first else []
    may_start = can(check_start_discussion, request.user, community)
    may_fetch = may_start and can(check_fetch_discussion, request.user, community)
    is_person = request.user.is_authenticated
    new, muted = unread.of_community(request.user, community.pk, [row["id"] for row in page.rows])
    conditions = {
        "signed_in": is_person,
        "muted": muted,
        "first": first,
        "may_start": may_start,
        "may_convene": may_start and can(check_convene_discussion, request.user, community),
        "may_decide": can(check_decide, request.user, community),
        "may_fetch": may_fetch and passings.has_neighbours(community),
        "passed": bool(passed),
        "asks": Kind.QUESTION in offered,
        f"kind={kind}": True,
        "archived": community.is_archived,
        "empty": not page.rows,
    }
    values = {
        "community": community.name,
        "community_url": f"/communities/{community.slug}/",
        "emblem": emblem(community, size="small"),
        "tabs": tabs_html(request.user, community, "discussions"),
        "rows": SafeString("".join(_row(row, new.get(row["id"]), community.today) for row in page.rows)),
        "pages": pages_html(page),
        "token": frames.token(request) if is_person and first else "",
        "passed_rows": _passed_html(request, passed, community.slug if may_fetch else ""),
    }
    return frames.page(
        request,
        "discussions/discussion_list.html",
        values,
        flags=[name for name, holds in conditions.items() if holds],
        place="communities",
        accent=community.accent,
    )


def _passed_html(request: HttpRequest, rows: list[dict[str, Any]], take_back: str) -> SafeString:
    """Discussions of other levels. take_back names the community whose facilitator reads."""
    out = []
    for row in rows:
        conditions = {
            "has_author": row["discussion__author__name"],
            "has_words": row["words"],
            "may_take_back": take_back,
        }
        values = {
            "url": f"/communities/{row['discussion__community__slug']}/discussions/{row['discussion_id']}/",
            "title": row["discussion__title"],
            "community": row["discussion__community__name"],
            "level": Level(row["discussion__community__level"]).label,
            "author": row["discussion__author__name"] or "",
            "words": row["words"],
            "datetime": times.iso(row["at"]),
            "when": times.time_text(row["at"]),
            "take_back": f"/communities/{take_back}/discussions/{row['discussion_id']}/take-back/",
            "token": frames.token(request) if take_back else "",
        }
        flags = [name for name, holds in conditions.items() if holds]
        out.append(pieces.get("discussions/pieces/passed.html", PASSED_HOLES, flags).fill(values))
    return SafeString("".join(out))


def _row(row: dict[str, Any], new: unread.Unread | None, there: datetime.date) -> SafeString:
    """One discussion of the list."""
    return _rendered(
        tuple(row.values()),
        new,
        get_language(),
        timezone.get_current_timezone_name(),
        timezone.localdate(),
        there,
    )


# A row that changed is another key, so that nothing kept is ever out of date.
@lru_cache(maxsize=4096)
def _rendered(
    values: tuple[Any, ...],
    new: unread.Unread | None,
    language: str,
    zone: str,
    today: datetime.date,
    there: datetime.date,
) -> SafeString:
    row = dict(zip(discussions.LIST_FIELDS, values, strict=True))
    days = (row[name] for name in ("opens_on", "closes_on", "synthesis_on", "share_on"))
    next_ = duty(row["phase"], row["closed_at"], due_on(row["phase"], row["closed_at"], *days), there)
    conditions = {
        f"kind={row['kind']}": True,
        "answered": row["answer_id"],
        "late": next_.late,
        "has_holder": row["facilitator__name"],
        "over": row["closed_at"] or row["phase"] == "shared",
        "has_author": row["author__name"],
        "has_unread": new is not None,
        "hidden": row["hidden_at"],
    }
    count = row["contribution_count"]
    return pieces.get(
        "discussions/pieces/row.html", ROW_HOLES, [name for name, holds in conditions.items() if holds]
    ).fill(
        {
            "url": f"{row['id']}/",
            "title": row["title"],
            "duty": next_.text,
            "left": next_.left,
            "holder": row["facilitator__name"] or "",
            "count": ngettext("%(number)s contribution", "%(number)s contributions", count)
            % {"number": count},
            "author": row["author__name"] or "",
            "datetime": times.iso(row["active_at"]),
            "when": times.time_text(row["active_at"]),
            "unread": ngettext("%(number)s new", "%(number)s new", new.count) % {"number": new.count}
            if new
            else "",
            "unread_url": f"{row['id']}/{new.anchor}" if new else "",
        }
    )


@signed_in
@require_POST
def mute(request: HttpRequest, slug: str) -> HttpResponse:
    """No letters about what is said in a community, or letters again."""
    community = communities.get_for(request.user, slug, content=True)
    if "unmute" in request.POST:
        mute_actions.unmute(community=community, by=request.user)
        messages.success(request, _("What is said here reaches you again, as you chose."))
    else:
        mute_actions.mute(community=community, by=request.user)
        messages.success(
            request, _("Muted. No letters from here, except on discussions that you chose to follow.")
        )
    return redirect("discussions", community.slug)


@signed_in
def start(request: HttpRequest, slug: str) -> HttpResponse:
    """Start a conversation or ask a question."""
    community = communities.get_for(request.user, slug, content=True)
    check_start_discussion(request.user, community)
    place = f"new:{community.pk}"
    draft = Draft.objects.filter(user=request.user, place=place).first()
    initial = {"title": draft.title, "body": draft.body} if draft else {}
    kinds = kinds_in(community)
    if request.GET.get("kind") in kinds:
        initial["kind"] = request.GET["kind"]
    if request.GET.get("title") and not initial.get("title"):  # from a search that found nothing
        initial["title"] = one_line(request.GET["title"])[:200]
    need = _need(request, community)
    if need:
        initial = {"title": need.text, "body": initial.get("body", "")}
    may_be_unnamed = need is None and can(check_ask_unnamed, request.user, community)
    form = StartForm(
        request.POST or None,
        request.FILES or None,
        initial=initial,
        kinds=kinds,
        may_be_unnamed=may_be_unnamed,
        known=subjects.subjects_of(subjects.experts(community)),
    )
    alike, key = _known_already(request, community, form), request.POST.get("key") or new_key()
    if request.method == "POST" and form.is_valid() and not alike:
        body = whom.settle(form, "body", by=request.user, community=community)
        if body is not None:
            form.cleaned_data["body"] = body
            try:
                return redirect(_post(request, community, form, need))
            except ValidationError as refusal:
                form.add_error("files" if getattr(refusal, "code", "") == "files" else "body", refusal)
                if is_spent(refusal):
                    alike, key = _close(request, community, form), new_key()
    return render(
        request,
        "discussions/start_form.html",
        {
            **community_context(request, community, tab="discussions"),
            "form": form,
            "draft_place": place,
            "key": key,
            "need": need,
            "asks": Kind.QUESTION in kinds,
            "alike": alike,
            "asked": request.POST.get("title", ""),
            "files_again": bool(request.FILES),
        },
    )


def _origin(request: HttpRequest, form: StartForm) -> str:
    """The form's own key, by which it posts once."""
    who = "unnamed" if form.cleaned_data.get("unnamed") else f"web:{request.user.pk}"
    return f"{who}:{request.POST.get('key', '')[:36]}"[:64] if request.POST.get("key") else ""


def _post(
    request: HttpRequest, community: Community, form: StartForm, need: Need | None
) -> Discussion | HeldPost:
    """Open it once, however often the form is sent; the draft goes, a need that it takes up is answered."""
    origin = _origin(request, form)
    talk = actions.start(community=community, by=request.user, origin=origin, **form.cleaned_data)
    contribution_actions.discard_draft(by=request.user, place=f"new:{community.pk}")
    if isinstance(talk, HeldPost):
        messages.success(request, _("It waits for a facilitator. You hear when it stands."))
        return talk
    if need:
        need_actions.answer(
            need=need,
            by=request.user,
            state="taken_up",
            outcome=_("Discussed: %(title)s") % {"title": talk.title},
            outcome_url=talk.get_absolute_url(),
        )
    messages.success(request, _("It is open. Those who chose so get a letter."))
    return talk


def _known_already(request: HttpRequest, community: Community, form: StartForm) -> list[Similar]:
    """What is much like it, once, for those who did not see it while they typed: a step before posting."""
    if request.method != "POST" or "seen" in request.POST or not form.is_valid():
        return []
    origin = _origin(request, form)
    if origin and discussions.by_origin(request.user, community, origin):
        return []  # the same form again
    return _close(request, community, form)


def _close(request: HttpRequest, community: Community, form: StartForm) -> list[Similar]:
    return [row for row in find_similar(request.user, community, form.cleaned_data["title"]) if row.is_close]


def _need(request: HttpRequest, community: Community) -> Need | None:
    """The need that this discussion takes up, if the person may say so."""
    pk = as_number(request.POST.get("need") or request.GET.get("need"))
    if not pk or not can(check_capability, request.user, community, Capability.TAKE_UP_NEEDS):
        return None
    return board(request.user, community).filter(pk=pk).first()
