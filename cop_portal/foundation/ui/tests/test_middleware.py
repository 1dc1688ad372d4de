"""What every answer carries: a strict policy for browsers; and pages kept a moment for visitors."""

from __future__ import annotations

import time
from typing import Any

import pytest

from communities.models import Community
from cop_portal.foundation.ui import visitors
from cop_portal.tests import factories
from knowledge_base.actions import releases
from knowledge_base.tests.makers import moved, published

pytestmark = pytest.mark.django_db


def policy(answer: Any) -> dict[str, list[str]]:
    parts = [part.split() for part in answer["Content-Security-Policy"].split(";") if part.strip()]
    return {name: values for name, *values in parts}


@pytest.mark.parametrize("address", ["/", "/communities/", "/help/", "/accounts/login/", "/no-such-page/"])
def test_pages_allow_only_what_is_ours(address: str, client: Any) -> None:
    found = policy(client.get(address))

    assert found["default-src"] == ["'none'"]
    assert found["script-src"] == found["style-src"] == found["form-action"] == ["'self'"]
    assert found["base-uri"] == ["'none'"]
    assert found["frame-ancestors"] == ["'self'"]
    assert not any("unsafe" in value for values in found.values() for value in values)


@pytest.mark.parametrize(
    ("address", "scripts"), [("/cms/", ["'self'", "'unsafe-inline'"]), ("/admin/", ["'self'"])]
)
def test_the_administrations_may_draw_with_styles_and_the_editor_start_its_fields(
    address: str, scripts: list[str], sign_in: Any, people: Any
) -> None:
    answer = sign_in(people.administrator).get(address)

    found = policy(answer)
    assert answer.status_code == 200
    assert found["style-src"] == ["'self'", "'unsafe-inline'"]
    assert "blob:" in found["img-src"]
    assert found["script-src"] == scripts
    assert found["default-src"] == ["'none'"]
    assert policy(sign_in(people.administrator).get("/")) == policy(sign_in(people.member).get("/"))


def test_other_headers_are_strict_too(client: Any) -> None:
    answer = client.get("/")

    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Referrer-Policy"] == "same-origin"
    assert answer["X-Frame-Options"] == "SAMEORIGIN"
    assert answer["Cross-Origin-Opener-Policy"] == "same-origin"


def test_what_was_kept_is_not_shown_after_something_was_done(
    client: Any, people: Any, community: Any, django_capture_on_commit_callbacks: Any
) -> None:
    page = published(community, title="For all eyes")
    moved(page, "public")
    assert client.get(page.url).status_code == 200
    assert b"For all eyes" in client.get("/public/library/").content

    with django_capture_on_commit_callbacks(execute=True):
        releases.narrow(resource=page, by=people.knowledge_manager, to="community")

    assert client.get(page.url).status_code == 404
    assert b"For all eyes" not in client.get("/public/library/").content


def test_a_visitor_s_page_is_kept_for_a_moment_and_for_visitors_only(
    client: Any, sign_in: Any, people: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(visitors, "KEPT_SECONDS", 0.5)
    where = factories.community("Open", visibility="public")
    before = client.get("/communities/open/about/").content

    Community.objects.filter(pk=where.pk).update(tagline="Changed meanwhile")
    kept = client.get("/communities/open/about/").content
    arabic = client.get("/communities/open/about/", headers={"accept-language": "ar"}).content
    person = sign_in(people.member).get("/communities/open/about/").content
    client.logout()
    client.cookies.clear()
    time.sleep(0.5)
    later = client.get("/communities/open/about/").content

    assert kept == before
    assert b"Changed meanwhile" in arabic
    assert b"Changed meanwhile" in person
    assert b"Mona Member" in person
    assert b"Changed meanwhile" in later
    assert b"Mona Member" not in later


def test_a_page_with_a_form_s_token_is_not_kept(client: Any) -> None:
    first, second = client.get("/accounts/login/"), client.get("/accounts/login/")

    assert b"csrfmiddlewaretoken" in first.content
    assert first.content != second.content
