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
from knowledge_base.actions import changes, resources, reuses
from knowledge_base.actions.syntheses import draft_from_synthesis
from knowledge_base.enums import Kind
from knowledge_base.models import ResourcePage


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
    for thread in circle.concluded:
        synthesis = Synthesis.objects.select_related("discussion__community", "written_by").get(
            discussion=thread
        )
        at = min((synthesis.published_at or now) + 2 * DAY, now)
        page = draft_from_synthesis(synthesis=synthesis, by=circle.roles[Role.FACILITATOR], at=at, quiet=True)
        _used(circle, resources.publish(resource=page, by=keeper, at=at, quiet=True), at, now, chance)


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
            used = resources.note_reuse(
                resource=page, by=reader, where=circle.cities[reader.pk], at=when, quiet=True,
                changed=chance.choice(("", "Nothing. It simply worked.", "The form is in the local language.", "We did it on paper.")),
            )  # fmt: skip
            if chance.random() < 0.5:
                reuses.change(
                    reuse=used, by=reader, where=used.where, country=used.country, changed=used.changed,
                    result=chance.choice(RESULTS), at=when + (now - when) * chance.random(), quiet=True,
                )  # fmt: skip


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
