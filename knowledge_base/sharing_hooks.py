"""Wagtail's doors and the rule for sharing: its field narrows or asks, its choosers show what one may see."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.html import escape
from django.utils.translation import gettext as _
from wagtail import hooks
from wagtail.documents.api.admin.views import DocumentsAdminAPIViewSet
from wagtail.images.api.admin.views import ImagesAdminAPIViewSet
from wagtail.models import Page
from wagtail.permissions import policy_registry
from wagtail.rich_text.pages import PageLinkHandler

from communities.permissions import can_know
from cop_portal.foundation.permissions import Denied, can
from knowledge_base.actions import releases
from knowledge_base.enums import Sharing
from knowledge_base.models import CommunityLibraryPage, ResourcePage
from knowledge_base.permissions import check_ask_release


@hooks.register("before_serve_page")
def branch_gate(page: Any, request: HttpRequest, serve_args: Any, serve_kwargs: Any) -> None:
    """The branch of a secret community is as if it were not there."""
    if isinstance(page, CommunityLibraryPage) and not can_know(request.user, page.community):
        raise Http404


@hooks.register("after_edit_page")
@hooks.register("after_create_page")
def follow_the_field(request: HttpRequest, page: Any) -> HttpResponse | None:
    """What the editor chose in the field: further inside at once, further outside as a question."""
    wanted = request.POST.get("sharing", "")
    found = ResourcePage.objects.select_related("community").filter(pk=page.pk).first()
    if found is None or wanted not in Sharing.values or wanted == found.sharing:
        return None
    ask = f"{reverse('share_resource', args=[found.pk])}?to={wanted}"
    if Sharing(wanted).reach > Sharing(found.sharing).reach:
        if can(check_ask_release, request.user, found):
            messages.info(request, _("A step outward goes by the community’s rule: ask for it here."))
            return redirect(ask)
        messages.warning(
            request,
            _("It stays with: %(who)s. Once it is published, ask on its page to share it further.")
            % {"who": found.get_sharing_display()},
        )
        return None
    if wanted == Sharing.PARTNERS:
        return redirect(ask)
    try:
        releases.narrow(resource=found, by=request.user, to=wanted)
    except Denied as refusal:
        messages.error(request, str(refusal.sentence))
    except ValidationError as refusal:
        messages.error(request, refusal.messages[0])
    else:
        messages.success(request, _("Taken back. It holds from this moment, everywhere."))
    return None


@hooks.register("construct_page_chooser_queryset")
def choose_what_one_may_see(pages: Any, request: HttpRequest) -> Any:
    """The trees one works on, and what one may read."""
    own = policy_registry.get_by_type(Page).explorable_instances(request.user)
    read = ResourcePage.objects.visible_to(request.user)
    return pages.filter(Q(pk__in=own.values("pk")) | Q(pk__in=read.values("pk")))


class _OwnFiles:
    """Wagtail's interface for its editor knows all files; here only those of the collections one works on."""

    def get_queryset(self) -> Any:
        rows: Any = super().get_queryset()  # type: ignore[misc]
        policy = policy_registry.get_by_type(rows.model)
        own = policy.instances_user_has_any_permission_for(
            self.request.user,  # type: ignore[attr-defined]
            ["choose", "add", "change"],
        )
        return rows.filter(pk__in=own.values("pk"))


class OwnImages(_OwnFiles, ImagesAdminAPIViewSet):
    pass


class OwnDocuments(_OwnFiles, DocumentsAdminAPIViewSet):
    pass


@hooks.register("construct_admin_api", order=100)
def own_files_only(router: Any) -> None:
    router.register_endpoint("images", OwnImages)
    router.register_endpoint("documents", OwnDocuments)


class ByNumber(PageLinkHandler):
    """A link in a text names a page by its number: its address would tell the title to those who may not read it."""

    @classmethod
    def expand_db_attributes(cls, attrs: dict[str, str]) -> str:
        return cls.expand_db_attributes_many([attrs])[0]

    @classmethod
    def expand_db_attributes_many(cls, attrs_list: list[dict[str, str]]) -> list[str]:
        return [
            f'<a href="{escape(reverse("resource_by_number", args=[attrs["id"]]))}">'
            if attrs.get("id", "").isdecimal()
            else "<a>"
            for attrs in attrs_list
        ]


@hooks.register("register_rich_text_features", order=10)
def link_by_number(features: Any) -> None:
    features.register_link_type(ByNumber)
