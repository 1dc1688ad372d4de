"""A year of a community in a day: all that people are told of happens once."""

from __future__ import annotations

import datetime
from typing import Any

from django.conf import settings as django_settings
from django.utils import timezone

from communities.actions import (
    announcements,
    cases,
    charters,
    goals,
    guests,
    invitations,
    memberships,
    needs,
    newcomers,
    proposals,
    reflections,
    roles,
    technical,
    terms,
    transformations,
)
from communities.actions import reviews as reviews_of_communities
from communities.enums import JoinPolicy
from communities.models import Membership, Proposal, RoleTerm
from communities.tests.actions.test_cases import WHOLE as WHOLE_CASE
from cop_portal.foundation.permissions import SYSTEM
from cop_portal.newsletters import actions as newsletters
from cop_portal.newsletters.tests.makers import item
from cop_portal.tests import factories
from cop_portal.tests.acts.comfort import name_use_and_tidy
from cop_portal.tests.acts.convening import ask_people_to_speak
from cop_portal.tests.acts.gaps import fill_a_gap
from cop_portal.tests.acts.ideas import try_an_idea
from cop_portal.tests.acts.importing import import_an_inventory
from cop_portal.tests.acts.living import live_on
from cop_portal.tests.acts.meeting import meet, thank
from cop_portal.tests.acts.publishing import publish_and_keep
from cop_portal.tests.acts.questions import put_questions_to_experts
from cop_portal.tests.acts.sharing import share_and_take_back
from cop_portal.tests.acts.submissions import tell_a_story
from cop_portal.tests.looking_after import look_after_talk
from discussions.actions import briefs, contributions, discussions, passings, phases, subscriptions, syntheses
from discussions.models import Discussion
from discussions.tests.makers import asked_and_sent_on
from knowledge_base.actions import curation, resources, reviews
from knowledge_base.actions import passings as passed_resources
from knowledge_base.actions.syntheses import draft_from_synthesis
from knowledge_base.models import ResourcePage
from knowledge_base.tests.makers import published

DAY = datetime.timedelta(days=1)


def live_in_communities(community: Any, people: Any, stranger: Any) -> None:
    asking = factories.community_with_roles("Health", join_policy=JoinPolicy.REQUEST)
    for answer in (memberships.welcome, memberships.decline):
        asked = memberships.request_membership(
            community=asking, by=factories.person(), brings="A <b>budget</b>", seeks="Advice"
        )
        answer(membership=Membership.objects.get(pk=asked.pk), by=factories.holder(asking, "coordinator"))
    memberships.invite(community=community, user=stranger, by=people.facilitator)
    memberships.give_role(community=community, user=people.member, role="expert", by=people.coordinator)
    charters.save_draft(community=community, by=people.coordinator, revision=1, mission="Why", rules="How")
    charters.show_draft(community=community, by=people.coordinator, shown=True)
    charters.comment(community=community, by=people.member, text="A <b>budget</b> rule?")
    version = charters.publish(community=community, by=people.coordinator, changes="The first")
    charters.remind(version=version, by=people.coordinator)


def ask_people_in(community: Any, people: Any) -> None:
    """Invitations and their answers, a guest's last day, a request that waits, a newcomer's first weeks."""
    today = timezone.localdate()
    letter = invitations.ask(
        community=community, by=people.facilitator, address="gro@ministry.example", name="Gro <b>Guest",
        organisation="Ministry", reason="She <b>budget</b>s", access_until=today + 90 * DAY,
        language=django_settings.LANGUAGE_CODE,
    )  # fmt: skip
    invitations.decline(invitation=letter)
    for answer in (memberships.join, invitations.decline_own):
        asked = factories.person()
        memberships.invite(community=community, user=asked, by=people.facilitator)
        answer(community=community, by=asked)
    own = Membership.objects.get(user=people.guest)
    guests.change_access(membership=own, by=people.facilitator, until=today + 3 * DAY)
    guests.remind_of_end(own.pk, today=today)
    guests.end_access(own.pk, today=today + 4 * DAY)
    newcomer = Membership.objects.get(user=people.member, community=community)
    newcomers.name_buddy(membership=newcomer, buddy=people.expert, by=people.facilitator)
    newcomers.nudge(membership=newcomer, by=people.facilitator)
    waits = memberships.request_membership(
        community=factories.community_with_roles("Waiting", join_policy=JoinPolicy.REQUEST), by=people.member
    )
    for level in newcomers.PATIENCE:
        newcomers.escalate(waits.pk, level, at=timezone.now() + 9 * DAY)


