"""A letter that gathers says of each resource who confirmed it, as it is that day and as the reader may know."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from django.utils import timezone

from cop_portal.foundation.activity.models import ActivityEntry
from cop_portal.foundation.mail.models import OutgoingMail
from cop_portal.foundation.notifications import digests
from cop_portal.foundation.notifications.models import Notice
from knowledge_base.queries.letters import trust_of_told
from knowledge_base.tests.makers import published

pytestmark = pytest.mark.django_db


def told(who: Any, page: Any, kind: str = "knowledge_base.published", more: str = "") -> Notice:
    entry = ActivityEntry.objects.create(verb="test.happened", community=page.community)
    return Notice.objects.create(
        user=who,
        entry=entry,
        community=page.community,
        title=f"New: {page.title}",
        url=page.url + more,
        frequency="daily",
        kind=kind,
        created_at=timezone.now() - datetime.timedelta(days=2),
    )


def test_the_daily_letter_says_who_confirmed_it_in_both_of_its_forms(community: Any, people: Any) -> None:
    told(people.member, published(community, title="Pumps"))

    digests.send_due(timezone.now())

    mail = OutgoingMail.objects.get(user=people.member)
    for body in (mail.text, mail.html):
        assert f"Confirmed by {people.knowledge_manager.name} on" in body


@pytest.mark.parametrize("number", [1, 3])
def test_it_is_asked_once_for_all_and_of_what_the_reader_may_read(
    number: int, community: Any, neighbour: Any, people: Any, django_assert_num_queries: Any
) -> None:
    notices = [
        told(people.member, published(community, title=f"Page {n}"), more="?x#c") for n in range(number)
    ]
    notices.append(told(people.member, published(neighbour, title="Hidden", sharing="community")))

    with django_assert_num_queries(1):
        said = trust_of_told(people.member, notices)

    assert set(said) == {one.pk for one in notices[:-1]}
    assert all(words().startswith("Confirmed by") for words in said.values())


def test_a_letter_without_the_library_asks_nothing(
    community: Any, people: Any, django_assert_num_queries: Any
) -> None:
    notice = told(people.member, published(community), kind="discussions.started")

    with django_assert_num_queries(0):
        assert trust_of_told(people.member, [notice]) == {}
