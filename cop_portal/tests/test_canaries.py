"""Hundreds of canaries in private items and files of every kind; no outsider finds one by any address."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote, urljoin, urlsplit

import pytest
from django.db import transaction
from django.test import Client
from django.utils import translation
from pypdf import PdfReader
from wagtail.rich_text import RichText

from communities.models import Community
from cop_portal.tests import factories
from cop_portal.tests.acts.year import a_year_in_a_day
from cop_portal.tests.canaries import Canaries, plant
from cop_portal.tests.matrix import addresses
from discussions.models import Synthesis
from knowledge_base.actions.libraries import ensure_library
from knowledge_base.models import (
    LibraryDocument,
    LibraryImage,
    PartnerGuest,
    PartnerOrganisation,
    ResourcePage,
    Reuse,
)
from knowledge_base.models.levels import rule_was_asked
from knowledge_base.tests.makers import published

pytestmark = pytest.mark.django_db
DOORS = (
    "/", "/communities/", "/library/", "/public/library/", "/public/library/feed.xml", "/sitemap.xml",
    "/sitemap-library.xml", "/robots.txt", "/people/", "/my/desk/", "/my/notices/", "/cases/", "/help/",
)  # fmt: skip
ASKED = (
    "/search/?q={}",
    "/library/?q={}",
    "/public/library/?words={}",
    "/communities/?q={}",
    "/people/?q={}",
    "/search/?kind=files&q={}",
)
# Where an answer comes while somebody types.
TYPED = ("/search/?q={}", "/search/?kind=files&q={}", "/library/?q={}")
MOST_PAGES = 80
LINK = re.compile(r'(?:href|src|action|hx-get|content)="(/[^"#]*|https?://[^"#]*)|<loc>([^<]+)</loc>')
ENDS = re.compile(r"logout|/static/|/health|language/|as-guest|sign.?out")


@dataclass
class Ground:
    canaries: Canaries
    community: Community
    outsiders: dict[str, Any]
    public: ResourcePage | None


@pytest.fixture(params=["closed", "secret"])
def ground(
    request: Any, community: Any, people: Any, make_person: Any, settings: Any, tmp_path: Any
) -> Ground:
    """A private community after a year in which everything happened once, and those who stand outside."""
    settings.MEDIA_ROOT = tmp_path
    a_year_in_a_day(community, people, make_person())
    translation.activate("en")
    Community.objects.filter(pk=community.pk).update(visibility=request.param)
    community.refresh_from_db()
    # What went out in that year is no secret: here all of it stays inside.
    with rule_was_asked():
        ResourcePage.objects.filter(community=community).exclude(sharing="core").update(sharing="community")
    ensure_library(community)
    canaries = Canaries()
    plant(canaries, community, named=request.param == "secret")
    next_door = factories.community_with_roles("Next door")
    ensure_library(next_door)
    there, elsewhere = (PartnerOrganisation.objects.create(name=name) for name in ("There", "Elsewhere"))
    guest = make_person("Olga Outsider", is_guest=True)
    PartnerGuest.objects.create(user=guest, partner=elsewhere)
    shared = published(
        community, title=canaries.word("shared with another partner", for_colleagues=True), sharing="partners"
    )
    shared.shared_with.create(partner=there)
    return Ground(
        canaries,
        community,
        {
            "visitor": None,
            "colleague": factories.joined(next_door, make_person("Carl Colleague")),
            "guest": guest,
            "editor": factories.holder(next_door, "knowledge_manager"),
        },
        _released(canaries, community, make_person) if request.param == "closed" else None,
    )


def _released(canaries: Canaries, community: Community, make_person: Any) -> ResourcePage:
    """A public resource whose neighbours, owner and uses are private."""
    page = published(community, title="For all to read", sharing="public").specific
    secret = ResourcePage.objects.filter(community=community, live=True).exclude(pk=page.pk).first()
    assert secret is not None
    page.body = [("paragraph", RichText(f'<p><a linktype="page" id="{secret.pk}">More</a></p>'))]
    page.owner = page.substitute = make_person(canaries.word("owner", for_colleagues=True))
    page.synthesis = Synthesis.objects.filter(discussion__community=community).first()
    page.save()
    ResourcePage.objects.filter(pk=page.pk).update(
        synthesis=page.synthesis, confirmed_by=make_person(canaries.word("confirmer", for_colleagues=True))
    )
    Reuse.objects.create(
        resource=page, community=page.community, user=make_person(canaries.word("user of it", for_colleagues=True)), where=canaries.word("where"),
        changed=canaries.word("what was changed"), result=canaries.word("what came of it"),
    )  # fmt: skip
    return page


def guesses(ground: Ground, *, editing: bool) -> Iterator[str]:
    """Every address of the portal, with the numbers and names of private things."""
    keys = {name: sorted(found) for name, found in ground.canaries.keys.items()}
    cms = [keys["cms"][0], keys["cms"][-1]]
    cms += [LibraryImage.objects.latest("pk").pk, LibraryDocument.objects.latest("pk").pk]
    for route, view in addresses():
        if (
            route.startswith(("admin/", "cms/")) != editing
            or ENDS.search(route)
            or route.startswith("accounts/")
        ):
            continue
        # A noun has one name in every room: the numbers are those of its own models.
        app, _dot, rest = view.__module__.partition(".")
        own = keys.get(f"{app}.{rest.rpartition('.')[2]}") or [*keys.get(app, [])[:6], *cms]
        numbers = cms if editing else own[:8] if "slug:slug" in route else own[:25]
        yield from _filled(route, ground.community.slug, numbers)


def _filled(route: str, slug: str, numbers: list[int]) -> Iterator[str]:
    """A route with its gaps filled: once for each number, where it has one."""
    path = route.replace("^", "").replace("$", "").replace("\\", "").replace("?", "")
    for number in numbers if re.search(r"<int:|d\+|<str:pk>|<pk>|:object_id", path) else [1]:
        filled = re.sub(r"<(?:slug|str):slug>", slug, path)
        filled = re.sub(r"<int:[^>]+>|<str:pk>|\(\?P<[^>]+>d\+\)|\(d\+\)", str(number), filled)
        filled = re.sub(r"<[^>]+>|\([^)]*\)", str(number), filled)
        yield "/" + filled


def bytes_of(response: Any) -> bytes:
    return b"".join(response.streaming_content) if response.streaming else response.content


def text_of(response: Any) -> str:
    """All that an answer says: headers, body, and what is packed in it."""
    body = bytes_of(response)
    said = [f"{name}: {unquote(value)}" for name, value in response.headers.items()]
    said.append(body.decode("utf-8", "ignore"))
    if body.startswith(b"%PDF"):
        said += [page.extract_text() for page in PdfReader(io.BytesIO(body)).pages]
    elif body.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(body)) as packed:
            said += [packed.read(name).decode("utf-8", "ignore") for name in packed.namelist()]
    return "\n".join(said)


class Crawler:
    """One outsider with a browser and bad intentions."""

    def __init__(self, canaries: Canaries, person: Any) -> None:
        self.canaries = canaries
        self.client = Client(raise_request_exception=False)
        if person is not None:
            self.client.force_login(person)
        # A colleague reads what goes to partners of a closed community, and the list of people.
        self.may_hear = canaries.for_colleagues if person and not person.is_guest else set()
        self.leaks: list[str] = []
        self.seen: set[str] = set()
        self.answered = 0

    def ask(self, path: str, *, typing: bool = False) -> str:
        """Ask for one address and listen for canaries; what it wrote is undone."""
        self.seen.add(path)
        headers = {"HX-Request": "true"} if typing else {}
        point = transaction.savepoint()
        try:
            response = self.client.get(path, headers=headers)
            said = text_of(response)
        finally:
            transaction.savepoint_rollback(point)
        self.answered += response.status_code == 200
        heard = self.canaries.found_in(said) - self.canaries.found_in(unquote(path)) - self.may_hear
        self.leaks += [f"{path}: {self.canaries.planted[word]}" for word in sorted(heard)]
        return said if response.status_code == 200 else response.headers.get("Location", "")

    def follow(self, begin: Iterable[str]) -> None:
        """From the doors, along every link."""
        front = list(begin)
        while front and len(self.seen) < MOST_PAGES:
            path = front.pop(0)
            if path in self.seen:
                continue
            said = self.ask(path)
            found = [one or two for one, two in LINK.findall(said)] + ([said] if said.startswith("/") else [])
            for link in found:
                parts = urlsplit(urljoin(path, link.replace("&amp;", "&")))
                address = parts.path + (f"?{parts.query}" if parts.query else "")
                if address.startswith("/") and not ENDS.search(address) and "after=" not in address:
                    front.append(address)


def words_to_ask(canaries: Canaries) -> list[str]:
    words = list(canaries.planted)
    return ["kanarie", *words[:: max(len(words) // 6, 1)]]


def outside(ground: Ground, name: str) -> list[str]:
    """What a person without an editor's desk hears at all doors, links, files and guessed addresses."""
    canaries = ground.canaries
    crawler = Crawler(canaries, ground.outsiders[name])
    crawler.follow(DOORS)
    asked = [door.format(word) for door in ASKED for word in words_to_ask(canaries)]
    files = [f"/media/{path}" for path in canaries.paths]
    files += [document.url for document in LibraryDocument.objects.order_by("pk")]
    pages = [page.url_path for page in ResourcePage.objects.filter(community=ground.community)]
    for path in [*asked, *files, *pages, *guesses(ground, editing=False)]:
        if path not in crawler.seen:
            crawler.ask(path)
    for door in TYPED:
        for word in words_to_ask(canaries):
            crawler.ask(door.format(word), typing=True)
    assert crawler.answered > 15
    if ground.public is not None:
        assert ground.public.url in crawler.seen
    return [f"{name} {leak}" for leak in crawler.leaks]


