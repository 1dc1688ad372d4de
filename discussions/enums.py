"""The closed lists of discussions."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class Kind(models.TextChoices):
    CONVERSATION = "conversation", _("Conversation")
    QUESTION = "question", _("Question")
    IDEA = "idea", _("Idea")
    FACILITATED = "facilitated", _("Facilitated discussion")


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
