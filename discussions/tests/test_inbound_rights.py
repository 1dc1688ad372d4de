"""An address to answer by is worth what its owner may do when the answer arrives, and not more.

Each right is lost by the verb that takes it, or by its day; after that three answers are sent.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable
from typing import Any

import pytest
from django.utils import timezone

from communities.actions import communities, guests, memberships, suspensions, transformations
from communities.enums import JoinPolicy
from communities.models import Membership
from cop_portal.foundation.accounts import actions as accounts
from cop_portal.foundation.mail import addresses, refusals
from cop_portal.foundation.mail.models import InboundMail, OutgoingMail, ReplyAddress
from cop_portal.foundation.mail.tests.test_inbound import arrives, mail
from cop_portal.tests import factories
from cop_portal.tests.tables import changed, sums
from discussions.actions import discussions, moderation, moves, representations, syntheses
from discussions.enums import REPLY_KIND, REPRESENTATION_KIND
from discussions.models import Contribution, Discussion, Draft
from discussions.tests.makers import facilitated, question, said

pytestmark = pytest.mark.django_db
State = InboundMail.State
GONE = "What you answered to is not there any more."
ACCOUNT = "Only members can write here, each from the address of their account."
# What a refused answer may leave behind: itself, the letter why, and what it said as a draft.
LEFT = {"mail_inboundmail", "mail_outgoingmail", "discussions_draft"}


@pytest.fixture(autouse=True)
def relay(settings: Any) -> None:
    settings.MAIL_TRUSTED_AUTHSERV = "mx.example.org"


def leaves(talk: Discussion, who: Any) -> None:
    memberships.leave(community=talk.community, by=who)


def is_removed(talk: Discussion, who: Any) -> None:
    own = Membership.objects.get(community=talk.community, user=who)
    memberships.remove(membership=own, by=factories.holder(talk.community, "coordinator"))


def is_suspended(talk: Discussion, who: Any) -> None:
    host = factories.holder(talk.community, "facilitator")
    suspensions.suspend(user=who, community=talk.community, by=host, reason="Advertising")


def is_suspended_everywhere(talk: Discussion, who: Any) -> None:
    suspensions.suspend(user=who, by=factories.person(is_superuser=True), reason="Advertising")


def last_day_passes(talk: Discussion, who: Any) -> None:
    """The task of the hour has seen that the guest's day is over."""
    type(who).objects.filter(pk=who.pk).update(is_guest=True, organisation="Ministry")
    own = Membership.objects.get(community=talk.community, user=who)
    today = timezone.localdate()
    own = Membership.objects.select_related("user").get(pk=own.pk)
    guests.change_access(membership=own, by=factories.holder(talk.community, "facilitator"), until=today)
    assert guests.end_access(own.pk, today=today + datetime.timedelta(days=1))


def turns_secret_after_leaving(talk: Discussion, who: Any) -> None:
    leaves(talk, who)
    boss = factories.person(is_superuser=True)
    communities.update_settings(community=talk.community, by=boss, visibility="secret")


def is_moved(talk: Discussion, who: Any) -> None:
    """Into a closed community where they are not."""
    other = factories.community_with_roles("Sewers", visibility="closed")
    both = factories.joined(other, factories.holder(talk.community, "facilitator"), "facilitator")
    moves.move(discussion=talk, to=other, by=both, reason="It is about sewers.")


def is_merged_and_moved(talk: Discussion, who: Any) -> None:
    new = question(talk.community, factories.holder(talk.community, "expert"), title="New")
    moves.merge(
        discussion=talk, into=new, by=factories.holder(talk.community, "facilitator"), reason="The same."
    )
    is_moved(new, who)


def is_hidden(talk: Discussion, who: Any) -> None:
    moderation.hide(discussion=talk, by=factories.holder(talk.community, "facilitator"), words="Advertising")


