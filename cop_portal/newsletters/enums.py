"""The closed lists of newsletters."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

# The kind of mailing list that a newsletter is; its reference is the community's id.
LIST_KIND = "newsletter"
# A draft is due from Thursday on; a week is then late, not lost, until the next Thursday.
DAYS_TO_THURSDAY = 3


class State(models.TextChoices):
    """Where an issue is. Whether its mail is still on the way is counted from the mail's own rows."""

    DRAFT = "draft", _("draft")
    SENT = "sent", _("sent")
    SKIPPED = "skipped", _("skipped")


class Section(models.TextChoices):
    """The standing sections, in the order in which they are read."""

    ANNOUNCEMENTS = "announcements", _("Announced")
    EVENTS = "events", _("Coming events")
    CONCLUDED = "concluded", _("What was concluded")
    MET = "met", _("How events went")
    OPEN = "open", _("Open now")
    QUESTIONS = "questions", _("Questions without an answer")
    LIBRARY = "library", _("New and renewed in the library")
    CONVERSATIONS = "conversations", _("New conversations")
    PEOPLE = "people", _("Who joined")


SECTION_ORDER = list(Section)
# What may stand in one issue after another: it is still open, or to come.
REPEATING = frozenset({Section.EVENTS, Section.OPEN, Section.QUESTIONS, Section.PEOPLE})
