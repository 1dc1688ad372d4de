"""A case for action: somebody proposes a community, with its reasons."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from communities.enums import CaseState, Role
from communities.models.communities import Community


class CaseQuerySet(models.QuerySet["Case"]):
    def visible_to(self, user: Any) -> CaseQuerySet:
        """One's own; those handed in also for administrators and for the sponsor who is named."""
        if not user.is_authenticated:
            return self.none()
        handed_in = ~Q(state__in=[CaseState.DRAFT, CaseState.WITHDRAWN])
        if user.is_superuser:
            return self.filter(Q(author=user) | handed_in)
        return self.filter(Q(author=user) | (handed_in & Q(sponsor=user)))

    def waiting(self) -> CaseQuerySet:
        return self.filter(state=CaseState.SUBMITTED)


def _person(name: str, label: Any) -> Any:
    return models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name=f"{name}_cases", verbose_name=label
    )  # fmt: skip


class Case(models.Model):
    """Why a community is worth having, for whom, and who would hold it together."""

    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="cases")
    name = models.CharField(_("topic"), max_length=100)
    tagline = models.CharField(_("in one sentence"), max_length=200, blank=True)
    audience = models.CharField(_("for whom"), max_length=200, blank=True)
    practice = models.TextField(_("the practice to improve"), max_length=2000, blank=True)
    why_now = models.TextField(_("why now"), max_length=2000, blank=True)
    objectives = models.TextField(_("what it wants to reach"), max_length=2000, blank=True)
    coordinator = _person("coordinator", Role.COORDINATOR.label)
    facilitator = _person("facilitator", Role.FACILITATOR.label)
    expert = _person("expert", Role.EXPERT.label)
    knowledge_manager = _person("knowledge_manager", Role.KNOWLEDGE_MANAGER.label)
    sponsor = _person("sponsored", _("sponsor"))
    is_lasting = models.BooleanField(null=True)
    is_voluntary = models.BooleanField(null=True)
    has_practice = models.BooleanField(null=True)
    is_mutual = models.BooleanField(null=True)
    is_open_ended = models.BooleanField(null=True)
    state = models.CharField(max_length=10, choices=CaseState.choices, default=CaseState.DRAFT)
    submitted_at = models.DateTimeField(null=True, blank=True)
    community = models.OneToOneField(Community, models.SET_NULL, null=True, blank=True, related_name="case")
    created_at = models.DateTimeField(db_default=Now())
    updated_at = models.DateTimeField(auto_now=True)
    key = models.CharField(max_length=64, blank=True, default="", db_default="", editable=False)

    objects = CaseQuerySet.as_manager()

    TEXTS = ("name", "tagline", "audience", "practice", "why_now", "objectives")
    ANSWERS = ("is_lasting", "is_voluntary", "has_practice", "is_mutual", "is_open_ended")

    class Meta:
        verbose_name = _("case for a community")
        verbose_name_plural = _("cases for communities")
        ordering = ["-updated_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="case_handed_in_on_a_day",
                condition=~Q(state__in=["submitted", "approved", "returned"]) | Q(submitted_at__isnull=False),
            ),
            models.CheckConstraint(
                name="only_an_approved_case_has_a_community",
                condition=Q(community=None) | Q(state="approved"),
            ),
            models.UniqueConstraint(fields=["author", "key"], name="case_begun_once", condition=~Q(key="")),
        ]
        indexes = [models.Index(fields=["submitted_at"], name="case_waiting", condition=Q(state="submitted"))]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("case", args=[self.pk])

    @property
    def is_editable(self) -> bool:
        return self.state in (CaseState.DRAFT, CaseState.RETURNED)

    @property
    def people_named(self) -> list[tuple[Role, Any]]:
        """Who is proposed for the four roles, as far as anybody is."""
        return [(role, person) for role in Role if (person := getattr(self, role.value))]

    @property
    def answers(self) -> dict[str, bool | None]:
        return {name: getattr(self, name) for name in self.ANSWERS}


class CaseDecision(models.Model):
    """What somebody decided about a case, with a comment. A case may be returned and come again."""

    case = models.ForeignKey(Case, models.CASCADE, related_name="decisions")
    approved = models.BooleanField()
    comment = models.TextField(_("comment"), max_length=2000, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField(db_default=Now())

    class Meta:
        verbose_name = _("decision on a case")
        verbose_name_plural = _("decisions on cases")
        ordering = ["at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["case"], name="approved_once", condition=Q(approved=True))
        ]

    def __str__(self) -> str:
        return f"{self.case}: {self.at:%Y-%m-%d}"