def govern_themselves(community: Any, people: Any) -> None:
    """Roles and calls, terms and goals, needs and proposals."""
    technical.ask_members(community=community, by=people.coordinator)
    today = timezone.localdate()
    own = roles.define_role(community=community, by=people.coordinator, name="Gardener", duties="Weeds")
    call = roles.open_call(
        community=community, by=people.coordinator, own_role=own, text="Two hours", closes_on=today
    )
    offer = roles.volunteer(call=call, by=people.member)
    roles.choose(call=call, by=people.coordinator, volunteers=[offer], words="Thank you")
    term = RoleTerm.objects.get(community=community, own_role=own)
    roles.extend_term(term=term, by=people.coordinator, until_date=today + DAY)
    roles.remind_of_term(term.pk)
    memberships.give_role(community=community, user=people.member, role="facilitator", by=people.coordinator)
    memberships.end_role(community=community, user=people.member, role="facilitator", by=people.coordinator)
    terms.save_draft(community=community, by=people.coordinator, revision=1, needs="Pumps")
    terms.publish(community=community, by=people.coordinator, changes="The first")
    goal = goals.set_goal(community=community, by=people.coordinator, title="Clean wells")
    step = goals.add_step(goal=goal, by=people.coordinator, what="Ask", owner=people.member, due_date=today)
    goals.tell_due(step.pk, late=False)
    need = needs.add(community=community, by=people.member, text="How pumps last")
    needs.answer(need=need, by=people.facilitator, state="taken_up", outcome="A seminar")
    proposal = proposals.propose(
        community=community, by=people.member, title="Meet <b>monthly</b>", text="Less is more",
        about="activity", method="consent", days=7,
    )  # fmt: skip
    Proposal.objects.filter(pk=proposal.pk).update(
        opened_at=timezone.now() - 8 * DAY, closes_at=timezone.now() - DAY
    )
    proposals.close(proposal.pk)


def change_shape() -> None:
    """A community that is closed and opened again, one that asks to merge and is refused, a review."""
    old, other = factories.community_with_roles("Old wells"), factories.community_with_roles("New wells")
    boss = factories.holder(old, "coordinator")
    plan = {
        "reason": "The wells are built", "lessons": "Listen", "library_owner": boss, "by": boss,
        "on_date": timezone.localdate() + 14 * DAY,
    }  # fmt: skip
    refused = transformations.propose(community=old, kind="merge", into=other, **plan)
    transformations.answer(step=refused, by=factories.holder(other, "coordinator"), yes=False, reason="No")
    dropped = transformations.propose(community=old, kind="close", **plan)
    transformations.withdraw(step=dropped, by=boss, reason="We go on")
    done = transformations.propose(community=old, kind="close", **plan)
    transformations.carry_out_due(done.on_date)
    review = reviews_of_communities.move_day(
        community=other, due_on=timezone.localdate(), by=factories.holder(other, "coordinator")
    )
    reviews_of_communities.decide(
        review=review, outcome="adjust", reason="New needs", by=factories.holder(other, "coordinator")
    )
    done.refresh_from_db()
    transformations.undo(step=done, by=boss, reason="The donors are back")


def propose_communities(people: Any) -> None:
    """One case that comes back, one that is approved."""
    for name in ("Cold chain", "Latrines"):
        case = cases.begin(by=people.member, name=name, **{**WHOLE_CASE, "sponsor": people.sponsor})
        cases.submit(case=case, by=people.member)
        if name == "Latrines":
            cases.return_case(case=case, by=people.sponsor, comment="Who would facilitate?")
        else:
            cases.approve(case=case, by=people.sponsor, comment="Go")


def look_at_themselves(community: Any, people: Any) -> None:
    """A round of “How are we doing?”, and a discussion passed on to the level below."""
    opened = reflections.open_round(community=community, by=people.facilitator, words="A <b>budget</b>")
    reflections.note(reflection=opened, by=people.member, heading="culture", text="Kind")
    reflections.note_change(reflection=opened, by=people.facilitator, text="Shorter <calls>")
    below = factories.community("Below", level="country", parent=community)
    factories.joined(below, factories.person("Bo Below"))
    talk = discussions.start(community=community, by=people.member, title="Which <filter>?", body="B")
    passings.pass_on(discussion=talk, to=below, by=people.facilitator)


