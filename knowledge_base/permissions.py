"""Who may do what in the library."""

from __future__ import annotations

from typing import Any

from django.http import Http404
from django.utils.translation import gettext_lazy as _

from communities.enums import Capability
from communities.models import Community
from communities.permissions import (
    can_read,
    check_alive,
    check_capability,
    check_member,
    check_not_suspended,
    standing,
)
from communities.permissions.passings import check_pass_on
from cop_portal.foundation.permissions import Denied, can, is_system
from discussions.permissions import check_start_discussion
from knowledge_base.enums import Approver, CreditRole, Kind, is_written
from knowledge_base.models import (
    Credit,
    Gap,
    Harvest,
    NearPair,
    PublicationPage,
    Release,
    ResourcePage,
    Reuse,
    SharingRule,
    StoryPage,
    Submission,
)

WHO_PASS_RESOURCES = (Capability.MODERATE, Capability.CURATE)
SWITCHED_OFF = _("Stories are switched off in this community.")


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


def kinds_in(community: Community) -> list[str]:
    """The sorts of resource in use here: what is switched off, nobody begins."""
    return [kind for kind in Kind.values if is_written(kind, community.modules_off)]


def check_write_kind(community: Community, kind: str) -> None:
    if kind in Kind.values and kind not in kinds_in(community):
        raise Denied(SWITCHED_OFF)


def check_write_submission(user: Any, submission: Submission) -> None:
    """Its author's alone, also after they left the community: the words are theirs."""
    if submission.author_id != user.pk:
        raise Denied(_("Only its author writes in it."))


def authors_of(story: StoryPage) -> set[int | None]:
    """Who wrote it: whoever is credited so, else its owner."""
    authors = {credit.user_id for credit in story.credits.all() if credit.role == CreditRole.AUTHOR}
    return authors or {story.owner_id}


def check_confirm_result(user: Any, story: StoryPage) -> None:
    """Somebody of the community who did not write it."""
    check_read_resource(user, story)
    check_member(user, story.community)
    if user.pk in authors_of(story):
        raise Denied(_("Somebody other than its author confirms a result."))


def check_curate(user: Any, community: Community) -> None:
    check_capability(user, community, Capability.CURATE)


def check_judge_pair(user: Any, pair: NearPair) -> None:
    """Saying of two resources that they are not the same: who looks after one of their libraries."""
    if is_system(user):
        return
    if not NearPair.objects.visible_to(user).filter(pk=pair.pk).exists():
        raise Http404
    libraries = [page.community for page in (pair.first, pair.second)]
    mine = [one for one in libraries if standing(user, one).has(Capability.CURATE)]
    check_alive(next((one for one in mine if not one.is_archived), mine[0]))


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
    check_not_suspended(user, resource.community)
    _check_stands(resource)


def _check_stands(resource: ResourcePage) -> None:
    if resource.is_retired:
        raise Denied(_("It is retired. What is said of it is said of what stands in its place."))


def check_pass_resource(user: Any, resource: ResourcePage, to: Community) -> None:
    """Facilitators and those who look after the library, of either community, as far as they may read it."""
    check_read_resource(user, resource)
    if not resource.live or resource.is_retired:
        raise Denied(_("“%(title)s” is not in the library.") % {"title": resource.title})
    check_pass_on(user, resource.community, to, *WHO_PASS_RESOURCES)


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
    _check_stands(resource)


def check_change_credit(user: Any, credit: Credit) -> None:
    """How somebody is named is theirs to say, also after they left the community."""
    if not (user.is_authenticated and credit.user_id == user.pk):
        raise Denied(_("Only the person who is named here can change this."))


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
        or standing(user, community).has(Capability.CURATE)
    ):
        raise Http404


def check_withdraw_release(user: Any, release: Release) -> None:
    if release.asked_by_id is None or release.asked_by_id != getattr(user, "pk", None):
        check_curate(user, release.resource.community)


def check_edit_publications(user: Any, community: Community) -> None:
    """See issues in the making: those who assemble them, and those who review what goes into the library."""
    who = standing(user, community)
    if not (who.has(Capability.EDIT_PUBLICATIONS) or who.has(Capability.REVIEW_RESOURCES)):
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
    check_alive(publication.community)
    if user.pk in publication.hands:
        raise Denied(_("You worked on this issue yourself. A second person approves it."))


def check_gather(user: Any, harvest: Harvest) -> None:
    """Deal with an offer: its gardener and who held the event, while members; who looks after library or talk here."""
    own = getattr(user, "pk", None)
    if own is not None and (own == harvest.gardener_id or own == harvest.holder_id):
        check_member(user, harvest.community)
        return
    if not standing(user, harvest.community).has(Capability.CURATE):
        check_capability(user, harvest.community, Capability.CONVENE)
    check_alive(harvest.community)


def check_plan_results(user: Any, community: Community) -> None:
    """How often something new should stand on the page of results: whoever writes the goals."""
    check_capability(user, community, Capability.EDIT_TERMS)


def may_look_after(user: Any, community: Community) -> bool:
    """Whether the offers of a community are this person's to see."""
    who = standing(user, community)
    return who.has(Capability.CURATE) or who.has(Capability.CONVENE)
