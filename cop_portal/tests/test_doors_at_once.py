"""Coming in twice at the same moment: one account, one membership, and two helpful answers (promise P23)."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.test import Client

from communities.actions import invitations, links
from communities.models import Membership
from cop_portal.foundation.accounts.models import User
from cop_portal.foundation.activity.dispatch import dispatch_all
from cop_portal.tests import factories
from cop_portal.tests.races import at_once
from cop_portal.tests.test_sent_at_once import Together, grown, press_in, twin_of
from cop_portal.tests.test_sent_twice import everything

SIGNUP, PASSWORD = "/accounts/signup/", "many hands make light work"


def answers_of(address: str, fields: dict[str, str], *tabs: Client) -> list[int]:
    """The same form in two tabs at once: the status of both answers."""
    gate = Together()
    told = at_once(*(partial(press_in, tab, gate.one(), address, fields) for tab in tabs))
    return [getattr(one, "status_code", one) for one in told]


def tab() -> Client:
    return Client(raise_request_exception=False)


def test_two_who_sign_up_with_one_address_at_the_same_moment_have_one_account(
    apart: str, settings: Any
) -> None:
    settings.SIGNUP_DOMAINS = ["example.org"]
    fields = {"name": "Nia New", "email": "nia.new@example.org", "password1": PASSWORD}

    told = answers_of(SIGNUP, fields, tab(), tab())

    assert told == [302, 302]
    person = User.objects.get(email="nia.new@example.org")
    assert (person.name, person.emailaddress_set.count()) == ("Nia New", 1)


def test_two_of_whom_one_writes_the_address_large_have_one_account(apart: str, settings: Any) -> None:
    settings.SIGNUP_DOMAINS = ["example.org"]
    fields = {"name": "Nia New", "email": "nia.new@example.org", "password1": PASSWORD}
    gate = Together()

    told = at_once(
        partial(press_in, tab(), gate.one(), SIGNUP, fields),
        partial(press_in, tab(), gate.one(), SIGNUP, {**fields, "email": "Nia.New@Example.org"}),
    )

    assert [getattr(one, "status_code", one) for one in told] == [302, 302]
    assert User.objects.filter(email__iexact="nia.new@example.org").count() == 1


def test_a_letter_that_is_accepted_twice_at_the_same_moment_makes_one_member(apart: str) -> None:
    water = factories.community_with_roles("Water", visibility="closed")
    people = factories.people_of(water)
    invited = factories.person("Ivo Invited")
    letter = invitations.ask(community=water, by=people.coordinator, address=invited.email)
    one = tab()
    one.force_login(invited)
    address = invitations.invitation_url(letter).removeprefix("http://testserver")
    address = "/invitations/" + address.rpartition("/invitations/")[2]
    dispatch_all()

    before = everything()
    told = answers_of(address, {"accept": "1"}, twin_of(one), twin_of(one))
    more = grown(before)

    assert told == [302, 302]
    assert Membership.objects.active().filter(community=water, user=invited).count() == 1
    assert more["activity.activityentry"] == 1
    assert not Membership.objects.filter(community=water, user=people.stranger).exists()


def test_a_link_that_is_taken_twice_at_the_same_moment_makes_one_member_and_counts_one(apart: str) -> None:
    water = factories.community_with_roles("Water")
    people = factories.people_of(water)
    colleague = factories.person("Carl Colleague")
    link = links.personal_link(community=water, by=people.member)
    one = tab()
    one.force_login(colleague)
    dispatch_all()

    before = everything()
    address = "/invite/" + links.link_url(link).rpartition("/invite/")[2]
    told = answers_of(address, {"brings": "Maps"}, twin_of(one), twin_of(one))
    more = grown(before)

    assert told == [302, 302]
    assert Membership.objects.active().filter(community=water, user=colleague).count() == 1
    assert more["activity.activityentry"] == 1
    link.refresh_from_db()
    assert link.uses == 1
