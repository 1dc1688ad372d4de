"""Web hooks of mail providers: closed by default, behind a secret, to the same door as all mail."""

from __future__ import annotations

import base64
import hashlib
import hmac
import io
import json
import time
from typing import Any

import pytest
from django.test import override_settings
from PIL import Image

from cop_portal.foundation.mail import addresses, hooks, inbound
from cop_portal.foundation.mail.models import Bounce, InboundMail
from discussions.actions import discussions
from discussions.enums import REPLY_KIND
from discussions.models import Contribution

pytestmark = pytest.mark.django_db
SECRET = "hook:a-long-password"
KEY = "mailgun-signing-key"


@pytest.fixture
def open_hooks(settings: Any) -> None:
    settings.MAIL_HOOKS, settings.MAIL_HOOK_SECRET = list(hooks.VIEWS), SECRET
    settings.ANYMAIL = {"WEBHOOK_SECRET": [SECRET], "MAILGUN_WEBHOOK_SIGNING_KEY": KEY, "BREVO_API_KEY": "x"}
    settings.MAIL_TRUSTED_AUTHSERV = "*"


def says(client: Any, provider: str, what: str, data: Any, *, secret: str = SECRET) -> Any:
    head = {"Authorization": "Basic " + base64.b64encode(secret.encode()).decode()} if secret else {}
    path = f"/hooks/mail/{provider}/{what}/"
    if isinstance(data, dict) and data.pop("_form", False):
        return client.post(path, data, headers=head)
    return client.post(path, json.dumps(data), content_type="application/json", headers=head)


def postmark(sender: str, to: str, text: str = "By the hook.") -> dict[str, Any]:
    return {
        "FromFull": {"Email": sender, "Name": "X"}, "From": sender, "OriginalRecipient": to, "To": to,
        "ToFull": [{"Email": to, "Name": ""}], "Subject": "Re: Which?", "TextBody": text, "MessageID": "p-1",
        "Date": "Thu, 26 Nov 2026 10:00:00 +0000",
        "Headers": [{"Name": "Message-ID", "Value": "<hook-1@example.org>"}], "Attachments": [],
    }  # fmt: skip


def mime(sender: str, to: str) -> str:
    return (
        f"From: {sender}\r\nTo: {to}\r\nSubject: Re: Which?\r\nMessage-ID: <hook-1@example.org>\r\n"
        "Content-Type: text/plain; charset=utf-8\r\n\r\nBy the hook.\r\n"
    )


def mailgun(sender: str, to: str) -> dict[str, Any]:
    moment, nonce = str(int(time.time())), "n" * 50
    signature = hmac.new(KEY.encode(), f"{moment}{nonce}".encode(), hashlib.sha256).hexdigest()
    return {
        "_form": True, "timestamp": moment, "token": nonce, "signature": signature, "recipient": to,
        "sender": sender, "body-mime": mime(sender, to),
    }  # fmt: skip


def sendgrid(sender: str, to: str) -> dict[str, Any]:
    return {
        "_form": True, "email": mime(sender, to), "envelope": json.dumps({"to": [to], "from": sender}),
        "charsets": "{}",
    }  # fmt: skip


def brevo(sender: str, to: str) -> dict[str, Any]:
    return {
        "items": [
            {
                "From": {"Address": sender, "Name": "X"}, "To": [{"Address": to, "Name": ""}], "Cc": [], "Subject": "Re: Which?",
                "RawTextBody": "By the hook.", "MessageId": "<hook-1@example.org>", "Recipients": [to],
                "Headers": {"Message-ID": "<hook-1@example.org>", "From": sender, "To": to, "Subject": "Re: Which?"},
                "Attachments": [],
            }
        ]
    }  # fmt: skip


@pytest.fixture
def talk(community: Any, people: Any) -> Any:
    return discussions.start(
        community=community, by=people.expert, title="Which?", body="Pump.", kind="question", quiet=True
    )


@pytest.mark.parametrize(
    ("provider", "make"),
    [("postmark", postmark), ("mailgun", mailgun), ("sendgrid", sendgrid), ("brevo", brevo)],
)
def test_a_mail_by_the_hook_is_posted_like_any_other(
    provider: str, make: Any, talk: Any, people: Any, client: Any, open_hooks: None
) -> None:
    to = addresses.reply_address(people.member.pk, REPLY_KIND, talk.pk)

    answer = says(client, provider, "inbound", make(people.member.email, to))
    inbound.route_all()

    assert answer.status_code == 200
    assert InboundMail.objects.get().envelope_to == to
    made = Contribution.objects.get()
    assert (made.author, made.body, made.channel) == (people.member, "By the hook.", "email")


def test_by_hook_and_by_lmtp_it_is_one_contribution(
    talk: Any, people: Any, client: Any, open_hooks: None
) -> None:
    to = addresses.reply_address(people.member.pk, REPLY_KIND, talk.pk)
    says(client, "postmark", "inbound", postmark(people.member.email, to))
    inbound.receive(b"Received: by us\r\n" + mime(people.member.email, to).encode(), envelope_to=to)
    inbound.route_all()

    assert InboundMail.objects.count() == 2
    assert Contribution.objects.count() == 1


