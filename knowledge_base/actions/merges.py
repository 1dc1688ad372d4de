"""Two resources become one. Nothing is lost: what was said of the one is said of the other."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from cop_portal.foundation import text
from cop_portal.foundation.activity.record import record
from knowledge_base.actions import credits, resources
from knowledge_base.actions.tags import set_topics
from knowledge_base.activity import RESOURCE_MERGED
from knowledge_base.merging import unite_all, when_merged
from knowledge_base.models import ResourcePage, Reuse, UsefulResource
from knowledge_base.permissions import check_curate


@transaction.atomic
def merge(*, winner: ResourcePage, loser: ResourcePage, by: Any, reason: str = "") -> ResourcePage:
    """The winner gets the credits and topics of the loser, and what hangs on it (merging.py); its address leads there.

    The loser is retired with all its text and history. Raises ValidationError where the two cannot be merged.
    """
    for one in (winner, loser):
        check_curate(by, one.community)
    ResourcePage.hold(winner.pk, loser.pk)
    rows = ResourcePage.objects.in_bulk([winner.pk, loser.pk])
    _check_mergeable(rows, winner, loser)
    # Nothing of its text changes: what was confirmed stays confirmed, and no version is added.
    set_topics(resource=winner, by=by, add=rows[loser.pk].tags.names())
    credits.unite(into=winner, from_=loser, by=by)
    unite_all(winner, loser)
    said = _("Merged into “%(title)s”.") % {"title": winner.title}
    reason = text.one_line(f"{said} {reason}")[:300]
    resources.retire(resource=loser, by=by, reason=reason, instead=ResourcePage.objects.get(pk=winner.pk))
    ResourcePage.objects.filter(pk=loser.pk).update(merged_into=winner.pk)
    # Whoever was led to the loser is led to the winner.
    ResourcePage.objects.filter(merged_into=loser.pk).update(merged_into=winner.pk)
    ResourcePage.objects.filter(instead=loser.pk).exclude(pk=winner.pk).update(instead=winner.pk)
    record(
        RESOURCE_MERGED,
        by=by,
        target=ResourcePage(pk=winner.pk),
        community=winner.community,
        merged_id=loser.pk,
        title=loser.title,
        reason=reason,
    )
    return ResourcePage.objects.get(pk=winner.pk)


def _check_mergeable(rows: dict[int, ResourcePage], winner: ResourcePage, loser: ResourcePage) -> None:
    if len(rows) != 2:
        raise ValidationError(_("Choose two different resources."))
    for row in rows.values():
        if not row.live:
            raise ValidationError(_("“%(title)s” is not in the library.") % {"title": row.title})
    if rows[winner.pk].has_unpublished_changes:
        raise ValidationError(
            _("“%(title)s” has changes that are not published yet. Publish them first.")
            % {"title": winner.title}
        )


@when_merged
def unite_uses(winner: ResourcePage, loser: ResourcePage) -> None:
    """Who told of the same use of both told of one. Each knows where it was told, and is read by those alone."""
    known = set(Reuse.objects.filter(resource_id=winner.pk).values_list("user_id", "where"))
    moving = [
        row.pk for row in Reuse.objects.filter(resource_id=loser.pk) if (row.user_id, row.where) not in known
    ]
    Reuse.objects.filter(pk__in=moving).update(resource_id=winner.pk)
    for pk in (winner.pk, loser.pk):
        ResourcePage.objects.filter(pk=pk).update(reuse_count=Reuse.objects.filter(resource_id=pk).count())


@when_merged
def unite_marks(winner: ResourcePage, loser: ResourcePage) -> None:
    """Who found both useful counts once."""
    known = list(UsefulResource.objects.filter(resource_id=winner.pk).values_list("user_id", flat=True))
    UsefulResource.objects.filter(resource_id=loser.pk).exclude(user_id__in=known).update(
        resource_id=winner.pk
    )
    for pk in (winner.pk, loser.pk):
        ResourcePage.objects.filter(pk=pk).update(
            useful_count=UsefulResource.objects.filter(resource_id=pk, useful=True).count()
        )
