"""Who supports an idea, who tries it, what waits for whom."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.http import Http404
from django.utils import timezone

from communities.models import Membership
from cop_portal.tests import factories
from discussions.actions import ideas as actions
from discussions.models import Trial
from discussions.queries import ideas
from discussions.tests.makers import question

pytestmark = pytest.mark.django_db
SOON = datetime.timedelta(days=3)


@pytest.mark.parametrize("number", [1, 3])
def test_an_idea_costs_the_same_for_one_and_three_trials(
    number: int, community: Any, people: Any, django_assert_num_queries: Any
) -> None:
    idea = question(community, people.member, kind="idea")
    actions.support(discussion=idea, by=people.guest)
    for who in (people.expert, people.guest, people.coordinator)[:number]:
        actions.take_up(discussion=idea, by=who, what="Ten", due_on=timezone.localdate() + SOON)

    with django_assert_num_queries(2):
        found = ideas.of_discussion(people.guest, idea)

    assert (len(found.trials), found.mine) == (number, True)
    assert not ideas.of_discussion(AnonymousUser(), idea).mine


def test_what_is_due_within_a_week_waits_for_its_owner_only(community: Any, people: Any) -> None:
    idea = question(community, people.member, kind="idea")
    actions.take_up(discussion=idea, by=people.expert, what="Ten meters.", due_on=timezone.localdate() + SOON)
    far = timezone.localdate() + datetime.timedelta(days=30)
    actions.take_up(discussion=idea, by=people.guest, what="More", due_on=far)

    (waiting,) = ideas.waiting_trials(people.expert)

    assert waiting.sentence == "You try: Ten meters."
    for other in (people.guest, people.member, people.stranger):
        assert ideas.waiting_trials(other) == []


def test_who_left_has_nothing_waiting_and_a_trial_is_found_in_its_idea_only(
    neighbour: Any, community: Any, people: Any
) -> None:
    owner = factories.holder(neighbour, "expert")
    idea = question(neighbour, owner, kind="idea")
    trial = actions.take_up(discussion=idea, by=owner, what="x", due_on=timezone.localdate() + SOON)
    assert len(ideas.waiting_trials(owner)) == 1

    with pytest.raises(Http404):
        ideas.trial_for(question(community, people.member, kind="idea"), trial.pk)
    Membership.objects.filter(community=neighbour, user=owner).update(state="left", roles=[])
    assert ideas.waiting_trials(type(owner).objects.get(pk=owner.pk)) == []


def test_due_is_what_is_under_way_on_its_day_and_untold(community: Any, people: Any) -> None:
    today = timezone.localdate()
    idea = question(community, people.member, kind="idea")
    actions.take_up(discussion=idea, by=people.expert, what="x", due_on=today)

    assert ideas.due_trials(today).count() == 1
    assert ideas.due_trials(today - SOON).count() == 0
    Trial.objects.update(told_of=today)
    assert ideas.due_trials(today).count() == 0
    Trial.objects.update(due_on=today + SOON)
    assert ideas.due_trials(today + SOON).count() == 1
