"""Who may do what in a community. Every other storey asks here for roles."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from communities.enums import CAPABILITIES, Capability, JoinPolicy, MembershipState, Module, Role, Visibility
from communities.models import Community, Membership, Transformation
from cop_portal.foundation.permissions import Denied, can, is_system
from cop_portal.foundation.ui.commas import listed


@dataclass(frozen=True)
class Standing:
    """What a person is in a community at this moment."""

    state: str = ""
    roles: frozenset[str] = frozenset()
    is_administrator: bool = False

    @property
    def is_member(self) -> bool:
        return self.state == MembershipState.ACTIVE

    def has(self, capability: Capability) -> bool:
        return self.is_administrator or (
            self.is_member and not self.roles.isdisjoint(CAPABILITIES[capability])
        )


ALL_RIGHTS = Standing(MembershipState.ACTIVE, frozenset(), is_administrator=True)
NOBODY = Standing()


def standing(user: Any, community: Community) -> Standing:
    """Asked once per person object and community, that is, once per request or task."""
    if is_system(user):
        return ALL_RIGHTS
    if not user.is_authenticated or not user.is_active:
        return NOBODY
    known: dict[int, Standing] = user.__dict__.setdefault("_standings", {})
    if community.pk not in known:
        row = Membership.objects.filter(user=user, community=community).values_list("state", "roles").first()
        known[community.pk] = note_standing(user, community.pk, *(row or ("", [])))
    return known[community.pk]


def note_standing(user: Any, community_id: int, state: str | None, roles: list[str] | None) -> Standing:
    """Keep a standing that another query brought along."""
    if not user.is_active:
        return NOBODY
    found = Standing(state or "", frozenset(roles or ()), bool(user.is_superuser))
    user.__dict__.setdefault("_standings", {})[community_id] = found
    return found


def forget_standing(community: Community, *people: Any) -> None:
    """After a change in the same request or task: each of these is asked anew.

    Two objects of one person do not know of each other; verbs name all they were handed.
    """
    for person in people:
        getattr(person, "__dict__", {}).get("_standings", {}).pop(community.pk, None)


def can_know(user: Any, community: Community) -> bool:
    """Whether the person may know that the community exists (one row; lists use listed_q)."""
    if community.visibility == Visibility.PUBLIC:
        return True
    who = standing(user, community)
    if who.is_member or who.is_administrator or who.state == MembershipState.INVITED:
        return True
    if not user.is_authenticated or getattr(user, "is_guest", False):
        return False
    return community.visibility != Visibility.SECRET


def can_read(user: Any, community: Community) -> bool:
    """Whether the person may read what is in the community (one row; lists use readable_q)."""
    if community.visibility == Visibility.PUBLIC:
        return True
    who = standing(user, community)
    if who.is_member or who.is_administrator:
        return True
    return (
        community.visibility == Visibility.ORGANISATION
        and user.is_authenticated
        and not getattr(user, "is_guest", False)
    )


def check_read(user: Any, community: Community) -> None:
    if not can_read(user, community):
        raise Denied(_("This belongs to the members of %(community)s.") % {"community": community.name})


def check_alive(community: Community) -> None:
    if community.is_archived:
        raise Denied(_("This community is archived: it can be read, and nothing can be added."))


def check_member(user: Any, community: Community) -> None:
    """What every member may do, and only members."""
    who = standing(user, community)
    if not (who.is_member or who.is_administrator):
        raise Denied(_("Only members of %(community)s can do this.") % {"community": community.name})
    check_alive(community)


def check_capability(user: Any, community: Community, capability: Capability) -> None:
    """Raises Denied with a sentence that names the roles which may."""
    if not standing(user, community).has(capability):
        roles = listed(sorted(str(role.label) for role in CAPABILITIES[capability]))
        raise Denied(
            _("In %(community)s, to %(what)s is for: %(roles)s.")
            % {"community": community.name, "what": capability.label, "roles": roles}
        )
    check_alive(community)


def check_give_roles(user: Any, community: Community, *roles: str) -> None:
    """To give or end these roles, or whatever somebody holds; "" is one of a community's own."""
    for role in roles:
        leads = role == Role.COORDINATOR
        check_capability(user, community, Capability.APPOINT_COORDINATORS if leads else Capability.GIVE_ROLES)


def check_announce(user: Any, community: Community) -> None:
    """Writing to all members, and what was written: reading drafts, sending, correcting, taking back."""
    check_capability(user, community, Capability.ANNOUNCE)


def check_create_community(user: Any) -> None:
    if not (is_system(user) or getattr(user, "is_superuser", False)):
        raise Denied(_("Only an administrator can create a community."))


def _check_known(user: Any, community: Community) -> None:
    """Whoever may not know of a community cannot come in by an address they guessed."""
    if not can_know(user, community):
        raise Denied(_("This community invites its members."))


