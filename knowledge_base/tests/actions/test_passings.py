"""Passing resources up or down one level."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.http import Http404

from communities.models import Community
from communities.tests.makers import level_below
from cop_portal.foundation.activity.models import ActivityEntry
from cop_portal.foundation.notifications.models import Notice
from cop_portal.foundation.permissions import Denied
from cop_portal.tests import factories
from knowledge_base.actions import merges, passings, resources
from knowledge_base.models import PartnerGuest, PartnerOrganisation, ResourcePage, ResourcePassing, SharedWith
from knowledge_base.tests.makers import draft, moved, published

pytestmark = pytest.mark.django_db


@pytest.fixture
def country(community: Any) -> Community:
    return level_below(community)


def known(page: ResourcePage) -> ResourcePage:
    """As somebody else's request would read it."""
    return ResourcePage.objects.select_related("community").get(pk=page.pk)


def told() -> set[str]:
    return {notice.user.name for notice in Notice.objects.filter(kind="knowledge_base.passed")}


def test_it_is_passed_down_once_and_stays_what_it_was(community: Any, country: Any, people: Any) -> None:
    page = published(community)

    first = passings.pass_on(resource=page, to=country, by=people.facilitator, words=" For  you ")
    second = passings.pass_on(resource=page, to=country, by=people.facilitator, words="Other")

    assert first == second
    assert ResourcePassing.objects.get().words == "For you"
    country.refresh_from_db()
    assert country.passed_count == 1
    assert (known(page).community, known(page).url) == (community, page.url)
    assert ActivityEntry.objects.filter(verb="knowledge_base.resource_passed").count() == 1


def test_facilitators_and_keepers_of_the_library_of_either_level_pass_it(
    community: Any, country: Any, people: Any
) -> None:
    kito = factories.holder(country, "facilitator")
    keeper = factories.joined(country, factories.person("Kea Kenya"), "knowledge_manager")

    for index, who in enumerate((people.facilitator, people.knowledge_manager, kito, keeper)):
        passings.pass_on(resource=published(community, title=f"Pump {index}"), to=country, by=who)

    assert ResourcePassing.objects.filter(to_community=country).count() == 4


@pytest.mark.parametrize("who", ["expert", "member", "guest", "stranger", "sponsor"])
def test_others_pass_nothing(who: str, community: Any, country: Any, people: Any) -> None:
    page = published(community)

    with pytest.raises((Denied, Http404)):
        passings.pass_on(resource=page, to=country, by=getattr(people, who))

    assert not ResourcePassing.objects.exists()


def test_only_one_level(community: Any, country: Any, people: Any) -> None:
    page = published(community)
    town = factories.community("Water Nakuru", level="local", parent=country)

    for there in (town, factories.community("Energy"), community):
        with pytest.raises(ValidationError, match="one level"):
            passings.pass_on(resource=page, to=there, by=people.facilitator)

    assert not ResourcePassing.objects.exists()


def test_what_one_may_not_read_is_not_fetched(community: Any, country: Any, people: Any) -> None:
    page = published(community)
    moved(page, "community")

    with pytest.raises(Denied, match="shared with"):
        passings.pass_on(resource=known(page), to=country, by=factories.holder(country, "facilitator"))

    assert not ResourcePassing.objects.exists()


def test_a_draft_and_what_is_retired_are_not_passed(community: Any, country: Any, people: Any) -> None:
    page = published(community)
    resources.retire(resource=page, by=people.knowledge_manager, reason="Old")

    with pytest.raises(Denied, match="not in the library"):
        passings.pass_on(resource=known(page), to=country, by=people.facilitator)
    with pytest.raises(Http404):
        passings.pass_on(resource=draft(community, title="Draft"), to=country, by=people.facilitator)

    assert not ResourcePassing.objects.exists()


