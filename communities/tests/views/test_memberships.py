"""Pages of membership: people, joining, leaving, requests, roles."""

from __future__ import annotations

import datetime
from typing import Any

import pytest

from communities.actions import memberships
from communities.enums import JoinPolicy, Visibility
from communities.models import Membership, RoleTerm
from cop_portal.foundation.activity.models import ActivityEntry
from cop_portal.foundation.permissions import SYSTEM
from cop_portal.tests import factories

pytestmark = pytest.mark.django_db
PEOPLE, JOIN, LEAVE = (f"/communities/water/{end}/" for end in ("people", "join", "leave"))


def row(community: Any, who: Any) -> Membership:
    return Membership.objects.get(community=community, user=who)


def test_members_are_listed_for_who_may_read(client: Any, community: Any, people: Any, sign_in: Any) -> None:
    assert client.get(PEOPLE).status_code == 302
    for who in (people.member, people.guest, people.stranger, people.sponsor):
        assert b"Gil Guest" in sign_in(who).get(PEOPLE).content
    type(community).objects.update(visibility="closed")
    assert sign_in(people.member).get(PEOPLE).status_code == 200
    assert sign_in(people.stranger).get(PEOPLE).status_code == 403


def test_a_guest_does_not_list_the_members_of_a_public_community(
    sign_in: Any, people: Any, make_person: Any
) -> None:
    where = factories.community("Open", visibility=Visibility.PUBLIC)
    factories.joined(where, make_person("Odd Olsen"))
    client = sign_in(people.guest)

    assert client.get("/communities/open/people/").status_code == 403
    assert b"/communities/open/people/" not in client.get("/communities/open/about/").content


def test_members_are_found_by_name_and_role(people: Any, sign_in: Any) -> None:
    client = sign_in(people.expert)

    assert b"Mona Member" not in client.get(f"{PEOPLE}?role=expert").content
    assert b"Mona Member" in client.get(f"{PEOPLE}?q=mona&role=nonsense").content


@pytest.mark.parametrize("more", [0, 2])
def test_the_list_of_members_asks_as_often_for_three_as_for_one(
    more: int, sign_in: Any, make_person: Any, django_assert_num_queries: Any
) -> None:
    where = factories.community("Health")
    for _ in range(more):
        factories.joined(where, make_person())
    client = sign_in(factories.joined(where, make_person()))
    client.get("/communities/health/people/")

    with django_assert_num_queries(5):
        page = client.get("/communities/health/people/")

    assert page.content.count(b'class="title"') == more + 1


def test_joining_an_open_community_takes_one_screen(community: Any, sign_in: Any, make_person: Any) -> None:
    who = make_person()
    client = sign_in(who)

    form = client.get(JOIN)
    answer = client.post(JOIN, {"brings": "Maps", "seeks": "", "wants_newsletter": "on"}, follow=True)
    again = client.post(JOIN, {"brings": "Other"})

    assert form.status_code == 200
    assert b"checked" not in form.content  # nobody agrees to letters by not looking
    assert b"Welcome. You are a member of Water." in answer.content
    assert (row(community, who).brings, row(community, who).wants_newsletter) == ("Maps", True)
    assert (again.status_code, again.url) == (302, "/communities/water/")


def test_asking_to_join_waits_for_an_answer(sign_in: Any, make_person: Any) -> None:
    where = factories.community("Health", join_policy=JoinPolicy.REQUEST, visibility="closed")
    who = make_person()
    client = sign_in(who)

    client.post("/communities/health/join/", {"brings": "A budget"})
    form = client.get("/communities/health/join/")

    assert row(where, who).state == "requested"
    assert form.status_code == 200
    assert client.get("/communities/health/people/").status_code == 403


def test_what_was_typed_is_kept_when_it_is_too_long(community: Any, sign_in: Any, make_person: Any) -> None:
    client = sign_in(make_person())

    answer = client.post(JOIN, {"brings": "b" * 301, "seeks": "Kept"})

    assert answer.status_code == 200
    assert b"b" * 301 in answer.content
    assert b"Kept" in answer.content


