"""Resources that credit somebody, on their profile."""

from __future__ import annotations

from typing import Any

import pytest

from knowledge_base.enums import Sharing
from knowledge_base.models import Credit
from knowledge_base.queries.traces import resources_of
from knowledge_base.tests.makers import published

pytestmark = pytest.mark.django_db


def test_credits_are_shown_to_who_may_read_the_resource(community: Any, people: Any) -> None:
    open_, inside = (
        published(community, title=title, sharing=sharing)
        for title, sharing in (("Open", Sharing.ORGANISATION), ("Inside", Sharing.COMMUNITY))
    )
    for page in (open_, inside):
        Credit.objects.create(resource=page, name=people.member.name, user=people.member)

    def titles(viewer: Any) -> set[str]:
        return {trace.title for trace in resources_of(viewer, people.member, 12)}

    assert titles(people.expert) == {"Open", "Inside"}
    assert titles(people.stranger) == {"Open"}
    assert resources_of(people.expert, people.stranger, 12) == []
    assert resources_of(people.expert, people.member, 12)[0].became == ("In the library",)
