"""Canaries: a word of its own in every text and file of a private community, whatever storey it belongs to.

What is planted is found by walking the models, so that a new noun brings its own canaries with it.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator
from typing import Any

from django.apps import apps
from django.conf import settings
from django.contrib.postgres.search import SearchVector, SearchVectorField
from django.core.files.base import ContentFile
from django.core.files.images import ImageFile
from django.core.files.storage import default_storage
from django.db import models
from django.db.models import Value
from wagtail.models import Page
from wagtail.rich_text import RichText

from communities.models import Community
from knowledge_base.actions import resources
from knowledge_base.actions.filetexts import read_as
from knowledge_base.actions.libraries import collection_of
from knowledge_base.models import (
    PAGE_OF_KIND,
    Credit,
    DocumentText,
    LibraryDocument,
    LibraryImage,
    ResourcePage,
    Reuse,
)
from knowledge_base.tests.makers import draft, published

OURS = (
    "communities",
    "discussions",
    "knowledge_base",
    "metrics",
    "newsletters",
    "notifications",
    "mail",
    "activity",
    "portal",
)
WORD = re.compile(r"kanarie[a-z]+", re.IGNORECASE)
# What names a place or a state, and no matter.
NOT_TEXT = re.compile(
    r"slug|state|hash|nonce|token|language|zone|path|key|email|address|url|spec|verb|accent|weave|hue"
)
PIXEL = (
    b"GIF89a\x01\x00\x01\x00\x80\x00\x00\x00\x00\x00\xff\xff\xff!\xf9\x04\x01\x00\x00\x00\x00,"
    b"\x00\x00\x00\x00\x01\x00\x01\x00\x00\x02\x02D\x01\x00;"
)


class Canaries:
    """Each word once, with what it stands for."""

    def __init__(self) -> None:
        self.planted: dict[str, str] = {}
        self.for_colleagues: set[str] = set()  # names and things that the organisation may know
        self.paths: list[str] = []  # of files, as the store names them
        self.keys: dict[str, set[int]] = {}  # app, and app.noun -> numbers of private rows
        self._numbers = itertools.count(1)

    def word(self, what: str, *, for_colleagues: bool = False) -> str:
        number = next(self._numbers)
        letters = "".join("bcdfghjklm"[int(digit)] for digit in f"{number:05d}")
        found = f"kanarie{letters}"
        self.planted[found] = what
        if for_colleagues:
            self.for_colleagues.add(found)
        return found

    def found_in(self, text: str) -> set[str]:
        return {word for match in WORD.findall(text) if (word := match.lower()) in self.planted}


def path_to_community(model: Any, depth: int = 4) -> str | None:
    """The shortest way of foreign keys from a model to its community; none for what has none."""
    front: list[tuple[str, Any]] = [("", model)]
    seen = {model}
    for _step in range(depth):
        following: list[tuple[str, Any]] = []
        for prefix, one in front:
            for field in one._meta.get_fields():
                if not (field.many_to_one or field.one_to_one) or not field.concrete:
                    continue
                there = field.related_model
                if there is Community:
                    return f"{prefix}{field.name}"
                if there not in seen and there._meta.label != settings.AUTH_USER_MODEL:
                    seen.add(there)
                    following.append((f"{prefix}{field.name}__", there))
        front = following
    return None


def private_rows(community: Community) -> Iterator[tuple[Any, Any]]:
    """Each of our models with its rows in this community."""
    for model in apps.get_models():
        if model._meta.app_label not in OURS or model._meta.proxy:
            continue
        path = path_to_community(model)
        rows = model._base_manager.filter(**{path: community}) if path else None
        if model is Community:
            rows = model._base_manager.filter(pk=community.pk)
        if rows is not None:
            yield model, rows


def texts(model: Any) -> list[Any]:
    """The columns in which people write."""
    return [
        field
        for field in model._meta.local_fields
        if type(field) in (models.CharField, models.TextField)
        and not field.choices
        and not field.unique
        and not NOT_TEXT.search(field.name)
        and (field.max_length or 1000) >= 30
    ]


def plant(canaries: Canaries, community: Community, *, named: bool = True) -> None:
    """A word into every text of every private row, and into the bytes of every file.

    Without `named`, the community's own page is left alone: colleagues may know that it exists.
    """
    _plant_library(canaries, community)
    for model, rows in private_rows(community):
        if model is Community and not named:
            continue
        noun = f"{model._meta.app_label}.{model.__module__.rpartition('.')[2]}"
        vectors = [field for field in model._meta.local_fields if isinstance(field, SearchVectorField)]
        for row in rows.order_by("pk"):
            if isinstance(row.pk, int):
                for key in (model._meta.app_label, noun):
                    canaries.keys.setdefault(key, set()).add(row.pk)
            changes: dict[str, Any] = {
                field.name: canaries.word(
                    f"{model._meta.label}.{field.name} {row.pk}",
                    for_colleagues=not named and model.__name__ in ("CharterVersion", "StageChange"),
                )
                for field in texts(model)
                if getattr(row, field.name) or model is not Community
            }
            for vector in vectors:
                changes[vector.name] = SearchVector(Value("kanarie"), config="simple")
            if changes:
                model._base_manager.filter(pk=row.pk).update(**changes)
            for field in model._meta.local_fields:
                if isinstance(field, models.FileField) and getattr(row, field.name):
                    _mark(canaries, f"{model._meta.label}.{field.name} {row.pk}", getattr(row, field.name))


def _mark(canaries: Canaries, what: str, file: Any) -> None:
    canaries.paths.append(file.name)
    with open(default_storage.path(file.name), "ab") as stored:
        stored.write(canaries.word(what).encode())


def _plant_library(canaries: Canaries, community: Community) -> None:
    """Resources of every kind, published for members and for the core group, and as a draft; with their files."""
    collection = collection_of(community)
    for number, (kind, sharing) in enumerate(itertools.product(PAGE_OF_KIND, ("core", "community"))):
        image = LibraryImage.objects.create(
            title=canaries.word("title of a picture"),
            file=ImageFile(ContentFile(PIXEL), name=f"{canaries.word('name of a picture')}.gif"),
            collection=collection,
        )
        document = LibraryDocument.objects.create(
            title=canaries.word("title of a file"),
            file=ContentFile(b"text ", name=f"{canaries.word('name of a file')}.txt"),
            collection=collection,
        )
        make = published if number % 3 else draft
        page = make(
            community, title=canaries.word("title of a resource"), kind=kind, sharing=sharing
        ).specific
        page.slug = canaries.word("address of a resource")
        page.body = [
            ("paragraph", RichText(f"<p>{canaries.word('text of a resource')}</p>")),
            (
                "figure",
                {
                    "image": image,
                    "alternative": canaries.word("words of a picture"),
                    "caption": canaries.word("caption"),
                },
            ),
            ("file", {"document": document, "note": canaries.word("note of a file")}),
        ]
        page.tags.add(canaries.word("topic of a resource"))
        page.credits.add(Credit(name=canaries.word("credit of a resource"), role="author"))
        page.seo_title, page.search_description = canaries.word("seo title"), canaries.word("description")
        page.save()
        page.save_revision().publish() if page.live else page.save_revision()
        Reuse.objects.create(resource=page, community=community, where=canaries.word("where it was used"))
        for file in (image.file, image.get_rendition("width-10").file, document.file):
            canaries.paths.append(file.name)
        with open(default_storage.path(document.file.name), "ab") as stored:
            stored.write(canaries.word("bytes of a file").encode())
        canaries.keys.setdefault("cms", set()).update(
            {page.pk, page.latest_revision_id, image.pk, document.pk}
        )
    # What was read in a file belongs to no community: its gate is the page that holds the file.
    for document in LibraryDocument.objects.filter(collection=collection):
        words = f"kanarie {canaries.word('words read in a file')}"
        DocumentText.objects.update_or_create(
            document=document,
            defaults={
                "file": read_as(document),
                "text": words,
                "search": SearchVector(Value(words), config="simple"),
            },
        )
    for page in ResourcePage.objects.filter(community=community):
        title = canaries.word(f"title of the page {page.pk}")
        Page.objects.filter(pk=page.pk).update(title=title, draft_title=title)
    resources.recount(community)
