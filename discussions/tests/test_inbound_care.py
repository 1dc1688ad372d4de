"""Answers by mail under the same care: slow, locked, held, suspended."""

from __future__ import annotations

from typing import Any

import pytest

from communities.actions import suspensions
from cop_portal.foundation.mail import addresses, inbound
from cop_portal.foundation.mail.models import InboundMail, OutgoingMail
from cop_portal.foundation.mail.tests.test_inbound import arrives, mail
from discussions.actions import moderation
from discussions.enums import REPLY_KIND
from discussions.models import Contribution, Discussion, Draft, HeldPost
from discussions.tests.makers import question, said

pytestmark = pytest.mark.django_db
State = InboundMail.State


@pytest.fixture(autouse=True)
def relay(settings: Any) -> None:
    settings.MAIL_TRUSTED_AUTHSERV = "mx.example.org"


@pytest.fixture
def talk(community: Any, people: Any) -> Discussion:
    return question(community, people.expert, quiet=True)


def answered(person: Any, talk: Any, text: str, **more: Any) -> InboundMail:
    to = addresses.reply_address(person.pk, REPLY_KIND, talk.pk)
    return arrives(mail(person, to, text, **more), to)


def test_slow_mode_refuses_with_when_and_keeps_the_text_as_a_draft(talk: Any, people: Any) -> None:
    moderation.slow_down(discussion=talk, by=people.facilitator, minutes=15)
    said(talk, people.member)

    done = answered(people.member, talk, "A second thought")

    assert done.state == State.REFUSED
    assert "You can contribute again at" in OutgoingMail.objects.get(kind="mail.refused").text
    draft = Draft.objects.get()
    assert (draft.user, draft.place, draft.body) == (
        people.member,
        f"discussion:{talk.pk}",
        "A second thought",
    )
    assert Contribution.objects.count() == 1


def test_a_draft_that_is_being_written_is_not_overwritten(talk: Any, people: Any) -> None:
    moderation.lock(discussion=talk, by=people.facilitator, words="Until Monday")
    Draft.objects.create(user=people.member, place=f"discussion:{talk.pk}", body="Being written")

    done = answered(people.member, talk, "By mail")

    assert done.state == State.REFUSED
    assert "Until Monday" in done.reason
    assert Draft.objects.get().body == "Being written"


def test_a_first_answer_by_mail_waits_once(talk: Any, community: Any, people: Any) -> None:
    moderation.set_care(community=community, by=people.facilitator, hold_first=1, slow_minutes=0)

    for _delivery in range(2):
        answered(people.member, talk, "My first word")

    held = HeldPost.objects.get()
    assert (held.author, held.channel, held.body) == (people.member, "email", "My first word")
    assert not Contribution.objects.exists()


def test_the_address_of_who_is_suspended_posts_nothing_until_it_is_lifted(
    talk: Any, community: Any, people: Any
) -> None:
    row = suspensions.suspend(user=people.member, community=community, by=people.facilitator, reason="Spam")
    assert answered(people.member, talk, "While suspended").state == State.REFUSED
    suspensions.lift(suspension=row, by=people.facilitator)
    assert answered(people.member, talk, "Again a member").state == State.POSTED

    whole = suspensions.suspend(user=people.member, by=people.administrator, reason="Spam")
    assert answered(people.member, talk, "From outside").state == State.REFUSED
    suspensions.lift(suspension=whole, by=people.administrator)
    assert answered(people.member, talk, "Back").state == State.POSTED

    assert [row.body for row in talk.contributions.order_by("number")] == ["Again a member", "Back"]


def test_a_mail_that_waits_for_a_word_dies_with_the_membership(
    talk: Any, community: Any, people: Any
) -> None:
    held = answered(people.member, talk, "Mine", proven=False)
    assert held.state == State.HELD
    suspensions.suspend(user=people.member, community=community, by=people.facilitator, reason="Spam")

    member = type(people.member).objects.get(pk=people.member.pk)
    assert inbound.confirm_held(mail_id=held.pk, by=member).state == State.REFUSED

    assert not Contribution.objects.exists()


def test_a_hidden_discussion_is_answered_like_one_that_is_gone(talk: Any, people: Any) -> None:
    moderation.hide(discussion=talk, by=people.facilitator, words="Advertising")

    done = answered(people.member, talk, "Hello?")

    assert done.state == State.REFUSED
    assert "not there any more" in done.reason
