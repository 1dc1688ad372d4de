"""The administration for those who manage members: their own communities, by the same verbs."""

from __future__ import annotations

from typing import Any

import pytest

from communities.actions import memberships
from communities.models import Membership
from cop_portal.foundation.activity.models import ActivityEntry
from cop_portal.foundation.permissions import SYSTEM
from cop_portal.tests import factories

pytestmark = pytest.mark.django_db
ROWS = "/admin/communities/membership/"


def act(client: Any, action: str, *rows: Membership, path: str = ROWS, **fields: Any) -> Any:
    """Choose an action for rows, and say yes to what it asks."""
    chosen = {"action": action, "_selected_action": [row.pk for row in rows]}
    return client.post(path, {**chosen, **fields, "apply": "1"}, follow=True)


def asking(community: Any, count: int) -> list[Membership]:
    return [
        Membership.objects.create(community=community, user=factories.person(), state="requested")
        for _ in range(count)
    ]


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


@pytest.mark.parametrize("path", [ROWS, "/admin/communities/joinrequest/"])
def test_requests_are_answered_by_the_same_verbs_with_a_message(
    path: str, community: Any, people: Any, sign_in: Any
) -> None:
    rows = asking(community, 3)
    client = sign_in(people.facilitator)

    act(client, "welcome", *rows[:2], path=path)
    act(client, "decline", rows[2], path=path, answer="Try Sanitation: it is nearer to your work.")

    for row, state in zip(rows, ("active", "active", "declined"), strict=True):
        row.refresh_from_db()
        assert row.state == state
    assert rows[2].answer == "Try Sanitation: it is nearer to your work."
    assert ActivityEntry.objects.filter(
        verb__in=["communities.member_joined", "communities.request_declined"], actor=people.facilitator,
        dispatched_at=None,
    ).count() == 3  # fmt: skip


def test_nothing_happens_before_the_question_is_answered_and_typed_text_is_kept(
    community: Any, people: Any, sign_in: Any
) -> None:
    (row,) = asking(community, 1)
    client = sign_in(people.facilitator)

    asked = client.post(ROWS, {"action": "decline", "_selected_action": [row.pk]})
    long = client.post(
        ROWS, {"action": "decline", "_selected_action": [row.pk], "apply": "1", "answer": "too long " * 80}
    )

    row.refresh_from_db()
    assert row.state == "requested"
    assert str(row.user) in asked.content.decode()
    assert "A few words with the answer" in asked.content.decode()
    assert "too long too long" in long.content.decode()


def test_one_that_is_refused_holds_up_no_other(community: Any, people: Any, sign_in: Any) -> None:
    hers = Membership.objects.get(community=community, user=people.member)
    (row,) = asking(community, 1)

    page = act(sign_in(people.facilitator), "decline", hers, row).content.decode()

    hers.refresh_from_db()
    row.refresh_from_db()
    assert (hers.state, row.state) == ("active", "declined")
    assert "Mona Member: This request was withdrawn or answered in the meantime." in page
    assert "1 request is declined." in page


@pytest.mark.parametrize("who", ["coordinator", "facilitator", "administrator"])
def test_roles_are_given_and_ended_by_those_who_may(
    who: str, community: Any, people: Any, sign_in: Any
) -> None:
    hers = Membership.objects.get(community=community, user=people.member)
    client = sign_in(getattr(people, who))

    act(client, "change_roles", hers, change="give", role="expert", until_date="2099-01-31")
    hers.refresh_from_db()
    assert hers.roles == ["expert"]
    assert hers.user.role_terms.get().until_date.isoformat() == "2099-01-31"

    act(client, "change_roles", hers, change="end", role="expert", handover_note="Call Ana first.")
    hers.refresh_from_db()
    assert hers.roles == []
    assert hers.user.role_terms.get().handover_note == "Call Ana first."


def test_the_last_coordinator_stays(community: Any, people: Any, sign_in: Any) -> None:
    own = Membership.objects.get(community=community, user=people.coordinator)

    page = act(sign_in(people.administrator), "change_roles", own, change="end", role="coordinator")

    own.refresh_from_db()
    assert "coordinator" in own.roles
    assert "A community needs a coordinator" in page.content.decode()


def test_a_row_alone_is_looked_at_and_cannot_be_saved(community: Any, people: Any, sign_in: Any) -> None:
    (row,) = asking(community, 1)
    client = sign_in(people.facilitator)

    for path in (ROWS, "/admin/communities/joinrequest/"):
        page = client.get(f"{path}{row.pk}/change/").content.decode()
        assert str(row.user) in page
        assert 'name="_save"' not in page
        assert client.post(f"{path}{row.pk}/change/", {"state": "active"}).status_code == 403
    row.refresh_from_db()
    assert row.state == "requested"


def test_people_are_found_by_part_of_a_name_without_accents_or_by_a_whole_address(
    community: Any, people: Any, sign_in: Any
) -> None:
    factories.joined(community, factories.person("Zoë Çelik", email="zoe@example.org"))
    client = sign_in(people.facilitator)

    for words, found in (("celik", True), ("zoe@example.org", True), ("example.org", False), ("Mona", False)):
        page = client.get(ROWS, {"q": words}).content.decode()
        assert ("Zoë Çelik" in page) is found, words


