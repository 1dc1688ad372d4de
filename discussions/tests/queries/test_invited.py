"""Who is asked, and whom one could ask: by name, office, expertise and role."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.utils import timezone

from cop_portal.foundation.accounts.actions import assign_post
from cop_portal.foundation.accounts.models import Office
from cop_portal.tests import factories
from discussions.actions import invited as actions
from discussions.models import Invited
from discussions.queries import invited
from discussions.tests.makers import facilitated

pytestmark = pytest.mark.django_db
DAY = datetime.timedelta(days=1)


def names(talk: Any, **narrowed: str) -> list[str]:
    return [row.user.name for row in invited.choose(talk, **narrowed).rows]


def test_members_are_found_by_name_office_expertise_and_role(community: Any, people: Any) -> None:
    nairobi = Office.objects.create(name="Kenya", city="Nairobi", level="country", time_zone="UTC")
    assign_post(user=people.member, office=nairobi, title="Engineer")
    people.guest.expertise.set(["pumps"])
    people.stranger.expertise.set(["pumps", "vaccines"])
    talk = facilitated(community, people.facilitator)

    assert names(talk, words="mona") == [people.member.name]
    assert names(talk, office=str(nairobi.pk)) == [people.member.name]
    assert names(talk, expertise="Pumps") == [people.guest.name]
    assert names(talk, role="expert") == [people.expert.name]
    assert people.stranger.name not in names(talk)
    assert people.facilitator.name not in names(talk)
    assert names(talk, office="9" * 30, words="mona") == []
    assert [office.name for office in invited.offices(community)] == ["Kenya"]
    assert invited.expertise(community) == ["pumps"]


def test_who_is_asked_is_not_offered_again(community: Any, people: Any) -> None:
    talk = facilitated(community, people.facilitator)
    actions.ask(discussion=talk, by=people.facilitator, people=[people.member.pk])
    assert people.member.name not in names(talk)

    actions.take_off(discussion=talk, by=people.facilitator, person=people.member.pk)
    assert people.member.name in names(talk)


@pytest.mark.parametrize("number", [1, 3])
def test_lists_cost_the_same_for_one_and_three(
    number: int, community: Any, people: Any, django_assert_num_queries: Any
) -> None:
    talk = facilitated(community, people.facilitator)
    more = [factories.joined(community, factories.person()) for _ in range(number)]
    for _one in more:
        factories.joined(community, factories.person()).expertise.set(["pumps"])
    actions.ask(discussion=talk, by=people.facilitator, people=[one.pk for one in more])
    with django_assert_num_queries(1):
        assert len(list(invited.asked(talk))) == number
    with django_assert_num_queries(2):
        assert len(invited.choose(talk).rows) == 5 + number


def test_who_is_asked_is_shown_to_those_who_may_read_it(neighbour: Any, people: Any) -> None:
    holder = factories.holder(neighbour, "facilitator")
    talk = facilitated(neighbour, holder)
    actions.ask(discussion=talk, by=holder, people=[people.stranger.pk])

    assert Invited.objects.visible_to(people.stranger).count() == 1
    assert not Invited.objects.visible_to(people.member).exists()
    assert not Invited.objects.visible_to(AnonymousUser()).exists()


@pytest.mark.parametrize(
    ("length", "day", "kind"),
    [
        (10, 4, None), (10, 5, "halfway"), (10, 7, "halfway"), (10, 8, "last_days"), (10, 10, "last_days"),
        (10, 11, None), (3, 0, None), (3, 1, "last_days"), (1, 0, "last_days"),
    ],
)  # fmt: skip
def test_a_day_asks_for_at_most_one_reminder(
    length: int, day: int, kind: str | None, community: Any, people: Any
) -> None:
    today = timezone.localdate()
    talk = facilitated(
        community, people.facilitator, closes_on=today + length * DAY, synthesis_on=today + 12 * DAY
    )
    step = invited.step_due(talk, today + day * DAY)

    assert (str(step[0]) if step else None) == kind
