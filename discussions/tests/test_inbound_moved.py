"""A mail to a community that answers what was merged or moved goes on there, for those who may read there."""

from __future__ import annotations

from typing import Any

import pytest

from cop_portal.foundation.activity.models import ActivityEntry
from cop_portal.foundation.mail.models import InboundMail, OutgoingMail
from cop_portal.tests import factories
from discussions.actions import moves
from discussions.actions.imports import identity_of
from discussions.models import Contribution, Discussion, Draft, ListMessage
from discussions.tests.makers import question, said
from discussions.tests.test_inbound import arrives, mail, sentence_to

pytestmark = pytest.mark.django_db
State = InboundMail.State
WHY = "The same question."


@pytest.fixture(autouse=True)
def relay(settings: Any) -> None:
    settings.MAIL_TRUSTED_AUTHSERV = "mx.example.org"


@pytest.fixture
def talk(community: Any, people: Any) -> Discussion:
    return question(community, people.expert, title="Old")


def root(talk: Discussion) -> str:
    return f"<discussion.{talk.pk}@reply.example.org>"


def written(person: Any, to: Any, text: str, reference: str) -> InboundMail:
    letter = mail(person.email, to.mail_address, "Re: Old", text, In_Reply_To=reference)
    return arrives(letter, to.mail_address)


def made(text: str) -> Contribution:
    return Contribution.objects.select_related("discussion", "parent").get(body=text)


def test_what_was_merged_goes_on_where_it_went_and_names_what_it_answers(
    community: Any, people: Any, dispatched: Any
) -> None:
    """By the thread's own id, by the mail that began it, by a mail that answered it, by a letter of ours."""
    to = community.mail_address
    opening = mail(people.expert.email, to, "Old", "Which one?")
    opening.add_attachment(b"A plan", maintype="text", subtype="plain", filename="plan.txt")
    arrives(opening, to)
    old, new = Discussion.objects.get(), question(community, people.guest, title="New")
    dispatched()
    first = mail(people.member.email, to, "Re: Old", "One.", In_Reply_To=opening["Message-ID"])
    arrives(first, to)
    dispatched()
    entry = ActivityEntry.objects.get(
        verb="discussions.contribution_added", target_id=Contribution.objects.get(body="One.").pk
    )
    letter = OutgoingMail.objects.get(key=f"notice:{entry.pk}:{people.expert.pk}").message_id
    moves.merge(discussion=old, into=new, by=people.facilitator, reason=WHY)

    references = (root(old), opening["Message-ID"], first["Message-ID"], letter)
    for number, reference in enumerate(references):
        assert written(people.expert, community, f"Answer {number}.", reference).state == State.POSTED

    begun, one = new.contributions.get(body__contains="Which one?"), made("One.")
    answers = [made(f"Answer {number}.") for number in range(4)]
    assert [answer.discussion for answer in answers] == [new] * 4
    assert [answer.parent for answer in answers] == [begun, begun, one, one]
    assert Discussion.objects.count() == 2


def test_what_was_moved_goes_on_in_the_other_community(
    talk: Discussion, community: Any, neighbour: Any, people: Any
) -> None:
    both = factories.joined(neighbour, people.facilitator, "facilitator")
    one = said(talk, people.member, "One")
    listed = {"community": community, "discussion": talk, "contribution": one}
    ListMessage.objects.create(identity=identity_of("old@list.example"), **listed)
    moves.move(discussion=talk, to=neighbour, by=both, reason=WHY)

    assert written(both, community, "By its id.", root(talk)).state == State.POSTED
    assert written(both, community, "By the list.", "<old@list.example>").state == State.POSTED

    assert [made(text).discussion for text in ("By its id.", "By the list.")] == [talk, talk]
    assert (made("By its id.").parent, made("By the list.").parent) == (None, one)
    assert made("By its id.").community == neighbour
    assert Discussion.objects.count() == 1


def test_merged_and_then_moved_it_is_found_where_it_ended(
    talk: Discussion, community: Any, neighbour: Any, people: Any
) -> None:
    both = factories.joined(neighbour, people.facilitator, "facilitator")
    new = question(community, people.guest, title="New")
    moves.merge(discussion=talk, into=new, by=both, reason=WHY)
    moves.move(discussion=new, to=neighbour, by=both, reason=WHY)

    written(both, community, "Here?", root(talk))

    assert made("Here?").discussion == new


def test_to_who_may_not_read_where_it_went_it_is_one_that_never_was(
    talk: Discussion, community: Any, neighbour: Any, people: Any
) -> None:
    moves.move(
        discussion=talk,
        to=neighbour,
        by=factories.joined(neighbour, people.facilitator, "facilitator"),
        reason=WHY,
    )

    assert written(people.member, community, "Still there?", root(talk)).state == State.POSTED
    assert written(people.stranger, community, "Let me in.", root(talk)).state == State.REFUSED

    assert not talk.contributions.exists()
    assert community.discussions.get().body == "Still there?"


def test_who_may_read_there_and_not_write_hears_why_and_begins_nothing(
    talk: Discussion, community: Any, people: Any
) -> None:
    other = factories.community_with_roles("Sanitation")
    both = factories.joined(other, people.facilitator, "facilitator")
    moves.move(discussion=talk, to=other, by=both, reason=WHY)

    assert written(people.member, community, "My answer.", root(talk)).state == State.REFUSED

    assert "Only members of Sanitation can do this." in sentence_to(people.member.email)
    assert Draft.objects.get(user=people.member).body == "My answer."
    assert Discussion.objects.count() == 1
    assert not Contribution.objects.exists()


def test_what_was_merged_next_door_leads_nowhere(community: Any, neighbour: Any, people: Any) -> None:
    both = factories.joined(community, people.stranger)
    old, new = (question(neighbour, people.stranger, title=title) for title in ("Old", "New"))
    holder = factories.holder(neighbour, "facilitator")
    moves.merge(discussion=old, into=new, by=holder, reason=WHY)

    written(both, community, "Mine.", root(old))

    assert not new.contributions.filter(body="Mine.").exists()
    assert community.discussions.get().body == "Mine."