def test_taking_it_back_leaves_the_resource(community: Any, country: Any, people: Any) -> None:
    page = published(community)
    passing = passings.pass_on(resource=page, to=country, by=people.facilitator)

    with pytest.raises(Denied):
        passings.take_back(passing=passing, by=people.stranger)
    for _click in range(2):
        passings.take_back(
            passing=ResourcePassing(pk=passing.pk, resource=page, to_community=country),
            by=factories.holder(country, "facilitator"),
        )

    country.refresh_from_db()
    assert country.passed_count == 0
    assert known(page).live


def test_a_merged_resource_is_shown_where_the_other_was_once_and_never_at_home(
    community: Any, country: Any, people: Any
) -> None:
    other = factories.community("Water Ghana", level="country", parent=community)
    winner, loser = published(community, title="Winner"), published(community, title="Loser")
    passings.pass_on(resource=winner, to=country, by=people.facilitator)
    for there in (country, other):
        passings.pass_on(resource=loser, to=there, by=people.facilitator, words="For you")

    merges.merge(winner=winner, loser=loser, by=people.knowledge_manager)

    shown = ResourcePassing.objects.visible_to(people.stranger).values_list("resource", "to_community")
    assert set(shown) == {(winner.pk, country.pk), (winner.pk, other.pk)}
    assert ResourcePassing.objects.count() == 3


def test_members_there_are_told_once_in_their_daily_letter(
    community: Any, country: Any, people: Any, dispatched: Any
) -> None:
    factories.joined(country, people.expert)
    page = published(community)
    for _click in range(2):
        passings.pass_on(resource=page, to=country, by=people.facilitator)

    dispatched()
    dispatched()

    found = Notice.objects.filter(kind="knowledge_base.passed")
    assert sorted(notice.user.name for notice in found) == ["Kadi Kenya", "Kito Kenya"]
    assert {(notice.title, notice.url, notice.detail, notice.frequency) for notice in found} == {
        ("From Water: A pump that lasts", page.url, "How to keep it running.", "daily")
    }


@pytest.mark.parametrize(
    ("sharing", "visibility", "expected"),
    [
        ("public", "secret", {"Kito Kenya", "Kadi Kenya", "Gus Guest", "Pia Partner", "Kea Core"}),
        ("partners", "closed", {"Kito Kenya", "Kadi Kenya", "Pia Partner", "Kea Core"}),
        ("organisation", "closed", {"Kito Kenya", "Kadi Kenya", "Kea Core"}),
        ("organisation", "secret", {"Kea Core"}),
        ("community", "organisation", {"Kea Core"}),
        ("core", "public", {"Kea Core"}),
    ],
)
def test_only_who_may_read_the_original_is_told(
    sharing: str,
    visibility: str,
    expected: set[str],
    community: Any,
    country: Any,
    people: Any,
    dispatched: Any,
) -> None:
    """Kea looks after the library of both; the others do not belong to the community it comes from."""
    factories.joined(country, factories.person("Gus Guest", is_guest=True))
    pia = factories.joined(country, factories.person("Pia Partner", is_guest=True))
    kea = factories.joined(country, factories.person("Kea Core"), "knowledge_manager")
    factories.joined(community, kea, "expert")
    factories.joined(community, factories.joined(country, factories.person("Ann Both")))
    partner = PartnerOrganisation.objects.create(name="Wells")
    PartnerGuest.objects.create(partner=partner, user=pia)
    page = published(community)
    SharedWith.objects.create(resource_id=page.pk, partner=partner)
    moved(page, sharing)
    Community.objects.filter(pk=community.pk).update(visibility=visibility)
    passing = passings.pass_on(resource=known(page), to=country, by=people.facilitator)

    dispatched()

    assert told() == expected
    for who in Community.objects.get(pk=country.pk).memberships.select_related("user"):
        reads = ResourcePage.objects.visible_to(who.user).filter(pk=page.pk).exists()
        assert reads or who.user.name not in told()
        assert reads == ResourcePassing.objects.visible_to(who.user).filter(pk=passing.pk).exists()
