"""Who may do what in discussions."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from communities.enums import Capability
from communities.models import CharterVersion, Community
from communities.permissions import (
    can_know,
    can_read,
    check_alive,
    check_capability,
    check_member,
    check_not_suspended,
    check_read,
    check_see_members,
    standing,
)
from communities.permissions.passings import check_pass_on
from cop_portal.foundation.permissions import Denied, can
from discussions.enums import STANDING, Kind, Phase, kind_in
from discussions.models import Contribution, Discussion, HeldPost, Invited, Routing, Synthesis, Trial


def is_inside(user: Any, community: Community) -> bool:
    """Whether names that stand beside a text, not under it, may be said: to colleagues who read, and to members."""
    if not user.is_authenticated:
        return False
    who = standing(user, community)
    return who.is_member or who.is_administrator or (not user.is_guest and can_read(user, community))


def _check_own_or(user: Any, owner_id: int | None, community: Community, capability: Capability) -> None:
    """Whose it is, as long as they are a member, and who has the capability here."""
    if owner_id is not None and owner_id == getattr(user, "pk", None):
        check_member(user, community)
    else:
        check_capability(user, community, capability)


def check_start_discussion(user: Any, community: Community) -> None:
    check_member(user, community)


def kinds_in(community: Community) -> list[str]:
    """The sorts of discussion in use here: what is switched off, nobody begins."""
    return [kind for kind in Kind.values if kind_in(kind, community.modules_off) == kind]


def check_start_kind(user: Any, community: Community, kind: str) -> None:
    check_start_discussion(user, community)
    if kind in Kind.values and kind not in kinds_in(community):
        raise Denied(_("Questions are switched off in this community."))


def check_ask_unnamed(user: Any, community: Community) -> None:
    """Without a name a member asks where the charter in force allows it."""
    check_start_kind(user, community, Kind.QUESTION)
    charters = CharterVersion.objects.filter(community=community).order_by("-number")
    if not charters.values_list("unnamed_questions", flat=True).first():
        raise Denied(_("The charter of this community does not allow questions without a name."))


def can_start(user: Any, community: Community) -> bool:
    return can(check_start_discussion, user, community)


def check_route_question(user: Any, discussion: Discussion) -> None:
    """Put a question to somebody: who asked it, and facilitators. Passing it on is check_answer_routing's."""
    _check_put_to_expert(discussion)
    if discussion.author_id is None or discussion.author_id != user.pk:
        check_capability(user, discussion.community, Capability.MODERATE)
    check_contribute(user, discussion)


def _check_put_to_expert(discussion: Discussion) -> None:
    if not discussion.is_question:
        raise Denied(_("Only a question is put to an expert."))


def check_be_asked(person: Any, discussion: Discussion) -> None:
    """Whom a question can be put to: members who may answer it, and not who asked."""
    _check_put_to_expert(discussion)
    if discussion.author_id is not None and discussion.author_id == person.pk:
        raise Denied(_("This is the person who asks. Choose somebody else."))
    try:
        check_contribute(person, discussion)
    except Denied as refusal:
        raise Denied(
            _("%(name)s is not a member here. Choose a member.") % {"name": person.name}
        ) from refusal


def check_answer_routing(user: Any, routing: Routing) -> None:
    """Only the person a question was put to passes it on or asks back, while it is open."""
    if routing.to_id != getattr(user, "pk", 0):
        raise Denied(_("This question was put to somebody else."))
    _check_put_to_expert(routing.discussion)
    check_contribute(user, routing.discussion)
    if not routing.is_open:
        raise Denied(_("You have dealt with this question already."))


def _check_idea(discussion: Discussion) -> None:
    if discussion.kind != Kind.IDEA:
        raise Denied(_("Only an idea is supported and taken up."))
    if not discussion.is_open:
        raise Denied(_("This idea is closed. You can start a new one and link to it."))


def check_support_idea(user: Any, discussion: Discussion) -> None:
    check_member(user, discussion.community)
    _check_idea(discussion)


