"""Wagtail's two indexes, of what its editor searches and of what refers to what: many changes, one write.

Wagtail writes both after each save of a page, and one publication saves a page several times. Where many pages are
published at once they are written once for each, at the end: in the same transaction, with the same content.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from django.apps import apps
from django.db import transaction
from django.db.models import Model, prefetch_related_objects
from modelcluster.fields import ParentalKey
from modelcluster.models import get_all_child_relations
from modelsearch.backends import get_search_backends
from wagtail.models import Page, ReferenceIndex

from cop_portal.foundation.jobs.taking import taken_by

SEARCH = "modelsearch.tasks.insert_or_update_object_task"
REFERENCES = "wagtail.tasks.update_reference_index_task"
AT_ONCE = 100


@dataclass
class Changed:
    """Pages by their key, and parts of pages by their model."""

    searched: set[int] = field(default_factory=set)
    referring: set[int] = field(default_factory=set)
    parts: dict[type[Model], set[str]] = field(default_factory=lambda: defaultdict(set))

    def takes(self, task: str, named: tuple[Any, ...]) -> bool:
        """Whether a task is about a page, which then waits for the end of the block."""
        if task not in (SEARCH, REFERENCES):
            return False
        model, pk = apps.get_model(named[0], named[1]), named[2]
        if issubclass(model, Page):
            (self.searched if task == SEARCH else self.referring).add(int(pk))
            return True
        if task == REFERENCES and _page_of(model):
            self.parts[model].add(pk)
            return True
        return False


@contextmanager
def indexed_once() -> Iterator[None]:
    """Within a transaction: pages that change in the block are indexed at its end, each once."""
    changed = Changed()
    with taken_by(changed.takes):
        yield
    for model, pks in changed.parts.items():
        owners = model._default_manager.filter(pk__in=pks).values_list(_page_of(model), flat=True)
        changed.referring.update(owners)
    with transaction.atomic():
        for pages in _in_parts(changed.searched):
            _index_for_search(pages)
        for pages in _in_parts(changed.referring):
            _index_references(pages)


def _page_of(model: type[Model]) -> str:
    """The column of a part of a page that names the page; empty for what is no part of one."""
    keys = (one for one in model._meta.get_fields() if isinstance(one, ParentalKey))
    return next((key.attname for key in keys if issubclass(key.related_model, Page)), "")


def _in_parts(pks: set[int]) -> Iterator[list[Page]]:
    """The pages as they are now, of their own types, some at a time."""
    ordered = sorted(pks)
    for start in range(0, len(ordered), AT_ONCE):
        yield list(Page.objects.filter(pk__in=ordered[start : start + AT_ONCE]).order_by("pk").specific())


def _by_type(pages: list[Page]) -> Iterator[tuple[type[Page], list[Page]]]:
    found: dict[type[Page], list[Page]] = defaultdict(list)
    for page in pages:
        found[type(page)].append(page)
    yield from found.items()


def _index_for_search(pages: list[Page]) -> None:
    for model, same in _by_type(pages):
        for backend in get_search_backends(with_auto_update=True):
            backend.add_bulk(model, same)


def _index_references(pages: list[Page]) -> None:
    for model, same in _by_type(pages):
        prefetch_related_objects(same, *(one.get_accessor_name() for one in get_all_child_relations(model)))
        for page in same:
            ReferenceIndex.create_or_update_for_object(page)
