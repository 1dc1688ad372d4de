"""Answers by mail: the same action as on the web."""

from __future__ import annotations

import hashlib

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from cop_portal.foundation.activity.models import Channel
from cop_portal.foundation.mail.inbound import Reply, reply_handler
from cop_portal.foundation.permissions import Denied
from cop_portal.foundation.uploads import check_upload
from discussions.actions import contributions
from discussions.enums import REPLY_KIND
from discussions.models import Contribution, Discussion, Draft, HeldPost
from discussions.permissions import check_read_discussion

MOST_FILES = 10


@reply_handler(REPLY_KIND)
def contribute_by_mail(reply: Reply) -> Contribution | HeldPost:
    """Post the answer under the person's name. Raises Denied or ValidationError with a sentence."""
    discussion = Discussion.objects.select_related("community").filter(pk=reply.target_id).first()
    if discussion is None:
        raise Denied(_("What you answered to is not there any more."))
    try:
        check_read_discussion(reply.user, discussion)
    except Denied as refusal:
        # Somebody who lost access is not told whether the thread still exists.
        raise Denied(_("What you answered to is not there any more.")) from refusal
    if not reply.mail.written.strip():
        raise ValidationError(_("Your mail held nothing but quoted text. Write above or below it."))
    files, left_out = [], []
    for attachment in reply.mail.attachments[:MOST_FILES]:
        try:
            files.append(check_upload(attachment.name, attachment.content))
        except ValidationError as refusal:
            left_out.extend(refusal.messages)
    body = reply.mail.written
    if left_out:
        body += "\n\n" + _("Left out: %(reasons)s") % {"reasons": " ".join(left_out)}
    try:
        return contributions.add(
            discussion=discussion,
            by=reply.user,
            body=body,
            quoted=reply.mail.quoted[:20_000],
            files=files,
            channel=Channel.EMAIL,
            key=_key(reply),
        )
    except (Denied, ValidationError) as refusal:
        # What the handler wrote is undone with the refusal; the text is kept after that.
        refusal.afterwards = lambda: _keep_draft(discussion, reply, body)  # type: ignore[union-attr]
        raise


def _keep_draft(discussion: Discussion, reply: Reply, body: str) -> None:
    """What was refused waits as a draft where it was meant for, unless something is being written there."""
    place = f"discussion:{discussion.pk}"
    if not Draft.objects.filter(user=reply.user, place=place).exists():
        contributions.save_draft(by=reply.user, place=place, body=body)


def _key(reply: Reply) -> str:
    """The same message posts once, however often it is delivered."""
    identity = reply.mail.message_id or f"{reply.mail.subject}\n{reply.mail.written}"
    return "mail:" + hashlib.sha256(f"{reply.user.pk}:{identity}".encode()).hexdigest()[:48]
