"""What one person's rights open, and by which ways: pages, forms, letters, secret addresses, files, search."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from dataclasses import dataclass, field
from email.message import EmailMessage
from typing import Any
from urllib.parse import urlsplit

from django.core.files.base import ContentFile
from django.db import transaction
from django.test import Client
from django.utils import timezone

from communities.actions import (
    calendar_feeds,
    links,
)
from communities.models import Community, InvitationLink, Membership
from communities.tests.makers import announced
from cop_portal.foundation.activity.models import ActivityEntry
from cop_portal.foundation.mail import addresses, inbound, send
from cop_portal.foundation.mail.models import OutgoingMail
from cop_portal.foundation.notifications import digests
from cop_portal.foundation.notifications.models import Notice
from cop_portal.foundation.uploads import check_upload
from cop_portal.tests import factories
from discussions.actions import subscriptions
from discussions.enums import REPLY_KIND
from discussions.models import Attachment, Contribution, Discussion
from discussions.tests.makers import question, said
from knowledge_base.actions.libraries import collection_of
from knowledge_base.models import LibraryDocument, ResourcePage
from knowledge_base.tests.makers import published

DAY = datetime.timedelta(days=1)
MORTAR = "The mortar sheet is out"
WORD, SAID, TYPED = "Quernstone", "The one of Kisumu holds", "Half a thought that was typed before"


@dataclass
class Ground:
    """What one person has open, in three browsers and by letters, in the hour before."""

    reader: Any
    people: Any
    community: Community
    neighbour: Community
    plain: Any
    talk: Discussion
    attachment: Attachment
    resource: ResourcePage
    document: LibraryDocument
    reply: str
    links: dict[str, InvitationLink] = field(default_factory=dict)
    feeds: dict[str, str] = field(default_factory=dict)
    browsers: list[Client] = field(default_factory=list)

    @property
    def home(self) -> str:
        return self.community.get_absolute_url()


def ground(reader: Any, people: Any, community: Community, neighbour: Community, sharing: str) -> Ground:
    """Something of each kind in the community, with a word that stands nowhere else."""
    talk = question(community, people.expert, title=f"Which {WORD} lasts?")
    made = said(talk, people.coordinator, files=[check_upload("stones.txt", b"A list of stones")])
    file = LibraryDocument.objects.create(
        title="Plan", file=ContentFile(b"A plan", name="plan.txt"), collection=collection_of(community)
    )
    resource = published(
        community, title=f"{WORD} sheet", sharing=sharing, body=[("file", {"document": file, "note": ""})]
    )
    announced(community, people.coordinator, title=f"{WORD} meeting")
    plain = factories.joined(community, factories.person("Mo Plain"))
    reply = addresses.reply_address(reader.pk, REPLY_KIND, talk.pk)
    attachment = Attachment.objects.get(contribution=made)
    found = Ground(
        reader, people, community, neighbour, plain, talk, attachment, resource, file, reply,
        browsers=[Client(), Client(), Client()],
    )  # fmt: skip
    for browser in found.browsers:
        browser.force_login(reader)
    return found


def hand_out(g: Ground, dispatched: Any) -> None:
    """Secret addresses, links that were given to others, and letters that have not left."""
    if Membership.objects.active().filter(user=g.reader, community=g.community).exists():
        g.feeds = {
            "all": calendar_feeds.address_of(calendar_feeds.renew(by=g.reader)),
            "one": calendar_feeds.address_of(calendar_feeds.renew(by=g.reader, community=g.community)),
        }
        subscriptions.follow(discussion=g.talk, by=g.reader, frequency="instant")
        if not g.reader.is_guest:
            g.links["own"] = links.personal_link(community=g.community, by=g.reader)
        if "facilitator" in Membership.objects.get(user=g.reader, community=g.community).roles:
            g.links["led"] = links.make_link(community=g.community, by=g.reader, label="Fair", max_uses=9)
    dispatched()
    Notice.objects.filter(user=g.reader).delete()
    said(g.talk, g.people.coordinator, SAID)
    dispatched()
    entries = ActivityEntry.objects.filter(
        target_type=g.talk._meta.label_lower, target_id=g.talk.pk
    ) | ActivityEntry.objects.filter(facts__discussion_id=g.talk.pk)
    for entry, frequency in zip(entries.order_by("pk")[:2], ("daily", "weekly"), strict=True):
        notice, _new = Notice.objects.update_or_create(
            user=g.reader, entry=entry,
            defaults={"kind": "x", "community": g.community, "title": f"{WORD} {frequency}", "url": g.talk.get_absolute_url(),
                      "frequency": frequency, "mailed_at": None},
        )  # fmt: skip
        Notice.objects.filter(pk=notice.pk).update(created_at=timezone.now() - 9 * DAY)
    about = ActivityEntry.objects.filter(target_id=g.resource.pk, target_type=ResourcePage._meta.label_lower)
    Notice.objects.update_or_create(
        user=g.reader, entry=about.earliest("pk"),
        defaults={"kind": "x", "community": g.community, "title": MORTAR, "url": g.resource.url, "frequency": "monthly"},
    )  # fmt: skip
    digests.send_digest(g.reader.pk, "weekly", timezone.now())


# --- The channels: whether what the right opened is open by this one ---------------------------


def _in_all(answers: list[bool]) -> bool:
    assert len(set(answers)) == 1, "the sessions of one person differ"
    return answers[0]


def _shows(answer: Any, word: str = WORD) -> bool:
    if answer.status_code != 200:
        return False
    return word in b"".join(answer.streaming_content if answer.streaming else [answer.content]).decode()


def page(g: Ground) -> bool:
    return _in_all([_shows(browser.get(g.talk.get_absolute_url())) for browser in g.browsers])


def htmx(g: Ground) -> bool:
    asked = {"hx-request": "true"}
    return _shows(g.browsers[1].get(f"{g.home}discussions/", headers=asked))


def form(g: Ground) -> bool:
    """A form that was opened, and half filled, before."""
    g.browsers[0].post(
        f"/communities/{g.community.slug}/discussions/{g.talk.pk}/contribute/", {"body": TYPED}
    )
    return Contribution.objects.filter(body__contains=TYPED).exists()


def desk(g: Ground) -> bool:
    return _in_all([one.get(f"{g.home}people/newcomers/").status_code == 200 for one in g.browsers])


def desk_form(g: Ground) -> bool:
    row = Membership.objects.get(user=g.plain, community=g.community)
    g.browsers[0].post(f"{g.home}people/{row.pk}/roles/", {"give": "1", "role": "expert"})
    row.refresh_from_db()
    return row.roles == ["expert"]


def admin(g: Ground) -> bool:
    return _shows(g.browsers[0].get("/admin/communities/membership/"), g.plain.name)


def cms(g: Ground) -> bool:
    return _shows(g.browsers[0].get(f"/cms/pages/{g.resource.pk}/edit/"))


def reply(g: Ground) -> bool:
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = g.reader.email, g.reply, "Re: stones"
    message["Message-ID"] = "<losing-rights@example.org>"
    message.set_content(f"{TYPED} by mail.")
    inbound.receive(message.as_bytes(), envelope_to=g.reply, envelope_from=g.reader.email)
    inbound.route_all()
    return Contribution.objects.filter(body__contains=TYPED).exists()


def calendar(g: Ground) -> bool:
    """The address of all one's communities, and that of this one."""
    found = [_shows(Client().get(urlsplit(address).path)) for address in g.feeds.values()]
    return bool(found) and _in_all(found)


