"""Looking after those who have just come, and after requests that nobody answers."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from communities import tasks
from communities.actions import memberships, newcomers
from communities.enums import JoinPolicy
from communities.models import Membership
from cop_portal.foundation.activity.models import ActivityEntry
from cop_portal.foundation.mail.models import OutgoingMail
from cop_portal.foundation.notifications.models import Notice
from cop_portal.foundation.permissions import Denied
from cop_portal.tests import factories

pytestmark = pytest.mark.django_db
DAY = datetime.timedelta(days=1)


def row(who: Any) -> Membership:
    return Membership.objects.get(user=who)


def test_a_newcomer_is_welcomed_with_a_buddy_and_first_steps(
    community: Any, neighbour: Any, people: Any, dispatched: Any
) -> None:
    type(people.stranger).objects.filter(pk=people.stranger.pk).update(language="en")

    memberships.join(community=community, by=people.stranger)
    dispatched()

    letter = OutgoingMail.objects.get(user=people.stranger, kind="communities.welcomed")
    assert people.facilitator.name in letter.letter.text
    assert Membership.objects.get(community=community, user=people.stranger).buddy == people.facilitator
    assert letter.letter.text.count("\n- ") == 2  # this community has no charter to agree to


def test_one_introduces_oneself_and_only_members_do(community: Any, neighbour: Any, people: Any) -> None:
    for _twice in range(2):
        newcomers.introduce(community=community, by=people.member, brings="Pumps", seeks="Money")

    assert (row(people.member).brings, row(people.member).seeks) == ("Pumps", "Money")
    assert ActivityEntry.objects.filter(verb="communities.introduced").count() == 1
    with pytest.raises(Denied):
        newcomers.introduce(community=community, by=people.stranger, brings="x", seeks="")
    with pytest.raises(ValidationError, match="Join first"):
        newcomers.introduce(community=community, by=people.administrator, brings="x", seeks="")


def test_a_buddy_is_a_member_and_both_are_told(
    community: Any, neighbour: Any, people: Any, dispatched: Any
) -> None:
    for _twice in range(2):
        newcomers.name_buddy(membership=row(people.member), buddy=people.expert, by=people.facilitator)
    dispatched()

    assert row(people.member).buddy == people.expert
    told = Notice.objects.filter(kind="communities.buddy_named").values_list("user__name", flat=True)
    assert sorted(told) == sorted(["Mona Member", people.expert.name])
    for buddy, words in ((people.member, "their own buddy"), (people.stranger, "is a member")):
        with pytest.raises(ValidationError, match=words):
            newcomers.name_buddy(membership=row(people.member), buddy=buddy, by=people.facilitator)


def test_a_newcomer_is_written_to_once(community: Any, people: Any, dispatched: Any) -> None:
    newcomers.nudge(membership=row(people.member), by=people.facilitator)
    with pytest.raises(ValidationError, match="once is enough"):
        newcomers.nudge(membership=row(people.member), by=people.coordinator)
    dispatched()

    assert OutgoingMail.objects.filter(kind="communities.newcomer_nudged").count() == 1


@pytest.mark.parametrize("who", ["expert", "member", "guest", "stranger"])
def test_others_neither_nudge_nor_name(who: str, community: Any, neighbour: Any, people: Any) -> None:
    person = getattr(people, who)

    with pytest.raises(Denied):
        newcomers.nudge(membership=row(people.member), by=person)
    with pytest.raises(Denied):
        newcomers.name_buddy(membership=row(people.member), buddy=people.expert, by=person)

    assert row(people.member).nudged_at is None


@pytest.fixture
def waits(people: Any) -> Membership:
    """A request to a community that welcomes on request."""
    where = factories.community_with_roles("Health", join_policy=JoinPolicy.REQUEST)
    return memberships.request_membership(community=where, by=people.member)


def age(waits: Membership, days: int) -> None:
    Membership.objects.filter(pk=waits.pk).update(requested_at=timezone.now() - days * DAY)


def told(level: int) -> set[str]:
    entries = ActivityEntry.objects.filter(verb="communities.request_escalated", facts__level=level)
    return set(Notice.objects.filter(entry__in=entries).values_list("user__name", flat=True))


def test_a_request_without_an_answer_reaches_more_people_each_time_once(
    waits: Membership, people: Any, dispatched: Any
) -> None:
    assert tasks.escalate_requests() == 0
    age(waits, 4)
    assert tasks.escalate_requests() == 1
    assert tasks.escalate_requests() == 0
    age(waits, 8)
    assert tasks.escalate_requests() == 1
    assert tasks.escalate_requests() == 0
    dispatched()

    assert told(1) == {"Health Coordinator", "Health Facilitator"}
    assert told(2) == {"Health Coordinator", "Health Facilitator", people.administrator.name}


def test_an_answered_request_is_not_remembered(waits: Membership, people: Any) -> None:
    age(waits, 8)
    host = factories.holder(waits.community, "facilitator")
    memberships.decline(membership=waits, by=host, answer="This is for engineers; try <Water>.")

    assert tasks.escalate_requests() == 0
    assert not newcomers.escalate(waits.pk, 1)
    assert Membership.objects.get(pk=waits.pk).answer == "This is for engineers; try <Water>."


def test_a_no_comes_with_its_words(waits: Membership, dispatched: Any) -> None:
    host = factories.holder(waits.community, "facilitator")

    memberships.decline(membership=waits, by=host, answer="Try Water.")
    dispatched()

    assert "Try Water." in OutgoingMail.objects.get(kind="communities.declined").letter.text
