"""Pages of discussions: the list, one discussion, starting and convening."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from communities.queries import communities
from communities.views.shared import community_context
from cop_portal.foundation.paging import key_set_page
from cop_portal.foundation.permissions import can
from cop_portal.foundation.policies import public, signed_in
from discussions.actions import contributions as contribution_actions
from discussions.actions import discussions as actions
from discussions.enums import FollowFrequency
from discussions.forms.discussions import BriefForm, StartForm
from discussions.models import Draft, page_of
from discussions.permissions import (
    check_close_discussion,
    check_conclude,
    check_convene_discussion,
    check_prepare_discussion,
    check_start_discussion,
)
from discussions.queries import contributions, discussions
from discussions.views import page as composing
from discussions.views.keys import new_key


@public
def discussion_list(request: HttpRequest, slug: str) -> HttpResponse:
    """A community's discussions, the newest activity first."""
    community = communities.get_for(request.user, slug, content=True)
    kind = request.GET.get("kind", "")
    rows = discussions.of_community(request.user, community, kind=kind)
    page = key_set_page(rows, request.GET, order=discussions.LIST_ORDER)
    context = {
        **community_context(request, community, tab="discussions"),
        "page": page,
        "kind": kind,
        "filters": [
            ("", _("All")),
            ("facilitated", _("Facilitated")),
            ("question", _("Questions")),
            ("unanswered", _("Unanswered")),
            ("conversation", _("Conversations")),
        ],
        "may_start": can(check_start_discussion, request.user, community),
        "may_convene": can(check_convene_discussion, request.user, community),
    }
    return render(request, "discussions/discussion_list.html", context)


