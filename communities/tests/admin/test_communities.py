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
