"""What a resource says, as a few numbers, and pairs of resources that say nearly the same."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from communities.enums import Capability
from communities.queries.memberships import communities_where
from cop_portal.foundation.permissions import is_system
from knowledge_base.models.resources import ResourcePage


class Shingles(models.Model):
    """The smallest hashes of a text's groups of words (MinHash), and bands of them to look for."""

    resource = models.OneToOneField(ResourcePage, models.CASCADE, primary_key=True, related_name="shingles")
    hashes = ArrayField(models.BigIntegerField())
    bands = ArrayField(models.BigIntegerField())

    class Meta:
        indexes = [GinIndex(fields=["bands"], name="shingles_bands")]

    def __str__(self) -> str:
        return str(self.resource_id)


class NearPairQuerySet(models.QuerySet["NearPair"]):
    def visible_to(self, user: Any) -> NearPairQuerySet:
        """For those who look after a library that one of the two is in, as far as they may read the other."""
        if is_system(user) or getattr(user, "is_superuser", False):
            return self
        if not user.is_authenticated:
            return self.none()
        mine = communities_where(user, Capability.CURATE).values("pk")
        readable = ResourcePage.objects.visible_to(user).values("pk")
        return self.filter(
            Q(first__community__in=mine) | Q(second__community__in=mine),
            Q(first__community__in=mine) | Q(first__in=readable),
            Q(second__community__in=mine) | Q(second__in=readable),
        )

    def open(self) -> NearPairQuerySet:
        return self.filter(judged_at=None)


class NearPair(models.Model):
    """Two resources that are much alike. Judged once, it is not asked again."""

    first = models.ForeignKey(ResourcePage, models.CASCADE, related_name="+")
    second = models.ForeignKey(ResourcePage, models.CASCADE, related_name="+")
    likeness = models.FloatField(_("likeness"))
    at = models.DateTimeField(_("found"), db_default=Now())
    judged_at = models.DateTimeField(_("found not to be the same"), null=True, editable=False)
    judged_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, editable=False, related_name="+"
    )

    objects = NearPairQuerySet.as_manager()

    class Meta:
        verbose_name = _("near duplicate")
        verbose_name_plural = _("near duplicates")
        ordering = ["-likeness", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["first", "second"], name="near_pair_once"),
            models.CheckConstraint(name="near_pair_in_order", condition=Q(first__lt=F("second"))),
        ]

    def __str__(self) -> str:
        return f"{self.first_id} ~ {self.second_id}"

    @property
    def percent(self) -> int:
        return round(self.likeness * 100)

    @property
    def first_url(self) -> str:
        return _where(self.first)

    @property
    def second_url(self) -> str:
        return _where(self.second)


def _where(resource: ResourcePage) -> str:
    """Its page; what is not published is read in the editor."""
    return resource.url if resource.live else reverse("wagtailadmin_pages:edit", args=[resource.pk])
