"""A guided first visit to the editor's desk: what one does here, and what is where."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST
from wagtail.permissions import policy_registry
from wagtail.users.models import UserProfile

from communities.enums import Capability
from communities.models import Community
from communities.queries.memberships import communities_where
from cop_portal.foundation.policies import signed_in
from knowledge_base.models import CommunityLibraryPage, LibraryDocument, LibraryImage

GUIDE = "library-guide"
FILES = ["add", "change", "delete"]


@dataclass(frozen=True)
class Spot:
    """One place of the desk, and what it is for."""

    label: str
    url: str
    words: str


def shows_guide(user: Any) -> bool:
    """Until the person puts it away; where, Wagtail itself remembers."""
    return not UserProfile.get_for_user(user).dismissibles.get(GUIDE, False)


def spots(user: Any, communities: Sequence[Community]) -> list[Spot]:
    """What is where, for somebody who looks after these libraries; nothing that is closed to them."""
    found = [
        Spot(_("Queue"), reverse("curation_queue"), _("What waits for you, with a button for each answer."))
    ]
    curated = set(communities_where(user, Capability.CURATE).values_list("pk", flat=True))
    for library in CommunityLibraryPage.objects.filter(community__in=communities).order_by("title"):
        words = _("All resources, drafts too.")
        if library.community_id in curated:
            words = _(
                "All resources, drafts too. Tick several to set their topics, to move them or to merge two."
            )
        url = reverse("wagtailadmin_explore", args=[library.pk])
        found.append(Spot(_("Pages of %(library)s") % {"library": library.title}, url, words))
    if policy_registry.get_by_type(LibraryImage).user_has_any_permission(user, FILES):
        found.append(
            Spot(
                _("Images"),
                reverse("wagtailimages:index"),
                _("The pictures of your libraries, each with its words."),
            )
        )
    if policy_registry.get_by_type(LibraryDocument).user_has_any_permission(user, FILES):
        found.append(Spot(_("Documents"), reverse("wagtaildocs:index"), _("The files of your libraries.")))
    return [
        *found,
        Spot(
            _("Reports"), reverse("wagtailadmin_reports:workflow"),
            _("What is in review, what is locked, what has not changed for long, and who did what."),
        ),
        Spot(_("The library as readers see it"), reverse("library"), _("Back in the portal.")),
    ]  # fmt: skip


def guide_context(user: Any, communities: Sequence[Community]) -> dict[str, Any]:
    """What is said on a first visit: to an expert, only what an expert may do."""
    shown = shows_guide(user)
    return {
        "guide": shown,
        "spots": spots(user, communities) if shown else (),
        "curates": shown and communities_where(user, Capability.CURATE).exists(),
    }


@signed_in
@require_POST
def guide(request: HttpRequest) -> HttpResponse:
    """Put the words for a first visit away, or have them back."""
    profile = UserProfile.get_for_user(request.user)
    profile.dismissibles[GUIDE] = request.POST.get("show") != "yes"
    profile.save(update_fields=["dismissibles"])
    return redirect("wagtailadmin_home" if request.POST.get("from") == "home" else "curation_queue")