def test_a_guest_accepts_an_invitation_to_a_community_nobody_else_knows(
    sign_in: Any, make_person: Any
) -> None:
    where = factories.community("Inquiry", visibility=Visibility.SECRET, join_policy=JoinPolicy.INVITATION)
    guest, other = make_person(is_guest=True), make_person(is_guest=True)
    memberships.invite(community=where, user=guest, by=SYSTEM)

    assert sign_in(other).get("/communities/inquiry/join/").status_code == 404
    client = sign_in(guest)
    assert client.get("/communities/inquiry/people/").status_code == 403
    client.post("/communities/inquiry/join/", {"brings": ""})

    assert row(where, guest).is_active
    assert client.get("/communities/inquiry/people/").status_code == 200


def test_nobody_joins_where_they_are_not_invited(sign_in: Any, make_person: Any) -> None:
    where = factories.community("Board", join_policy=JoinPolicy.INVITATION)
    client = sign_in(make_person())

    assert client.get("/communities/board/join/").status_code == 200
    assert client.post("/communities/board/join/", {"brings": ""}).status_code == 403
    assert not Membership.objects.filter(community=where).exists()


def test_leaving_asks_first_and_takes_effect_at_once(community: Any, people: Any, sign_in: Any) -> None:
    type(community).objects.update(visibility="closed")
    client = sign_in(people.member)

    assert client.get(LEAVE).status_code == 200
    assert row(community, people.member).is_active
    client.post(LEAVE)

    assert row(community, people.member).state == "left"
    assert client.get(PEOPLE).status_code == 403


@pytest.mark.parametrize("visibility", ["public", "closed", "secret"])
def test_leaving_twice_is_answered_alike_for_an_hour(
    visibility: str, community: Any, people: Any, sign_in: Any
) -> None:
    type(community).objects.update(visibility=visibility)
    client = sign_in(people.member)

    for _click in range(2):
        answer = client.post(LEAVE)
        assert (answer.status_code, answer.url) == (302, "/communities/")
    assert sign_in(people.stranger).post(LEAVE).status_code in (403, 404)

    left = row(community, people.member)
    left.left_at -= datetime.timedelta(hours=2)
    left.save()
    assert sign_in(people.member).post(LEAVE).status_code in (403, 404)
    assert ActivityEntry.objects.filter(verb="communities.member_left").count() == 1


def test_the_last_coordinator_is_told_why_leaving_fails(community: Any, people: Any, sign_in: Any) -> None:
    answer = sign_in(people.coordinator).post(LEAVE)

    assert b"A community needs a coordinator." in answer.content
    assert row(community, people.coordinator).is_active


def test_leaving_where_one_is_no_member_is_refused(people: Any, sign_in: Any) -> None:
    assert sign_in(people.stranger).post(LEAVE).status_code in (302, 403)
    assert not Membership.objects.filter(community__slug="water", user=people.stranger).exists()


@pytest.mark.parametrize(("answer", "state"), [("welcome", "active"), ("decline", "declined")])
def test_a_request_is_answered_once(
    answer: str, state: str, community: Any, people: Any, sign_in: Any
) -> None:
    asked = Membership.objects.create(community=community, user=people.stranger, state="requested")
    client, address = sign_in(people.facilitator), f"/communities/water/requests/{asked.pk}/"

    first = client.post(address, {"verdict": answer, "answer": "Why"})
    client.post(address, {"verdict": answer, "answer": "Why"})

    assert (first.status_code, first.url) == (302, "/my/desk/")
    assert row(community, people.stranger).state == state
    assert row(community, people.stranger).answer == ("Why" if state == "declined" else "")
    assert "answer" not in client.get(address).context["form"].data


def test_a_no_that_is_too_long_is_kept(community: Any, people: Any, sign_in: Any) -> None:
    asked = Membership.objects.create(community=community, user=people.stranger, state="requested")

    answer = sign_in(people.facilitator).post(
        f"/communities/water/requests/{asked.pk}/", {"verdict": "decline", "answer": "n" * 501}
    )

    assert b"n" * 501 in answer.content
    assert row(community, people.stranger).state == "requested"


