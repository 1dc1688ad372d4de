"""The ground of the access matrix: Show with something at every address, and everybody who may come to it."""

from __future__ import annotations

import datetime
import io
from typing import Any
from urllib.parse import urlsplit

from django.core.files.base import ContentFile
from django.core.files.images import ImageFile
from django.urls import resolve
from django.utils import timezone
from PIL import Image

from communities.actions import emblems, memberships, recognition, transformations
from communities.actions.calendar_feeds import address_of
from communities.actions.passings import pass_on as pass_event
from communities.enums import Role
from communities.models import (
    CalendarFeed,
    Case,
    CharterDraft,
    Community,
    Event,
    Goal,
    Invitation,
    InvitationLink,
    Membership,
    OwnRole,
    RoleTerm,
    Suspension,
    TermsDraft,
)
from cop_portal.foundation.activity.models import ActivityEntry
from cop_portal.foundation.mail.addresses import stop_url
from cop_portal.foundation.mail.models import InboundMail, OutgoingMail
from cop_portal.foundation.notifications.models import Notice
from cop_portal.foundation.permissions import SYSTEM
from cop_portal.foundation.uploads import check_upload
from cop_portal.newsletters.models import Issue
from cop_portal.tests import factories
from cop_portal.tests.show import furnish
from discussions.actions import contributions, discussions
from discussions.actions.passings import pass_on as pass_discussion
from discussions.models import Attachment, Discussion, HeldFile, HeldPost
from knowledge_base.actions.libraries import collection_of
from knowledge_base.actions.passings import pass_on as pass_resource
from knowledge_base.actions.submissions import attach
from knowledge_base.models import LibraryDocument, LibraryImage, NearPair, ResourcePage, Submission
from knowledge_base.models.levels import rule_was_asked
from knowledge_base.tests.makers import issue, published

Kwargs = dict[str, Any]
# Not one of these objects exists; what is hidden answers as this does.
ABSENT = 999_999_999


def people_of(show: Community, there: dict[str, Any]) -> dict[str, Any]:
    """Everybody of the matrix by the name of their persona. None is a visitor."""
    beside = factories.community("Beside", visibility="closed")
    colleague, invited = factories.person("Carl Colleague"), factories.person("Ivo Invited")
    memberships.invite(community=show, user=invited, by=SYSTEM, quiet=True)
    inside = [factories.joined(show, factories.person("Mo Plain"))]
    inside.append(Membership.objects.get(community=show, user__name="Gus Show").user)
    return {
        "anonymous": None,
        "colleague": colleague,
        "leader next door": factories.joined(beside, factories.person("Lea Leader"), *Role.values),
        "guest next door": factories.joined(beside, factories.person("Gaia Guest", is_guest=True)),
        "sponsor": sponsor_of(show),
        "editor": factories.editor(),
        "suspended": Membership.objects.get(community=show, user__name="Otto Show").user,
        "pending": Membership.objects.get(community=show, user__name="Rea Show").user,
        "invited": invited,
        "member": inside[0],
        "guest": inside[1],
        "author": there["member"],
        "expert": factories.holder(show, "expert"),
        "keeper": factories.holder(show, "knowledge_manager"),
        "facilitator": factories.holder(show, "facilitator"),
        "coordinator": factories.holder(show, "coordinator"),
        "administrator": there["administrator"],
    }


def sponsor_of(show: Community) -> Any:
    """A senior manager who stands behind Show, and belongs to nothing."""
    who = factories.person("Sue Sponsor", is_sponsor=True)
    approved = {
        "author": factories.holder(show, "coordinator"),
        "state": "approved",
        "submitted_at": timezone.now(),
    }
    Case.objects.create(name=show.name, community=show, sponsor=who, **approved)
    return who


def picture() -> bytes:
    drawn = io.BytesIO()
    Image.new("RGB", (400, 300), "navy").save(drawn, "PNG")
    return drawn.getvalue()