def test_filters_part_the_list(community: Any, people: Any, sign_in: Any) -> None:
    asking(community, 1)
    client = sign_in(people.facilitator)

    def names(**query: str) -> str:
        return client.get(ROWS, query).content.decode()

    assert "Gil Guest" in names(guest="yes")
    assert "Mona Member" not in names(guest="yes")
    assert "Mona Member" not in names(state="requested")
    assert str(people.expert) in names(role="expert")
    assert "Mona Member" not in names(role="expert")
    assert "Mona Member" in names(state="nonsense", role="'", guest="x")


def test_a_facilitator_s_reach_ends_where_the_verbs_say(community: Any, people: Any, sign_in: Any) -> None:
    leads = Membership.objects.get(community=community, user=people.coordinator)
    member = Membership.objects.get(community=community, user=people.member)
    client = sign_in(people.facilitator)

    removed = act(client, "remove", leads, member)
    asked = client.post(ROWS, {"action": "change_roles", "_selected_action": [leads.pk]})
    ended = act(client, "change_roles", leads, change="end", role="coordinator")

    leads.refresh_from_db()
    member.refresh_from_db()
    assert leads.roles == ["coordinator"]
    assert member.state == "left"
    assert "give and end the coordinator’s role is for: Coordinator" in removed.content.decode()
    assert '<option value="expert">' in asked.content.decode()
    assert '<option value="coordinator">' not in asked.content.decode()
    assert "Select a valid choice" in ended.content.decode()


def test_who_coordinates_one_and_facilitates_another_is_asked_for_each_row(
    community: Any, neighbour: Any, people: Any, sign_in: Any
) -> None:
    factories.joined(neighbour, people.facilitator, "coordinator")
    here = Membership.objects.get(community=community, user=people.member)
    there = Membership.objects.get(community=neighbour, user=people.stranger)

    page = act(sign_in(people.facilitator), "change_roles", here, there, change="give", role="coordinator")

    here.refresh_from_db()
    there.refresh_from_db()
    assert (here.roles, there.roles) == ([], ["coordinator"])
    assert "Mona Member: In Water, to give and end the coordinator’s role" in page.content.decode()
    assert "1 membership is changed." in page.content.decode()


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


def test_a_guest_is_asked_with_a_reason_and_a_last_day_elsewhere(
    community: Any, neighbour: Any, people: Any, sign_in: Any
) -> None:
    guest = factories.joined(neighbour, factories.person("Gus Outside", is_guest=True))
    factories.joined(neighbour, people.facilitator)

    page = sign_in(people.facilitator).post(f"{ROWS}add/", {"community": community.pk, "user": guest.pk})

    assert "Gus Outside is a guest: invite them with a reason" in page.content.decode()
    assert not Membership.objects.filter(community=community, user=guest).exists()


def looked_up(client: Any, term: str, field: str = "membership&field_name=user") -> list[str]:
    address = f"/admin/autocomplete/?app_label=communities&model_name={field}&term={term}"
    return [row["text"] for row in client.get(address).json()["results"]]


@pytest.fixture
def next_door(neighbour: Any) -> Any:
    """A guest of the closed community next door."""
    return factories.joined(
        neighbour, factories.person("Greta Nextdoor", is_guest=True, email="greta@next.example")
    )


@pytest.mark.parametrize("term", ["greta", "greta@next.example"])
@pytest.mark.parametrize("field", ["membership&field_name=user", "case&field_name=author"])
def test_a_facilitator_looks_up_colleagues_and_no_guest_of_a_community_next_door(
    field: str, term: str, neighbour: Any, next_door: Any, people: Any, sign_in: Any
) -> None:
    client = sign_in(people.facilitator)

    assert looked_up(client, term, field) == []
    assert looked_up(client, "sam", field) == ["Sam Stranger"]
    assert looked_up(client, "gil", field) == ["Gil Guest"]
    assert looked_up(sign_in(people.administrator), term, field) == ["Greta Nextdoor"]
    factories.joined(neighbour, people.facilitator)
    assert looked_up(sign_in(people.facilitator), term, field) == ["Greta Nextdoor"]


def test_a_guest_who_facilitates_looks_up_those_whom_they_share_a_community_with(
    community: Any, next_door: Any, people: Any, sign_in: Any
) -> None:
    memberships.give_role(community=community, user=people.guest, role="facilitator", by=SYSTEM)
    client = sign_in(people.guest)

    assert looked_up(client, "mona") == ["Mona Member"]
    for term in ("sam", people.stranger.email, "greta", "sue"):
        assert looked_up(client, term) == []


def test_whoever_may_not_be_found_is_neither_named_nor_invited_by_a_number(
    community: Any, next_door: Any, people: Any, sign_in: Any
) -> None:
    memberships.give_role(community=community, user=people.guest, role="facilitator", by=SYSTEM)

    for who, hidden in ((people.facilitator, next_door), (people.guest, people.stranger)):
        client = sign_in(who)
        begun = client.get(f"{ROWS}add/?user={hidden.pk}")
        refused = client.post(f"{ROWS}add/", {"community": community.pk, "user": hidden.pk})

        for page in (begun, refused):
            assert page.status_code == 200
            assert hidden.name not in page.content.decode()
            assert hidden.email not in page.content.decode()
        assert "Select a valid choice" in refused.content.decode()
        assert not Membership.objects.filter(community=community, user=hidden).exists()
