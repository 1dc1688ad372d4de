"""A community in which talk is looked after: something of each kind of care, for tests of pages and letters."""

from __future__ import annotations

from typing import Any

from django.utils import timezone

from communities.actions import suspensions
from cop_portal.tests import factories
from discussions.actions import contributions, discussions, flags, holds, moderation, subscriptions


def look_after_talk(community: Any, people: Any) -> None:
    """Flags and decisions, first posts that wait, a lock, and somebody kept out for a time."""
    newcomers_ = [factories.joined(community, factories.person()) for _count in range(3)]
    talk = discussions.start(community=community, by=people.member, title="Which <b>budget</b>?", body="B")
    subscriptions.follow(discussion=talk, by=newcomers_[0], frequency="instant")
    said = contributions.add(discussion=talk, by=people.expert, body="A <b>budget</b> word")
    flags.flag(discussion=talk, contribution=said, by=people.member, reason="unkind")
    flags.flag(discussion=talk, by=newcomers_[0], reason="wrong")
    moderation.hide(discussion=talk, contribution=said, by=people.facilitator, words="A <b>budget</b>")
    moderation.restore(discussion=talk, contribution=said, by=people.facilitator, words="Thank you")
    moderation.lock(discussion=talk, by=people.facilitator, words="Until <Monday>")
    moderation.set_care(community=community, by=people.facilitator, hold_first=1, slow_minutes=0)
    other = discussions.start(
        community=community, by=people.expert, title="Ropes <b>budget</b>", body="B", at=timezone.now()
    )
    posts = [
        contributions.add(discussion=other, by=who, body="First <b>budget</b> words") for who in newcomers_
    ]
    holds.release(held=posts[0], by=people.facilitator, words="Welcome")
    holds.refuse(held=posts[1], by=people.facilitator, words="No market")
    moderation.set_care(community=community, by=people.facilitator, hold_first=0, slow_minutes=0)
    over, runs = newcomers_[:2]
    row = suspensions.suspend(user=over, by=people.facilitator, community=community, reason="A <b>budget</b>")
    suspensions.lift(suspension=row, by=people.facilitator)
    suspensions.suspend(user=runs, by=people.facilitator, community=community, reason="A <b>budget</b>")
