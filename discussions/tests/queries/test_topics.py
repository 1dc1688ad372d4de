"""What people speak of, for the periodic review."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from django.utils import timezone

from communities.evidence import Topic
from discussions.actions import contributions, discussions
from discussions.models import Contribution
from discussions.queries.topics import topics

pytestmark = pytest.mark.django_db
DAY = datetime.timedelta(days=1)


def said(community: Any, title: str, by: Any, *people: Any) -> list[Contribution]:
    talk = discussions.start(community=community, by=by, title=title, body="x", kind="question", quiet=True)
    return [contributions.add(discussion=talk, by=who, body="I", quiet=True) for who in people]


def test_topics_are_words_of_titles_counted_now_and_as_long_before(
    neighbour: Any, community: Any, people: Any, django_assert_num_queries: Any
) -> None:
    said(community, "Which pumps hold?", people.member, people.expert, people.facilitator)
    (old,) = said(community, "Whose wells are dry?", people.member, people.expert)
    Contribution.objects.filter(pk=old.pk).update(created_at=timezone.now() - 45 * DAY)
    today = timezone.localdate()

    with django_assert_num_queries(1):
        found = topics(community, today - 30 * DAY, today)

    assert found == [Topic("pumps", 2, 0), Topic("wells", 0, 1)]
    assert topics(neighbour, today - 30 * DAY, today) == []
