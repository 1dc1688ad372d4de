"""An idea, tried until its day."""

from __future__ import annotations

from typing import Any

from django.utils import timezone

from discussions.actions import discussions, ideas


def try_an_idea(community: Any, people: Any) -> None:
    idea = discussions.start(
        community=community, by=people.member, title="Meters of <bottles>", body="Half a thought", kind="idea"
    )
    ideas.support(discussion=idea, by=people.guest)
    trial = ideas.take_up(discussion=idea, by=people.expert, what="Ten <meters>", due_on=timezone.localdate())
    ideas.tell_due(trial.pk)
    ideas.report(trial=trial, by=people.expert, state="trying", outcome="It <leaks>")
