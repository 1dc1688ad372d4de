"""The closed lists of this storey, and the one table of who may do what in a community."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _


class Role(models.TextChoices):
    """The four roles of a community, as the founding paper names them."""

    COORDINATOR = "coordinator", _("Coordinator")
    FACILITATOR = "facilitator", _("Facilitator")
    EXPERT = "expert", _("Expert")
    KNOWLEDGE_MANAGER = "knowledge_manager", _("Knowledge manager")


ROLE_DUTIES = {
    Role.COORDINATOR: _("Speaks for the community, keeps its calendar"),
    Role.FACILITATOR: _("Convenes discussions, writes the synthesis"),
    Role.EXPERT: _("Adds critical inputs to the shared knowledge"),
    Role.KNOWLEDGE_MANAGER: _("Keeps the library true and in order"),
}


class Stage(models.TextChoices):
    """The stages of a community's life."""

    PLANNING = "planning", _("Planning")
    LAUNCHING = "launching", _("Launching")
    ACTIVATING = "activating", _("Activating")
    SUSTAINING = "sustaining", _("Sustaining")
    TRANSFORMING = "transforming", _("Transforming")


# The proverb that the founding paper sets over each stage, with where it comes from.
STAGE_PROVERBS = {
    Stage.PLANNING: (_("If you want to go fast, travel alone. If you want to go far, travel together."), _("African proverb")),
    Stage.LAUNCHING: (_("If you understand the beginning well, the end will not trouble you."), _("African proverb")),
    Stage.ACTIVATING: (_("When spider webs unite they can tie up a lion."), _("African proverb")),
    Stage.SUSTAINING: (_("Knowledge is like a garden: if it is not cultivated, it cannot be harvested."), _("African proverb")),
    Stage.TRANSFORMING: (_("Many hands make light work."), _("English proverb")),
}  # fmt: skip


class Level(models.TextChoices):
    GLOBAL = "global", _("Global")
    REGIONAL = "regional", _("Regional")
    COUNTRY = "country", _("Country")
    LOCAL = "local", _("Local")


class Visibility(models.TextChoices):
    """Who may read what is in a community."""

    PUBLIC = "public", _("Everybody, with or without an account")
    ORGANISATION = "organisation", _("Everybody in the organisation")
    CLOSED = "closed", _("Members; others see that it exists")
    SECRET = "secret", _("Members; nobody else sees that it exists")


class JoinPolicy(models.TextChoices):
    OPEN = "open", _("Anybody may join")
    REQUEST = "request", _("On request")
    INVITATION = "invitation", _("By invitation")


class Module(models.TextChoices):
    """What a community may switch off; then no menu shows it.

    Questions and stories are sorts of a discussion and of a resource: switched off, nobody begins one,
    and those there are stay (KIND_MODULES of discussions.enums and knowledge_base.enums).
    """

    QUESTIONS = "questions", _("Questions")
    LIBRARY = "library", _("Library")
    STORIES = "stories", _("Stories of change")
    NEWSLETTER = "newsletter", _("Newsletter")
    NEEDS = "needs", _("Needs board")
    PROPOSALS = "proposals", _("Proposals and votes")
    GOALS = "goals", _("Goals and indicators")
    FIGURES = "figures", _("Figures")
    REFLECTIONS = "reflections", _("Survey: how are we doing?")
    EVENTS = "events", _("Events")


# Where to start from: what a template leaves off.
MODULE_TEMPLATES: dict[str, tuple[Any, tuple[Module, ...]]] = {
    "full": (_("Everything"), ()),
    "simple": (
        _("Simple: questions, library, newsletter"),
        (
            Module.STORIES, Module.PROPOSALS, Module.GOALS, Module.NEEDS, Module.FIGURES,
            Module.REFLECTIONS, Module.EVENTS,
        ),
    ),
    "mail": (
        _("By e-mail: discussions and newsletter"),
        (
            Module.LIBRARY, Module.STORIES, Module.PROPOSALS, Module.GOALS, Module.NEEDS, Module.FIGURES,
            Module.REFLECTIONS, Module.EVENTS,
        ),
    ),
}  # fmt: skip