def furnished() -> tuple[Community, dict[str, Any], dict[str, Kwargs]]:
    """Show, its people, and what stands in each address's gaps, by the names of the table."""
    there = furnish()
    show = Community.objects.get(slug="show")
    found = {name: _from(there[key]) for name, key in ADDRESSES.items()}
    found |= (
        _of_members(show, there) | _of_talk(show, there) | _of_the_library(show, there) | _words(show, there)
    )
    people = people_of(show, there)
    # What went out to the world is the business of other tests: here all of it stays inside.
    with rule_was_asked():
        ResourcePage.objects.filter(community=show).exclude(sharing="core").update(sharing="community")
    for kwargs in found.values():
        kwargs.pop("slug", None)
    found["none"], found["public_feed"] = {}, {"slug": "show"}
    return show, people, found


# Addresses that Show knows, and the names that their objects have in the table.
ADDRESSES = {
    "facilitated": "talk", "question": "asked", "idea": "idea", "trial": "trial", "synthesis": "draft",
    "brief": "brief", "by_mail": "mailed", "matter": "held_matter", "event": "event", "event_draft": "event_draft",
    "event_over": "event_over", "announcement": "announced", "announcement_draft": "to_announce",
    "indicator": "indicator", "need": "need", "proposal": "proposal", "round": "round",
    "person": "profile", "call": "choose", "staff": "member_roles", "newcomer": "suspend",
    "guest_member": "guest", "request": "request", "certificate": "certificate", "case": "case",
    "case_to_decide": "case_to_decide", "expert_person": "subjects", "gap": "gap", "resource": "changes",
    "release": "release", "own_resource": "share", "submission": "written", "reuse": "adopted",
    "change_proposal": "answer", "credit": "named", "issue": "issue_desk", "piece": "piece",
    "harvest": "harvest", "badge": "revoke",
}  # fmt: skip


def _from(address: str) -> Kwargs:
    return dict(resolve(urlsplit(address).path).kwargs)


def _of_members(show: Community, there: dict[str, Any]) -> dict[str, Kwargs]:
    """People's papers: an award to answer, a suspension, a term, a letter, a link, a step ahead."""
    coordinator, today = factories.holder(show, "coordinator"), timezone.localdate()
    step = transformations.propose(
        community=show, kind="close", by=coordinator, on_date=today + datetime.timedelta(days=20),
        reason="All is said", lessons="Listen", library_owner=coordinator,
    )  # fmt: skip
    offered = recognition.award(
        community=show, holder=there["member"], by=coordinator, what_for="Maps", kind="badge", name="Maps"
    )
    below = factories.community("Show below", level="country", parent=show)
    passed = Event.objects.get(pk=_from(there["event"])["pk"])
    pass_event(event=passed, to=below, by=there["facilitator"], quiet=True)
    newcomer = Membership.objects.get(community=show, user__name="Nia Show")
    return {
        "step": {"pk": step.pk, "kind": "close"},
        "award": {"pk": offered.pk},
        "suspension": {"pk": Suspension.objects.get(community=show).pk},
        "term": {"pk": RoleTerm.objects.filter(community=show, ended_at=None).earliest("pk").pk},
        "own_role": {"pk": OwnRole.objects.get(community=show).pk},
        "letter": {"pk": Invitation.objects.filter(community=show).earliest("pk").pk},
        "shared_link": {"pk": InvitationLink.objects.get(community=show, label__gt="").pk},
        "goal": {"pk": Goal.objects.get(community=show).pk},
        "new_member": {"pk": newcomer.pk},
    }


def _of_talk(show: Community, there: dict[str, Any]) -> dict[str, Kwargs]:
    """A conversation with a file in it, shown below too, and a file of a post that waits."""
    member = there["member"]
    chat = discussions.start(community=show, by=member, title="Which pipes?", body="Long ones.", quiet=True)
    said = contributions.add(
        discussion=chat, by=member, body="These.", files=[check_upload("pipes.txt", b"A list")], quiet=True
    )
    below = Community.objects.get(slug="show-below")
    pass_discussion(discussion=chat, to=below, by=there["facilitator"], quiet=True)
    held = HeldPost.objects.filter(community=show).earliest("pk")
    file = HeldFile.objects.create(
        held=held,
        file=ContentFile(b"A plan", name="plan.txt"),
        name="plan.txt",
        content_type="text/plain",
        size=6,
    )
    one = {"pk": chat.pk, "number": said.number}
    return {
        "conversation": one,
        "contribution": {"pk": said.pk},
        "attachment": {"pk": Attachment.objects.get(contribution=said).pk},
        "held_file": {"pk": file.pk},
        "opening": {"pk": Discussion.objects.get(community=show, title="Bottles as meters").pk},
    }


