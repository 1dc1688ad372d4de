"""Pages about mail: stopping a list by the link in a letter, and mails that wait for one's word."""

from __future__ import annotations

from django.contrib import messages
from django.core import signing
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from cop_portal.foundation.accounts.models import User
from cop_portal.foundation.mail import addresses, bounces, hooks, inbound, lists
from cop_portal.foundation.mail.models import InboundMail
from cop_portal.foundation.mail.parsing import parse
from cop_portal.foundation.policies import signed_in, token


@token
@csrf_exempt  # RFC 8058: a mail program posts here without cookies; the token is the proof
def stop(request: HttpRequest, value: str) -> HttpResponse:
    """Stop a list. A look (GET) changes nothing; the post of a mail program or of the page does."""
    try:
        user_id, kind, ref = addresses.read_stop_token(value)
    except (signing.BadSignature, ValueError, TypeError) as error:
        raise Http404 from error
    mail_list = lists.get(kind)
    if mail_list is None:
        raise Http404
    user = User.objects.filter(pk=user_id).first()
    state = "asked"
    if request.method == "POST":
        again = bool(request.POST.get("again")) and user is not None and user.is_active
        if user is not None and again:
            mail_list.resume(user, ref)
        elif user is not None and not request.POST.get("again"):
            mail_list.stop(user, ref)  # also of a shut account: it may open again, and the word stands
        state = "resumed" if again else "stopped"
    return render(request, "mail/stop.html", {"label": mail_list.label(ref), "state": state})


@token
@csrf_exempt  # providers post here; the secret and the provider's signature are the proof
def hook(request: HttpRequest, provider: str, what: str) -> HttpResponse:
    """What a mail provider has to say: a mail that came in, or what became of one that left."""
    if what not in ("inbound", "tracking"):
        raise Http404
    return hooks.answer(request, provider, what)


@signed_in
def address(request: HttpRequest) -> HttpResponse:
    """Whether letters reach one's address; why not, and how they do again."""
    user = User.objects.get(pk=request.user.pk)
    if request.method == "POST":
        bounces.turn_on(user=user)
        messages.success(request, _("You get letters again. One is on its way, to try the address."))
        return redirect("mail_address")
    return render(request, "mail/address.html", {"person": user, "why": bounces.why_stopped(user)})


@signed_in
def held(request: HttpRequest) -> HttpResponse:
    """Mails in one's own name whose sender is not proven."""
    rows = [(mail, parse(mail.raw_bytes())) for mail in inbound.held_for(request.user)[:50]]
    return render(request, "mail/held.html", {"rows": rows})


@signed_in
@require_POST
def answer_held(request: HttpRequest, pk: int) -> HttpResponse:
    """Say 'I wrote this' or 'I did not'."""
    verb = inbound.confirm_held if request.POST.get("answer") == "mine" else inbound.discard_held
    try:
        mail = verb(mail_id=pk, by=request.user)
    except InboundMail.DoesNotExist as error:
        raise Http404 from error
    if mail.state == InboundMail.State.POSTED:
        messages.success(request, _("Your contribution is posted."))
    elif verb is inbound.confirm_held:
        messages.error(request, mail.reason)
    else:
        messages.success(request, _("The mail is discarded."))
    return redirect("held_mail")
