"""Invitation links, each member's own and those with limits."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from communities.actions import links, memberships
from communities.enums import JoinPolicy, Visibility
from communities.models import InvitationLink, Membership
from communities.queries import invitations as queries
from cop_portal.foundation.activity.models import ActivityEntry
from cop_portal.foundation.permissions import Denied
from cop_portal.tests import factories

pytestmark = pytest.mark.django_db
DAY = datetime.timedelta(days=1)


def test_a_member_has_one_link_and_sees_whom_it_brought(community: Any, neighbour: Any, people: Any) -> None:
    own = links.personal_link(community=community, by=people.member)
    assert links.personal_link(community=community, by=people.member).pk == own.pk

    row = links.come_through(link=own, by=people.stranger, brings="Pumps")
    links.come_through(link=own, by=people.stranger)

    found = queries.own_link(people.member, community)
    assert found is not None
    assert (row.is_active, row.through, found.uses, found.members) == (True, own, 1, 1)
    memberships.leave(community=community, by=people.stranger)
    found = queries.own_link(people.member, community)
    assert found is not None
    assert (found.uses, found.members) == (1, 0)


def test_where_members_are_welcomed_on_request_a_members_link_leads_to_a_request(
    community: Any, neighbour: Any, people: Any
) -> None:
    type(community).objects.filter(pk=community.pk).update(join_policy=JoinPolicy.REQUEST)
    own = links.personal_link(community=type(community).objects.get(pk=community.pk), by=people.member)

    row = links.come_through(link=own, by=people.stranger)

    assert row.state == "requested"


@pytest.mark.parametrize("who", ["guest", "stranger", "sponsor"])
def test_guests_and_strangers_have_no_link(who: str, community: Any, neighbour: Any, people: Any) -> None:
    with pytest.raises(Denied):
        links.personal_link(community=community, by=getattr(people, who))

    assert not InvitationLink.objects.exists()


@pytest.mark.parametrize(
    "fields", [{"join_policy": JoinPolicy.INVITATION}, {"visibility": Visibility.SECRET}]
)
def test_communities_that_invite_or_hide_have_no_links_of_members(fields: Any, people: Any) -> None:
    where = factories.community_with_roles("Hidden", **fields)

    with pytest.raises(Denied, match="Tell the facilitator"):
        links.personal_link(community=where, by=factories.holder(where, "expert"))


def test_a_link_with_a_limit_lets_in_no_more_than_that(people: Any) -> None:
    where = factories.community_with_roles("Health", join_policy=JoinPolicy.INVITATION)
    host = factories.holder(where, "facilitator")
    link = links.make_link(community=where, by=host, label="Workshop", max_uses=2)
    comers = [factories.person() for _ in range(3)]

    for who in comers[:2]:
        assert links.come_through(link=link, by=who).is_active
    with pytest.raises(Denied, match="not valid any more"):
        links.come_through(link=link, by=comers[2])

    assert not Membership.objects.filter(community=where, user=comers[2]).exists()


def test_a_link_needs_a_limit_that_lies_ahead(community: Any, people: Any) -> None:
    with pytest.raises(ValidationError, match="Give a limit"):
        links.make_link(community=community, by=people.facilitator, label="All")
    with pytest.raises(ValidationError, match="not over"):
        links.make_link(
            community=community, by=people.facilitator, label="Old", expires_on=timezone.localdate() - DAY
        )
    with pytest.raises(Denied):
        links.make_link(community=community, by=people.member, label="Mine", max_uses=1)

    assert not InvitationLink.objects.exists()


def test_the_same_words_under_the_same_key_are_one_link_until_it_is_withdrawn(
    community: Any, people: Any
) -> None:
    def make(by: Any, label: str = "Fair", key: str = "a") -> InvitationLink:
        return links.make_link(community=community, by=by, label=label, max_uses=2, key=key)

    first = make(people.facilitator)

    assert make(people.facilitator) == first
    assert ActivityEntry.objects.filter(verb="communities.link_made").count() == 1
    others = [
        make(people.facilitator, label="Workshop"), make(people.facilitator, key="b"),
        make(people.coordinator), make(people.facilitator, key=""), make(people.facilitator, key=""),
    ]  # fmt: skip
    assert len({first, *others}) == 6
    links.revoke_link(link=first, by=people.facilitator)
    assert make(people.facilitator) not in {first, *others}
    with pytest.raises(Denied):
        make(people.stranger)


def comes(link: InvitationLink, who: Any) -> Membership:
    return links.come_through(link=InvitationLink.objects.get(pk=link.pk), by=who)


def test_a_link_ends_with_its_day_its_withdrawal_and_its_owners_standing(
    community: Any, neighbour: Any, people: Any
) -> None:
    day = timezone.localdate()
    dated = links.make_link(community=community, by=people.facilitator, label="Fair", expires_on=day)
    InvitationLink.objects.filter(pk=dated.pk).update(expires_on=day - DAY)
    own = links.personal_link(community=community, by=people.member)
    links.revoke_link(link=own, by=people.member)
    links.revoke_link(link=own, by=people.member)
    leaver = links.personal_link(community=community, by=people.expert)
    memberships.leave(community=community, by=people.expert)

    for link in (dated, own, leaver):
        with pytest.raises(Denied, match="not valid any more"):
            comes(link, people.stranger)

    assert links.personal_link(community=community, by=people.member).pk != own.pk
    assert not Membership.objects.filter(community=community, user=people.stranger).exists()


def test_guests_and_the_suspended_do_not_come_by_links(community: Any, people: Any) -> None:
    own = links.personal_link(community=community, by=people.member)
    Membership.objects.filter(user=people.expert).update(state="suspended", roles=[])

    with pytest.raises(Denied, match="Guests come by invitation"):
        comes(own, factories.person(is_guest=True))
    with pytest.raises(Denied, match="suspended"):
        comes(own, people.expert)


@pytest.mark.parametrize("who", ["expert", "guest", "stranger"])
def test_others_withdraw_nobodys_link(who: str, community: Any, neighbour: Any, people: Any) -> None:
    own = links.personal_link(community=community, by=people.member)

    with pytest.raises(Denied):
        links.revoke_link(link=own, by=getattr(people, who))

    assert not InvitationLink.objects.get().is_over
    links.revoke_link(link=own, by=people.facilitator)
    assert InvitationLink.objects.get().is_over
