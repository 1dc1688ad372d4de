"""No link that Wagtail's administration shows leads nowhere: followed by each who works there."""

from __future__ import annotations

import re
from html import unescape
from typing import Any
from urllib.parse import urljoin, urlsplit

import pytest
from django.utils import timezone

from communities.enums import Role
from cop_portal.tests.factories import holder
from knowledge_base.actions import resources
from knowledge_base.actions.searches import note_failed
from knowledge_base.models import ResourcePage
from knowledge_base.tests.makers import draft, issue, published, show_what_is_missing

pytestmark = pytest.mark.django_db
LINK = re.compile(r"""<(?:a|form)\b[^>]*?\s(?:href|action)="([^"#]+)""")
BUTTON = re.compile(r"""\bdata-(?:url|src|w-[a-z-]+-(?:url|src)-value)="(/[^"]+)\"""")
# The same list in another order, or with another way back, is the same page.
SAME = re.compile(r"[?&](?:next|ordering|p|q|page|export|content_type)=[^&]*")
# What scripts fill with the numbers of what was ticked or dragged; signing out.
FILLED = re.compile(r"^/cms/(?:bulk/|logout/|pages/999999/)")
# A form that only posts says so.
FINE = (200, 405)


@pytest.fixture
def busy(community: Any, people: Any) -> Any:
    """A library with something in every corner of the editor's desk."""
    keeper = people.knowledge_manager
    resource = published(community, title="Pump sheet")
    resources.submit(resource=draft(community, by=people.member, title="Handed in"), by=people.member)
    draft(community, by=keeper, title="Begun")
    loose = published(community, title="Pump sheet, too")
    ResourcePage.objects.filter(pk=loose.pk).update(
        owner=None,
        next_review_on=timezone.localdate(),
        locked=True,
        locked_by=keeper,
        locked_at=timezone.now(),
    )
    resources.retire(resource=published(community, title="Old"), by=keeper, reason="Over")
    note_failed(words="where are the filters", by=people.member, community=community)
    issue(community, by=people.coordinator, holding=[resource], title="In the making")
    show_what_is_missing(community, people.member, resource)
    return community


def links(path: str, said: str) -> set[str]:
    found = set()
    for link in LINK.findall(said) + BUTTON.findall(said):
        to = urlsplit(urljoin(path, unescape(link)))
        if not to.netloc and not to.scheme and not FILLED.match(to.path):
            found.add(to.path + (f"?{to.query}" if to.query else ""))
    return found


def follow(client: Any, begin: list[str]) -> tuple[int, list[str]]:
    """How many pages there were, and what was shown on which page and is not there."""
    front, seen, dead = [(path, "") for path in begin], set(), []
    while front:
        path, shown_on = front.pop(0)
        if (plain := SAME.sub("", path)) in seen:
            continue
        seen.add(plain)
        answer = client.get(path)
        if answer.status_code in (301, 302):
            front.append((urljoin(path, answer["Location"]), shown_on))
        elif answer.status_code not in FINE:
            dead.append(f"{answer.status_code} {path} shown on {shown_on}")
        elif path.startswith("/cms/") and not answer.streaming and "html" in answer.get("Content-Type", ""):
            front += [(link, path) for link in links(path, answer.content.decode())]
    return len(seen), sorted(dead)


@pytest.mark.parametrize("who", ["knowledge_manager", "expert", "administrator", "next door"])
def test_every_link_and_form_of_the_editors_desk_leads_somewhere(
    who: str, neighbour: Any, busy: Any, people: Any, client: Any
) -> None:
    published(neighbour, title="Kept inside")
    person = holder(neighbour, Role.KNOWLEDGE_MANAGER) if who == "next door" else getattr(people, who)
    client.force_login(person)
    client.raise_request_exception = False

    pages, dead = follow(client, ["/cms/", "/cms/curation/"])

    assert dead == [], "\n".join(dead)
    assert pages > 60
