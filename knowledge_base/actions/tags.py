"""Topics of many resources at once."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db import transaction
from wagtail.log_actions import log

from cop_portal.foundation import text
from cop_portal.foundation.permissions import actor_or_none
from knowledge_base.actions.drafts import also_in_draft
from knowledge_base.indexing import indexed_once
from knowledge_base.models import ResourcePage
from knowledge_base.permissions import check_curate
from knowledge_base.searched import vector_of


@transaction.atomic
def set_topics(
    *, resource: ResourcePage, by: Any, add: Iterable[str] = (), remove: Iterable[str] = ()
) -> bool:
    """Topics on and off, in what is published and in a draft of it alike. Says whether something changed.

    A topic is a label, not a change of the text: the review and the readers' notices stay as they are.
    """
    check_curate(by, resource.community)
    page = ResourcePage.objects.select_for_update(of=("self",), no_key=True).get(pk=resource.pk).specific
    before = list(page.tags.names())
    after = with_topics(before, add, remove)
    if set(after) == set(before):
        return False
    page.tags.set(after)
    page.save()
    if page.live:
        ResourcePage.objects.filter(pk=page.pk).update(search_vector=vector_of(page))

    def change(draft: Any) -> None:
        draft.tags.set(with_topics(list(draft.tags.names()), add, remove))

    also_in_draft(page, change)
    log(page, "wagtail.edit", user=actor_or_none(by), content_changed=True)
    return True


@transaction.atomic
def set_topics_of_all(
    *, resources: Iterable[ResourcePage], by: Any, add: Iterable[str] = (), remove: Iterable[str] = ()
) -> int:
    """The same for many, each with its record; they are indexed together. Returns how many changed."""
    rows, add, remove = sorted(resources, key=lambda row: row.pk), list(add), list(remove)
    for community in {row.community_id: row.community for row in rows}.values():
        check_curate(by, community)
    ResourcePage.hold(*(row.pk for row in rows))
    with indexed_once():
        return sum(set_topics(resource=row, by=by, add=add, remove=remove) for row in rows)


def with_topics(before: Iterable[str], add: Iterable[str], remove: Iterable[str]) -> list[str]:
    """Topics are the same whatever their letters' case and accents."""
    off = {text.fold(name) for name in remove}
    found = {text.fold(name): name for name in before}
    for name in add:
        name = text.one_line(name)[:100]
        if name:
            found.setdefault(text.fold(name), name)
    return [name for key, name in found.items() if key not in off]
