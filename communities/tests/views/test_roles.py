"""The pages of roles, calls and connections."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from django.utils import timezone

from communities.actions import roles as actions
from communities.models import Connection, Membership, OwnRole, RoleCall, RoleTerm, Volunteer

pytestmark = pytest.mark.django_db
DAY = (timezone.now() + datetime.timedelta(days=10)).date()


@pytest.fixture
def call(community: Any, people: Any) -> RoleCall:
    own = actions.define_role(community=community, by=people.coordinator, name="Gardener", duties="Weeds")
    return actions.open_call(
        community=community, by=people.coordinator, own_role=own, text="Who?", closes_on=DAY
    )


def test_members_read_who_holds_what_and_what_it_may_do(
    community: Any, people: Any, sign_in: Any, call: RoleCall
) -> None:
    page = sign_in(people.member).get(f"/communities/{community.slug}/roles/").content.decode()

    assert people.coordinator.name in page
    assert "Give and end the coordinator’s role" in page
    assert page.count("Give and end roles other than the coordinator’s") == 2
    assert "Change this term" not in page
    assert "Gardener" in page
    assert "I would do it" in page
    assert "Choose and announce" not in page
    assert f"mailto:{people.coordinator.email}" in page
    assert f"mailto:{people.expert.email}" not in page


def test_a_stranger_does_not_read_the_roles_of_a_closed_community(
    community: Any, people: Any, sign_in: Any, client: Any, call: RoleCall
) -> None:
    community.visibility = "secret"
    community.save()

    for address in ("roles/", f"roles/calls/{call.pk}/choose/", "roles/new/", "roles/call/", "connections/"):
        assert sign_in(people.stranger).get(f"/communities/{community.slug}/{address}").status_code == 404
    assert client.get(f"/communities/{community.slug}/roles/").status_code in (302, 404)


@pytest.mark.parametrize("address", ["roles/new/", "roles/call/", "connections/"])
def test_a_member_is_told_that_this_is_not_theirs(
    address: str, community: Any, people: Any, sign_in: Any
) -> None:
    assert sign_in(people.member).get(f"/communities/{community.slug}/{address}").status_code == 403


def test_the_coordinator_defines_a_role_opens_a_call_and_announces_the_choice(
    community: Any, people: Any, sign_in: Any
) -> None:
    base = f"/communities/{community.slug}/roles/"
    boss, member = sign_in(people.coordinator), sign_in(people.member)

    boss = sign_in(people.coordinator)
    answer = boss.post(base + "new/", {"name": "Synthesizer", "duties": "Brings threads together"})
    own = OwnRole.objects.get()
    assert answer.url == f"{base}call/?role=own-{own.pk}"
    assert "Synthesizer" in boss.get(answer.url).content.decode()
    boss.post(base + "call/", {"which": f"own-{own.pk}", "text": "Who?", "closes_on": DAY})
    call = RoleCall.objects.get()

    member = sign_in(people.member)
    member.post(f"{base}calls/{call.pk}/volunteer/", {"words": "I would"})
    offer = Volunteer.objects.get()

    boss = sign_in(people.coordinator)
    assert "I would" in boss.get(f"{base}calls/{call.pk}/choose/").content.decode()
    boss.post(
        f"{base}calls/{call.pk}/choose/", {"volunteers": [offer.pk], "words": "Thank you", "until_date": DAY}
    )

    assert RoleTerm.objects.get(own_role=own).user == people.member
    assert "Thank you" in sign_in(people.expert).get(base).content.decode()


def test_a_choice_without_anybody_keeps_the_words_and_says_what_to_do(
    community: Any, people: Any, sign_in: Any, call: RoleCall
) -> None:
    actions.volunteer(call=call, by=people.member)

    answer = sign_in(people.coordinator).post(
        f"/communities/{community.slug}/roles/calls/{call.pk}/choose/", {"words": "Long thought about"}
    )

    page = answer.content.decode()
    assert "Long thought about" in page
    assert "Choose at least one person" in page
    call.refresh_from_db()
    assert call.state == "open"


def test_a_facilitator_changes_every_term_but_the_coordinator_s_and_calls_for_nobody(
    community: Any, people: Any, sign_in: Any, call: RoleCall
) -> None:
    browser = sign_in(people.facilitator)
    terms = {term.role: term for term in RoleTerm.objects.filter(community=community)}

    page = browser.get(f"/communities/{community.slug}/roles/").content.decode()

    for role, term in terms.items():
        address = f"/communities/{community.slug}/roles/terms/{term.pk}/"
        assert (f'action="{address}"' in page) is (role != "coordinator"), role
        status = 403 if role == "coordinator" else 302
        assert browser.post(address, {"until_date": "2031-01-31"}).status_code == status
        term.refresh_from_db()
        assert (term.until_date is None) is (role == "coordinator")
    for offered in ("Open a call", "Define a role", "Choose and announce", "Give this role up"):
        assert offered not in page


def test_a_stranger_neither_volunteers_nor_changes_a_term(
    community: Any, people: Any, sign_in: Any, call: RoleCall
) -> None:
    held = RoleTerm.objects.get(community=community, role="expert")
    base = f"/communities/{community.slug}/roles/"
    browser = sign_in(people.stranger)

    assert browser.post(f"{base}calls/{call.pk}/volunteer/").status_code == 403
    assert browser.post(f"{base}terms/{held.pk}/", {"end": "1"}).status_code == 403

    held.refresh_from_db()
    assert held.ended_at is None
    assert not Volunteer.objects.exists()


def test_a_term_is_prolonged_and_a_wrong_date_is_named(community: Any, people: Any, sign_in: Any) -> None:
    held = RoleTerm.objects.get(community=community, role="expert")
    address = f"/communities/{community.slug}/roles/terms/{held.pk}/"
    browser = sign_in(people.coordinator)

    assert "That is no date" in browser.post(address, {"until_date": "soon"}, follow=True).content.decode()
    browser.post(address, {"until_date": DAY})

    held.refresh_from_db()
    assert held.until_date == DAY


def test_a_term_is_ended_with_a_note_that_members_read(community: Any, people: Any, sign_in: Any) -> None:
    held = RoleTerm.objects.get(community=community, role="expert")
    base = f"/communities/{community.slug}/roles/"

    sign_in(people.expert).post(f"{base}terms/{held.pk}/", {"end": "1", "handover_note": "Ask Ana first"})

    assert Membership.objects.get(community=community, user=people.expert).roles == []
    assert "Ask Ana first" in sign_in(people.member).get(base).content.decode()


def test_a_role_nobody_holds_is_given_up(community: Any, people: Any, sign_in: Any, call: RoleCall) -> None:
    address = f"/communities/{community.slug}/roles/{call.own_role_id}/give-up/"

    assert sign_in(people.member).post(address).status_code == 403
    sign_in(people.coordinator).post(address)

    assert OwnRole.objects.get().retired_at is not None
    call.refresh_from_db()
    assert call.state == "withdrawn"


def test_a_connector_ticks_off_and_nobody_else_reads_the_list(
    community: Any, people: Any, sign_in: Any
) -> None:
    row = Membership.objects.get(community=community, user=people.member)
    actions.set_core(membership=row, by=people.coordinator, core=False, connector=True)
    address = f"/communities/{community.slug}/connections/"
    browser = sign_in(people.member)

    browser.post(address, {"add": "1", "who": "Ana Souza", "why": "with the cold chain people"})
    assert "Ana Souza" in browser.get(address).content.decode()
    line = Connection.objects.get()
    assert "Ana Souza" not in sign_in(people.coordinator).get(address).content.decode()
    assert sign_in(people.coordinator).post(address, {"done": line.pk}).status_code == 404
    sign_in(people.member).post(address, {"done": line.pk})

    line.refresh_from_db()
    assert line.done_at is not None


def test_own_roles_and_the_core_group_are_given_from_the_list_of_members(
    community: Any, people: Any, sign_in: Any, call: RoleCall
) -> None:
    row = Membership.objects.get(community=community, user=people.member)
    address = f"/communities/{community.slug}/people/{row.pk}/roles/"
    browser = sign_in(people.coordinator)

    browser.post(address, {"own": call.own_role_id})
    browser.post(address, {"core_group": "1", "core": "on"})

    row.refresh_from_db()
    assert (row.is_core, row.is_connector) == (True, False)
    assert RoleTerm.objects.filter(user=people.member, own_role=call.own_role).exists()
