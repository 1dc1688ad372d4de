"""Each form of the library, and of whoever looks after it, sent twice at the same moment (promise P23)."""

from __future__ import annotations

from typing import Any

import pytest

from cop_portal.foundation.activity.dispatch import dispatch_all
from cop_portal.tests import factories
from cop_portal.tests.show_library import share
from cop_portal.tests.test_sent_at_once import pressed_at_once
from discussions.actions import discussions
from discussions.tests.makers import said
from knowledge_base.actions import changes, harvests, publications, reuses, submissions
from knowledge_base.models import Credit, NearPair
from knowledge_base.tests.makers import WORDS, handed_in, issue, published, revised, show_what_is_missing

OURS = ("/communities/", "/resources/", "/submissions/", "/harvests/", "/my/", "/releases/", "/cms/curation/")
AT = "/communities/water/"
# The second is told that it was dealt with, on the page that leads to what came of it.
DEALT_WITH = ("step=accept", "step=approve")
# How many buttons must have done something, so that nothing is left unasked by a page that changes.
LEAST = {
    ("resource", "member"): 9, ("resource", "knowledge_manager"): 12,
    ("shelf", "member"): 9, ("shelf", "expert"): 8, ("shelf", "knowledge_manager"): 13,
    ("desk", "expert"): 1, ("desk", "knowledge_manager"): 15,
}  # fmt: skip


def of_a_resource(water: Any, people: Any) -> list[str]:
    """A resource that was used, of which a change is proposed, that has another like it."""
    keeper, member = people.knowledge_manager, people.member
    page = published(water, title="Pump sheet", context="Hard water.")
    home = f"/resources/{page.pk}/"
    used = reuses.note(resource=page, by=member, where="Garissa", country="Kenya")
    mine = Credit.objects.create(resource=page, user=member, name=member.name)
    proposal, _talk = changes.propose(resource=page, by=member, title="Grease monthly", words="Sand gets in.")
    revised(page, by=keeper, change_note="Grease monthly", context="Hard water and sand.")
    own = published(water, by=member, title="Rope sheet")
    story = published(water, title="A story", kind="story")
    return [
        page.url, story.url, f"{home}reuse/", used.get_absolute_url(), f"{home}changes/propose/", f"{home}proposals/{proposal.pk}/",
        f"{home}credits/", f"/my/credits/{mine.pk}/", f"/resources/{own.pk}/share/", f"{home}share/", f"{home}pass/",
    ]  # fmt: skip


def of_the_shelf(water: Any, people: Any) -> list[str]:
    """What is written, missing, offered, and comes out."""
    member = people.member
    page = published(water, title="Pump sheet", context="Hard water.")
    lacks = show_what_is_missing(water, member, page)
    draft = submissions.begin(community=water, by=member, kind="good_practice")
    submissions.keep(submission=draft, by=member, words=WORDS)
    talk = discussions.start(community=water, by=member, title="Which valve?", body="B", quiet=True)
    said(talk, people.expert, "The round one.")
    discussions.close(discussion=talk, by=people.facilitator, quiet=True)
    offer = harvests.offer(source="discussion", source_id=talk.pk, quiet=True)
    assert offer is not None
    making = issue(water, by=people.knowledge_manager, holding=[page], title="Water tomorrow")
    waits = issue(water, by=people.coordinator, holding=[page], title="Water today")
    publications.hand_in(publication=waits, by=people.coordinator)
    return [
        f"{AT}library/submit/", draft.get_absolute_url(), "/my/submissions/", f"{AT}library/gaps/", lacks["gap"],
        lacks["gap_taken"], offer.get_absolute_url(), f"{AT}publications/new/", f"{AT}publications/{making.pk}/",
        f"{AT}publications/{making.pk}/text/", f"{AT}publications/{waits.pk}/", f"{AT}library/sharing/",
    ]  # fmt: skip


def of_the_desk(water: Any, people: Any) -> list[str]:
    """What waits for those who look after the library."""
    first, second = (published(water, title=title, context="Hard water.") for title in ("Pump", "Pump again"))
    gone, third = published(water, title="Old pump"), published(water, title="Third pump")
    show_what_is_missing(water, people.member, first)
    NearPair.objects.create(first=first, second=third, likeness=0.9)
    for kind in ("good_practice", "lesson", "results"):
        handed_in(water, people.member, kind, title=f"Handed in: {kind}")
    waits = share(water, people.member)["release"]
    return [
        "/cms/curation/", waits, f"{AT}library/near/", f"/cms/curation/retire/{gone.pk}/",
        f"/cms/curation/merge/{first.pk}/{second.pk}/",
    ]  # fmt: skip


GROUND = {"resource": of_a_resource, "shelf": of_the_shelf, "desk": of_the_desk}


@pytest.mark.parametrize(("place", "who"), LEAST, ids=map("-".join, LEAST))
def test_every_form_of_the_library_sent_twice_at_the_same_moment_makes_one_thing(
    apart: str, place: str, who: str
) -> None:
    water = factories.community_with_roles("Water")
    people = factories.people_of(water)
    paths = GROUND[place](water, people)
    dispatch_all()

    worked, wrong = pressed_at_once(getattr(people, who), paths, OURS)

    for (address, button), what in list(wrong.items()):
        if button in DEALT_WITH and isinstance(what, list):
            del wrong[address, button]
    assert wrong == {}
    assert len(worked) >= LEAST[place, who], sorted(worked)
