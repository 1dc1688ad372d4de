"""Asking people to come, by address and by list."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from communities.actions import invitations, memberships
from communities.enums import InvitationState, JoinPolicy
from communities.models import Invitation, Membership
from communities.models.invitations import VALID
from cop_portal.foundation.activity.models import ActivityEntry
from cop_portal.foundation.mail.models import OutgoingMail
from cop_portal.foundation.permissions import Denied
from cop_portal.tests import factories

pytestmark = pytest.mark.django_db
DAY = datetime.timedelta(days=1)
GUEST = {"organisation": "Ministry", "reason": "She drills wells", "name": "Gro Guest"}


@pytest.fixture(autouse=True)
def _domains(settings: Any) -> None:
    settings.SIGNUP_DOMAINS = ["example.org"]


def until() -> datetime.date:
    return timezone.localdate() + 90 * DAY


def ask(community: Any, by: Any, address: str = "gro@ministry.example", **fields: Any) -> Invitation:
    if not address.endswith("example.org"):
        fields = {**GUEST, "access_until": until(), **fields}
    return invitations.ask(community=community, by=by, address=address, **fields)


def letters() -> list[str]:
    return list(
        OutgoingMail.objects.filter(kind="communities.invitation").values_list("to_address", flat=True)
    )


def test_a_guest_is_asked_by_one_letter_that_says_what_they_will_see(community: Any, people: Any) -> None:
    invitation = ask(community, people.facilitator, " Gro@Ministry.Example ")
    again = ask(community, people.coordinator)

    assert again.pk == invitation.pk
    assert letters() == ["gro@ministry.example"]
    letter = OutgoingMail.objects.get(kind="communities.invitation")
    assert "She drills wells" in letter.text
    assert "nobody else of the directory" in letter.text
    assert invitations.invitation_url(invitation) in letter.text
    assert not Membership.objects.filter(user__email="gro@ministry.example").exists()


def test_a_colleague_needs_the_address_alone_and_keeps_no_last_day(community: Any, people: Any) -> None:
    invitation = ask(community, people.facilitator, "ann@example.org", access_until=until())

    assert invitation.access_until is None
    assert letters() == ["ann@example.org"]


@pytest.mark.parametrize("missing", ["organisation", "reason", "access_until"])
def test_nobody_from_outside_is_asked_without_reason_and_end(
    missing: str, community: Any, people: Any
) -> None:
    with pytest.raises(ValidationError) as refusal:
        ask(community, people.facilitator, **{missing: None if missing == "access_until" else " "})

    assert missing in refusal.value.message_dict
    assert not Invitation.objects.exists()
    assert letters() == []


@pytest.mark.parametrize("days", [0, -1, 900])
def test_the_last_day_lies_ahead_and_within_two_years(days: int, community: Any, people: Any) -> None:
    with pytest.raises(ValidationError, match="within two years"):
        ask(community, people.facilitator, access_until=timezone.localdate() + days * DAY)


@pytest.mark.parametrize("who", ["expert", "member", "guest", "stranger", "sponsor"])
def test_others_ask_send_and_withdraw_nothing(who: str, community: Any, neighbour: Any, people: Any) -> None:
    noted = ask(community, people.facilitator, send_now=False)
    person = getattr(people, who)

    for attempt in (
        lambda: ask(community, person, "x@example.org"),
        lambda: invitations.send(invitation=noted, by=person),
        lambda: invitations.withdraw(invitation=noted, by=person),
        lambda: invitations.ask_all(community=community, by=person, rows=[]) or ask(community, person),
    ):
        with pytest.raises(Denied):
            attempt()

    assert Invitation.objects.get().state == InvitationState.TO_ASK
    assert letters() == []


def test_a_note_is_sent_later_once(community: Any, people: Any) -> None:
    noted = ask(community, people.facilitator, send_now=False)
    assert (noted.state, letters()) == (InvitationState.TO_ASK, [])

    for _twice in range(2):
        sent = invitations.send(invitation=noted, by=people.coordinator)

    assert (sent.state, letters()) == (InvitationState.SENT, ["gro@ministry.example"])


def test_a_note_whose_last_day_is_over_is_not_sent(community: Any, people: Any) -> None:
    noted = ask(community, people.facilitator, send_now=False)
    Invitation.objects.update(access_until=timezone.localdate())

    with pytest.raises(ValidationError, match="last day of access is over"):
        invitations.send(invitation=noted, by=people.facilitator)


def test_who_has_an_account_gets_a_notice_and_accepts_in_the_portal(
    community: Any, people: Any, dispatched: Any
) -> None:
    invitation = ask(community, people.facilitator, people.stranger.email)
    dispatched()

    row = Membership.objects.get(community=community, user=people.stranger)
    assert (row.state, letters()) == ("invited", [])
    memberships.join(community=community, by=people.stranger)
    invitation.refresh_from_db()
    assert invitation.state == InvitationState.ACCEPTED
    assert invitation.answered_at
    row.refresh_from_db()
    assert (row.state, row.invited_by) == ("active", people.facilitator)


def test_who_had_asked_is_welcomed_at_once(people: Any) -> None:
    where = factories.community_with_roles("Health", join_policy=JoinPolicy.REQUEST)
    memberships.request_membership(community=where, by=people.member)

    invitation = ask(where, factories.holder(where, "facilitator"), people.member.email)

    assert invitation.state == InvitationState.ACCEPTED
    assert Membership.objects.get(community=where, user=people.member).is_active


def test_members_and_the_suspended_are_not_asked(community: Any, people: Any) -> None:
    Membership.objects.filter(user=people.guest).update(state="suspended")

    for who, words in ((people.member, "is a member already"), (people.guest, "is suspended")):
        with pytest.raises(ValidationError, match=words):
            ask(community, people.facilitator, who.email)

    assert not Invitation.objects.exists()


def test_an_unproven_address_is_nobodys_account(community: Any, people: Any) -> None:
    people.stranger.emailaddress_set.update(verified=False)

    invitation = ask(community, people.facilitator, people.stranger.email)

    assert invitation.user is None
    assert letters() == [people.stranger.email]


def newcomer(address: str = "gro@ministry.example") -> Any:
    return factories.person("Gro Guest", email=address, is_guest=True)


def test_accepting_makes_a_member_with_the_last_day(community: Any, people: Any) -> None:
    invitation = ask(community, people.facilitator)
    gro = newcomer()

    row = invitations.accept(invitation=invitation, by=gro, brings="Wells")
    again = invitations.accept(invitation=invitation, by=gro)

    assert again.pk == row.pk
    assert row.is_active
    assert row.brings == "Wells"
    assert (row.access_until, row.invited_by, row.buddy) == (until(), people.facilitator, people.facilitator)
    invitation.refresh_from_db()
    assert (invitation.state, invitation.user) == (InvitationState.ACCEPTED, gro)


def test_a_letter_that_was_handed_on_opens_nothing(community: Any, neighbour: Any, people: Any) -> None:
    invitation = ask(community, people.facilitator)

    with pytest.raises(Denied, match="another address"):
        invitations.accept(invitation=invitation, by=people.stranger)

    invitation.refresh_from_db()
    assert invitation.state == InvitationState.SENT
    assert not Membership.objects.filter(community=community, user=people.stranger).exists()


def close(invitation: Invitation, how: str, by: Any) -> None:
    if how == "declined":
        invitations.decline(invitation=invitation)
    elif how == "withdrawn":
        invitations.withdraw(invitation=invitation, by=by)
    elif how == "old":
        Invitation.objects.update(sent_at=timezone.now() - VALID - DAY)
    elif how == "late":
        Invitation.objects.update(access_until=timezone.localdate() - DAY)
    else:
        Invitation.objects.update(sent_at=timezone.now() - VALID - DAY)
        assert invitations.expire_due() == 1
        assert invitations.expire_due() == 0


@pytest.mark.parametrize("how", ["declined", "withdrawn", "old", "late", "expired"])
def test_a_closed_invitation_says_why_and_makes_no_member(how: str, community: Any, people: Any) -> None:
    invitation = ask(community, people.facilitator)
    gro = newcomer()
    close(invitation, how, people.facilitator)
    invitation.refresh_from_db()

    with pytest.raises(ValidationError, match="invit"):
        invitations.accept(invitation=invitation, by=gro)

    assert not Membership.objects.filter(user=gro).exists()
    assert ask(community, people.facilitator).pk != invitation.pk or how in ("old", "late")


def test_declining_closes_the_door_of_who_has_an_account(community: Any, people: Any) -> None:
    invitation = ask(community, people.facilitator, people.stranger.email)

    invitations.decline_own(community=community, by=people.stranger)
    invitations.decline_own(community=community, by=people.stranger)

    invitation.refresh_from_db()
    row = Membership.objects.get(community=community, user=people.stranger)
    assert (invitation.state, row.state) == ("declined", "declined")
    assert ActivityEntry.objects.filter(verb="communities.invitation_declined").count() == 1
    with pytest.raises(ValidationError, match="closed"):
        invitations.send(invitation=invitation, by=people.facilitator)


def test_withdrawing_closes_the_door_too(community: Any, people: Any) -> None:
    invitation = ask(community, people.facilitator, people.stranger.email)
    type(community).objects.update(join_policy=JoinPolicy.INVITATION)

    invitations.withdraw(invitation=invitation, by=people.coordinator)
    invitations.withdraw(invitation=invitation, by=people.coordinator)

    with pytest.raises(Denied):
        memberships.join(community=type(community).objects.get(pk=community.pk), by=people.stranger)
    assert ActivityEntry.objects.filter(verb="communities.invitation_withdrawn").count() == 1


ROWS = [(1, {"address": "a@example.org"}), (2, {"address": "b@example.org"})]


def test_a_list_with_a_fault_invites_nobody(community: Any, people: Any) -> None:
    rows = [*ROWS, (3, {"address": "c@ministry.example"}), (5, {"address": people.member.email})]

    with pytest.raises(invitations.ListRefused) as refusal:
        invitations.ask_all(community=community, by=people.facilitator, rows=rows)

    assert {line for line, _sentence in refusal.value.faults} == {3, 5}
    assert any("is a member already" in sentence for line, sentence in refusal.value.faults if line == 5)
    assert not Invitation.objects.exists()
    assert letters() == []


def test_a_list_is_rehearsed_without_a_trace_and_then_sent(community: Any, people: Any) -> None:
    tried = invitations.ask_all(community=community, by=people.facilitator, rows=ROWS, rehearse=True)
    assert len(tried) == 2
    assert not Invitation.objects.exists()
    assert letters() == []

    invitations.ask_all(community=community, by=people.facilitator, rows=ROWS)

    assert sorted(letters()) == ["a@example.org", "b@example.org"]


def test_a_community_asks_so_many_a_day(community: Any, people: Any, monkeypatch: Any) -> None:
    monkeypatch.setattr(invitations, "MOST_A_DAY", 1)
    ask(community, people.facilitator)

    with pytest.raises(ValidationError, match="at most 1 people a day"):
        ask(community, people.facilitator, "bo@example.org")


def test_a_guest_with_an_account_is_invited_with_a_last_day_only(neighbour: Any, people: Any) -> None:
    host = factories.holder(neighbour, "facilitator")

    with pytest.raises(ValidationError, match="last day"):
        memberships.invite(community=neighbour, user=people.guest, by=host)
    invitation = ask(neighbour, host, people.guest.email.replace("example.org", "ministry.example"))

    assert invitation.user is None
    assert not Membership.objects.filter(community=neighbour, user=people.guest).exists()
