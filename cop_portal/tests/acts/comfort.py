"""What letters of reading and writing come from."""

from __future__ import annotations

from typing import Any

from discussions.actions import contributions, discussions, moves, subscriptions, uses


def name_use_and_tidy(community: Any, people: Any) -> None:
    """Somebody is named, something is used, a text is corrected, a discussion goes on in another."""
    talk, other = (
        discussions.start(community=community, by=people.member, title=title, body="B")
        for title in ("Which <filter>?", "The same <filter>")
    )
    named = contributions.add(
        discussion=talk, by=people.member, body=f"@{people.expert.name}: <b>budget</b>?"
    )
    contributions.edit(
        contribution=named, by=people.facilitator, body=f"@{people.expert.name}: one <b>budget</b>?"
    )
    uses.say_used(contribution=named, by=people.expert, words="Two <b>budget</b>s")
    subscriptions.follow(discussion=talk, by=people.coordinator, frequency="instant")
    moves.merge(discussion=talk, into=other, by=people.facilitator, reason="One <b>budget</b>")
