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
