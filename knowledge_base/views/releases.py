"""Sharing outside: the community's rule and log, asking for a step outward, answering, taking back."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from communities.queries import communities
from communities.views.shared import community_context
from cop_portal.foundation.paging import key_set_page
from cop_portal.foundation.permissions import can
from cop_portal.foundation.policies import public, signed_in
from knowledge_base.actions import releases as actions
from knowledge_base.enums import Approver, Check, Licence, Sharing
from knowledge_base.forms.releases import AskForm, CommentForm, NarrowForm, RuleForm
from knowledge_base.models import ResourcePage
from knowledge_base.permissions import (
    check_answer_release,
    check_ask_release,
    check_curate,
    check_read_resource,
    check_see_sharing,
    check_set_sharing_rule,
    check_withdraw_release,
)
from knowledge_base.queries import releases
from knowledge_base.queries.resources import get_known


def _resource(request: HttpRequest, pk: int) -> ResourcePage:
    """For its readers, and for those who look after it while it is no longer in the library."""
    found = get_known(request.user, pk)
    if not can(check_curate, request.user, found.community):
        check_read_resource(request.user, found)
    return found


def rule_words(rule: Any) -> dict[str, Any]:
    """The rule as its page says it."""
    return {
        "rule": rule,
        "approvers": [Approver(name).label for name in rule.approvers],
        "checks": [Check(name).label for name in rule.checks],
        "licences": [Licence(name).label for name in rule.licences],
    }


@signed_in
def community_sharing(request: HttpRequest, slug: str) -> HttpResponse:
    """The rule, what waits, and the log of what went where."""
    community = communities.get_for(request.user, slug, content=True, module="library")
    check_see_sharing(request.user, community)
    return render(
        request,
        "knowledge_base/sharing.html",
        {
            **community_context(request, community, tab="library", inner="sharing"),
            **rule_words(releases.rule_of(community)),
            "waiting": releases.waiting_in(request.user, community),
            "page": key_set_page(releases.log(request.user, community), request.GET, order=releases.ORDER),
            "may_set": can(check_set_sharing_rule, request.user, community),
        },
    )


@signed_in
def sharing_rule(request: HttpRequest, slug: str) -> HttpResponse:
    """The coordinators change the rule."""
    community = communities.get_for(request.user, slug, content=True, module="library")
    check_set_sharing_rule(request.user, community)
    form = RuleForm(request.POST or None, rule=releases.rule_of(community))
    if request.method == "POST" and form.is_valid():
        try:
            actions.set_rule(community=community, by=request.user, **form.cleaned_data)
        except ValidationError as refusal:
            form.add_error(None, refusal)
        else:
            messages.success(request, _("This is the rule from now on; what waits goes by it too."))
            return redirect("community_sharing", slug)
    return render(
        request,
        "knowledge_base/sharing_rule_form.html",
        {**community_context(request, community, tab="library", inner="sharing"), "form": form},
    )


@signed_in
def share(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask for a step outward; the way back stands below."""
    resource = _resource(request, pk)
    check_ask_release(request.user, resource)
    rule = releases.rule_of(resource.community)
    initial = {"to": request.GET.get("to", "")}
    form = AskForm(request.POST or None, resource=resource, rule=rule, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            release = actions.ask(resource=resource, by=request.user, **form.values())
        except ValidationError as refusal:
            form.add_error(None, refusal)
        else:
            if can(check_answer_release, request.user, release, rule):
                messages.success(request, _("Noted. The rule lets you say yes yourself: look once more."))
            else:
                messages.success(request, _("Asked. Those whom the rule names are told; so are you then."))
            return redirect(release)
    return render(request, "knowledge_base/release_form.html", _share_context(request, resource, form))


def _share_context(
    request: HttpRequest, resource: ResourcePage, form: AskForm, back: NarrowForm | None = None
) -> dict[str, Any]:
    curates = can(check_curate, request.user, resource.community)
    further = Sharing(resource.sharing) != Sharing.PUBLIC
    return {
        **community_context(request, resource.community, tab="library"),
        **rule_words(releases.rule_of(resource.community)),
        "resource": resource,
        "form": form if further else None,
        "waits": releases.waiting_release(resource),
        "partner_names": releases.partner_names(request.user, resource),
        "back": (back or NarrowForm(resource=resource))
        if curates and Sharing(resource.sharing) != Sharing.CORE
        else None,
        "log": releases.log_of(resource),
    }


@signed_in
@require_POST
def narrow(request: HttpRequest, pk: int) -> HttpResponse:
    """Back inside, at once."""
    resource = _resource(request, pk)
    check_curate(request.user, resource.community)
    form = NarrowForm(request.POST, resource=resource)
    if form.is_valid():
        try:
            actions.narrow(resource=resource, by=request.user, **form.cleaned_data)
        except ValidationError as refusal:
            form.add_error(None, refusal)
        else:
            messages.success(request, _("Taken back. It holds from this moment, everywhere."))
            return redirect(resource.url)
    blank = AskForm(resource=resource, rule=releases.rule_of(resource.community))
    return render(
        request, "knowledge_base/release_form.html", _share_context(request, resource, blank, back=form)
    )


@signed_in
def release(request: HttpRequest, pk: int) -> HttpResponse:
    """One step outward: what would go where, the checks, the yeses; and the answer of whom the rule names."""
    found = releases.get_for(request.user, pk)
    community, resource = found.resource.community, found.resource.specific
    rule = releases.rule_of(community)
    form = CommentForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        step = request.POST.get("step", "")
        try:
            said = _answer(request, found, step, form.cleaned_data["comment"])
        except ValidationError as refusal:
            form.add_error(None, refusal)
        else:
            messages.success(request, said)
            return redirect(found)
    return render(
        request,
        "knowledge_base/release_detail.html",
        {
            **community_context(request, community, tab="library"),
            "release": found,
            "resource": resource,
            "answers": found.said,
            "changed": found.is_waiting and found.revision_id != resource.live_revision_id,
            "left": max(rule.people_needed - len(found.yeses.all()), 0),
            "may_answer": found.is_waiting and can(check_answer_release, request.user, found, rule),
            "said_yes": any(yes.by_id == request.user.pk for yes in found.yeses.all()),
            "may_withdraw": found.is_waiting and can(check_withdraw_release, request.user, found),
            "reads": ResourcePage.objects.visible_to(request.user).filter(pk=resource.pk).exists(),
            "form": form,
        },
    )


def _answer(request: HttpRequest, found: Any, step: str, comment: str) -> str:
    """One button each."""
    if step == "yes":
        seen = request.POST.get("revision", "")
        done = actions.approve(
            release=found, by=request.user, revision_id=int(seen) if seen.isdecimal() else None
        )
        return _("Your yes is noted. One more is needed.") if done.is_waiting else _("It is shared now.")
    if step == "back":
        actions.give_back(release=found, by=request.user, comment=comment)
        return _("Given back with your comment.")
    if step == "withdraw":
        actions.withdraw(release=found, by=request.user)
        return _("Withdrawn.")
    raise Http404


@public
def by_number(request: HttpRequest, pk: int) -> HttpResponse:
    """A resource by its number: an address that tells nothing of a title. It leads on after a merge, too."""
    found = ResourcePage.objects.visible_to(request.user, retired=True).filter(pk=pk).first()
    if found is None:
        raise Http404
    return redirect(found.url)
