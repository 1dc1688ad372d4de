"""Answers by mail to what a community asks its members: the same actions as on the web."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from communities.actions import charters, event_answers, proposals
from communities.answers import (
    AGREE,
    BALLOT_WORDS,
    CHARTER_KIND,
    CHARTER_WORDS,
    EVENT_KIND,
    EVENT_WORDS,
    PROPOSAL_KIND,
)
from communities.models import (
    Ballot,
    CharterAgreement,
    CharterVersion,
    Community,
    Event,
    EventAnswer,
    Proposal,
)
from communities.permissions import can_know
from cop_portal.foundation.accounts.models import User
from cop_portal.foundation.activity.models import Channel
from cop_portal.foundation.mail.inbound import Reply, reply_handler
from cop_portal.foundation.mail.words import recognise, stated
from cop_portal.foundation.permissions import Denied
from cop_portal.foundation.ui.commas import listed


@reply_handler(CHARTER_KIND)
def agree_by_mail(reply: Reply) -> CharterAgreement:
    """Agree to exactly the version that the letter put. Raises Denied or ValidationError with a sentence."""
    version = CharterVersion.objects.select_related("community").filter(pk=reply.target_id).first()
    _check_known(reply.user, version.community if version else None)
    assert version is not None, "what is not there was refused"
    key, rest = recognise(reply.mail.written, CHARTER_WORDS, name=reply.user.name)
    word = stated(CHARTER_WORDS, [AGREE])[0]
    if not key:
        raise ValidationError(
            _("This was not taken as agreement. To agree, answer with the words “%(word)s” alone.")
            % {"word": word}
        )
    if rest:
        raise ValidationError(
            _(
                "Your answer says more than “%(word)s”, so it was not taken as agreement. Answer with these "
                "words alone; what you want to say of the charter belongs on its page."
            )
            % {"word": word}
        )
    return charters.agree(version=version, by=reply.user, channel=Channel.EMAIL)


@reply_handler(PROPOSAL_KIND)
def take_part_by_mail(reply: Reply) -> Ballot:
    """Cast a ballot by a word on the first line; what stands below it is the reason."""
    proposal = Proposal.objects.select_related("community").filter(pk=reply.target_id).first()
    _check_known(reply.user, proposal.community if proposal else None)
    assert proposal is not None, "what is not there was refused"
    words = BALLOT_WORDS[proposal.method]
    key, rest = recognise(reply.mail.written, words, name=reply.user.name)
    if not key:
        raise ValidationError(
            _("Your answer was not counted. Write one of these on the first line, alone: %(words)s.")
            % {"words": listed(f"“{word}”" for word in stated(words, proposal.choices))}
        )
    return proposals.cast(proposal=proposal, by=reply.user, choice=key, reason=rest, channel=Channel.EMAIL)


@reply_handler(EVENT_KIND)
def answer_event_by_mail(reply: Reply) -> EventAnswer:
    """Yes, maybe or no by a word on the first line; what stands below it is for those who hold the event."""
    event = (
        Event.objects.visible_to(reply.user).select_related("community").filter(pk=reply.target_id).first()
    )
    _check_known(reply.user, event.community if event else None)
    assert event is not None, "what is not there was refused"
    key, rest = recognise(reply.mail.written, EVENT_WORDS, name=reply.user.name)
    if not key:
        raise ValidationError(
            _("Your answer was not taken. Write one of these on the first line, alone: %(words)s.")
            % {"words": listed(f"“{word}”" for word in stated(EVENT_WORDS, EVENT_WORDS))}
        )
    return event_answers.answer(
        event=event, by=reply.user, answer=key, note=rest or None, channel=Channel.EMAIL
    )


def _check_known(user: User, community: Community | None) -> None:
    """Somebody who lost access is not told whether it still exists."""
    if community is None or not can_know(user, community):
        raise Denied(_("What you answered to is not there any more."))
