"""The charter of a community: its draft, its versions, what was said of it, and who agreed to which."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from communities.models.communities import Community
from communities.models.documents import DraftBase, VersionBase


class CharterDraft(DraftBase):
    """The charter in preparation; members see it once it is shown to them for comments."""

    community = models.OneToOneField(Community, models.CASCADE, related_name="charter_draft")
    mission = models.TextField(_("mission"), max_length=4000, blank=True)
    vision = models.TextField(_("vision"), max_length=4000, blank=True)
    goals = models.TextField(_("goals"), max_length=4000, blank=True)
    rules = models.TextField(_("rules and agreements"), max_length=8000, blank=True)
    more = models.JSONField(_("sections of its own"), default=list, blank=True)  # [{"title", "text"}]
    unnamed_questions = models.BooleanField(_("members may ask without their name"), default=False)
    shown_at = models.DateTimeField(_("shown to members"), null=True, blank=True)

    SECTIONS = ("mission", "vision", "goals", "rules")
    TAKEN_OVER = (*SECTIONS, "more", "unnamed_questions")

    class Meta:
        verbose_name = _("draft of a charter")
        verbose_name_plural = _("drafts of charters")

    def __str__(self) -> str:
        return f"{self.community}"

    def texts(self) -> dict[str, Any]:
        return {**super().texts(), "more": self.more, "unnamed_questions": self.unnamed_questions}


class CharterVersion(VersionBase):
    """A version of the charter. An agreement to any version since `asks_from` counts for it."""

    community = models.ForeignKey(Community, models.CASCADE, related_name="charter_versions")
    mission = models.TextField(blank=True)
    vision = models.TextField(blank=True)
    goals = models.TextField(blank=True)
    rules = models.TextField(blank=True)
    more = models.JSONField(default=list, blank=True)
    unnamed_questions = models.BooleanField(_("members may ask without their name"), default=False)
    # A minor change keeps the number of the version before; any other asks again from its own.
    asks_from = models.PositiveIntegerField(default=1)
    reminded_at = models.DateTimeField(null=True, blank=True)

    class Meta(VersionBase.Meta):
        verbose_name = _("version of a charter")
        verbose_name_plural = _("versions of charters")
        constraints = [
            models.UniqueConstraint(fields=["community", "number"], name="charter_version_number"),
            models.CheckConstraint(
                name="charter_asks_from_a_version", condition=Q(asks_from__gte=1, asks_from__lte=F("number"))
            ),
        ]

    def __str__(self) -> str:
        return f"{self.community} {self.number}"

    @property
    def is_minor(self) -> bool:
        return self.asks_from < self.number


class CharterComment(models.Model):
    """What a member says to a section of the draft."""

    draft = models.ForeignKey(CharterDraft, models.CASCADE, related_name="comments")
    section = models.CharField(max_length=100, blank=True)
    text = models.TextField(_("comment"), max_length=2000)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField(db_default=Now())
    resolved_at = models.DateTimeField(_("taken up"), null=True, blank=True)
    key = models.CharField(max_length=64, blank=True, editable=False)

    class Meta:
        verbose_name = _("comment on a charter")
        verbose_name_plural = _("comments on charters")
        ordering = ["at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["draft", "by", "key"], name="charter_comment_once", condition=~Q(key="")
            )
        ]

    def __str__(self) -> str:
        return f"{self.by}: {self.section}"


class CharterAgreement(models.Model):
    """One person agreed to one version, on one day."""

    version = models.ForeignKey(CharterVersion, models.CASCADE, related_name="agreements")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="charter_agreements")
    at = models.DateTimeField(db_default=Now())

    class Meta:
        verbose_name = _("agreement to a charter")
        verbose_name_plural = _("agreements to charters")
        constraints = [models.UniqueConstraint(fields=["version", "user"], name="agreed_once")]

    def __str__(self) -> str:
        return f"{self.user}: {self.version}"
