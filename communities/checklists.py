"""What each stage of a community asks for, from the founding paper's chapters on the four stages.

`evidence` names what the portal can see for itself (communities/evidence.py); without it, somebody
ticks the item with a note.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from communities.enums import Stage


@dataclass(frozen=True)
class Item:
    key: str
    label: str | Promise
    evidence: str = ""


CHECKLISTS: dict[Stage, tuple[Item, ...]] = {
    Stage.PLANNING: (
        Item("scope", _("Scope and knowledge focus are written down"), "purpose_written"),
        Item("roles", _("Somebody holds each of the four roles"), "roles_filled"),
        Item("connectors", _("People who make connections are found"), "connectors_named"),
        Item("outside", _("It is clear whom to invite from outside, experts included")),
        Item("inventory", _("What knowledge there is has been listed"), "library_begun"),
        Item("technical", _("Technical needs of members are known"), "technical_needs"),
        Item("branding", _("The community has its emblem and colour"), "identity_chosen"),
        Item("terms", _("Terms of reference are written"), "terms_published"),
    ),
    Stage.LAUNCHING: (
        Item("kickoff", _("A kickoff brought members together"), "kickoff_held"),
        Item("goals", _("Steps, goals and agreed indicators are named"), "goals_named"),
        Item("charter", _("The charter is put to members and agreed"), "charter_agreed"),
        Item("members", _("New members were invited and came"), "members_came"),
        Item("channels", _("A first discussion took place"), "discussions_held"),
        Item("newsletter", _("A first newsletter went out"), "newsletter_sent"),
        Item("rhythm", _("A rhythm is set"), "rhythm_set"),
    ),
    Stage.ACTIVATING: (
        Item("synthesis", _("A discussion ended in a synthesis"), "synthesis_published"),
        Item("library", _("Members’ good practices and stories are in the library"), "library_grows"),
        Item("new_roles", _("New roles were found and members took them"), "own_roles_held"),
        Item("workshops", _("Members shared what they know in workshops"), "workshops_held"),
        Item("recognition", _("Contributions are recognised"), "members_recognised"),
        Item("survey", _("Members were asked how it goes"), "members_asked"),
        Item("about_itself", _("The community talked about itself"), "looked_at_itself"),
    ),
    Stage.SUSTAINING: (
        Item("harvest", _("Somebody gathers new knowledge: gardeners, synthesizers"), "own_roles_held"),
        Item("sharing", _("It is agreed what is shared outside, and how")),
        Item("results", _("Results are published regularly"), "synthesis_published"),
        Item("rhythm", _("The rhythm is kept"), "rhythm_kept"),
        Item("review", _("Audience, purpose and goals were reviewed"), "reviewed"),
        Item("promotion", _("Members tell others about it"), "members_brought"),
    ),
    Stage.TRANSFORMING: (
        Item("decided", _("Members know what is to come and why"), "end_announced"),
        Item("learned", _("What was learned is written down"), "lessons_written"),
        Item("owners", _("Each resource has somebody who cares for it")),
    ),
}  # fmt: skip


def items_of(stage: str) -> tuple[Item, ...]:
    return CHECKLISTS[Stage(stage)]
