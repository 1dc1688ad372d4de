"""Passing discussions up or down one level."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.exceptions import ValidationError

from communities.models import Community
from cop_portal.foundation.activity.models import ActivityEntry
from cop_portal.foundation.notifications.models import Notice
from cop_portal.foundation.permissions import Denied
from cop_portal.tests import factories
from discussions.actions import passings
from discussions.models import Discussion, Passing
from discussions.tests.makers import facilitated, question

pytestmark = pytest.mark.django_db


@pytest.fixture
def country(community: Any) -> Community:
    """Water Kenya, part of Water, with a facilitator and a member of its own."""
    where = factories.community("Water Kenya", level="country", parent=community)
    factories.joined(where, factories.person("Kito Kenya"), "facilitator")
    factories.joined(where, factories.person("Kadi Kenya"))
    return where


@pytest.fixture
def talk(community: Any, people: Any) -> Discussion:
    return question(community, people.member)


def test_it_is_passed_down_once_and_stays_what_it_was(country: Any, people: Any, talk: Any) -> None:
    first = passings.pass_on(discussion=talk, to=country, by=people.facilitator, words=" For  you ")
    second = passings.pass_on(discussion=talk, to=country, by=people.facilitator, words="Other")

    assert first == second
    assert Passing.objects.get().words == "For you"
    country.refresh_from_db()
    talk.refresh_from_db()
    assert country.passed_count == 1
    assert (talk.community.name, talk.author) == ("Water", people.member)
    assert ActivityEntry.objects.filter(verb="discussions.discussion_passed").count() == 1


def test_it_is_passed_up_by_the_facilitator_of_either_level(
    community: Any, country: Any, people: Any
) -> None:
    kito = factories.holder(country, "facilitator")
    one, other = question(country, kito), question(country, kito, title="Another")

    passings.pass_on(discussion=one, to=community, by=kito)
    passings.pass_on(discussion=other, to=community, by=people.facilitator)

    assert Passing.objects.filter(to_community=community).count() == 2


@pytest.mark.parametrize("who", ["expert", "knowledge_manager", "member", "guest", "stranger", "sponsor"])
def test_others_pass_nothing(who: str, country: Any, people: Any, talk: Any) -> None:
    with pytest.raises(Denied):
        passings.pass_on(discussion=talk, to=country, by=getattr(people, who))

    assert not Passing.objects.exists()


def test_only_one_level(country: Any, people: Any, talk: Any) -> None:
    town = factories.community("Water Nakuru", level="local", parent=country)
    aside = factories.community("Energy")

    for there in (town, aside, talk.community):
        with pytest.raises(ValidationError, match="one level"):
            passings.pass_on(discussion=talk, to=there, by=people.facilitator)

    assert not Passing.objects.exists()


def test_what_one_may_not_read_is_not_fetched(community: Any, country: Any, people: Any, talk: Any) -> None:
    kito = factories.holder(country, "facilitator")
    Community.objects.filter(pk=community.pk).update(visibility="closed")
    talk = Discussion.objects.select_related("community").get(pk=talk.pk)

    with pytest.raises(Denied):
        passings.pass_on(discussion=talk, to=country, by=kito)

    assert not Passing.objects.exists()


def test_a_brief_is_not_passed_on(community: Any, country: Any, people: Any) -> None:
    talk = facilitated(community, people.facilitator, opened=False)

    with pytest.raises(Denied, match="not open yet"):
        passings.pass_on(discussion=talk, to=country, by=people.facilitator)


def test_taking_it_back_leaves_the_discussion(country: Any, people: Any, talk: Any) -> None:
    passing = passings.pass_on(discussion=talk, to=country, by=people.facilitator)
    kito = factories.holder(country, "facilitator")

    with pytest.raises(Denied):
        passings.take_back(passing=passing, by=people.stranger)
    for _click in range(2):
        passings.take_back(passing=Passing(pk=passing.pk, discussion=talk, to_community=country), by=kito)

    country.refresh_from_db()
    assert country.passed_count == 0
    assert Discussion.objects.filter(pk=talk.pk).exists()


def test_members_there_are_told_in_their_daily_letter_but_not_those_of_the_origin(
    country: Any, people: Any, talk: Any, dispatched: Any
) -> None:
    factories.joined(country, people.expert)
    passings.pass_on(discussion=talk, to=country, by=people.facilitator, words="For you")

    dispatched()

    found = Notice.objects.filter(kind="discussions.passed")
    assert {notice.user.name for notice in found} == {"Kito Kenya", "Kadi Kenya"}
    assert {(notice.title, notice.url, notice.detail, notice.frequency) for notice in found} == {
        ("From Water: Which pump lasts?", talk.get_absolute_url(), "For you", "daily")
    }


@pytest.mark.parametrize(
    ("visibility", "told"),
    [
        ("public", {"Kito Kenya", "Kadi Kenya", "Gus Guest"}),
        ("organisation", {"Kito Kenya", "Kadi Kenya"}),
        ("closed", set()),
        ("secret", set()),
    ],
)
def test_only_who_may_read_the_original_is_told(
    visibility: str, told: set[str], community: Any, country: Any, people: Any, talk: Any, dispatched: Any
) -> None:
    factories.joined(country, factories.person("Gus Guest", is_guest=True))
    Community.objects.filter(pk=community.pk).update(visibility=visibility)
    talk = Discussion.objects.select_related("community").get(pk=talk.pk)
    passings.pass_on(discussion=talk, to=country, by=people.facilitator)

    dispatched()

    assert {notice.user.name for notice in Notice.objects.filter(kind="discussions.passed")} == told
