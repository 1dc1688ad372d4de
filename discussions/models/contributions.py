"""A contribution: what one person said in a discussion."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from communities.models import Community, readable_q
from cop_portal.foundation.activity.models import Channel
from discussions.enums import Phase
from discussions.models.discussions import Discussion, shown_q

PAGE_SIZE = 20


class ContributionQuerySet(models.QuerySet["Contribution"]):
    def visible_to(self, user: Any) -> ContributionQuerySet:
        """Contributions to discussions this person may read, those withdrawn left out.

        What is hidden is for its author and those who moderate.
        """
        rows = self.filter(readable_q(user, "community__"), withdrawn_at=None)
        if getattr(user, "is_superuser", False) or getattr(user, "is_system", False):
            return rows
        return rows.exclude(discussion__phase=Phase.BRIEF).filter(
            shown_q(user), shown_q(user, "discussion__", "discussion__community__")
        )

    def standing(self) -> ContributionQuerySet:
        """What counts as said: neither withdrawn nor hidden."""
        return self.filter(withdrawn_at=None, hidden_at=None)


class Contribution(models.Model):
    """One person's text in a discussion, numbered in the order of arrival."""

    discussion = models.ForeignKey(Discussion, models.CASCADE, related_name="contributions")
    community = models.ForeignKey(Community, models.CASCADE, related_name="contributions")
    number = models.PositiveIntegerField(_("number"))
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        related_name="contributions",
        verbose_name=_("by"),
    )
    # Where the author worked on that day: figures by office stay true when people move.
    office = models.ForeignKey("accounts.Office", models.SET_NULL, null=True, related_name="+")
    parent = models.ForeignKey("self", models.SET_NULL, null=True, blank=True, related_name="replies")
    parent_number = models.PositiveIntegerField(null=True)
    question_number = models.PositiveSmallIntegerField(_("on question"), null=True, blank=True)
    body = models.TextField(_("text"))
    body_html = models.TextField(editable=False)
    quoted = models.TextField(editable=False, blank=True)
    word_count = models.PositiveIntegerField(default=0, editable=False)
    roles = models.CharField(max_length=40, blank=True, editable=False)
    useful_count = models.PositiveIntegerField(default=0, editable=False)
    used_count = models.PositiveIntegerField(default=0, db_default=0, editable=False)
    attachment_count = models.PositiveSmallIntegerField(default=0, editable=False)
    created_at = models.DateTimeField(_("written"), db_default=Now())
    edited_at = models.DateTimeField(null=True)
    withdrawn_at = models.DateTimeField(null=True)
    # What stood at this number went to another discussion; here its place is kept.
    moved_to = models.ForeignKey(
        "self", models.SET_NULL, null=True, blank=True, related_name="+", editable=False
    )
    # Hidden by a facilitator: its number stays, its text is for its author and those who moderate.
    hidden_at = models.DateTimeField(_("hidden"), null=True, editable=False)
    hidden_why = models.CharField(
        _("why it is hidden"), max_length=500, default="", db_default="", editable=False
    )
    channel = models.CharField(max_length=10, choices=Channel.choices, default=Channel.WEB)
    language = models.CharField(max_length=10, blank=True)
    key = models.CharField(max_length=64, blank=True, editable=False)
    search = SearchVectorField(null=True, editable=False)

    objects = ContributionQuerySet.as_manager()

    class Meta:
        verbose_name = _("contribution")
        verbose_name_plural = _("contributions")
        constraints = [
            models.UniqueConstraint(fields=["discussion", "number"], name="contribution_number"),
            # A double click, a second delivery of a mail, a second run of an import: one contribution.
            models.UniqueConstraint(
                fields=["discussion", "key"], name="contribution_key", condition=~Q(key="")
            ),
        ]
        indexes = [
            models.Index(fields=["author", "created_at"], name="contribution_of_author"),
            models.Index(fields=["community", "created_at"], name="contribution_of_community"),
            models.Index(
                fields=["author", "community"],
                name="contribution_hidden",
                condition=Q(hidden_at__isnull=False),
            ),
            GinIndex(fields=["search"], name="contribution_search", fastupdate=False),
        ]

    def __str__(self) -> str:
        return f"{self.discussion} {self.number}"

    @property
    def page(self) -> int:
        return page_of(self.number)

    @property
    def mail_thread(self) -> str:
        """The thread that mail about it belongs to: its discussion's."""
        return f"discussion.{self.discussion_id}"

    def get_absolute_url(self) -> str:
        return address_of(self.discussion, self.number)


def address_of(discussion: Discussion, number: int) -> str:
    """Where the contribution of that number stands; 0 is the text that begins the discussion."""
    base, page = discussion.get_absolute_url(), page_of(number)
    if not number:
        return base
    return f"{base}?page={page}#c{number}" if page > 1 else f"{base}#c{number}"


def page_of(number: int) -> int:
    """The page on which the contribution of that number stands."""
    return (max(number, 1) - 1) // PAGE_SIZE + 1


def numbers_of(page: int) -> tuple[int, int]:
    """The first and the last number that stand on a page."""
    return (page - 1) * PAGE_SIZE + 1, page * PAGE_SIZE


class Useful(models.Model):
    """One person found one contribution useful."""

    contribution = models.ForeignKey(Contribution, models.CASCADE, related_name="useful_marks")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [models.UniqueConstraint(fields=["contribution", "user"], name="useful_once")]

    def __str__(self) -> str:
        return f"{self.user_id} ↑ {self.contribution_id}"


class ContributionEdit(models.Model):
    """What a contribution said before it was changed."""

    contribution = models.ForeignKey(Contribution, models.CASCADE, related_name="edits")
    body = models.TextField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField(db_default=Now())

    class Meta:
        ordering = ["-at"]

    def __str__(self) -> str:
        return f"{self.contribution_id} {self.at}"
