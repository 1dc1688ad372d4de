"""What those who lead a community have to say to all of its members."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from communities.enums import AnnouncementState, Capability
from communities.models.communities import Community, readable_q
from communities.models.memberships import Membership
from cop_portal.foundation.permissions import is_system
from cop_portal.foundation.text import render


class AnnouncementQuerySet(models.QuerySet["Announcement"]):
    def sent(self) -> AnnouncementQuerySet:
        return self.filter(state=AnnouncementState.SENT)

    def writable_by(self, user: Any) -> AnnouncementQuerySet:
        """Those of communities in which this person announces."""
        if is_system(user) or getattr(user, "is_superuser", False):
            return self
        if not user.is_authenticated:
            return self.none()
        writers = Membership.objects.with_capability(Capability.ANNOUNCE).filter(user_id=user.pk)
        return self.filter(community__in=writers.values("community"))

    def visible_to(self, user: Any) -> AnnouncementQuerySet:
        """What was sent, for those who may read the community; drafts and withdrawn ones for its writers."""
        own = Announcement.objects.writable_by(user).values("pk")
        return self.filter(
            (Q(state=AnnouncementState.SENT) & readable_q(user, "community__")) | Q(pk__in=own)
        )


class Announcement(models.Model):
    """A title and a text. It is sent once; what is changed later reaches whoever opens it."""

    community = models.ForeignKey(
        Community, models.CASCADE, related_name="announcements", verbose_name=_("community")
    )
    title = models.CharField(_("title"), max_length=150)
    body = models.TextField(_("text"), max_length=8000)
    body_html = models.TextField(editable=False, blank=True)
    until = models.DateField(_("on the community’s page until"), null=True, blank=True)
    urgent = models.BooleanField(_("urgent"), default=False)
    state = models.CharField(
        _("state"), max_length=10, choices=AnnouncementState.choices, default=AnnouncementState.DRAFT
    )
    # What somebody looked at before sending is what is sent.
    revision = models.PositiveIntegerField(default=1, editable=False)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", verbose_name=_("by")
    )
    created_at = models.DateTimeField(db_default=Now())
    sent_at = models.DateTimeField(_("sent"), null=True, blank=True)
    edited_at = models.DateTimeField(_("changed after sending"), null=True, blank=True)
    withdrawn_at = models.DateTimeField(_("withdrawn"), null=True, blank=True)
    # The form and the words it was begun with: sent twice, they are one.
    key = models.CharField(max_length=64, blank=True, default="", db_default="", editable=False)

    objects = AnnouncementQuerySet.as_manager()

    class Meta:
        verbose_name = _("announcement")
        verbose_name_plural = _("announcements")
        ordering = ["-sent_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="announcement_sent_has_date",
                condition=Q(state="draft", sent_at=None) | (~Q(state="draft") & Q(sent_at__isnull=False)),
            ),
            models.CheckConstraint(
                name="announcement_withdrawn_has_date",
                condition=Q(state="withdrawn", withdrawn_at__isnull=False)
                | (~Q(state="withdrawn") & Q(withdrawn_at=None)),
            ),
            models.UniqueConstraint(
                fields=["community", "key"],
                name="announcement_begun_once",
                condition=~Q(key="") & Q(withdrawn_at=None),
            ),
        ]
        indexes = [models.Index(fields=["community", "-sent_at", "-id"], name="announcement_newest")]

    def __str__(self) -> str:
        return self.title

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.body_html = render(self.body)
        super().save(*args, **kwargs)

    def get_absolute_url(self) -> str:
        return reverse("announcement", args=[self.community.slug, self.pk])

    @property
    def is_draft(self) -> bool:
        return self.state == AnnouncementState.DRAFT

    @property
    def is_sent(self) -> bool:
        return self.state == AnnouncementState.SENT
