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
from knowledge_base.actions import (
    changes,
    gaps,
    gathering,
    pieces,
    publications,
    ratings,
    resources,
    reuses,
    stories,
    submissions,
)
from knowledge_base.actions.syntheses import draft_from_synthesis
from knowledge_base.enums import GapSource, Kind
from knowledge_base.models import FailedSearch, Gap, ResourceDay, ResourcePage, StoryPage
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
        done = resources.publish(resource=page, by=keeper, at=at, quiet=True)
        _used(circle, done, at, now, chance)
        if number == 0:
            _changes(circle, done, at, now, chance)
    if circle.practice.slug == "social-budgeting":  # something waits for the knowledge manager
        waiting = resources.draft(
            community=circle.community, by=circle.roles[Role.EXPERT], kind=Kind.LESSON, title="The ceiling we did not ask about",
            summary="We costed for six weeks before anybody asked for the ceiling.", happened=circle.practice.claims[5],
        )  # fmt: skip
        resources.submit(resource=waiting, by=circle.roles[Role.EXPERT], at=now - 2 * DAY, quiet=True)
        _written(circle, now)
    _lacks(circle, now, chance)
    for thread in circle.concluded:
        synthesis = Synthesis.objects.select_related("discussion__community", "written_by").get(
            discussion=thread
        )
        at = min((synthesis.published_at or now) + 2 * DAY, now)
        page = draft_from_synthesis(synthesis=synthesis, by=circle.roles[Role.FACILITATOR], at=at, quiet=True)
        _used(circle, resources.publish(resource=page, by=keeper, at=at, quiet=True), at, now, chance)


def _written(circle: Circle, now: datetime.datetime) -> None:
    """What members wrote on the portal: a draft, and a story that was handed in, published and confirmed."""
    keeper, writer = circle.roles[Role.KNOWLEDGE_MANAGER], circle.roles[Role.FACILITATOR]
    draft = submissions.begin(community=circle.community, by=writer, kind=Kind.RESULTS)
    submissions.keep(
        submission=draft,
        by=writer,
        words={"title": "Four clinics, one budget", "what": "We sat with each clinic for a morning."},
    )
    story = submissions.begin(community=circle.community, by=writer, kind=Kind.STORY)
    entry = submissions.Entry(
        title="The line that stayed in the budget",
        summary="A clerk read the line aloud, and nobody struck it out.",
        text="> I had never been asked to read it.\n\nSo said the clerk, afterwards.",
        tags=["budget", "reading aloud"],
        own={
            "activity": "We asked the clerk to read each line to the council.",
            "insight": "What is heard is harder to strike out than what is printed.",
            "change": "Every line is read aloud now, in two languages.",
            "result": "The line for school meals stayed, two years running.",
            "evidence": "The minutes of both meetings.",
            "consent": True,
        },
        people=[{"name": "The clerk of the council", "shown": "named", "agreed": True, "how": "In writing"}],
    )
    story = submissions.keep(
        submission=story, by=writer, words={"title": entry.title, "summary": entry.summary}
    )
    submissions.hand_in(submission=story, by=writer, entry=entry, at=now - 20 * DAY, quiet=True)
    page = resources.publish(
        resource=ResourcePage.objects.get(submission=story), by=keeper, at=now - 18 * DAY, quiet=True
    )
    told = StoryPage.objects.get(pk=page.pk)
    confirmer = circle.roles[Role.EXPERT]
    stories.confirm_result(
        story=told, by=confirmer, words="I sat in both meetings.", at=now - 9 * DAY, quiet=True
    )


SOUGHT = ("template for a budget brief", "training of new staff", "supplier list", "donor report example")


