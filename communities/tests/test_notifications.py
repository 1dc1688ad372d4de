"""What people are told about communities: to whom, in which words, and never to the actor."""

from __future__ import annotations

from typing import Any

import pytest

from communities.actions import charters, memberships
from communities.enums import JoinPolicy
from communities.models import Community, Membership
from cop_portal.foundation.mail.models import OutgoingMail
from cop_portal.foundation.notifications.models import Notice
from cop_portal.tests import factories

pytestmark = pytest.mark.django_db


def told(kind: str) -> dict[Any, Notice]:
    return {notice.user: notice for notice in Notice.objects.filter(kind=f"communities.{kind}")}


def test_a_request_is_told_to_those_who_may_answer_it(
    neighbour: Any, make_person: Any, dispatched: Any
) -> None:
    where = factories.community_with_roles("Health", join_policy=JoinPolicy.REQUEST)
    who = make_person("Nia New")
    memberships.request_membership(community=where, by=who, brings="A budget", seeks="Advice")

    dispatched()

    found = told("join_requested")
    assert {user.name for user in found} == {"Health Coordinator", "Health Facilitator"}
    assert {notice.title for notice in found.values()} == {"Nia New asks to join Health"}
    assert {notice.detail for notice in found.values()} == {"A budget. Advice"}
    assert OutgoingMail.objects.filter(kind="communities.join_requested").count() == 2


@pytest.mark.parametrize(
    ("answer", "kind", "title"),
    [
        ("welcome", "welcomed", "Welcome to Water"),
        ("decline", "declined", "Your request to join Water was declined"),
    ],
)
def test_the_person_hears_the_answer(
    answer: str, kind: str, title: str, community: Any, people: Any, dispatched: Any
) -> None:
    asked = Membership.objects.create(community=community, user=people.stranger, state="requested")
    getattr(memberships, answer)(membership=asked, by=people.facilitator)

    dispatched()
    dispatched()

    assert {user: notice.title for user, notice in told(kind).items()} == {people.stranger: title}
    assert OutgoingMail.objects.filter(user=people.stranger).count() == 1


def test_who_joins_by_themselves_is_welcomed_once(community: Any, make_person: Any, dispatched: Any) -> None:
    who = make_person()
    for _twice in range(2):
        memberships.join(community=community, by=who)

    dispatched()
    dispatched()

    assert list(told("welcomed")) == [who]
    assert OutgoingMail.objects.filter(user=who).count() == 1


def test_an_invitation_leads_to_the_page_where_it_is_accepted(
    community: Any, people: Any, dispatched: Any
) -> None:
    memberships.invite(community=community, user=people.stranger, by=people.facilitator)

    dispatched()

    assert {user: notice.url for user, notice in told("invited").items()} == {
        people.stranger: "/communities/water/join/"
    }


def test_who_gets_a_role_is_told_in_their_language(community: Any, people: Any, dispatched: Any) -> None:
    type(people.member).objects.filter(pk=people.member.pk).update(language="ar")
    memberships.give_role(community=community, user=people.member, role="expert", by=people.coordinator)

    dispatched()

    notice = told("role_given")[people.member]
    mail = OutgoingMail.objects.get(user=people.member)
    assert notice.url == "/my/desk/"
    assert "Water" in notice.title
    assert mail.letter.language == "ar"


def test_a_charter_is_put_to_members_at_once_but_not_to_its_author(
    community: Any, people: Any, dispatched: Any
) -> None:
    charters.save_draft(community=community, by=people.coordinator, revision=1, mission="Why", rules="How")
    charters.publish(community=community, by=people.coordinator, changes="The first")

    dispatched()

    found = told("charter_published")
    assert set(found) == {
        people.facilitator, people.expert, people.knowledge_manager, people.member, people.guest
    }  # fmt: skip
    assert {notice.frequency for notice in found.values()} == {"instant"}
    assert OutgoingMail.objects.count() == 5


def test_what_is_gone_in_the_meantime_is_not_told(people: Any, dispatched: Any) -> None:
    where = factories.community_with_roles("Health", join_policy=JoinPolicy.REQUEST)
    asked = memberships.request_membership(community=where, by=people.stranger)
    Membership.objects.filter(pk=asked.pk).delete()

    dispatched()

    assert Community.objects.filter(pk=where.pk).exists()
    assert told("join_requested") == {}
