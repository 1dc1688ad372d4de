"""Steps outward: the community's rule, what is asked, who said yes, and the log of what went where."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from communities.enums import Capability
from communities.models import Community, Membership
from cop_portal.foundation.permissions import is_system
from knowledge_base.enums import Answer, Approver, Check, Licence, ReleaseState, Sharing
from knowledge_base.models.partners import PartnerOrganisation
from knowledge_base.models.resources import ResourcePage


def usual_approvers() -> list[str]:
    return [Approver.KNOWLEDGE_MANAGER.value, Approver.COORDINATOR.value]


def all_checks() -> list[str]:
    return list(Check.values)


def all_licences() -> list[str]:
    return list(Licence.values)


def _person() -> Any:
    return models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")


class SharingRule(models.Model):
    """A community's own rule for steps outward. Where there is none, these defaults hold."""

    community = models.OneToOneField(Community, models.CASCADE, related_name="sharing_rule")
    approvers = ArrayField(models.CharField(max_length=20, choices=Approver.choices), default=usual_approvers)
    people_needed = models.PositiveSmallIntegerField(_("how many of them say yes"), default=1)
    checks = ArrayField(
        models.CharField(max_length=20, choices=Check.choices), default=all_checks, blank=True
    )
    licences = ArrayField(models.CharField(max_length=20, choices=Licence.choices), default=all_licences)
    words = models.TextField(_("in our own words"), max_length=2000, blank=True)
    changed_by = _person()
    changed_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("rule for sharing outside")
        verbose_name_plural = _("rules for sharing outside")
        constraints = [
            models.CheckConstraint(condition=Q(people_needed__in=[1, 2]), name="one_or_two_say_yes"),
            models.CheckConstraint(condition=~Q(approvers=[]), name="somebody_says_yes"),
            models.CheckConstraint(condition=~Q(licences=[]), name="some_licence"),
        ]

    def __str__(self) -> str:
        return f"{self.community}"


class SharedWith(models.Model):
    """That a resource is shared with a partner organisation; it counts at the level of partners."""

    resource = models.ForeignKey(ResourcePage, models.CASCADE, related_name="shared_with")
    partner = models.ForeignKey(PartnerOrganisation, models.CASCADE, related_name="shared")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["resource", "partner"], name="shared_with_once")]

    def __str__(self) -> str:
        return f"{self.resource}: {self.partner}"


class _OfTheLibrary(models.QuerySet):
    def _for(self, user: Any, own: Q) -> Any:
        """Members, as far as they may read the resource; those who curate see all of their community."""
        if is_system(user) or getattr(user, "is_superuser", False):
            return self
        if not user.is_authenticated:
            return self.none()
        active = Membership.objects.active().filter(user=user)
        curated = Membership.objects.with_capability(Capability.CURATE).filter(user=user)
        readable = ResourcePage.objects.visible_to(user).values("pk")
        return self.filter(
            own
            | Q(community__in=curated.values("community"))
            | Q(community__in=active.values("community"), resource__in=readable)
        )


class ReleaseQuerySet(_OfTheLibrary):
    def visible_to(self, user: Any) -> ReleaseQuerySet:
        return self._for(user, Q(asked_by_id=getattr(user, "pk", None) or 0))

    def waiting(self) -> ReleaseQuerySet:
        return self.filter(state=ReleaseState.WAITING)


class Release(models.Model):
    """A step outward that somebody asked for, with the checks answered."""

    resource = models.ForeignKey(ResourcePage, models.CASCADE, related_name="releases")
    community = models.ForeignKey(Community, models.CASCADE, related_name="releases")
    before = models.CharField(max_length=12, choices=Sharing.choices)
    to = models.CharField(max_length=12, choices=Sharing.choices)
    licence = models.CharField(max_length=20, choices=Licence.choices, blank=True)
    checks = models.JSONField(default=dict)  # each check with its answer
    note = models.TextField(max_length=1000, blank=True)
    partners = models.ManyToManyField(PartnerOrganisation, related_name="releases")
    state = models.CharField(max_length=12, choices=ReleaseState.choices, default=ReleaseState.WAITING)
    asked_by = _person()
    asked_at = models.DateTimeField(default=timezone.now)
    # What was looked at; a later text is looked at again.
    revision_id = models.BigIntegerField(null=True)
    answered_by = _person()
    answered_at = models.DateTimeField(null=True)
    comment = models.TextField(max_length=1000, blank=True)

    objects = ReleaseQuerySet.as_manager()

    class Meta:
        verbose_name = _("step outward")
        verbose_name_plural = _("steps outward")
        constraints = [
            models.UniqueConstraint(
                fields=["resource"], condition=Q(state="waiting"), name="one_release_waits"
            )
        ]
        indexes = [models.Index(fields=["community", "state", "asked_at"], name="release_waiting")]

    def __str__(self) -> str:
        return f"{self.resource_id}: {self.to}"

    def get_absolute_url(self) -> str:
        return reverse("release", args=[self.pk])

    @property
    def said(self) -> list[tuple[str, str]]:
        """The questions of the checks with their answers."""
        return [
            (str(Check(name).label), str(Answer(self.checks[name]).label))
            for name in Check.values
            if name in self.checks
        ]

    @property
    def is_waiting(self) -> bool:
        return self.state == ReleaseState.WAITING


class ReleaseYes(models.Model):
    """One person's yes."""

    release = models.ForeignKey(Release, models.CASCADE, related_name="yeses")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["release", "by"], name="one_yes_each")]

    def __str__(self) -> str:
        return f"{self.release}: {self.by}"


class SharingChangeQuerySet(_OfTheLibrary):
    def visible_to(self, user: Any) -> SharingChangeQuerySet:
        return self._for(user, Q(pk__in=[]))


class SharingChange(models.Model):
    """One line of the log: what went from where to where, when, by whom, under which licence."""

    resource = models.ForeignKey(ResourcePage, models.SET_NULL, null=True, related_name="sharing_changes")
    community = models.ForeignKey(Community, models.CASCADE, related_name="sharing_changes")
    title = models.CharField(max_length=255)
    before = models.CharField(max_length=12, choices=Sharing.choices)
    to = models.CharField(max_length=12, choices=Sharing.choices)
    licence = models.CharField(max_length=20, choices=Licence.choices, blank=True)
    partners = models.CharField(max_length=1000, blank=True)  # their names on that day
    # A release leads to one step at most.
    release = models.OneToOneField(Release, models.SET_NULL, null=True, related_name="change")
    by = _person()
    at = models.DateTimeField(default=timezone.now)
    reason = models.CharField(max_length=300, blank=True)

    objects = SharingChangeQuerySet.as_manager()

    class Meta:
        verbose_name = _("change of sharing")
        verbose_name_plural = _("log of sharing")
        indexes = [models.Index(fields=["community", "-at", "-id"], name="sharing_log")]

    def __str__(self) -> str:
        return f"{self.title}: {self.before} → {self.to}"

    @property
    def is_outward(self) -> bool:
        return Sharing(self.to).reach > Sharing(self.before).reach
