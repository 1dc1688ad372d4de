"""Communities in the administration: identity for coordinators, the rest for administrators."""

from __future__ import annotations

from typing import Any

import pytest

from communities.models import Community
from cop_portal.foundation.activity.models import ActivityEntry

pytestmark = pytest.mark.django_db


def test_an_administrator_makes_a_community(people: Any, sign_in: Any) -> None:
    data = {
        "name": "Cities", "slug": "cities", "tagline": "Streets", "weave": "twill", "accent": "sea",
        "level": "global", "visibility": "closed", "join_policy": "request", "time_zone": "UTC",
        "language": "en",
    }  # fmt: skip

    sign_in(people.coordinator).post("/admin/communities/community/add/", data)
    assert not Community.objects.filter(slug="cities").exists()
    sign_in(people.administrator).post("/admin/communities/community/add/", data)

    made = Community.objects.get(slug="cities")
    assert (made.stage, made.visibility) == ("planning", "closed")
    assert ActivityEntry.objects.filter(verb="communities.community_created", community=made).exists()


def test_a_coordinator_changes_the_identity_and_no_settings(
    community: Any, people: Any, sign_in: Any
) -> None:
    sign_in(people.coordinator).post(
        f"/admin/communities/community/{community.pk}/change/",
        {
            "name": "Water", "tagline": "Wells and pumps", "weave": "twill", "accent": "sea",
            "visibility": "public", "slug": "mine",
        },
    )  # fmt: skip

    community.refresh_from_db()
    assert (community.tagline, community.visibility, community.slug) == (
        "Wells and pumps",
        "organisation",
        "water",
    )


def test_an_administrator_makes_a_community_secret_and_open_again_by_the_verbs_of_the_pages(
    community: Any, people: Any, sign_in: Any
) -> None:
    page = f"/admin/communities/community/{community.pk}/change/"
    data = {
        "name": "Water", "slug": "water", "tagline": community.tagline, "weave": community.weave,
        "accent": community.accent, "level": "global", "time_zone": "UTC", "language": "en",
    }  # fmt: skip
    browser = sign_in(people.administrator)

    said = browser.post(page, {**data, "visibility": "secret", "join_policy": "open"}).content.decode()
    community.refresh_from_db()
    assert "cannot be open to everybody" in said
    assert (community.visibility, community.join_policy) == ("organisation", "open")

    for visibility, policy in (("secret", "invitation"), ("closed", "open")):
        assert (
            browser.post(page, {**data, "visibility": visibility, "join_policy": policy}).status_code == 302
        )
        community.refresh_from_db()
        assert (community.visibility, community.join_policy) == (visibility, policy)
    assert ActivityEntry.objects.filter(verb="communities.identity_changed", community=community).count() == 4


def test_a_parent_that_does_not_fit_is_refused_in_words(community: Any, people: Any, sign_in: Any) -> None:
    data = {
        "name": "Cities", "slug": "cities", "tagline": "Streets", "weave": "twill", "accent": "sea",
        "level": "global", "parent": community.pk, "visibility": "closed", "join_policy": "request",
        "time_zone": "UTC", "language": "en",
    }  # fmt: skip

    page = sign_in(people.administrator).post("/admin/communities/community/add/", data).content.decode()

    assert "part of one of a wider level" in page
    assert "Streets" in page
    assert not Community.objects.filter(slug="cities").exists()
