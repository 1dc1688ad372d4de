"""Who is asked to come: single people by address, and links that may be handed on."""

from __future__ import annotations

import datetime
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from communities.enums import OPEN_INVITATIONS, Capability, InvitationState, roles_with
from communities.models.communities import Community
from communities.models.memberships import Membership
from cop_portal.foundation.permissions import is_system

VALID = datetime.timedelta(days=30)


def _managed_by(user: Any) -> Any:
    """Communities in which the person may invite."""
    roles = [str(role) for role in roles_with(Capability.MANAGE_MEMBERS)]
    return Membership.objects.active().filter(user_id=user.pk, roles__overlap=roles).values("community")


class InvitationQuerySet(models.QuerySet["Invitation"]):
    def visible_to(self, user: Any) -> InvitationQuerySet:
        """For those who manage members there: addresses of outsiders are nobody else's business."""
        if is_system(user) or getattr(user, "is_superuser", False):
            return self
        return self.filter(community__in=_managed_by(user))

    def open(self) -> InvitationQuerySet:
        return self.filter(state__in=OPEN_INVITATIONS)


class Invitation(models.Model):
    """One person asked to one community. The link in the letter is not kept, only what it follows from."""

    community = models.ForeignKey(
        Community, models.CASCADE, related_name="invitations", verbose_name=_("community")
    )
    address = models.EmailField(_("e-mail address"))
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.CASCADE,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("person"),
    )
    name = models.CharField(_("name"), max_length=120, blank=True)
    organisation = models.CharField(_("organisation"), max_length=120, blank=True)
    reason = models.CharField(_("why we ask them"), max_length=300, blank=True)
    access_until = models.DateField(_("access until"), null=True, blank=True)
    language = models.CharField(_("language of the letter"), max_length=10, blank=True)
    state = models.CharField(
        _("state"), max_length=10, choices=InvitationState.choices, default=InvitationState.TO_ASK
    )
    nonce = models.CharField(max_length=44, editable=False)
    token_hash = models.CharField(max_length=64, unique=True, editable=False)
    invited_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", verbose_name=_("invited by")
    )
    created_at = models.DateTimeField(_("noted"), db_default=Now())
    sent_at = models.DateTimeField(_("sent"), null=True, blank=True)
    answered_at = models.DateTimeField(_("answered"), null=True, blank=True)

    objects = InvitationQuerySet.as_manager()

    class Meta:
        verbose_name = _("invitation")
        verbose_name_plural = _("invitations")
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["community", "address"],
                name="asked_once",
                condition=Q(state__in=["to_ask", "sent"]),
            ),
        ]
        indexes = [
            models.Index(fields=["community", "state", "-created_at"], name="invitation_list"),
            models.Index(fields=["sent_at"], name="invitation_sent", condition=Q(state="sent")),
        ]

    def __str__(self) -> str:
        return f"{self.name or self.address}: {self.community}"

    @property
    def is_open(self) -> bool:
        return self.state in OPEN_INVITATIONS

    @property
    def expires_at(self) -> datetime.datetime | None:
        return self.sent_at + VALID if self.sent_at else None


class InvitationLinkQuerySet(models.QuerySet["InvitationLink"]):
    def visible_to(self, user: Any) -> InvitationLinkQuerySet:
        """One's own, and those of communities where one manages members."""
        if is_system(user) or getattr(user, "is_superuser", False):
            return self
        return self.filter(Q(owner_id=user.pk) | Q(community__in=_managed_by(user)))


class InvitationLink(models.Model):
    """An address that may be handed on: a member's own, or one with limits that lets people in at once."""

    community = models.ForeignKey(
        Community, models.CASCADE, related_name="invitation_links", verbose_name=_("community")
    )
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", verbose_name=_("whose")
    )
    is_personal = models.BooleanField(_("a member’s own"), default=True)
    label = models.CharField(_("where it is used"), max_length=80, blank=True)
    nonce = models.CharField(max_length=44, editable=False)
    token_hash = models.CharField(max_length=64, unique=True, editable=False)
    uses = models.PositiveIntegerField(_("people it brought"), default=0, editable=False)
    max_uses = models.PositiveIntegerField(_("for at most so many people"), null=True, blank=True)
    expires_on = models.DateField(_("valid until"), null=True, blank=True)
    revoked_at = models.DateTimeField(_("withdrawn"), null=True, blank=True)
    created_at = models.DateTimeField(db_default=Now())
    key = models.CharField(max_length=64, blank=True, default="", db_default="", editable=False)

    objects = InvitationLinkQuerySet.as_manager()

    class Meta:
        verbose_name = _("invitation link")
        verbose_name_plural = _("invitation links")
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["community", "owner"],
                name="one_personal_link",
                condition=Q(is_personal=True, revoked_at=None),
            ),
            models.UniqueConstraint(
                fields=["community", "owner", "key"],
                name="link_made_once",
                condition=~Q(key="") & Q(revoked_at=None),
            ),
            # However many come at once, the limit holds.
            models.CheckConstraint(
                name="link_within_limit", condition=Q(max_uses=None) | Q(uses__lte=F("max_uses"))
            ),
        ]

    def __str__(self) -> str:
        return self.label or f"{self.owner}"

    @property
    def is_over(self) -> bool:
        """Whether it lets nobody in any more, apart from what became of its owner."""
        return (
            self.revoked_at is not None
            or (self.expires_on is not None and self.expires_on < timezone.localdate())
            or (self.max_uses is not None and self.uses >= self.max_uses)
        )
