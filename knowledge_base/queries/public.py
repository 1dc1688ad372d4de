"""The public library: what everybody may read, and nothing that tells of anything else."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.contrib.contenttypes.models import ContentType
from django.db.models import BigIntegerField, Count, QuerySet
from django.db.models.functions import Cast
from taggit.models import Tag
from wagtail.models import Page, ReferenceIndex

from communities.models import Community
from knowledge_base.enums import Sharing
from knowledge_base.models import LibraryDocument, ResourcePage, ResourceTag
from knowledge_base.queries.resources import library

MOST_TOPICS = 40
ORDER = ("-first_published_at", "-pk")


def shelf(
    *,
    words: str = "",
    kind: str = "",
    community: str = "",
    language: str = "",
    place: str = "",
    topic: str = "",
    licence: str = "",
) -> QuerySet[ResourcePage]:
    """As a visitor reads it, whoever asks."""
    rows = library(AnonymousUser(), kind=kind, words=words).filter(sharing=Sharing.PUBLIC)
    given = {
        "community__slug": community,
        "language": language,
        "licence": licence,
        "place__icontains": place.strip(),
    }
    rows = rows.filter(**{name: value for name, value in given.items() if value})
    if topic:
        tagged = ResourceTag.objects.filter(tag__slug=topic)
        rows = rows.filter(pk__in=tagged.values("content_object"))
    return rows


def communities() -> QuerySet[Community]:
    """Those of which something stands in the public library."""
    return Community.objects.filter(pk__in=shelf().order_by().values("community")).order_by("folded_name")


def topics() -> list[Tag]:
    """The topics of public resources, the most frequent first."""
    found = ResourceTag.objects.filter(content_object__in=shelf().order_by().values("pk"))
    rows = found.values("tag").annotate(number=Count("pk")).order_by("-number", "tag")[:MOST_TOPICS]
    keys = [row["tag"] for row in rows]
    return sorted(Tag.objects.filter(pk__in=keys), key=lambda tag: tag.name.casefold())


def files_of(pages: Iterable[ResourcePage]) -> dict[int, list[LibraryDocument]]:
    """The files that each of these pages shows, in one go."""
    found: dict[int, list[LibraryDocument]] = {page.pk: [] for page in pages}
    if not found:
        return {}
    references = (
        ReferenceIndex.objects.filter(
            base_content_type=ContentType.objects.get_for_model(Page),
            object_id__in=[str(pk) for pk in found],
            to_content_type=ContentType.objects.get_for_model(LibraryDocument),
        )
        .annotate(page_id=Cast("object_id", BigIntegerField()))
        .order_by("pk")
        .values_list("page_id", "to_object_id")
    )
    pairs = list(dict.fromkeys(references))
    documents = LibraryDocument.objects.in_bulk([int(key) for _page, key in pairs]) if pairs else {}
    for page_id, key in pairs:
        if int(key) in documents:
            found[page_id].append(documents[int(key)])
    return found


def newest(community: Community | None = None, *, limit: int = 50) -> list[Any]:
    """For feeds, with who is credited."""
    rows = shelf() if community is None else shelf().filter(community=community)
    return list(rows.prefetch_related("credits").order_by(*ORDER)[:limit])