class Line(models.TextChoices):
    """How a member's connection is."""

    SLOW = "slow", _("slow: pages take long, videos stop")
    FAIR = "fair", _("fair: pages open, calls break off")
    FAST = "fast", _("fast: calls and videos work")


class Device(models.TextChoices):
    PHONE = "phone", _("a phone")
    SHARED = "shared", _("a computer that others use too")
    OWN = "own", _("a computer of my own")


class MailHabit(models.TextChoices):
    OFTEN = "often", _("several times a day")
    DAILY = "daily", _("about once a day")
    SELDOM = "seldom", _("not every day")


class Prefers(models.TextChoices):
    MAIL = "mail", _("by e-mail")
    PAGES = "pages", _("on the portal’s pages")


class Way(models.TextChoices):
    """Ways in which a community communicates and convenes."""

    MAIL = "mail", _("Discussions by e-mail")
    PAGES = "pages", _("Discussions on the portal")
    NEWSLETTER = "newsletter", _("Newsletter")
    LIBRARY = "library", _("Library and files")
    CALLS = "calls", _("Calls and video meetings")
    MEETINGS = "meetings", _("Meetings in one place")


class WayState(models.TextChoices):
    OPEN = "open", _("not settled")
    READY = "ready", _("ready")
    NOT_USED = "not_used", _("not used")


class GoalState(models.TextChoices):
    OPEN = "open", _("under way")
    REACHED = "reached", _("reached")
    DROPPED = "dropped", _("given up")


class StepState(models.TextChoices):
    TO_DO = "to_do", _("to do")
    DOING = "doing", _("under way")
    DONE = "done", _("done")
    DROPPED = "dropped", _("given up")


class NeedState(models.TextChoices):
    OPEN = "open", _("open")
    TAKEN_UP = "taken_up", _("taken up")
    ASKED = "asked", _("asked of the members")
    MET = "met", _("met")
    SET_ASIDE = "set_aside", _("set aside")


class ProposalAbout(models.TextChoices):
    CHARTER = "charter", _("the charter")
    ROLES = "roles", _("a role")
    ACTIVITY = "activity", _("an activity")
    GOALS = "goals", _("goals")
    OTHER = "other", _("something else")


class ProposalMethod(models.TextChoices):
    CONSENT = "consent", _("Consent: adopted unless somebody objects with a reason")
    VOTE = "vote", _("Vote: adopted when more say yes than no")


class ProposalState(models.TextChoices):
    RUNNING = "running", _("running")
    ADOPTED = "adopted", _("adopted")
    NOT_ADOPTED = "not_adopted", _("not adopted")
    WITHDRAWN = "withdrawn", _("withdrawn")


class BallotChoice(models.TextChoices):
    CONSENT = "consent", _("I can live with it")
    OBJECTION = "objection", _("I object")
    YES = "yes", _("Yes")
    NO = "no", _("No")
    ABSTAIN = "abstain", _("I abstain")

    @classmethod
    def of(cls, method: str) -> list[BallotChoice]:
        """The choices that a method offers."""
        if method == ProposalMethod.CONSENT:
            return [cls.CONSENT, cls.OBJECTION, cls.ABSTAIN]
        return [cls.YES, cls.NO, cls.ABSTAIN]


class ReflectionHeading(models.TextChoices):
    """The four questions of “How are we doing?”."""

    CULTURE = "culture", _("Culture and processes")
    PRACTICE = "practice", _("Practice")
    TECHNOLOGY = "technology", _("Technology")
    MOTIVATION = "motivation", _("Motivation")


class PulseQuestion(models.TextChoices):
    """What members are asked without their names in a round, from 1 (not at all) to 5 (entirely)."""

    PERCEPTION = "perception", _("This community is worth my time.")
    EXPECTATION = "expectation", _("I find here what I came for.")
    NEED = "need", _("It works on what I need now.")