def check_take_up_idea(user: Any, discussion: Discussion, owner: Any) -> None:
    """Members take an idea up themselves; facilitators may note that another member does."""
    check_member(user, discussion.community)
    _check_idea(discussion)
    if owner.pk != getattr(user, "pk", 0):
        check_capability(user, discussion.community, Capability.MODERATE)
        if not can(check_member, owner, discussion.community):
            raise Denied(_("%(name)s is not a member here. Choose a member.") % {"name": owner.name})


def check_report_trial(user: Any, trial: Trial) -> None:
    """Who tries it says what became of it; facilitators may for them."""
    _check_own_or(user, trial.owner_id, trial.discussion.community, Capability.MODERATE)


def check_convene_discussion(user: Any, community: Community) -> None:
    check_capability(user, community, Capability.CONVENE)


def check_read_discussion(user: Any, discussion: Discussion) -> None:
    check_read(user, discussion.community)
    if discussion.phase == Phase.BRIEF:
        check_prepare_discussion(user, discussion)
    check_read_text(user, discussion, discussion)


def sees_hidden(user: Any, community: Community) -> bool:
    """Whether this person reads what is hidden in a community, whoever wrote it (lists use shown_q)."""
    return standing(user, community).has(Capability.MODERATE)


def check_read_text(user: Any, text: Any, discussion: Discussion) -> None:
    """A contribution or an opening text: what is hidden is for its author and those who moderate."""
    if text.hidden_at is None or sees_hidden(user, discussion.community):
        return
    if text.author_id is None or text.author_id != getattr(user, "pk", None):
        raise Denied(_("A facilitator has hidden this."))


def check_prepare_discussion(user: Any, discussion: Discussion) -> None:
    """Work on a facilitated discussion: its facilitator, while a member, and who may convene here."""
    _check_own_or(user, discussion.facilitator_id, discussion.community, Capability.CONVENE)


def check_ask_people(user: Any, discussion: Discussion) -> None:
    """Say who is asked to speak, and remind them."""
    if not discussion.is_facilitated:
        raise Denied(_("Only in a facilitated discussion people are asked to speak."))
    check_prepare_discussion(user, discussion)


def check_see_invited(user: Any, discussion: Discussion) -> None:
    """Names of those who are asked: for whoever may see who belongs to the community."""
    check_read_discussion(user, discussion)
    check_see_members(user, discussion.community)


def check_change_dates(user: Any, discussion: Discussion) -> None:
    if not discussion.is_facilitated:
        raise Denied(_("Only a facilitated discussion has dates."))
    check_prepare_discussion(user, discussion)


def check_take_over(user: Any, discussion: Discussion) -> None:
    """Whoever may convene here can become the one who holds it."""
    if not discussion.is_facilitated:
        raise Denied(_("Only a facilitated discussion is held by somebody."))
    check_capability(user, discussion.community, Capability.CONVENE)


def check_turn_discussion(user: Any, discussion: Discussion) -> None:
    """Make a conversation or a question a facilitated discussion."""
    check_capability(user, discussion.community, Capability.CONVENE)
    if discussion.is_facilitated:
        raise Denied(_("It is a facilitated discussion already."))
    if discussion.kind not in (Kind.CONVERSATION, Kind.QUESTION):
        raise Denied(_("Only a conversation or a question can become a facilitated discussion."))
    if discussion.origin in STANDING:
        raise Denied(_("This topic stands open; convene a discussion of its own."))


def check_contribute(user: Any, discussion: Discussion) -> None:
    check_member(user, discussion.community)
    if discussion.phase == Phase.BRIEF:
        raise Denied(_("This discussion is not open yet."))
    if not discussion.is_open:
        raise Denied(_("This discussion is closed. You can start a new one and link to it."))
    if discussion.hidden_at is not None:
        raise Denied(_("A facilitator has hidden this discussion; nothing can be added."))
    _check_not_locked(discussion)
    if discussion.is_facilitated and discussion.phase != Phase.CONTRIBUTIONS:
        raise Denied(_("The contributions are closed; the facilitator writes what they come to."))


