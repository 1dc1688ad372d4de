"""Writing and publishing terms of reference."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.exceptions import ValidationError

from communities.actions import cases, terms
from communities.models import TermsDraft, TermsVersion
from communities.queries.terms import current, draft_of
from communities.tests.actions.test_cases import WHOLE
from cop_portal.foundation.permissions import Denied

pytestmark = pytest.mark.django_db


def test_the_draft_begins_with_what_the_case_said(people: Any) -> None:
    case = cases.begin(by=people.member, name="Cold chain", **{**WHOLE, "facilitator": people.expert})
    community = cases.approve(case=cases.submit(case=case, by=people.member), by=people.administrator)

    draft = draft_of(community)

    assert "Keeping fridges running" in draft.needs
    assert draft.results == "Fewer spoilt doses"
    assert people.expert.name in draft.structure


def test_versions_are_numbered_dated_and_stay_as_they_were(community: Any, people: Any) -> None:
    terms.save_draft(community=community, by=people.facilitator, revision=1, needs="Pumps", results="Water")
    first = terms.publish(community=community, by=people.coordinator, revision=2)
    terms.save_draft(community=community, by=people.facilitator, revision=2, needs="Pumps and wells")
    second = terms.publish(community=community, by=people.coordinator, changes="Wells came up")

    first.refresh_from_db()
    assert (first.number, first.needs, second.number, second.needs) == (1, "Pumps", 2, "Pumps and wells")
    assert current(community) == second


def test_nothing_new_and_nothing_at_all_are_refused(community: Any, people: Any) -> None:
    terms.save_draft(community=community, by=people.coordinator, revision=1, needs="", results="")
    with pytest.raises(ValidationError):
        terms.publish(community=community, by=people.coordinator)
    terms.save_draft(community=community, by=people.coordinator, revision=2, needs="Pumps")
    terms.publish(community=community, by=people.coordinator)

    with pytest.raises(ValidationError):
        terms.publish(community=community, by=people.coordinator)

    assert TermsVersion.objects.count() == 1


def test_a_save_on_top_of_anothers_is_refused_and_a_changed_draft_is_not_published(
    community: Any, people: Any
) -> None:
    terms.save_draft(community=community, by=people.coordinator, revision=1, needs="Theirs")

    with pytest.raises(terms.EditedMeanwhile) as conflict:
        terms.save_draft(community=community, by=people.facilitator, revision=1, needs="Mine")
    with pytest.raises(terms.EditedMeanwhile):
        terms.publish(community=community, by=people.facilitator, revision=1)

    assert conflict.value.draft.needs == "Theirs"


@pytest.mark.parametrize("who", ["member", "expert", "stranger", "guest"])
def test_others_write_nothing(who: str, community: Any, people: Any) -> None:
    with pytest.raises(Denied):
        terms.save_draft(community=community, by=getattr(people, who), revision=1, needs="Mine")
    with pytest.raises(Denied):
        terms.publish(community=community, by=getattr(people, who))

    assert not TermsDraft.objects.exists()


def test_the_version_that_was_asked_for_is_published_once_and_nothing_new_is_still_refused(
    community: Any, people: Any
) -> None:
    terms.save_draft(community=community, by=people.coordinator, revision=1, needs="Pumps")
    first = terms.publish(community=community, by=people.coordinator, revision=2, number=1)

    assert terms.publish(community=community, by=people.coordinator, revision=2, number=1) == first
    for who, number in ((people.facilitator, 1), (people.coordinator, 2)):
        with pytest.raises(ValidationError):
            terms.publish(community=community, by=who, revision=2, number=number)
    assert TermsVersion.objects.count() == 1
