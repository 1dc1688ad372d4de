"""Losing a right takes effect at once: each way to lose one, at each way by which it was used.

Every cell is asked twice, before the event and after it: what the right opened is open before; after,
the next request is refused or comes without the content, nothing is written, and no letter leaves.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal import auth as totp
from allauth.mfa.totp.internal.auth import TOTP
from django.db import transaction
from django.test import Client
from django.utils import timezone

from communities.actions import calendar_feeds, guests, memberships, roles, suspensions, transformations
from communities.actions import communities as settings_of
from communities.models import Community, Membership
from cop_portal.foundation.accounts import actions as accounts
from cop_portal.foundation.activity.dispatch import dispatch_all
from cop_portal.foundation.mail.models import OutgoingMail
from cop_portal.foundation.permissions import SYSTEM
from cop_portal.tests import factories
from cop_portal.tests.losing import CHANNELS, Ground, ground, hand_out, tried
from discussions.actions import moves
from knowledge_base.actions import releases

pytestmark = pytest.mark.django_db
DAY = datetime.timedelta(days=1)


# --- The events ---------------------------------------------------------------------------------


def _row(g: Ground) -> Membership:
    return Membership.objects.get(user=g.reader, community=g.community)


def _role_ends(g: Ground, role: str) -> None:
    memberships.end_role(community=g.community, user=g.reader, role=role, by=g.people.coordinator)


def _access_ends(g: Ground) -> None:
    today = timezone.localdate()
    guests.change_access(membership=_row(g), by=g.people.coordinator, until=today)
    assert guests.end_access(_row(g).pk, today=today + DAY)


def _closes(g: Ground) -> None:
    transformations.propose(
        community=g.community, kind="close", by=g.people.administrator, on_date=timezone.localdate(),
        reason="All is said", lessons="Listen", library_owner=g.people.coordinator,
    )  # fmt: skip


def _settings(g: Ground, visibility: str) -> None:
    if visibility == "secret":
        settings_of.choose_joining(community=g.community, by=g.people.coordinator, join_policy="invitation")
        g.community.refresh_from_db()
    settings_of.update_settings(community=g.community, by=g.people.administrator, visibility=visibility)


def _moves(g: Ground) -> None:
    moves.move(discussion=g.talk, to=g.neighbour, by=g.people.administrator, reason="It is about vaccines.")


def _narrows(g: Ground, to: str) -> None:
    releases.narrow(resource=g.resource, by=g.people.knowledge_manager, to=to, reason="A name in it")


def _made_inactive(g: Ground) -> None:
    """As a directory of the organisation, or somebody at the database, marks who left."""
    type(g.reader).objects.filter(pk=g.reader.pk).update(is_active=False)


TALK = {"page", "htmx", "attachment", "search"}
WRITES = {"form", "reply"}
LIBRARY = {"document", "resource", "search_library"}
TOLD = {"notice_of_resource"}
LETTERS = {"gathered", "gathered_waits", "mail_waits", "notices"}
LEADS = {"desk", "desk_form", "admin", "led_link"}
MEMBER = TALK | WRITES | LIBRARY | LETTERS | TOLD | {"calendar", "own_link"}
EVERYTHING = set(CHANNELS)
NO_ROLE = dict.fromkeys((*LEADS, "cms"), "no role opened it")
NO_MEMBER = NO_ROLE | dict.fromkeys(
    ("form", "reply", "calendar", "own_link", "mail_waits"), "only members have it"
)


@dataclass(frozen=True)
class Event:
    """What happens; what it takes; what never was open to this reader, and why. All else stays open."""

    happens: Callable[[Ground], Any]
    takes: set[str]
    never: dict[str, str] = field(default_factory=dict)
    reader: str = "member"
    leads: bool = False
    visibility: str = "closed"
    sharing: str = "community"


def _led(happens: Callable[[Ground], Any], takes: set[str]) -> Event:
    """It befalls a member who facilitates, and keeps the library."""
    return Event(happens, takes, leads=True)


def _out_of_the_core(g: Ground) -> None:
    roles.set_core(membership=_row(g), by=g.people.coordinator, core=False, connector=False)
    dispatch_all()  # the library hears of it from the record, within seconds


EVENTS = {
    "facilitator's role ends": _led(lambda g: _role_ends(g, "facilitator"), LEADS),
    "knowledge manager's role ends": _led(lambda g: _role_ends(g, "knowledge_manager"), {"cms"}),
    "removed": _led(lambda g: memberships.remove(membership=_row(g), by=g.people.coordinator), EVERYTHING),
    "left": _led(lambda g: memberships.leave(community=g.community, by=g.reader), EVERYTHING),
    "suspended here": _led(
        lambda g: suspensions.suspend(
            user=g.reader, by=g.people.coordinator, reason="Spam", community=g.community
        ),
        EVERYTHING,
    ),
    "suspended from the portal": _led(
        lambda g: suspensions.suspend(user=g.reader, by=g.people.administrator, reason="Spam"), EVERYTHING
    ),
    "account shut": _led(lambda g: accounts.shut(user=g.reader), EVERYTHING),
    "account made inactive past every verb": _led(_made_inactive, EVERYTHING),
    "guest's access ends": Event(
        _access_ends, MEMBER - {"own_link"}, NO_ROLE | {"own_link": "guests hand out none"}, reader="guest"
    ),
    "out of the core group": Event(
        _out_of_the_core,
        LIBRARY | TOLD,
        NO_ROLE,
        sharing="core",
    ),
    "community closes": _led(_closes, WRITES | LEADS - {"admin"} | {"own_link", "calendar"}),
    "community made closed": Event(
        lambda g: _settings(g, "closed"),
        TALK | TOLD | LETTERS - {"mail_waits"},
        NO_MEMBER,
        reader="stranger",
        visibility="organisation",
        sharing="organisation",
    ),
    "community made secret": Event(
        lambda g: _settings(g, "secret"),
        TALK | LIBRARY | TOLD | LETTERS - {"mail_waits"},
        NO_MEMBER,
        reader="stranger",
        visibility="organisation",
        sharing="organisation",
    ),
    "resource narrowed to members": Event(
        lambda g: _narrows(g, "community"),
        LIBRARY | TOLD,
        NO_MEMBER,
        reader="stranger",
        visibility="organisation",
        sharing="organisation",
    ),
    "resource narrowed to the core group": Event(lambda g: _narrows(g, "core"), LIBRARY | TOLD, NO_ROLE),
    "discussion moved": _led(_moves, TALK | WRITES | LETTERS),
}


@pytest.fixture
def lose(
    people: Any, community: Any, neighbour: Any, dispatched: Any, settings: Any, tmp_path: Any
) -> Callable[[Event], Ground]:
    settings.MEDIA_ROOT = tmp_path

    def prepared(event: Event) -> Ground:
        Community.objects.filter(pk=community.pk).update(visibility=event.visibility, join_policy="request")
        community.refresh_from_db()
        reader = getattr(people, event.reader)
        if event.sharing == "core":
            Membership.objects.filter(user=reader, community=community).update(is_core=True)
        g = ground(type(reader).objects.get(pk=reader.pk), people, community, neighbour, event.sharing)
        for role in ("facilitator", "knowledge_manager") if event.leads else ():
            memberships.give_role(community=community, user=reader, role=role, by=SYSTEM, quiet=True)
        g.reader = type(reader).objects.get(pk=reader.pk)
        hand_out(g, dispatched)
        return g

    return prepared


@pytest.mark.parametrize("name", EVENTS)
def test_what_is_lost_is_lost_everywhere_at_once(name: str, lose: Any, dispatched: Any) -> None:
    event = EVENTS[name]
    g = lose(event)

    before = tried(g)
    event.happens(g)
    after = tried(g)

    never = set(event.never)
    lost = {cell for cell in CHANNELS if before[cell] and not after[cell]}
    never_open = {cell for cell in CHANNELS if not before[cell]}
    # What should be open or closed and is not: nothing.
    assert (sorted(never ^ never_open), sorted(lost ^ event.takes)) == ([], [])


# --- What signs in: every other session ends, and a session goes on under another id only ---------


def _signed_in(who: Any) -> Client:
    browser = Client()
    answer = browser.post("/accounts/login/", {"login": who.email, "password": factories.PASSWORD})
    assert answer.status_code == 302
    return browser


def _opens(browser: Client) -> bool:
    return browser.get("/my/profile/").status_code == 200


def _new_password(browser: Client, who: Any) -> Any:
    fresh = "another quite long sentence"
    said = {"oldpassword": factories.PASSWORD, "password1": fresh, "password2": fresh}
    return browser.post("/accounts/password/change/", said)


def _second_factor(browser: Client, who: Any) -> Any:
    asked = browser.get("/accounts/2fa/totp/activate/")
    browser.post(asked.url, {"password": factories.PASSWORD}, follow=True)
    secret = browser.session[totp.SECRET_SESSION_KEY]
    code = totp.format_hotp_value(totp.hotp_value(secret, next(iter(totp.yield_hotp_counters_from_time()))))
    return browser.post("/accounts/2fa/totp/activate/", {"code": code})


def _new_address(browser: Client, who: Any) -> Any:
    EmailAddress.objects.create(user=who, email="new@example.org", verified=True)
    return browser.post("/accounts/email/", {"action_primary": "", "email": "new@example.org"})


def _new_codes(browser: Client, who: Any) -> Any:
    browser.get("/accounts/2fa/recovery-codes/generate/")
    browser.post("/accounts/reauthenticate/", {"password": factories.PASSWORD})
    return browser.post("/accounts/2fa/recovery-codes/generate/")


def _has_codes(who: Any) -> None:
    TOTP.activate(who, totp.generate_totp_secret())
    RecoveryCodes.activate(who)


# What is there before, how it is changed, and whether the session in which it is done goes on.
SIGNS_IN = {
    "password": (None, _new_password, False),
    "second factor": (None, _second_factor, True),
    "recovery codes": (_has_codes, _new_codes, True),
    "address": (None, _new_address, True),
}


@pytest.mark.parametrize("name", SIGNS_IN)
def test_other_sessions_end_and_ones_own_has_another_id(name: str, people: Any, monkeypatch: Any) -> None:
    monkeypatch.setattr(transaction, "on_commit", lambda call, **_more: call())
    has, change, goes_on = SIGNS_IN[name]
    who = people.member
    own, *others = (_signed_in(who) for _browser in range(3))
    if has is not None:
        has(who)
    feed = urlsplit(calendar_feeds.address_of(calendar_feeds.renew(by=who))).path
    known, thief = own.session.session_key, Client()
    assert all(_opens(one) for one in (own, *others))

    assert change(own, who).status_code == 302

    assert [_opens(one) for one in others] == [False, False]
    form = others[0].post("/my/profile/", {"name": "Somebody Else", "time_zone": "UTC", "language": ""})
    assert form.url.startswith("/accounts/login/")
    who.refresh_from_db()
    assert who.name == "Mona Member"
    thief.cookies["sessionid"] = known
    assert not _opens(thief)
    assert _opens(own) is goes_on
    assert own.session.session_key != known
    # A calendar's address is no session; its owner takes it back when they like.
    assert Client().get(feed).status_code == 200


def test_a_second_factor_that_is_given_up_ends_other_sessions_too(people: Any, monkeypatch: Any) -> None:
    monkeypatch.setattr(transaction, "on_commit", lambda call, **_more: call())
    own = _signed_in(people.member)
    _second_factor(own, people.member)
    other = Client()
    other.force_login(type(people.member).objects.get(pk=people.member.pk))
    assert _opens(other)

    assert own.post("/accounts/2fa/totp/deactivate/").status_code == 302

    assert _opens(own)
    assert not _opens(other)


def test_a_session_id_that_was_planted_is_worth_nothing_after_signing_in(people: Any) -> None:
    planted, victim = Client(), Client()
    session = planted.session
    session["next"] = "/"
    session.save()
    for cookie in (session.session_key, "a" * 32):
        victim.cookies["sessionid"] = cookie
        victim.post("/accounts/login/", {"login": people.member.email, "password": factories.PASSWORD})
        assert _opens(victim)
        assert victim.session.session_key != cookie
        attacker = Client()
        attacker.cookies["sessionid"] = cookie
        assert not _opens(attacker)
        victim.logout()


def test_a_letter_to_set_a_password_is_worth_nothing_after_a_new_address(people: Any, client: Any) -> None:
    who = people.member
    client.post("/accounts/password/reset/", {"email": who.email})
    letter = OutgoingMail.objects.filter(user=who, kind="account").latest("pk")
    (key,) = re.findall(r"/accounts/password/reset/key/([\w-]+)/", letter.text)[:1]
    address = f"/accounts/password/reset/key/{key}/"
    assert Client().get(address).status_code == 302  # on to the form

    own = _signed_in(who)
    assert _new_address(own, who).status_code == 302

    answer = Client().get(address)
    assert answer.status_code == 200
    assert b'name="password1"' not in answer.content


def test_who_was_made_inactive_comes_in_by_no_old_session_and_no_password(people: Any, client: Any) -> None:
    who, browser = people.member, _signed_in(people.member)
    type(who).objects.filter(pk=who.pk).update(is_active=False)

    assert not _opens(browser)
    client.post("/accounts/login/", {"login": who.email, "password": factories.PASSWORD})
    assert not _opens(client)


def test_an_address_that_was_taken_back_opens_nothing(people: Any, community: Any) -> None:
    own = [calendar_feeds.renew(by=people.member, community=where) for where in (None, community)]
    paths = [urlsplit(calendar_feeds.address_of(feed)).path for feed in own]
    assert [Client().get(path).status_code for path in paths] == [200, 200]

    calendar_feeds.renew(by=people.member)
    calendar_feeds.withdraw(by=people.member, community=community)

    assert [Client().get(path).status_code for path in paths] == [404, 404]
