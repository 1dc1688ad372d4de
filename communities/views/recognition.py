"""Thanks and badges: giving, answering, showing, revoking, certificates and how anybody checks them."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from communities import papers
from communities.actions import recognition as actions
from communities.enums import Capability
from communities.forms.recognition import AwardForm, RevokeForm
from communities.models import Award
from communities.permissions import check_capability, check_see_members, standing
from communities.queries import communities, directory, recognition
from communities.views.shared import community_context
from cop_portal.foundation.paging import key_set_page
from cop_portal.foundation.pdf import pdf_response
from cop_portal.foundation.permissions import can
from cop_portal.foundation.policies import public, signed_in


@signed_in
def award_list(request: HttpRequest, slug: str) -> HttpResponse:
    """What members were given and show; for those who give, everything, with a way to revoke."""
    community = communities.get_for(request.user, slug, content=True)
    check_see_members(request.user, community)
    gives = can(check_capability, request.user, community, Capability.RECOGNISE)
    rows = recognition.of_community(request.user, community, all_of_them=gives)
    page = key_set_page(rows, request.GET, order=("-at", "-pk"), size=30)
    for row in page.rows:
        row.community = community
    return render(
        request,
        "communities/award_list.html",
        {
            **community_context(request, community, tab="people", inner="recognition"),
            "page": page,
            "gives": gives,
        },
    )


@signed_in
def give_award(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Thank a member or award a badge."""
    community = communities.get_for(request.user, slug, content=True)
    check_capability(request.user, community, Capability.RECOGNISE)
    holder = directory.get_person_for(request.user, pk)
    if not recognition.communities_to_recognise_in(request.user, holder).filter(pk=community.pk).exists():
        raise Http404
    form = AwardForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.award(community=community, holder=holder, by=request.user, **form.cleaned_data)
        except ValidationError as refusal:
            form.add_error(None, refusal)
        else:
            messages.success(request, _("It is offered. It stands once it is accepted."))
            return redirect("recognition", slug=slug)
    context = community_context(request, community, tab="people", inner="recognition")
    return render(request, "communities/award_form.html", {**context, "holder": holder, "form": form})


@signed_in
@require_POST
def answer_award(request: HttpRequest, pk: int) -> HttpResponse:
    """The holder accepts or declines, shows or hides."""
    award = recognition.get_for(request.user, pk)
    word = request.POST.get("word", "")
    try:
        if word == "accept":
            actions.accept(award=award, by=request.user)
            messages.success(request, _("It is yours, and on your profile. You can hide it."))
        elif word == "decline":
            actions.decline(award=award, by=request.user)
            messages.success(request, _("Declined. It stands nowhere."))
        elif word in ("show", "hide"):
            actions.show(award=award, by=request.user, shown=word == "show")
            messages.success(request, _("Saved."))
    except ValidationError as refusal:
        messages.error(request, refusal.messages[0])
    return redirect(f"{reverse('person', args=[request.user.pk])}#recognition")


@signed_in
def revoke_award(request: HttpRequest, pk: int) -> HttpResponse:
    """Take it back with a reason."""
    award = recognition.get_for(request.user, pk)
    check_capability(request.user, award.community, Capability.RECOGNISE)
    form = RevokeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.revoke(award=award, by=request.user, **form.cleaned_data)
        except ValidationError as refusal:
            form.add_error(None, refusal)
        else:
            messages.success(request, _("Revoked. The holder is told why."))
            return redirect("recognition", slug=award.community.slug)
    context = community_context(request, award.community, tab="people", inner="recognition")
    return render(request, "communities/award_revoke.html", {**context, "award": award, "form": form})


def _may_print(request: HttpRequest, award: Award) -> bool:
    return award.holder_id == request.user.pk or standing(request.user, award.community).has(
        Capability.RECOGNISE
    )


@signed_in
def certificate(request: HttpRequest, pk: int) -> HttpResponse:
    """What stands, on paper, for its holder and those who give."""
    award = recognition.get_for(request.user, pk)
    if not award.is_standing or not _may_print(request, award):
        raise Http404
    return pdf_response(papers.certificate(award), f"certificate-{award.code}")


@public
def verify(request: HttpRequest, code: str) -> HttpResponse:
    """Whether a certificate holds, for anybody who has its address."""
    found = recognition.verified(request.user, code)
    answer = render(
        request,
        "communities/award_verify.html",
        {
            "found": found,
            "award": found.award,
            "accent": found.award.community.accent if found.names_community else "",
        },
    )
    answer["X-Robots-Tag"] = "noindex"
    return answer