def _of_the_library(show: Community, there: dict[str, Any]) -> dict[str, Kwargs]:
    """A resource with a picture and a file, an issue that holds it, a pair that is alike, a file of a form."""
    collection, member, coordinator = collection_of(show), there["member"], there["coordinator"]
    image = LibraryImage.objects.create(
        title="Pump", file=ImageFile(io.BytesIO(picture()), name="pump.png"), collection=collection
    )
    file = LibraryDocument.objects.create(
        title="Plan", file=ContentFile(b"A plan", name="plan.txt"), collection=collection
    )
    blocks = [
        ("figure", {"image": image, "alternative": "A pump", "caption": ""}),
        ("file", {"document": file, "note": ""}),
    ]
    seen, alike = published(show, title="Seen", body=blocks), published(show, title="Seen again")
    story = ResourcePage.objects.get(community=show, title="Handed in: story")
    out = issue(show, by=coordinator, holding=[seen], out=True, title="Show in pictures")
    below = Community.objects.get(slug="show-below")
    pass_resource(resource=seen, to=below, by=there["facilitator"], quiet=True)
    form = Submission.objects.get(pk=_from(there["written"])["pk"])
    attach(submission=form, by=member, files=[check_upload("own.txt", b"Mine")])
    pair = NearPair.objects.create(first=seen, second=alike, likeness=0.9)
    return {
        "library_file": {"pk": file.pk, "name": file.filename},
        "media": {"path": image.file.name},
        "seen": {"pk": seen.pk, "form": "ris"},
        "story": {"pk": story.pk},
        "pair": {"pk": pair.pk},
        "credits": {"pk": _from(there["changes"])["pk"], "credit": _from(there["named"])["pk"]},
        "change": {"pk": _from(there["changes"])["pk"], "number": 2},
        "issue_out": {"pk": out.pk, "piece_pk": out.pieces.get().pk, "number": 0},
        "form_file": {"pk": form.pk, "file": form.files.get().pk},
        "page": {"rest": seen.url.removeprefix("/library/")},
    }


def _words(show: Community, there: dict[str, Any]) -> dict[str, Kwargs]:
    """Addresses that hold a word: secrets of one person, and kinds of files."""
    member = there["member"]
    emblems.set_emblem(community=show, by=there["coordinator"], name="pump.png", content=picture())
    show.refresh_from_db()
    notice = Notice.objects.create(
        user=member, entry=ActivityEntry.objects.filter(community=show).latest("pk"), kind="x", community=show,
        title="T", url="/communities/show/", frequency="instant",
    )  # fmt: skip
    waits = InboundMail.objects.create(
        raw=b"From: x\n\nA pump", raw_hash="x", envelope_to="x@example.org", user=member, state="held"
    )
    draft = Issue.objects.get(community=show, state="draft")
    feed = CalendarFeed.objects.get(user=member, community=show)
    return {
        "emblem": {"name": f"{show.emblem_key}.webp"},
        "emblem_in_letters": {"key": show.emblem_key},
        "notice": {"pk": notice.pk},
        "held_mail": {"pk": waits.pk},
        "outgoing_mail": {"pk": OutgoingMail.objects.filter(state="uncertain").latest("pk").pk},
        "stop_list": _from(stop_url(member.pk, "newsletter", show.pk)),
        "calendar_secret": _from(address_of(feed)),
        "invitation_secret": _from(there["letter"]),
        "link_secret": _from(there["link"]),
        "hook": {"provider": "mailgun", "what": "inbound"},
        "first": {"number": Issue.objects.get(community=show, state="sent").number},
        "draft_issue": {"number": draft.number, "revision": draft.revision},
        "charter_draft": {"revision": CharterDraft.objects.get(community=show).revision},
        "terms_draft": {"revision": TermsDraft.objects.get(community=show).revision},
        "csv": {"kind": "csv"},
        "sitemap": {"section": "library"},
    }
