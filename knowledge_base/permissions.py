"""Who may do what in the library."""

from __future__ import annotations

from typing import Any

from django.http import Http404
from django.utils.translation import gettext_lazy as _

from communities.enums import Capability
from communities.models import Community
from communities.permissions import can_read, check_alive, check_capability, check_member, standing
from cop_portal.foundation.permissions import Denied, can, is_system
from knowledge_base.enums import Approver
from knowledge_base.models import Release, ResourcePage, SharingRule


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


def check_see_sharing(user: Any, community: Community) -> None:
    """The community's rule and its log: for its members."""
    who = standing(user, community)
    if not (who.is_member or who.is_administrator):
        raise Denied(_("How %(name)s shares is for its members.") % {"name": community.name})


def can_see_sharing(user: Any, community: Community) -> bool:
    return can(check_see_sharing, user, community)


def check_set_sharing_rule(user: Any, community: Community) -> None:
    """The rule is the coordinators'."""
    if not standing(user, community).has(Capability.EDIT_IDENTITY):
        raise Denied(_("The coordinator sets how things are shared outside."))
    check_alive(community)


def check_ask_release(user: Any, resource: ResourcePage) -> None:
    """Its owner while a member, and those who curate, for what stands in the library."""
    if resource.owner_id is not None and resource.owner_id == getattr(user, "pk", None):
        check_member(user, resource.community)
    else:
        check_curate(user, resource.community)
    if not resource.live:
        raise Denied(_("Publish it first; then it can be shared further."))


def _says_yes(user: Any, community: Community, rule: SharingRule) -> bool:
    """Whether the rule names this person."""
    if is_system(user):
        return True
    if not user.is_authenticated or not user.is_active:
        return False
    who = standing(user, community)
    if who.is_member and not who.roles.isdisjoint(rule.approvers):
        return True
    if Approver.SPONSOR not in rule.approvers:
        return False
    sponsored = Community.objects.filter(pk=community.pk, case__sponsor__is_active=True)
    if user.is_superuser and not sponsored.exists():
        return True
    return sponsored.filter(case__sponsor=user).exists()


def check_answer_release(user: Any, release: Release, rule: SharingRule) -> None:
    """Whom the rule names. Where two are asked, nobody says yes to what they asked for themselves."""
    community = release.resource.community
    if not _says_yes(user, community, rule):
        raise Denied(_("The rule of %(name)s names others for this.") % {"name": community.name})
    if rule.people_needed > 1 and release.asked_by_id == getattr(user, "pk", None):
        raise Denied(_("You asked for this yourself; two others say yes."))
    check_alive(community)


def check_see_release(user: Any, release: Release, rule: SharingRule) -> None:
    """Who asked, whom the rule names, and those who curate. To others there is nothing here."""
    community = release.resource.community
    own = release.asked_by_id is not None and release.asked_by_id == getattr(user, "pk", None)
    if not (
        (own and standing(user, community).is_member)
        or _says_yes(user, community, rule)
        or can(check_curate, user, community)
    ):
        raise Http404


def check_withdraw_release(user: Any, release: Release) -> None:
    if release.asked_by_id is None or release.asked_by_id != getattr(user, "pk", None):
        check_curate(user, release.resource.community)
