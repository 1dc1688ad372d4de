"""Agreeing to a charter and taking part in a proposal by mail: the same actions, nothing guessed."""

from __future__ import annotations

import datetime
from email.message import EmailMessage
from typing import Any

import pytest

from communities.actions import charters, memberships, proposals
from communities.models import Ballot, CharterAgreement, EventAnswer, Proposal
from communities.queries.charters import draft_of
from communities.tests.makers import announced
from cop_portal.foundation.activity.models import ActivityEntry
from cop_portal.foundation.mail import addresses, inbound
from cop_portal.foundation.mail.models import InboundMail, OutgoingMail
from cop_portal.foundation.permissions import SYSTEM

pytestmark = pytest.mark.django_db
State = InboundMail.State


@pytest.fixture(autouse=True)
def relay(settings: Any) -> None:
    settings.MAIL_TRUSTED_AUTHSERV = "mx.example.org"


def answers(person: Any, to: str, text: str) -> InboundMail:
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = person.email, to, "Re: x"
    message["Message-ID"] = f"<{abs(hash((person.email, to, text)))}@example.org>"
    message["Authentication-Results"] = "mx.example.org; dmarc=pass header.from=example.org"
    message.set_content(
        text + "\n\nOn Mon, 2 Mar 2026 at 09:14, Portal <letter@example.org> wrote:\n> I agree\n"
    )
    found = inbound.receive(message.as_bytes(), envelope_to=to)
    inbound.route_all()
    found.refresh_from_db()
    return found


def published(community: Any, by: Any, rules: str = "Be kind.") -> Any:
    draft = charters.save_draft(
        community=community,
        by=by,
        revision=draft_of(community).revision,
        mission="Water for all.",
        rules=rules,
    )
    return charters.publish(community=community, by=by, revision=draft.revision)


def proposed(community: Any, by: Any, method: str = "consent") -> Proposal:
    return proposals.propose(
        community=community,
        by=by,
        title="Meet monthly",
        text="It is better.",
        about="other",
        method=method,
        days=7,
    )


def reply_to(person: Any, kind: str) -> str:
    """The address that the letter of that kind bears for this person."""
    return OutgoingMail.objects.get(user=person, kind=kind).reply_to


@pytest.mark.parametrize(
    "text", ["I agree", "J’accepte.", "同意", "أوافق", "Согласна", "De acuerdo\n\nGracias"]
)
def test_i_agree_is_agreement_to_exactly_the_version_of_the_letter(
    text: str, community: Any, people: Any, dispatched: Any
) -> None:
    version = published(community, people.coordinator)
    dispatched()
    letter = OutgoingMail.objects.get(user=people.member, kind="communities.charter_published")
    assert letter.letter is not None
    assert "“I agree”" in letter.letter.text

    done = answers(people.member, letter.reply_to, text)

    assert done.state == State.POSTED
    assert CharterAgreement.objects.get(user=people.member).version == version
    assert (
        ActivityEntry.objects.get(verb="communities.charter_agreed", actor=people.member).channel == "email"
    )


def test_a_newer_version_is_not_agreed_to_by_an_older_letter(
    community: Any, people: Any, dispatched: Any
) -> None:
    published(community, people.coordinator)
    dispatched()
    to = reply_to(people.member, "communities.charter_published")
    published(community, people.coordinator, rules="Be kind and quick.")

    done = answers(people.member, to, "I agree")

    assert done.state == State.REFUSED
    assert "A newer version came out." in done.reason
    assert not CharterAgreement.objects.filter(user=people.member).exists()


@pytest.mark.parametrize(
    "text", ["Yes, but the rules?", "I agree\nexcept for the rules", "I do not agree", "👍"]
)
def test_anything_else_agrees_to_nothing_and_is_told_what_to_write(
    text: str, community: Any, people: Any
) -> None:
    version = published(community, people.coordinator)
    to = addresses.reply_address(people.member.pk, "charter", version.pk)

    done = answers(people.member, to, text)

    assert done.state == State.REFUSED
    assert not CharterAgreement.objects.filter(user=people.member).exists()
    assert "“I agree”" in OutgoingMail.objects.get(kind="mail.refused", user=people.member).text


@pytest.mark.parametrize(
    ("method", "text", "choice", "reason"),
    [
        ("consent", "I can live with it", "consent", ""),
        ("consent", "Objection: too often", "objection", "too often"),
        ("consent", "Me abstengo", "abstain", ""),
        ("vote", "Oui\n\nparce que c’est utile", "yes", "parce que c’est utile"),
        ("vote", "لا", "no", ""),
        ("vote", "弃权", "abstain", ""),
    ],
)
def test_a_word_on_the_first_line_is_a_ballot(
    method: str, text: str, choice: str, reason: str, community: Any, people: Any, dispatched: Any
) -> None:
    proposed(community, people.expert, method)
    dispatched()

    done = answers(people.member, reply_to(people.member, "communities.proposal_opened"), text)

    ballot = Ballot.objects.get()
    assert done.state == State.POSTED
    assert (ballot.user, ballot.choice, ballot.reason) == (people.member, choice, reason)