def is_closed(talk: Discussion, who: Any) -> None:
    discussions.close(discussion=talk, by=factories.holder(talk.community, "facilitator"))


def is_locked(talk: Discussion, who: Any) -> None:
    moderation.lock(discussion=talk, by=factories.holder(talk.community, "facilitator"), words="Until Monday")


def is_archived(talk: Discussion, who: Any) -> None:
    """Its community is closed, as its coordinator announced."""
    boss = factories.holder(talk.community, "coordinator")
    day = timezone.localdate() + datetime.timedelta(days=14)
    transformations.propose(
        community=talk.community, kind="close", by=boss, on_date=day, reason="Done", lessons="Listen",
        library_owner=boss,
    )  # fmt: skip
    transformations.carry_out_due(day)
    talk.community.refresh_from_db()
    assert talk.community.is_archived


def account_is_shut(talk: Discussion, who: Any) -> None:
    accounts.shut(user=who)


def grows_old(talk: Discussion, who: Any) -> None:
    ReplyAddress.objects.filter(user=who).update(named_at=timezone.now() - datetime.timedelta(days=4000))


# What happens, and what the person hears. In a closed community nothing of it is known any more.
LOST: dict[Callable[[Discussion, Any], None], str] = {
    leaves: GONE, is_removed: GONE, is_suspended: GONE, is_suspended_everywhere: ACCOUNT, last_day_passes: GONE,
    turns_secret_after_leaving: GONE, is_moved: GONE, is_merged_and_moved: GONE,
    account_is_shut: ACCOUNT, grows_old: "You answered to an old mail.",
    is_hidden: GONE, is_closed: "This discussion is closed.", is_locked: "locked this discussion: Until Monday",
    is_archived: "This community is archived",
}  # fmt: skip


@pytest.fixture
def closed() -> Any:
    return factories.community_with_roles(
        "Latrine Hygiene", visibility="closed", join_policy=JoinPolicy.INVITATION
    )


@pytest.fixture
def person(closed: Any, make_person: Any) -> Any:
    return factories.joined(closed, make_person("Mira"))


@pytest.fixture
def talk(closed: Any) -> Discussion:
    return question(closed, factories.holder(closed, "expert"), title="Which lid holds?", quiet=True)


def letters_to(person: Any) -> list[OutgoingMail]:
    return list(OutgoingMail.objects.filter(kind="mail.refused", to_address=person.email).order_by("pk"))


