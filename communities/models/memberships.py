"""Who belongs to a community, in which roles, since when."""

from __future__ import annotations

import datetime
from typing import Any

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVector
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from communities.enums import ROLE_DUTIES, Capability, MembershipState, Role, roles_with
from communities.models.communities import Community, readable_q
from cop_portal.foundation.ui.times import age_text

# How long a request waits before all who welcome members hear of it, and the administrators too.
PATIENCE = {1: datetime.timedelta(days=3), 2: datetime.timedelta(days=7)}
# How long before a guest's last day the day is told.
ACCESS_REMIND = datetime.timedelta(days=7)


class MembershipQuerySet(models.QuerySet["Membership"]):
    def active(self) -> MembershipQuerySet:
        return self.filter(state=MembershipState.ACTIVE)

    def waiting(self) -> MembershipQuerySet:
        return self.filter(state=MembershipState.REQUESTED)

    def core(self) -> MembershipQuerySet:
        """Those who carry a community: its core group, and whoever holds one of the four roles."""
        return self.active().filter(Q(is_core=True) | ~Q(roles=[]))

    def with_role(self, role: str) -> MembershipQuerySet:
        return self.active().filter(roles__contains=[role])

    def with_capability(self, capability: Capability) -> MembershipQuerySet:
        return self.active().filter(roles__overlap=[str(role) for role in roles_with(capability)])

    def visible_to(self, user: Any) -> MembershipQuerySet:
        """Memberships of communities this person may read; a list of people is never public.

        Guests see those with whom they share a community, and nobody else.
        """
        if not user.is_authenticated:
            return self.none()
        if getattr(user, "is_guest", False) and not user.is_superuser:
            return self.filter(
                community__in=Membership.objects.active().filter(user=user).values("community")
            )
        return self.filter(readable_q(user, "community__"))


class Membership(models.Model):
    """One person's belonging to one community. `roles` are those of today; terms keep their history."""

    community = models.ForeignKey(
        Community, models.CASCADE, related_name="memberships", verbose_name=_("community")
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="memberships", verbose_name=_("person")
    )
    state = models.CharField(_("state"), max_length=10, choices=MembershipState.choices)
    roles = ArrayField(
        models.CharField(max_length=20, choices=Role.choices),
        verbose_name=_("roles"),
        default=list,
        blank=True,
        editable=False,
    )
    # What an expert is named for here: questions about it are routed to them.
    subjects = ArrayField(
        models.CharField(max_length=60),
        verbose_name=_("subjects"),
        default=list,
        blank=True,
        editable=False,
    )
    brings = models.CharField(_("brings"), max_length=300, blank=True)
    seeks = models.CharField(_("seeks"), max_length=300, blank=True)
    is_core = models.BooleanField(_("in the core group"), default=False, editable=False)
    is_connector = models.BooleanField(_("connector"), default=False, editable=False)
    wants_newsletter = models.BooleanField(_("wants the newsletter"), default=False)
    newsletter_chosen_at = models.DateTimeField(null=True, blank=True)
    requested_at = models.DateTimeField(_("asked"), null=True, blank=True)
    joined_at = models.DateTimeField(_("joined"), null=True, blank=True)
    left_at = models.DateTimeField(_("left"), null=True, blank=True)
    invited_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    through = models.ForeignKey(
        "communities.InvitationLink",
        models.SET_NULL,
        null=True,
        blank=True,
        editable=False,
        related_name="brought",
        verbose_name=_("came through"),
    )
    access_until = models.DateField(
        _("access until"), null=True, blank=True, help_text=_("For guests: the last day of access.")
    )
    access_reminded_at = models.DateTimeField(null=True, blank=True, editable=False)
    buddy = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("buddy"),
    )
    nudged_at = models.DateTimeField(null=True, blank=True, editable=False)
    # How often those who should answer a request were reminded: 0, 1 (all of them), 2 (administrators).
    escalations = models.PositiveSmallIntegerField(_("escalations"), default=0, editable=False)
    answer = models.CharField(_("answer to the request"), max_length=500, blank=True)
    created_at = models.DateTimeField(db_default=Now())

    objects = MembershipQuerySet.as_manager()

    class Meta:
        verbose_name = _("membership")
        verbose_name_plural = _("memberships")
        constraints = [
            models.UniqueConstraint(fields=["community", "user"], name="member_once"),
            models.CheckConstraint(name="only_members_hold_roles", condition=Q(state="active") | Q(roles=[])),
        ]
        indexes = [
            models.Index(fields=["user", "community"], name="membership_active", condition=Q(state="active")),
            models.Index(
                fields=["community", "requested_at"],
                name="membership_waiting",
                condition=Q(state="requested"),
            ),
            models.Index(
                fields=["access_until"],
                name="membership_ending",
                condition=Q(state="active", access_until__isnull=False),
            ),
            GinIndex(fields=["roles"], name="membership_roles"),
            # By what people bring and seek they are suggested to each other, also where there are thousands.
            GinIndex(SearchVector("brings", config="simple"), name="membership_brings"),
            GinIndex(SearchVector("seeks", config="simple"), name="membership_seeks"),
        ]

    def __str__(self) -> str:
        return f"{self.user} in {self.community}"

    @property
    def is_active(self) -> bool:
        return self.state == MembershipState.ACTIVE

    @property
    def role_labels(self) -> list[str]:
        return [str(Role(role).label) for role in self.roles]

    @property
    def age(self) -> str:
        """How long a request waits."""
        return age_text(self.requested_at) if self.requested_at else ""

    @property
    def duties(self) -> list[str]:
        return [str(ROLE_DUTIES[Role(role)]) for role in self.roles]


class JoinRequestManager(models.Manager.from_queryset(MembershipQuerySet)):  # type: ignore[misc]
    def get_queryset(self) -> MembershipQuerySet:
        return super().get_queryset().waiting()


class JoinRequest(Membership):
    """A membership that is asked for and not answered, for the list of the administration."""

    objects = JoinRequestManager()  # type: ignore[misc]

    class Meta:
        proxy = True
        verbose_name = _("request to join")
        verbose_name_plural = _("requests to join")


class RoleTerm(models.Model):
    """One person's time in one role of a community, with what they hand over at its end."""

    community = models.ForeignKey(
        Community, models.CASCADE, related_name="role_terms", verbose_name=_("community")
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="role_terms", verbose_name=_("person")
    )
    role = models.CharField(_("role"), max_length=20, choices=Role.choices, blank=True)
    own_role = models.ForeignKey(
        "communities.OwnRole", models.CASCADE, null=True, blank=True, related_name="terms"
    )
    from_date = models.DateField(_("from"))
    until_date = models.DateField(_("planned until"), null=True, blank=True)
    ended_at = models.DateTimeField(_("ended"), null=True, blank=True)
    handover_note = models.TextField(_("hand-over note"), max_length=4000, blank=True)
    reminded_at = models.DateTimeField(null=True, blank=True, editable=False)

    class Meta:
        verbose_name = _("term in a role")
        verbose_name_plural = _("terms in roles")
        ordering = ["-from_date", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["community", "user", "role"],
                name="role_held_once",
                condition=Q(ended_at=None, own_role=None),
            ),
            models.UniqueConstraint(
                fields=["own_role", "user"], name="own_role_held_once", condition=Q(ended_at=None)
            ),
            models.CheckConstraint(name="term_in_one_role", condition=Q(role="") ^ Q(own_role=None)),
        ]

    def __str__(self) -> str:
        return f"{self.user}: {self.role_label}"

    @property
    def role_label(self) -> str:
        return self.own_role.name if self.own_role else str(Role(self.role).label)
