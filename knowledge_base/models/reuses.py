"""Who reused a resource, where, what they changed, and what came of it: 'adopted by'."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from communities.models import Community
from knowledge_base.enums import Sharing
from knowledge_base.models.resources import ResourcePage


class Reuse(models.Model):
    """Somebody used a resource in their work. The name stays when its person leaves the organisation."""

    resource = models.ForeignKey(ResourcePage, models.CASCADE, related_name="reuses")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    name = models.CharField(max_length=120, blank=True, default="", db_default="", editable=False)
    office = models.ForeignKey("accounts.Office", models.SET_NULL, null=True, related_name="+")
    where = models.CharField(_("where"), max_length=120)
    country = models.CharField(_("country"), max_length=80, blank=True, default="", db_default="")
    changed = models.TextField(_("what you changed"), max_length=2000, blank=True)
    result = models.TextField(_("what came of it"), max_length=2000, blank=True)
    result_at = models.DateTimeField(null=True, editable=False)
    # Where, and how far, the resource was shared when this was told: it is told to nobody else.
    community = models.ForeignKey(Community, models.PROTECT, related_name="+", editable=False)
    sharing = models.CharField(
        max_length=12, choices=Sharing.choices, blank=True, default="", db_default="", editable=False
    )
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("reuse")
        verbose_name_plural = _("reuses")
        ordering = ["at", "id"]
        constraints = [
            models.UniqueConstraint(fields=["resource", "user", "where"], name="reuse_once"),
        ]

    def __str__(self) -> str:
        return f"{self.resource}: {self.where}"

    def get_absolute_url(self) -> str:
        return reverse("reuse", args=[self.resource_id, self.pk])

    @property
    def shown_name(self) -> str:
        return self.user.name if self.user else self.name


class ReuseQuestion(models.Model):
    """Somebody who found a resource useful was asked, once, whether they used it."""

    class Answer(models.TextChoices):
        YES = "yes", _("used")
        NO = "no", _("not used")

    resource = models.ForeignKey(ResourcePage, models.CASCADE, related_name="reuse_questions")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    asked_at = models.DateTimeField(default=timezone.now)
    answer = models.CharField(max_length=3, choices=Answer.choices, blank=True, default="", db_default="")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["resource", "user"], name="reuse_asked_once")]

    def __str__(self) -> str:
        return f"{self.resource}? {self.user}"