def test_the_last_word_counts_by_mail_and_on_the_page(community: Any, people: Any) -> None:
    found = proposed(community, people.expert, "vote")
    to = addresses.reply_address(people.member.pk, "proposal", found.pk)
    answers(people.member, to, "Yes")
    proposals.cast(proposal=found, by=people.member, choice="no")
    answers(people.member, to, "I abstain")

    assert Ballot.objects.get().choice == "abstain"


@pytest.mark.parametrize("text", ["Maybe", "Yes and no", "I can live with it", "yesterday", ""])
def test_what_is_no_word_of_the_vote_is_not_counted(text: str, community: Any, people: Any) -> None:
    found = proposed(community, people.expert, "vote")

    done = answers(people.member, addresses.reply_address(people.member.pk, "proposal", found.pk), text)

    assert done.state == State.REFUSED
    assert "“Yes”, “No”, “I abstain”" in OutgoingMail.objects.get(kind="mail.refused").text
    assert not Ballot.objects.exists()


def test_an_objection_without_a_reason_is_asked_for_one(community: Any, people: Any) -> None:
    found = proposed(community, people.expert)

    done = answers(people.member, addresses.reply_address(people.member.pk, "proposal", found.pk), "I object")

    assert "Say why you object" in done.reason
    assert not Ballot.objects.exists()


def test_who_left_a_hidden_community_is_not_told_that_it_exists(people: Any) -> None:
    from cop_portal.tests import factories  # needs Django

    hidden = factories.community_with_roles("Hidden", visibility="secret")
    member = factories.joined(hidden, factories.person("Lea Left"))
    coordinator = factories.holder(hidden, "coordinator")
    version, found = published(hidden, coordinator), proposed(hidden, coordinator)
    memberships.remove(membership=hidden.memberships.get(user=member), by=SYSTEM)

    for kind, pk, text in (("charter", version.pk, "I agree"), ("proposal", found.pk, "I abstain")):
        done = answers(member, addresses.reply_address(member.pk, kind, pk), text)
        assert done.reason == "What you answered to is not there any more."
    assert not CharterAgreement.objects.filter(user=member).exists()
    assert not Ballot.objects.exists()


def test_somebody_from_next_door_with_anothers_address_changes_nothing(community: Any, people: Any) -> None:
    version, found = published(community, people.coordinator), proposed(community, people.expert)

    for kind, pk in (("charter", version.pk), ("proposal", found.pk)):
        done = answers(people.stranger, addresses.reply_address(people.member.pk, kind, pk), "I agree")
        assert done.state == State.REFUSED
    assert not Ballot.objects.exists()
    assert not CharterAgreement.objects.exists()


@pytest.mark.parametrize(
    ("text", "answer", "note"),
    [
        ("Yes", "yes", ""),
        ("Oui, merci\n\nMona", "yes", ""),
        ("Oui, mais plus tard\n\nMona", "", ""),
        ("maybe: my flight is late", "maybe", "my flight is late"),
        ("نعم", "yes", ""),
        ("No\n\nI am in the field.\nBest regards\nMona", "no", "I am in the field."),
    ],
)
def test_an_invitation_is_answered_by_one_word(
    text: str, answer: str, note: str, community: Any, people: Any, dispatched: Any
) -> None:
    made = announced(community, people.facilitator)
    dispatched()
    letter = OutgoingMail.objects.get(user=people.member, kind="communities.event_published")
    assert letter.letter is not None
    assert "“Yes”, “Maybe”, “No”" in letter.letter.text

    done = answers(people.member, letter.reply_to, text)

    if answer:
        assert done.state == State.POSTED
        own = EventAnswer.objects.get(event=made)
        assert (own.user, own.answer, own.note) == (people.member, answer, note)
        entry = ActivityEntry.objects.get(verb="communities.event_answered")
        assert entry.channel == "email"
    else:
        assert done.state == State.REFUSED
        assert "Write one of these on the first line" in done.reason


def test_an_invitation_is_told_by_each_readers_clock(community: Any, people: Any, dispatched: Any) -> None:
    people.member.time_zone, people.expert.time_zone = "Asia/Kolkata", "America/Lima"
    for who in (people.member, people.expert):
        who.save()
    begins = datetime.datetime(2027, 6, 1, 7, tzinfo=datetime.UTC)
    announced(community, people.facilitator, begins_at=begins)
    dispatched()

    for who, hours in ((people.member, "12:30–13:30 (Asia/Kolkata)"), (people.expert, "02:00–03:00")):
        letter = OutgoingMail.objects.get(user=who, kind="communities.event_published").letter
        assert letter is not None
        assert hours in letter.text
        assert "10:00–11:00 (Africa/Nairobi)" in letter.text


def test_who_may_not_come_any_more_answers_by_mail_to_nothing(
    community: Any, people: Any, dispatched: Any
) -> None:
    made = announced(community, people.facilitator)
    to = addresses.reply_address(people.member.pk, "event", made.pk)
    memberships.leave(community=community, by=people.member)
    assert answers(people.member, to, "Yes").state == State.REFUSED
    community.visibility = "secret"
    community.save()
    gone = answers(people.member, to, "Yes\n\nplease")
    assert "not there any more" in gone.reason

    assert not EventAnswer.objects.exists()
