"""The closed lists of events, and of thanks and badges."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class EventState(models.TextChoices):
    DRAFT = "draft", _("draft")
    PUBLISHED = "published", _("published")
    CANCELLED = "cancelled", _("cancelled")


class EventAnswerKind(models.TextChoices):
    """What a person answered; who says yes to a full event waits until a place is free."""

    YES = "yes", _("yes")
    WAITING = "waiting", _("on the waiting list")
    MAYBE = "maybe", _("maybe")
    NO = "no", _("no")


class Repeat(models.TextChoices):
    NONE = "none", _("no, it is once")
    WEEKLY = "weekly", _("by weeks")
    MONTHLY = "monthly", _("by months, on the same weekday of the month")


class AwardKind(models.TextChoices):
    BADGE = "badge", _("Badge")
    THANKS = "thanks", _("Thanks")


class AwardState(models.TextChoices):
    OFFERED = "offered", _("waits for the holder’s yes")
    ACCEPTED = "accepted", _("accepted")
    DECLINED = "declined", _("declined")
    REVOKED = "revoked", _("revoked")
