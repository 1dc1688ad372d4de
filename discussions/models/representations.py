"""Whether those who contributed find themselves in the draft of a synthesis."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from discussions.enums import Represented
from discussions.models.syntheses import Synthesis


class Representation(models.Model):
    """One person, asked about one revision of a draft, and what they said."""

    synthesis = models.ForeignKey(Synthesis, models.CASCADE, related_name="representations")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    revision = models.PositiveIntegerField(_("revision asked about"))
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    asked_at = models.DateTimeField(db_default=Now())
    answer = models.CharField(_("answer"), max_length=10, choices=Represented.choices, blank=True)
    words = models.TextField(_("what to correct"), blank=True)
    answered_at = models.DateTimeField(null=True)
    taken_over_at = models.DateTimeField(null=True)
    taken_over_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")

    class Meta:
        verbose_name = _("question to a contributor")
        verbose_name_plural = _("questions to contributors")
        ordering = ["user__name", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["synthesis", "user", "revision"], name="asked_once_a_round"),
            models.CheckConstraint(
                name="correction_has_words", condition=~Q(answer="corrected") | ~Q(words="")
            ),
        ]
        indexes = [models.Index(fields=["user", "answer"], name="representation_of_person")]

    def __str__(self) -> str:
        return f"{self.synthesis_id}.{self.revision}: {self.user_id}"
