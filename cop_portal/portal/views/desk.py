"""A person's desk: what waits for them in all their roles."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from communities.enums import Capability
from communities.queries import communities, memberships
from cop_portal.foundation.mail.inbound import held_for
from cop_portal.foundation.policies import signed_in
from cop_portal.newsletters.queries import issues_waiting_for
from discussions.queries.discussions import desk_of
from discussions.views.page import phase_steps
from knowledge_base.queries.curation import waiting_for_curator


@dataclass
class Next:
    """The one thing to do next."""

    sentence: str
    url: str
    action: str


@signed_in
def desk(request: HttpRequest) -> HttpResponse:
    """One page with what waits, oldest first, and one next best action."""
    user: Any = request.user
    talks = desk_of(user)
    requests = list(memberships.waiting_for(user)[:30])
    curation = waiting_for_curator(user)
    issues = issues_waiting_for(user)
    vacancies = [
        (community, roles)
        for community in memberships.communities_where(user, Capability.ASSIGN_ROLES).alive()[:30]
        if not user.is_superuser and (roles := communities.vacant_roles(community))
    ]
    held = held_for(user).count()
    return render(
        request,
        "portal/desk.html",
        {
            "requests": requests,
            "talks": talks,
            "rows": [(talk, phase_steps(talk)) for talk in talks.facilitated],
            "curation": curation,
            "issues": issues,
            "vacancies": vacancies,
            "held": held,
            "next": _next(requests, talks, curation, issues),
            "today": timezone.localdate(),
            "place": "desk",
            "empty": not (
                requests or talks.facilitated or talks.unanswered or curation or issues or vacancies or held
            ),
        },
    )


def _next(requests: list, talks: Any, curation: list, issues: list) -> Next | None:
    """What people wait for goes first: somebody at the door, an unanswered question, a synthesis."""
    if requests:
        first = requests[0]
        return Next(
            _("%(name)s waits for an answer to join %(community)s.")
            % {"name": first.user.name, "community": first.community.name},
            "#requests",
            _("Answer %(name)s") % {"name": first.user.get_short_name()},
        )
    if talks.unanswered:
        count = len(talks.unanswered)
        return Next(
            ngettext(
                "One question has no answer yet: “%(title)s”.",
                "%(count)s questions have no answer yet. The oldest: “%(title)s”.",
                count,
            )
            % {"count": count, "title": talks.unanswered[0].title},
            talks.unanswered[0].get_absolute_url(),
            _("Open the question"),
        )
    if talks.syntheses_due:
        talk = talks.syntheses_due[0]
        return Next(
            _("The synthesis of “%(title)s” is due.") % {"title": talk.title},
            reverse("synthesis_edit", args=[talk.community.slug, talk.pk]),
            _("Write the synthesis"),
        )
    if issues:
        return Next(
            _("The newsletter of %(community)s waits for its editor.")
            % {"community": issues[0].community.name},
            issues[0].get_edit_url(),
            _("Open the draft"),
        )
    if curation:
        return Next(
            _("“%(title)s” waits in the library.") % {"title": curation[0].title},
            curation[0].url,
            _("Open it in the library"),
        )
    return None
