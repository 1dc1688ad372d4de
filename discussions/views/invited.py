"""Who is asked to speak: choosing among members, taking somebody off, reminding."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from communities.enums import Role
from communities.views.shared import community_context
from cop_portal.foundation.policies import signed_in
from discussions.actions import invited as actions
from discussions.models import Discussion
from discussions.permissions import check_ask_people
from discussions.queries import discussions
from discussions.queries import invited as queries


@signed_in
def invited(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Who is asked, and whom one could ask: by name, office, expertise or role."""
    talk = discussions.get_for(request.user, slug, pk)
    check_ask_people(request.user, talk)
    if request.method == "POST":
        return _ask(request, talk)
    narrowed = {name: request.GET.get(name, "").strip() for name in ("words", "office", "expertise", "role")}
    if narrowed["role"] not in Role.values:
        narrowed["role"] = ""
    open_for_more = talk.phase in ("brief", "contributions")
    return render(
        request,
        "discussions/invited.html",
        {
            **community_context(request, talk.community, tab="discussions"),
            "discussion": talk,
            "asked": list(queries.asked(talk)),
            "silent": set(queries.remindable(talk).values_list("user_id", flat=True)),
            "choice": queries.choose(talk, **narrowed) if open_for_more else None,
            "narrowed": narrowed,
            "offices": queries.offices(talk.community),
            "expertise": queries.expertise(talk.community),
            "roles": Role,
            "query": request.GET.urlencode(),
        },
    )


def _ask(request: HttpRequest, talk: Discussion) -> HttpResponse:
    """Ask those who are ticked; what the list was narrowed to stays."""
    try:
        people, experts = _ids(request, "person"), _ids(request, "expert")
        if not (people or experts):
            raise ValidationError(_("Tick at least one person."))
        rows = actions.ask(discussion=talk, by=request.user, people=people, experts=experts)
    except ValidationError as refusal:
        messages.error(request, refusal.messages[0])
    else:
        text = (
            ngettext("%(count)s person is asked.", "%(count)s people are asked.", len(rows))
            if talk.phase == "contributions"
            else ngettext(
                "%(count)s person is asked, and told when it opens.",
                "%(count)s people are asked, and told when it opens.",
                len(rows),
            )
        )
        messages.success(request, text % {"count": len(rows)})
    return redirect(request.get_full_path())


def _ids(request: HttpRequest, name: str) -> list[int]:
    """The people ticked; what is not a number was not on the page."""
    found = [
        text for text in request.POST.getlist(name) if text.isascii() and text.isdigit() and len(text) < 18
    ]
    return [int(text) for text in found]


@signed_in
@require_POST
def act_on_invited(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Take one off, remind one, or remind all who are silent; back to where the button stood."""
    talk = discussions.get_for(request.user, slug, pk)
    check_ask_people(request.user, talk)
    one: Any = next(iter(_ids(request, "off") or _ids(request, "remind")), None)
    if "off" in request.POST:
        if one is not None:
            actions.take_off(discussion=talk, by=request.user, person=one)
    else:
        try:
            count = actions.remind(discussion=talk, by=request.user, person=one)
        except ValidationError as refusal:
            messages.error(request, refusal.messages[0])
        else:
            messages.success(
                request,
                ngettext("%(count)s person is reminded.", "%(count)s people are reminded.", count)
                % {"count": count},
            )
    return redirect(talk) if "page" in request.POST else redirect("invited", slug=slug, pk=pk)
