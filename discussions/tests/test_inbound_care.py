"""Answers by mail under the same care: slow, locked, held, suspended."""

from __future__ import annotations

from typing import Any

import pytest

from communities.actions import suspensions
from cop_portal.foundation.mail import addresses, inbound
from cop_portal.foundation.mail.models import InboundMail, OutgoingMail
from cop_portal.foundation.mail.tests.test_inbound import arrives, mail
from discussions.actions import holds, moderation
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


def test_a_first_answer_by_mail_waits_with_its_file_and_what_it_quoted(
    talk: Any, community: Any, people: Any
) -> None:
    moderation.set_care(community=community, by=people.facilitator, hold_first=1, slow_minutes=0)
    to = addresses.reply_address(people.member.pk, REPLY_KIND, talk.pk)
    text = "Mine.\n\nOn Mon, 2 Mar 2026 at 09:14, Sam <sam@example.org> wrote:\n> Old words.\n"
    letter = mail(people.member, to, text)
    letter.add_attachment(b"%PDF-1.4\n%%EOF", maintype="application", subtype="pdf", filename="plan.pdf")
    arrives(letter, to)

    holds.release(held=HeldPost.objects.get(), by=people.facilitator)

    made = Contribution.objects.get()
    assert (made.body, made.attachments.get().name) == ("Mine.", "plan.pdf")
    assert "Old words." in made.quoted


def test_a_first_mail_that_begins_something_waits_with_its_files_and_what_it_quoted(
    community: Any, people: Any
) -> None:
    moderation.set_care(community=community, by=people.facilitator, hold_first=1, slow_minutes=0)
    text = "The pump.\n\nOn Mon, 2 Mar 2026 at 09:14, Sam <sam@example.org> wrote:\n> Old words.\n"
    to = community.mail_address
    letter = mail(people.member, to, text, Subject="Pump")
    letter.add_attachment(b"%PDF-1.4\n%%EOF", maintype="application", subtype="pdf", filename="plan.pdf")
    for way in ("one", "two"):
        letter["X-Way"] = way
        arrives(letter, to)

    held = HeldPost.objects.get()
    assert (held.title, held.body) == ("Pump", "The pump.")
    assert not Discussion.objects.exists()
    holds.release(held=held, by=people.facilitator)
    letter["X-Way"] = "three"
    arrives(letter, to)

    talk = Discussion.objects.get()
    assert "Old words." in talk.quoted
    assert talk.contributions.get().attachments.get().name == "plan.pdf"


def test_with_more_files_than_a_first_mail_may_carry_its_author_hears_so(community: Any, people: Any) -> None:
    moderation.set_care(community=community, by=people.facilitator, hold_first=1, slow_minutes=0)
    letter = mail(people.member, community.mail_address, "Four.", Subject="Pump")
    for number in range(4):
        letter.add_attachment(
            f"{number}".encode(), maintype="text", subtype="plain", filename=f"{number}.txt"
        )

    assert arrives(letter, community.mail_address).state == State.REFUSED
    assert "at most 3 files" in OutgoingMail.objects.get(kind="mail.refused").text
    assert not HeldPost.objects.exists()


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
