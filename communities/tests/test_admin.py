"""The administration for those who manage members: their own communities, by the same verbs."""

from __future__ import annotations

from typing import Any

import pytest

from communities.models import Community, Membership
from cop_portal.foundation.activity.models import ActivityEntry
from cop_portal.tests import factories

pytestmark = pytest.mark.django_db
ROWS = "/admin/communities/membership/"


def act(client: Any, action: str, *rows: Membership) -> Any:
    return client.post(ROWS, {"action": action, "_selected_action": [row.pk for row in rows]}, follow=True)


def test_a_facilitator_sees_only_the_own_community(
    community: Any, neighbour: Any, people: Any, sign_in: Any
) -> None:
    hers = Membership.objects.get(community=community, user=people.member)
    theirs = Membership.objects.get(community=neighbour, user=people.stranger)
    client = sign_in(people.facilitator)

    page = client.get(ROWS).content

    assert b"Mona Member" in page
    assert b"Sam Stranger" not in page
    assert b"Vaccines" not in page
    assert client.get(f"{ROWS}{hers.pk}/change/").status_code == 200
    assert client.get(f"{ROWS}{theirs.pk}/change/", follow=True).status_code in (200, 403)
    assert b"Sam Stranger" not in client.get(f"{ROWS}{theirs.pk}/change/", follow=True).content
    assert b"Vaccines" not in client.get("/admin/communities/community/").content
    assert b"Vaccines" not in client.get("/admin/communities/roleterm/").content


@pytest.mark.parametrize("who", ["member", "guest", "expert", "stranger", "sponsor"])
def test_others_do_not_get_in(who: str, people: Any, sign_in: Any) -> None:
    answer = sign_in(getattr(people, who)).get(ROWS)

    assert answer.status_code in (302, 403)


def test_requests_are_answered_by_the_same_verbs(community: Any, people: Any, sign_in: Any) -> None:
    rows = [
        Membership.objects.create(community=community, user=factories.person(), state="requested")
        for _ in range(2)
    ]
    client = sign_in(people.facilitator)

    act(client, "welcome", rows[0])
    act(client, "decline", rows[1])

    for row, state in zip(rows, ("active", "declined"), strict=True):
        row.refresh_from_db()
        assert row.state == state
    assert ActivityEntry.objects.filter(
        verb__in=["communities.member_joined", "communities.request_declined"], actor=people.facilitator,
        dispatched_at=None,
    ).count() == 2  # fmt: skip


def test_a_facilitator_s_reach_ends_where_the_verbs_say(community: Any, people: Any, sign_in: Any) -> None:
    expert = Membership.objects.get(community=community, user=people.expert)
    member = Membership.objects.get(community=community, user=people.member)
    client = sign_in(people.facilitator)

    removed = act(client, "remove", expert)
    given = act(client, "make_expert", member)

    expert.refresh_from_db()
    member.refresh_from_db()
    assert expert.is_active
    assert member.roles == []
    assert b"give and end roles is for: Coordinator" in removed.content
    assert b"give and end roles is for: Coordinator" in given.content


def test_rows_next_door_cannot_be_named_by_hand(neighbour: Any, people: Any, sign_in: Any) -> None:
    theirs = Membership.objects.get(community=neighbour, user=people.stranger)

    act(sign_in(people.facilitator), "remove", theirs)
    sign_in(people.facilitator).post(
        f"{ROWS}add/", {"community": neighbour.pk, "user": people.member.pk}, follow=True
    )

    theirs.refresh_from_db()
    assert theirs.is_active
    assert not Membership.objects.filter(community=neighbour, user=people.member).exists()


def test_a_facilitator_invites_a_colleague_and_again_is_no_error(
    community: Any, people: Any, sign_in: Any
) -> None:
    client, data = sign_in(people.facilitator), {"community": community.pk, "user": people.stranger.pk}

    first, second = client.post(f"{ROWS}add/", data), client.post(f"{ROWS}add/", data)

    assert (first.status_code, second.status_code) == (302, 302)
    assert Membership.objects.get(community=community, user=people.stranger).state == "invited"
    assert client.post(f"{ROWS}1/delete/").status_code in (302, 403)


def test_an_administrator_makes_a_community(people: Any, sign_in: Any) -> None:
    data = {
        "name": "Cities", "slug": "cities", "tagline": "Streets", "weave": "twill", "accent": "sea",
        "level": "global", "visibility": "closed", "join_policy": "request", "time_zone": "UTC",
        "language": "en",
    }  # fmt: skip

    sign_in(people.coordinator).post("/admin/communities/community/add/", data)
    assert not Community.objects.filter(slug="cities").exists()
    sign_in(people.administrator).post("/admin/communities/community/add/", data)

    made = Community.objects.get(slug="cities")
    assert (made.stage, made.visibility) == ("planning", "closed")
    assert ActivityEntry.objects.filter(verb="communities.community_created", community=made).exists()


def test_a_coordinator_changes_the_identity_and_no_settings(
    community: Any, people: Any, sign_in: Any
) -> None:
    sign_in(people.coordinator).post(
        f"/admin/communities/community/{community.pk}/change/",
        {
            "name": "Water", "tagline": "Wells and pumps", "weave": "twill", "accent": "sea",
            "visibility": "public", "slug": "mine",
        },
    )  # fmt: skip

    community.refresh_from_db()
    assert (community.tagline, community.visibility, community.slug) == (
        "Wells and pumps",
        "organisation",
        "water",
    )
