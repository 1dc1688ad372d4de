"""Pages of the charter: reading, agreeing, drafting, putting it to the members."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from communities.actions import charters as actions
from communities.enums import Capability
from communities.forms.charters import CharterForm, PublishCharterForm
from communities.models import CharterVersion
from communities.permissions import can_see_members, check_agree_to_charter, check_capability
from communities.queries import charters, communities
from communities.views.shared import community_context
from cop_portal.foundation.permissions import can
from cop_portal.foundation.policies import public, signed_in


@public
def charter(request: HttpRequest, slug: str, number: int | None = None) -> HttpResponse:
    """The charter in force, or an earlier version; first of all what changed since one agreed."""
    community = communities.get_for(request.user, slug)
    latest = charters.current(community)
    version = latest
    if number is not None:
        version = get_object_or_404(CharterVersion, community=community, number=number)
    agreed = charters.agreement(request.user, community)
    outdated = agreed is not None and latest is not None and agreed.version_id != latest.pk
    may_see_members = can_see_members(request.user, community)
    may_edit = can(check_capability, request.user, community, Capability.EDIT_CHARTER)
    return render(
        request,
        "communities/charter_detail.html",
        {
            **community_context(request, community, tab="about", inner="charter"),
            "version": version,
            "latest": latest,
            "agreed": agreed,
            "changes": charters.changes(agreed.version, latest) if outdated and agreed and latest else [],
            "may_agree": can(check_agree_to_charter, request.user, community)
            and version == latest
            and (agreed is None or outdated),
            "may_edit": may_edit,
            "versions": charters.versions(community),
            "may_see_members": may_see_members,
            "agreements": charters.agreements(version) if version and may_see_members else [],
        },
    )


@signed_in
@require_POST
def agree(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """Agree to exactly the version that was shown."""
    community = communities.get_for(request.user, slug)
    version = get_object_or_404(
        CharterVersion.objects.select_related("community"), community=community, number=number
    )
    try:
        actions.agree(version=version, by=request.user)
    except ValidationError as refusal:
        messages.error(request, refusal.messages[0])
    else:
        messages.success(request, _("You agreed to version %(number)s.") % {"number": number})
    return redirect("charter", slug=slug)


@signed_in
def edit_charter(request: HttpRequest, slug: str) -> HttpResponse:
    """Draft the charter. Who saves second sees both texts and loses none."""
    community = communities.get_for(request.user, slug)
    check_capability(request.user, community, Capability.EDIT_CHARTER)
    draft = charters.draft_of(community)
    form = CharterForm(request.POST or None, instance=draft, initial={"revision": draft.revision})
    theirs = None
    if request.method == "POST" and form.is_valid():
        try:
            actions.save_draft(community=community, by=request.user, **form.cleaned_data)
        except actions.EditedMeanwhile as conflict:
            theirs = conflict.draft
            form = CharterForm(initial={**form.cleaned_data, "revision": theirs.revision}, instance=None)
        else:
            messages.success(request, _("The draft is saved. Members do not see it yet."))
            return redirect("charter_edit", slug=slug)
    return render(
        request,
        "communities/charter_form.html",
        {
            **community_context(request, community, tab="about", inner="charter"),
            "form": form,
            "theirs": theirs,
            "their_sections": [
                (CharterForm.Meta.labels[name], getattr(theirs, name)) for name in theirs.SECTIONS
            ]
            if theirs
            else [],
            "publish_form": PublishCharterForm(initial={"revision": draft.revision}),
            "latest": charters.current(community),
        },
    )


@signed_in
@require_POST
def publish_charter(request: HttpRequest, slug: str) -> HttpResponse:
    """Put the draft, as it was last seen, to the members."""
    community = communities.get_for(request.user, slug)
    form = PublishCharterForm(request.POST)
    if not form.is_valid():
        raise Http404
    try:
        version = actions.publish(community=community, by=request.user, **form.cleaned_data)
    except ValidationError as refusal:
        messages.error(request, refusal.messages[0])
    except actions.EditedMeanwhile:
        messages.error(
            request, _("Somebody changed the draft meanwhile. Read it again before you put it to members.")
        )
    else:
        messages.success(
            request,
            _("Version %(number)s is put to the members. They are told.") % {"number": version.number},
        )
        return redirect("charter", slug=slug)
    return redirect("charter_edit", slug=slug)
