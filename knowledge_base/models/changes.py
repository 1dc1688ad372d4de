"""How a resource changes: its versions with reasons, changes that are proposed, who wants to hear of them."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.models import Revision

from communities.models import Community
from discussions.models import Discussion
from knowledge_base.enums import Sharing
from knowledge_base.models.resources import ResourcePage


class ResourceChange(models.Model):
    """A version of a resource that was published: when, by whom, and why it is otherwise than before."""

    resource = models.ForeignKey(ResourcePage, models.CASCADE, related_name="changes")
    number = models.PositiveIntegerField(_("version"))
    at = models.DateTimeField(default=timezone.now)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    reason = models.CharField(_("what changed and why"), max_length=300, blank=True)
    small = models.BooleanField(_("small change"), default=False)
    revision = models.ForeignKey(Revision, models.SET_NULL, null=True, related_name="+")
    # How far, and by which community, this version was shared: who reads it later is asked of these.
    sharing = models.CharField(max_length=12, choices=Sharing.choices)
    community = models.ForeignKey(Community, models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("change of a resource")
        verbose_name_plural = _("changes of resources")
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(fields=["resource", "number"], name="resource_change_number"),
            models.UniqueConstraint(
                fields=["resource", "revision"], name="resource_change_once", condition=~Q(revision=None)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.resource} {self.number}"

    def get_absolute_url(self) -> str:
        return reverse("resource_change", args=[self.resource_id, self.number])


class ChangeProposal(models.Model):
    """A change that somebody proposes, discussed in the resource's community, and what became of it."""

    class State(models.TextChoices):
        OPEN = "open", _("in discussion")
        TAKEN_UP = "taken_up", _("taken up")
        SET_ASIDE = "set_aside", _("set aside")

    resource = models.ForeignKey(ResourcePage, models.CASCADE, related_name="proposals")
    title = models.CharField(_("title"), max_length=200)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    # None while the post that opens it waits for a facilitator.
    discussion = models.OneToOneField(
        Discussion, models.SET_NULL, null=True, related_name="resource_proposal"
    )
    state = models.CharField(max_length=10, choices=State.choices, default=State.OPEN)
    change = models.ForeignKey(
        ResourceChange, models.SET_NULL, null=True, related_name="proposals", verbose_name=_("version")
    )
    outcome = models.CharField(_("what became of it"), max_length=300, blank=True)
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    answered_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("proposed change")
        verbose_name_plural = _("proposed changes")
        ordering = ["-at", "-pk"]

    def __str__(self) -> str:
        return self.title

    @property
    def origin(self) -> str:
        """The key of its discussion, so that there is one, also when its first post had to wait."""
        return f"change:{self.pk}"


class ResourceFollow(models.Model):
    """Somebody wants to hear when a resource changes."""

    resource = models.ForeignKey(ResourcePage, models.CASCADE, related_name="follows")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["resource", "user"], name="resource_follow_once")]

    def __str__(self) -> str:
        return f"{self.user} ↻ {self.resource}"
