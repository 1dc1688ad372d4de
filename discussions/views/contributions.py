"""Doors to contribute: the form, a reply, changes, useful, drafts, files."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from communities.views.shared import community_context
from cop_portal.foundation import text
from cop_portal.foundation.activity.models import Channel
from cop_portal.foundation.permissions import Denied, can
from cop_portal.foundation.policies import public, signed_in
from discussions.actions import contributions as actions
from discussions.actions import discussions as discussion_actions
from discussions.actions import mentions, subscriptions
from discussions.forms import mentions as whom
from discussions.forms.contributions import ContributionForm, EditForm
from discussions.models import Attachment, Contribution, Discussion, Draft, HeldPost
from discussions.permissions import (
    check_contribute,
    check_edit_contribution,
    check_withdraw_contribution,
)
from discussions.queries import contributions, discussions
from discussions.views import page as composing
from discussions.views.keys import new_key, renew_key


def _draft_place(discussion: Discussion) -> str:
    return f"discussion:{discussion.pk}"


@signed_in
def contribute(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Post a contribution; without JavaScript also the page to write a reply on.

    What is refused is kept: in the form, and as a draft.
    """
    talk = discussions.get_for(request.user, slug, pk)
    if request.method != "POST":
        check_contribute(request.user, talk)
    questions = list(talk.guiding_questions.all()) if talk.is_facilitated else []
    reply_to = _parent(talk, request.POST.get("parent") or request.GET.get("reply"))
    preview = ""
    form = ContributionForm(
        request.POST or None,
        request.FILES or None,
        questions=questions,
        initial=_initial(request, talk, reply_to) if request.method == "GET" else None,
    )
    status = 200
    if request.method == "POST" and form.is_valid():
        body = whom.settle(form, "body", by=request.user, community=talk.community)
        if "preview" in request.POST:
            preview = preview_of(form.cleaned_data["body"] if body is None else body, request.user, talk)
        elif body is not None:
            made, status = _add(request.user, talk, form, body, reply_to)
            if isinstance(made, HeldPost):
                messages.success(request, _("It waits for a facilitator. You hear when it stands."))
            if made is not None:
                return redirect(made)
    return render(
        request,
        "discussions/contribution_form.html",
        {
            **community_context(request, talk.community, tab="discussions"),
            "discussion": talk,
            "form": form,
            "reply_to": reply_to,
            "draft_place": _draft_place(talk),
            "preview": preview,
            "files_again": bool(request.FILES),
            "sees": composing.who_sees(talk),
        },
        status=status,
    )


def _add(
    user: Any, talk: Discussion, form: ContributionForm, body: str, reply_to: Contribution | None
) -> tuple[Contribution | HeldPost | None, int]:
    """Post it; or leave the sentence why not with the form, the text as a draft, and the status to answer."""
    data = form.cleaned_data
    typed = data["body"]  # a refusal takes it out of the form's data
    try:
        made = actions.add(
            discussion=talk,
            by=user,
            body=body,
            parent=reply_to,
            question_number=data.get("question"),
            files=data["files"],
            key=f"web:{user.pk}:{data['key']}"[:64] if data["key"] else "",
            draft=_draft_place(talk),
        )
    except ValidationError as refusal:
        form.add_error("files" if getattr(refusal, "code", "") == "files" else "body", refusal)
        renew_key(form, refusal)
        status = 200
    except Denied as refusal:
        form.add_error("body", str(refusal.sentence))
        status = 403
    else:
        return made, 200
    actions.save_draft(by=user, place=_draft_place(talk), body=typed)
    return None, status


def preview_of(body: str, user: Any, talk: Discussion, channel: str = Channel.WEB) -> str:
    """The text as it would stand in the discussion."""
    named = mentions.named_in(body, by=user, community=talk.community)
    return actions.rendered(body, channel, mentions.links(named))


def _parent(talk: Discussion, number: str | None) -> Contribution | None:
    if not number or not number.isascii() or not number.isdigit() or len(number) > 9:
        return None
    return contributions.standing_at(talk, int(number))


def _initial(request: HttpRequest, talk: Discussion, reply_to: Contribution | None) -> dict:
    draft = Draft.objects.filter(user=request.user, place=_draft_place(talk)).first()
    body = draft.body if draft else ""
    if reply_to and "quote" in request.GET and (quoted := text.quote(reply_to.body)) not in body:
        body = f"{body}\n\n{quoted}\n\n".lstrip("\n")
    return {
        "key": new_key(),
        "parent": reply_to.number if reply_to else None,
        "question": request.GET.get("question") or (reply_to.question_number if reply_to else None),
        "body": body,
    }