def gathered(g: Ground) -> bool:
    """A letter that is put together now, of what was noted before."""
    digests.send_due(timezone.now())
    rows = OutgoingMail.objects.filter(user=g.reader, list_kind="daily", text__contains=WORD)
    return bool(send._drop_unwanted(list(rows)))


def gathered_waits(g: Ground) -> bool:
    """A letter that was put together before, and has not left."""
    rows = OutgoingMail.objects.filter(
        user=g.reader, list_kind="weekly", text__contains=WORD, state__in=OutgoingMail.WAITING
    )
    return bool(send._drop_unwanted(list(rows)))


def mail_waits(g: Ground) -> bool:
    rows = OutgoingMail.objects.filter(user=g.reader, state__in=OutgoingMail.WAITING).exclude(
        kind__in=["account", "notifications.digest"]
    )
    left = send._drop_unwanted(list(rows.select_related("letter")))
    return any(SAID in (row.text + (row.letter.text if row.letter else "")) for row in left)


def notices(g: Ground) -> bool:
    return _shows(g.browsers[0].get("/my/notices/"))


def notice_of_resource(g: Ground) -> bool:
    return _shows(g.browsers[0].get("/my/notices/"), MORTAR)


def attachment(g: Ground) -> bool:
    address = f"/attachments/{g.attachment.pk}/"
    return _shows(g.browsers[0].get(address), "A list")


def document(g: Ground) -> bool:
    return _shows(g.browsers[0].get(g.document.url), "A plan")


def resource(g: Ground) -> bool:
    return _shows(g.browsers[0].get(g.resource.url))


def search(g: Ground) -> bool:
    return _shows(g.browsers[0].get(f"/search/?q={WORD}"), g.talk.get_absolute_url())


def search_library(g: Ground) -> bool:
    asked = {"hx-request": "true"}
    return _shows(g.browsers[1].get(f"/library/?q={WORD}", headers=asked), g.resource.title)


def _lets_in(g: Ground, which: str) -> bool:
    if which not in g.links:
        return False
    guest_of_link, browser = factories.person("Lin Link"), Client()
    browser.force_login(guest_of_link)
    browser.post(urlsplit(links.link_url(g.links[which])).path, {"brings": "Maps"})
    return Membership.objects.filter(user=guest_of_link, community=g.community).exclude(state="left").exists()


def own_link(g: Ground) -> bool:
    return _lets_in(g, "own")


def led_link(g: Ground) -> bool:
    return _lets_in(g, "led")


CHANNELS: dict[str, Callable[[Ground], bool]] = {
    probe.__name__: probe
    for probe in (
        page, htmx, form, desk, desk_form, admin, cms, reply, calendar, gathered, gathered_waits, mail_waits, notices, notice_of_resource,
        attachment, document, resource, search, search_library, own_link, led_link,
    )
}  # fmt: skip


def tried(g: Ground) -> dict[str, bool]:
    """Each channel by itself; what it wrote is taken back."""
    found = {}
    for name, probe in CHANNELS.items():
        with transaction.atomic():
            found[name] = probe(g)
            transaction.set_rollback(True)
    return found
