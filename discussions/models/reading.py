"""Each reader's own traces: where they stopped, how they follow, what they began to write."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from discussions.enums import FollowFrequency
from discussions.models.discussions import Discussion


class ReadMark(models.Model):
    """The last contribution a person has seen in a discussion. Never shown to anybody else."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    discussion = models.ForeignKey(Discussion, models.CASCADE, related_name="read_marks")
    number = models.PositiveIntegerField(default=0)
    at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "discussion"], name="one_read_mark")]

    def __str__(self) -> str:
        return f"{self.user_id} {self.discussion_id}: {self.number}"


class Follow(models.Model):
    """How a discussion reaches a person."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="follows")
    discussion = models.ForeignKey(Discussion, models.CASCADE, related_name="follows")
    frequency = models.CharField(max_length=10, choices=FollowFrequency.choices)
    # By the person's own choice, not because they took part: it goes before a mute of the community.
    chosen = models.BooleanField(default=False, db_default=False)
    at = models.DateTimeField(db_default=Now())

    class Meta:
        verbose_name = _("follow")
        verbose_name_plural = _("follows")
        constraints = [models.UniqueConstraint(fields=["user", "discussion"], name="follow_once")]

    def __str__(self) -> str:
        return f"{self.user_id} {self.discussion_id}: {self.frequency}"


class Draft(models.Model):
    """What a person began to write at a place, kept until it is sent or thrown away."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="drafts")
    place = models.CharField(max_length=80)
    title = models.CharField(max_length=200, blank=True)
    body = models.TextField(blank=True)
    at = models.DateTimeField(auto_now=True)

    class Meta:
        verbose_name = _("draft")
        verbose_name_plural = _("drafts")
        constraints = [models.UniqueConstraint(fields=["user", "place"], name="one_draft_a_place")]

    def __str__(self) -> str:
        return f"{self.user_id} {self.place}"
