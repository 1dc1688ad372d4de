"""What the demo's communities agreed on: goals, terms, needs, proposals, roles of their own."""

from __future__ import annotations

import datetime
import random
from decimal import Decimal

from django.utils import timezone

from communities.actions import agreements, announcements, goals, needs, proposals, roles, terms
from communities.enums import Role
from communities.models import Community, GoalIndicator, Membership, Proposal
from cop_portal.foundation.activity.models import ActivityEntry
from cop_portal.foundation.permissions import SYSTEM
from cop_portal.portal.seed.life import Circle

DAY = datetime.timedelta(days=1)


def agree(circle: Circle, now: datetime.datetime, chance: random.Random) -> None:
    """Fill the rooms of self-government of a community that is beyond Planning. Nobody is told: it is past."""
    if circle.practice.stage == "planning" or circle.practice.dormant_since:
        return
    community = Community.objects.visible_to(SYSTEM).get(pk=circle.community.pk)
    boss, today = circle.roles[Role.COORDINATOR], now.date()
    others = [user for user in circle.people if user not in circle.roles.values() and not user.is_guest]
    _goals(circle, community, today, others)
    terms.save_draft(
        community=community, by=boss, revision=1, needs=circle.practice.purpose,
        results="\n".join(community.objective_list), documenting="A synthesis after each facilitated discussion.",
        measuring="The indicators on the page of goals, read each quarter.", structure=community.rhythm,
    )  # fmt: skip
    terms.publish(community=community, by=boss)
    for question in circle.practice.questions[:3]:
        need = needs.add(community=community, by=others[0], text=question)
        for user in chance.sample(others[1:], min(len(others) - 1, chance.randint(1, 6))):
            needs.support(need=need, by=user)
    proposal = proposals.propose(
        community=community, by=others[1], title="Meet online on the first Tuesday",
        text="A fixed day is easier to keep free than a poll each month.", about="activity", method="consent", days=14,
    )  # fmt: skip
    for user in others[2:6]:
        proposals.cast(proposal=proposal, by=user, choice="consent")
    _roles(community, boss, others, today)
    told = announcements.draft(
        community=community, by=boss, title="We meet online on Tuesday at ten",
        body="One hour, three short cases. **Bring yours**, or only listen; the notes come here afterwards.",
    )  # fmt: skip
    announcements.send(announcement=told, by=boss, revision=told.revision, quiet=True)
    ActivityEntry.objects.filter(dispatched_at=None).update(dispatched_at=timezone.now())


def _goals(circle: Circle, community: Community, today: datetime.date, others: list) -> None:
    boss = circle.roles[Role.COORDINATOR]
    goal = goals.set_goal(
        community=community, by=boss, title="Questions get an answer from practice",
        why="Who asks and hears nothing does not ask again.", due_date=today + 200 * DAY,
    )  # fmt: skip
    step = goals.add_step(
        goal=goal, by=boss, what="Name two people who look after new questions", owner=others[0]
    )
    goals.change_step(step=step, by=boss, state="done")
    goals.add_step(
        goal=goal,
        by=boss,
        what="Ask last year's askers whether it helped",
        owner=others[1],
        due_date=today + 30 * DAY,
    )
    indicator: GoalIndicator = goals.name_indicator(
        community=community, by=boss, name="Questions answered within two days",
        definition="Of all questions of the quarter, in per cent; counted by the facilitator.", unit="%", goal=goal,
        baseline=Decimal(40), baseline_date=today - 270 * DAY, target=Decimal(70), target_date=today + 200 * DAY,
    )  # fmt: skip
    _agreed_to(community, boss, indicator, others[:6])
    for back, value in ((180, 46), (90, 55)):
        goals.take_reading(
            indicator=indicator,
            by=boss,
            day=today - back * DAY,
            value=Decimal(value),
            source="Count of the quarter",
        )


def _agreed_to(community: Community, boss: object, indicator: GoalIndicator, members: list) -> None:
    """Members agreed to the indicator long ago: it was put to them, nobody objected, its time is over."""
    put = agreements.put_to_members(
        community=community, by=boss, indicators=[indicator], title="How we see that questions are answered",
        method="consent", days=14,
    )  # fmt: skip
    for user in members:
        proposals.cast(proposal=put, by=user, choice="consent")
    began = put.opened_at - 240 * DAY
    mine = Proposal.objects.filter(pk=put.pk)
    mine.update(opened_at=began, closes_at=began + 14 * DAY)
    proposals.close(put.pk)
    mine.update(closed_at=began + 14 * DAY)
    agreements.settle(proposal_id=put.pk)


def _roles(community: Community, boss: object, others: list, today: datetime.date) -> None:
    own = roles.define_role(
        community=community, by=boss, name="Gardener", duties="Looks through the library once a month and tidies it",
        hours_per_month=2, term_months=12,
    )  # fmt: skip
    call = roles.open_call(
        community=community, by=boss, own_role=own, text="Two hours a month, for a year. No need to be an expert.",
        closes_on=today + 10 * DAY,
    )  # fmt: skip
    roles.volunteer(call=call, by=others[2], words="I use the library every week anyway.")
    for row in Membership.objects.active().filter(community=community, user__in=others[:4]):
        roles.set_core(membership=row, by=boss, core=True, connector=row.user_id == others[0].pk)
