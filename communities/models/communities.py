"""A community: a voluntary group that shares a practice."""

from __future__ import annotations

import datetime
from pathlib import PurePath
from typing import Any

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.db.models.functions import Now
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from communities.enums import Accent, JoinPolicy, Level, MembershipState, Module, Stage, Visibility, Weave
from cop_portal.foundation.accounts.models import zone_of
from cop_portal.foundation.permissions import is_system
from cop_portal.foundation.text import fold, one_line

# What every domain keeps for its own mail (RFC 2142).
RESERVED_MAIL_NAMES = frozenset(
    {
        "postmaster",
        "abuse",
        "mailer-daemon",
        "hostmaster",
        "webmaster",
        "security",
        "noreply",
        "no-reply",
        "root",
    }
)


def _own(user: Any, prefix: str, *states: str) -> Exists:
    """Whether the person stands in one of these states in the community that prefix points at."""
    from communities.models.memberships import Membership  # the two models look at each other

    return Exists(
        Membership.objects.filter(community=OuterRef(f"{prefix}pk"), user_id=user.pk, state__in=states)
    )


def listed_q(user: Any, prefix: str = "") -> Q:
    """Rows whose community this person may know of. prefix leads to it ('community__').

    Who is invited knows of it, or nobody could accept.
    """
    if is_system(user) or getattr(user, "is_superuser", False):
        return Q()
    public = Q(**{f"{prefix}visibility": Visibility.PUBLIC})
    if not user.is_authenticated:
        return public
    own = Q(_own(user, prefix, MembershipState.ACTIVE, MembershipState.INVITED))
    if user.is_guest:
        return public | own
    return ~Q(**{f"{prefix}visibility": Visibility.SECRET}) | own


def readable_q(user: Any, prefix: str = "") -> Q:
    """Rows whose community this person may read what is in it. prefix as above."""
    if is_system(user) or getattr(user, "is_superuser", False):
        return Q()
    public = Q(**{f"{prefix}visibility": Visibility.PUBLIC})
    if not user.is_authenticated:
        return public
    own = Q(_own(user, prefix, MembershipState.ACTIVE))
    if user.is_guest:
        return public | own
    inside = Q(**{f"{prefix}visibility__in": [Visibility.PUBLIC, Visibility.ORGANISATION]})
    return inside | own


class CommunityQuerySet(models.QuerySet["Community"]):
    def visible_to(self, user: Any) -> CommunityQuerySet:
        """Communities this person may know of."""
        return self.filter(listed_q(user))

    def readable_by(self, user: Any) -> CommunityQuerySet:
        """Communities whose content this person may read."""
        return self.filter(readable_q(user))

    def of_member(self, user: Any) -> CommunityQuerySet:
        return self.filter(memberships__user=user, memberships__state=MembershipState.ACTIVE)

    def alive(self) -> CommunityQuerySet:
        return self.filter(archived_at=None)