def check_not_suspended(user: Any, community: Community) -> None:
    """Who is suspended reads what others outside read, and writes nothing there."""
    if standing(user, community).state == MembershipState.SUSPENDED:
        raise Denied(_("Your membership is suspended. The coordinator can say why."))


def check_join(user: Any, community: Community) -> None:
    """Joining at once, without being asked or asking."""
    _check_known(user, community)
    check_alive(community)
    check_not_suspended(user, community)
    if standing(user, community).state == MembershipState.INVITED:
        return
    if community.join_policy != JoinPolicy.OPEN or getattr(user, "is_guest", False):
        raise Denied(_("This community takes new members on request or by invitation."))


def check_request_membership(user: Any, community: Community) -> None:
    _check_known(user, community)
    check_alive(community)
    check_not_suspended(user, community)
    if getattr(user, "is_guest", False):
        raise Denied(_("Guests come by invitation. Ask the colleague who invited you."))
    if community.join_policy == JoinPolicy.INVITATION:
        raise Denied(_("This community invites its members."))


def check_accept_invitation(user: Any, invitation: Any) -> None:
    """Whoever has proven that the address is theirs; a letter that was handed on opens nothing."""
    if not user.is_authenticated:
        raise Denied(_("Sign in to accept the invitation."))
    if user.email.lower() != invitation.address and not user.has_proven(invitation.address):
        raise Denied(_("This invitation is for another address. Sign in with the account it was sent to."))


def check_have_link(user: Any, community: Community) -> None:
    """Members pass the word on, where anybody may join or ask to."""
    check_member(user, community)
    if getattr(user, "is_guest", False):
        raise Denied(_("Guests do not invite. Ask the facilitator to."))
    if community.visibility == Visibility.SECRET or community.join_policy == JoinPolicy.INVITATION:
        raise Denied(_("This community invites its members. Tell the facilitator whom to ask."))


def can_have_link(user: Any, community: Community) -> bool:
    return can(check_have_link, user, community)


def can_edit_identity(user: Any, community: Community) -> bool:
    return can(check_capability, user, community, Capability.EDIT_IDENTITY)


def can_manage_members(user: Any, community: Community) -> bool:
    return can(check_capability, user, community, Capability.MANAGE_MEMBERS)


def check_come_through(user: Any, link: Any) -> None:
    """A link holds as long as its owner may hand it out. Guests come by personal invitation."""
    if not user.is_authenticated or getattr(user, "is_guest", False):
        raise Denied(_("Guests come by invitation. Ask the colleague who invited you."))
    owner_may = (
        can(check_have_link, link.owner, link.community)
        if link.is_personal
        else can(check_capability, link.owner, link.community, Capability.MANAGE_MEMBERS)
    )
    if link.is_over or not owner_may:
        raise Denied(_("This link is not valid any more. Ask who gave it to you for a new one."))
    check_alive(link.community)
    check_not_suspended(user, link.community)


def may_be_told_of(user: Any, link: Any) -> bool:
    """Whether the page of a link may say which community it is: a link may reach anybody."""
    if can_know(user, link.community):
        return True
    return bool(getattr(user, "is_authenticated", False)) and not getattr(user, "is_guest", False)


def check_revoke_link(user: Any, link: Any) -> None:
    """One's own at any time; others' for those who look after members."""
    if link.owner_id != getattr(user, "pk", 0):
        check_capability(user, link.community, Capability.MANAGE_MEMBERS)


def check_leave(user: Any, community: Community) -> None:
    if not standing(user, community).is_member:
        raise Denied(_("You are not a member of this community."))


def check_see_members(user: Any, community: Community) -> None:
    """The list of people: for signed-in people who may read the community; for guests, their own."""
    if not user.is_authenticated:
        raise Denied(_("Sign in to see who belongs to a community."))
    check_read(user, community)
    who = standing(user, community)
    if getattr(user, "is_guest", False) and not (who.is_member or who.is_administrator):
        raise Denied(_("Guests see the people of the communities they belong to."))


def can_see_members(user: Any, community: Community) -> bool:
    return can(check_see_members, user, community)


def can_open_profiles(user: Any, community: Community) -> bool:
    """Of those who hold a role here: staff see staff, guests the people of the communities they belong to."""
    if not user.is_authenticated:
        return False
    who = standing(user, community)
    return not getattr(user, "is_guest", False) or who.is_member or who.is_administrator


def check_choose_notices(user: Any, community: Community) -> None:
    """How its notices come is for its members to choose; an archived one still tells things."""
    if not standing(user, community).is_member:
        raise Denied(_("You are not a member of this community."))


def check_agree_to_charter(user: Any, community: Community) -> None:
    check_member(user, community)


