"""A mail is the answer to the contribution that it names, as an answer on the page is."""

from __future__ import annotations

from typing import Any

import pytest

from cop_portal.foundation.activity.models import ActivityEntry
from cop_portal.foundation.mail import addresses
from cop_portal.foundation.mail.inbound import Reply
from cop_portal.foundation.mail.models import InboundMail, OutgoingMail
from cop_portal.foundation.mail.parsing import ParsedMail
from cop_portal.tests import factories
from discussions.actions import contributions, moderation
from discussions.actions.imports import identity_of
from discussions.enums import REPLY_KIND
from discussions.inbound import contribute_by_mail
from discussions.models import Contribution, Discussion, ListMessage
from discussions.tests.makers import facilitated, question, said
from discussions.tests.test_inbound import arrives, mail

pytestmark = pytest.mark.django_db
STATEMENTS = 12


@pytest.fixture(autouse=True)
def relay(settings: Any) -> None:
    settings.MAIL_TRUSTED_AUTHSERV = "mx.example.org"


def letter_about(made: Contribution, person: Any) -> str:
    entry = ActivityEntry.objects.get(verb="discussions.contribution_added", target_id=made.pk)
    return OutgoingMail.objects.get(key=f"notice:{entry.pk}:{person.pk}").message_id


def answer(person: Any, talk: Discussion, words: str, *references: str) -> Contribution:
    mail = ParsedMail(message_id=f"<{words}@x>", written=words, in_reply_to=list(references))
    contribute_by_mail(Reply(person, talk.pk, mail))
    return Contribution.objects.select_related("discussion", "parent").get(body=words)


@pytest.fixture
def talk(community: Any, people: Any, dispatched: Any) -> Discussion:
    made = question(community, people.expert)
    dispatched()
    return made


def test_the_answer_to_a_letter_names_what_it_answers(talk: Any, people: Any, dispatched: Any) -> None:
    one, _two = said(talk, people.member, "One"), said(talk, people.member, "Two")
    dispatched()
    to = addresses.reply_address(people.expert.pk, REPLY_KIND, talk.pk)

    letter = mail(
        people.expert.email, to, "Re: One", "By mail.", In_Reply_To=letter_about(one, people.expert)
    )
    assert arrives(letter, to).state == InboundMail.State.POSTED
    bare = answer(people.expert, talk, "Bare")
    thread = answer(people.expert, talk, "Thread", f"<{talk.mail_thread}@reply.example.org>")

    made = Contribution.objects.select_related("parent").get(body="By mail.")
    assert (made.parent, made.parent_number, made.discussion) == (one, 1, talk)
    added = ActivityEntry.objects.get(verb="discussions.contribution_added", target_id=made.pk)
    assert added.facts["parent_author_id"] == people.member.pk
    assert (bare.parent, thread.parent) == (None, None)


def test_it_stands_on_the_guiding_question_of_what_it_answers(
    community: Any, people: Any, dispatched: Any
) -> None:
    talk = facilitated(community, people.facilitator)
    dispatched()
    one = said(talk, people.member, "One", question_number=2)
    dispatched()

    made = answer(people.facilitator, talk, "By mail", letter_about(one, people.facilitator))

    assert (made.parent, made.question_number) == (one, 2)


def test_what_is_withdrawn_or_hidden_since_is_not_named(talk: Any, people: Any, dispatched: Any) -> None:
    gone, hidden = said(talk, people.member, "Gone"), said(talk, people.member, "Hidden")
    dispatched()
    letters = [letter_about(one, people.expert) for one in (gone, hidden)]
    contributions.withdraw(contribution=gone, by=people.member)
    moderation.hide(discussion=talk, contribution=hidden, by=people.facilitator, words="Not here.")

    made = [answer(people.expert, talk, f"Answer {n}", letter) for n, letter in enumerate(letters)]

    assert [(one.discussion, one.parent) for one in made] == [(talk, None), (talk, None)]


def test_a_letter_to_somebody_else_names_nothing(
    talk: Any, neighbour: Any, people: Any, dispatched: Any
) -> None:
    """Whoever has another's letter, or one of a closed community next door: it stays where it was sent."""
    one = said(talk, people.member, "One")
    inside = question(neighbour, people.stranger)
    other = factories.joined(neighbour, people.facilitator)
    dispatched()
    private = said(inside, other, "Inside")
    dispatched()

    foreign = answer(people.guest, talk, "Foreign", letter_about(one, people.expert))
    closed = answer(people.guest, talk, "Closed", letter_about(private, people.stranger))

    assert [(made.discussion, made.parent) for made in (foreign, closed)] == [(talk, None), (talk, None)]


def test_a_mail_to_the_community_answers_what_it_names_in_that_discussion(
    community: Any, people: Any, dispatched: Any
) -> None:
    """A member's own mail, a letter of ours, a message of the list of old; the mail that began it is its first text."""
    to = community.mail_address
    opening = mail(people.expert.email, to, "Pumps")
    arrives(opening, to)
    talk = Discussion.objects.get()
    dispatched()
    first = mail(people.member.email, to, "Re: Pumps", "One.", In_Reply_To=opening["Message-ID"])
    arrives(first, to)
    dispatched()
    one = Contribution.objects.get(body="One.")
    ListMessage.objects.create(
        community=community, identity=identity_of("old@list.example"), discussion=talk, contribution=one
    )
    references = (first["Message-ID"], letter_about(one, people.expert), "<old@list.example>")
    for number, reference in enumerate(references):
        arrives(mail(people.expert.email, to, "Re: Pumps", f"To one {number}.", In_Reply_To=reference), to)

    assert one.parent is None
    parents = talk.contributions.filter(body__startswith="To one").order_by("number")
    assert [made.parent for made in parents] == [one, one, one]
    assert Discussion.objects.count() == 1


def test_who_is_not_inside_answers_nothing_by_naming_it(talk: Any, community: Any, people: Any) -> None:
    arrives(
        mail(
            people.stranger.email,
            community.mail_address,
            "Re: Which pump",
            References=f"<{talk.mail_thread}@reply.example.org>",
        ),
        community.mail_address,
    )

    assert not talk.contributions.exists()


@pytest.mark.parametrize("rows", [1, 3])
def test_what_is_named_is_found_by_as_many_statements_in_a_long_discussion(
    rows: int, talk: Any, people: Any, dispatched: Any, django_assert_num_queries: Any
) -> None:
    told = [said(talk, people.member, f"Word {n}") for n in range(rows)]
    dispatched()
    letter = letter_about(told[0], people.expert)
    plain = ParsedMail(message_id="<1@x>", written="Plain")
    named = ParsedMail(message_id="<2@x>", written="Named", in_reply_to=[letter])

    with django_assert_num_queries(STATEMENTS):
        contribute_by_mail(Reply(people.expert, talk.pk, plain))
    with django_assert_num_queries(STATEMENTS + 2):
        contribute_by_mail(Reply(people.expert, talk.pk, named))
    assert Contribution.objects.get(body="Named").parent == told[0]
