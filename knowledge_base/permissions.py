"""Who may do what in the library."""

from __future__ import annotations

from typing import Any

from django.http import Http404
from django.utils.translation import gettext_lazy as _

from communities.enums import Capability
from communities.models import Community
from communities.permissions import can_read, check_capability, check_member
from cop_portal.foundation.permissions import Denied, is_system
from discussions.permissions import check_start_discussion
from knowledge_base.models import Credit, ResourcePage, Reuse


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


def check_review_resource(user: Any, resource: ResourcePage) -> None:
    check_capability(user, resource.community, Capability.REVIEW_RESOURCES)


def check_react_to_resource(user: Any, resource: ResourcePage) -> None:
    """Finding it useful, or telling that one used it: whoever may read it and has a name."""
    if is_system(user):
        return
    if not user.is_authenticated:
        raise Denied(_("Sign in to say what you did with it."))
    check_read_resource(user, resource)


def check_change_reuse(user: Any, reuse: Reuse) -> None:
    """Adding what came of it, correcting it, taking it back: whoever told it."""
    if is_system(user) or (user.is_authenticated and reuse.user_id == user.pk):
        return
    raise Denied(_("Only the person who told this can change it."))


def check_follow_resource(user: Any, resource: ResourcePage) -> None:
    if not user.is_authenticated:
        raise Denied(_("Sign in to hear when it changes."))
    check_read_resource(user, resource)


def check_propose_change(user: Any, resource: ResourcePage) -> None:
    """Whoever may open a discussion in its community, where the change is talked over."""
    check_read_resource(user, resource)
    check_start_discussion(user, resource.community)


def check_change_credit(user: Any, credit: Credit) -> None:
    """How somebody is named is theirs to say, also after they left the community."""
    if not (user.is_authenticated and credit.user_id == user.pk):
        raise Denied(_("Only the person who is named here can change this."))
