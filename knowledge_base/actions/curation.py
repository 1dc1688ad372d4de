"""What a curator does with one resource from the queue: answer it, name an owner."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from cop_portal.foundation.accounts.models import User
from cop_portal.foundation.activity.record import record
from cop_portal.foundation.permissions import Denied, actor_or_none
from knowledge_base.actions import resources as library
from knowledge_base.actions import scores
from knowledge_base.activity import RESOURCE_OWNED
from knowledge_base.models import ResourcePage
from knowledge_base.permissions import check_curate, check_review_resource
from knowledge_base.queries.curation import possible_owners


@transaction.atomic
def approve(*, resource: ResourcePage, by: Any, comment: str = "") -> ResourcePage:
    """The expert's review is noted; the knowledge manager's approval publishes. The comment is for the history."""
    check_review_resource(by, resource)
    ResourcePage.hold(resource.pk)
    page = resource.specific
    state = page.current_workflow_task_state
    if state is None:
        raise ValidationError(_("It was answered in the meantime."))
    if by_curator(by, resource):
        return library.publish(resource=resource, by=by, comment=comment)
    task = state.task.specific
    if not task.get_actions(page, by):
        raise Denied(_("It was reviewed already and waits for the knowledge manager."))
    state.approve(user=actor_or_none(by), comment=comment.strip()[:500])
    return ResourcePage.objects.get(pk=page.pk)


def by_curator(user: Any, resource: ResourcePage) -> bool:
    try:
        check_curate(user, resource.community)
    except Denied:
        return False
    return True


@transaction.atomic
def send_back(*, resource: ResourcePage, by: Any, comment: str) -> None:
    """Who handed it in reads the comment."""
    check_review_resource(by, resource)
    if not comment.strip():
        raise ValidationError(_("Say what is missing; who handed it in reads it."))
    ResourcePage.hold(resource.pk)
    page = resource.specific
    state = page.current_workflow_task_state
    if state is None:
        raise ValidationError(_("It was answered in the meantime."))
    if not state.task.specific.get_actions(page, by) and not by_curator(by, resource):
        raise Denied(_("It was reviewed already and waits for the knowledge manager."))
    state.reject(user=actor_or_none(by), comment=comment.strip()[:500])


@transaction.atomic
def name_owner(*, resource: ResourcePage, by: Any, owner: User) -> None:
    """Who answers for it from now on: somebody with a role in its community."""
    _name([resource], by, owner)


@transaction.atomic
def name_owner_of_all(*, resources: Iterable[ResourcePage], by: Any, owner: User) -> int:
    """One owner for many, who hears of it once. Returns for how many that is new."""
    named = _name(list(resources), by, owner)
    scores.measure_some(named)
    return len(named)


def _name(rows: list[ResourcePage], by: Any, owner: User) -> list[int]:
    """The keys of those for which it is new, in a few statements and a line of the record for each."""
    for community in {row.community_id: row.community for row in rows}.values():
        check_curate(by, community)
        if not possible_owners([community.pk]).filter(pk=owner.pk).exists():
            raise ValidationError(
                _("%(name)s holds no role in this community and cannot own its resources.")
                % {"name": owner.name}
            )
    keys = [row.pk for row in rows]
    ResourcePage.hold(*keys)
    before = dict(ResourcePage.objects.filter(pk__in=keys).values_list("pk", "owner"))
    new = [row for row in rows if row.pk in before and before[row.pk] != owner.pk]
    named = ResourcePage.objects.filter(pk__in=[row.pk for row in new])
    named.update(owner=owner)
    named.filter(substitute=owner).update(substitute=None)  # nobody stands in for themselves
    for number, row in enumerate(new):
        others: dict[str, Any] = {} if number or len(new) == 1 else {"others": len(new) - 1}
        record(
            RESOURCE_OWNED,
            by=by,
            target=ResourcePage(pk=row.pk),
            community=row.community,
            quiet=bool(number),
            owner_id=owner.pk,
            before_id=before[row.pk],
            **others,
        )
    return [row.pk for row in new]
