"""What a member writes for the library, from the first word until its editors have it, and again after."""

from __future__ import annotations

import uuid
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models.functions import Now
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from communities.models import Community
from knowledge_base.enums import Kind
from knowledge_base.models.media import LibraryDocument, LibraryImage
from knowledge_base.models.resources import ResourcePage


class SubmissionQuerySet(models.QuerySet["Submission"]):
    def visible_to(self, user: Any) -> SubmissionQuerySet:
        """Its author's alone. What was handed in is read by the editors as a page."""
        return self.filter(author=user) if getattr(user, "pk", None) else self.none()


class Submission(models.Model):
    """One person's form for one resource: the words as they were typed, whatever becomes of the page."""

    community = models.ForeignKey(Community, models.CASCADE, related_name="submissions")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="submissions")
    kind = models.CharField(max_length=20, choices=Kind.choices)
    words = models.JSONField(default=dict)
    # What the page said when its author began to mend it: what editors changed elsewhere since stays.
    base = models.JSONField(default=dict)
    page = models.OneToOneField(ResourcePage, models.SET_NULL, null=True, related_name="submission")
    # The part of the page's text that is its author's.
    text_block = models.UUIDField(default=uuid.uuid4, editable=False)
    changed_at = models.DateTimeField(default=timezone.now)
    handed_in_at = models.DateTimeField(null=True)

    objects = SubmissionQuerySet.as_manager()

    class Meta:
        verbose_name = _("submission")
        verbose_name_plural = _("submissions")
        ordering = ["-changed_at", "-pk"]
        indexes = [models.Index(fields=["author", "-changed_at"], name="submission_of_author")]

    def __str__(self) -> str:
        return self.words.get("title", "") or str(self.get_kind_display())  # type: ignore[attr-defined]

    def get_absolute_url(self) -> str:
        return reverse("submission", args=[self.pk])

    @property
    def has_changes(self) -> bool:
        """Whether its author typed something that the page does not have."""
        return self.handed_in_at is None or self.changed_at > self.handed_in_at

    def block(self, name: str) -> str:
        """The id of a part of the page's text that comes from the form."""
        return str(self.text_block if name == "text" else uuid.uuid5(self.text_block, name))


class SubmissionFile(models.Model):
    """A file of a submission, checked before it was stored. Handed in, it lies in the community's collection."""

    submission = models.ForeignKey(Submission, models.CASCADE, related_name="files")
    file = models.FileField(upload_to="submissions/%Y/%m/", blank=True)
    name = models.CharField(max_length=150)
    content_type = models.CharField(max_length=100)
    size = models.PositiveIntegerField()
    image = models.ForeignKey(LibraryImage, models.SET_NULL, null=True, related_name="+")
    document = models.ForeignKey(LibraryDocument, models.SET_NULL, null=True, related_name="+")
    # Taken out by its author; the page loses it when the submission is handed in again.
    removed = models.BooleanField(default=False)
    at = models.DateTimeField(db_default=Now())

    class Meta:
        verbose_name = _("file of a submission")
        verbose_name_plural = _("files of a submission")
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.name

    @property
    def is_picture(self) -> bool:
        return self.content_type.startswith("image/")
