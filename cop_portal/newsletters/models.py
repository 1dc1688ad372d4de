"""Newsletters: an issue, what stands in it, and the letters it was sent as."""

from __future__ import annotations

import datetime
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.urls import reverse
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from communities.enums import Capability
from communities.models import Community, Membership, readable_q
from communities.queries.events import hours
from cop_portal.foundation.mail.models import Letter
from cop_portal.foundation.permissions import is_system
from cop_portal.foundation.ui.times import day_text
from cop_portal.newsletters.enums import Section, State


class IssueQuerySet(models.QuerySet["Issue"]):
    def sent(self) -> IssueQuerySet:
        return self.filter(state=State.SENT)

    def drafts(self) -> IssueQuerySet:
        return self.filter(state=State.DRAFT)

    def editable_by(self, user: Any) -> IssueQuerySet:
        """Drafts of communities in which this person edits the newsletter."""
        drafts = self.drafts()
        if is_system(user) or getattr(user, "is_superuser", False):
            return drafts
        if not user.is_authenticated:
            return drafts.none()
        editors = Membership.objects.with_capability(Capability.EDIT_NEWSLETTER).filter(user_id=user.pk)
        return drafts.filter(community__in=editors.values("community"))

    def visible_to(self, user: Any) -> IssueQuerySet:
        """Sent issues for those who may read the community; the draft for its editors; no skipped one."""
        return self.filter(
            (Q(state=State.SENT) & readable_q(user, "community__"))
            | Q(pk__in=Issue.objects.editable_by(user).values("pk"))
        )


