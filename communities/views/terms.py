"""Pages of the terms of reference: reading a version, what changed, writing, publishing."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from communities.actions import terms as actions
from communities.enums import Capability, Module
from communities.forms.terms import PublishTermsForm, TermsForm
from communities.models import Community, TermsVersion
from communities.permissions import check_capability
from communities.queries import agreements, communities, terms
from communities.views.shared import as_seen, community_context
from cop_portal.foundation.permissions import can
from cop_portal.foundation.policies import public, signed_in
from cop_portal.foundation.text import as_number


def _version(community: Community, number: int) -> TermsVersion:
    return get_object_or_404(TermsVersion, community=community, number=number)


def _has_goals(community: Community) -> bool:
    return Module.GOALS not in community.modules_off


@public
def terms_page(request: HttpRequest, slug: str, number: int | None = None) -> HttpResponse:
    """The version in force, or an earlier one, with the indicators of today; with ?against= what changed."""
    community = communities.get_for(request.user, slug, content=True)
    latest = terms.current(community)
    version = _version(community, number) if number is not None else latest
    against = as_number(request.GET.get("against"))
    older = _version(community, against) if version and against else None
    return render(
        request,
        "communities/terms_detail.html",
        {
            **community_context(request, community, tab="about", inner="terms"),
            "version": version,
            "latest": latest,
            "answers": [
                (TermsForm.Meta.labels[name], getattr(version, name))
                for name in TermsForm.Meta.fields
                if getattr(version, name)
            ]
            if version
            else [],
            "older": older,
            "changes": terms.changes(older, version) if older and version else [],
            "versions": terms.versions(community),
            "indicators": agreements.named(community) if version and _has_goals(community) else [],
            "may_edit": can(check_capability, request.user, community, Capability.EDIT_TERMS),
        },
    )


@signed_in
def edit_terms(request: HttpRequest, slug: str) -> HttpResponse:
    """Write the draft. Who saves second sees both texts and loses none."""
    community = communities.get_for(request.user, slug)
    check_capability(request.user, community, Capability.EDIT_TERMS)
    draft = terms.draft_of(community)
    form = TermsForm(request.POST or None, instance=draft, initial={"revision": draft.revision})
    theirs = None
    if request.method == "POST" and form.is_valid():
        try:
            actions.save_draft(community=community, by=request.user, **form.cleaned_data)
        except actions.EditedMeanwhile as conflict:
            theirs = conflict.draft
            form = TermsForm(initial={**form.cleaned_data, "revision": theirs.revision})
        else:
            messages.success(request, _("The draft is saved. It counts when it is published."))
            return redirect("terms_edit", slug=slug)
    return render(
        request,
        "communities/terms_form.html",
        {
            **community_context(request, community, tab="about", inner="terms"),
            "form": form,
            "theirs": theirs,
            "their_sections": [
                (TermsForm.Meta.labels[name], getattr(theirs, name)) for name in theirs.SECTIONS
            ]
            if theirs
            else [],
            "publish_form": PublishTermsForm(
                initial=as_seen(form["revision"].value(), terms.current(community))
            ),
        },
    )


@signed_in
@require_POST
def publish_terms(request: HttpRequest, slug: str) -> HttpResponse:
    """Publish the draft as it was last seen."""
    community = communities.get_for(request.user, slug)
    form = PublishTermsForm(request.POST)
    if not form.is_valid():
        raise Http404
    try:
        version = actions.publish(community=community, by=request.user, **form.cleaned_data)
    except ValidationError as refusal:
        messages.error(request, refusal.messages[0])
    except actions.EditedMeanwhile:
        messages.error(request, _("Somebody changed the draft meanwhile. Read it again before you publish."))
    else:
        messages.success(request, _("Version %(number)s is published.") % {"number": version.number})
        return redirect("terms", slug=slug)
    return redirect("terms_edit", slug=slug)
