"""What a facilitated discussion concludes: summaries on the way, the synthesis, where it went."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from communities.models import Community, readable_q
from discussions.models.contributions import Contribution
from discussions.models.discussions import Discussion, shown_q


class Summary(models.Model):
    """A summary of a week, pinned above the contributions."""

    discussion = models.ForeignKey(Discussion, models.CASCADE, related_name="summaries")
    number = models.PositiveSmallIntegerField()
    body = models.TextField(_("summary"))
    body_html = models.TextField(editable=False)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField(db_default=Now())
    key = models.CharField(max_length=64, blank=True, default="", db_default="", editable=False)

    class Meta:
        verbose_name = _("summary")
        verbose_name_plural = _("summaries")
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["discussion", "number"], name="summary_number"),
            models.UniqueConstraint(
                fields=["discussion", "key"], name="summary_pinned_once", condition=~Q(key="")
            ),
        ]

    def __str__(self) -> str:
        return f"{self.discussion} {self.number}"


class SynthesisQuerySet(models.QuerySet["Synthesis"]):
    def published(self) -> SynthesisQuerySet:
        return self.exclude(published_at=None)

    def visible_to(self, user: Any) -> SynthesisQuerySet:
        rows = self.published().filter(readable_q(user, "discussion__community__"))
        return rows.filter(shown_q(user, "discussion__", "discussion__community__"))


class Synthesis(models.Model):
    """The conclusions of a discussion, each sentence with the contributions it rests on."""

    discussion = models.OneToOneField(Discussion, models.CASCADE, related_name="synthesis")
    in_short = models.TextField(_("in short"), blank=True)
    in_short_html = models.TextField(editable=False, blank=True, db_default="")
    body = models.TextField(_("by theme"), blank=True)
    body_html = models.TextField(editable=False, blank=True)
    conclusions = models.TextField(_("conclusions and recommendations"), blank=True)
    conclusions_html = models.TextField(editable=False, blank=True)
    minority = models.TextField(_("where views differ"), blank=True)
    minority_html = models.TextField(editable=False, blank=True)
    open_questions = models.TextField(_("what stays open"), blank=True)
    open_questions_html = models.TextField(editable=False, blank=True)
    revision = models.PositiveIntegerField(default=1)
    written_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    updated_at = models.DateTimeField(auto_now=True)
    published_at = models.DateTimeField(_("published"), null=True, blank=True)

    objects = SynthesisQuerySet.as_manager()

    class Meta:
        verbose_name = _("synthesis")
        verbose_name_plural = _("syntheses")
        indexes = [
            models.Index(fields=["published_at"], name="synthesis_published", condition=~Q(published_at=None))
        ]

    def __str__(self) -> str:
        return str(self.discussion)

    @property
    def is_published(self) -> bool:
        return self.published_at is not None

    @property
    def cited_text(self) -> str:
        """All words that may cite a contribution."""
        return "\n".join([self.in_short, self.conclusions, self.body, self.minority, self.open_questions])


class SynthesisSource(models.Model):
    """A synthesis rests on a contribution; its author is credited."""

    synthesis = models.ForeignKey(Synthesis, models.CASCADE, related_name="sources")
    contribution = models.ForeignKey(Contribution, models.PROTECT, related_name="cited_in")

    class Meta:
        verbose_name = _("source of a synthesis")
        verbose_name_plural = _("sources of syntheses")
        constraints = [models.UniqueConstraint(fields=["synthesis", "contribution"], name="source_once")]

    def __str__(self) -> str:
        return f"{self.synthesis_id} ← {self.contribution_id}"


class DisseminationQuerySet(models.QuerySet["Dissemination"]):
    def visible_to(self, user: Any) -> DisseminationQuerySet:
        """A community it went to is named only to those who may know of it."""
        return self.filter(
            Q(to_community=None) | Q(to_community__in=Community.objects.visible_to(user).values("pk"))
        )


class Dissemination(models.Model):
    """One place the synthesis was sent to: noted by hand, told to a community, or mailed to a partner."""

    discussion = models.ForeignKey(Discussion, models.CASCADE, related_name="disseminations")
    where = models.CharField(_("to whom, or where"), max_length=200)
    url = models.URLField(_("link"), blank=True)
    # Where the portal itself sent it: the conversation that carries it, or the address.
    started = models.ForeignKey(Discussion, models.SET_NULL, null=True, related_name="+")
    to_community = models.ForeignKey(Community, models.CASCADE, null=True, related_name="+")
    address = models.EmailField(_("address"), blank=True)
    words = models.CharField(_("words of your own"), max_length=500, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField(db_default=Now())
    key = models.CharField(max_length=64, blank=True, default="", db_default="", editable=False)

    objects = DisseminationQuerySet.as_manager()

    class Meta:
        verbose_name = _("dissemination")
        verbose_name_plural = _("dissemination")
        ordering = ["at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["discussion", "to_community"], name="told_community_once"),
            models.UniqueConstraint(
                fields=["discussion", "address"], name="mailed_partner_once", condition=~Q(address="")
            ),
            models.UniqueConstraint(
                fields=["discussion", "key"], name="dissemination_noted_once", condition=~Q(key="")
            ),
        ]

    def __str__(self) -> str:
        return self.where

    @property
    def mail_key(self) -> str:
        """By which the mail of this line is queued, once."""
        return f"synthesis-to:{self.pk}"
