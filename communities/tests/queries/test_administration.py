"""What somebody did last for those they look after."""

from __future__ import annotations

from typing import Any

import pytest

from communities.actions import invitations, links, memberships
from communities.models import Membership
from communities.queries.administration import done_by
from cop_portal.tests import factories

pytestmark = pytest.mark.django_db


def asks(community: Any, name: str) -> Membership:
    return Membership.objects.create(community=community, user=factories.person(name), state="requested")


def told(user: Any) -> list[tuple[str, str]]:
    return [(deed.about, deed.entry.label) for deed in done_by(user)]


def test_the_newest_stands_first_with_whom_it_is_about_and_where_its_history_is(
    community: Any, people: Any
) -> None:
    by = people.facilitator
    welcomed = memberships.welcome(membership=asks(community, "Ada Asks"), by=by)
    memberships.decline(membership=asks(community, "Bela Asks"), by=by)
    memberships.give_role(community=community, user=people.member, role="expert", by=by)
    letter = invitations.ask(community=community, by=by, address=people.stranger.email)
    link = links.make_link(community=community, by=by, label="Fair", max_uses=3)
    links.revoke_link(link=link, by=by)
    memberships.remove(membership=Membership.objects.get(community=community, user=people.guest), by=by)

    assert told(by) == [
        ("Gil Guest", "removed a member"),
        ("Fair", "withdrew an invitation link"),
        ("Fair", "made an invitation link"),
        ("Sam Stranger", "invited somebody"),
        ("Mona Member", "gave a role"),
        ("Bela Asks", "declined a request to join"),
        ("Ada Asks", "joined"),
    ]
    deeds = done_by(by)
    assert deeds[-1].url == f"/admin/communities/membership/{welcomed.pk}/history/"
    assert deeds[1].url == f"/admin/communities/invitationlink/{link.pk}/history/"
    invitations.withdraw(invitation=letter, by=by)
    assert done_by(by)[0].url == f"/admin/communities/invitation/{letter.pk}/history/"
    assert len(done_by(by, limit=2)) == 2


def test_what_others_did_and_what_was_done_elsewhere_is_not_among_it(
    community: Any, neighbour: Any, people: Any
) -> None:
    next_door = factories.holder(neighbour, "facilitator")
    memberships.welcome(membership=asks(neighbour, "Nele Nextdoor"), by=next_door)
    memberships.welcome(membership=asks(community, "Ada Asks"), by=people.coordinator)
    factories.joined(neighbour, people.facilitator, "facilitator")  # joining oneself is no work for others
    memberships.welcome(membership=asks(neighbour, "Nils Nextdoor"), by=people.facilitator)

    assert told(people.coordinator) == [("Ada Asks", "joined")]
    assert told(people.facilitator) == [("Nils Nextdoor", "joined")]
    memberships.end_role(
        community=neighbour, user=people.facilitator, role="facilitator", by=factories.holder(neighbour, "coordinator")
    )  # fmt: skip
    assert told(people.facilitator) == []  # not looked after any more: not shown any more
    for who in (people.member, people.guest, people.stranger):
        assert told(who) == []


@pytest.mark.parametrize("count", [1, 3])
def test_one_deed_of_each_kind_and_three_cost_the_same(
    count: int, community: Any, people: Any, django_assert_num_queries: Any
) -> None:
    by = people.facilitator
    for number in range(count):
        memberships.welcome(membership=asks(community, f"Ada {number}"), by=by)
        friend = factories.person().email
        letter = invitations.ask(community=community, by=by, address=friend, send_now=False)
        invitations.withdraw(invitation=letter, by=by)
        links.make_link(community=community, by=by, label=f"Fair {number}", max_uses=3)

    with django_assert_num_queries(4):
        assert len(done_by(by)) == 3 * count
