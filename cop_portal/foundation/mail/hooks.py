"""Web hooks of mail providers: mail that came in, and what became of mail that left.

django-anymail speaks each provider's dialect and checks its signature; here its events become what the
other doors hand over too. Nothing is open unless a provider and a secret are set (docs/hosting.md).
"""

from __future__ import annotations

import email.encoders
import email.policy
import logging
from typing import Any

from anymail.exceptions import AnymailError, AnymailWebhookValidationFailure
from anymail.signals import EventType, RejectReason, inbound, tracking
from anymail.webhooks.amazon_ses import AmazonSESInboundWebhookView, AmazonSESTrackingWebhookView
from anymail.webhooks.brevo import BrevoInboundWebhookView, BrevoTrackingWebhookView
from anymail.webhooks.mailersend import MailerSendInboundWebhookView, MailerSendTrackingWebhookView
from anymail.webhooks.mailgun import MailgunInboundWebhookView, MailgunTrackingWebhookView
from anymail.webhooks.mailjet import MailjetInboundWebhookView, MailjetTrackingWebhookView
from anymail.webhooks.postal import PostalInboundWebhookView, PostalTrackingWebhookView
from anymail.webhooks.postmark import PostmarkInboundWebhookView, PostmarkTrackingWebhookView
from anymail.webhooks.sendgrid import SendGridInboundWebhookView, SendGridTrackingWebhookView
from anymail.webhooks.sparkpost import SparkPostInboundWebhookView, SparkPostTrackingWebhookView
from django.conf import settings
from django.db import Error
from django.dispatch import receiver
from django.http import Http404, HttpRequest, HttpResponse

from cop_portal.foundation.mail import bounces
from cop_portal.foundation.mail import inbound as doors
from cop_portal.foundation.mail.models import Bounce

logger = logging.getLogger(__name__)
VIEWS: dict[str, tuple[Any, Any]] = {
    "amazon_ses": (AmazonSESInboundWebhookView, AmazonSESTrackingWebhookView),
    "brevo": (BrevoInboundWebhookView, BrevoTrackingWebhookView),
    "mailersend": (MailerSendInboundWebhookView, MailerSendTrackingWebhookView),
    "mailgun": (MailgunInboundWebhookView, MailgunTrackingWebhookView),
    "mailjet": (MailjetInboundWebhookView, MailjetTrackingWebhookView),
    "postal": (PostalInboundWebhookView, PostalTrackingWebhookView),
    "postmark": (PostmarkInboundWebhookView, PostmarkTrackingWebhookView),
    "sendgrid": (SendGridInboundWebhookView, SendGridTrackingWebhookView),
    "sparkpost": (SparkPostInboundWebhookView, SparkPostTrackingWebhookView),
}
# A mail of the largest size we take, in base64, with room for the rest.
MOST_BODY = doors.MOST_BYTES * 3 // 2
# What providers say of addresses that pass by themselves, in the words of their own events.
PASSING = ("transient", "soft", "mailboxfull", "mailbox full", "over quota", "undetermined")


def answer(request: HttpRequest, provider: str, what: str) -> HttpResponse:
    """Hand the request to the provider's view. Raises Http404 unless it is switched on, with a secret."""
    if provider not in settings.MAIL_HOOKS or provider not in VIEWS or not settings.MAIL_HOOK_SECRET:
        raise Http404
    body = b""
    if request.content_type == "application/json" or provider in ("amazon_ses", "postal"):
        # Read here, or Django's limit for forms would refuse a mail with a file.
        if int(request.META.get("CONTENT_LENGTH") or 0) > MOST_BODY:
            return HttpResponse(status=413)
        body = request._body = request.read()  # type: ignore[attr-defined]
    view = VIEWS[provider][what == "tracking"]
    try:
        return view.as_view()(request)
    except (AnymailWebhookValidationFailure, Error):
        raise
    except (AnymailError, ArithmeticError, AttributeError, LookupError, TypeError, ValueError) as error:
        # Not understood, and no better at the next attempt: kept as it came, for the operator.
        logger.warning("a hook of %s was not understood: %s", provider, type(error).__name__)
        if body and what == "inbound":
            doors.receive(body[: doors.MOST_BYTES], envelope_to=f"hook of {provider}")
        return HttpResponse()


