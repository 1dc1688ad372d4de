"""Suspending somebody: rights, roles, letters and links end at once, and come back."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.utils import timezone

from communities.actions import links, memberships, suspensions
from communities.models import Community, Membership, RoleTerm, Suspension
from communities.permissions import note_standing
from cop_portal.foundation.activity.models import ActivityEntry
from cop_portal.foundation.mail.models import OutgoingMail
from cop_portal.foundation.notifications.models import Notice
from cop_portal.foundation.permissions import Denied

pytestmark = pytest.mark.django_db


def out(person: Any, by: Any, community: Any = None, **more: Any) -> Suspension:
    return suspensions.suspend(user=person, by=by, community=community, reason="Spam", **more)


def test_an_account_that_was_shut_without_a_suspension_is_opened_again(people: Any) -> None:
    who = people.member
    type(who).objects.filter(pk=who.pk).update(is_active=False)
    for by in (people.coordinator, people.stranger, who):
        with pytest.raises(Denied):
            suspensions.reopen(user=who, by=by)

    for _click in range(2):
        suspensions.reopen(user=who, by=people.administrator, why="She is back")

    assert who.is_active
    row = Suspension.objects.get(user=who)
    assert (row.community, row.lifted_by, row.lifted_why) == (None, people.administrator, "She is back")
    assert (
        ActivityEntry.objects.filter(verb="communities.suspension_lifted", actor=people.administrator).count()
        == 1
    )


def test_the_letter_speaks_of_a_suspension_where_there_was_one(people: Any, dispatched: Any) -> None:
    type(people.guest).objects.filter(pk=people.guest.pk).update(is_active=False)
    out(people.member, people.administrator)
    for who in (people.guest, people.member):
        suspensions.reopen(user=who, by=people.administrator)
    dispatched()

    letters = OutgoingMail.objects.filter(kind="account", subject__contains="You can sign in again")
    shut, suspended = (letters.get(to_address=who.email).text for who in (people.guest, people.member))
    assert "Your account is open again." in shut
    assert "suspension" not in shut
    assert "Your suspension is over" in suspended


def test_opening_an_account_again_lifts_the_suspension_that_runs(people: Any) -> None:
    row = out(people.member, people.administrator)

    suspensions.reopen(user=people.member, by=people.administrator, why="A mistake")

    row.refresh_from_db()
    assert (row.reason, row.lifted_why) == ("Spam", "A mistake")
    assert Suspension.objects.count() == 1


def test_a_member_is_out_at_once_and_back_as_before(community: Any, people: Any, dispatched: Any) -> None:
    Membership.objects.filter(user=people.member).update(wants_newsletter=True, is_core=True)

    first = out(people.member, people.facilitator, community)
    assert out(people.member, people.facilitator, community) == first
    dispatched()

    row = Membership.objects.get(user=people.member)
    community.refresh_from_db()
    assert (row.state, row.wants_newsletter, row.is_core) == ("suspended", False, False)
    before = community.member_count
    told = Notice.objects.get(kind="communities.suspended")
    assert told.user == people.member
    assert told.detail.startswith("Spam. It lasts until it is lifted.")
    assert "write to the coordinator or an administrator" in told.detail
    with pytest.raises(Denied, match="suspended"):
        memberships.join(community=community, by=type(people.member).objects.get(pk=people.member.pk))
    with pytest.raises(ValidationError, match="Lift the suspension"):
        memberships.remove(membership=row, by=people.coordinator)

    for _click in range(2):
        suspensions.lift(suspension=first, by=people.facilitator, why="We talked")
    dispatched()

    row.refresh_from_db()
    community.refresh_from_db()
    assert (row.state, row.wants_newsletter, row.is_core) == ("active", True, True)
    assert community.member_count == before + 1
    assert Notice.objects.get(kind="communities.suspension_lifted").detail == "We talked"
    verbs = ActivityEntry.objects.filter(verb__startswith="communities.suspen").order_by("pk")
    assert [entry.verb for entry in verbs] == ["communities.suspended", "communities.suspension_lifted"]


def test_roles_end_and_come_back_with_their_terms_and_groups(community: Any, people: Any) -> None:
    groups = set(people.expert.groups.values_list("name", flat=True))

    row = out(people.expert, people.facilitator, community)

    assert Membership.objects.get(user=people.expert).roles == []
    assert not people.expert.groups.exists()
    assert not RoleTerm.objects.filter(user=people.expert, ended_at=None).exists()

    suspensions.lift(suspension=row, by=people.facilitator)

    assert Membership.objects.get(user=people.expert).roles == ["expert"]
    assert set(people.expert.groups.values_list("name", flat=True)) == groups
    assert RoleTerm.objects.filter(user=people.expert, ended_at=None).count() == 1


def test_who_coordinates_is_suspended_and_let_in_again_by_coordinators_alone(
    community: Any, people: Any
) -> None:
    memberships.give_role(community=community, user=people.member, role="coordinator", by=people.coordinator)
    early = type(people.member).objects.get(pk=people.member.pk)
    note_standing(early, community.pk, "active", [])  # as if asked before the role was given
    for person in (people.member, early):
        with pytest.raises(Denied):
            out(person, people.facilitator, community)

    row = out(people.member, people.coordinator, community)
    with pytest.raises(Denied):
        suspensions.lift(suspension=row, by=people.facilitator)

    assert Membership.objects.get(user=people.member).state == "suspended"
    suspensions.lift(suspension=row, by=people.coordinator)
    assert Membership.objects.get(user=people.member).roles == ["coordinator"]


@pytest.mark.parametrize("who", ["expert", "knowledge_manager", "guest", "stranger", "sponsor"])
def test_others_suspend_nobody(who: str, community: Any, people: Any) -> None:
    by = getattr(people, who)
    for where in (community, None):
        with pytest.raises(Denied):
            out(people.member, by, where)


def test_only_an_administrator_suspends_from_the_portal_and_nobody_themselves(
    community: Any, people: Any
) -> None:
    with pytest.raises(Denied, match="Only an administrator"):
        out(people.member, people.coordinator)
    with pytest.raises(Denied, match="themselves"):
        out(people.administrator, people.administrator)

    assert not Suspension.objects.exists()


def test_the_last_coordinator_stays(community: Any, people: Any) -> None:
    for where in (community, None):
        with pytest.raises(ValidationError, match="needs a coordinator"):
            out(people.coordinator, people.administrator, where)

    people.coordinator.refresh_from_db()
    assert people.coordinator.is_active


def test_a_reason_a_day_to_come_and_a_member(community: Any, people: Any) -> None:
    yesterday = timezone.localdate() - datetime.timedelta(days=1)
    with pytest.raises(ValidationError, match="Say why"):
        suspensions.suspend(user=people.member, by=people.facilitator, community=community, reason=" ")
    with pytest.raises(ValidationError, match="over already"):
        out(people.member, people.facilitator, community, until=yesterday)
    with pytest.raises(ValidationError, match="not a member"):
        out(people.stranger, people.facilitator, community)


def test_notices_of_the_community_go_and_those_of_others_stay(
    community: Any, neighbour: Any, people: Any
) -> None:
    entry = ActivityEntry.objects.filter(community=community).latest("pk")
    for where in (community, neighbour):
        entry.pk = None
        entry.save(force_insert=True)
        Notice.objects.create(
            user=people.member, entry=entry, kind="x", community=where, title="T", url="/", frequency="daily"
        )

    out(people.member, people.facilitator, community)

    assert Notice.objects.get(user=people.member).community == neighbour


def test_links_of_the_suspended_open_nothing_until_it_is_lifted(
    community: Any, people: Any, make_person: Any
) -> None:
    link = links.personal_link(community=community, by=people.member)
    row = out(people.member, people.facilitator, community)
    link = type(link).objects.select_related("owner", "community").get(pk=link.pk)
    with pytest.raises(Denied, match="not valid any more"):
        links.come_through(link=link, by=make_person())

    suspensions.lift(suspension=row, by=people.facilitator)

    link = type(link).objects.select_related("owner", "community").get(pk=link.pk)
    links.come_through(link=link, by=make_person())


def test_from_the_portal_every_session_ends_with_its_next_request_and_stays_ended(
    community: Any, people: Any, dispatched: Any
) -> None:
    browsers = [Client(), Client()]
    for browser in browsers:
        browser.force_login(people.member)
        assert browser.get("/my/desk/").status_code == 200

    row = out(people.member, people.administrator, until=timezone.localdate())

    assert [browser.get("/my/desk/").status_code for browser in browsers] == [302, 302]
    dispatched()
    letter = OutgoingMail.objects.get(to_address=people.member.email, kind="account")
    assert "Spam. It ends with" in letter.text
    assert "If you think this is wrong" in letter.text

    assert suspensions.lift_due() == 0
    assert suspensions.lift_due(timezone.localdate() + datetime.timedelta(days=1)) == 1
    dispatched()

    row.refresh_from_db()
    people.member.refresh_from_db()
    assert (people.member.is_active, row.lifted_by) == (True, None)
    # What was stolen before is worth nothing after: one signs in anew.
    assert browsers[0].get("/my/desk/").status_code == 302
    fresh = Client()
    fresh.force_login(people.member)
    assert fresh.get("/my/desk/").status_code == 200
    assert Membership.objects.get(user=people.member).state == "active"
    assert OutgoingMail.objects.filter(to_address=people.member.email, kind="account").count() == 2


def test_a_closed_community_is_closed_to_who_is_suspended(people: Any, community: Any, sign_in: Any) -> None:
    Community.objects.filter(pk=community.pk).update(visibility="closed")
    browser = sign_in(people.member)
    assert browser.get(f"/communities/{community.slug}/discussions/").status_code == 200

    out(people.member, people.facilitator, community)

    assert browser.get(f"/communities/{community.slug}/discussions/").status_code in (403, 404)