class TransformationKind(models.TextChoices):
    """What can become of a community."""

    CLOSE = "close", _("Close")
    MERGE = "merge", _("Merge into another")
    SPLIT = "split", _("Split")
    HAND_OVER = "hand_over", _("Hand over")


class TransformationState(models.TextChoices):
    PROPOSED = "proposed", _("waits for a yes")
    ANNOUNCED = "announced", _("announced")
    DONE = "done", _("done")
    DECLINED = "declined", _("declined")
    WITHDRAWN = "withdrawn", _("withdrawn")
    UNDONE = "undone", _("undone")


class ReviewOutcome(models.TextChoices):
    """What a periodic review ends with."""

    KEEP = "keep", _("Keep as it is")
    ADJUST = "adjust", _("Adjust")
    TRANSFORM = "transform", _("Transform")


class CaseState(models.TextChoices):
    DRAFT = "draft", _("draft")
    SUBMITTED = "submitted", _("waits for a decision")
    RETURNED = "returned", _("returned with a comment")
    APPROVED = "approved", _("approved")
    WITHDRAWN = "withdrawn", _("withdrawn")


class AnnouncementState(models.TextChoices):
    DRAFT = "draft", _("draft")
    SENT = "sent", _("sent")
    WITHDRAWN = "withdrawn", _("withdrawn")


class CallState(models.TextChoices):
    OPEN = "open", _("open")
    CHOSEN = "chosen", _("decided")
    WITHDRAWN = "withdrawn", _("withdrawn")


class MembershipState(models.TextChoices):
    REQUESTED = "requested", _("asked to join")
    INVITED = "invited", _("invited")
    ACTIVE = "active", _("member")
    LEFT = "left", _("left")
    DECLINED = "declined", _("declined")
    SUSPENDED = "suspended", _("suspended")


class InvitationState(models.TextChoices):
    """How far the asking of one person came."""

    TO_ASK = "to_ask", _("to ask")
    SENT = "sent", _("invited")
    ACCEPTED = "accepted", _("accepted")
    DECLINED = "declined", _("declined")
    WITHDRAWN = "withdrawn", _("withdrawn")
    EXPIRED = "expired", _("not answered in time")


# A person is asked at most once at a time.
OPEN_INVITATIONS = (InvitationState.TO_ASK, InvitationState.SENT)


class Weave(models.TextChoices):
    PLAIN = "plain", _("Plain weave")
    TWILL = "twill", _("Twill")
    BASKET = "basket", _("Basket weave")
    SATIN = "satin", _("Satin")
    RIB = "rib", _("Rib weave")
    HERRING = "herring", _("Herringbone")


class Accent(models.TextChoices):
    MADDER = "madder", _("Madder")
    CLAY = "clay", _("Clay")
    OCHRE = "ochre", _("Ochre")
    MOSS = "moss", _("Moss")
    LEAF = "leaf", _("Leaf")
    LAGOON = "lagoon", _("Lagoon")
    SEA = "sea", _("Sea")
    INDIGO = "indigo", _("Indigo")
    VIOLET = "violet", _("Violet")
    PLUM = "plum", _("Plum")


# OKLCH hues in degrees, as static/css/tokens/accent.css sets them; lightness and chroma are the house's.
HUES = {
    Accent.MADDER: 15, Accent.CLAY: 45, Accent.OCHRE: 80, Accent.MOSS: 125, Accent.LEAF: 155,
    Accent.LAGOON: 200, Accent.SEA: 240, Accent.INDIGO: 275, Accent.VIOLET: 305, Accent.PLUM: 345,
}  # fmt: skip


