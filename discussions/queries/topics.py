"""What people speak of: words of titles, for the periodic review of a community."""

from __future__ import annotations

import datetime
import re
from collections import Counter

from django.db.models import Count, Q

from communities.evidence import Topic
from communities.models import Community
from discussions.models import Contribution

SHORTEST_WORD = 5
# Long words of a title that name no topic.
EMPTY_WORDS = frozenset(
    [
        "about",
        "after",
        "again",
        "among",
        "because",
        "before",
        "being",
        "between",
        "could",
        "during",
        "first",
        "their",
        "there",
        "these",
        "thing",
        "things",
        "those",
        "through",
        "under",
        "until",
        "where",
        "which",
        "while",
        "whose",
        "within",
        "without",
        "would",
        "should",
        "share",
        "sharing",
        "experience",
        "experiences",
        "question",
        "questions",
        "discussion",
    ]
)


def topics(community: Community, since: datetime.date, until: datetime.date) -> list[Topic]:
    """Words of the titles under which people contributed, now and as long before.

    Words stand for topics, since discussions carry no other mark of them; one statement counts.
    """
    earlier = since - (until - since)
    spoken = (
        Contribution.objects.standing()
        .filter(
            community=community,
            discussion__hidden_at=None,
            created_at__date__gte=earlier,
            created_at__date__lte=until,
        )
        .values("discussion__title")
        .annotate(
            now=Count("pk", filter=Q(created_at__date__gte=since)),
            before=Count("pk", filter=Q(created_at__date__lt=since)),
        )
        .order_by("discussion__title")
    )
    now: Counter[str] = Counter()
    before: Counter[str] = Counter()
    for row in spoken:
        for word in _words(row["discussion__title"]):
            now[word] += row["now"]
            before[word] += row["before"]
    return [Topic(word, now[word], before[word]) for word in sorted(now | before)]


def _words(title: str) -> set[str]:
    found = {word.casefold() for word in re.findall(r"[^\W\d_]+", title)}
    return {word for word in found if len(word) >= SHORTEST_WORD and word not in EMPTY_WORDS}
