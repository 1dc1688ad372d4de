"""What a library lacks, with who fills it and until when."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from communities.enums import Capability, Module
from communities.models import Community, Membership, Need
from communities.queries.memberships import communities_where
from cop_portal.foundation.permissions import is_system
from discussions.models import Discussion
from knowledge_base.enums import GapSource, GapState
from knowledge_base.models.resources import ResourcePage


class GapQuerySet(models.QuerySet["Gap"]):
    def visible_to(self, user: Any) -> GapQuerySet:
        """For members; what was sought in vain stays with the curators until they show it to all.

        A gap tells no more than what it came from: not of a hidden question, nor of a resource one may not read.
        """
        if is_system(user) or getattr(user, "is_superuser", False):
            return self
        if not user.is_authenticated:
            return self.none()
        mine = Membership.objects.active().filter(user=user).values("community")
        rows = self.filter(Q(is_shown=True) | Q(community__in=communities_where(user, Capability.CURATE)))
        return rows.filter(
            Q(resource=None) | Q(resource__in=ResourcePage.objects.visible_to(user).values("pk")),
            Q(discussion=None) | Q(discussion__in=Discussion.objects.told().values("pk")),
            community__in=mine,
        )

    def to_do(self) -> GapQuerySet:
        """What waits to be filled. Where questions are switched off, none of them waits for an answer."""
        off = Q(source=GapSource.QUESTION, community__modules_off__contains=[Module.QUESTIONS])
        return self.filter(~off, state__in=[GapState.OPEN, GapState.TAKEN])


class Gap(models.Model):
    """One thing that is missing. It comes from what people sought, asked, wanted, or found wanting."""

    community = models.ForeignKey(Community, models.CASCADE, related_name="gaps")
    source = models.CharField(_("where it comes from"), max_length=10, choices=GapSource.choices)
    text = models.CharField(_("what is missing"), max_length=200)
    folded_text = models.CharField(max_length=200, editable=False)
    need = models.ForeignKey(Need, models.SET_NULL, null=True, related_name="+")
    discussion = models.ForeignKey(Discussion, models.CASCADE, null=True, related_name="+")
    # The resource whose scores are low.
    resource = models.ForeignKey(ResourcePage, models.CASCADE, null=True, related_name="+")
    # How many people or searches stand behind it.
    asked = models.PositiveIntegerField(_("asked for"), default=0)
    is_shown = models.BooleanField(_("shown to all members"), default=True)
    state = models.CharField(_("state"), max_length=10, choices=GapState.choices, default=GapState.OPEN)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", verbose_name=_("who fills it")
    )
    due_on = models.DateField(_("until"), null=True)
    filled_by = models.ForeignKey(ResourcePage, models.SET_NULL, null=True, related_name="fills")
    reason = models.CharField(_("why it is set aside"), max_length=300, blank=True)
    created_at = models.DateTimeField(db_default=Now())
    changed_at = models.DateTimeField(default=timezone.now)

    objects = GapQuerySet.as_manager()

    class Meta:
        verbose_name = _("gap")
        verbose_name_plural = _("gaps")
        constraints = [
            models.UniqueConstraint(
                fields=["community", "folded_text"], name="gap_search_once", condition=Q(source="search")
            ),
            models.UniqueConstraint(fields=["community", "need"], name="gap_need_once"),
            models.UniqueConstraint(fields=["community", "discussion"], name="gap_question_once"),
            models.UniqueConstraint(
                fields=["community", "resource"],
                name="gap_resource_once",
                condition=Q(state__in=["open", "taken"]),
            ),
            models.CheckConstraint(
                name="gap_taken_has_a_day", condition=~Q(state="taken") | Q(due_on__isnull=False)
            ),
        ]
        indexes = [models.Index(fields=["community", "state", "-asked", "-id"], name="gap_list")]

    def __str__(self) -> str:
        return self.text

    def get_absolute_url(self) -> str:
        return reverse("gap", args=[self.community.slug, self.pk])

    @property
    def is_late(self) -> bool:
        return self.state == GapState.TAKEN and self.due_on is not None and self.due_on < timezone.localdate()
