"""First posts of a new member that wait for a facilitator. They are no contributions yet."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.db.models.functions import Now
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from communities.enums import Capability
from communities.models import Community, Membership
from cop_portal.foundation.activity.models import Channel
from discussions.enums import Kind
from discussions.models.contributions import Contribution
from discussions.models.discussions import Discussion


class HeldPostQuerySet(models.QuerySet["HeldPost"]):
    def visible_to(self, user: Any) -> HeldPostQuerySet:
        """One's own, and those of communities where the person moderates."""
        if getattr(user, "is_superuser", False) or getattr(user, "is_system", False):
            return self
        if not user.is_authenticated:
            return self.none()
        holds = Membership.objects.with_capability(Capability.MODERATE).filter(
            user_id=user.pk, community=OuterRef("community")
        )
        return self.filter(Q(author_id=user.pk) | Q(Exists(holds)))

    def waiting(self) -> HeldPostQuerySet:
        return self.filter(state=HeldPost.State.WAITING)


class HeldPost(models.Model):
    """What somebody wrote, kept apart until a facilitator has looked at it.

    Without a discussion it starts one. Released, it goes through the same verb as everybody's.
    """

    class State(models.TextChoices):
        WAITING = "waiting", _("waits for a facilitator")
        RELEASED = "released", _("released")
        REFUSED = "refused", _("refused")
        WITHDRAWN = "withdrawn", _("taken back by its author")

    community = models.ForeignKey(Community, models.CASCADE, related_name="held_posts")
    discussion = models.ForeignKey(Discussion, models.CASCADE, null=True, related_name="held_posts")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="held_posts")
    kind = models.CharField(max_length=12, choices=Kind.choices, blank=True)
    title = models.CharField(_("title"), max_length=200, blank=True)
    body = models.TextField(_("text"))
    parent = models.ForeignKey(Contribution, models.SET_NULL, null=True, related_name="+")
    question_number = models.PositiveSmallIntegerField(null=True)
    quoted = models.TextField(blank=True)
    subjects = ArrayField(models.CharField(max_length=60), default=list, blank=True)
    channel = models.CharField(max_length=10, choices=Channel.choices, default=Channel.WEB)
    language = models.CharField(max_length=10, blank=True)
    key = models.CharField(max_length=64, blank=True)
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.WAITING)
    why = models.CharField(_("in words"), max_length=500, blank=True)
    at = models.DateTimeField(_("since"), db_default=Now())

    objects = HeldPostQuerySet.as_manager()

    class Meta:
        verbose_name = _("post that waits")
        verbose_name_plural = _("posts that wait")
        constraints = [
            # A double click, or a second delivery of a mail, waits once, in each place that it was meant for.
            models.UniqueConstraint(
                fields=["author", "discussion", "key"], name="held_once", condition=~Q(key="")
            ),
            models.UniqueConstraint(
                fields=["author", "community", "key"],
                name="held_start_once",
                condition=Q(discussion=None) & ~Q(key=""),
            ),
        ]
        indexes = [
            models.Index(
                fields=["discussion", "author"], name="held_in_discussion", condition=Q(state="waiting")
            ),
            models.Index(fields=["author", "-id"], name="held_of_author"),
        ]

    def __str__(self) -> str:
        return self.title or f"{self.author_id} → {self.discussion_id}"

    def get_absolute_url(self) -> str:
        if self.discussion is not None:
            return f"{self.discussion.get_absolute_url()}#held"
        return reverse("held_posts", args=[self.community.slug])


class HeldFile(models.Model):
    """A file of a post that waits, checked before it was stored."""

    held = models.ForeignKey(HeldPost, models.CASCADE, related_name="files")
    file = models.FileField(upload_to="held/%Y/%m/")
    name = models.CharField(_("name"), max_length=150)
    content_type = models.CharField(max_length=100)
    size = models.PositiveIntegerField()

    class Meta:
        verbose_name = _("file of a post that waits")
        verbose_name_plural = _("files of posts that wait")

    def __str__(self) -> str:
        return self.name