def test_requests_look_alike_to_those_who_may_not_answer_them(
    community: Any, neighbour: Any, people: Any, sign_in: Any
) -> None:
    asked = Membership.objects.create(community=community, user=people.sponsor, state="requested")
    client = sign_in(people.member)

    for pk in (asked.pk, 999_999):
        assert client.post(f"/communities/water/requests/{pk}/", {"verdict": "welcome"}).status_code == 403
    next_door = factories.holder(neighbour, "facilitator")
    answer = sign_in(next_door).post(f"/communities/vaccines/requests/{asked.pk}/", {"verdict": "welcome"})

    assert answer.status_code == 404
    assert row(community, people.sponsor).state == "requested"


def test_a_coordinator_gives_and_ends_roles(community: Any, people: Any, sign_in: Any) -> None:
    client = sign_in(people.coordinator)
    address = f"/communities/water/people/{row(community, people.member).pk}/roles/"

    assert client.get(address).status_code == 200
    client.post(address, {"give": "1", "role": "expert", "until_date": "2027-06-30"})
    given = row(community, people.member).roles
    client.post(address, {"end": "expert", "handover_note": "Keys"})

    assert given == ["expert"]
    assert row(community, people.member).roles == []
    assert RoleTerm.objects.get(user=people.member).handover_note == "Keys"


def test_the_last_coordinator_s_role_is_not_ended(community: Any, people: Any, sign_in: Any) -> None:
    own = row(community, people.coordinator)

    answer = sign_in(people.coordinator).post(
        f"/communities/water/people/{own.pk}/roles/", {"end": "coordinator"}
    )

    assert b"A community needs a coordinator." in answer.content
    assert row(community, people.coordinator).roles == ["coordinator"]


def test_a_facilitator_gives_and_ends_roles_and_is_not_offered_the_coordinator_s(
    community: Any, people: Any, sign_in: Any
) -> None:
    client = sign_in(people.facilitator)
    address = f"/communities/water/people/{row(community, people.member).pk}/roles/"
    leads = f"/communities/water/people/{row(community, people.coordinator).pk}/roles/"

    assert address in client.get("/communities/water/people/").content.decode()
    page = client.get(address).content.decode()
    client.post(address, {"give": "1", "role": "expert", "until_date": "2027-06-30"})
    given = row(community, people.member).roles
    client.post(address, {"end": "expert", "handover_note": "Keys"})

    assert '<option value="expert">' in page
    assert '<option value="coordinator">' not in page
    assert "In the core group" not in page
    assert given == ["expert"]
    assert row(community, people.member).roles == []
    shown = client.get(leads).content.decode()
    assert "End the term as" not in shown
    assert "<strong>Coordinator</strong>" in shown


def test_a_facilitator_who_lays_the_role_down_stands_on_the_page_of_roles(
    community: Any, people: Any, sign_in: Any
) -> None:
    own = row(community, people.facilitator).pk

    answer = sign_in(people.facilitator).post(
        f"/communities/water/people/{own}/roles/", {"end": "facilitator"}, follow=True
    )

    assert answer.redirect_chain == [("/communities/water/roles/", 302)]
    assert answer.status_code == 200
    assert row(community, people.facilitator).roles == []


@pytest.mark.parametrize("who", ["expert", "knowledge_manager", "member", "stranger", "guest"])
def test_others_give_no_roles(who: str, community: Any, people: Any, sign_in: Any) -> None:
    address = f"/communities/water/people/{row(community, people.member).pk}/roles/"

    answer = sign_in(getattr(people, who)).post(address, {"give": "1", "role": "expert"})

    assert answer.status_code == 403
    assert row(community, people.member).roles == []


def test_a_role_taken_away_is_gone_at_the_next_request(community: Any, people: Any, sign_in: Any) -> None:
    client = sign_in(people.facilitator)
    assert client.get("/communities/water/charter/draft/").status_code == 200

    memberships.end_role(community=community, user=people.facilitator, role="facilitator", by=SYSTEM)

    assert client.get("/communities/water/charter/draft/").status_code == 403


def test_the_newsletter_is_chosen_by_members(community: Any, people: Any, sign_in: Any) -> None:
    address = "/communities/water/newsletter/choice/"

    assert sign_in(people.stranger).post(address, {"wanted": "yes"}).status_code == 403
    sign_in(people.member).post(address, {"wanted": "yes"})
    assert row(community, people.member).wants_newsletter
    sign_in(people.member).post(address, {"wanted": "no"})
    assert not row(community, people.member).wants_newsletter
