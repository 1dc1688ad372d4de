"""What came from a mailing list: which message became what."""

from __future__ import annotations

from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from communities.models import Community
from discussions.models.contributions import Contribution
from discussions.models.discussions import Discussion


class ListMessage(models.Model):
    """One message of an archive, imported once into a community, whatever runs how often."""

    community = models.ForeignKey(Community, models.CASCADE, related_name="+")
    # A hash of the Message-ID, or of the message where it has none.
    identity = models.CharField(max_length=64)
    discussion = models.ForeignKey(Discussion, models.CASCADE, related_name="+")
    contribution = models.ForeignKey(Contribution, models.CASCADE, null=True, related_name="+")
    at = models.DateTimeField(db_default=Now())

    class Meta:
        verbose_name = _("imported message")
        verbose_name_plural = _("imported messages")
        constraints = [models.UniqueConstraint(fields=["community", "identity"], name="list_message_once")]

    def __str__(self) -> str:
        return self.identity
