"""Answers by mail: the same action as on the web."""

from __future__ import annotations

import hashlib
import re

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import override

from cop_portal.foundation.activity.models import Channel
from cop_portal.foundation.mail.inbound import Reply, reply_handler
from cop_portal.foundation.permissions import Denied
from cop_portal.foundation.text import fold
from cop_portal.foundation.uploads import check_upload
from discussions.actions import contributions, representations
from discussions.enums import MOST_FILES, REPLY_KIND, REPRESENTATION_KIND
from discussions.models import Contribution, Discussion, Representation, Synthesis
from discussions.permissions import check_answer_representation, check_read_discussion


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


@reply_handler(REPRESENTATION_KIND)
def answer_by_mail(reply: Reply) -> Representation:
    """A mail that only says yes confirms; any other words are what to correct. Raises as above."""
    synthesis = Synthesis.objects.select_related("discussion__community").filter(pk=reply.target_id).first()
    if synthesis is None:
        raise Denied(_("What you answered to is not there any more."))
    try:
        check_answer_representation(reply.user, synthesis)
    except Denied as refusal:
        raise Denied(_("What you answered to is not there any more.")) from refusal
    words = reply.mail.written.strip()
    return representations.answer(
        synthesis=synthesis,
        by=reply.user,
        words=words,
        confirm=_says_yes(words, reply.user.language),
        channel=Channel.EMAIL,
    )


def _says_yes(words: str, language: str) -> bool:
    said = re.sub(r"[\W_]+", " ", fold(words)).strip()
    with override(language or "en"):
        return said in {"ok", "yes", fold(_("yes"))}


def _key(reply: Reply) -> str:
    """The same message posts once, however often it is delivered."""
    identity = reply.mail.message_id or f"{reply.mail.subject}\n{reply.mail.written}"
    return "mail:" + hashlib.sha256(f"{reply.user.pk}:{identity}".encode()).hexdigest()[:48]
