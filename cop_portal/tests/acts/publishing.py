"""An issue comes out; what ended waits to be kept; nothing new about results."""

from __future__ import annotations

import datetime
from typing import Any

from django.utils import timezone

from communities.models import Community
from discussions.actions import contributions, discussions
from knowledge_base.actions import harvests, publications, results
from knowledge_base.tests.makers import issue, published

DAY = datetime.timedelta(days=1)


def publish_and_keep(community: Any, people: Any) -> None:
    page = published(community, title="A <b>pump</b> for the issue")
    issue(
        community, by=people.coordinator, holding=[page], out=True, yes=people.expert, title="Pumps <today>"
    )
    waits = issue(community, by=people.coordinator, holding=[page], title="Pumps <tomorrow>")
    publications.hand_in(publication=waits, by=people.coordinator)
    offers = []
    for title in ("Which <rope>?", "Which <valve>?"):
        talk = discussions.start(community=community, by=people.member, title=title, body="B")
        contributions.add(discussion=talk, by=people.expert, body="A <b>budget</b>.")
        discussions.close(discussion=talk, by=people.facilitator)
        offers.append(harvests.offer(source="discussion", source_id=talk.pk))
    first, second = offers
    harvests.hand_on(harvest=first, by=people.knowledge_manager, to=people.expert, words="You <know> it")
    harvests.remind(second.due_on + 8 * DAY)
    Community.objects.filter(pk=community.pk).update(stage="sustaining")
    results.tell_silent(timezone.localdate() + 100 * DAY)