def check_change_own(user: Any, discussion: Discussion) -> None:
    """Other words for what one said here: while the discussion is open and not locked, or talk would go on in it."""
    check_member(user, discussion.community)
    if not discussion.is_open:
        raise Denied(_("This discussion is closed; what was said stays as it was said."))
    _check_not_locked(discussion)


def _check_not_locked(discussion: Discussion) -> None:
    if discussion.locked_at is not None:
        reason = {"reason": discussion.locked_why}
        raise Denied(_("A facilitator has locked this discussion: %(reason)s") % reason)


def check_edit_contribution(user: Any, contribution: Contribution) -> None:
    """One's own, while the discussion is open and not locked; facilitators may correct any."""
    _check_change(user, contribution.author_id, contribution.discussion)


def check_edit_opening(user: Any, discussion: Discussion) -> None:
    """As a contribution is changed. A facilitated discussion has a brief; of a nameless question no author is known."""
    if discussion.is_facilitated:
        raise Denied(_("A facilitated discussion is convened with a brief."))
    _check_change(user, discussion.author_id, discussion)


def _check_change(user: Any, author_id: int | None, discussion: Discussion) -> None:
    if author_id is not None and author_id == user.pk:
        check_change_own(user, discussion)
    else:
        check_capability(user, discussion.community, Capability.MODERATE)


def check_withdraw_contribution(user: Any, contribution: Contribution) -> None:
    """One's own alone: what others wrote, who moderates hides with a reason, which its author reads."""
    if contribution.author_id is None or contribution.author_id != getattr(user, "pk", None):
        raise Denied(_("Only who wrote it can take it back."))
    check_edit_contribution(user, contribution)


def check_moderate(user: Any, discussion: Discussion) -> None:
    """Correct what others wrote."""
    check_capability(user, discussion.community, Capability.MODERATE)


def check_flag(user: Any, text: Any, discussion: Discussion) -> None:
    """Whoever is signed in and reads a text; not one's own, unless it was hidden."""
    check_read_discussion(user, discussion)
    if not user.is_authenticated:
        raise Denied(_("Sign in to tell a facilitator about it."))
    check_alive(discussion.community)
    if getattr(text, "withdrawn_at", None) is not None:
        raise Denied(_("This was taken back by its author."))
    own = text.author_id is not None and text.author_id == user.pk
    if own and text.hidden_at is None:
        if text is discussion:
            raise Denied(_("It is yours: you can change it."))
        raise Denied(_("It is yours: you can change it or take it back."))
    if not own and text.hidden_at is not None:
        raise Denied(_("A facilitator has hidden this."))


def check_decide(user: Any, community: Community) -> None:
    """What waits for a facilitator."""
    check_capability(user, community, Capability.MODERATE)


def can_decide(user: Any, community: Community) -> bool:
    return can(check_decide, user, community)


def check_take_back_post(user: Any, held: HeldPost) -> None:
    """One's own post that waits."""
    if held.author_id != getattr(user, "pk", 0):
        raise Denied(_("Only who wrote it can take it back."))


def check_mark_useful(user: Any, contribution: Contribution) -> None:
    check_read(user, contribution.community)
    check_read_text(user, contribution, contribution.discussion)
    if not user.is_authenticated:
        raise Denied(_("Sign in to say what is useful."))
    check_not_suspended(user, contribution.community)
    if contribution.author_id == user.pk:
        raise Denied(_("Others say whether your contribution is useful."))


def check_say_used(user: Any, contribution: Contribution) -> None:
    """Whoever may read it, and not its author."""
    check_read(user, contribution.community)
    if not user.is_authenticated:
        raise Denied(_("Sign in to say that you used it."))
    check_not_suspended(user, contribution.community)
    if contribution.author_id == user.pk:
        raise Denied(_("Others say whether they used what you wrote."))


