"""The people of a story: who agreed to be in it, and who confirms what came of it."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel

from knowledge_base.enums import Shown


class StoryPerson(models.Model):
    """Somebody named or pictured in a story, and how they agreed. Readers see how many, not who."""

    story = ParentalKey("knowledge_base.StoryPage", related_name="story_people")
    name = models.CharField(_("name"), max_length=120)
    shown = models.CharField(_("in the story"), max_length=10, choices=Shown.choices, default=Shown.NAMED)
    agreed = models.BooleanField(_("agreed"), default=False)
    how = models.CharField(
        _("how and when"), max_length=200, blank=True, help_text=_("In writing, at the meeting in May.")
    )

    panels = [FieldPanel("name"), FieldPanel("shown"), FieldPanel("agreed"), FieldPanel("how")]

    class Meta:
        verbose_name = _("person of a story")
        verbose_name_plural = _("people of a story")

    def __str__(self) -> str:
        return self.name


class ResultConfirmation(models.Model):
    """A second person's word that what a story tells came about."""

    story = models.ForeignKey("knowledge_base.StoryPage", models.CASCADE, related_name="result_confirmations")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    name = models.CharField(max_length=120)
    words = models.CharField(_("how you know"), max_length=300, blank=True)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("confirmed result")
        verbose_name_plural = _("confirmed results")
        ordering = ["at", "id"]
        constraints = [models.UniqueConstraint(fields=["story", "user"], name="result_confirmed_once")]

    def __str__(self) -> str:
        return f"{self.story_id}: {self.name}"


def consent_missing(story: Any) -> Any:
    """A sentence that says whose yes is missing, or nothing."""
    for person in story.story_people.all():
        if not person.agreed:
            return _("%(name)s has not agreed yet: ask first, or take the name and picture out.") % {
                "name": person.name
            }
    if not story.consent:
        return _("Publish it once everybody who is named or pictured agreed.")
    return ""
