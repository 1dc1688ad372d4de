"""A spreadsheet that is to be imported into a library: taken up by a page, carried out once by the worker."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from communities.enums import Capability
from communities.models import Community
from communities.queries.memberships import communities_where
from cop_portal.foundation.permissions import is_system


class InventoryFileQuerySet(models.QuerySet["InventoryFile"]):
    def visible_to(self, user: Any) -> InventoryFileQuerySet:
        """For those who look after the library."""
        if is_system(user):
            return self
        return self.filter(community__in=communities_where(user, Capability.CURATE))

    def open(self) -> InventoryFileQuerySet:
        """What was taken up and has no end yet; a worker may have begun it and been killed."""
        return self.filter(state__in=InventoryFile.OPEN)


class InventoryFile(models.Model):
    """What it holds is forgotten when it is done or refused; what came of it stays."""

    class State(models.TextChoices):
        TRYING = "trying", _("is being tried")
        TRIED = "tried", _("was tried")
        WAITING = "waiting", _("waits")
        RUNNING = "running", _("is being imported")
        DONE = "done", _("imported")
        REFUSED = "refused", _("not imported")

    OPEN = (State.WAITING, State.RUNNING)

    community = models.ForeignKey(Community, models.CASCADE, related_name="inventory_files")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    text = models.TextField(blank=True)
    # What is large: CSV packed by gzip, or a workbook (inventory_sources.Source).
    packed = models.BinaryField(default=b"", db_default=b"", blank=True)
    without_faulty = models.BooleanField(default=False)
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    # How often it was begun since it last got further.
    tries = models.PositiveSmallIntegerField(default=0, db_default=0)
    # So many of its rows are through: written, left out, or nothing to do.
    through = models.PositiveIntegerField(default=0, db_default=0)
    # How many rows were new, changed, the same and left out.
    outcome = models.JSONField(default=dict, blank=True)
    # Rows with what is wrong with them, in the words of who handed it in: line, key, title, said.
    faults = models.JSONField(default=list, blank=True)
    # Of a trial run: the first rows that would do something, headings that are no column.
    trial = models.JSONField(default=dict, db_default=models.Value({}, models.JSONField()), blank=True)
    # Why nothing was done, where it is not for its rows.
    trouble = models.CharField(max_length=500, blank=True)
    created_at = models.DateTimeField(db_default=Now())
    started_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)

    objects = InventoryFileQuerySet.as_manager()

    class Meta:
        verbose_name = _("file of an inventory")
        verbose_name_plural = _("files of inventories")
        constraints = [
            models.UniqueConstraint(
                fields=["community"],
                condition=Q(state__in=["waiting", "running"]),
                name="one_inventory_file_at_a_time",
            )
        ]
        indexes = [models.Index(fields=["community", "-id"], name="inventory_file_newest")]

    def __str__(self) -> str:
        return f"{self.community_id} {self.state}"

    @property
    def is_open(self) -> bool:
        return self.state in self.OPEN

    @property
    def is_at_work(self) -> bool:
        """Whether the worker has it, for a trial or in earnest."""
        return self.is_open or self.state == self.State.TRYING

    @property
    def source(self) -> str | bytes:
        return bytes(self.packed) or self.text

    @source.setter
    def source(self, source: str | bytes) -> None:
        self.packed, self.text = (source, "") if isinstance(source, bytes) else (b"", source)

    @property
    def would_do(self) -> int:
        """How many rows a trial run found that would do something."""
        return int(self.outcome.get("new", 0) + self.outcome.get("changed", 0))

    @property
    def more_faults(self) -> int:
        """How many rows have faults beside those that are told one by one."""
        return max(0, int(self.outcome.get("fault", 0)) - len(self.faults))
