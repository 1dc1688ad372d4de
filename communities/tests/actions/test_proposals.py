"""Proposals of members, from opening to what follows."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from communities.actions import proposals
from communities.models import Ballot, Proposal
from communities.queries.proposals import due_to_close, waiting_proposals
from cop_portal.foundation.activity.models import ActivityEntry
from cop_portal.foundation.notifications.models import Notice
from cop_portal.foundation.permissions import Denied

pytestmark = pytest.mark.django_db


def proposed(community: Any, by: Any, **more: Any) -> Proposal:
    fields = {
        "title": "Meet monthly",
        "text": "Weekly is too much",
        "about": "activity",
        "method": "consent",
        "days": 7,
    }
    return proposals.propose(community=community, by=by, **{**fields, **more})


def over(proposal: Proposal) -> Proposal:
    now = timezone.now()
    Proposal.objects.filter(pk=proposal.pk).update(
        opened_at=now - datetime.timedelta(days=8), closes_at=now - datetime.timedelta(minutes=1)
    )
    proposal.refresh_from_db()
    return proposal


def test_any_member_proposes_and_everybody_is_told(community: Any, people: Any, dispatched: Any) -> None:
    made = proposed(community, people.member, key="k")
    assert proposed(community, people.member, key="k").pk == made.pk
    dispatched()

    told = {notice.user for notice in Notice.objects.filter(kind="communities.proposal_opened")}
    assert people.expert in told
    assert people.stranger not in told
    with pytest.raises(Denied):
        proposed(community, people.stranger)
    with pytest.raises(ValidationError):
        proposed(community, people.member, days=1)


def test_one_person_has_one_ballot_and_the_last_word_counts(community: Any, people: Any) -> None:
    made = proposed(community, people.member, method="vote")

    for choice in ("yes", "no", "abstain", "yes"):
        proposals.cast(proposal=made, by=people.expert, choice=choice)
    with pytest.raises(ValidationError):
        proposals.cast(proposal=made, by=people.expert, choice="consent")
    with pytest.raises(Denied):
        proposals.cast(proposal=made, by=people.stranger, choice="no")

    assert [(row.user, row.choice) for row in Ballot.objects.all()] == [(people.expert, "yes")]
    assert ActivityEntry.objects.filter(verb="communities.ballot_cast").count() == 1


def test_an_objection_needs_its_reason(community: Any, people: Any) -> None:
    made = proposed(community, people.member)

    with pytest.raises(ValidationError):
        proposals.cast(proposal=made, by=people.expert, choice="objection", reason=" ")
    proposals.cast(proposal=made, by=people.expert, choice="objection", reason="Too rare")

    assert Ballot.objects.get().reason == "Too rare"


@pytest.mark.parametrize(
    ("method", "counts", "quorum", "adopted"),
    [
        ("consent", {"consent": 3}, 1, True), ("consent", {"consent": 9, "objection": 1}, 1, False),
        ("consent", {}, 1, False), ("vote", {"yes": 2, "no": 1}, 1, True), ("vote", {"yes": 1, "no": 1}, 1, False),
        ("vote", {"yes": 2, "abstain": 2}, 5, False), ("vote", {"yes": 1, "abstain": 4}, 5, True),
    ],
)  # fmt: skip
def test_how_it_is_decided(method: str, counts: dict[str, int], quorum: int, adopted: bool) -> None:
    assert proposals.is_adopted(method, counts, quorum) is adopted


def test_it_closes_when_its_time_is_over_and_only_once(community: Any, people: Any, dispatched: Any) -> None:
    made = proposed(community, people.member)
    proposals.cast(proposal=made, by=people.expert, choice="consent")
    assert not proposals.close(made.pk)
    over(made)
    assert due_to_close(timezone.now()) == [made.pk]

    assert [proposals.close(made.pk) for _round in range(2)] == [True, False]
    dispatched()

    made.refresh_from_db()
    assert (made.state, made.counts) == ("adopted", {"consent": 1})
    told = Notice.objects.filter(kind="communities.proposal_closed")
    assert told.values("user").distinct().count() == told.count() == community.memberships.count()


def test_after_its_time_nobody_takes_part_though_it_is_not_counted_yet(community: Any, people: Any) -> None:
    made = over(proposed(community, people.member))

    with pytest.raises(ValidationError):
        proposals.cast(proposal=made, by=people.expert, choice="consent")
    with pytest.raises(ValidationError):
        proposals.withdraw(proposal=made, by=people.member)

    assert not Ballot.objects.exists()


def test_only_who_proposed_takes_it_back(community: Any, people: Any) -> None:
    made = proposed(community, people.member)
    for who in (people.coordinator, people.stranger):
        with pytest.raises(Denied):
            proposals.withdraw(proposal=made, by=who)

    proposals.withdraw(proposal=made, by=people.member)

    made.refresh_from_db()
    assert made.state == "withdrawn"


def test_what_follows_is_written_after_it_closed_and_waits_until_then(community: Any, people: Any) -> None:
    made = proposed(community, people.member)
    with pytest.raises(ValidationError):
        proposals.conclude(proposal=made, by=people.facilitator, result="Done")
    over(made)
    proposals.close(made.pk)
    assert [row.key for row in waiting_proposals(people.facilitator)] == [f"proposal:{made.pk}"]
    for who in (people.expert, people.stranger):
        with pytest.raises(Denied):
            proposals.conclude(proposal=made, by=who, result="Mine")
    with pytest.raises(ValidationError):
        proposals.conclude(proposal=made, by=people.facilitator, result=" ")

    with pytest.raises(ValidationError, match="a day to come"):
        proposals.conclude(
            proposal=made,
            by=people.facilitator,
            result="Done",
            review_on=community.today - datetime.timedelta(days=1),
        )

    proposals.conclude(proposal=made, by=people.member, result="Nobody took part; asked again in May")

    made.refresh_from_db()
    assert made.result.startswith("Nobody")
    assert waiting_proposals(people.facilitator) == []


def test_the_same_words_again_are_once_and_nobody_is_told_a_second_time(
    community: Any, people: Any, dispatched: Any
) -> None:
    made = over(proposed(community, people.member))
    proposals.close(made.pk)
    day = timezone.localdate() + datetime.timedelta(days=90)

    def conclude(by: Any, result: str, review_on: datetime.date | None) -> tuple[int, int]:
        proposals.conclude(proposal=made, by=by, result=result, review_on=review_on)
        dispatched()
        concluded = ActivityEntry.objects.filter(verb="communities.proposal_concluded")
        return concluded.count(), Notice.objects.filter(user=people.expert, entry__in=concluded).count()

    first = conclude(people.facilitator, "We meet monthly.\nFrom May on.", day)
    again = conclude(people.facilitator, " We meet monthly.\r\nFrom May on.\r\n", day)
    by_another = conclude(people.coordinator, "We meet monthly.\nFrom May on.", day)
    with pytest.raises(Denied):
        conclude(people.stranger, "We meet monthly.\nFrom May on.", day)
    later = conclude(people.facilitator, "We meet monthly.\nFrom May on.", day + datetime.timedelta(days=1))
    other = conclude(people.facilitator, "We meet monthly.\nFrom June on.", day)

    assert [first, again, by_another] == [(1, 1)] * 3
    assert [later[0], other[0]] == [2, 3]
    made.refresh_from_db()
    assert (made.result, made.review_on) == ("We meet monthly.\nFrom June on.", day)
