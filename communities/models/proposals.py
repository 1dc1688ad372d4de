"""Members propose a change to their community; it runs for a stated time by a stated method."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from communities.enums import BallotChoice, ProposalAbout, ProposalMethod, ProposalState
from communities.models.communities import Community, readable_q


class ProposalQuerySet(models.QuerySet["Proposal"]):
    def visible_to(self, user: Any) -> ProposalQuerySet:
        return self.filter(readable_q(user, "community__"))

    def running(self) -> ProposalQuerySet:
        return self.filter(state=ProposalState.RUNNING)


class Proposal(models.Model):
    """A change that a member proposes, with its reasons, its result and the day it is looked at again."""

    community = models.ForeignKey(Community, models.CASCADE, related_name="proposals")
    title = models.CharField(_("what is proposed"), max_length=150)
    text = models.TextField(_("how, and why"), max_length=4000)
    about = models.CharField(_("about"), max_length=10, choices=ProposalAbout.choices)
    method = models.CharField(
        _("how it is decided"), max_length=10, choices=ProposalMethod.choices, default=ProposalMethod.CONSENT
    )
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="proposals")
    opened_at = models.DateTimeField(db_default=Now())
    closes_at = models.DateTimeField(_("closes"))
    quorum = models.PositiveIntegerField(_("least number who take part"), default=1)
    state = models.CharField(max_length=12, choices=ProposalState.choices, default=ProposalState.RUNNING)
    counts = models.JSONField(default=dict, editable=False)  # choice -> number, when it closed
    closed_at = models.DateTimeField(null=True, blank=True)
    result = models.TextField(_("what follows from it"), max_length=2000, blank=True)
    review_on = models.DateField(_("looked at again on"), null=True, blank=True)
    key = models.CharField(max_length=64, blank=True, editable=False)

    objects = ProposalQuerySet.as_manager()

    class Meta:
        verbose_name = _("proposal")
        verbose_name_plural = _("proposals")
        ordering = ["-opened_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="proposal_closes_after_it_opens", condition=Q(closes_at__gt=F("opened_at"))
            ),
            models.CheckConstraint(
                name="proposal_ended_on_a_day", condition=Q(state="running") | Q(closed_at__isnull=False)
            ),
            models.UniqueConstraint(
                fields=["community", "by", "key"], name="proposed_once", condition=~Q(key="")
            ),
        ]
        indexes = [models.Index(fields=["closes_at"], name="proposal_running", condition=Q(state="running"))]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("proposal", args=[self.community.slug, self.pk])

    @property
    def is_due_again(self) -> bool:
        """Whether the day to look at it again has come, where its community is."""
        return self.review_on is not None and self.review_on <= self.community.today

    @property
    def choices(self) -> list[BallotChoice]:
        return BallotChoice.of(self.method)


class Ballot(models.Model):
    """One person's word on one proposal; it may change until the proposal closes."""

    proposal = models.ForeignKey(Proposal, models.CASCADE, related_name="ballots")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="ballots")
    choice = models.CharField(max_length=10, choices=BallotChoice.choices)
    reason = models.CharField(_("why"), max_length=500, blank=True)
    at = models.DateTimeField(auto_now=True)

    class Meta:
        verbose_name = _("ballot")
        verbose_name_plural = _("ballots")
        constraints = [
            models.UniqueConstraint(fields=["proposal", "user"], name="one_ballot"),
            models.CheckConstraint(
                name="an_objection_has_a_reason", condition=~Q(choice="objection") | ~Q(reason="")
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user}: {self.proposal}"
