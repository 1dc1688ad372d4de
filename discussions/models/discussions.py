"""A discussion: a conversation, a question, or a facilitated discussion with phases."""

from __future__ import annotations

import datetime
from typing import Any

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.db.models.functions import Now
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from communities.enums import Capability, Module
from communities.models import Community, Membership, readable_q
from cop_portal.foundation.activity.models import Channel
from cop_portal.foundation.text import fold
from discussions.enums import Kind, Phase, kind_in


def shown_q(user: Any, prefix: str = "", community: str = "community__") -> Q:
    """Texts that are not hidden, and hidden ones for their author and those who moderate the community.

    prefix leads to the text, community to the community ('discussion__', 'discussion__community__').
    """
    if getattr(user, "is_superuser", False) or getattr(user, "is_system", False):
        return Q()
    shown = Q(**{f"{prefix}hidden_at": None})
    if not user.is_authenticated:
        return shown
    holds = Membership.objects.with_capability(Capability.MODERATE).filter(
        user_id=user.pk, community=OuterRef(f"{community}pk")
    )
    return shown | Q(**{f"{prefix}author_id": user.pk}) | Q(Exists(holds))


class DiscussionQuerySet(models.QuerySet["Discussion"]):
    def visible_to(self, user: Any) -> DiscussionQuerySet:
        """Discussions of communities this person may read; briefs only for those who prepare them."""
        rows = self.filter(readable_q(user, "community__"), merged_into=None)
        if getattr(user, "is_superuser", False) or getattr(user, "is_system", False):
            return rows
        shown = ~Q(phase=Phase.BRIEF)
        if user.is_authenticated:
            shown |= Q(facilitator_id=user.pk) | Q(author_id=user.pk)
        return rows.filter(shown).filter(shown_q(user))

    def told(self) -> DiscussionQuerySet:
        """What everybody who may read the community may read: neither a brief nor hidden."""
        return self.exclude(phase=Phase.BRIEF).filter(hidden_at=None)

    def open(self) -> DiscussionQuerySet:
        return self.filter(closed_at=None)

    def questions(self) -> DiscussionQuerySet:
        """Where questions are in use; elsewhere they are conversations (shown_kind)."""
        off = Q(community__modules_off__contains=[Module.QUESTIONS])
        return self.filter(~off, kind=Kind.QUESTION)

    def facilitated(self) -> DiscussionQuerySet:
        return self.filter(kind=Kind.FACILITATED)


