"""Who is asked to speak in a facilitated discussion, and how often they were reminded."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from communities.models import Membership, readable_q
from discussions.enums import FollowFrequency, ReminderKind
from discussions.models.contributions import Contribution
from discussions.models.discussions import Discussion
from discussions.models.reading import Follow


class InvitedQuerySet(models.QuerySet["Invited"]):
    def visible_to(self, user: Any) -> InvitedQuerySet:
        """Who is asked in discussions that this person may read; a list of people is never public."""
        if not user.is_authenticated:
            return self.none()
        return self.filter(
            readable_q(user, "discussion__community__"),
            discussion__in=Discussion.objects.visible_to(user).values("pk"),
        )

    def asked(self) -> InvitedQuerySet:
        """Those who are asked today, without those who were taken off again."""
        return self.filter(withdrawn_at=None)

    def to_remind(self) -> InvitedQuerySet:
        """Asked and told, and silent: not who spoke, muted the discussion, or is no member any more."""
        spoke = Contribution.objects.filter(
            discussion=OuterRef("discussion"), author=OuterRef("user"), withdrawn_at=None
        )
        muted = Follow.objects.filter(
            discussion=OuterRef("discussion"), user=OuterRef("user"), frequency=FollowFrequency.NEVER
        )
        member = Membership.objects.active().filter(
            community=OuterRef("discussion__community"), user=OuterRef("user")
        )
        return self.asked().filter(
            ~Exists(spoke),
            ~Exists(muted),
            Exists(member),
            user__is_active=True,
            told_at__isnull=False,
        )


class Invited(models.Model):
    """One person who is asked to speak in one discussion, as an expert or for what they lived."""

    discussion = models.ForeignKey(Discussion, models.CASCADE, related_name="invited")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", verbose_name=_("person")
    )
    as_expert = models.BooleanField(_("as an expert"), default=False)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField(db_default=Now())
    # When they were told: with the opening, or at once where it is open already. Never twice.
    told_at = models.DateTimeField(null=True, editable=False)
    # Taken off again: the row stays, so that nobody is told or reminded twice by a detour.
    withdrawn_at = models.DateTimeField(null=True, editable=False)
    # Derived, for the page of the discussion; see actions/people.py.
    has_spoken = models.BooleanField(default=False, editable=False)

    objects = InvitedQuerySet.as_manager()

    class Meta:
        verbose_name = _("person asked to speak")
        verbose_name_plural = _("people asked to speak")
        constraints = [models.UniqueConstraint(fields=["discussion", "user"], name="invited_once")]

    def __str__(self) -> str:
        return f"{self.user_id} → {self.discussion_id}"


class InvitedReminder(models.Model):
    """One reminder to one person: each of its kind once, and never two on a day."""

    invited = models.ForeignKey(Invited, models.CASCADE, related_name="reminders")
    kind = models.CharField(max_length=10, choices=ReminderKind.choices)
    day = models.DateField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["invited", "day"], name="one_reminder_a_day"),
            models.UniqueConstraint(
                fields=["invited", "kind"],
                name="reminded_of_each_kind_once",
                condition=~Q(kind=ReminderKind.BY_HAND),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.invited_id} {self.kind} {self.day}"
