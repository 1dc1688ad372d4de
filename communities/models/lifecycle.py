"""The dated history of a community's stages."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from communities.enums import Stage
from communities.models.communities import Community


class StageChange(models.Model):
    """A move from one stage to another, with its reason."""

    community = models.ForeignKey(
        Community, models.CASCADE, related_name="stage_changes", verbose_name=_("community")
    )
    from_stage = models.CharField(_("from"), max_length=12, choices=Stage.choices, blank=True)
    to_stage = models.CharField(_("to"), max_length=12, choices=Stage.choices)
    reason = models.TextField(_("reason"), max_length=2000)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", verbose_name=_("by")
    )
    at = models.DateTimeField(_("when"), db_default=Now())

    class Meta:
        verbose_name = _("change of stage")
        verbose_name_plural = _("changes of stage")
        ordering = ["-at", "-pk"]

    def __str__(self) -> str:
        return f"{self.community}: {self.get_to_stage_display()}"


class ChecklistEntry(models.Model):
    """What a community made of an item of a stage's checklist: ticked, dropped, or added by itself."""

    community = models.ForeignKey(Community, models.CASCADE, related_name="checklist")
    stage = models.CharField(_("stage"), max_length=12, choices=Stage.choices)
    key = models.CharField(max_length=40)
    label = models.CharField(_("what"), max_length=200, blank=True)  # empty for the paper's own items
    done_at = models.DateTimeField(_("done"), null=True, blank=True)
    note = models.CharField(_("note"), max_length=500, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    dropped_at = models.DateTimeField(_("left out"), null=True, blank=True)

    class Meta:
        verbose_name = _("entry of a checklist")
        verbose_name_plural = _("entries of checklists")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["community", "stage", "key"], name="checklist_entry_once")
        ]

    def __str__(self) -> str:
        return f"{self.community}: {self.label or self.key}"
