"""The trunk of the library: its root, and one branch for each community."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page, PagePermissionTester

from communities.models import Community


class OneGateTester(PagePermissionTester):
    """Who may read a resource is decided by its sharing level alone, not by a second lock of Wagtail's."""

    def can_set_view_restrictions(self) -> bool:
        return False


class LibraryTree(models.Model):
    """What the pages of the library have in common."""

    class Meta:
        abstract = True

    def permissions_for_user(self, user: Any) -> OneGateTester:
        return OneGateTester(user, self)

    def get_url(self, request: HttpRequest | None = None, current_site: Any = None) -> str:
        """The library hangs at /library/, and so do its pages' own paths."""
        return self.url_path  # type: ignore[attr-defined]

    url = property(get_url)


class LibraryIndexPage(LibraryTree, Page):
    """The root of the library."""

    parent_page_types = ["wagtailcore.Page"]
    subpage_types = ["knowledge_base.CommunityLibraryPage"]
    max_count = 1
    preview_modes: list = []

    class Meta:
        verbose_name = _("library")

    def __str__(self) -> str:
        return self.title

    def serve(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return redirect("library")


class CommunityLibraryPage(LibraryTree, Page):
    """The library of one community. It is made with the community."""

    community = models.OneToOneField(
        Community, models.PROTECT, related_name="library_page", verbose_name=_("community"), editable=False
    )

    parent_page_types = ["knowledge_base.LibraryIndexPage"]
    subpage_types = [
        "knowledge_base.GoodPracticePage",
        "knowledge_base.LessonPage",
        "knowledge_base.ToolPage",
        "knowledge_base.GuidancePage",
        "knowledge_base.StoryPage",
        "knowledge_base.SynthesisPage",
        "knowledge_base.PublicationPage",
    ]
    # Only ensure_library makes one, so that its groups and collection stand with it.
    is_creatable = False
    preview_modes: list = []

    class Meta:
        verbose_name = _("library of a community")

    def __str__(self) -> str:
        return self.title

    def serve(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return redirect("community_library", self.community.slug)
