"""Nobody comes to coordinate, and nobody ceases to, but by those who coordinate: door by door."""

from __future__ import annotations

import datetime
import re
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.utils import timezone

from communities.actions import memberships, roles, transformations
from communities.models import Membership, RoleTerm, Transformation
from cop_portal.foundation.permissions import Denied
from cop_portal.tests import factories

pytestmark = pytest.mark.django_db
DAY = datetime.timedelta(days=1)
# Where a role is given. Mail, tasks and whatever else comes in are not among them.
GIVERS = {
    "communities/actions/memberships.py", "communities/actions/roles.py", "communities/actions/cases.py",
    "communities/actions/transforming.py", "communities/admin/memberships.py",
    "communities/views/memberships.py", "cop_portal/portal/seed/life.py",
}  # fmt: skip


@pytest.fixture(autouse=True)
def nothing_changed(community: Any, people: Any) -> Any:
    """Whatever a facilitator tries: the same person coordinates afterwards, and nobody else."""
    yield
    leading = Membership.objects.filter(community=community, roles__contains=["coordinator"])
    assert [row.user for row in leading] == [people.coordinator]
    terms = RoleTerm.objects.filter(community=community, role="coordinator")
    assert [(term.user, term.ended_at, term.until_date) for term in terms] == [
        (people.coordinator, None, None)
    ]
    group = community.group_name("coordinator")
    assert list(type(people.member).objects.filter(groups__name=group)) == [people.coordinator]


def of(community: Any, person: Any) -> Membership:
    return Membership.objects.get(community=community, user=person)


@pytest.mark.parametrize("who", ["facilitator", "expert", "knowledge_manager", "member", "guest", "stranger"])
@pytest.mark.parametrize("whom", ["themselves", "a member"])
def test_by_the_verb_and_by_the_page_of_roles(
    who: str, whom: str, community: Any, people: Any, sign_in: Any
) -> None:
    by = getattr(people, who)
    person = by if whom == "themselves" and who != "stranger" else people.member

    with pytest.raises(Denied):
        memberships.give_role(community=community, user=person, role="coordinator", by=by)
    with pytest.raises(Denied):
        memberships.end_role(community=community, user=people.coordinator, role="coordinator", by=by)
    for fields in ({"give": "1", "role": "coordinator"}, {"end": "coordinator"}, {"own": "coordinator"}):
        for row in (of(community, person), of(community, people.coordinator)):
            if "end" in fields and row.user == by:
                continue  # there is none to end
            answer = sign_in(by).post(f"/communities/water/people/{row.pk}/roles/", fields)
            assert answer.status_code in ((200, 403, 404) if who == "facilitator" else (403,)), fields


def test_by_a_facilitator_next_door_who_coordinates_there(
    community: Any, neighbour: Any, people: Any, sign_in: Any
) -> None:
    next_door = factories.holder(neighbour, "coordinator")
    with pytest.raises(Denied):
        memberships.give_role(community=community, user=people.member, role="coordinator", by=next_door)

    factories.joined(community, next_door, "facilitator")
    next_door = type(next_door).objects.get(pk=next_door.pk)
    for user in (next_door, people.member):
        with pytest.raises(Denied):
            memberships.give_role(community=community, user=user, role="coordinator", by=next_door)
        chosen = {"action": "change_roles", "_selected_action": [of(community, user).pk], "apply": "1"}
        sign_in(next_door).post(
            "/admin/communities/membership/", {**chosen, "change": "give", "role": "coordinator"}
        )


def test_by_every_list_of_the_administration(community: Any, people: Any, sign_in: Any) -> None:
    browser = sign_in(people.facilitator)
    leads, own = of(community, people.coordinator), of(community, people.facilitator)
    term = RoleTerm.objects.get(community=community, role="coordinator")
    rows = "/admin/communities/membership/"
    for row, fields in (
        (own, {"action": "change_roles", "change": "give", "role": "coordinator"}),
        (leads, {"action": "change_roles", "change": "end", "role": "coordinator"}),
        (leads, {"action": "remove"}),
    ):
        browser.post(rows, {"_selected_action": [row.pk], "apply": "1", **fields})
    browser.post(
        "/admin/communities/roleterm/", {"_selected_action": [term.pk], "apply": "1", "action": "end"}
    )
    for address, fields in (
        (f"{rows}{own.pk}/change/", {"roles": "coordinator", "state": "active"}),
        (f"/admin/communities/joinrequest/{own.pk}/change/", {"roles": "coordinator"}),
        (f"/admin/communities/roleterm/{term.pk}/change/", {"ended_at_0": "2026-01-01"}),
        ("/admin/communities/roleterm/add/", {"role": "coordinator", "user": own.user_id}),
        (f"/admin/accounts/user/{own.user_id}/change/", {"is_superuser": "on", "is_staff": "on"}),
    ):
        assert browser.post(address, fields).status_code in (302, 403), address
    people.facilitator.refresh_from_db()
    assert (people.facilitator.is_superuser, people.facilitator.is_staff) == (False, False)


