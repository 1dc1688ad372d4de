"""Who may have a picture or a file: whoever may read a page that uses it, or works on its collection."""

from __future__ import annotations

from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db.models import BigIntegerField, Exists, Q
from django.db.models.functions import Cast
from wagtail.models import Page, ReferenceIndex
from wagtail.permissions import policy_registry

from knowledge_base.models import LibraryDocument, LibraryImage, LibraryRendition, ResourcePage

# What whoever works on a collection may do there.
WORK = ["choose", "add", "change"]


def may_see_file(user: Any, path: str) -> bool:
    """The same gate for an original, each of its sizes, and a document, by where they are stored."""
    image = LibraryImage.objects.filter(file=path).first()
    if image is None:
        rendition = LibraryRendition.objects.select_related("image").filter(file=path).first()
        image = rendition.image if rendition else None
    if image is not None:
        return may_see_image(user, image)
    document = LibraryDocument.objects.filter(file=path).first()
    return document is not None and may_see_document(user, document)


def may_see_image(user: Any, image: LibraryImage) -> bool:
    return _used(user, image) or _works_on(user, image)


def may_see_document(user: Any, document: LibraryDocument) -> bool:
    return _used(user, document) or _works_on(user, document)


def document_for(user: Any, pk: int) -> LibraryDocument | None:
    """The document of a number for who may see it: as many statements where there is none as where it is hidden."""
    rows = LibraryDocument.objects.filter(pk=pk)
    shown = ResourcePage.objects.visible_to(user, retired=True).filter(
        pk__in=pages_with(LibraryDocument(pk=pk))
    )
    works = policy_registry.get_by_type(LibraryDocument).instances_user_has_any_permission_for(user, WORK)
    return rows.filter(Exists(shown) | Q(pk__in=works.values("pk"))).first()


def _works_on(user: Any, item: LibraryImage | LibraryDocument) -> bool:
    """Whether the person edits in the collection that the file lies in."""
    policy = policy_registry.get_by_type(type(item))
    return policy.user_has_any_permission_for_instance(user, WORK, item)


def _used(user: Any, item: LibraryImage | LibraryDocument) -> bool:
    """Whether a page that this person may read shows it: a published one, or a retired one that is kept."""
    return ResourcePage.objects.visible_to(user, retired=True).filter(pk__in=pages_with(item)).exists()


def pages_with(item: LibraryImage | LibraryDocument) -> Any:
    """Keys of the pages that show it, published or not."""
    return (
        ReferenceIndex.objects.filter(
            to_content_type=ContentType.objects.get_for_model(item),
            to_object_id=str(item.pk),
            base_content_type=ContentType.objects.get_for_model(Page),
        )
        .annotate(page_id=Cast("object_id", BigIntegerField()))
        .values("page_id")
    )
