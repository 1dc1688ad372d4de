"""Answers by mail, and discussions begun by mail: the same actions as on the web."""

from __future__ import annotations

import hashlib
import re

from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils.translation import gettext as _

from communities.models import Community
from communities.permissions import can_know
from communities.queries import transformations
from cop_portal.foundation.accounts.models import User
from cop_portal.foundation.activity.models import ActivityEntry, Channel
from cop_portal.foundation.mail.inbound import Reply, mailbox, reply_handler
from cop_portal.foundation.mail.models import InboundMail
from cop_portal.foundation.mail.parsing import FORWARD
from cop_portal.foundation.mail.threads import letters_of, threads_of
from cop_portal.foundation.mail.words import recognise
from cop_portal.foundation.permissions import SYSTEM, Denied, can
from cop_portal.foundation.text import excerpt
from cop_portal.foundation.uploads import CheckedFile, check_upload
from discussions.actions import contributions, discussions, representations
from discussions.actions.imports import identity_of
from discussions.activity import CONTRIBUTION_ADDED, MENTIONED
from discussions.answers import CONFIRM, REPRESENTED_WORDS
from discussions.archives.mbox import plain_subject
from discussions.enums import MOST_FILES, REPLY_KIND, REPRESENTATION_KIND, Kind, kind_in
from discussions.models import (
    Contribution,
    Discussion,
    Draft,
    HeldPost,
    ListMessage,
    Representation,
    Synthesis,
)
from discussions.permissions import (
    check_answer_representation,
    check_read_discussion,
    check_start_discussion,
)
from discussions.queries import moves
from discussions.queries.attachments import times_sent

MAILBOX_KIND = "community"
TIMES_OF_A_LOGO = 2  # mails that brought the same picture before
LOGO_BYTES = 100_000
MOST_QUOTED = 20_000  # characters
THREAD = re.compile(r"^discussion\.(\d{1,18})$")
NOTICE = re.compile(r"^notice:(\d{1,18}):")  # the key of a letter about one entry of the record
# A rule that the community's page states: such a subject asks a question.
QUESTION = re.compile(r"[?？؟]\s*$")


@reply_handler(REPLY_KIND)
def contribute_by_mail(reply: Reply) -> Contribution | HeldPost:
    """Post the answer under the person's name. Raises Denied or ValidationError with a sentence."""
    rows = Discussion.objects.select_related("community", "merged_into__community")
    answered = rows.filter(pk=reply.target_id).first()
    if answered is None:
        raise Denied(_("What you answered to is not there any more."))
    parent = _answered(reply, answered)
    discussion = parent.discussion if parent else answered.merged_into or answered
    try:
        check_read_discussion(reply.user, discussion)
    except Denied as refusal:
        # Somebody who lost access is not told whether the thread still exists.
        raise Denied(_("What you answered to is not there any more.")) from refusal
    return _contribute(reply, discussion, parent)


def _answered(reply: Reply, talk: Discussion) -> Contribution | None:
    """What the letter told of, wherever it stands now: the answer names it, and follows it there.

    A letter about a discussion itself was about its first text, which became one of many by a merge.
    """
    said = _told_of(reply)
    if said is not None:
        # What was withdrawn before a merge was not taken along.
        return said if said.discussion.merged_into_id is None else None
    return moves.opening_now(talk.pk) if talk.merged_into_id else None


def _told_of(reply: Reply) -> Contribution | None:
    """The contribution that the letter told of, where the mail says which letter it answers."""
    keys = letters_of(reply.mail.in_reply_to[:1], user_id=reply.user.pk)
    entries = [int(match.group(1)) for key in keys if (match := NOTICE.match(key))]
    verbs = [CONTRIBUTION_ADDED.name, MENTIONED.name]
    told = ActivityEntry.objects.filter(pk__in=entries, verb__in=verbs).values("target_id")
    rows = Contribution.objects.select_related("author", "discussion__community")
    return rows.filter(pk__in=told).first()


def _came_by(reply: Reply, known: Discussion, community: Community) -> Contribution | None:
    """The contribution that came by the mail, or by the message of a list, which this mail answers."""
    answers = reply.mail.in_reply_to[:1]
    mails = InboundMail.objects.filter(~Q(thread=""), message_id__in=answers, user__isnull=False)
    keys = {_key_of(pk, name) for pk, name in mails.values_list("user_id", "message_id")}
    listed = ListMessage.objects.filter(
        community=community, identity__in=[identity_of(one.strip("<>")) for one in answers]
    )
    # The first text and its files came by one mail: who answers it answers the first text.
    by_mail = Q(key__in=keys - {known.origin})
    rows = Contribution.objects.select_related("author").filter(discussion=known.merged_into or known)
    return rows.filter(by_mail | Q(pk__in=listed.values("contribution"))).first()


def _contribute(
    reply: Reply, discussion: Discussion, parent: Contribution | None = None
) -> Contribution | HeldPost:
    """Post it as the answer to what it answers, as far as that still stands: on its guiding question, too."""
    files, left_out, logos = _files(reply)
    body = _written(reply, files) + left_out
    if parent is not None and (parent.withdrawn_at or parent.hidden_at):
        parent = None
    try:
        return contributions.add(
            discussion=discussion,
            by=reply.user,
            body=body,
            parent=parent,
            question_number=parent.question_number if parent else None,
            quoted=_cut_off(reply.mail.quoted, logos),
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


@reply_handler(REPRESENTATION_KIND)
def answer_by_mail(reply: Reply) -> Representation:
    """A mail that only says yes, and takes its leave, confirms; any other words are what to correct."""
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
        confirm=recognise(words, REPRESENTED_WORDS, name=reply.user.name) == (CONFIRM, ""),
        channel=Channel.EMAIL,
    )


