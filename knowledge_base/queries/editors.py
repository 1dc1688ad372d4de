"""What an editor may know of in Wagtail: their own communities' trees and files, and what they may read anyway."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db.models import Count, F, OuterRef, Q, QuerySet, Subquery
from django.http import QueryDict
from taggit.models import Tag
from wagtail.models import Page, ReferenceIndex
from wagtail.permissions import policy_registry

from communities.models import Community, Membership
from knowledge_base.models import CommunityLibraryPage, LibraryDocument, LibraryImage, ResourcePage

FILE_RIGHTS = ["add", "change", "delete", "choose"]
PAGE_RIGHTS = ["add", "change", "publish"]


def own_pages(user: Any) -> QuerySet[Page]:
    """The trees in which the person holds a role, with the way to them."""
    return policy_registry.get_by_type(Page).explorable_instances(user)


def page_types_of(user: Any) -> QuerySet[ContentType]:
    """The types of the pages that the person works on: how many of each, and which was edited last."""
    pages = policy_registry.get_by_type(Page).instances_user_has_any_permission_for(user, PAGE_RIGHTS)
    latest = pages.filter(content_type=OuterRef("pk")).order_by(
        F("latest_revision_created_at").desc(nulls_last=True), "title", "-pk"
    )
    return (
        ContentType.objects.annotate(
            count=Count("pages", filter=Q(pages__in=pages.values("pk"))),
            last_edited_page_id=Subquery(latest.values("pk")[:1]),
        )
        .filter(count__gt=0)
        .order_by("-count", "app_label", "model")
    )


def colleagues(user: Any) -> QuerySet[Any, Any]:
    """Keys of the members of the communities in which the person holds a role."""
    mine = Membership.objects.active().filter(user=user).exclude(roles=[])
    return Membership.objects.filter(community__in=mine.values("community")).values("user")


def choosable(user: Any) -> Q:
    """What a page may be linked with: one's own trees, and what one may read in the library."""
    listed = CommunityLibraryPage.objects.filter(
        community__in=Community.objects.visible_to(user).values("pk")
    )
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


def named_in_form(post: QueryDict) -> set[tuple[str, int]]:
    """(page, image or document; its number) of all that a form of the editor names: choosers, and links in texts."""
    found: set[tuple[str, int]] = set()
    for key, values in post.lists():
        noun = next((noun for noun in ("image", "document") if key.endswith(noun)), "")
        for value in values:
            if noun and value.isdecimal():
                found.add((noun, int(value)))
            elif '"entityMap"' in value:
                found |= _linked(value)
    return found


def _linked(value: str) -> set[tuple[str, int]]:
    nouns = {"LINK": "page", "DOCUMENT": "document", "IMAGE": "image"}
    try:
        entities = json.loads(value).get("entityMap", {}).values()
        return {
            (nouns[entity["type"]], int(entity["data"]["id"]))
            for entity in entities
            if entity.get("type") in nouns and str(entity.get("data", {}).get("id") or "").isdecimal()
        }
    except (ValueError, AttributeError, TypeError):
        return set()  # no text of the editor: its own form says so


def may_name(user: Any, named: set[tuple[str, int]], page_id: int | None) -> bool:
    """Whether each is theirs to name, or stands on this page already."""
    if named and page_id:
        models = {"librarydocument": "document", "libraryimage": "image"}
        rows = ReferenceIndex.objects.filter(
            object_id=str(page_id), base_content_type=ContentType.objects.get_for_model(Page)
        ).values_list("to_content_type__model", "to_object_id")
        named = named - {(models.get(model, "page"), int(pk)) for model, pk in rows if pk.isdecimal()}
    of = {noun: [pk for kind, pk in named if kind == noun] for noun in ("page", "image", "document")}
    return (
        may_choose(user, of["page"])
        and may_have_files(user, LibraryImage, of["image"])
        and may_have_files(user, LibraryDocument, of["document"])
    )
