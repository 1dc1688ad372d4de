"""Who may do what in the library."""

from __future__ import annotations

from typing import Any

from django.http import Http404
from django.utils.translation import gettext_lazy as _

from communities.enums import Capability
from communities.models import Community
from communities.permissions import can_read, check_capability, check_member, standing
from cop_portal.foundation.permissions import Denied, is_system
from knowledge_base.models import Harvest, PublicationPage, ResourcePage


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


def check_edit_publications(user: Any, community: Community) -> None:
    """See issues in the making: those who assemble them, and those who review what goes into the library."""
    if not standing(user, community).has(Capability.REVIEW_RESOURCES):
        check_capability(user, community, Capability.EDIT_PUBLICATIONS)


def check_assemble(user: Any, publication: PublicationPage) -> None:
    """Change an issue: as long as it neither waits for approval nor is out."""
    check_capability(user, publication.community, Capability.EDIT_PUBLICATIONS)
    if publication.frozen_at is not None:
        raise Denied(_("This issue is out. What it holds stays as it was."))
    if publication.waits:
        raise Denied(_("This issue waits for approval. Take it back to change it."))


def check_take_back(user: Any, publication: PublicationPage) -> None:
    check_capability(user, publication.community, Capability.EDIT_PUBLICATIONS)
    if not publication.waits:
        raise Denied(_("This issue does not wait for approval."))


def check_approve(user: Any, publication: PublicationPage) -> None:
    """A second person: neither who assembled the issue nor who changed it last."""
    if is_system(user):
        return
    check_edit_publications(user, publication.community)
    if user.pk in publication.hands:
        raise Denied(_("You worked on this issue yourself. A second person approves it."))


def check_gather(user: Any, harvest: Harvest) -> None:
    """Deal with an offer: its gardener, while a member, and who looks after the library or the talk here."""
    if harvest.gardener_id is not None and harvest.gardener_id == getattr(user, "pk", None):
        check_member(user, harvest.community)
    elif not standing(user, harvest.community).has(Capability.CURATE):
        check_capability(user, harvest.community, Capability.CONVENE)


def check_plan_results(user: Any, community: Community) -> None:
    """How often something new should stand on the page of results: whoever writes the goals."""
    check_capability(user, community, Capability.EDIT_TERMS)


def may_look_after(user: Any, community: Community) -> bool:
    """Whether the offers of a community are this person's to see."""
    who = standing(user, community)
    return who.has(Capability.CURATE) or who.has(Capability.CONVENE)
