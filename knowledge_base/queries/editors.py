"""What an editor may know of in Wagtail: their own communities' trees and files, and what they may read anyway."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db.models import Q, QuerySet
from taggit.models import Tag
from wagtail.models import Page
from wagtail.permissions import policy_registry

from communities.models import Community
from knowledge_base.models import CommunityLibraryPage, LibraryDocument, LibraryImage, ResourcePage

FILE_RIGHTS = ["add", "change", "delete", "choose"]


def own_pages(user: Any) -> QuerySet[Page]:
    """The trees in which the person holds a role, with the way to them."""
    return policy_registry.get_by_type(Page).explorable_instances(user)


def choosable(user: Any) -> Q:
    """What a page may be linked with: one's own trees, and what one may read in the library."""
    listed = CommunityLibraryPage.objects.filter(community__in=Community.objects.visible_to(user).values("pk"))
    return (
        Q(pk__in=own_pages(user).values("pk"))
        | Q(pk__in=ResourcePage.objects.visible_to(user).values("pk"))
        | Q(pk__in=listed.values("pk"))
        | Q(depth__lte=2)
    )


def may_work_on(user: Any, ids: Iterable[int]) -> bool:
    """Whether each of these pages is in a tree of theirs."""
    wanted = set(ids)
    return not wanted or own_pages(user).filter(pk__in=wanted).count() == len(wanted)


def may_choose(user: Any, ids: Iterable[int]) -> bool:
    wanted = set(ids)
    return not wanted or Page.objects.filter(choosable(user), pk__in=wanted).count() == len(wanted)


def may_have_files(user: Any, model: type[LibraryImage] | type[LibraryDocument], ids: Iterable[int]) -> bool:
    """Whether each of these lies in a collection that the person works with."""
    wanted = set(ids)
    policy = policy_registry.get_by_type(model)
    rows = policy.instances_user_has_any_permission_for(user, FILE_RIGHTS)
    return not wanted or rows.filter(pk__in=wanted).count() == len(wanted)


def known_tags(user: Any, begin: str, *, most: int = 10) -> list[str]:
    """Topics that the person sees somewhere: others would tell what the community next door works on."""
    pages = ResourcePage.objects.filter(
        Q(pk__in=ResourcePage.objects.visible_to(user).values("pk")) | Q(pk__in=own_pages(user).values("pk"))
    )
    files = [
        policy_registry.get_by_type(model).instances_user_has_any_permission_for(user, FILE_RIGHTS)
        for model in (LibraryImage, LibraryDocument)
    ]
    rows = Tag.objects.filter(name__istartswith=begin).filter(
        Q(knowledge_base_resourcetag_items__content_object__in=pages)
        | Q(pk__in=_tags_of(LibraryImage, files[0]))
        | Q(pk__in=_tags_of(LibraryDocument, files[1]))
    )
    return list(rows.distinct().order_by("name").values_list("name", flat=True)[:most])


def _tags_of(model: Any, rows: QuerySet[Any]) -> QuerySet[Any]:
    return model.tags.through.objects.filter(
        content_type__app_label=model._meta.app_label,
        content_type__model=model._meta.model_name,
        object_id__in=rows.values("pk"),
    ).values("tag_id")