def test_by_a_term_its_end_and_its_planned_end(community: Any, people: Any, sign_in: Any) -> None:
    term = RoleTerm.objects.get(community=community, role="coordinator")
    soon = timezone.localdate() + DAY
    with pytest.raises(Denied):
        roles.extend_term(term=term, by=people.facilitator, until_date=soon)
    with pytest.raises(Denied):
        roles.end_term(term=term, by=people.facilitator)

    address = f"/communities/water/roles/terms/{term.pk}/"
    for fields in ({"end": "1"}, {"until_date": soon.isoformat()}):
        assert sign_in(people.facilitator).post(address, fields).status_code == 403


def test_by_a_call_in_which_a_facilitator_volunteers(community: Any, people: Any, sign_in: Any) -> None:
    call = roles.open_call(
        community=community, by=people.coordinator, role="coordinator", text="Who follows?",
        closes_on=timezone.localdate() + DAY,
    )  # fmt: skip
    offer = roles.volunteer(call=call, by=people.facilitator, words="I")

    with pytest.raises(Denied):
        roles.choose(call=call, by=people.facilitator, volunteers=[offer], words="I")
    answer = sign_in(people.facilitator).post(
        f"/communities/water/roles/calls/{call.pk}/choose/", {"volunteers": [offer.pk], "words": "I"}
    )

    assert answer.status_code == 403
    call.refresh_from_db()
    assert call.state == "open"


@pytest.mark.parametrize("kind", ["hand_over", "split", "merge", "close"])
def test_by_a_hand_over_or_any_other_turn(
    kind: str, community: Any, neighbour: Any, people: Any, sign_in: Any
) -> None:
    with pytest.raises(Denied):
        transformations.propose(
            community=community, kind=kind, reason="So", on_date=timezone.localdate() + 14 * DAY,
            by=people.facilitator, outgoing=people.coordinator, successor=people.facilitator,
        )  # fmt: skip
    answer = sign_in(people.facilitator).post(
        f"/communities/water/transform/{kind}/",
        {"outgoing": people.coordinator.pk, "successor": people.facilitator.pk, "reason": "So"},
    )

    assert answer.status_code == 403
    assert not Transformation.objects.exists()


def test_by_an_invitation_a_link_or_a_list_that_names_a_role(
    community: Any, people: Any, sign_in: Any
) -> None:
    browser = sign_in(people.facilitator)
    wish = {"role": "coordinator", "roles": "coordinator"}
    friend = people.stranger
    base = "/communities/water/people/invitations/"

    browser.post(f"{base}new/", {"address": friend.email, **wish})
    browser.post(f"{base}list/", {"text": f"address,role\n{people.sponsor.email},coordinator", "send": "1"})
    browser.post("/admin/communities/membership/add/", {"community": community.pk, "user": friend.pk, **wish})
    browser.post(
        "/admin/communities/invitation/import/",
        {"community": community.pk, "text": f"{people.sponsor.email},coordinator", "send": "1"},
    )
    memberships.join(community=community, by=type(friend).objects.get(pk=friend.pk))

    assert of(community, friend).roles == []
    assert not Membership.objects.filter(user=people.sponsor).exclude(roles=[]).exists()


def test_by_suspending_who_coordinates(community: Any, people: Any, sign_in: Any) -> None:
    browser = sign_in(people.facilitator)

    answer = browser.post(
        f"/communities/water/people/{people.coordinator.pk}/suspend/", {"reason": "Out of my way"}
    )

    assert answer.status_code == 403
    assert of(community, people.coordinator).is_active


def test_by_no_other_door() -> None:
    """Mail, timetables and consequences call no verb that gives a role; nothing else writes one."""
    given, written = set(), set()
    for storey in ("communities", "discussions", "knowledge_base", "metrics", "cop_portal"):
        for path in (Path(settings.BASE_DIR) / storey).rglob("*.py"):
            if "tests" in path.parts or "migrations" in path.parts:
                continue
            text, here = path.read_text(), str(path.relative_to(settings.BASE_DIR))
            if re.search(r"\bgive_role\(", text):
                given.add(here)
            if re.search(
                r"membership\.roles = |RoleTerm\.objects\.(?:get_or_create|create|bulk_create)", text
            ):
                written.add(here)

    assert given == GIVERS
    assert written == {
        "communities/actions/memberships.py", "communities/actions/roles.py", "communities/actions/suspensions.py",
    }  # fmt: skip
