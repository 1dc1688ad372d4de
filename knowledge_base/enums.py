"""The closed lists of the library."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class Kind(models.TextChoices):
    """What sort of resource something is; each has a page type of its own."""

    GOOD_PRACTICE = "good_practice", _("Good practice")
    LESSON = "lesson", _("Lesson learned")
    TOOL = "tool", _("Tool or template")
    GUIDANCE = "guidance", _("Guidance")
    STORY = "story", _("Most significant change")
    SYNTHESIS = "synthesis", _("Synthesis")
    PUBLICATION = "publication", _("Publication")


class Sharing(models.TextChoices):
    """How far a resource is shared, from the inside out."""

    CORE = "core", _("The core group, and those who hold a role")
    COMMUNITY = "community", _("Members of the community")
    ORGANISATION = "organisation", _("Everybody in the organisation")
    PARTNERS = "partners", _("The organisation, and partners with an account")
    PUBLIC = "public", _("Everybody, with or without an account")


class Evidence(models.TextChoices):
    """What stands behind a good practice, from the weakest to the strongest."""

    TOLD = "told", _("Told by those who did it")
    TRIED = "tried", _("Tried in more than one place")
    COMPARED = "compared", _("Tried and compared")
    STUDIED = "studied", _("Studied from outside")


class CreditRole(models.TextChoices):
    AUTHOR = "author", _("Author")
    CONTRIBUTOR = "contributor", _("Contributor")
    SOURCE = "source", _("Source")


# A resource that was confirmed is asked about again after so many months.
REVIEW_MONTHS = 12
# The owner hears of a review so many days before its day.
NOTICE_DAYS = 14


class PieceKind(models.TextChoices):
    """What an issue of a publication is made of."""

    SECTION = "section", _("Section")
    TEXT = "text", _("Text")
    ITEM = "item", _("From the library")
    FIGURE = "figure", _("Figure")


class HarvestState(models.TextChoices):
    OFFERED = "offered", _("offered")
    ACCEPTED = "accepted", _("taken up")
    DECLINED = "declined", _("not taken up")


class ResultsRhythm(models.IntegerChoices):
    """How long a page of results may stay as it is before the coordinator hears of it."""

    MONTH = 30, _("once a month")
    QUARTER = 90, _("once a quarter")
    HALF_YEAR = 182, _("twice a year")
    YEAR = 365, _("once a year")


RESULTS_DAYS = 90