def talk_to_its_end(community: Any, people: Any) -> Any:
    """A question that is answered, and a facilitated discussion with its synthesis, late."""
    question = discussions.start(
        community=community, by=people.member, title="Which <filter>?", body="In hard water.", kind="question"
    )
    subscriptions.follow(discussion=question, by=people.guest, frequency="instant")
    said = contributions.add(discussion=question, by=people.expert, body="Ceramic & cheap.")
    discussions.accept_answer(discussion=question, contribution=said, by=people.member)
    today = timezone.localdate()
    talk = briefs.convene(
        community=community, by=people.facilitator, title="How do pumps last?", body="One case each.",
        questions=["What did you do?"], opens_on=today, closes_on=today + 7 * DAY,
        synthesis_on=today + 8 * DAY, share_on=today + 9 * DAY, facilitator=people.facilitator,
    )  # fmt: skip
    phases.open_discussion(discussion=talk, by=people.facilitator)
    talk = Discussion.objects.get(pk=talk.pk)
    contributions.add(discussion=talk, by=people.member, body="Grease them.")
    subscriptions.follow(discussion=talk, by=people.member, frequency="daily")
    syntheses.pin_summary(discussion=talk, by=people.facilitator, body="Grease [1].")
    phases.move_phases(today + 8 * DAY)
    phases.move_phases(today + 20 * DAY)
    talk = Discussion.objects.get(pk=talk.pk)
    return asked_and_sent_on(talk, people.facilitator, people.member)


def fill_the_library(community: Any, people: Any, synthesis: Any) -> None:
    drafted = draft_from_synthesis(synthesis=synthesis, by=people.facilitator)
    page = ResourcePage.objects.get(pk=drafted.pk)
    page.current_workflow_task_state.reject(user=people.knowledge_manager, comment="More about parts.")
    own = resources.draft(
        community=community, by=people.member, title="A pump", kind="good_practice", summary="Keep it."
    )
    resources.submit(resource=own, by=people.member)
    done = resources.publish(resource=ResourcePage.objects.get(pk=own.pk), by=people.knowledge_manager)
    over = published(community, title="An <old> sheet", by=people.expert)
    resources.retire(resource=over, by=people.knowledge_manager, reason="A <newer> one came")
    curation.name_owner(resource=done, by=people.knowledge_manager, owner=people.expert)
    share_and_take_back(done, people)
    ResourcePage.objects.filter(pk=done.pk).update(next_review_on=timezone.localdate())
    reviews.remind()
    fill_a_gap(community, people, ResourcePage.objects.get(pk=done.pk))
    live_on(ResourcePage.objects.get(pk=done.pk), people)
    below = factories.community("Shelves", level="country", parent=community)
    factories.joined(below, factories.person("Shona Shelves"))
    sheet = published(community, title="A <sheet>")
    passed_resources.pass_on(resource=sheet, to=below, by=people.facilitator)


def write_a_newsletter(community: Any, people: Any) -> None:
    talk = discussions.start(community=community, by=people.member, title="Weekly", body="B")
    newsletters.compose(community=community, week="2026-W47", by=SYSTEM, items=[item(talk)])
    memberships.choose_newsletter(community=community, by=people.member, wanted=True)


def a_year_in_a_day(community: Any, people: Any, stranger: Any) -> None:
    live_in_communities(community, people, stranger)
    fill_the_library(community, people, talk_to_its_end(community, people))
    tell_a_story(community, people)
    publish_and_keep(community, people)
    import_an_inventory(community, people)
    put_questions_to_experts(community, people)
    try_an_idea(community, people)
    ask_people_to_speak(community, people)
    name_use_and_tidy(community, people)
    meet(community, people)
    thank(community, people)
    write_a_newsletter(community, people)
    govern_themselves(community, people)
    look_at_themselves(community, people)
    made = announcements.draft(community=community, by=people.facilitator, title="<b>Now</b>", body="B")
    announcements.send(announcement=made, by=people.facilitator, revision=1)
    propose_communities(people)
    change_shape()
    look_after_talk(community, people)
    ask_people_in(community, people)