@receiver(inbound, dispatch_uid="cop.mail.inbound")
def take_in(sender: Any, event: Any, esp_name: str, **_more: Any) -> None:
    """Store a mail as the other doors do, once for each of our addresses it came for."""
    message = event.message
    raw = _raw_of(message)
    to = [str(message.envelope_recipient)] if message.envelope_recipient else []
    if not to:
        ending = f"@{settings.MAIL_REPLY_DOMAIN.lower()}"
        named = [str(one.addr_spec).lower() for one in [*message.to, *message.cc]]
        to = [one for one in named if one.endswith(ending)] or named[:1]
    for address in dict.fromkeys(to):
        try:
            doors.receive(
                raw,
                envelope_to=address,
                envelope_from=message.envelope_sender or "",
                vouched_domain=_vouched(message, event.esp_event, esp_name),
            )
        except doors.TooLarge:
            logger.warning("a mail by a hook of %s was too large", esp_name)


def _raw_of(message: Any) -> bytes:
    """The mail as bytes. Files that came beside it in the event are bare bytes still, and are encoded."""
    for part in message.walk():
        coding = str(part.get("Content-Transfer-Encoding", "")).strip().lower()
        if (
            part.is_multipart()
            or part.get_content_maintype() == "text"
            or coding in ("base64", "quoted-printable")
        ):
            continue
        content = part.get_payload(decode=True)
        if isinstance(content, bytes):
            del part["Content-Transfer-Encoding"]
            part.set_payload(content)
            email.encoders.encode_base64(part)
    return message.as_bytes(policy=email.policy.compat32.clone(linesep="\r\n"))


def _vouched(message: Any, said: Any, esp_name: str) -> str:
    """The domain of the sender, where the provider itself says that it is proven.

    Amazon SES alone gives its verdict apart from headers, which a sender could write.
    """
    if esp_name != "Amazon SES" or not isinstance(said, dict):
        return ""
    verdict = (said.get("receipt") or {}).get("dmarcVerdict") or {}
    sender = message.from_email
    if verdict.get("status") != "PASS" or sender is None or isinstance(sender, list):
        return ""
    return str(sender.domain).lower()


@receiver(tracking, dispatch_uid="cop.mail.tracking")
def take_note(sender: Any, event: Any, esp_name: str, **_more: Any) -> None:
    """A bounce or a complaint about mail of ours; whatever else happened to it is nobody's business."""
    if not event.recipient:
        return
    reason = f"{esp_name}: {event.mta_response or event.description or event.event_type}"
    if event.event_type == EventType.COMPLAINED:
        kind = Bounce.Kind.COMPLAINT
    elif event.event_type == EventType.BOUNCED:
        kind = Bounce.Kind.SOFT if _passes(event) else Bounce.Kind.HARD
    elif event.event_type == EventType.REJECTED and event.reject_reason in (
        RejectReason.INVALID,
        RejectReason.BOUNCED,
    ):
        kind = Bounce.Kind.HARD
    else:
        return
    bounces.note(address=event.recipient, kind=kind, reason=reason)


def _passes(event: Any) -> bool:
    if event.reject_reason not in (RejectReason.INVALID, RejectReason.BOUNCED, None):
        return True
    raw = event.esp_event if isinstance(event.esp_event, dict) else {}
    bounce: Any = raw.get("bounce")
    bounce = bounce if isinstance(bounce, dict) else {}
    own = [raw.get("Type"), raw.get("event"), raw.get("severity"), raw.get("type"), bounce.get("bounceType")]
    data = raw.get("event-data")
    if isinstance(data, dict):
        own.append("soft" if data.get("severity") == "temporary" else "")
    said = " ".join(str(word).lower() for word in [*own, event.description or ""] if word)
    return any(word in said for word in PASSING) or str(event.mta_response or "").startswith("4")
