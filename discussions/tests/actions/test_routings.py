"""Putting questions to people who know."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from communities.models import Membership
from cop_portal.foundation.activity.models import ActivityEntry
from cop_portal.foundation.mail.models import OutgoingMail
from cop_portal.foundation.notifications.models import Notice
from cop_portal.foundation.permissions import SYSTEM, Denied
from cop_portal.tests import factories
from discussions.actions import contributions, discussions, routings
from discussions.models import Discussion, Routing
from discussions.tests.makers import facilitated, question, said

pytestmark = pytest.mark.django_db


@pytest.fixture
def asked(community: Any, people: Any) -> Discussion:
    return question(community, people.member)


def subjects(community: Any, who: Any, *names: str) -> None:
    Membership.objects.filter(community=community, user=who).update(subjects=list(names))


def test_a_question_goes_to_the_experts_of_its_subjects_by_itself(
    community: Any, people: Any, dispatched: Any
) -> None:
    other = factories.joined(community, factories.person("Olu Other"), "expert")
    subjects(community, people.expert, "Pumps", "Salt")
    subjects(community, other, "Tariffs")
    talk = question(community, people.member, subjects=["salt", "PUMPS"])

    dispatched()
    dispatched()

    row = Routing.objects.get()
    assert (row.to, row.by, row.state, row.words) == (people.expert, None, "waiting", "salt, PUMPS")
    told = Notice.objects.get(kind="discussions.routed")
    assert (told.user, told.title) == (people.expert, "A question for you: Which pump lasts?")
    assert OutgoingMail.objects.filter(user=people.expert, letter__kind="discussions.routed").count() == 1
    talk.refresh_from_db()
    assert talk.routing_count == 1


def test_three_are_asked_at_the_most_who_match_most_and_have_least_waiting(
    community: Any, people: Any
) -> None:
    busy, best, free, last = (
        factories.joined(community, factories.person(name), "expert")
        for name in ("Busy Bo", "Best Bee", "Free Fay", "Last Lu")
    )
    for who in (busy, free, last):
        subjects(community, who, "Pumps")
    subjects(community, best, "Pumps", "Salt")
    for _number in range(2):
        routings.route(discussion=question(community, people.member), to=busy, by=people.member)
    talk = question(community, people.member, subjects=["Pumps", "Salt"])

    rows = routings.route_by_subject(talk)

    assert [row.to for row in rows] == [best, free, last]


def test_a_conversation_and_a_question_without_subject_are_put_to_nobody(
    community: Any, people: Any, dispatched: Any
) -> None:
    subjects(community, people.expert, "Pumps")
    question(community, people.member)
    question(community, people.member, kind="conversation", subjects=["Pumps"])
    question(community, people.expert, subjects=["Pumps"])  # who asks is not asked

    dispatched()

    assert not Routing.objects.exists()


def test_the_asker_and_facilitators_put_it_to_a_member_once(asked: Any, people: Any) -> None:
    for by in (people.member, people.facilitator):
        routings.route(discussion=asked, to=people.guest, by=by, words=" She  built it ")

    row = Routing.objects.get()
    assert (row.by, row.words) == (people.member, "She built it")
    assert ActivityEntry.objects.filter(verb="discussions.question_routed").count() == 1


@pytest.mark.parametrize("who", ["guest", "expert", "stranger"])
def test_others_put_it_to_nobody(who: str, asked: Any, people: Any) -> None:
    with pytest.raises(Denied):
        routings.route(discussion=asked, to=people.coordinator, by=getattr(people, who))

    assert not Routing.objects.exists()


def test_it_is_put_neither_to_the_stranger_nor_to_who_asks(asked: Any, people: Any) -> None:
    for to in (people.stranger, people.member):
        with pytest.raises(Denied):
            routings.route(discussion=asked, to=to, by=people.facilitator)


def test_only_open_questions_are_put_to_somebody(community: Any, asked: Any, people: Any) -> None:
    discussions.close(discussion=asked, by=people.member)
    asked.refresh_from_db()

    for talk in (asked, facilitated(community, people.facilitator)):
        with pytest.raises(Denied):
            routings.route(discussion=talk, to=people.expert, by=people.facilitator)


def test_not_me_ask_somebody_else(asked: Any, people: Any, dispatched: Any) -> None:
    first = routings.route(discussion=asked, to=people.expert, by=people.member)

    routings.pass_on(routing=first, by=people.expert, to=people.guest, words="He drills")
    dispatched()

    first.refresh_from_db()
    assert (first.state, first.passed_to) == ("passed_on", people.guest)
    second = Routing.objects.get(to=people.guest)
    assert (second.by, second.words, second.state) == (people.expert, "He drills", "waiting")
    titles = set(Notice.objects.filter(user=people.guest).values_list("title", flat=True))
    assert "Water Expert puts a question to you: Which pump lasts?" in titles
    assert not Notice.objects.filter(kind="discussions.routing_declined").exists()
    with pytest.raises(ValidationError, match="has said already"):
        routings.route(discussion=asked, to=people.expert, by=people.member)


def test_who_knows_nobody_hands_it_to_those_who_facilitate(asked: Any, people: Any, dispatched: Any) -> None:
    row = routings.route(discussion=asked, to=people.expert, by=people.member)

    routings.pass_on(routing=row, by=people.expert, words="I left the field")
    dispatched()

    row.refresh_from_db()
    assert row.state == "declined"
    told = Notice.objects.filter(kind="discussions.routing_declined").values_list("user", flat=True)
    assert set(told) == {people.facilitator.pk, people.coordinator.pk}


def test_a_refused_choice_leaves_it_where_it_was(asked: Any, people: Any) -> None:
    row = routings.route(discussion=asked, to=people.expert, by=people.member)

    for to in (people.stranger, people.member, people.expert):
        with pytest.raises((Denied, ValidationError)):
            routings.pass_on(routing=row, by=people.expert, to=to)

    row.refresh_from_db()
    assert row.state == "waiting"
    assert Routing.objects.count() == 1


@pytest.mark.parametrize("who", ["member", "facilitator", "stranger"])
def test_only_the_person_asked_deals_with_it(who: str, asked: Any, people: Any) -> None:
    row = routings.route(discussion=asked, to=people.expert, by=people.member)

    with pytest.raises(Denied):
        routings.pass_on(routing=row, by=getattr(people, who))
    with pytest.raises(Denied):
        routings.ask_back(routing=row, by=getattr(people, who), body="How deep?")

    assert asked.contributions.count() == 0


def test_an_answer_on_the_page_or_by_mail_settles_it(asked: Any, people: Any, dispatched: Any) -> None:
    row = routings.route(discussion=asked, to=people.expert, by=people.member)
    said(asked, people.guest)
    dispatched()
    row.refresh_from_db()
    assert row.state == "waiting"

    said(asked, people.expert, channel="email")
    dispatched()

    row.refresh_from_db()
    assert row.state == "answered"
    assert ActivityEntry.objects.get(verb="discussions.routing_answered").actor == people.expert


def test_asked_back_it_waits_for_the_asker_and_comes_back(asked: Any, people: Any, dispatched: Any) -> None:
    row = routings.route(discussion=asked, to=people.expert, by=people.member)

    for _twice in range(2):
        routings.ask_back(routing=row, by=people.expert, body="How deep?", key="web:1")
    dispatched()
    row.refresh_from_db()
    assert (row.state, asked.contributions.count()) == ("asked_back", 1)

    said(asked, people.guest, "Deep, I think.")
    dispatched()
    row.refresh_from_db()
    assert row.state == "asked_back"

    said(asked, people.member, "Forty metres.")
    dispatched()
    row.refresh_from_db()
    assert row.state == "waiting"

    contributions.add(discussion=asked, by=people.expert, body="Then the blue one.")
    dispatched()
    row.refresh_from_db()
    assert row.state == "answered"


def test_who_waits_is_reminded_after_three_days_and_facilitators_after_seven(
    asked: Any, people: Any, dispatched: Any
) -> None:
    row = routings.route(discussion=asked, to=people.expert, by=SYSTEM)
    now = timezone.now()
    day = datetime.timedelta(days=1)

    assert not routings.remind(row.pk, 1, at=now + 2 * day)
    assert routings.remind(row.pk, 1, at=now + 4 * day)
    assert not routings.remind(row.pk, 1, at=now + 4 * day)
    assert not routings.remind(row.pk, 2, at=now + 4 * day)
    assert routings.remind(row.pk, 2, at=now + 8 * day)
    dispatched()

    told = list(Notice.objects.filter(kind="discussions.routing_reminded").values_list("user", "title"))
    assert (people.expert.pk, "It still waits for you: Which pump lasts?") in told
    assert (people.facilitator.pk, "No answer for a week: Which pump lasts?") in told
    assert len(told) == 3  # the coordinator may moderate too


def test_nobody_is_reminded_of_what_is_answered_or_closed(asked: Any, community: Any, people: Any) -> None:
    late = timezone.now() + datetime.timedelta(days=9)
    row = routings.route(discussion=asked, to=people.expert, by=people.member)
    answer = said(asked, people.guest)
    discussions.accept_answer(discussion=asked, contribution=answer, by=people.member)

    assert not routings.remind(row.pk, 1, at=late)
