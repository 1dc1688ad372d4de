"""The page of expected results."""

from __future__ import annotations

import datetime
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from communities.actions import goals
from communities.models import Goal, GoalIndicator, GoalStep
from metrics.models import Figure

pytestmark = pytest.mark.django_db
PAGE = "/communities/water/goals/"


def test_a_visitor_reads_what_a_public_community_wants_to_reach_one_click_from_its_page(
    community: Any, people: Any
) -> None:
    community.visibility, community.objectives = "public", "Wells that stay clean"
    community.save()
    goals.name_indicator(
        community=community, by=people.coordinator, name="Clean wells", definition="Tested", baseline=Decimal(4),
        target=Decimal(20),
    )  # fmt: skip
    visitor = Client()

    home, page = (visitor.get(address).content.decode() for address in ("/communities/water/", PAGE))

    assert "Wells that stay clean" in home
    assert PAGE in home
    assert "Clean wells" in page
    assert "20" in page
    assert people.coordinator.name not in page


def test_the_coordinator_sets_a_goal_with_a_step_and_an_indicator(
    community: Any, people: Any, sign_in: Any
) -> None:
    browser = sign_in(people.coordinator)
    browser.post(PAGE + "new/", {"title": "Clean wells", "why": "Health"})
    goal = Goal.objects.get()
    refused = browser.post(
        f"{PAGE}{goal.pk}/steps/", {"what": "Ask", "owner": "Sam Stranger"}
    ).content.decode()
    assert "Only a member can take a step" in refused
    browser.post(f"{PAGE}{goal.pk}/steps/", {"what": "Ask the ministry", "owner": "Mona Member"})
    browser.post(
        "/communities/water/indicators/new/",
        {"name": "Wells", "definition": "Tested", "goal": goal.pk, "baseline": "4", "target": "20"},
    )
    indicator = GoalIndicator.objects.get()
    browser.post(
        f"/communities/water/indicators/{indicator.pk}/readings/",
        {"day": timezone.localdate() - datetime.timedelta(days=1), "value": "12", "source": "Visit"},
    )

    page = sign_in(people.member).get(PAGE).content.decode()
    assert "Ask the ministry" in page
    assert "Visit" in page
    step = GoalStep.objects.get()
    sign_in(people.member).post(PAGE + "change/", {"what": f"step:{step.pk}", "state": "done"})
    step.refresh_from_db()
    assert step.state == "done"


def test_a_figure_the_portal_measures_gives_baseline_and_readings(
    community: Any, people: Any, sign_in: Any
) -> None:
    today = timezone.localdate()
    Figure.objects.create(
        community=community,
        indicator="I02",
        version=1,
        day=today - datetime.timedelta(days=1),
        value=0.4,
        n=40,
    )
    browser = sign_in(people.coordinator)

    browser.post(
        "/communities/water/indicators/new/",
        {"name": "Active", "definition": "Share of members", "figure": "I02", "target": "60"},
    )

    indicator = GoalIndicator.objects.get()
    assert (indicator.baseline, indicator.baseline_date) == (Decimal(40), today)
    answer = browser.post(f"/communities/water/indicators/{indicator.pk}/readings/", {"measure": "1"})
    assert answer.status_code == 302
    assert indicator.readings.count() == 1


def test_others_change_nothing(community: Any, people: Any, sign_in: Any) -> None:
    goal = goals.set_goal(community=community, by=people.coordinator, title="Clean wells")

    for who in (people.member, people.stranger):
        browser = sign_in(who)
        for address in ("new/", f"{goal.pk}/steps/"):
            assert browser.get(PAGE + address).status_code == 403
        assert browser.get("/communities/water/indicators/new/").status_code == 403
        assert (
            browser.post(PAGE + "change/", {"what": f"goal:{goal.pk}", "state": "reached"}).status_code == 403
        )

    goal.refresh_from_db()
    assert goal.state == "open"


def test_a_stranger_reads_no_goals_of_a_secret_community(community: Any, people: Any, sign_in: Any) -> None:
    community.visibility = "secret"
    community.save()

    assert sign_in(people.stranger).get(PAGE).status_code == 404


@pytest.mark.parametrize("count", [1, 3])
def test_goals_cost_the_same_for_one_and_three(
    count: int, community: Any, people: Any, sign_in: Any, django_assert_num_queries: Any
) -> None:
    for number in range(count):
        goal = goals.set_goal(community=community, by=people.coordinator, title=f"Goal {number}")
        goals.add_step(goal=goal, by=people.coordinator, what="Step", owner=people.member)
        goals.name_indicator(
            community=community, by=people.coordinator, name=f"Number {number}", definition="x", goal=goal,
            baseline=Decimal(1),
        )  # fmt: skip
    browser = sign_in(people.member)
    browser.get(PAGE)

    with django_assert_num_queries(8):
        browser.get(PAGE)


def test_what_is_switched_off_leaves_no_tab(community: Any, people: Any, sign_in: Any) -> None:
    community.modules_off = ["goals"]
    community.save()

    assert PAGE not in sign_in(people.member).get("/communities/water/").content.decode()
