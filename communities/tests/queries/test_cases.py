"""Reading cases, and communities like the one proposed."""

from __future__ import annotations

from typing import Any

import pytest
from django.http import Http404

from communities.actions import cases as actions
from communities.models import Membership
from communities.queries import cases
from communities.tests.actions.test_cases import WHOLE
from cop_portal.tests import factories

pytestmark = pytest.mark.django_db


def test_a_draft_is_its_authors_alone_and_what_is_handed_in_is_for_those_who_decide(people: Any) -> None:
    case = actions.begin(by=people.member, name="Cold chain", **{**WHOLE, "sponsor": people.sponsor})
    for who in (people.stranger, people.sponsor, people.administrator, people.guest):
        with pytest.raises(Http404):
            cases.get_case_for(who, case.pk)

    actions.submit(case=case, by=people.member)

    for who in (people.member, people.sponsor, people.administrator):
        assert cases.get_case_for(who, case.pk) == case
    for who in (people.stranger, people.guest):
        with pytest.raises(Http404):
            cases.get_case_for(who, case.pk)
    assert list(cases.cases_to_decide(people.sponsor)) == [case]
    assert list(cases.cases_to_decide(people.member)) == []
    assert [item.key.split(":")[0] for item in cases.waiting_cases(people.administrator)] == ["case"]


def test_communities_like_it_are_found_despite_slips_accents_and_by_purpose(
    community: Any, people: Any
) -> None:
    cold = factories.community("Cold chain", tagline="Vaccines that stay cold")
    factories.community("Étude budgétaire")
    secret = factories.community("Cold secrets", visibility="secret")

    assert cases.similar(people.member, "cold chian") == [cold]
    assert cases.similar(people.member, "etude budgetaire")[0].name == "Étude budgétaire"
    assert cold in cases.similar(people.member, "keeping vaccines")
    assert secret not in cases.similar(people.member, "cold secrets")
    assert cases.similar(people.member, "zz") == []


def test_communities_like_it_are_found_by_what_their_experts_are_asked_about(
    community: Any, neighbour: Any, people: Any
) -> None:
    for where in (community, neighbour):
        Membership.objects.filter(community=where, roles__contains=["expert"]).update(
            subjects=["Solar refrigerators", "Ice packs"]
        )

    assert cases.similar(people.member, "keeping refrigerators running") == [community]
    assert neighbour in cases.similar(people.stranger, "keeping refrigerators running")  # a member there
    assert cases.similar(people.member, "refrigerate") == []
