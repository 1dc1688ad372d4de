"""The trunk of the library: its root, and one branch for each community."""

from __future__ import annotations

from typing import Any

from django.apps import apps
from django.db import models
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy as _
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Page, PagePermissionTester
from wagtail.url_routing import RouteResult

from communities.enums import Capability
from communities.models import Community
from communities.permissions import standing


class OneGateTester(PagePermissionTester):
    """Who may read a resource is decided by its sharing level alone, not by a second lock of Wagtail's.

    What was published once is retired, not unpublished or deleted; it moves between libraries that the person curates.
    """

    def can_set_view_restrictions(self) -> bool:
        return False

    def can_unpublish(self) -> bool:
        return False

    def can_delete(self, ignore_bulk: bool = False) -> bool:
        return self.page.first_published_at is None and bool(super().can_delete(ignore_bulk))

    def can_move(self) -> bool:
        return self._curates(self.page) and bool(super().can_delete(ignore_bulk=True))

    def can_move_to(self, destination: Page) -> bool:
        return self._curates(destination) and bool(super().can_move_to(destination))

    def can_copy_to(self, destination: Page, recursive: bool = False) -> bool:
        return self._curates(destination) and bool(super().can_copy_to(destination, recursive))

    def _curates(self, page: Page) -> bool:
        community = getattr(page.specific, "community", None)
        return community is not None and standing(self.user, community).has(Capability.CURATE)


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

    def route(self, request: HttpRequest, path_components: list[str]) -> RouteResult:
        """By its whole address at once, among what this person may know of: all else takes as long as what never was.

        The address of before a move still leads to the page; the gate asks who may go there.
        """
        if not path_components:
            return super().route(request, path_components)
        resources = apps.get_model("knowledge_base", "ResourcePage").objects.known_to(request.user)
        branches = CommunityLibraryPage.objects.filter(
            community__in=Community.objects.visible_to(request.user).values("pk")
        )
        # Wagtail keeps an index of the last part of an address, and none of the whole.
        pages = Page.objects.filter(
            slug=path_components[-1], url_path=f"{self.url_path}{'/'.join(path_components)}/"
        )
        known = Page.objects.filter(Q(pk__in=resources.values("pk")) | Q(pk__in=branches.values("pk")))
        found = pages.filter(pk__in=known.values("pk")).first()
        if found is not None:
            return found.specific.route(request, [])
        moved = Redirect.objects.filter(
            old_path=Redirect.normalise_path(request.path), redirect_page__in=known.values("pk")
        ).first()
        if moved is None:
            raise Http404
        return RouteResult(moved.redirect_page.specific)

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
        "knowledge_base.ResultsPage",
        "knowledge_base.ArticlePage",
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
