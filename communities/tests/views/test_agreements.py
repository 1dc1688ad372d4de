"""Indicators are put to the members from the page of goals, which says what they agreed to."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from communities.actions import goals
from communities.models import GoalIndicator, IndicatorAgreement, Proposal
from communities.tests.actions.test_agreements import carried

pytestmark = pytest.mark.django_db
PAGE = "/communities/water/goals/"
PUT = "/communities/water/indicators/put/"


@pytest.fixture
def indicator(community: Any, people: Any) -> GoalIndicator:
    return goals.name_indicator(
        community=community, by=people.coordinator, name="Clean wells", definition="Tested", target=Decimal(20)
    )  # fmt: skip


def filled(browser: Any, **more: Any) -> dict[str, Any]:
    """What the form holds when it opens."""
    form = browser.get(PUT).context["form"]
    return {name: form[name].value() or "" for name in form.fields} | more


def test_one_click_opens_a_proposal_that_is_filled_in_and_the_page_tells_how_it_stands(
    community: Any, people: Any, indicator: GoalIndicator, sign_in: Any, dispatched: Any
) -> None:
    lead = sign_in(people.coordinator)
    assert PUT in lead.get(PAGE).content.decode()
    answer = lead.post(PUT, filled(lead))
    made = Proposal.objects.get()
    assert answer.url == f"/communities/water/proposals/{made.pk}/"
    assert made.title == "Indicators – Clean wells"
    assert "Target: 20." in sign_in(people.member).get(answer.url).content.decode()

    page = sign_in(people.member).get(PAGE).content.decode()
    assert "With the members until" in page
    assert answer.url in page
    carried(made, people.member)
    dispatched()

    page = sign_in(people.stranger).get(PAGE).content.decode()  # who may read, may see it
    assert "Agreed by the members on" in page
    assert answer.url in page
    assert "changed since" not in page
    lead = sign_in(people.coordinator)
    assert PUT not in lead.get(PAGE).content.decode()
    lead.post(f"/communities/water/indicators/{indicator.pk}/", {
        "name": "Clean wells", "definition": "Looked at", "target": "20",
    })  # fmt: skip
    page = lead.get(PAGE).content.decode()
    assert "changed since" in page
    assert PUT in page


def test_nothing_typed_is_lost_where_it_is_refused(
    community: Any, people: Any, indicator: GoalIndicator, sign_in: Any
) -> None:
    browser = sign_in(people.coordinator)
    typed = filled(browser, text="Because of the kickoff")

    nothing_chosen = browser.post(PUT, {**typed, "indicators": []}).content.decode()
    not_here = browser.post(PUT, {**typed, "indicators": [999_999]}).content.decode()

    assert "Because of the kickoff" in nothing_chosen
    assert "agreed to it as it stands" in not_here
    assert not Proposal.objects.exists()
    browser.post(PUT, typed)
    assert browser.post(PUT, typed).url == PAGE  # a second click finds nothing that is left to put
    assert IndicatorAgreement.objects.count() == 1


def test_others_put_and_change_nothing(
    community: Any, people: Any, indicator: GoalIndicator, sign_in: Any
) -> None:
    for who in (people.member, people.stranger):
        browser = sign_in(who)
        assert PUT not in browser.get(PAGE).content.decode()
        for address in (PUT, f"/communities/water/indicators/{indicator.pk}/"):
            assert browser.get(address).status_code == 403
            assert browser.post(address, {"name": "Mine", "definition": "x"}).status_code == 403

    indicator.refresh_from_db()
    assert (indicator.name, Proposal.objects.count()) == ("Clean wells", 0)


def test_a_stranger_knows_of_nothing_in_a_secret_community_and_nobody_reaches_it_from_next_door(
    community: Any, neighbour: Any, people: Any, indicator: GoalIndicator, sign_in: Any
) -> None:
    theirs = GoalIndicator.objects.create(community=neighbour, name="Doses", definition="x")
    assert sign_in(people.coordinator).get(f"/communities/water/indicators/{theirs.pk}/").status_code == 404

    community.visibility = "secret"
    community.save()
    for address in (PUT, f"/communities/water/indicators/{indicator.pk}/"):
        assert sign_in(people.stranger).get(address).status_code == 404


@pytest.mark.parametrize("off", ["goals", "proposals"])
def test_where_a_module_is_off_nothing_is_put_and_no_link_is_dead(
    off: str, community: Any, people: Any, indicator: GoalIndicator, sign_in: Any, dispatched: Any
) -> None:
    browser = sign_in(people.coordinator)
    browser.post(PUT, filled(browser))
    carried(Proposal.objects.get(), people.member)
    dispatched()
    goals.name_indicator(community=community, by=people.coordinator, name="Pumps", definition="x")
    community.modules_off = [off]
    community.save()

    assert browser.get(PUT).status_code == 404
    if off == "proposals":
        page = browser.get(PAGE).content.decode()
        assert "Agreed by the members on" in page
        assert "/proposals/" not in page
        assert PUT not in page


@pytest.mark.parametrize("count", [1, 3])
def test_the_form_costs_the_same_for_one_and_three(
    count: int, community: Any, people: Any, sign_in: Any, django_assert_num_queries: Any
) -> None:
    for number in range(count):
        goals.name_indicator(
            community=community, by=people.coordinator, name=f"Number {number}", definition="x"
        )
    browser = sign_in(people.coordinator)
    browser.get(PUT)

    with django_assert_num_queries(6):
        browser.get(PUT)
