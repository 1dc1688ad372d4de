"""What follows from what happened in communities."""

from __future__ import annotations

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from communities.actions import agreements
from communities.actions.event_answers import free_places
from communities.activity import (
    ACCESS_ENDED,
    ANNOUNCEMENT_WITHDRAWN,
    MEMBER_LEFT,
    MEMBER_REMOVED,
    PROPOSAL_CLOSED,
    PROPOSAL_WITHDRAWN,
    SUSPENDED,
    SUSPENSION_LIFTED,
)
from communities.models import Community, Suspension
from communities.notifications.suspensions import words_of
from communities.queries.announcements import KIND, TYPE
from cop_portal.foundation.accounts.models import User
from cop_portal.foundation.activity.dispatch import subscribe
from cop_portal.foundation.activity.models import ActivityEntry
from cop_portal.foundation.mail import compose
from cop_portal.foundation.notifications.actions import take_back


@subscribe(ANNOUNCEMENT_WITHDRAWN, name="communities.announcement_taken_back")
def take_announcement_back(entry: ActivityEntry) -> None:
    """Who has not read it finds it nowhere, in no letter either."""
    if entry.target_id:
        take_back(kind=KIND, target_type=TYPE, target_id=entry.target_id)


@subscribe(MEMBER_LEFT, MEMBER_REMOVED, ACCESS_ENDED, SUSPENDED, name="communities.places_at_events")
def free_places_at_events(entry: ActivityEntry) -> None:
    """Who is out keeps no place that somebody else waits for. Out of the whole portal: of all communities."""
    community = Community.objects.filter(pk=entry.community_id or 0).first()
    if entry.community_id is None or community is not None:
        free_places(user_id=int(entry.facts["user_id"]), community=community)


@subscribe(PROPOSAL_CLOSED, PROPOSAL_WITHDRAWN, name="communities.indicators_decided")
def settle_indicators(entry: ActivityEntry) -> None:
    """What members decided about indicators stands beside these."""
    agreements.settle(proposal_id=entry.target_id or 0)


@subscribe(SUSPENDED, SUSPENSION_LIFTED, name="communities.letter_about_account")
def tell_of_account(entry: ActivityEntry) -> None:
    """Who is suspended from the whole portal reads no notices: a letter to the address says so."""
    row = Suspension.objects.filter(pk=entry.target_id or 0, community=None).select_related("user").first()
    if row is None or row.user.mail_state == User.MailState.NONE:
        return
    language = row.user.language or settings.LANGUAGE_CODE
    with translation.override(language):
        subject, body = _over(row) if entry.verb == SUSPENSION_LIFTED.name else _begun(row)
    compose.queue_to_address(
        key=f"account:{entry.pk}",
        kind="account",
        address=row.user.email,
        name=row.user.name,
        language=language,
        template="accounts/email/letter",
        context={"subject": subject, "body": body},
    )


def _begun(row: Suspension) -> tuple[str, str]:
    words = words_of(row)
    body = [
        f"{words['reason']} {words['until']}",
        _("Until then you cannot sign in, and answers by mail are not posted."),
        _("If you think this is wrong, answer to %(address)s; an administrator reads it.")
        % {"address": settings.DEFAULT_FROM_EMAIL},
    ]
    return _("Your account is suspended"), "\n\n".join(body)


def _over(row: Suspension) -> tuple[str, str]:
    # Without a reason nobody had suspended them: the account was shut in another way.
    over = _("Your account is open again.")
    if row.reason:
        over = _("Your suspension is over; roles and settings are as they were.")
    body = [
        row.lifted_why or over,
        _("Sign in: %(url)s") % {"url": settings.PORTAL_URL},
    ]
    return _("You can sign in again"), "\n\n".join(body)