@signed_in
def edit(request: HttpRequest, slug: str, pk: int, number: int) -> HttpResponse:
    """Change one's own contribution, or withdraw it; facilitators may correct any.

    What was typed before the discussion was closed or locked is refused with the form, not lost.
    """
    talk = discussions.get_for(request.user, slug, pk)
    contribution = get_object_or_404(Contribution, discussion=talk, number=number, withdrawn_at=None)
    contribution.discussion, contribution.community = talk, talk.community
    own = contribution.author_id is not None and contribution.author_id == request.user.pk
    if request.method != "POST" or not own:
        check_edit_contribution(request.user, contribution)
    form = EditForm(request.POST or None, initial={"body": contribution.body})
    preview = ""
    if request.method == "POST" and "withdraw" in request.POST:
        actions.withdraw(contribution=contribution, by=request.user)
        messages.success(request, _("Withdrawn. Its number stays, its text is gone from the page."))
        return redirect(contribution)
    if request.method == "POST" and form.is_valid():
        body = whom.settle(form, "body", by=request.user, community=talk.community)
        if "preview" in request.POST:
            said = form.cleaned_data["body"] if body is None else body
            preview = preview_of(said, request.user, talk, contribution.channel)
        elif body is not None and _edited(contribution, form, body, by=request.user):
            return redirect(contribution)
    return render(
        request,
        "discussions/contribution_edit.html",
        {
            **community_context(request, talk.community, tab="discussions"),
            "discussion": talk,
            "contribution": contribution,
            "form": form,
            "may_withdraw": can(check_withdraw_contribution, request.user, contribution),
            "edits": contribution.edits.select_related("by"),
            "preview": preview,
            "sees": composing.who_sees(talk),
        },
        status=200 if can(check_edit_contribution, request.user, contribution) else 403,
    )


def _edited(contribution: Contribution, form: EditForm, body: str, *, by: Any) -> bool:
    try:
        actions.edit(contribution=contribution, by=by, body=body)
    except (Denied, ValidationError) as refusal:
        form.add_error("body", str(refusal.sentence) if isinstance(refusal, Denied) else refusal)
        return False
    return True


@signed_in
@require_POST
def act(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """The small verbs of the page: useful, accept, follow. htmx gets the changed part alone."""
    talk = discussions.get_for(request.user, slug, pk)
    if "follow" in request.POST:
        try:
            subscriptions.follow(discussion=talk, by=request.user, frequency=request.POST["follow"])
        except ValueError as error:
            raise Http404 from error
        messages.success(request, _("Saved. It holds from the next letter on."))
        return redirect(talk)
    named = next(
        (name for name in ("useful", "not_useful", "accept", "not_accept") if request.POST.get(name)), ""
    )
    contribution = _parent(talk, request.POST.get(named))
    if contribution is None:
        raise Http404
    contribution.discussion, contribution.community = talk, talk.community
    if named == "accept":
        discussion_actions.accept_answer(discussion=talk, contribution=contribution, by=request.user)
        return redirect(contribution)
    if named == "not_accept":
        discussion_actions.take_answer_back(discussion=talk, contribution=contribution, by=request.user)
        return redirect(contribution)
    # What the button said, rather than the contrary of what holds: two presses in haste are one.
    actions.mark_useful(contribution=contribution, by=request.user, useful=named == "useful")
    if request.htmx:
        row = contributions.one_row(contribution, request.user.pk)
        viewer = composing.viewer_of(request.user, talk, row.number)
        return HttpResponse(composing.contribution_html(row, viewer))
    return redirect(contribution)


@signed_in
@require_POST
def save_draft(request: HttpRequest) -> HttpResponse:
    """Keep what is being typed; the browser calls this every few seconds."""
    place = request.POST.get("place", "")[:80]
    if not place.startswith(("discussion:", "new:")):
        raise Http404
    actions.save_draft(
        by=request.user,
        place=place,
        body=request.POST.get("body", ""),
        title=request.POST.get("title", ""),
    )
    return HttpResponse(status=204)


@public
def attachment(request: HttpRequest, pk: int) -> HttpResponse:
    """A file of a contribution, asked for its rights at each request; shown by nobody's browser as a page."""
    found = get_object_or_404(Attachment.objects.visible_to(request.user), pk=pk)
    response = FileResponse(
        found.file.open("rb"),
        as_attachment=not found.content_type.startswith("image/"),
        filename=found.name,
        content_type=found.content_type,
    )
    response["Cache-Control"] = "private, no-store"
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response
