"""After two communities merged, each address of the one that closed still answers."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from django.utils import timezone

from communities.actions import transformations
from communities.models import Community, Membership
from cop_portal.foundation.mail import addresses
from cop_portal.foundation.mail.models import InboundMail
from cop_portal.tests import factories
from discussions.enums import REPLY_KIND
from discussions.models import Contribution, Discussion
from discussions.tests.makers import question, said
from discussions.tests.test_inbound import arrives, mail, sentence_to

pytestmark = pytest.mark.django_db
State = InboundMail.State


@pytest.fixture(autouse=True)
def relay(settings: Any) -> None:
    settings.MAIL_TRUSTED_AUTHSERV = "mx.example.org"


@pytest.fixture
def said_before(community: Any, people: Any) -> Contribution:
    return said(question(community, people.expert), people.member, "Grease them.")


@pytest.fixture
def other(community: Any, people: Any, said_before: Contribution) -> Community:
    """Health, into which Water was merged today."""
    other = factories.community_with_roles("Health")
    day = timezone.localdate() + datetime.timedelta(days=14)
    step = transformations.propose(
        community=community, kind="merge", by=people.coordinator, into=other, reason="One subject",
        lessons="Listen first", library_owner=people.coordinator, on_date=day,
    )  # fmt: skip
    transformations.answer(step=step, by=factories.holder(other, "coordinator"), yes=True)
    transformations.carry_out_due(day)
    community.refresh_from_db()
    assert community.is_archived
    return other


def test_its_pages_and_those_of_what_was_said_answer(
    community: Any, people: Any, other: Community, said_before: Contribution, sign_in: Any
) -> None:
    browser = sign_in(people.member)
    talk = said_before.discussion

    for path in ("", "about/", "charter/", "people/", "discussions/", "library/", "newsletter/", "events/"):
        page = browser.get(f"/communities/{community.slug}/{path}")
        assert page.status_code == 200, path
        assert other.get_absolute_url().encode() in page.content, path
    assert b"Grease them." in browser.get(talk.get_absolute_url()).content
    for address in (f"/contributions/{said_before.pk}/", f"{talk.get_absolute_url()}contributions/1/"):
        assert browser.get(address).headers["Location"] == f"{talk.get_absolute_url()}#c1"
    assert browser.get(f"/people/{people.expert.pk}/").status_code == 200


def test_its_mail_address_says_where_to_write_now(community: Any, people: Any, other: Community) -> None:
    done = arrives(mail(people.member.email, community.mail_address, "Pumps"), community.mail_address)

    assert done.state == State.REFUSED
    assert f"Water went into Health. Members of it write to {other.mail_address} now." in sentence_to(
        people.member.email
    )
    assert Discussion.objects.count() == 1


def test_who_may_not_know_of_the_other_one_learns_only_that_it_is_closed(
    community: Any, people: Any, other: Community
) -> None:
    Community.objects.filter(pk=other.pk).update(visibility="secret")
    Membership.objects.filter(community=other, user=people.member).delete()  # was not invited there
    outsider = people.member

    arrives(mail(outsider.email, community.mail_address, "Pumps"), community.mail_address)

    assert "Health" not in sentence_to(outsider.email)
    assert "archived" in sentence_to(outsider.email)


def test_the_address_of_a_letter_answers_its_reader_in_words_and_posts_nothing(
    people: Any, other: Community, said_before: Contribution
) -> None:
    to = addresses.reply_address(people.expert.pk, REPLY_KIND, said_before.discussion_id)

    done = arrives(mail(people.expert.email, to, "Re: Which pump lasts?"), to)

    assert done.state == State.REFUSED
    assert "archived" in sentence_to(people.expert.email)
    assert Contribution.objects.count() == 1


def test_the_other_one_takes_what_its_members_write(other: Community) -> None:
    coordinator = factories.holder(other, "coordinator")

    done = arrives(mail(coordinator.email, other.mail_address, "Pumps"), other.mail_address)

    assert done.state == State.POSTED
    assert Discussion.objects.get(title="Pumps").community == other