@pytest.mark.parametrize("lost", LOST, ids=lambda lost: lost.__name__)
def test_after_a_right_is_lost_nothing_is_posted_and_the_person_hears_why_once_a_day(
    lost: Callable[[Discussion, Any], None], talk: Discussion, person: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    to = addresses.reply_address(person.pk, REPLY_KIND, talk.pk)
    assert arrives(mail(person, to, "While I may"), to).state == State.POSTED
    lost(talk, person)
    person = type(person).objects.get(pk=person.pk)

    before, letters = sums(), OutgoingMail.objects.count()
    for number in range(3):
        assert arrives(mail(person, to, f"Afterwards {number}"), to).state == State.REFUSED

    assert changed(before, sums()) <= LEFT
    assert OutgoingMail.objects.count() == letters + 1
    (told,) = letters_to(person)
    assert LOST[lost] in told.text
    if LOST[lost] in (GONE, ACCOUNT, "You answered to an old mail."):
        assert not Draft.objects.exists()
        for secret in ("Latrine", "lid holds", "Sewers", "New", "/discussions/", "suspend", "Advertising"):
            assert secret not in told.text + told.html + told.subject, secret

    tomorrow = timezone.now() + datetime.timedelta(days=1)
    monkeypatch.setattr(refusals.timezone, "now", lambda: tomorrow)
    if lost is grows_old:
        grows_old(talk, person)
    arrives(mail(person, to, "A day later"), to)
    assert len(letters_to(person)) == 2


def test_with_the_right_the_same_answers_are_posted(talk: Discussion, person: Any) -> None:
    to = addresses.reply_address(person.pk, REPLY_KIND, talk.pk)

    for number in range(3):
        assert arrives(mail(person, to, f"Answer {number}"), to).state == State.POSTED

    assert talk.contributions.count() == 3
    assert not letters_to(person)


def test_who_stays_a_member_writes_on_when_the_community_turns_secret(talk: Discussion, person: Any) -> None:
    to = addresses.reply_address(person.pk, REPLY_KIND, talk.pk)
    boss = factories.person(is_superuser=True)
    communities.update_settings(community=talk.community, by=boss, visibility="secret")

    assert arrives(mail(person, to), to).state == State.POSTED


def test_what_was_merged_goes_on_where_it_went(talk: Discussion, person: Any) -> None:
    to = addresses.reply_address(person.pk, REPLY_KIND, talk.pk)
    new = question(talk.community, factories.holder(talk.community, "expert"), title="New")
    host = factories.holder(talk.community, "facilitator")
    moves.merge(discussion=talk, into=new, by=host, reason="The same question.")

    assert arrives(mail(person, to, "Here now"), to).state == State.POSTED
    assert Contribution.objects.get(body="Here now").discussion == new


def test_a_brief_is_not_there_for_who_does_not_facilitate_any_more(closed: Any, person: Any) -> None:
    """The address of a brief needs the role: with it one hears that it is not open, without it nothing."""
    brief = facilitated(closed, factories.holder(closed, "facilitator"), opened=False, quiet=True)
    boss = factories.holder(closed, "coordinator")
    memberships.give_role(community=closed, user=person, role="facilitator", by=boss)
    leader = type(person).objects.get(pk=person.pk)
    to = addresses.reply_address(leader.pk, REPLY_KIND, brief.pk)
    first = arrives(mail(leader, to, "Already?"), to)
    assert (first.state, first.reason) == (State.REFUSED, "This discussion is not open yet.")
    memberships.end_role(community=closed, user=leader, role="facilitator", by=boss)

    second = arrives(mail(leader, to, "And now?"), to)

    assert (second.state, second.reason) == (State.REFUSED, GONE)
    assert not Contribution.objects.exists()


def test_whether_a_draft_represents_one_is_not_answered_from_outside(closed: Any, person: Any) -> None:
    host = factories.holder(closed, "facilitator")
    talk = facilitated(closed, host, quiet=True)
    said(talk, person, quiet=True)
    draft = syntheses.save_synthesis(
        discussion=talk, by=host, in_short="Lids [1].", body="### Lids\n\nHeavy [1].", conclusions="Heavy."
    )
    representations.ask(discussion=talk, by=host)
    to = addresses.reply_address(person.pk, REPRESENTATION_KIND, draft.pk)
    leaves(talk, person)
    before = sums()

    done = arrives(mail(type(person).objects.get(pk=person.pk), to, "yes"), to)

    assert (done.state, done.reason) == (State.REFUSED, GONE)
    assert changed(before, sums()) <= LEFT
    assert "Lids" not in letters_to(person)[0].text


def test_an_address_that_was_leaked_serves_nobody_else(talk: Discussion, person: Any) -> None:
    """A colleague of the same community, a stranger, and somebody without an account find it in a quote."""
    to = addresses.reply_address(person.pk, REPLY_KIND, talk.pk)
    others = [factories.holder(talk.community, "expert"), factories.person("Sam Outside")]
    before = sums()

    for other in others:
        assert arrives(mail(other, to, "As if I were Mira"), to).state == State.REFUSED

    assert changed(before, sums()) <= LEFT
    assert not letters_to(person)
    texts = [letters_to(other)[0].text.replace(other.get_short_name(), "") for other in others]
    assert texts[0].replace(others[0].email, "") == texts[1].replace(others[1].email, "")
    assert "lid holds" not in texts[1]