def _lacks(circle: Circle, now: datetime.datetime, chance: random.Random) -> None:
    """Somebody stands in for each owner; a few things were sought in vain, and one gap is taken."""
    people = [circle.roles[Role.EXPERT], circle.roles[Role.KNOWLEDGE_MANAGER]]
    for page in ResourcePage.objects.filter(community=circle.community).order_by("pk"):
        if chance.random() < 0.7:
            spare = next(person for person in people if person.pk != page.owner_id)
            ResourcePage.objects.filter(pk=page.pk).update(substitute=spare)
    for number, words in enumerate(chance.sample(SOUGHT, 2)):
        day = (now - (3 + number) * DAY).date()
        FailedSearch.objects.create(
            community=circle.community, words=words, folded_words=words, day=day, times=3 + number
        )
    gathering.gather(circle.community)
    first = Gap.objects.filter(community=circle.community, source=GapSource.SEARCH).order_by("pk").first()
    if first is not None:
        gaps.show(gap=first, by=circle.roles[Role.KNOWLEDGE_MANAGER], text=first.text.capitalize())
        gaps.take(gap=first, by=circle.people[0])


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
            "contact": "Whoever answers for it, beside this page",
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
            "evidence": "The district counted in both years; the sheets lie with the office.",
        }  # fmt: skip
    if kind == Kind.RESULTS:
        return {
            "what": "Four meetings with those who decide, and one page that they could take home.",
            "result": "Three of five districts changed their plan within the year.",
            "evidence": "The plans of both years, side by side, read by two colleagues from another office.",
        }
    if kind == Kind.ARTICLE:
        author = circle.roles[Role.EXPERT].name
        return {
            "authors": author, "journal": "Journal of Practice", "year": 2025, "doi": "10.1000/182",
            "link": "https://journal.example.org/articles/182",
        }  # fmt: skip
    return {
        "for_whom": f"Colleagues in {circle.practice.section}",
        "steps": steps,
        "rests_on": "The policy of 2022, and what the communities tried since",
    }


def _used(
    circle: Circle, page: ResourcePage, at: datetime.datetime, now: datetime.datetime, chance: random.Random
) -> None:
    """Readers find it useful; a few offices use it and say what they changed."""
    there = [user for user in circle.people if circle.joined[user.pk] < at and user.pk != page.owner_id]
    for reader in chance.sample(there, min(len(there), chance.randint(2, 14))):
        when = at + (now - at) * chance.random()
        ratings.rate(
            resource=page, by=reader, useful=chance.random() < (page.pk % 5 + 4) / 8, at=when, quiet=True
        )
        if chance.random() < 0.3 and circle.cities.get(reader.pk):
            used = resources.note_reuse(
                resource=page, by=reader, where=circle.cities[reader.pk], at=when, quiet=True,
                changed=chance.choice(("", "Nothing. It simply worked.", "The form is in the local language.", "We did it on paper.")),
            )  # fmt: skip
            if chance.random() < 0.5:
                reuses.change(
                    reuse=used, by=reader, where=used.where, country=used.country, changed=used.changed,
                    result=chance.choice(RESULTS), at=when + (now - when) * chance.random(), quiet=True,
                )  # fmt: skip
    _read(page, at.date(), now.date(), chance)


def _read(page: ResourcePage, first: datetime.date, today: datetime.date, chance: random.Random) -> None:
    """How often it was read, day by day: much at first, then by those who need it."""
    days = [first + number * DAY for number in range((today - first).days)]
    ResourceDay.objects.bulk_create(
        [
            ResourceDay(resource_id=page.pk, day=day, views=views)
            for number, day in enumerate(days)
            if (views := int(chance.expovariate((number + 5) / 30)))
        ]
    )


RESULTS = (
    "Two districts do it by themselves now.",
    "It took twice as long as written, and it held.",
    "The ministry asked for the form and prints it now.",
    "It did not work in the rains; we stopped after a quarter.",
)


def _changes(
    circle: Circle, page: ResourcePage, at: datetime.datetime, now: datetime.datetime, chance: random.Random
) -> None:
    """A member proposes a change, it is talked over, and a new version says what changed and why."""
    keeper, asker = circle.roles[Role.KNOWLEDGE_MANAGER], circle.roles[Role.EXPERT]
    if now - at < 60 * DAY:
        return
    proposed, revised_at = at + (now - at) * 0.5, at + (now - at) * 0.6
    proposal, _talk = changes.propose(
        resource=page, by=asker, title=f"“{page.title}”: one step is missing", words=chance.choice(circle.practice.claims),
        at=proposed, quiet=True,
    )  # fmt: skip
    draft = page.specific.get_latest_revision_as_object()
    draft.summary = chance.choice(circle.practice.claims)
    draft.change_note = "The summary says what three offices found; see the discussion."
    draft.save_revision(user=keeper)
    resources.publish(resource=ResourcePage.objects.get(pk=page.pk), by=keeper, at=revised_at, quiet=True)
    ResourcePage.objects.filter(pk=page.pk).update(first_published_at=at)
    changes.answer(
        proposal=proposal, by=keeper, outcome="It stands in the summary now.", change=page.changes.first(),
        at=revised_at, quiet=True,
    )  # fmt: skip