def find_community(local: str, user: User) -> int | None:
    """The community with this address, where the person may know of it."""
    community = Community.objects.visible_to(SYSTEM).filter(mail_name=local).first()
    return community.pk if community and can_know(user or AnonymousUser(), community) else None


mailbox(MAILBOX_KIND, find_community)


@reply_handler(MAILBOX_KIND)
def write_to_community(reply: Reply) -> Discussion | Contribution | HeldPost:
    """Start a discussion, or contribute to the one of this community that the mail refers to."""
    community = Community.objects.visible_to(reply.user).get(pk=reply.target_id)
    _check_not_merged(reply.user, community)
    check_start_discussion(reply.user, community)
    known = _referred_to(reply, community)
    if known is not None:
        now = known.merged_into or known
        said = _told_of(reply) or _came_by(reply, known, community)
        if said is None and known.merged_into_id:
            said = moves.opening_now(known.pk)
        return _contribute(reply, now, said if said and said.discussion_id == now.pk else None)
    files, left_out, logos = _files(reply)
    body = _written(reply, files)
    quoted = reply.mail.quoted
    if quoted and FORWARD.match(reply.mail.subject):
        body, quoted = f"{body}\n\n{quoted}".strip(), ""
    title = plain_subject(reply.mail.subject)
    return discussions.start(
        community=community,
        by=reply.user,
        title=title or excerpt(body, 80),
        body=body[: contributions.LONGEST] + left_out,
        kind=kind_in(Kind.QUESTION if QUESTION.search(title) else Kind.CONVERSATION, community.modules_off),
        channel=Channel.EMAIL,
        origin=_key(reply),
        quoted=_cut_off(quoted, logos),
        files=files,
    )


def _check_not_merged(user: User, community: Community) -> None:
    """The address of a community that went into another one says where to write, to those who may know."""
    step = transformations.on_top(community) if community.is_archived else None
    into = step.into if step and step.is_done else None
    if into is not None and not into.is_archived and can_know(user, into):
        words = {"community": community.name, "other": into.name, "address": into.mail_address}
        raise Denied(_("%(community)s went into %(other)s. Members of it write to %(address)s now.") % words)


def _referred_to(reply: Reply, community: Community) -> Discussion | None:
    """The discussion of the community that a mail answers, by what it refers to and nothing else."""
    references = reply.mail.in_reply_to
    ids = [int(match.group(1)) for name in threads_of(references) if (match := THREAD.match(name))]
    if not ids and references:
        imported = ListMessage.objects.filter(
            community=community, identity__in=[identity_of(one.strip("<>")) for one in references[:30]]
        )
        ids = list(imported.values_list("discussion_id", flat=True)[:1])
    found = Discussion.objects.select_related("community", "merged_into__community").in_bulk(ids)
    stood = (talk for pk in ids if (talk := found.get(pk)) and moves.stood_in(talk, community))
    return next(
        (talk for talk in stood if can(check_read_discussion, reply.user, talk.merged_into or talk)), None
    )


def _written(reply: Reply, files: list[CheckedFile]) -> str:
    """The person's own words. Raises ValidationError where there are none and nothing came along."""
    written = reply.mail.written.strip()
    if written:
        return written
    if files:
        return _("A file.")
    if FORWARD.match(reply.mail.subject) and reply.mail.quoted.strip():
        return ""
    if reply.mail.quoted.strip():
        raise ValidationError(_("Your mail held nothing but quoted text. Write above or below it."))
    raise ValidationError(_("Your mail held no text."))


def _cut_off(quoted: str, logos: list[str]) -> str:
    """What can be read beside the contribution: the text that was cut, and which pictures were cut with it."""
    if not logos:
        return quoted[:MOST_QUOTED]
    named = _("Pictures of a signature or a quote, left out: %(names)s") % {"names": ", ".join(logos[:20])}
    return f"{quoted[:MOST_QUOTED].rstrip()}\n\n{named}".strip()


def _files(reply: Reply) -> tuple[list[CheckedFile], str, list[str]]:
    """What came along, under the rules of the web, a sentence about what did not, and the names of logos."""
    files: list[CheckedFile] = []
    logos = list(reply.mail.decoration)
    left_out: list[str] = []
    for attachment in reply.mail.attachments[:MOST_FILES]:
        try:
            file = check_upload(attachment.name, attachment.content)
        except ValidationError as refusal:
            left_out.extend(refusal.messages)
            continue
        if attachment.content_id and _comes_always(reply, file):
            logos.append(attachment.name)
        else:
            files.append(file)
    if len(reply.mail.attachments) > MOST_FILES:
        left_out.append(_("Only the first %(count)s files are kept.") % {"count": MOST_FILES})
    said = _("Left out: %(reasons)s") % {"reasons": " ".join(left_out)} if left_out else ""
    return files, f"\n\n{said}" if said else "", logos


def _comes_always(reply: Reply, file: CheckedFile) -> bool:
    """Whether a picture in the text comes with this person's every mail: then it is a logo, wherever it stands."""
    light = file.size <= LOGO_BYTES and bool(reply.mail.written.strip())
    return light and times_sent(reply.user, file) >= TIMES_OF_A_LOGO


def _key(reply: Reply) -> str:
    """The same message posts once, however often and by whichever way it is delivered."""
    return _key_of(reply.user.pk, reply.mail.identity)


def _key_of(user_id: int, identity: str) -> str:
    return "mail:" + hashlib.sha256(f"{user_id}:{identity}".encode()).hexdigest()[:48]
