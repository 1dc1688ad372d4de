"""Naming people with @: the right ones, once, and never somebody the writer may not see."""

from __future__ import annotations

from typing import Any

import pytest

from cop_portal.foundation.mail.models import OutgoingMail
from cop_portal.foundation.notifications.models import Notice
from cop_portal.tests.factories import joined
from discussions.actions import contributions, subscriptions
from discussions.models import Mention
from discussions.tests.makers import question, said

pytestmark = pytest.mark.django_db
KIND = "discussions.mentioned"


def told(person: Any) -> list[str]:
    return list(Notice.objects.filter(user=person).values_list("kind", flat=True))


@pytest.fixture
def amina(community: Any, make_person: Any) -> Any:
    return joined(community, make_person("Amina Wanjiru"))


def test_who_is_named_is_told_once_and_by_mail_and_the_name_leads_to_the_profile(
    community: Any, people: Any, amina: Any, dispatched: Any
) -> None:
    talk = question(community, people.expert)
    dispatched()
    subscriptions.follow(discussion=talk, by=amina, frequency="instant")
    Notice.objects.all().delete()

    made = said(talk, people.member, "Ask **@Amina Wanjiru**, or @amina wanjiru again.")
    dispatched()

    assert f'<a href="/people/{amina.pk}/" rel="nofollow noopener ugc">@Amina Wanjiru</a>' in made.body_html
    assert Mention.objects.get().user == amina
    assert told(amina) == [KIND]
    mail = OutgoingMail.objects.filter(user=amina).latest("pk")
    assert mail.letter.kind == KIND


def test_a_first_name_that_only_one_reader_has_is_enough(community: Any, people: Any, amina: Any) -> None:
    said(question(community, people.expert), people.member, "Perhaps @Amina?")

    assert Mention.objects.get().user == amina


def test_a_name_of_two_people_names_nobody_until_it_is_clear(
    community: Any, people: Any, amina: Any, make_person: Any
) -> None:
    other = joined(community, make_person("Amina Wanjiru", email="other@example.org"))
    talk = question(community, people.expert)

    said(talk, people.member, "Ask @Amina Wanjiru.")
    assert not Mention.objects.exists()

    made = said(talk, people.member, f"Ask @Amina Wanjiru#{other.pk}.")
    assert Mention.objects.get().user == other
    assert ">@Amina Wanjiru</a>." in made.body_html


def test_nobody_is_named_whom_the_writer_may_not_see_or_who_may_not_read(
    neighbour: Any, people: Any, make_person: Any, dispatched: Any
) -> None:
    """In the closed community next door: people of Water may not read, guests elsewhere are not seen."""
    from cop_portal.tests.factories import people_of

    writer = people_of(neighbour).member
    talk = question(neighbour, writer)

    for outsider in (people.expert, make_person("Nadia Outside")):
        made = said(talk, writer, f"Ask @{outsider.name} or @{outsider.name}#{outsider.pk}.")
        assert "<a " not in made.body_html
    dispatched()

    assert not Mention.objects.exists()
    assert KIND not in told(people.expert)


def test_an_address_a_link_and_a_quotation_name_nobody(community: Any, people: Any, amina: Any) -> None:
    talk = question(community, people.expert)

    said(talk, people.member, "amina@Amina.example, https://a.example/@Amina and\n\n> ask @Amina Wanjiru")

    assert not Mention.objects.exists()


def test_who_is_named_in_a_change_is_told_then_and_who_is_taken_out_is_not_told(
    community: Any, people: Any, amina: Any, dispatched: Any
) -> None:
    talk = question(community, people.expert)
    made = said(talk, people.member, f"Ask @{people.guest.name}.")
    contributions.edit(contribution=made, by=people.member, body="Ask @Amina Wanjiru.")
    dispatched()
    contributions.edit(contribution=made, by=people.member, body="Ask @Amina Wanjiru, please.")
    dispatched()

    assert told(amina).count(KIND) == 1
    assert KIND not in told(people.guest)


def test_a_mute_of_the_discussion_keeps_the_notice_and_sends_no_letter(
    community: Any, people: Any, amina: Any, dispatched: Any
) -> None:
    talk = question(community, people.expert)
    dispatched()
    subscriptions.follow(discussion=talk, by=amina, frequency="never")

    said(talk, people.member, "Ask @Amina Wanjiru.")
    dispatched()

    assert Notice.objects.get(user=amina, kind=KIND).frequency == "never"
    assert not OutgoingMail.objects.filter(user=amina).exists()


def test_the_text_that_begins_a_discussion_names_people_too(
    community: Any, people: Any, amina: Any, dispatched: Any
) -> None:
    talk = question(community, people.member, body="@Amina Wanjiru may know.")
    dispatched()

    assert f'href="/people/{amina.pk}/"' in talk.body_html
    assert told(amina) == [KIND]


def test_a_text_without_names_asks_nothing(
    community: Any, people: Any, django_assert_num_queries: Any
) -> None:
    from discussions.actions import mentions

    with django_assert_num_queries(0):
        assert mentions.named_in("No names.", by=people.member, community=community) == {}