@public
def discussion(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """One discussion, from any point: ?page= of its contributions."""
    found = discussions.get_page_for(request.user, slug, pk)
    talk, facts = found.discussion, found.facts
    last_page = page_of(talk.last_number) if talk.last_number else 1
    number = _page_number(request, last_page)
    user_id = request.user.pk if request.user.is_authenticated else None
    rows = contributions.page_rows(talk.pk, user_id, number)
    with_files = [row.id for row in rows if row.attachment_count]
    viewer = composing.viewer_of(request.user, talk, facts.read_number)
    entries = composing.contributions_html(
        rows,
        viewer,
        attachments=contributions.attachments_of(with_files) if with_files else {},
        read_at=facts.read_at,
    )
    context = {
        "discussion": talk,
        "community": talk.community,
        "accent": talk.community.accent,
        "place": "communities",
        "entries": entries,
        "viewer": viewer,
        "facts": facts,
        "pager": {"links": composing.page_links(talk, number)},
        "number": number,
        "last_page": last_page,
        "stopped_at": composing._anchor(viewer.url, facts.read_number) if facts.read_number else "",
        "people": talk.people[:5],
        "more_people": talk.people[5:],
        "follow": facts.follow,
        "follow_choices": FollowFrequency.choices,
        "new_key": new_key(),
        "sees": composing.who_sees(talk) if viewer.may_contribute else "",
    }
    if talk.is_facilitated:
        context.update(_facilitated_context(request, talk, number))
    if not viewer.may_accept:
        context["may_close"] = False
    else:
        context["may_close"] = talk.is_open and can(check_close_discussion, request.user, talk)
    response = render(request, "discussions/discussion_detail.html", context)
    if user_id is not None and rows and rows[-1].number > facts.read_number:
        contribution_actions.note_read(discussion_id=talk.pk, user_id=user_id, number=rows[-1].number)
    return response


def _page_number(request: HttpRequest, last: int) -> int:
    """The page asked for; what is not a page of this discussion counts as the nearest one."""
    asked = request.GET.get("page", "1")
    if asked == "last":
        return last
    return min(max(int(asked), 1), last) if asked.isascii() and asked.isdigit() and len(asked) < 9 else 1


def _facilitated_context(request: HttpRequest, talk, number: int) -> dict:
    """What only a facilitated discussion shows: phases, guiding questions, summaries, synthesis."""
    synthesis = getattr(talk, "synthesis", None)
    may_conclude = request.user.is_authenticated and can(check_conclude, request.user, talk)
    return {
        "steps": composing.phase_steps(talk),
        "questions": list(talk.guiding_questions.all()),
        "by_question": contributions.by_question(talk),
        "summaries": list(talk.summaries.select_related("by")) if number == 1 else [],
        "synthesis": synthesis if synthesis and (synthesis.is_published or may_conclude) else None,
        "disseminations": list(talk.disseminations.all()) if talk.phase == "shared" else [],
        "may_conclude": may_conclude,
        "may_prepare": request.user.is_authenticated and can(check_prepare_discussion, request.user, talk),
    }


@signed_in
def start(request: HttpRequest, slug: str) -> HttpResponse:
    """Start a conversation or ask a question."""
    community = communities.get_for(request.user, slug, content=True)
    check_start_discussion(request.user, community)
    place = f"new:{community.pk}"
    draft = Draft.objects.filter(user=request.user, place=place).first()
    initial = {"title": draft.title, "body": draft.body} if draft else {}
    if request.GET.get("kind") in ("question", "conversation"):
        initial["kind"] = request.GET["kind"]
    form = StartForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        key = f"web:{request.user.pk}:{request.POST.get('key', '')[:36]}" if request.POST.get("key") else ""
        talk = actions.start(community=community, by=request.user, origin=key[:64], **form.cleaned_data)
        contribution_actions.discard_draft(by=request.user, place=place)
        messages.success(request, _("It is open. Those who chose so get a letter."))
        return redirect(talk)
    return render(
        request,
        "discussions/start_form.html",
        {
            **community_context(request, community, tab="discussions"),
            "form": form,
            "draft_place": place,
            "key": request.POST.get("key") or new_key(),
        },
    )


@signed_in
def convene(request: HttpRequest, slug: str) -> HttpResponse:
    """Prepare a facilitated discussion."""
    community = communities.get_for(request.user, slug, content=True)
    check_convene_discussion(request.user, community)
    form = BriefForm(request.POST or None, initial=BriefForm.usual_dates())
    if request.method == "POST" and form.is_valid():
        talk = actions.convene(community=community, by=request.user, **form.cleaned_data)
        messages.success(request, _("The brief is kept. The discussion opens on its day."))
        return redirect(talk)
    return render(
        request,
        "discussions/brief_form.html",
        {**community_context(request, community, tab="discussions"), "form": form},
    )


@signed_in
def edit_brief(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Change the brief before the discussion opens."""
    talk = discussions.get_for(request.user, slug, pk)
    check_prepare_discussion(request.user, talk)
    initial = {
        name: getattr(talk, name)
        for name in ("title", "body", "opens_on", "closes_on", "synthesis_on", "share_on")
    }
    initial["questions"] = "\n".join(talk.guiding_questions.values_list("text", flat=True))
    form = BriefForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            actions.update_brief(discussion=talk, by=request.user, **form.cleaned_data)
        except ValidationError as refusal:
            form.add_error(None, refusal)
        else:
            messages.success(request, _("The brief is kept."))
            return redirect(talk)
    return render(
        request,
        "discussions/brief_form.html",
        {**community_context(request, talk.community, tab="discussions"), "form": form, "discussion": talk},
    )


@signed_in
@require_POST
def move(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Open, end the contributions, or close: one button each."""
    talk = discussions.get_for(request.user, slug, pk)
    verbs = {
        "open": actions.open_discussion,
        "end": actions.close_contributions,
        "close": actions.close,
    }
    verb = verbs.get(request.POST.get("step", ""))
    if verb is not None:
        try:
            verb(discussion=talk, by=request.user)
        except ValidationError as refusal:
            messages.error(request, refusal.messages[0])
    return redirect(talk)
