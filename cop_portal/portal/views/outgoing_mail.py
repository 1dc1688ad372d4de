"""The operator's page of mail: the queue at a look, what failed and why, and what can be done about it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from cop_portal.foundation.activity import verbs
from cop_portal.foundation.mail import actions, queries
from cop_portal.foundation.mail.models import Sending
from cop_portal.foundation.mail.permissions import check_operate_mail
from cop_portal.foundation.notifications import kinds
from cop_portal.foundation.paging import key_set_page
from cop_portal.foundation.policies import signed_in

VERBS = [verb.name for verb in verbs.all_verbs() if verb.name.startswith("mail.")]


def _shelves() -> dict[str, str]:
    return {
        "waiting": _("Waiting"),
        "failed": _("Failed"),
        "uncertain": _("Uncertain"),
        "unwanted": _("Not wanted any more"),
        "sent": _("Sent"),
    }


def kind_label(name: str) -> str:
    """A kind of mail in words; its bare name for one that is no more."""
    kind = kinds.get(name)
    if kind is not None:
        return str(kind.label)
    own = {
        "account": _("Sign-in, password, address"),
        "newsletter": _("Newsletters"),
        "notifications.digest": _("Letters that gather notices"),
        "communities.invitation": _("Invitations"),
        "mail.refused": _("Answers by mail that were refused"),
        "mail.held": _("Answers by mail that wait for a word"),
    }
    return own.get(name, name)


@signed_in
def outgoing_mail(request: HttpRequest) -> HttpResponse:
    """Counts, what troubles, and one shelf of mails; with ?q those to an address."""
    check_operate_mail(request.user)
    found = queries.overview(request.user)
    labels = _shelves()
    shelf = request.GET.get("shelf", "")
    if shelf not in labels:
        shelf = next((name for name in ("failed", "uncertain") if found.totals[name]), "waiting")
    kind, words = request.GET.get("kind", ""), request.GET.get("q", "").strip()
    rows = queries.mails(request.user, shelf=shelf, kind=kind, words=words)
    page = key_set_page(rows, request.GET, order=("-pk",), size=30)
    return render(
        request,
        "portal/outgoing_mail.html",
        {
            "overview": found,
            "kinds": [(row, kind_label(row.kind)) for row in found.kinds],
            "shelves": [(name, label, found.totals[name]) for name, label in labels.items()],
            "shelf": shelf,
            "shelf_label": labels[shelf],
            "kind": kind,
            "kind_label": kind_label(kind) if kind else "",
            "words": words,
            "page": page,
            "mails": [(mail, kind_label(mail.kind)) for mail in page.rows],
            "sending": Sending.now(),
            "history": queries.history(request.user, VERBS)[:10],
        },
    )


@signed_in
def silent_addresses(request: HttpRequest) -> HttpResponse:
    """Addresses that are not written to any more: they bounced, or were set aside with a reason."""
    check_operate_mail(request.user)
    aside = "aside" in request.GET
    rows: Any = queries.suppressed(request.user) if aside else queries.bouncing(request.user)
    return render(
        request,
        "portal/silent_addresses.html",
        {"aside": aside, "page": key_set_page(rows, request.GET, order=("-pk",), size=30)},
    )


@signed_in
@require_POST
def pause_sending(request: HttpRequest) -> HttpResponse:
    """Hold everything but what somebody waits for, with a reason."""
    try:
        actions.pause(by=request.user, reason=request.POST.get("reason", ""))
    except ValidationError as refusal:
        messages.error(request, " ".join(refusal.messages))
    else:
        messages.success(
            request,
            _("Sending is paused. Mail that somebody waits for, such as a sign-in code, still leaves."),
        )
    return redirect("outgoing_mail")


@signed_in
@require_POST
def resume_sending(request: HttpRequest) -> HttpResponse:
    """Let mail leave again, or look at once whether the server is back."""
    if actions.resume(by=request.user):
        messages.success(request, _("Mail leaves again."))
    else:
        messages.success(request, _("The mail server is tried now."))
    return redirect("outgoing_mail")


@signed_in
@require_POST
def send_again(request: HttpRequest) -> HttpResponse:
    """Queue what failed once more: the mails that were ticked, or all of a kind, or all."""
    if "everything" in request.POST:
        count = actions.try_again(by=request.user, kind=request.POST.get("kind", ""))
    else:
        ids = [int(pk) for pk in request.POST.getlist("mail") if pk.isdecimal() and len(pk) < 19]
        count = actions.try_again(by=request.user, ids=ids)
    if count:
        said: Callable[..., None] = messages.success
        words = ngettext("%(count)s mail is sent again.", "%(count)s mails are sent again.", count)
    else:
        said, words = messages.info, _("Nothing was sent again: choose mails that failed.")
    said(request, words % {"count": count} if count else words)
    return redirect("outgoing_mail")


@signed_in
@require_POST
def settle_mail(request: HttpRequest, pk: int) -> HttpResponse:
    """Say of an uncertain mail whether it arrived."""
    arrived = request.POST.get("answer") == "arrived"
    mail = queries.get_for(request.user, pk)
    if not actions.settle_uncertain(mail=mail, by=request.user, arrived=arrived):
        messages.info(request, _("This mail was settled meanwhile."))
    elif arrived:
        messages.success(request, _("It counts as sent."))
    else:
        messages.success(request, _("It is sent again, with the same Message-ID."))
    return redirect("outgoing_mail")


@signed_in
@require_POST
def restore_address(request: HttpRequest) -> HttpResponse:
    """Write to an address again."""
    address = request.POST.get("address", "")
    if actions.restore_address(by=request.user, address=address):
        messages.success(request, _("Mail goes to %(address)s again.") % {"address": address})
    else:
        messages.info(request, _("Mail goes to this address already."))
    return redirect("silent_addresses")
