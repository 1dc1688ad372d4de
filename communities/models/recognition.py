"""Thanks and badges that a community gives to its members."""

from __future__ import annotations

import secrets
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from communities.enums import Capability
from communities.gatherings import AwardKind, AwardState
from communities.models.communities import Community, readable_q
from communities.models.memberships import Membership
from cop_portal.foundation.permissions import is_system
from cop_portal.foundation.text import fold


def fresh_code() -> str:
    """What the address is made of at which anybody can check a certificate."""
    return secrets.token_urlsafe(12)


class AwardQuerySet(models.QuerySet["Award"]):
    def standing(self) -> AwardQuerySet:
        """Accepted by the holder, and not revoked."""
        return self.filter(state=AwardState.ACCEPTED)

    def given_by(self, user: Any) -> AwardQuerySet:
        """Those of communities in which this person recognises members."""
        if is_system(user) or getattr(user, "is_superuser", False):
            return self
        if not user.is_authenticated:
            return self.none()
        givers = Membership.objects.with_capability(Capability.RECOGNISE).filter(user_id=user.pk)
        return self.filter(community__in=givers.values("community"))

    def visible_to(self, user: Any) -> AwardQuerySet:
        """What holders show, for signed-in people who may read the community; one's own; all for the givers."""
        if is_system(user) or getattr(user, "is_superuser", False):
            return self
        if not user.is_authenticated:
            return self.none()
        shown = Q(state=AwardState.ACCEPTED, is_shown=True) & readable_q(user, "community__")
        own = Award.objects.given_by(user).values("pk")
        return self.filter(shown | Q(holder_id=user.pk) | Q(pk__in=own))


class Award(models.Model):
    """One thanks or badge for one member. It stands once its holder has accepted it."""

    community = models.ForeignKey(
        Community, models.CASCADE, related_name="awards", verbose_name=_("community")
    )
    holder = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="awards", verbose_name=_("holder")
    )
    kind = models.CharField(_("kind"), max_length=10, choices=AwardKind.choices)
    name = models.CharField(_("name of the badge"), max_length=80, blank=True)
    what_for = models.CharField(_("what for"), max_length=400)
    # The name of a badge, or the words of thanks: the same is not given twice.
    folded = models.CharField(max_length=400, editable=False)
    evidence_url = models.CharField(_("where it can be seen"), max_length=500, blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", verbose_name=_("by")
    )
    at = models.DateTimeField(_("awarded"), db_default=Now())
    state = models.CharField(
        _("state"), max_length=10, choices=AwardState.choices, default=AwardState.OFFERED
    )
    is_shown = models.BooleanField(_("on the profile"), default=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)
    why_revoked = models.CharField(_("why it is revoked"), max_length=300, blank=True)
    code = models.CharField(max_length=32, unique=True, default=fresh_code, editable=False)

    objects = AwardQuerySet.as_manager()

    class Meta:
        verbose_name = _("badge or thanks")
        verbose_name_plural = _("badges and thanks")
        ordering = ["-at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["community", "holder", "kind", "folded"],
                name="awarded_once",
                condition=Q(state__in=["offered", "accepted"]),
            ),
            models.CheckConstraint(
                name="award_revoked_with_a_reason",
                condition=~Q(state="revoked") | (Q(revoked_at__isnull=False) & ~Q(why_revoked="")),
            ),
            models.CheckConstraint(name="a_badge_has_a_name", condition=~Q(kind="badge") | ~Q(name="")),
        ]
        indexes = [models.Index(fields=["community", "-at", "-id"], name="award_newest")]

    def __str__(self) -> str:
        return f"{self.title}: {self.holder}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.folded = fold(self.name if self.kind == AwardKind.BADGE else self.what_for)[:400]
        super().save(*args, **kwargs)

    @property
    def title(self) -> str:
        """The badge's name; thanks bear the name of what they are."""
        return self.name or str(_("Thank you"))

    @property
    def is_standing(self) -> bool:
        return self.state == AwardState.ACCEPTED

    @property
    def is_badge(self) -> bool:
        return self.kind == AwardKind.BADGE

    def get_verify_url(self) -> str:
        return reverse("award_verify", args=[self.code])