def editing_next_door(ground: Ground) -> list[str]:
    """Trees, choosers, search, reports, histories, usage, previews, topics, and the editor's own interface."""
    canaries = ground.canaries
    crawler = Crawler(canaries, ground.outsiders["editor"])
    asked = [
        f"/cms/{door}{word}"
        for word in ("kanarie", words_to_ask(canaries)[-1])
        for door in (
            "pages/search/?q=", "choose-page/search/?q=", "images/?q=", "documents/?q=", "images/chooser/?q=",
            "documents/chooser/?q=", "tag-autocomplete/?term=", "api/main/pages/?search=",
            "api/main/images/?search=", "api/main/documents/?search=", "images/chooser/results/?q=",
            "documents/chooser/results/?q=",
        )
    ]  # fmt: skip
    crawler.follow(["/cms/", "/cms/pages/", "/cms/choose-page/", "/cms/api/main/pages/"])
    for path in [*asked, *guesses(ground, editing=True)]:
        if path not in crawler.seen:
            crawler.ask(path)
    assert crawler.answered > 10
    return [f"editor {leak}" for leak in crawler.leaks]


def test_hundreds_of_canaries_are_found_by_nobody_outside(ground: Ground) -> None:
    """And they are heard where they may be read: otherwise silence would prove nothing."""
    assert len(ground.canaries.planted) >= 200
    member = Crawler(ground.canaries, factories.holder(ground.community, "knowledge_manager"))
    member.follow(["/library/", f"/communities/{ground.community.slug}/"])
    assert len(member.leaks) > 20
    for typing in (False, True):
        member.leaks.clear()
        member.ask("/search/?kind=files&q=kanarie", typing=typing)
        assert any("words read in a file" in leak for leak in member.leaks)
    if ground.public is not None:
        _is_served_alone(ground)

    leaks = [leak for name in ("visitor", "colleague", "guest") for leak in outside(ground, name)]
    leaks += editing_next_door(ground)

    assert not leaks, "\n".join(sorted(leaks))


def _is_served_alone(ground: Ground) -> None:
    """What everybody may read is there, and the file beside it by no way of asking."""
    assert ground.public is not None
    private = f"/media/{LibraryImage.objects.earliest('pk').file.name}"
    client = Client()
    assert client.get(ground.public.url).status_code == 200
    for more in ({}, {"HTTP_RANGE": "bytes=0-10"}, {"HTTP_IF_NONE_MATCH": "*"}):
        assert client.get(private, **more).status_code == 404
        assert client.head(private, **more).status_code == 404
