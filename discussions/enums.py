"""The closed lists of discussions."""

from __future__ import annotations

from collections.abc import Collection
from typing import NamedTuple

from django.db import models
from django.utils.translation import gettext_lazy as _

from communities.enums import Module


class Kind(models.TextChoices):
    CONVERSATION = "conversation", _("Conversation")
    QUESTION = "question", _("Question")
    IDEA = "idea", _("Idea")
    FACILITATED = "facilitated", _("Facilitated discussion")


# What a community may switch off: then nobody begins one of that sort.
KIND_MODULES: dict[str, Module] = {Kind.QUESTION: Module.QUESTIONS}


def kind_in(kind: str, modules_off: Collection[str]) -> str:
    """As what it stands where these modules are off: where nobody asks, a question is a conversation."""
    return Kind.CONVERSATION if KIND_MODULES.get(kind) in modules_off else kind


class TrialState(models.TextChoices):
    """How far it came with an idea that somebody tries."""

    TRYING = "trying", _("under way")
    WORKED = "worked", _("it worked")
    PARTLY = "partly", _("it worked in part")
    FAILED = "failed", _("it did not work")
    DROPPED = "dropped", _("given up")


class Phase(models.TextChoices):
    """The phases of a facilitated discussion, in their order."""

    BRIEF = "brief", _("Brief")
    CONTRIBUTIONS = "contributions", _("Contributions")
    SUMMARY = "summary", _("Summary")
    SYNTHESIS = "synthesis", _("Synthesis")
    SHARED = "shared", _("Shared")


PHASE_ORDER = list(Phase)


class RoutingState(models.TextChoices):
    """How far it came with a question that was put to somebody."""

    WAITING = "waiting", _("waits for an answer")
    ASKED_BACK = "asked_back", _("asked back")
    ANSWERED = "answered", _("answered")
    PASSED_ON = "passed_on", _("passed on")
    DECLINED = "declined", _("cannot answer")


# It waits for the person it was put to, or for the asker.
OPEN_ROUTINGS = (RoutingState.WAITING, RoutingState.ASKED_BACK)


class ReminderKind(models.TextChoices):
    """Why somebody who is asked to speak was reminded."""

    HALFWAY = "halfway", _("halfway")
    LAST_DAYS = "last_days", _("two days before the end")
    BY_HAND = "by_hand", _("by the facilitator")


class FollowFrequency(models.TextChoices):
    """How a discussion reaches a member."""

    INSTANT = "instant", _("Each contribution, at once")
    DAILY = "daily", _("In one letter a day")
    WEEKLY = "weekly", _("In one letter a week")
    MONTHLY = "monthly", _("In one letter a month")
    NEVER = "never", _("Not at all")


class Represented(models.TextChoices):
    """What a contributor says of a draft."""

    CONFIRMED = "confirmed", _("Well represented")
    CORRECTED = "corrected", _("Something to correct")


class MoveKind(models.TextChoices):
    """How a facilitator puts a discussion in its right place."""

    MOVED = "moved", _("Moved to another community")
    SPLIT = "split", _("Contributions split off")
    MERGED = "merged", _("Merged into another discussion")


# Files with one contribution, on the web and by mail alike.
MOST_FILES = 10

# The kind of reply address that a discussion's letters carry.
REPLY_KIND = "discussion"
# The origin of what brings people to a community; topics of these origins stay open.
PROMOTION = "promotion"
STANDING = frozenset({PROMOTION})
# That of the question to contributors whether a draft represents them.
REPRESENTATION_KIND = "representation"


class FlagReason(models.TextChoices):
    """Why somebody asks a facilitator to look at a text."""

    UNKIND = "unkind", _("It is unkind, or against a person")
    PRIVATE = "private", _("It tells something private or confidential")
    WRONG = "wrong", _("It is wrong and may do harm")
    ADVERT = "advert", _("It is advertising, or has nothing to do with us")
    OTHER = "other", _("Something else")
    # Of the author alone, about a text of theirs that was hidden.
    APPEAL = "appeal", _("Please look at it again")


class Outcome(models.TextChoices):
    """What a facilitator decided about what waited."""

    DISMISSED = "dismissed", _("left as it is")
    HIDDEN = "hidden", _("hidden")
    RESTORED = "restored", _("shown again")
    LOCKED = "locked", _("left as it is, and the discussion locked")
    RELEASED = "released", _("released")
    REFUSED = "refused", _("refused")
    WITHDRAWN = "withdrawn", _("taken back by its author")


class HoldFirst(models.IntegerChoices):
    """Which first contributions of a new member wait for a facilitator."""

    NONE = 0, _("None")
    FIRST = 1, _("The first one")
    FIRST_THREE = 3, _("The first three")


class Trust(models.IntegerChoices):
    """How well a community knows somebody by what they gave. It is told, and follows from the record alone."""

    NEW = 0, _("New here")
    KNOWN = 1, _("Known here")
    TRUSTED = 2, _("Trusted here")
    HOLDER = 3, _("Holds a role")


class Allowance(NamedTuple):
    """What somebody may do, by how well they are known. None: as many as they like."""

    contributions_an_hour: int
    starts_a_day: int
    flags_a_day: int
    links: int | None
    files: int | None


# The one table of rights that grow with good participation; the page “What you may do here” prints it.
ALLOWANCES = {
    Trust.NEW: Allowance(20, 3, 5, links=3, files=3),
    Trust.KNOWN: Allowance(40, 10, 20, links=10, files=None),
    Trust.TRUSTED: Allowance(60, 20, 30, links=None, files=None),
    Trust.HOLDER: Allowance(120, 60, 100, links=None, files=None),
}
# So many contributions that stand make somebody known; so many found useful, and none hidden, trusted.
KNOWN_AFTER = 3
TRUSTED_AFTER = 3
# Minutes between two contributions of one person, where slow mode is on.
SLOW_MINUTES = (0, 5, 15, 60, 240, 1440)
