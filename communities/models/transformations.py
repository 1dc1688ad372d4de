"""Creative transformation: closing, merging, splitting, handing over; announced, done, undone."""

from __future__ import annotations

import datetime
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from communities.enums import Capability, TransformationKind, TransformationState
from communities.models.communities import Community, readable_q
from communities.models.memberships import Membership

OPEN_STATES = (TransformationState.PROPOSED, TransformationState.ANNOUNCED)


class TransformationQuerySet(models.QuerySet["Transformation"]):
    def visible_to(self, user: Any) -> TransformationQuerySet:
        """Who may read the community, and those whose yes it needs."""
        rows = readable_q(user, "community__")
        if not rows:  # no condition: everything, and nothing may be or-ed to that
            return self.all()
        if getattr(user, "is_authenticated", False) and getattr(user, "pk", None):
            asked = Membership.objects.with_capability(Capability.TRANSFORM).filter(user=user)
            rows = rows | Q(successor=user) | Q(into__in=asked.values("community"))
        return self.filter(rows)

    def awaited(self) -> TransformationQuerySet:
        """What has not happened yet and may still be withdrawn."""
        return self.filter(state__in=OPEN_STATES)

    def due(self, day: datetime.date) -> TransformationQuerySet:
        return self.filter(state=TransformationState.ANNOUNCED, on_date__lte=day)


class Transformation(models.Model):
    """One step, with its reason. A merge and a hand-over are proposed first: the other side says yes.

    `before` is what undoing needs: the stage, who held which role, whom a merge invited, what a split
    made. `closes` is kept as a column so that the database refuses to close a community twice.
    """

    community = models.ForeignKey(Community, models.CASCADE, related_name="transformations")
    kind = models.CharField(_("what happens"), max_length=10, choices=TransformationKind.choices)
    state = models.CharField(_("state"), max_length=10, choices=TransformationState.choices)
    closes = models.BooleanField(_("closes the community"))
    reason = models.TextField(_("reason"), max_length=2000)
    lessons = models.TextField(_("what we learned"), max_length=8000, blank=True)
    on_date = models.DateField(_("day on which it happens"))
    into = models.ForeignKey(
        Community, models.SET_NULL, null=True, blank=True, related_name="merges",
        verbose_name=_("community that members are invited to"),
    )  # fmt: skip
    outgoing = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+",
        verbose_name=_("coordinator whose term ends"),
    )  # fmt: skip
    successor = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+",
        verbose_name=_("next coordinator"),
    )  # fmt: skip
    handover_note = models.TextField(_("hand-over note"), max_length=4000, blank=True)
    library_owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+",
        verbose_name=_("who answers for the library afterwards"),
    )  # fmt: skip
    parts = models.JSONField(_("new communities"), default=list, blank=True)
    before = models.JSONField(default=dict, blank=True)
    started_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    started_at = models.DateTimeField(_("proposed"), db_default=Now())
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    answered_at = models.DateTimeField(_("answered"), null=True, blank=True)
    done_at = models.DateTimeField(_("done"), null=True, blank=True)
    undo_until = models.DateTimeField(_("can be undone until"), null=True, blank=True)
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    ended_at = models.DateTimeField(_("withdrawn or undone"), null=True, blank=True)

    end_reason = models.TextField(_("why it was withdrawn or undone"), max_length=2000, blank=True)

    objects = TransformationQuerySet.as_manager()

    class Meta:
        verbose_name = _("transformation of a community")
        verbose_name_plural = _("transformations of communities")
        ordering = ["-started_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["community"],
                name="one_step_ahead",
                condition=Q(state__in=[str(state) for state in OPEN_STATES]),
            ),
            models.UniqueConstraint(
                fields=["community"], name="closed_once", condition=Q(state="done", closes=True)
            ),
            models.CheckConstraint(
                name="merged_into_another", condition=Q(into=None) | ~Q(into=F("community"))
            ),
            models.CheckConstraint(
                name="done_can_be_undone", condition=~Q(state="done") | Q(undo_until__isnull=False)
            ),
        ]
        indexes = [
            models.Index(fields=["on_date"], name="transformation_due", condition=Q(state="announced"))
        ]

    def __str__(self) -> str:
        return f"{self.community}: {self.get_kind_display()}"

    def get_absolute_url(self) -> str:
        return reverse("transformation", args=[self.pk])

    @property
    def needs_consent(self) -> bool:
        return self.kind in (TransformationKind.MERGE, TransformationKind.HAND_OVER)

    @property
    def is_awaited(self) -> bool:
        return self.state in OPEN_STATES

    @property
    def is_done(self) -> bool:
        return self.state == TransformationState.DONE

    @property
    def can_still_be_undone(self) -> bool:
        return self.is_done and self.undo_until is not None and timezone.now() < self.undo_until
