"""A community's library stands with its rights, and follows the roles."""

from __future__ import annotations

from typing import Any

import pytest
from wagtail.models import Collection, GroupPagePermission, Page, Site, Workflow

from communities.actions import memberships
from communities.enums import Role
from cop_portal.foundation.permissions import SYSTEM
from knowledge_base.actions.libraries import ensure_library, ensure_root
from knowledge_base.models import CommunityLibraryPage, LibraryIndexPage

pytestmark = pytest.mark.django_db


def test_the_root_is_made_once_and_is_what_the_site_shows() -> None:
    first, second = ensure_root(), ensure_root()

    assert first.pk == second.pk
    assert LibraryIndexPage.objects.count() == 1
    assert Site.objects.get(is_default_site=True).root_page_id == first.pk
    assert not Page.objects.filter(slug="home").exists()


def test_a_library_is_made_once_with_its_collection_and_review(community: Any) -> None:
    first, second = ensure_library(community), ensure_library(community)

    assert first.pk == second.pk
    assert CommunityLibraryPage.objects.filter(community=community).count() == 1
    assert Workflow.objects.filter(name__endswith=community.name).count() == 1
    assert Collection.objects.filter(name__startswith=community.name).count() == 1


def test_a_renamed_community_renames_its_library(community: Any) -> None:
    ensure_library(community)
    community.name, community.slug = "Clean water", "clean-water"
    community.save()

    library = ensure_library(community)

    assert (library.title, library.url_path) == ("Clean water", "/library/clean-water/")


def test_page_rights_follow_the_roles_at_once_and_end_with_them(community: Any, people: Any) -> None:
    library = ensure_library(community)
    member = people.member

    def may(what: str) -> bool:
        fresh = type(member).objects.get(pk=member.pk)
        return bool(getattr(library.permissions_for_user(fresh), what)())

    assert not may("can_add_subpage")
    memberships.give_role(community=community, user=member, role=Role.KNOWLEDGE_MANAGER, by=SYSTEM)
    assert may("can_add_subpage")
    assert may("can_publish_subpage")
    memberships.end_role(community=community, user=member, role=Role.KNOWLEDGE_MANAGER, by=SYSTEM)
    assert not may("can_add_subpage")
    assert not may("can_publish_subpage")


def test_the_knowledge_manager_next_door_has_no_right_here(
    community: Any, neighbour: Any, people: Any
) -> None:
    theirs = ensure_library(neighbour)
    ensure_library(community)

    tester = theirs.permissions_for_user(people.knowledge_manager)

    assert not tester.can_add_subpage()
    assert not tester.can_edit()
    assert not GroupPagePermission.objects.filter(
        page=theirs, group__name=community.group_name("knowledge_manager")
    ).exists()
