"""Sending a published synthesis on, and the list of where it went."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from communities.views.shared import community_context
from cop_portal.foundation.policies import signed_in
from discussions.actions import disseminations as actions
from discussions.actions.syntheses import note_dissemination
from discussions.forms.disseminations import DisseminationForm, PartnersForm, TellCommunityForm
from discussions.models import Discussion, HeldPost
from discussions.permissions import check_conclude
from discussions.queries import discussions
from discussions.queries import disseminations as lists
from discussions.views.keys import key_of, new_key, renew_key


@signed_in
def disseminate(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Tell another community, mail it to partners, or note where it went by another way."""
    talk = discussions.get_for(request.user, slug, pk)
    check_conclude(request.user, talk)
    communities = lists.to_tell(request.user, talk)
    do = request.POST.get("do", "note") if request.method == "POST" else ""
    forms = {
        "note": DisseminationForm(request.POST if do == "note" else None, initial={"key": new_key()}),
        "tell": TellCommunityForm(request.POST if do == "tell" else None, communities=communities),
        "mail": PartnersForm(request.POST if do == "mail" else None),
    }
    if do in forms and forms[do].is_valid():
        try:
            done = _send(request, talk, do, forms[do].cleaned_data, communities)
        except ValidationError as refusal:
            forms[do].add_error(None, refusal)
            renew_key(forms[do], refusal)
        else:
            messages.success(request, done)
            return redirect("disseminate", slug=slug, pk=pk)
    return render(
        request,
        "discussions/dissemination_form.html",
        {
            **community_context(request, talk.community, tab="discussions"),
            "discussion": talk,
            "published": getattr(getattr(talk, "synthesis", None), "is_published", False),
            "forms": forms,
            "communities": communities,
            "went": lists.with_mail_states(lists.went_to(request.user, talk)),
        },
    )


def _send(request: HttpRequest, talk: Discussion, do: str, said: dict, communities: list) -> str:
    """One of the three ways. Returns the sentence that says what happened."""
    if do == "note":
        key = key_of(request.user, said["key"])
        note_dissemination(discussion=talk, by=request.user, where=said["where"], url=said["url"], key=key)
        return _("Noted.")
    if do == "tell":
        to = next(one for one in communities if one.pk == said["to"])
        made = actions.tell_community(discussion=talk, to=to, by=request.user, words=said["words"])
        if isinstance(made, HeldPost):
            return _("It waits for a facilitator. You hear when it stands.")
        return _("A conversation with it stands in %(name)s now.") % {"name": to.name}
    sent = actions.mail_partners(
        discussion=talk, by=request.user, partners=said["addresses"], words=said["words"]
    )
    if not sent:
        return _("All of them had it already; nobody gets it twice.")
    return ngettext(
        "It is on its way to %(count)s partner.", "It is on its way to %(count)s partners.", len(sent)
    ) % {"count": len(sent)}
