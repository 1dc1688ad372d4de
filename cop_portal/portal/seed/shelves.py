"""What the communities of the demo keep: resources with owners, reviews, and offices that used them."""

from __future__ import annotations

import datetime
import random
from typing import Any

from wagtail.rich_text import RichText

from communities.enums import Role
from cop_portal.foundation.text import render
from cop_portal.portal.seed.life import DAY, Circle
from discussions.models import Synthesis
from knowledge_base.actions import pieces, publications, resources
from knowledge_base.actions.syntheses import draft_from_synthesis
from knowledge_base.enums import Kind
from knowledge_base.models import ResourcePage
from knowledge_base.queries.publications import reaches


def fill(circle: Circle, now: datetime.datetime, chance: random.Random) -> None:
    """The shelves of one community: what members handed in, and what syntheses became."""
    keeper = circle.roles.get(Role.KNOWLEDGE_MANAGER)
    if keeper is None:
        return
    reach = min(circle.practice.age_days - 25, 380)
    for number, (kind, title) in enumerate(circle.practice.resources):
        at = (
            now
            - (circle.practice.dormant_since + 12 + (reach - 20) * number / len(circle.practice.resources))
            * DAY
        )
        author = circle.roles[Role.EXPERT] if number % 2 else chance.choice(circle.people[:20])
        page = resources.draft(
            community=circle.community, by=author, kind=kind, title=title,
            summary=chance.choice(circle.practice.claims), place=circle.cities.get(author.pk, ""),
            body=[("paragraph", RichText(render("\n\n".join(chance.sample(circle.practice.claims, 3)))))],
            **_own(kind, circle, chance),
        )  # fmt: skip
        resources.submit(resource=page, by=author, at=at - 3 * DAY, quiet=True)
        _used(circle, resources.publish(resource=page, by=keeper, at=at, quiet=True), at, now, chance)
    if circle.practice.slug == "social-budgeting":  # something waits for the knowledge manager
        waiting = resources.draft(
            community=circle.community, by=circle.roles[Role.EXPERT], kind=Kind.LESSON, title="The ceiling we did not ask about",
            summary="We costed for six weeks before anybody asked for the ceiling.", happened=circle.practice.claims[5],
        )  # fmt: skip
        resources.submit(resource=waiting, by=circle.roles[Role.EXPERT], at=now - 2 * DAY, quiet=True)
    for thread in circle.concluded:
        synthesis = Synthesis.objects.select_related("discussion__community", "written_by").get(
            discussion=thread
        )
        at = min((synthesis.published_at or now) + 2 * DAY, now)
        page = draft_from_synthesis(synthesis=synthesis, by=circle.roles[Role.FACILITATOR], at=at, quiet=True)
        _used(circle, resources.publish(resource=page, by=keeper, at=at, quiet=True), at, now, chance)


def print_issue(circles: list[Circle], now: datetime.datetime) -> None:
    """One community has an issue of a publication: its stories and syntheses, approved by a second person."""
    circle = next((circle for circle in circles if circle.practice.slug == "social-budgeting"), None)
    if circle is None or not {Role.COORDINATOR, Role.KNOWLEDGE_MANAGER} <= circle.roles.keys():
        return
    coordinator, keeper = circle.roles[Role.COORDINATOR], circle.roles[Role.KNOWLEDGE_MANAGER]
    rows = ResourcePage.objects.filter(community=circle.community, live=True).order_by(
        "first_published_at", "pk"
    )
    at = now - 40 * DAY
    page = publications.begin(
        community=circle.community, by=coordinator, title=f"{circle.community.name}: what we learned this year",
        summary="Practices, stories and syntheses of the year, with those who contributed.", issue="No. 1",
        editorial="\n\n".join(circle.practice.claims[:3]), at=at, quiet=True,
    )  # fmt: skip
    for heading, kinds in (
        ("What changed", [Kind.STORY, Kind.SYNTHESIS]),
        ("What works", [Kind.GOOD_PRACTICE, Kind.LESSON, Kind.GUIDANCE]),
    ):
        items = [row for row in rows.filter(kind__in=kinds)[:4] if reaches(row, page)]
        if items:
            pieces.add_section(publication=page, by=coordinator, title=heading)
        for item in items:
            pieces.add_item(publication=page, by=coordinator, resource=item)
    pieces.add_figure(
        publication=page, by=coordinator, figure="I02", caption="Members who took part, reading included."
    )
    publications.hand_in(publication=page, by=coordinator, at=at, quiet=True)
    resources.publish(resource=ResourcePage.objects.get(pk=page.pk), by=keeper, at=at, quiet=True)


def _own(kind: str, circle: Circle, chance: random.Random) -> dict[str, Any]:
    """The fields of the type."""
    claims = circle.practice.claims
    steps = [
        ("step", {"title": "Ask who decides.", "text": "One meeting. If nobody decides, stop here."}),
        ("step", {"title": "Try it in two places.", "text": chance.choice(claims)}),
        ("step", {"title": "Write down what it cost.", "text": "Days and money, also of those who helped."}),
        ("step", {"title": "Leave it with them.", "text": "In the second year they do it and we look on."}),
    ]
    if kind == Kind.GOOD_PRACTICE:
        return {
            "context": chance.choice(claims), "steps": steps, "time_needed": "12 days of staff in the first year",
            "money_needed": "About 2,500 US dollars a district, mostly travel", "evidence": "tried",
            "evidence_note": "The same in three districts", "limits": "Whether it holds without our visits",
        }  # fmt: skip
    if kind == Kind.LESSON:
        return {
            "happened": chance.choice(claims),
            "why": chance.choice(claims),
            "next_time": "Ask first, print later.",
        }
    if kind == Kind.TOOL:
        return {
            "serves": chance.choice(claims),
            "how_to_use": "Print it on one page. Fill it in where the work is done.",
        }
    if kind == Kind.STORY:
        return {
            "activity": chance.choice(claims), "insight": chance.choice(claims),
            "change": "They do it themselves now.", "result": "It was kept up for a second year.", "consent": True,
        }  # fmt: skip
    return {"for_whom": f"Colleagues in {circle.practice.section}", "steps": steps}


def _used(
    circle: Circle, page: ResourcePage, at: datetime.datetime, now: datetime.datetime, chance: random.Random
) -> None:
    """Readers find it useful; a few offices use it and say what they changed."""
    there = [user for user in circle.people if circle.joined[user.pk] < at and user.pk != page.owner_id]
    for reader in chance.sample(there, min(len(there), chance.randint(2, 14))):
        when = at + (now - at) * chance.random()
        resources.mark_useful(resource=page, by=reader, at=when, quiet=True)
        if chance.random() < 0.3 and circle.cities.get(reader.pk):
            resources.note_reuse(
                resource=page, by=reader, where=circle.cities[reader.pk], at=when, quiet=True,
                changed=chance.choice(("", "Nothing. It simply worked.", "The form is in the local language.", "We did it on paper.")),
            )  # fmt: skip