class Community(models.Model):
    """A voluntary group of people who share a practice and learn from one another."""

    name = models.CharField(_("name"), max_length=100, unique=True)
    slug = models.SlugField(_("address"), max_length=60, unique=True)
    # The local part of the address by which members write to it; it stays when the slug changes.
    mail_name = models.SlugField(max_length=64, unique=True, null=True, editable=False)
    tagline = models.CharField(
        _("what it is for"), max_length=200, help_text=_("One sentence that a newcomer understands.")
    )
    audience = models.CharField(_("for whom"), max_length=200, blank=True)
    purpose = models.TextField(_("purpose"), max_length=4000, blank=True)
    objectives = models.TextField(
        _("objectives"), max_length=2000, blank=True, help_text=_("One on each line.")
    )
    rhythm = models.CharField(_("rhythm"), max_length=200, blank=True)
    weave = models.CharField(_("emblem"), max_length=10, choices=Weave.choices, default=Weave.PLAIN)
    # A picture of its own instead of the weave; smaller ones lie beside it under the same name.
    emblem = models.FileField(_("picture"), upload_to="emblems/", blank=True, editable=False)
    accent = models.CharField(_("colour"), max_length=10, choices=Accent.choices, default=Accent.INDIGO)
    level = models.CharField(_("level"), max_length=10, choices=Level.choices, default=Level.GLOBAL)
    parent = models.ForeignKey(
        "self", models.SET_NULL, null=True, blank=True, related_name="children", verbose_name=_("part of")
    )
    visibility = models.CharField(
        _("who may read"), max_length=12, choices=Visibility.choices, default=Visibility.ORGANISATION
    )
    join_policy = models.CharField(
        _("how to join"), max_length=12, choices=JoinPolicy.choices, default=JoinPolicy.OPEN
    )
    stage = models.CharField(_("stage"), max_length=12, choices=Stage.choices, default=Stage.PLANNING)
    stage_since = models.DateField(_("in this stage since"), null=True, blank=True)
    time_zone = models.CharField(_("time zone"), max_length=60, default="UTC")
    language = models.CharField(_("main language"), max_length=10, default="en")
    meeting_hour = models.PositiveSmallIntegerField(
        _("hour of meetings"),
        null=True,
        blank=True,
        help_text=_("From 0 to 23, in the community's time zone."),
    )
    modules_off = ArrayField(
        models.CharField(max_length=20, choices=Module.choices),
        verbose_name=_("modules switched off"),
        default=list,
        blank=True,
    )
    # How talk is looked after: whose first posts wait for a facilitator, and slow mode in minutes.
    hold_first = models.PositiveSmallIntegerField(default=0, db_default=0, editable=False)
    slow_minutes = models.PositiveSmallIntegerField(default=0, db_default=0, editable=False)
    member_count = models.PositiveIntegerField(_("members"), default=0, editable=False)
    guest_count = models.PositiveIntegerField(default=0, editable=False)
    discussion_count = models.PositiveIntegerField(_("discussions"), default=0, editable=False)
    # How many things of other levels were passed on to it, of whatever kind: where none was, no page asks.
    passed_count = models.PositiveIntegerField(default=0, editable=False)
    resource_count = models.PositiveIntegerField(default=0, editable=False)
    folded_name = models.CharField(max_length=100, editable=False, default="")
    search = SearchVectorField(null=True, editable=False)
    # What every page of the community says on top: the step that is announced, or that closed it.
    transformation = models.ForeignKey(
        "communities.Transformation", models.SET_NULL, null=True, editable=False, related_name="+"
    )
    created_at = models.DateTimeField(_("created"), db_default=Now())
    archived_at = models.DateTimeField(_("archived"), null=True, blank=True)

    objects = CommunityQuerySet.as_manager()

    class Meta:
        verbose_name = _("community")
        verbose_name_plural = _("communities")
        ordering = ["name"]
        indexes = [
            GinIndex(fields=["folded_name"], name="community_name_trigram", opclasses=["gin_trgm_ops"]),
            GinIndex(fields=["search"], name="community_search"),
        ]

    def __str__(self) -> str:
        return self.name

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.name = one_line(self.name)
        self.folded_name = fold(self.name)[:100]
        if not self.mail_name:
            self.mail_name = self._free_mail_name()
            if kwargs.get("update_fields") is not None:
                kwargs["update_fields"] = {*kwargs["update_fields"], "mail_name"}
        super().save(*args, **kwargs)

    def _free_mail_name(self) -> str:
        """The slug, with a number where another community's address bears it already."""
        taken = set(
            Community.objects.filter(mail_name__contains=self.slug.lower()[:54]).values_list(
                "mail_name", flat=True
            )
        )
        slug = self.slug.lower()[:56]
        if slug.startswith(("r-", "b-")):  # reply addresses and return paths begin so
            slug = f"c-{slug[:54]}"
        name, number = slug, 1
        while name in taken or name in RESERVED_MAIL_NAMES:
            number += 1
            name = f"{slug}-{number}"
        return name

    @property
    def mail_address(self) -> str:
        """Where a member writes to start a discussion."""
        return f"{self.mail_name}@{settings.MAIL_REPLY_DOMAIN}" if self.mail_name else ""

    def check_level(self) -> None:
        """A community is part of one of a wider level, so that no chain closes on itself.

        Raises ValidationError with a sentence.
        """
        order = list(Level)
        if self.parent is not None and order.index(Level(self.parent.level)) >= order.index(
            Level(self.level)
        ):
            raise ValidationError(
                _("A community is part of one of a wider level. Choose another, or change the level.")
            )
        narrowest = [row.level for row in self.children.all()] if self.pk else []
        if any(order.index(Level(level)) <= order.index(Level(self.level)) for level in narrowest):
            raise ValidationError(_("Communities that are part of this one have this level or a wider one."))

    def check_joining(self) -> None:
        """What nobody else sees is not open to everybody. Raises ValidationError with a sentence."""
        if self.visibility == Visibility.SECRET and self.join_policy == JoinPolicy.OPEN:
            raise ValidationError(
                _(
                    "Nobody else sees this community, so it cannot be open to everybody. Choose another way to join."
                )
            )

    def day_at(self, moment: datetime.datetime) -> datetime.date:
        """Which day it is there at a moment, whoever looks and wherever."""
        return moment.astimezone(zone_of(self.time_zone)).date()

    def begin_of(self, day: datetime.date) -> datetime.datetime:
        """The moment at which a day begins there."""
        return datetime.datetime.combine(day, datetime.time.min, zone_of(self.time_zone))

    @property
    def today(self) -> datetime.date:
        return self.day_at(timezone.now())

    def get_absolute_url(self) -> str:
        return reverse("community", args=[self.slug])

    @property
    def emblem_key(self) -> str:
        """The random name of its picture; empty where the weave is its sign."""
        return PurePath(str(self.emblem.name)).stem if self.emblem else ""

    def emblem_address(self, *, small: bool = False) -> str:
        """Where pages find its picture; empty where the weave is its sign."""
        if not self.emblem:
            return ""
        return f"/communities/{self.slug}/emblem/{self.emblem_key}{'-small' if small else ''}.webp"

    @property
    def is_archived(self) -> bool:
        return self.archived_at is not None

    @property
    def objective_list(self) -> list[str]:
        return [line.strip(" -•") for line in self.objectives.splitlines() if line.strip(" -•")]

    def group_name(self, role: str) -> str:
        """The name of the Django group that holds the people of a role here."""
        return f"community:{self.pk}:{role}"
