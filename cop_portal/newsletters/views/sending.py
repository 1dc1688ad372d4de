"""Sending a newsletter: what it will do stands beside the button."""

from __future__ import annotations

from django.conf.locale import LANG_INFO
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from communities.queries import communities
from communities.views.shared import community_context
from cop_portal.foundation.policies import signed_in
from cop_portal.newsletters import actions, queries
from cop_portal.newsletters.forms import SendForm
from cop_portal.newsletters.permissions import check_send_issue


@signed_in
def send(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """A last look (GET), and the word (POST). A second click finds it sent and sends nothing."""
    community = communities.get_for(request.user, slug, content=True, module="newsletter")
    issue = queries.get_for(request.user, community, number)
    check_send_issue(request.user, issue)
    if request.method == "POST":
        form = SendForm(request.POST)
        if not form.is_valid():
            raise Http404
        try:
            sent = actions.send_issue(issue=issue, by=request.user, revision=form.cleaned_data["revision"])
        except ValidationError as refusal:
            messages.error(request, refusal.messages[0])
            return redirect(issue.get_edit_url())
        except actions.EditedMeanwhile:
            messages.error(
                request, _("Somebody changed the draft meanwhile. Look at it again before you send.")
            )
            return redirect("newsletter_send", slug=slug, number=number)
        total = queries.counts(sent).total
        messages.success(
            request,
            ngettext("It is on its way to %(count)s member.", "It is on its way to %(count)s members.", total)
            % {"count": total},
        )
        return redirect(sent)
    if not issue.is_draft:
        return redirect(issue)
    readers = queries.readers_by_language(community)
    return render(
        request,
        "newsletters/issue_send.html",
        {
            **community_context(request, community, tab="newsletter"),
            "issue": issue,
            "sections": queries.by_section(queries.items_for_members(issue)),
            "form": SendForm(initial={"revision": issue.revision}),
            "reach": queries.reach(community),
            "by_language": [
                (code, LANG_INFO[code]["name_local"], len(people)) for code, people in sorted(readers.items())
            ],
        },
    )