def check_set_subjects(user: Any, membership: Membership) -> None:
    """What an expert is asked about: themselves, and whoever gives this role here."""
    if Role.EXPERT not in membership.roles:
        raise Denied(_("Subjects are named for experts. Give the role first."))
    if Module.QUESTIONS in membership.community.modules_off:
        raise Denied(_("Questions are switched off in this community."))
    if membership.user_id == getattr(user, "pk", 0):
        check_member(user, membership.community)
    else:
        check_give_roles(user, membership.community, Role.EXPERT)


def check_volunteer(user: Any, community: Community) -> None:
    check_member(user, community)


def check_keep_connections(user: Any, community: Community) -> None:
    """Connectors keep a list; so may those who look after members."""
    check_member(user, community)
    if standing(user, community).has(Capability.MANAGE_MEMBERS):
        return
    if not Membership.objects.active().filter(community=community, user=user, is_connector=True).exists():
        raise Denied(_("This list is for the community’s connectors. The coordinator names them."))


def check_write_to_holders(user: Any, community: Community) -> None:
    """Colleagues, and guests who are members, see the address of those who hold a community together."""
    if not user.is_authenticated:
        raise Denied(_("Sign in to write to the coordinator."))
    who = standing(user, community)
    if getattr(user, "is_guest", False) and not who.is_member:
        raise Denied(_("Guests write to the coordinators of their own communities."))


def check_change_step(user: Any, community: Community, step: Any) -> None:
    """Who takes a step says how it stands, as long as they are a member."""
    if step.owner_id == getattr(user, "pk", 0) and standing(user, community).is_member:
        check_alive(community)
        return
    check_capability(user, community, Capability.EDIT_TERMS)


def check_conclude_proposal(user: Any, proposal: Any) -> None:
    """Who proposed it, while a member, and those who record results."""
    if proposal.by_id is not None and proposal.by_id == getattr(user, "pk", 0):
        check_member(user, proposal.community)
    else:
        check_capability(user, proposal.community, Capability.DECIDE_PROPOSALS)


def check_withdraw_proposal(user: Any, proposal: Any) -> None:
    if proposal.by_id != getattr(user, "pk", 0):
        raise Denied(_("Only who proposed it can take it back."))
    check_member(user, proposal.community)


def check_undo_transformation(user: Any, step: Transformation) -> None:
    """Undoing is for those who coordinated when it happened, and for administrators.

    It may be a closed community: check_capability would refuse everything there.
    """
    who = standing(user, step.community)
    then = [step.started_by_id, step.outgoing_id, *step.before.get("coordinators", [])]
    if who.is_administrator or (who.is_member and user.pk in then):
        return
    raise Denied(_("Only an administrator, or who coordinated the community then, can undo this."))


def check_answer_transformation(user: Any, step: Transformation) -> None:
    """A merge is answered by those who coordinate the other community, a hand-over by the successor."""
    if step.into is not None:
        check_capability(user, step.into, Capability.TRANSFORM)
    elif step.successor_id is None or getattr(user, "pk", None) != step.successor_id:
        raise Denied(_("Only the person who is asked can answer."))


def check_see_reflections(user: Any, community: Community) -> None:
    """Members speak openly to one another: others do not read along, wherever the community is open."""
    who = standing(user, community)
    if not (who.is_member or who.is_administrator):
        raise Denied(_("“How are we doing?” is for the members of %(name)s.") % {"name": community.name})


def can_see_reflections(user: Any, community: Community) -> bool:
    return can(check_see_reflections, user, community)


def check_reflect(user: Any, community: Community) -> None:
    check_capability(user, community, Capability.REFLECT)


def check_suspend(user: Any, person: Any, community: Community | None) -> None:
    """In a community, who looks after members and may end the roles they hold; from the whole portal, an
    administrator. Nobody oneself."""
    if getattr(user, "pk", None) is not None and user.pk == person.pk:
        raise Denied(_("Nobody suspends themselves. You can leave a community."))
    if community is None:
        check_suspend_from_portal(user)
        return
    check_capability(user, community, Capability.MANAGE_MEMBERS)
    check_give_roles(user, community, *standing(person, community).roles)


def check_suspend_from_portal(user: Any) -> None:
    """Asked before it is known of whom: the answer must not tell who has an account."""
    if not (is_system(user) or getattr(user, "is_superuser", False)):
        raise Denied(_("Only an administrator can suspend somebody from the whole portal."))


def check_lift_suspension(user: Any, suspension: Any) -> None:
    """As to suspend; who is suspended does not lift it."""
    if is_system(user):
        return
    check_suspend(user, suspension.user, suspension.community)
    if suspension.community is not None:
        check_give_roles(user, suspension.community, *suspension.before.get("roles", []))
