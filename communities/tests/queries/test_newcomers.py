"""Reading how those who have just come are doing."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.http import QueryDict
from django.utils import timezone

from communities.actions import charters
from communities.actions import newcomers as actions
from communities.models import Membership
from communities.queries import newcomers
from cop_portal.tests import factories

pytestmark = pytest.mark.django_db
DAY = datetime.timedelta(days=1)


def steps(community: Any, who: Any) -> list[tuple[str, bool]]:
    found = {item.membership.user_id: item for item in newcomers.newcomers(community, QueryDict()).rows}[
        who.pk
    ]
    return [(step.url.rstrip("/").rpartition("/")[2], step.is_done) for step in found.steps]


def test_first_steps_are_found_done_by_themselves(community: Any, people: Any) -> None:
    assert steps(community, people.member) == [("me", False), ("discussions", False)]

    charters.save_draft(community=community, by=people.coordinator, revision=1, mission="Why", rules="How")
    version = charters.publish(community=community, by=people.coordinator, changes="The first")
    assert [done for _name, done in steps(community, people.member)] == [False, False, False]
    charters.agree(version=version, by=people.member)
    actions.introduce(community=community, by=people.member, brings="Pumps", seeks="")

    assert [done for _name, done in steps(community, people.guest)] == [False, False, False]
    found = newcomers.first_steps(people.member, community)
    assert found is None or [step.is_done for step in found.steps] == [True, True, False]


@pytest.mark.parametrize("more", [0, 2])
def test_three_newcomers_cost_as_many_queries_as_one(
    more: int, neighbour: Any, django_assert_num_queries: Any
) -> None:
    for _ in range(1 + more):
        factories.joined(neighbour, factories.person())

    with django_assert_num_queries(4):
        found = newcomers.newcomers(neighbour, QueryDict()).rows

    assert len(found) == 1 + more


def test_the_older_ones_stand_on_the_next_page(neighbour: Any) -> None:
    for _ in range(newcomers.PER_PAGE + 2):
        factories.joined(neighbour, factories.person())

    first = newcomers.newcomers(neighbour, QueryDict())
    (older,) = first.links
    second = newcomers.newcomers(neighbour, QueryDict(older.url.lstrip("?")))

    assert (len(first.rows), len(second.rows)) == (newcomers.PER_PAGE, 2)
    shown = {item.membership.pk for item in [*first.rows, *second.rows]}
    assert len(shown) == newcomers.PER_PAGE + 2


def test_one_of_them_is_found_by_number_and_nobody_else_s(
    community: Any, neighbour: Any, people: Any
) -> None:
    mine = Membership.objects.get(user=people.member, community=community)

    def shown(where: Any) -> list[int]:
        return [item.membership.pk for item in newcomers.newcomers(where, QueryDict(f"one={mine.pk}")).rows]

    assert shown(community) == [mine.pk]
    assert shown(neighbour) == []
    everybody = len(newcomers.newcomers(community, QueryDict()).rows)
    for nonsense in ("one=x", "one=", "one=99999999999999999999"):
        assert len(newcomers.newcomers(community, QueryDict(nonsense)).rows) == everybody


def test_who_has_not_begun_after_two_weeks_stalls(community: Any, people: Any) -> None:
    def stalled() -> bool:
        found = {item.membership.user_id: item for item in newcomers.newcomers(community, QueryDict()).rows}
        return found[people.member.pk].is_stalled

    assert not stalled()
    Membership.objects.filter(user=people.member).update(joined_at=timezone.now() - 15 * DAY)
    assert stalled()
    actions.introduce(community=community, by=people.member, brings="Pumps", seeks="")
    assert not stalled()


def test_after_two_months_nobody_is_new(community: Any, neighbour: Any, people: Any) -> None:
    assert newcomers.first_steps(people.member, community) is not None
    assert newcomers.first_steps(people.stranger, community) is None
    assert newcomers.first_steps(AnonymousUser(), community) is None
    assert newcomers.first_steps(people.coordinator, community) is None  # whoever holds a role has begun

    Membership.objects.update(joined_at=timezone.now() - 61 * DAY)

    assert newcomers.first_steps(people.member, community) is None
    assert newcomers.newcomers(community, QueryDict()).rows == []


def test_buddies_are_those_who_carry_the_community(community: Any, neighbour: Any, people: Any) -> None:
    Membership.objects.filter(user=people.guest).update(is_core=True)

    found = set(newcomers.buddies(community))

    assert people.guest in found
    assert people.expert in found
    assert people.member not in found
    assert people.stranger not in found


def test_late_requests_leave_out_archived_communities(neighbour: Any, people: Any) -> None:
    moment = timezone.now()
    asked = Membership.objects.create(
        community=neighbour, user=people.member, state="requested", requested_at=moment - 4 * DAY
    )

    assert list(newcomers.late_requests(1, moment)) == [asked]
    assert not newcomers.late_requests(2, moment).exists()
    type(neighbour).objects.update(archived_at=moment)
    assert not newcomers.late_requests(1, moment).exists()