class Issue(models.Model):
    """One newsletter of a community. A week has one, and there is one draft at a time."""

    community = models.ForeignKey(
        Community, models.CASCADE, related_name="newsletters", verbose_name=_("community")
    )
    # The week for which it was last put together, as 2026-W47; skipped ones have no number.
    week = models.CharField(_("week"), max_length=8)
    number = models.PositiveIntegerField(_("number"), null=True)
    state = models.CharField(_("state"), max_length=8, choices=State.choices, default=State.DRAFT)
    subject = models.CharField(_("subject"), max_length=120, blank=True)
    intro = models.TextField(_("opening words"), max_length=4000, blank=True)
    intro_html = models.TextField(editable=False, blank=True)
    revision = models.PositiveIntegerField(default=1)
    edited_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", verbose_name=_("edited by")
    )
    composed_at = models.DateTimeField(_("composed"), db_default=Now())
    sent_at = models.DateTimeField(_("sent"), null=True)
    sent_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", verbose_name=_("sent by")
    )

    objects = IssueQuerySet.as_manager()

    class Meta:
        verbose_name = _("newsletter")
        verbose_name_plural = _("newsletters")
        constraints = [
            models.UniqueConstraint(fields=["community", "week"], name="newsletter_once_a_week"),
            models.UniqueConstraint(fields=["community", "number"], name="newsletter_number"),
            models.UniqueConstraint(
                fields=["community"], name="newsletter_one_draft", condition=Q(state="draft")
            ),
            models.CheckConstraint(
                name="newsletter_sent_has_date", condition=~Q(state="sent") | Q(sent_at__isnull=False)
            ),
        ]
        indexes = [
            models.Index(
                fields=["community", "-sent_at", "-id"],
                name="newsletter_archive",
                condition=Q(state="sent"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.community}: {self.title}"

    @property
    def title(self) -> str:
        """What the issue is called in lists."""
        return self.subject or gettext("Newsletter of week %(week)s") % {"week": self.week[-2:]}

    @property
    def is_draft(self) -> bool:
        return self.state == State.DRAFT

    def get_absolute_url(self) -> str:
        return reverse("newsletter", args=[self.community.slug, self.number])

    def get_edit_url(self) -> str:
        return reverse("newsletter_edit", args=[self.community.slug, self.number])


class ItemQuerySet(models.QuerySet["Item"]):
    def visible_to(self, user: Any) -> ItemQuerySet:
        """What stands in issues this person may see; a sent issue shows what was included."""
        seen = Issue.objects.visible_to(user)
        return self.filter(issue__in=seen.values("pk")).filter(Q(included=True) | Q(issue__state=State.DRAFT))

    def waiting(self) -> ItemQuerySet:
        """Candidates for the next draft."""
        return self.filter(issue=None)


class Item(models.Model):
    """One thing that an issue may tell of. Without an issue it waits for the next draft."""

    community = models.ForeignKey(Community, models.CASCADE, related_name="+")
    issue = models.ForeignKey(Issue, models.CASCADE, null=True, related_name="items")
    section = models.CharField(_("section"), max_length=14, choices=Section.choices)
    position = models.PositiveIntegerField(_("order"), default=0)
    # What it tells of, by name and number: the newsletter keeps its words, not the thing.
    target_type = models.CharField(max_length=60)
    target_id = models.BigIntegerField()
    title = models.CharField(_("title"), max_length=250, blank=True)
    url = models.CharField(max_length=300)
    text = models.CharField(max_length=600, blank=True)
    by = models.CharField(max_length=120, blank=True)
    until = models.DateField(null=True)
    count = models.PositiveIntegerField(null=True)
    included = models.BooleanField(_("included"), default=True)
    note = models.CharField(_("note"), max_length=300, blank=True)
    added_at = models.DateTimeField(db_default=Now())

    # The resource it tells of, where a query brought it along (queries.items_of).
    resource: Any = None
    # The event, likewise: its hours are those of today, should it have been moved.
    event: Any = None

    objects = ItemQuerySet.as_manager()

    class Meta:
        verbose_name = _("item of a newsletter")
        verbose_name_plural = _("items of newsletters")
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["issue", "target_type", "target_id"], name="newsletter_item_once"
            ),
            models.UniqueConstraint(
                fields=["community", "target_type", "target_id"],
                name="newsletter_candidate_once",
                condition=Q(issue=None),
            ),
        ]

    def __str__(self) -> str:
        return self.heading

    @property
    def heading(self) -> str:
        """The title; what is only a figure says it in the reader's language."""
        if self.section == Section.PEOPLE and self.count is not None:
            return ngettext("%(count)s person joined", "%(count)s people joined", self.count) % {
                "count": self.count
            }
        return self.title

    @property
    def fact(self) -> str:
        """The one fact beside the title: until when it is open, who asks, what trust it has."""
        if self.resource is not None:
            return f"{self.resource.type_label}. {self.resource.trust_text}"
        if self.event is not None:
            # By the clock of its own place: a letter does not know where it is read.
            place = f", {self.event.place}" if self.event.place else ""
            return f"{hours(*self.event.local_times())} ({self.event.zone}){place}"
        if self.until is not None:
            words = (
                gettext("Until %(day)s")
                if self.section == Section.ANNOUNCEMENTS
                else gettext("Open until %(day)s")
            )
            return words % {"day": day_text(self.until)}
        if self.section == Section.QUESTIONS and self.by:
            return gettext("%(name)s asks") % {"name": self.by}
        return gettext("by %(name)s") % {"name": self.by} if self.by else ""

    @property
    def action(self) -> str:
        """What its link says in a letter."""
        words = {
            Section.ANNOUNCEMENTS: gettext("Read the announcement"),
            Section.EVENTS: gettext("See what it is about, and say whether you come"),
            Section.MET: gettext("Read how it went"),
            Section.CONCLUDED: gettext("Read the synthesis"),
            Section.OPEN: gettext("Contribute"),
            Section.QUESTIONS: gettext("Answer"),
            Section.LIBRARY: gettext("Open it in the library"),
            Section.CONVERSATIONS: gettext("Read the discussion"),
            Section.PEOPLE: gettext("See who belongs to the community"),
        }
        return words[Section(self.section)]

    @property
    def full_url(self) -> str:
        """The address as a letter needs it."""
        return self.url if "://" in self.url else settings.PORTAL_URL + self.url


class IssueLetter(models.Model):
    """An issue as it was sent to the readers of one language: rendered once and kept.

    Where something in it was hidden before all had it, those who waited get the next number.
    """

    issue = models.ForeignKey(Issue, models.CASCADE, related_name="letters")
    language = models.CharField(max_length=10)
    number = models.PositiveSmallIntegerField(default=1, db_default=1)
    letter = models.OneToOneField(Letter, models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("letter of a newsletter")
        verbose_name_plural = _("letters of newsletters")
        constraints = [
            models.UniqueConstraint(fields=["issue", "language", "number"], name="newsletter_letter_once")
        ]

    def __str__(self) -> str:
        return f"{self.issue_id} ({self.language})"


def week_of(day: datetime.date) -> str:
    """The ISO week of a day, as 2026-W47."""
    year, week, _weekday = day.isocalendar()
    return f"{year}-W{week:02d}"
