"""What a curator does with one resource from the queue: answer it, name an owner."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from communities.models import Community
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
    _check_names(resource.community, by, owner)
    _name(resource, by, owner)


@transaction.atomic
def name_owner_of_all(*, resources: Iterable[ResourcePage], by: Any, owner: User) -> int:
    """One owner for many, who hears of it once. Returns for how many that is new."""
    rows = [row for row in resources if row.owner_id != owner.pk]
    for community in {row.community_id: row.community for row in rows}.values():
        _check_names(community, by, owner)
    for number, row in enumerate(rows):
        _name(row, by, owner, others=0 if number else len(rows) - 1, quiet=bool(number))
    scores.measure_some(row.pk for row in rows)
    return len(rows)


def _check_names(community: Community, by: Any, owner: User) -> None:
    check_curate(by, community)
    if not possible_owners([community.pk]).filter(pk=owner.pk).exists():
        raise ValidationError(
            _("%(name)s holds no role in this community and cannot own its resources.") % {"name": owner.name}
        )


def _name(resource: ResourcePage, by: Any, owner: User, *, others: int = 0, quiet: bool = False) -> None:
    page = ResourcePage.objects.select_for_update(of=("self",), no_key=True).get(pk=resource.pk)
    if page.owner_id == owner.pk:
        return
    values: dict[str, Any] = {"owner": owner}
    if page.substitute_id == owner.pk:  # nobody stands in for themselves
        values["substitute"] = None
    ResourcePage.objects.filter(pk=page.pk).update(**values)
    facts: dict[str, Any] = {"others": others} if others else {}
    record(
        RESOURCE_OWNED,
        by=by,
        target=ResourcePage(pk=page.pk),
        community=resource.community,
        quiet=quiet,
        owner_id=owner.pk,
        before_id=page.owner_id,
        **facts,
    )
