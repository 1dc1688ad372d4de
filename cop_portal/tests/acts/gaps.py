"""A gap of the library is filled, and those who asked hear of it."""

from __future__ import annotations

from typing import Any

from discussions.actions import discussions
from knowledge_base.actions import gaps
from knowledge_base.models import Gap, ResourcePage


def fill_a_gap(community: Any, people: Any, resource: ResourcePage) -> None:
    asked = discussions.start(
        community=community, by=people.member, title="Who has a <filter>?", body="Any.", kind="question"
    )
    gap = Gap.objects.create(
        community=community, source="question", text=asked.title, folded_text="filter", discussion=asked
    )
    gaps.take(gap=gap, by=people.expert)
    gaps.fill(gap=gap, by=people.expert, resource=resource)
