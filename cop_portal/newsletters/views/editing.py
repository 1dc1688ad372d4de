"""The newsletter for its editors: beginning, editing, looking at it as its readers will, letting it pass."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from communities.queries import communities
from communities.views.shared import community_context
from cop_portal.foundation.mail.compose import render as render_letter
from cop_portal.foundation.permissions import Denied, can
from cop_portal.foundation.policies import signed_in
from cop_portal.newsletters import actions, queries, sections
from cop_portal.newsletters.forms import DraftForm, ItemForm
from cop_portal.newsletters.models import Issue, week_of
from cop_portal.newsletters.permissions import check_compose, check_edit_issue, check_send_issue

# A letter brings its styles with it; nothing else of it may act, and no other page may hold it.
LETTER_POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src 'self'; frame-ancestors 'none'; sandbox allow-popups"


def draft_or_redirect(request: HttpRequest, slug: str, number: int) -> Issue | HttpResponse:
    """The draft for its editor; who comes after it was sent is led to what was sent."""
    community = communities.get_for(request.user, slug, content=True, module="newsletter")
    issue = queries.get_for(request.user, community, number)
    if not issue.is_draft:
        return redirect(issue)
    check_edit_issue(request.user, issue)
    return issue


@signed_in
@require_POST
def begin(request: HttpRequest, slug: str) -> HttpResponse:
    """Begin a draft by hand, without waiting for Thursday."""
    community = communities.get_for(request.user, slug, content=True, module="newsletter")
    check_compose(request.user, community)
    issue = sections.compose(community=community, week=week_of(timezone.localdate()), by=request.user)
    if issue.is_draft:
        return redirect(issue.get_edit_url())
    if issue.number is None:
        messages.error(request, _("Nothing happened since the last newsletter that it could tell of."))
    else:
        messages.error(request, _("The newsletter of this week is sent. The next draft comes on Thursday."))
    return redirect("newsletter_archive", slug=slug)


@signed_in
def edit(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """Pick, order and comment. Who saves second sees both texts and loses none."""
    issue = draft_or_redirect(request, slug, number)
    if isinstance(issue, HttpResponse):
        return issue
    data = request.POST if request.method == "POST" else None
    items = queries.items_of(issue)
    form = DraftForm(data, instance=issue, initial={"revision": issue.revision})
    # What arrived after the page was opened is not in the answer, and stays as it is.
    rows = [
        ItemForm(data if data and f"item-{item.pk}-position" in data else None, item=item) for item in items
    ]
    theirs = None
    if request.method == "POST" and form.is_valid() and all(r.is_valid() for r in rows if r.is_bound):
        try:
            _save(issue, form, rows, request.user)
        except actions.EditedMeanwhile as conflict:
            theirs = conflict.issue
            again = request.POST.copy()
            again["revision"] = str(theirs.revision)
            form = DraftForm(again, instance=Issue(community=issue.community))
        except Denied:  # it was sent or skipped while this page was open
            messages.error(
                request, _("Meanwhile the draft was sent or passed over. What you changed is not in it.")
            )
            return redirect("newsletter_archive", slug=slug)
        else:
            return _after_saving(request, issue)
    return render(request, "newsletters/issue_form.html", _edit_context(request, issue, form, rows, theirs))


def _save(issue: Issue, form: DraftForm, rows: list[ItemForm], by: Any) -> None:
    choices = {
        row.item.pk: actions.Choice(
            row.cleaned_data["included"], row.cleaned_data["position"], row.cleaned_data["note"]
        )
        for row in rows
        if row.is_bound
    }
    actions.save_draft(issue=issue, by=by, items=choices, **form.cleaned_data)


def _after_saving(request: HttpRequest, issue: Issue) -> HttpResponse:
    slug, number = issue.community.slug, issue.number
    if request.POST.get("then") == "send":
        return redirect("newsletter_send", slug=slug, number=number)
    messages.success(request, _("The draft is saved. Nobody got it yet."))
    return redirect("newsletter_edit", slug=slug, number=number)


def _edit_context(
    request: HttpRequest, issue: Issue, form: DraftForm, rows: list[ItemForm], theirs: Issue | None
) -> dict[str, Any]:
    by_pk = {row.item.pk: row for row in rows}
    grouped = queries.by_section([row.item for row in rows])
    return {
        **community_context(request, issue.community, tab="newsletter"),
        "issue": issue,
        "form": form,
        "sections": [(group.label, [by_pk[item.pk] for item in group.items]) for group in grouped],
        "theirs": theirs,
        "faulty": any(row.errors for row in rows),
        "reach": queries.reach(issue.community),
        "may_send": can(check_send_issue, request.user, issue),
        "languages_offered": settings.OFFERED_LANGUAGES,
    }


@signed_in
def preview(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """The saved draft as a reader gets it: ?form=text or html, in one of the languages offered."""
    issue = draft_or_redirect(request, slug, number)
    if isinstance(issue, HttpResponse):
        return issue
    language = request.GET.get("language", "")
    if language not in settings.OFFERED_LANGUAGES:
        language = settings.LANGUAGE_CODE
    context = actions.letter_context(issue, queries.items_for_members(issue))
    # The stop link of a preview leads nowhere: a click must not end the editor's own newsletter.
    own = {"stop_url": "#", "name": request.user.name, "address": request.user.email}
    subject, text, html = render_letter("newsletters/email/issue", {**own, **context}, language)
    if request.GET.get("form") == "html":
        response = HttpResponse(html)
        response["Content-Security-Policy"] = LETTER_POLICY
        return response
    return render(
        request,
        "newsletters/issue_preview.html",
        {
            **community_context(request, issue.community, tab="newsletter"),
            "issue": issue,
            "letter_subject": subject,
            "text": text,
            "letter_language": language,
        },
    )


@signed_in
@require_POST
def skip(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """Let this week pass."""
    issue = draft_or_redirect(request, slug, number)
    if isinstance(issue, HttpResponse):
        return issue
    actions.skip_issue(issue=issue, by=request.user)
    messages.success(request, _("This week passes without a newsletter. What was in it waits for the next."))
    return redirect("newsletter_archive", slug=slug)
