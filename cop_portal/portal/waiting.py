"""What waits for a person in the storeys above communities, as rows of their desk."""

from __future__ import annotations

import datetime
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from communities import desk
from communities.desk import Waiting
from communities.enums import Role
from communities.models import Membership
from communities.queries import memberships
from cop_portal.foundation.mail.inbound import held_for
from cop_portal.newsletters.queries import issues_waiting_for
from discussions.queries.discussions import Desk, desk_of
from discussions.queries.ideas import waiting_trials
from discussions.queries.routings import waiting_declined, waiting_questions
from knowledge_base.queries.curation import waiting_for_curator


def register_all() -> None:
    """The roof knows all storeys; each of these is one source of the desk."""
    lead = frozenset({Role.COORDINATOR, Role.FACILITATOR})
    curators = frozenset({Role.KNOWLEDGE_MANAGER, Role.EXPERT})
    editors = lead | {Role.KNOWLEDGE_MANAGER}
    for source in (
        desk.Source(10, "requests", gettext_lazy("Waiting for you"), requests, lead),
        desk.Source(15, "mail", gettext_lazy("Mail in your name"), mails),
        desk.Source(18, "routings", gettext_lazy("Put to you"), waiting_questions),
        desk.Source(19, "declined", gettext_lazy("Nobody asked could answer"), waiting_declined, lead),
        desk.Source(
            20, "questions", gettext_lazy("Questions without an answer"), questions, lead | {Role.EXPERT}
        ),
        desk.Source(35, "trials", gettext_lazy("Ideas you try"), waiting_trials),
        desk.Source(25, "syntheses", gettext_lazy("Syntheses due"), syntheses, lead),
        desk.Source(40, "issues", gettext_lazy("Newsletters to edit"), issues, editors, "newsletter"),
        desk.Source(45, "curation", gettext_lazy("In the library"), curation, curators),
    ):
        desk.register(source)


def request_key(row: Membership) -> str:
    """Who asks again later is a new request."""
    return f"request:{row.pk}:{row.requested_at:%Y%m%d}"


def requests(user: Any) -> list[Waiting]:
    return [
        Waiting(
            key=request_key(row),
            sentence=_("%(name)s waits for an answer to join %(community)s.")
            % {"name": row.user.name, "community": row.community.name},
            action=_("Answer %(name)s") % {"name": row.user.get_short_name()},
            url="#requests",
            since=row.requested_at,
            community=row.community,
            reason=_("Who knocks and hears nothing does not knock again."),
        )
        for row in memberships.waiting_for(user)[:30]
    ]


def mails(user: Any) -> list[Waiting]:
    oldest = held_for(user).order_by("id").first()
    if oldest is None:
        return []
    count = held_for(user).count()
    return [
        Waiting(
            key=f"mail:{oldest.pk}:{count}",
            sentence=ngettext(
                "One mail in your name waits for your word.",
                "%(count)s mails in your name wait for your word.",
                count,
            )
            % {"count": count},
            action=_("Look at them"),
            url=reverse("held_mail"),
            since=oldest.received_at,
            reason=_("Its sender was not proven; only you can say whether you wrote it."),
        )
    ]


def talks_of(user: Any) -> Desk:
    """Asked once for each person object, that is, once per request."""
    known = user.__dict__.get("_desk_of_talks")
    if known is None:
        known = user.__dict__["_desk_of_talks"] = desk_of(user)
    return known


def questions(user: Any) -> list[Waiting]:
    return [_question(talk) for talk in talks_of(user).unanswered]


def _question(talk: Any) -> Waiting:
    """Nobody else spoke yet; or the asker spoke again, which is a new thing to do, whatever was set aside."""
    heard = talk.heard
    return Waiting(
        key=f"question:{talk.pk}:{talk.contribution_count}" if heard else f"question:{talk.pk}",
        sentence=(
            _("Who asked “%(title)s” wrote again, and waits.")
            if heard
            else _("“%(title)s” has no answer yet.")
        )
        % {"title": talk.title},
        action=_("Open the question"),
        url=talk.get_absolute_url(),
        since=talk.active_at if heard else talk.created_at,
        community=talk.community,
        reason=_("A first answer within two days keeps people asking."),
    )


def syntheses(user: Any) -> list[Waiting]:
    return [
        Waiting(
            key=f"synthesis:{talk.pk}:{talk.phase}",
            sentence=_("The synthesis of “%(title)s” is due.") % {"title": talk.title},
            action=_("Write the synthesis"),
            url=reverse("synthesis_edit", args=[talk.community.slug, talk.pk]),
            since=talk.active_at,
            community=talk.community,
            reason=_("Those who contributed want to see what it came to."),
            due=talk.synthesis_on,
        )
        for talk in talks_of(user).syntheses_due
    ]


def issues(user: Any) -> list[Waiting]:
    return [
        Waiting(
            key=f"issue:{issue.pk}",
            sentence=_("The newsletter of %(community)s waits for its editor.")
            % {"community": issue.community.name},
            action=_("Open the draft"),
            url=issue.get_edit_url(),
            since=issue.composed_at,
            community=issue.community,
            reason=_("It is composed already; it wants an eye and a word."),
        )
        for issue in issues_waiting_for(user)
    ]


def curation(user: Any) -> list[Waiting]:
    return [
        Waiting(
            key=f"resource:{item.url}:{item.since}",
            sentence=_("“%(title)s”: %(reason)s.") % {"title": item.title, "reason": item.reason},
            action=_("Open it in the library"),
            url=item.url,
            since=item.at or _moment(item.since),
            community=item.community,
            reason=_("What nobody confirms, nobody trusts."),
        )
        for item in waiting_for_curator(user)
    ]


def _moment(day: datetime.date | None) -> datetime.datetime:
    if day is None:
        return timezone.now()
    return datetime.datetime.combine(day, datetime.time(), datetime.UTC)
