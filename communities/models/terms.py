"""Terms of reference: the founding paper's five questions, answered, in versions."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from communities.models.communities import Community
from communities.models.documents import DraftBase, VersionBase


class TermsDraft(DraftBase):
    community = models.OneToOneField(Community, models.CASCADE, related_name="terms_draft")
    needs = models.TextField(_("needs, issues and activities"), max_length=6000, blank=True)
    results = models.TextField(_("results"), max_length=6000, blank=True)
    documenting = models.TextField(_("documenting what is learned"), max_length=6000, blank=True)
    measuring = models.TextField(_("measuring the returns"), max_length=6000, blank=True)
    structure = models.TextField(_("structure, organisation, resources"), max_length=6000, blank=True)

    SECTIONS = ("needs", "results", "documenting", "measuring", "structure")

    class Meta:
        verbose_name = _("draft of terms of reference")
        verbose_name_plural = _("drafts of terms of reference")

    def __str__(self) -> str:
        return f"{self.community}"


class TermsVersion(VersionBase):
    """A dated version of the terms of reference. Never changed afterwards."""

    community = models.ForeignKey(Community, models.CASCADE, related_name="terms_versions")
    needs = models.TextField(blank=True)
    results = models.TextField(blank=True)
    documenting = models.TextField(blank=True)
    measuring = models.TextField(blank=True)
    structure = models.TextField(blank=True)

    class Meta(VersionBase.Meta):
        verbose_name = _("version of terms of reference")
        verbose_name_plural = _("versions of terms of reference")
        constraints = [models.UniqueConstraint(fields=["community", "number"], name="terms_version_number")]

    def __str__(self) -> str:
        return f"{self.community} {self.number}"