class Discussion(models.Model):
    """Something members of a community talk about, from its opening text to what became of it."""

    community = models.ForeignKey(
        Community, models.CASCADE, related_name="discussions", verbose_name=_("community")
    )
    kind = models.CharField(_("kind"), max_length=12, choices=Kind.choices)
    title = models.CharField(_("title"), max_length=200)
    folded_title = models.CharField(max_length=200, editable=False, default="")
    body = models.TextField(_("text"), blank=True)
    body_html = models.TextField(editable=False, blank=True)
    # What was cut from the mail that began it.
    quoted = models.TextField(editable=False, blank=True, db_default="")
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="discussions", verbose_name=_("by")
    )
    office = models.ForeignKey("accounts.Office", models.SET_NULL, null=True, related_name="+")
    facilitator = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="facilitated_discussions",
        verbose_name=_("facilitator"),
    )
    phase = models.CharField(_("phase"), max_length=14, choices=Phase.choices, default=Phase.CONTRIBUTIONS)
    opens_on = models.DateField(_("opens"), null=True, blank=True)
    closes_on = models.DateField(_("contributions until"), null=True, blank=True)
    synthesis_on = models.DateField(_("synthesis due"), null=True, blank=True)
    share_on = models.DateField(_("shared by"), null=True, blank=True)
    # Why the dates are others than those it opened with; empty where they are the same.
    dates_reason = models.CharField(max_length=300, blank=True, default="", db_default="", editable=False)
    answer = models.ForeignKey(
        "discussions.Contribution", models.SET_NULL, null=True, blank=True, related_name="+"
    )
    contribution_count = models.PositiveIntegerField(_("contributions"), default=0, editable=False)
    people_count = models.PositiveIntegerField(default=0, editable=False)
    office_count = models.PositiveIntegerField(default=0, editable=False)
    # The first people of the list beside the discussion, so that its page need not ask for them.
    people = models.JSONField(default=list, editable=False)
    # So many were asked in particular: none, and the page asks for nobody.
    routing_count = models.PositiveSmallIntegerField(default=0, editable=False)
    support_count = models.PositiveIntegerField(default=0, editable=False)
    last_number = models.PositiveIntegerField(default=0, editable=False)
    first_reply_at = models.DateTimeField(null=True, editable=False)
    active_at = models.DateTimeField(_("last active"), default=timezone.now)
    created_at = models.DateTimeField(_("begun"), db_default=Now())
    edited_at = models.DateTimeField(null=True, editable=False)
    closed_at = models.DateTimeField(_("closed"), null=True, blank=True)
    # Merged: its contributions stand there, its address leads there, no list shows it.
    merged_into = models.ForeignKey(
        "self", models.SET_NULL, null=True, blank=True, related_name="merged", editable=False
    )
    channel = models.CharField(max_length=10, choices=Channel.choices, default=Channel.WEB)
    language = models.CharField(max_length=10, blank=True)
    # Asked without a name: no author is kept, so that no page, search or export can tell.
    is_unnamed = models.BooleanField(_("asked without a name"), default=False, editable=False)
    # What it is about, as its author named it: experts for it are asked.
    subjects = ArrayField(
        models.CharField(max_length=60), verbose_name=_("subjects"), default=list, blank=True
    )
    # Hidden by a facilitator, with all that was said in it.
    hidden_at = models.DateTimeField(_("hidden"), null=True, editable=False)
    hidden_why = models.CharField(
        _("why it is hidden"), max_length=500, default="", db_default="", editable=False
    )
    # Locked by a facilitator: read, not added to. Closed is another thing: that is its end.
    locked_at = models.DateTimeField(_("locked"), null=True, editable=False)
    locked_why = models.CharField(
        _("why it is locked"), max_length=500, default="", db_default="", editable=False
    )
    # Minutes between two contributions of one person; none: as the community has it.
    slow_minutes = models.PositiveSmallIntegerField(_("slow mode"), null=True, editable=False)
    # Where an imported discussion came from: the same origin is imported once.
    origin = models.CharField(max_length=64, blank=True, editable=False)
    search = SearchVectorField(null=True, editable=False)

    objects = DiscussionQuerySet.as_manager()

    class Meta:
        verbose_name = _("discussion")
        verbose_name_plural = _("discussions")
        constraints = [
            models.UniqueConstraint(
                fields=["community", "origin"], name="discussion_origin", condition=~Q(origin="")
            ),
            models.CheckConstraint(
                name="unnamed_has_no_author", condition=Q(is_unnamed=False) | Q(author=None, office=None)
            ),
        ]
        indexes = [
            models.Index(fields=["community", "-active_at", "-id"], name="discussion_list"),
            models.Index(fields=["community", "kind", "-active_at", "-id"], name="discussion_list_of_kind"),
            models.Index(fields=["community", "created_at"], name="discussion_begun"),
            models.Index(fields=["kind", "phase"], name="discussion_phase"),
            models.Index(fields=["folded_title"], name="discussion_title"),
            GinIndex(fields=["search"], name="discussion_search", fastupdate=False),
            GinIndex(fields=["folded_title"], name="discussion_title_trigram", opclasses=["gin_trgm_ops"]),
        ]

    def __str__(self) -> str:
        return self.title

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.folded_title = fold(self.title)[:200]
        if kwargs.get("update_fields") and "title" in kwargs["update_fields"]:
            kwargs["update_fields"] = {*kwargs["update_fields"], "folded_title"}
        super().save(*args, **kwargs)

    def get_absolute_url(self) -> str:
        return reverse("discussion", args=[self.community.slug, self.pk])

    @property
    def is_open(self) -> bool:
        return self.closed_at is None

    @property
    def due_on(self) -> datetime.date | None:
        """The day by which the present phase should be over."""
        return due_on(
            self.phase, self.closed_at, self.opens_on, self.closes_on, self.synthesis_on, self.share_on
        )

    @property
    def pace(self) -> int:
        """Minutes between two contributions of one person; 0 where slow mode is off."""
        return self.community.slow_minutes if self.slow_minutes is None else self.slow_minutes

    @property
    def is_facilitated(self) -> bool:
        return self.kind == Kind.FACILITATED

    @property
    def shown_kind(self) -> str:
        """As what it is read and answered here."""
        return kind_in(self.kind, self.community.modules_off)

    @property
    def is_question(self) -> bool:
        return self.shown_kind == Kind.QUESTION

    @property
    def kind_label(self) -> str:
        return str(Kind(self.shown_kind).label)

    @property
    def mail_thread(self) -> str:
        """The local part of the Message-ID that all notices of this discussion refer to."""
        return f"discussion.{self.pk}"


def due_on(
    phase: str,
    concluded: datetime.datetime | None,
    opens_on: datetime.date | None,
    closes_on: datetime.date | None,
    synthesis_on: datetime.date | None,
    share_on: datetime.date | None,
) -> datetime.date | None:
    """The day by which a phase should be over: once the synthesis is published, sharing is what is due."""
    return {
        str(Phase.BRIEF): opens_on,
        str(Phase.CONTRIBUTIONS): closes_on,
        str(Phase.SUMMARY): synthesis_on,
        str(Phase.SYNTHESIS): share_on if concluded else synthesis_on,
    }.get(str(phase))


class GuidingQuestion(models.Model):
    """One of the numbered questions a facilitated discussion asks."""

    discussion = models.ForeignKey(Discussion, models.CASCADE, related_name="guiding_questions")
    number = models.PositiveSmallIntegerField()
    text = models.CharField(_("question"), max_length=300)

    class Meta:
        verbose_name = _("guiding question")
        verbose_name_plural = _("guiding questions")
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["discussion", "number"], name="guiding_question_number")
        ]

    def __str__(self) -> str:
        return f"{self.number}. {self.text}"
