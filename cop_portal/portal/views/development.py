"""For development machines: the mail that was caught, and every letter with sample data."""

from __future__ import annotations

import mailbox
import smtplib
from email import policy
from email.message import EmailMessage
from email.parser import BytesParser
from pathlib import Path

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from cop_portal.foundation.mail.models import Letter
from cop_portal.foundation.policies import development

SHOWN = 60


def _box() -> mailbox.Maildir:
    if not settings.DEMO_ALLOWED:
        raise Http404
    folder = Path(settings.MAIL_CATCHER_DIR)
    folder.parent.mkdir(parents=True, exist_ok=True)
    return mailbox.Maildir(str(folder), create=True)


def _read(box: mailbox.Maildir, key: str) -> EmailMessage:
    message = BytesParser(policy=policy.default).parsebytes(box.get_bytes(key))
    assert isinstance(message, EmailMessage)
    return message


@development
def caught_mail(request: HttpRequest) -> HttpResponse:
    """What left the portal and was caught on this machine, newest first."""
    box = _box()
    folder = Path(settings.MAIL_CATCHER_DIR)
    times = {
        path.name.partition(":")[0]: path.stat().st_mtime
        for part in ("new", "cur")
        for path in (folder / part).glob("*")
    }
    keys = sorted(box.keys(), key=lambda key: times.get(key.partition(":")[0], 0), reverse=True)
    rows = [(key, _read(box, key)) for key in keys[:SHOWN]]
    return render(request, "portal/caught_mail.html", {"rows": rows, "total": len(keys)})


@development
def one_caught_mail(request: HttpRequest, key: str) -> HttpResponse:
    """One mail as a mail program would show it; answering it really sends a mail."""
    box = _box()
    if key not in box:
        raise Http404
    message = _read(box, key)
    plain = message.get_body(("plain",))
    markup = message.get_body(("html",))
    if request.GET.get("part") == "html" and markup is not None:
        response = HttpResponse(markup.get_content())
        response["Content-Security-Policy"] = "default-src 'none'; style-src 'unsafe-inline'; sandbox"
        return response
    reply_to = str(message.get("Reply-To", ""))
    if request.method == "POST" and reply_to:
        _answer(message, reply_to, request.POST.get("body", ""))
        messages.success(request, _("Sent as a real mail to the reply address."))
        return redirect("one_caught_mail", key=key)
    return render(
        request,
        "portal/one_caught_mail.html",
        {
            "key": key,
            "headers": list(message.items()),
            "subject": message.get("Subject", ""),
            "text": plain.get_content() if plain else "",
            "has_html": markup is not None,
            "reply_to": reply_to,
        },
    )


def _answer(message: EmailMessage, reply_to: str, body: str) -> None:
    answer = EmailMessage()
    answer["From"] = str(message["X-Envelope-To"] or message["To"])
    answer["To"] = reply_to
    answer["Subject"] = f"Re: {message.get('Subject', '')}"
    answer["In-Reply-To"] = str(message.get("Message-ID", ""))
    answer["Message-ID"] = f"<{id(answer)}.{hash(body)}@development.localhost>"
    answer.set_content(body)
    with smtplib.SMTP(settings.EMAIL_HOST, settings.EMAIL_PORT) as server:
        server.send_message(answer)


@development
def letters(request: HttpRequest) -> HttpResponse:
    """The newest letter of each kind, as it was rendered."""
    if not settings.DEMO_ALLOWED:
        raise Http404
    rows = Letter.objects.order_by("kind", "-pk").distinct("kind")
    return render(request, "portal/letters.html", {"rows": rows})
