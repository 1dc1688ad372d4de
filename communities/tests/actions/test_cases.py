"""A case for a community: written, handed in, returned, approved."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.exceptions import ValidationError

from communities.actions import cases, memberships
from communities.enums import Stage
from communities.models import Case, CaseDecision, Community
from cop_portal.foundation.notifications.models import Notice
from cop_portal.foundation.permissions import Denied
from cop_portal.tests import factories

pytestmark = pytest.mark.django_db
WHOLE = {
    "tagline": "How we keep vaccines cold.",
    "audience": "Logisticians",
    "practice": "Keeping fridges running",
    "why_now": "Ten new districts",
    "objectives": "Fewer spoilt doses",
    "is_lasting": True,
    "is_voluntary": True,
    "has_practice": True,
    "is_mutual": True,
    "is_open_ended": False,
}


def whole(people: Any, **more: Any) -> Case:
    return cases.begin(by=people.member, name="Cold chain", **{**WHOLE, "sponsor": people.sponsor, **more})


def test_a_draft_needs_a_topic_and_nothing_else(people: Any) -> None:
    draft = cases.begin(by=people.member, name="Cold chain")

    with pytest.raises(ValidationError) as refusal:
        cases.submit(case=draft, by=people.member)

    assert "the practice to improve" in refusal.value.messages[0]
    assert "the five questions" in refusal.value.messages[0]
    draft.refresh_from_db()
    assert draft.state == "draft"


def test_the_same_form_twice_is_one_case_and_one_letter(people: Any, dispatched: Any) -> None:
    made = [whole(people, key="a") for _ in range(2)]
    for case in made:
        cases.submit(case=case, by=people.member)
    dispatched()
    again = cases.submit(case=whole(people, key="a"), by=people.member)
    dispatched()

    assert made[0] == made[1] == again == Case.objects.get()
    assert Notice.objects.filter(user=people.sponsor).count() == 1
    others = cases.begin(by=people.stranger, name="Cold chain", key="a")
    assert others.author == people.stranger
    assert cases.begin(by=people.member, name="Cold chain", key="b") != made[0]
    assert cases.begin(by=people.member, name="Cold chain") != cases.begin(
        by=people.member, name="Cold chain"
    )


def test_what_is_typed_anew_under_the_same_key_goes_into_the_draft_and_never_past_those_who_decide(
    people: Any,
) -> None:
    draft = cases.begin(by=people.member, name="Cold chain", key="a", tagline="Old")

    same = cases.begin(by=people.member, name="Cold chain", key="a", **WHOLE)

    assert same == draft == Case.objects.get()
    assert same.tagline == WHOLE["tagline"]
    cases.submit(case=same, by=people.member)
    with pytest.raises(Denied, match="with those who decide"):
        cases.begin(by=people.member, name="Cold chain", key="a", tagline="Newer")
    same.refresh_from_db()
    assert (same.state, same.tagline) == ("submitted", WHOLE["tagline"])


def test_guests_do_not_propose(people: Any) -> None:
    with pytest.raises(Denied):
        cases.begin(by=people.guest, name="Cold chain")

    assert not Case.objects.exists()


def test_only_its_author_changes_a_case_and_only_until_it_is_handed_in(people: Any) -> None:
    case = whole(people)
    for who in (people.stranger, people.sponsor, people.administrator):
        with pytest.raises(Denied):
            cases.save(case=case, by=who, tagline="Mine now")

    cases.submit(case=case, by=people.member)
    with pytest.raises(Denied):
        cases.save(case=case, by=people.member, tagline="Late thought")
    cases.withdraw(case=case, by=people.member)
    cases.save(case=case, by=people.member, tagline="Late thought")

    case.refresh_from_db()
    assert (case.state, case.tagline) == ("draft", "Late thought")


def test_the_sponsor_who_is_named_or_an_administrator_decides_and_nobody_else(
    people: Any, make_person: Any
) -> None:
    case = cases.submit(case=whole(people), by=people.member)

    for who in (people.member, people.stranger, people.coordinator, make_person(is_sponsor=True)):
        with pytest.raises(Denied):
            cases.approve(case=case, by=who)
    assert not Community.objects.filter(name="Cold chain").exists()

    assert cases.approve(case=case, by=people.sponsor).name == "Cold chain"


def test_a_sponsor_does_not_approve_their_own_case(people: Any) -> None:
    own = cases.begin(by=people.sponsor, name="Cold chain", **{**WHOLE, "sponsor": people.sponsor})
    cases.submit(case=own, by=people.sponsor)

    with pytest.raises(Denied):
        cases.approve(case=own, by=people.sponsor)


def test_to_return_a_case_needs_words_and_it_can_come_again(people: Any, dispatched: Any) -> None:
    case = cases.submit(case=whole(people), by=people.member)
    with pytest.raises(ValidationError):
        cases.return_case(case=case, by=people.administrator, comment=" ")

    cases.return_case(case=case, by=people.administrator, comment="Who would facilitate?")
    cases.save(case=case, by=people.member, facilitator=people.expert)
    cases.submit(case=case, by=people.member)
    dispatched()

    case.refresh_from_db()
    assert (case.state, case.facilitator) == ("submitted", people.expert)
    told = Notice.objects.filter(kind="communities.case_returned")
    assert {notice.user for notice in told} == {people.member, people.sponsor}
    assert Notice.objects.filter(kind="communities.case_submitted", user=people.administrator).count() == 2
    assert not Notice.objects.filter(user=people.stranger).exists()


def test_approval_makes_a_community_in_planning_with_its_text_and_no_silent_members(
    people: Any, dispatched: Any
) -> None:
    case = cases.submit(case=whole(people, facilitator=people.expert, expert=people.member), by=people.member)

    made = cases.approve(case=case, by=people.administrator, comment="Go")
    dispatched()

    assert (made.stage, made.tagline, made.objectives) == (
        Stage.PLANNING,
        WHOLE["tagline"],
        WHOLE["objectives"],
    )
    assert "Ten new districts" in made.purpose
    assert {row.user: (row.state, row.roles) for row in made.memberships.all()} == {
        people.member: ("active", ["coordinator"]),
        people.expert: ("invited", []),
    }
    told = Notice.objects.filter(kind="communities.case_approved")
    assert {notice.user for notice in told} == {people.member, people.sponsor}
    with pytest.raises(ValidationError):
        cases.approve(case=case, by=people.administrator)


def test_a_name_that_is_taken_is_said_and_nothing_is_made(people: Any, community: Any) -> None:
    case = cases.begin(by=people.member, name="water", **{**WHOLE, "sponsor": people.sponsor})
    cases.submit(case=case, by=people.member)

    with pytest.raises(ValidationError):
        cases.approve(case=case, by=people.administrator)

    case.refresh_from_db()
    assert (case.state, case.community) == ("submitted", None)
    assert not CaseDecision.objects.exists()


def test_two_slugs_of_one_name_differ(people: Any) -> None:
    factories.community("Cold Chain!", slug="cold-chain")

    case = cases.submit(case=whole(people), by=people.member)

    assert cases.approve(case=case, by=people.administrator).slug == "cold-chain-2"


def test_who_is_invited_by_a_case_joins_by_their_own_word(people: Any) -> None:
    case = cases.submit(case=whole(people, facilitator=people.stranger), by=people.member)
    made = cases.approve(case=case, by=people.administrator)

    memberships.join(community=made, by=people.stranger)
    memberships.give_role(community=made, user=people.stranger, role="facilitator", by=people.member)

    assert made.memberships.get(user=people.stranger).roles == ["facilitator"]
