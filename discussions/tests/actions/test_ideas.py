"""An idea is supported, taken up, and says what became of it."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from cop_portal.foundation.activity.models import ActivityEntry
from cop_portal.foundation.notifications.models import Notice
from cop_portal.foundation.permissions import Denied
from discussions.actions import discussions, ideas
from discussions.models import Discussion, IdeaSupport, Trial
from discussions.tests.makers import question

pytestmark = pytest.mark.django_db


@pytest.fixture
def idea(community: Any, people: Any) -> Discussion:
    return question(community, people.member, kind="idea", title="Meters made of bottles")


@pytest.fixture
def day() -> datetime.date:
    return timezone.localdate() + datetime.timedelta(days=20)


def test_support_counts_each_person_once_and_can_be_taken_back(idea: Any, people: Any) -> None:
    for who in (people.member, people.guest, people.guest):
        ideas.support(discussion=idea, by=who)
    ideas.support(discussion=idea, by=people.expert)
    assert ideas.support(discussion=idea, by=people.expert, wanted=False) == 2

    idea.refresh_from_db()
    assert (idea.support_count, IdeaSupport.objects.count()) == (2, 2)


def test_only_an_open_idea_is_supported_and_taken_up(
    community: Any, idea: Any, people: Any, day: Any
) -> None:
    discussions.close(discussion=idea, by=people.member)
    idea.refresh_from_db()

    for talk in (idea, question(community, people.member)):
        with pytest.raises(Denied):
            ideas.support(discussion=talk, by=people.guest)
        with pytest.raises(Denied):
            ideas.take_up(discussion=talk, by=people.guest, what="x", due_on=day)


def test_the_stranger_neither_supports_nor_takes_up(idea: Any, people: Any, day: Any) -> None:
    with pytest.raises(Denied):
        ideas.support(discussion=idea, by=people.stranger)
    with pytest.raises(Denied):
        ideas.take_up(discussion=idea, by=people.stranger, what="x", due_on=day)
    with pytest.raises(Denied):
        ideas.take_up(discussion=idea, by=people.facilitator, owner=people.stranger, what="x", due_on=day)


def test_taken_up_once_the_author_and_supporters_hear(
    idea: Any, people: Any, day: Any, dispatched: Any
) -> None:
    ideas.support(discussion=idea, by=people.guest)

    for _twice in range(2):
        ideas.take_up(discussion=idea, by=people.expert, what=" Ten  meters ", due_on=day)
    dispatched()

    assert Trial.objects.get().what == "Ten meters"
    told = Notice.objects.filter(kind="discussions.idea_taken_up")
    assert set(told.values_list("user", flat=True)) == {people.member.pk, people.guest.pk}
    with pytest.raises(ValidationError, match="tries this idea already"):
        ideas.take_up(discussion=idea, by=people.expert, what="Other", due_on=day)


def test_only_facilitators_name_another_who_is_told(
    idea: Any, people: Any, day: Any, dispatched: Any
) -> None:
    with pytest.raises(Denied):
        ideas.take_up(discussion=idea, by=people.guest, owner=people.expert, what="x", due_on=day)

    ideas.take_up(discussion=idea, by=people.facilitator, owner=people.expert, what="Ten meters", due_on=day)
    dispatched()

    assert Notice.objects.filter(kind="discussions.idea_taken_up", user=people.expert).exists()


@pytest.mark.parametrize(("what", "days"), [(" ", 5), ("Ten meters", -1)])
def test_what_says_nothing_or_is_over_already_is_an_error(
    what: str, days: int, idea: Any, people: Any
) -> None:
    due_on = timezone.localdate() + datetime.timedelta(days=days)

    with pytest.raises(ValidationError):
        ideas.take_up(discussion=idea, by=people.guest, what=what, due_on=due_on)

    assert not Trial.objects.exists()


def test_its_owner_says_what_became_of_it_once(idea: Any, people: Any, day: Any, dispatched: Any) -> None:
    ideas.support(discussion=idea, by=people.guest)
    trial = ideas.take_up(discussion=idea, by=people.expert, what="Ten meters", due_on=day)

    with pytest.raises(ValidationError, match="what became of it"):
        ideas.report(trial=trial, by=people.expert, state="failed", outcome=" ")
    for _twice in range(2):
        ideas.report(trial=trial, by=people.expert, state="failed", outcome="Rats ate them.")
    dispatched()

    trial.refresh_from_db()
    assert (trial.state, trial.outcome) == ("failed", "Rats ate them.")
    assert ActivityEntry.objects.filter(verb="discussions.trial_reported").count() == 1
    told = Notice.objects.filter(kind="discussions.trial_reported")
    assert set(told.values_list("user", flat=True)) == {people.member.pk, people.guest.pk}
    # After a failure the same person may try again.
    ideas.take_up(discussion=idea, by=people.expert, what="Of steel", due_on=day)


@pytest.mark.parametrize("who", ["member", "guest", "stranger"])
def test_nobody_else_says_what_became_of_it(who: str, idea: Any, people: Any, day: Any) -> None:
    trial = ideas.take_up(discussion=idea, by=people.expert, what="Ten meters", due_on=day)

    with pytest.raises(Denied):
        ideas.report(trial=trial, by=getattr(people, who), state="worked", outcome="Ha")


def test_the_owner_hears_on_each_day_that_was_set_once(
    idea: Any, people: Any, day: Any, dispatched: Any
) -> None:
    trial = ideas.take_up(discussion=idea, by=people.expert, what="Ten meters", due_on=day)
    assert not ideas.tell_due(trial.pk)

    Trial.objects.update(due_on=timezone.localdate())
    assert ideas.tell_due(trial.pk)
    assert not ideas.tell_due(trial.pk)
    dispatched()

    told = Notice.objects.get(kind="discussions.trial_due")
    assert (told.user, told.title) == (people.expert, "What became of it? Ten meters")


def test_its_day_is_that_of_the_community(idea: Any, people: Any) -> None:
    """One clock is always a day ahead of the other."""
    where = idea.community
    ahead, behind = (
        type(where)(time_zone=zone).today for zone in ("Pacific/Kiritimati", "Pacific/Pago_Pago")
    )
    assert ahead > behind

    where.time_zone = "Pacific/Kiritimati"
    where.save(update_fields=["time_zone"])
    with pytest.raises(ValidationError, match="has passed"):
        ideas.take_up(discussion=idea, by=people.expert, what="Ten meters", due_on=behind)
    trial = ideas.take_up(discussion=idea, by=people.expert, what="Ten meters", due_on=ahead)
    where.time_zone = "Pacific/Pago_Pago"
    where.save(update_fields=["time_zone"])
    assert not ideas.tell_due(trial.pk)
    where.time_zone = "Pacific/Kiritimati"
    where.save(update_fields=["time_zone"])
    assert ideas.tell_due(trial.pk)
