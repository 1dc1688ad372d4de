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
from discussions.enums import MOST_FILES, REPLY_KIND
from discussions.models import Contribution, Discussion
from discussions.permissions import check_read_discussion


@reply_handler(REPLY_KIND)
def contribute_by_mail(reply: Reply) -> Contribution:
    """Post the answer under the person's name. Raises Denied or ValidationError with a sentence."""
    rows = Discussion.objects.select_related("community", "merged_into__community")
    answered = rows.filter(pk=reply.target_id).first()
    if answered is None:
        raise Denied(_("What you answered to is not there any more."))
    discussion = answered.merged_into or answered
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
    return contributions.add(
        discussion=discussion,
        by=reply.user,
        body=body,
        quoted=reply.mail.quoted[:20_000],
        files=files,
        channel=Channel.EMAIL,
        key=_key(reply),
    )


def _key(reply: Reply) -> str:
    """The same message posts once, however often it is delivered."""
    identity = reply.mail.message_id or f"{reply.mail.subject}\n{reply.mail.written}"
    return "mail:" + hashlib.sha256(f"{reply.user.pk}:{identity}".encode()).hexdigest()[:48]