def test_a_picture_comes_along(talk: Any, people: Any, client: Any, open_hooks: None) -> None:
    to = addresses.reply_address(people.member.pk, REPLY_KIND, talk.pk)
    out = io.BytesIO()
    Image.new("RGB", (8, 8), "blue").save(out, format="PNG")
    pixel = base64.b64encode(out.getvalue()).decode()
    data = postmark(people.member.email, to)
    data["Attachments"] = [{"Name": "p.png", "Content": pixel, "ContentType": "image/png", "ContentID": ""}]

    says(client, "postmark", "inbound", data)
    inbound.route_all()

    assert [file.name for file in Contribution.objects.get().attachments.all()] == ["p.png"]


@pytest.mark.parametrize("provider", ["postmark", "mailgun", "sendgrid", "brevo", "amazon_ses", "nobody"])
@pytest.mark.parametrize("what", ["inbound", "tracking"])
def test_closed_unless_a_provider_and_a_secret_are_set(provider: str, what: str, client: Any) -> None:
    assert says(client, provider, what, {}).status_code == 404
    with override_settings(MAIL_HOOKS=[provider], MAIL_HOOK_SECRET=""):
        assert says(client, provider, what, {}).status_code == 404


@pytest.mark.parametrize("secret", ["", "hook:wrong", "other:a-long-password"])
def test_without_the_secret_nothing_is_taken(secret: str, client: Any, open_hooks: None) -> None:
    answer = says(client, "postmark", "inbound", postmark("a@b.org", "c@reply.example.org"), secret=secret)

    assert answer.status_code == 400
    assert not InboundMail.objects.exists()


@pytest.mark.parametrize("data", [{}, [], "x", {"FromFull": 7}, {"Headers": "x"}])
def test_what_is_not_understood_is_kept_and_not_asked_for_again(
    data: Any, client: Any, open_hooks: None
) -> None:
    answer = says(client, "postmark", "inbound", data)
    inbound.route_all()

    assert answer.status_code == 200
    assert not InboundMail.objects.filter(state=InboundMail.State.RECEIVED).exists()


def test_the_page_is_for_no_reader(client: Any, open_hooks: None) -> None:
    assert client.get("/hooks/mail/postmark/inbound/").status_code == 405
    assert client.post("/hooks/mail/postmark/other/").status_code == 404


@pytest.mark.parametrize(
    ("provider", "event", "kind"),
    [
        ("postmark", {"RecordType": "Bounce", "Type": "HardBounce", "Email": "WHO", "Description": "unknown"}, "hard"),
        ("postmark", {"RecordType": "Bounce", "Type": "SoftBounce", "Email": "WHO", "Description": "full"}, "soft"),
        ("postmark", {"RecordType": "SpamComplaint", "Type": "SpamComplaint", "Email": "WHO"}, "complaint"),
        ("postmark", {"RecordType": "Delivery", "Recipient": "WHO"}, ""),
        ("sendgrid", [{"event": "bounce", "email": "WHO", "reason": "550 unknown", "type": "bounce", "timestamp": 1}], "hard"),
        ("sendgrid", [{"event": "spamreport", "email": "WHO", "timestamp": 1}], "complaint"),
        ("sendgrid", [{"event": "deferred", "email": "WHO", "timestamp": 1}], ""),
        ("brevo", {"event": "hard_bounce", "email": "WHO", "reason": "unknown", "ts_epoch": 1}, "hard"),
        ("brevo", {"event": "soft_bounce", "email": "WHO", "reason": "full", "ts_epoch": 1}, "soft"),
        ("brevo", {"event": "spam", "email": "WHO", "ts_epoch": 1}, "complaint"),
        ("brevo", {"event": "delivered", "email": "WHO", "ts_epoch": 1}, ""),
    ],
)  # fmt: skip
def test_bounces_and_complaints_by_the_hook_count(
    provider: str, event: Any, kind: str, people: Any, client: Any, open_hooks: None
) -> None:
    event = json.loads(json.dumps(event).replace("WHO", people.member.email))

    answer = says(client, provider, "tracking", event)

    assert answer.status_code == 200
    assert [row.kind for row in Bounce.objects.all()] == ([kind] if kind else [])
    people.member.refresh_from_db()
    assert people.member.mail_state == ("bounces" if kind in ("hard", "complaint") else "works")


def test_amazons_own_verdict_is_proof_for_the_very_domain() -> None:
    from anymail.inbound import AnymailInboundMessage  # a library of the hooks alone

    message = AnymailInboundMessage.parse_raw_mime("From: A <a@Example.org>\n\nx")
    passed = {"receipt": {"dmarcVerdict": {"status": "PASS"}}}

    assert hooks._vouched(message, passed, "Amazon SES") == "example.org"
    assert hooks._vouched(message, {"receipt": {"dmarcVerdict": {"status": "GRAY"}}}, "Amazon SES") == ""
    assert hooks._vouched(message, passed, "Postmark") == ""
    two = AnymailInboundMessage.parse_raw_mime("From: A <a@example.org>, B <b@example.org>\n\nx")
    assert hooks._vouched(two, passed, "Amazon SES") == ""
