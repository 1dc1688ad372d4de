"""Who may do what in the library."""

from __future__ import annotations

from typing import Any

from django.http import Http404
from django.utils.translation import gettext_lazy as _

from communities.enums import Capability
from communities.models import Community
from communities.permissions import can_read, check_capability, check_member
from cop_portal.foundation.permissions import Denied, is_system
from knowledge_base.enums import CreditRole
from knowledge_base.models import ResourcePage, StoryPage, Submission
from communities.permissions import can_read, check_alive, check_capability, check_member, standing
from cop_portal.foundation.permissions import Denied, can, is_system
from knowledge_base.models import Gap, ResourcePage
from discussions.permissions import check_start_discussion
from knowledge_base.models import Credit, ResourcePage, Reuse


def check_read_resource(user: Any, resource: ResourcePage) -> None:
    """One row of visible_to. Raises Http404 where the person may not know that there is something."""
    if ResourcePage.objects.visible_to(user, retired=True).filter(pk=resource.pk).exists():
        return
    if not (resource.live or resource.is_retired) or not can_read(user, resource.community):
        raise Http404
    raise Denied(
        _("This is shared with: %(who)s.") % {"who": resource.get_sharing_display()}  # type: ignore[attr-defined]
    )


def check_submit_resource(user: Any, community: Community) -> None:
    check_member(user, community)


def check_write_submission(user: Any, submission: Submission) -> None:
    """Its author's alone, also after they left the community: the words are theirs."""
    if submission.author_id != user.pk:
        raise Denied(_("Only its author writes in it."))


def check_confirm_result(user: Any, story: StoryPage) -> None:
    """Somebody of the community who did not write it."""
    check_read_resource(user, story)
    check_member(user, story.community)
    authors = {credit.user_id for credit in story.credits.all() if credit.role == CreditRole.AUTHOR}
    if user.pk in (authors or {story.owner_id}):
        raise Denied(_("Somebody other than its author confirms a result."))


def check_curate(user: Any, community: Community) -> None:
    check_capability(user, community, Capability.CURATE)


def check_review_resource(user: Any, resource: ResourcePage) -> None:
    """Those who answer for it, as long as they are members, and those who review in its community."""
    own = (resource.owner_id, resource.substitute_id)
    if getattr(user, "pk", None) in own and standing(user, resource.community).is_member:
        check_alive(resource.community)
        return
    check_capability(user, resource.community, Capability.REVIEW_RESOURCES)


def check_react_to_resource(user: Any, resource: ResourcePage) -> None:
    """Finding it useful, or telling that one used it: whoever may read it and has a name."""
    if is_system(user):
        return
    if not user.is_authenticated:
        raise Denied(_("Sign in to say what you did with it."))
    check_read_resource(user, resource)
    if resource.is_retired:
        raise Denied(_("It is retired. What is said of it is said of what stands in its place."))


def check_see_inventory(user: Any, community: Community) -> None:
    """Scores and gaps are for the members: they help a community, and rank it before nobody."""
    who = standing(user, community)
    if not (who.is_member or who.is_administrator):
        raise Denied(_("The inventory is for the members of %(name)s.") % {"name": community.name})


def may_see_inventory(user: Any, community: Community) -> bool:
    return can(check_see_inventory, user, community)


def check_take_gap(user: Any, gap: Gap) -> None:
    check_member(user, gap.community)


def check_fill_gap(user: Any, gap: Gap) -> None:
    """Who took it, and those who look after the library."""
    if gap.owner_id is not None and gap.owner_id == getattr(user, "pk", None):
        check_member(user, gap.community)
        return
    check_curate(user, gap.community)


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
