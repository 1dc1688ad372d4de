"""What waits, whom the rule names, and the log as far as one may read it."""

from __future__ import annotations

from typing import Any

import pytest
from django.http import Http404

from knowledge_base.actions import releases as actions
from knowledge_base.models import PartnerGuest, PartnerOrganisation
from knowledge_base.queries import releases
from knowledge_base.tests.actions.test_releases import RULE, WHOLE
from knowledge_base.tests.makers import published

pytestmark = pytest.mark.django_db


def asked(community: Any, people: Any, title: str = "A pump that lasts", **fields: Any) -> Any:
    page = published(community, by=people.member, title=title, **fields)
    return actions.ask(resource=page, by=people.member, **WHOLE)


def test_the_desk_shows_what_waits_for_this_person_at_one_cost(
    community: Any, people: Any, django_assert_num_queries: Any
) -> None:
    asked(community, people)
    for count in (1, 3):
        with django_assert_num_queries(2):
            assert len(releases.waiting_releases(people.knowledge_manager)) == count
        if count == 1:
            asked(community, people, "Second")
            asked(community, people, "Third")
    for who in (people.member, people.expert, people.stranger, people.sponsor):
        assert releases.waiting_releases(who) == []


def test_who_said_yes_is_not_asked_again(community: Any, people: Any) -> None:
    actions.set_rule(community=community, by=people.coordinator, **RULE)
    release = asked(community, people)
    actions.approve(release=release, by=people.coordinator)

    assert releases.waiting_releases(people.coordinator) == []
    assert len(releases.waiting_releases(people.knowledge_manager)) == 1


def test_a_step_outward_is_there_for_those_it_concerns_only(community: Any, people: Any) -> None:
    release = asked(community, people)

    for who in (people.member, people.knowledge_manager, people.coordinator):
        assert releases.get_for(who, release.pk) == release
    for who in (people.expert, people.guest, people.stranger, people.sponsor):
        with pytest.raises(Http404):
            releases.get_for(who, release.pk)
    with pytest.raises(Http404):
        releases.get_for(people.member, 999_999)


def test_the_log_is_for_members_and_hides_what_one_may_not_read(
    community: Any, people: Any, django_assert_num_queries: Any
) -> None:
    for title in ("One", "Two", "Three"):
        actions.approve(release=asked(community, people, title), by=people.coordinator)
        with django_assert_num_queries(1):
            assert list(releases.log(people.knowledge_manager, community))
    inner = published(community, title="Core matter", sharing="community")
    actions.narrow(resource=inner, by=people.knowledge_manager, to="core")

    def titles(who: Any) -> set[str]:
        return {row.title for row in releases.log(who, community)}

    assert titles(people.knowledge_manager) == {"One", "Two", "Three", "Core matter"}
    assert titles(people.member) == {"One", "Two", "Three"}
    assert titles(people.stranger) == set()


def test_a_guest_hears_of_their_own_partner_only(community: Any, people: Any, make_person: Any) -> None:
    page = published(community, sharing="partners")
    ministry, agency = (PartnerOrganisation.objects.create(name=name) for name in ("Ministry", "Agency"))
    for partner in (ministry, agency):
        page.shared_with.create(partner=partner)
    guest = make_person("Petra", is_guest=True)
    PartnerGuest.objects.create(user=guest, partner=ministry)

    assert releases.partner_names(guest, page) == ["Ministry"]
    assert releases.partner_names(people.stranger, page) == ["Agency", "Ministry"]


def test_where_nobody_set_a_rule_the_usual_one_holds(community: Any, people: Any) -> None:
    rule = releases.rule_of(community)

    assert rule.pk is None
    assert rule.people_needed == 1
    assert set(releases.approver_ids(community, rule)) == {people.knowledge_manager.pk, people.coordinator.pk}
