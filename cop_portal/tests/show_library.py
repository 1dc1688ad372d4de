"""Show's library: what is written, published, shared and lived with there."""

from __future__ import annotations

from typing import Any

from cop_portal.tests import factories
from discussions.actions import contributions, discussions
from knowledge_base.actions import changes, harvests, pieces, releases, resources, reuses, submissions
from knowledge_base.models import Credit, ResourcePage
from knowledge_base.tests.makers import handed_in, issue, published, returned, revised


def write_for_the_library(show: Any, member: Any) -> dict[str, Any]:
    """A draft, one with people in it, one that came back, and what became of two others."""
    keeper = factories.holder(show, "knowledge_manager")
    draft = submissions.begin(community=show, by=member, kind="good_practice")
    people = submissions.begin(community=show, by=member, kind="story")
    submissions.keep(submission=people, by=member, words={"person-0-name": "Ruth", "title": "Begun"})
    back = handed_in(show, member, "results", title="Came back")
    returned(back, keeper, "Say who counted.")
    pages = {}
    for kind in ("story", "article"):
        given = handed_in(show, member, kind, title=f"Handed in: {kind}")
        page = resources.publish(resource=ResourcePage.objects.get(submission=given), by=keeper, quiet=True)
        pages[kind] = page.url
    return {
        **pages,
        "written": draft.get_absolute_url(),
        "written_story": people.get_absolute_url(),
        "came_back": back.get_absolute_url(),
    }


def let_live(show: Any, resource: Any, member: Any) -> dict[str, Any]:
    """A resource that was adopted, changed, and of which a change is proposed."""
    keeper = factories.holder(show, "knowledge_manager")
    used = reuses.note(resource=resource, by=member, where="Garissa", country="Kenya", changed="Half of it.")
    mine = Credit.objects.create(resource=resource, user=member, name=member.name)
    proposal, _talk = changes.propose(
        resource=resource, by=member, title="Grease monthly", words="Sand gets in."
    )
    revised(resource, by=keeper, change_note="Grease monthly, after Garissa", context="Hard water and sand.")
    beside = published(show, title="Rope sheet", context="Long ones.", sharing="public")
    home = f"/resources/{resource.pk}/"
    return {
        "resource": resource.url,
        "pass_resource": f"/resources/{resource.pk}/pass/",
        "keeper": keeper,
        "adopted": used.get_absolute_url(),
        "reuse": f"{home}reuse/",
        "changes": f"{home}changes/",
        "answer": f"{home}proposals/{proposal.pk}/",
        "credited": f"{home}credits/",
        "named": f"/my/credits/{mine.pk}/",
        "compare": f"/compare/?r={resource.pk}&r={beside.pk}&u={used.pk}",
    }


def publish(show: Any, member: Any, resource: Any) -> dict[str, Any]:
    """An issue that is out, one in the making, and something to keep."""
    maker = factories.holder(show, "coordinator")
    out = issue(show, by=maker, holding=[resource], out=True, title="Show today")
    draft = issue(show, by=maker, holding=[resource], title="Show tomorrow")
    pieces.add_section(publication=draft, by=maker, title="First")
    note = pieces.add_text(publication=draft, by=maker, title="Second", words="Words.")
    talk = discussions.start(community=show, by=member, title="Which valve?", body="B", quiet=True)
    contributions.add(discussion=talk, by=maker, body="The round one.", quiet=True)
    discussions.close(discussion=talk, by=factories.holder(show, "facilitator"), quiet=True)
    offer = harvests.offer(source="discussion", source_id=talk.pk, quiet=True)
    assert offer is not None
    desk = f"/communities/show/publications/{draft.pk}/"
    return {
        "issue": out.url,
        "issue_desk": desk,
        "piece": f"{desk}parts/{note.pk}/",
        "harvest": offer.get_absolute_url(),
    }


def share(show: Any, member: Any) -> dict[str, Any]:
    """A resource that may go outward, and one that waits to."""
    answers = {"personal_data": "none", "consent": "cleared", "third_party": "none"}
    waits = releases.ask(
        resource=published(show, by=member, title="Knots"), by=member, to="public", licence="cc-by",
        checks=answers, note="They signed.",
    )  # fmt: skip
    own = published(show, by=member, title="Rope sheet")
    return {"release": waits.get_absolute_url(), "share": f"/resources/{own.pk}/share/"}
