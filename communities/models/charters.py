"""The charter of a community: its draft, its versions, and who agreed to which."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from communities.models.communities import Community


class CharterDraft(models.Model):
    """The text in preparation. `revision` rises with each save, so that nobody overwrites unseen."""

    community = models.OneToOneField(Community, models.CASCADE, related_name="charter_draft")
    mission = models.TextField(_("mission"), max_length=4000, blank=True)
    vision = models.TextField(_("vision"), max_length=4000, blank=True)
    goals = models.TextField(_("goals"), max_length=4000, blank=True)
    rules = models.TextField(_("rules and agreements"), max_length=8000, blank=True)
    revision = models.PositiveIntegerField(default=1)
    updated_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    updated_at = models.DateTimeField(auto_now=True)

    SECTIONS = ("mission", "vision", "goals", "rules")

    class Meta:
        verbose_name = _("draft of a charter")
        verbose_name_plural = _("drafts of charters")

    def __str__(self) -> str:
        return f"{self.community}"


class CharterVersion(models.Model):
    """A version of the charter that was put to members. Never changed afterwards."""

    community = models.ForeignKey(Community, models.CASCADE, related_name="charter_versions")
    number = models.PositiveIntegerField(_("version"))
    mission = models.TextField(blank=True)
    vision = models.TextField(blank=True)
    goals = models.TextField(blank=True)
    rules = models.TextField(blank=True)
    changes = models.CharField(_("what changed and why"), max_length=500, blank=True)
    published_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    published_at = models.DateTimeField(db_default=Now())

    class Meta:
        verbose_name = _("version of a charter")
        verbose_name_plural = _("versions of charters")
        ordering = ["-number"]
        constraints = [models.UniqueConstraint(fields=["community", "number"], name="charter_version_number")]

    def __str__(self) -> str:
        return f"{self.community} {self.number}"


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
