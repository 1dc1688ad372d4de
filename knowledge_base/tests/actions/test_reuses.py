"""Adopted by: told once, told on, taken back, asked about, and never told farther out than it was said."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from cop_portal.foundation.accounts import actions as accounts
from cop_portal.foundation.accounts.models import Office
from cop_portal.foundation.activity.models import ActivityEntry
from cop_portal.foundation.notifications.models import Notice
from cop_portal.foundation.permissions import Denied
from cop_portal.tests.factories import people_of
from knowledge_base.actions import resources, reuses
from knowledge_base.enums import Sharing
from knowledge_base.models import Credit, ResourcePage, Reuse, ReuseQuestion, UsefulResource
from knowledge_base.tests.makers import moved, published

pytestmark = pytest.mark.django_db
DAY = datetime.timedelta(days=1)


def told_to(kind: str) -> set[int]:
    return set(Notice.objects.filter(kind=f"knowledge_base.{kind}").values_list("user_id", flat=True))


def test_a_use_keeps_office_country_and_name_of_its_day(community: Any, people: Any) -> None:
    office = Office.objects.create(
        name="Kenya", city="Nairobi", country="Kenya", level="country", time_zone="UTC"
    )
    accounts.assign_post(user=people.member, office=office, title="Officer")
    page = published(community)

    told = reuses.note(resource=page, by=people.member, where="Garissa", changed="Half the rope")

    assert (told.office, told.country, told.name) == (office, "Kenya", "Mona Member")
    people.member.delete()
    told.refresh_from_db()
    assert (told.user, told.shown_name) == (None, "Mona Member")


def test_what_came_of_it_is_added_later_by_its_author_alone_and_told_once(
    community: Any, people: Any, dispatched: Any
) -> None:
    page = published(community, by=people.expert)
    told = reuses.note(resource=page, by=people.member, where="Garissa")

    with pytest.raises(Denied):
        reuses.change(reuse=told, by=people.knowledge_manager, where="Garissa", result="Mine")
    for _again in range(2):
        reuses.change(reuse=told, by=people.member, where="Garissa", result="It held for a year.")
    dispatched()

    told.refresh_from_db()
    assert told.result == "It held for a year."
    assert told.result_at is not None
    assert Notice.objects.filter(kind="knowledge_base.reused", user=people.expert).count() == 2
    assert Notice.objects.filter(title__contains="tells what came of", user=people.expert).count() == 1


def test_a_place_is_told_once_also_when_another_becomes_it(community: Any, people: Any) -> None:
    page = published(community)
    reuses.note(resource=page, by=people.member, where="Garissa")
    other = reuses.note(resource=page, by=people.member, where="Wajir")

    with pytest.raises(ValidationError):
        reuses.change(reuse=other, by=people.member, where="Garissa")

    assert Reuse.objects.filter(where="Wajir").exists()


def test_taken_back_twice_is_once_and_counts_no_more(community: Any, people: Any) -> None:
    page = published(community)
    told = reuses.note(resource=page, by=people.member, where="Garissa")
    with pytest.raises(Denied):
        reuses.withdraw(reuse=told, by=people.expert)

    for _again in range(2):
        reuses.withdraw(reuse=told, by=people.member)

    page.refresh_from_db()
    assert page.reuse_count == 0
    assert ActivityEntry.objects.filter(verb="knowledge_base.reuse_withdrawn").count() == 1


def test_owner_and_credited_people_hear_of_it_if_they_may_still_read_it(
    neighbour: Any, people: Any, dispatched: Any
) -> None:
    inner = people_of(neighbour)
    page = published(neighbour, by=inner.expert, sharing=Sharing.COMMUNITY)
    for who in (inner.facilitator, people.member):  # the second one is from next door
        Credit.objects.create(resource=page, user=who, name=who.name)

    reuses.note(resource=page, by=inner.member, where="Garissa")
    dispatched()

    assert told_to("reused") == {inner.expert.pk, inner.facilitator.pk}


def useful_long_ago(page: ResourcePage, who: Any, days: int = 70) -> None:
    resources.mark_useful(resource=page, by=who)
    UsefulResource.objects.filter(resource=page, user=who).update(at=timezone.now() - days * DAY)


def test_who_found_it_useful_is_asked_once_and_one_thing_at_a_time(
    community: Any, people: Any, dispatched: Any
) -> None:
    first, second = published(community, title="One"), published(community, title="Two")
    for page in (first, second):
        useful_long_ago(page, people.member)
    useful_long_ago(first, people.expert, days=5)
    useful_long_ago(first, people.facilitator)
    reuses.note(resource=first, by=people.facilitator, where="Lima")

    weeks = [timezone.now() + number * 7 * DAY for number in range(3)]
    # A run that was killed is done again in its week, and asks nobody a second time.
    assert [(reuses.ask(week), reuses.ask(week)) for week in weeks] == [(1, 0), (1, 0), (0, 0)]
    dispatched()

    assert told_to("did_you_use") == {people.member.pk}
    assert ReuseQuestion.objects.filter(user=people.member).count() == 2


def test_nobody_is_asked_about_what_they_may_not_read_any_more(community: Any, people: Any) -> None:
    page = published(community, sharing=Sharing.ORGANISATION)
    useful_long_ago(page, people.stranger)
    moved(page, Sharing.COMMUNITY)

    assert reuses.ask() == 0


def test_both_answers_end_the_asking(community: Any, people: Any) -> None:
    page, other = published(community), published(community, title="Other")
    for one in (page, other):
        useful_long_ago(one, people.member)
    reuses.ask(timezone.now() - 7 * DAY)
    reuses.ask()

    reuses.note(resource=page, by=people.member, where="Lima")
    reuses.say_not_used(resource=other, by=people.member)

    answers = dict(ReuseQuestion.objects.values_list("resource_id", "answer"))
    assert answers == {page.pk: "yes", other.pk: "no"}
    assert not Reuse.objects.filter(resource=other).exists()
