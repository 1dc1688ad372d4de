"""Who may do what in the library."""

from __future__ import annotations

from typing import Any

from django.http import Http404
from django.utils.translation import gettext_lazy as _

from communities.enums import Capability
from communities.models import Community
from communities.permissions import can_read, check_capability, check_member
from cop_portal.foundation.permissions import Denied, is_system
from knowledge_base.models import NearPair, ResourcePage


def check_read_resource(user: Any, resource: ResourcePage) -> None:
    """One row of visible_to. Raises Http404 where the person may not know that there is something."""
    if ResourcePage.objects.visible_to(user).filter(pk=resource.pk).exists():
        return
    if not resource.live or not can_read(user, resource.community):
        raise Http404
    raise Denied(
        _("This is shared with: %(who)s.") % {"who": resource.get_sharing_display()}  # type: ignore[attr-defined]
    )


def check_submit_resource(user: Any, community: Community) -> None:
    check_member(user, community)


def check_curate(user: Any, community: Community) -> None:
    check_capability(user, community, Capability.CURATE)


def check_judge_pair(user: Any, pair: NearPair) -> None:
    """Saying of two resources that they are not the same: who looks after one of their libraries."""
    if not is_system(user) and not NearPair.objects.visible_to(user).filter(pk=pair.pk).exists():
        raise Http404


def check_review_resource(user: Any, resource: ResourcePage) -> None:
    check_capability(user, resource.community, Capability.REVIEW_RESOURCES)


def check_react_to_resource(user: Any, resource: ResourcePage) -> None:
    """Finding it useful, or telling that one used it: whoever may read it and has a name."""
    if is_system(user):
        return
    if not user.is_authenticated:
        raise Denied(_("Sign in to say what you did with it."))
    check_read_resource(user, resource)