class Capability(models.TextChoices):
    """What a role may do beyond what every member may."""

    EDIT_IDENTITY = "edit_identity", _("change name, purpose and emblem")
    MOVE_STAGE = "move_stage", _("move the community to another stage")
    APPOINT_COORDINATORS = "appoint_coordinators", _("give and end the coordinator’s role")
    GIVE_ROLES = "give_roles", _("give and end roles other than the coordinator’s")
    CALL_FOR_ROLES = "call_for_roles", _("define roles, call for people to take them, name the core group")
    MANAGE_MEMBERS = "manage_members", _("invite, welcome and remove members")
    EDIT_CHARTER = "edit_charter", _("draft and publish the charter")
    CONVENE = "convene", _("convene facilitated discussions")
    MODERATE = "moderate", _("correct, move and close contributions")
    CONCLUDE = "conclude", _("write summaries and the synthesis")
    ANSWER_AS_EXPERT = "answer_as_expert", _("answer as an expert")
    CURATE = "curate", _("manage the library")
    REVIEW_RESOURCES = "review_resources", _("review and confirm resources")
    EDIT_PUBLICATIONS = "edit_publications", _("assemble publications")
    EDIT_TERMS = "edit_terms", _("write terms of reference, goals and indicators")
    TAKE_UP_NEEDS = "take_up_needs", _("turn needs into discussions, activities and requests")
    HOLD_EVENTS = "hold_events", _("hold events")
    DECIDE_PROPOSALS = "decide_proposals", _("record the result of proposals")
    REFLECT = "reflect", _("hold the periodic review")
    TRANSFORM = "transform", _("close, merge, split or hand over the community")
    ANNOUNCE = "announce", _("write announcements to all members")
    RECOGNISE = "recognise", _("thank members and award badges")
    EDIT_NEWSLETTER = "edit_newsletter", _("edit the newsletter")
    SEND_NEWSLETTER = "send_newsletter", _("send the newsletter")
    SEE_NAMES_IN_FIGURES = "see_names_in_figures", _("see findings that name consenting people")


_C, _F, _E, _K = Role.COORDINATOR, Role.FACILITATOR, Role.EXPERT, Role.KNOWLEDGE_MANAGER

# The one table. `manage.py print_capabilities` prints it for docs/capabilities.md.
CAPABILITIES: dict[Capability, frozenset[Role]] = {
    Capability.EDIT_IDENTITY: frozenset({_C}),
    Capability.MOVE_STAGE: frozenset({_C}),
    Capability.APPOINT_COORDINATORS: frozenset({_C}),
    Capability.GIVE_ROLES: frozenset({_C, _F}),
    Capability.CALL_FOR_ROLES: frozenset({_C}),
    Capability.MANAGE_MEMBERS: frozenset({_C, _F}),
    Capability.EDIT_CHARTER: frozenset({_C, _F}),
    Capability.CONVENE: frozenset({_C, _F}),
    Capability.MODERATE: frozenset({_C, _F}),
    Capability.CONCLUDE: frozenset({_C, _F}),
    Capability.ANSWER_AS_EXPERT: frozenset({_E}),
    Capability.CURATE: frozenset({_K}),
    Capability.REVIEW_RESOURCES: frozenset({_E, _K}),
    Capability.EDIT_PUBLICATIONS: frozenset({_C, _K}),
    Capability.EDIT_TERMS: frozenset({_C, _F}),
    Capability.TAKE_UP_NEEDS: frozenset({_C, _F}),
    Capability.HOLD_EVENTS: frozenset({_C, _F}),
    Capability.DECIDE_PROPOSALS: frozenset({_C, _F}),
    Capability.REFLECT: frozenset({_C, _F}),
    Capability.TRANSFORM: frozenset({_C}),
    Capability.ANNOUNCE: frozenset({_C, _F}),
    Capability.RECOGNISE: frozenset({_C, _F}),
    Capability.EDIT_NEWSLETTER: frozenset({_C, _F, _K}),
    Capability.SEND_NEWSLETTER: frozenset({_C, _F}),
    Capability.SEE_NAMES_IN_FIGURES: frozenset({_C, _F, _E, _K}),
}


def roles_with(capability: Capability) -> frozenset[Role]:
    return CAPABILITIES[capability]


def rights_of(role: Role) -> list[Capability]:
    """What a role may do beyond what every member may, as the screens print it in words."""
    return [capability for capability, roles in CAPABILITIES.items() if role in roles]