def check_stands(contribution: Contribution) -> None:
    """What is accepted as an answer is neither taken back nor hidden."""
    if contribution.withdrawn_at is not None:
        raise Denied(_("This was taken back by its author."))
    if contribution.hidden_at is not None:
        raise Denied(_("A facilitator has hidden this."))


def check_accept_answer(user: Any, discussion: Discussion) -> None:
    if not discussion.is_question:
        raise Denied(_("Only a question has an accepted answer."))
    check_close_discussion(user, discussion)


def check_close_discussion(user: Any, discussion: Discussion) -> None:
    """Who started it, while a member, and who moderates here."""
    _check_own_or(user, discussion.author_id, discussion.community, Capability.MODERATE)


def check_conclude(user: Any, discussion: Discussion) -> None:
    """Summaries, the synthesis and where it is sent: its facilitator, while a member, and who concludes here."""
    if not discussion.is_facilitated:
        raise Denied(_("Only a facilitated discussion ends with a synthesis."))
    _check_own_or(user, discussion.facilitator_id, discussion.community, Capability.CONCLUDE)


def check_read_synthesis(user: Any, synthesis: Synthesis) -> None:
    """The published one is for all who may read the discussion; the draft for those who conclude, and those asked."""
    check_read_discussion(user, synthesis.discussion)
    if not synthesis.is_published and not _was_asked(user, synthesis):
        check_conclude(user, synthesis.discussion)


def check_answer_representation(user: Any, synthesis: Synthesis) -> None:
    """Contributors who were asked say whether the draft represents them."""
    check_read_discussion(user, synthesis.discussion)
    check_alive(synthesis.discussion.community)
    check_not_suspended(user, synthesis.discussion.community)
    if not _was_asked(user, synthesis):
        raise Denied(_("Only contributors who were asked read this draft and answer."))


def _was_asked(user: Any, synthesis: Synthesis) -> bool:
    return user.pk is not None and synthesis.representations.filter(user=user.pk).exists()


def check_tell_community(user: Any, discussion: Discussion, to: Community) -> None:
    """Send a synthesis to another community: who concludes here and may start a conversation there."""
    check_conclude(user, discussion)
    check_start_discussion(user, to)


def check_fetch_discussion(user: Any, community: Community) -> None:
    """Bring a discussion of the level above or below to one's own community."""
    check_capability(user, community, Capability.MODERATE)


def check_tidy_discussion(user: Any, discussion: Discussion) -> None:
    """Split contributions off, or merge it with another one."""
    check_capability(user, discussion.community, Capability.MODERATE)


def check_move_discussion(user: Any, discussion: Discussion, to: Community) -> None:
    """From one community one moderates to another."""
    check_tidy_discussion(user, discussion)
    if not can_know(user, to):
        raise Denied(_("Choose a community that you know of."))
    check_capability(user, to, Capability.MODERATE)


def check_pass_discussion(user: Any, discussion: Discussion, to: Community) -> None:
    """Facilitators of either community, as far as they may read it here and know of it there."""
    check_read_discussion(user, discussion)
    if discussion.phase == Phase.BRIEF:
        raise Denied(_("This discussion is not open yet."))
    if discussion.hidden_at is not None:
        raise Denied(_("A facilitator has hidden this."))
    check_pass_on(user, discussion.community, to, Capability.MODERATE)


def roles_shown(user: Any, community: Community, discussion: Discussion | None = None) -> list[str]:
    """The roles beside a name at the time of writing; who is asked as an expert speaks as one there."""
    shown: list[str] = [role for role in ("facilitator", "expert") if role in standing(user, community).roles]
    if discussion is not None and discussion.is_facilitated and "expert" not in shown:
        asked = Invited.objects.asked().filter(discussion=discussion, user=user, as_expert=True)
        shown += ["expert"] if asked.exists() else []
    if getattr(user, "is_guest", False):
        shown.append("guest")
    return shown
