"""A publication: an issue that an editor assembles from what the libraries hold."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.panels import FieldPanel
from wagtail.models import Page, WorkflowState

from communities.enums import Capability
from communities.permissions import standing
from cop_portal.foundation.text import render
from knowledge_base.enums import Kind, PieceKind
from knowledge_base.models.resources import ResourcePage
from knowledge_base.models.trees import OneGateTester


class SecondPersonTester(OneGateTester):
    """Whoever assembled an issue, or changed it last, does not publish it, whatever their role.

    Everybody else who makes issues here, or reviews what goes into the library, may.
    """

    def can_publish(self) -> bool:
        if self.user.pk in self.page.hands:
            return False
        who = standing(self.user, self.page.community)
        reviews = who.has(Capability.EDIT_PUBLICATIONS) or who.has(Capability.REVIEW_RESOURCES)
        return reviews or super().can_publish()


class PublicationPage(ResourcePage):
    """One issue: its editorial, its pieces in their order. What it holds is frozen when it comes out."""

    issue = models.CharField(gettext_lazy("issue"), max_length=60, blank=True)
    editorial = models.TextField(gettext_lazy("editorial"), blank=True, max_length=8000)
    editor = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, editable=False, related_name="+"
    )
    frozen_at = models.DateTimeField(null=True, editable=False)
    download_count = models.PositiveIntegerField(default=0, editable=False)

    own_kind = Kind.PUBLICATION
    # It begins on the portal, where its pieces are put together.
    is_creatable = False
    content_panels = [
        *Page.content_panels,
        FieldPanel("issue"),
        *ResourcePage.before_panels,
        FieldPanel("editorial"),
        FieldPanel("sharing"),
    ]
    KEPT_HERE = ("editor", "frozen_at", "download_count")

    class Meta:
        verbose_name = gettext_lazy("publication")
        verbose_name_plural = gettext_lazy("publications")

    def _keep_what_happened(self) -> None:
        super()._keep_what_happened()
        names = [self._meta.get_field(name).attname for name in self.KEPT_HERE]  # type: ignore[union-attr]
        rows = PublicationPage.objects.filter(pk=self.pk).values(*names)
        for name, value in (rows.first() or {}).items() if self.pk else ():
            setattr(self, name, value)

    def with_content_json(self, content: dict[str, Any]) -> PublicationPage:
        page = super().with_content_json(content)
        for name in self.KEPT_HERE:
            setattr(page, name, getattr(self, name))
        return page  # type: ignore[return-value]

    def permissions_for_user(self, user: Any) -> SecondPersonTester:
        return SecondPersonTester(user, self)

    def get_template(self, request: HttpRequest, *args: Any, **kwargs: Any) -> str:
        return "knowledge_base/publication.html"

    def get_preview_template(self, request: HttpRequest, mode_name: str) -> str:
        return "knowledge_base/publication.html"

    def sections(self) -> list[tuple[str, Any]]:
        return [(_("Issue"), self.issue), (_("Editorial"), self.editorial)]

    @property
    def editorial_html(self) -> str:
        return render(self.editorial, headings=True)

    @property
    def hands(self) -> set[int]:
        """Who put it together: none of them approves it."""
        revision = self.latest_revision
        return {pk for pk in (self.editor_id, revision.user_id if revision else None) if pk}

    @property
    def was_handed_in(self) -> bool:
        """Whether its last handing in stands: it waits, or was approved."""
        last = self.workflow_states.order_by("-pk").first()
        return last is not None and last.status in (
            WorkflowState.STATUS_IN_PROGRESS,
            WorkflowState.STATUS_APPROVED,
        )

    @property
    def waits(self) -> bool:
        """Whether it was handed in and has no answer yet."""
        state = self.current_workflow_state
        return state is not None and state.status == WorkflowState.STATUS_IN_PROGRESS


class Piece(models.Model):
    """A part of an issue, at its place: a section, a text, a resource, a figure."""

    publication = models.ForeignKey(PublicationPage, models.CASCADE, related_name="pieces")
    number = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=10, choices=PieceKind.choices)
    resource = models.ForeignKey(ResourcePage, models.SET_NULL, null=True, related_name="printed_in")
    figure = models.CharField(max_length=40, blank=True)
    title = models.CharField(gettext_lazy("heading"), max_length=200, blank=True)
    text = models.TextField(gettext_lazy("text"), max_length=6000, blank=True)
    # What it said on the day the issue came out: later changes of the resource do not change the issue.
    frozen = models.JSONField(null=True)

    class Meta:
        verbose_name = gettext_lazy("part of a publication")
        verbose_name_plural = gettext_lazy("parts of publications")
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(
                fields=["publication", "number"], name="piece_number", deferrable=models.Deferrable.DEFERRED
            ),
            models.UniqueConstraint(
                fields=["publication", "resource"], name="printed_once", condition=Q(resource__isnull=False)
            ),
            models.UniqueConstraint(
                fields=["publication", "figure"], name="figure_printed_once", condition=~Q(figure="")
            ),
        ]

    def __str__(self) -> str:
        return f"{self.publication_id} {self.number}"


class Paper(models.Model):
    """An issue set as PDF, with those of its pieces that its readers may see. Made once by the worker."""

    publication = models.ForeignKey(PublicationPage, models.CASCADE, related_name="papers")
    # Names the pieces and the day of the text: another key is another paper.
    key = models.CharField(max_length=64)
    pieces = models.JSONField(default=list)
    file = models.FileField(upload_to="publications/", blank=True)
    wanted_at = models.DateTimeField(db_default=Now())
    tries = models.PositiveSmallIntegerField(default=0, db_default=0)

    class Meta:
        verbose_name = gettext_lazy("PDF of a publication")
        verbose_name_plural = gettext_lazy("PDFs of publications")
        constraints = [models.UniqueConstraint(fields=["publication", "key"], name="one_paper")]

    def __str__(self) -> str:
        return f"{self.publication_id} {self.key[:8]}"
