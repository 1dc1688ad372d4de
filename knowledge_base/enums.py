"""The closed lists of the library."""

from __future__ import annotations

from collections.abc import Collection

from django.db import models
from django.utils.translation import gettext_lazy as _

from communities.enums import Module


class Kind(models.TextChoices):
    """What sort of resource something is; each has a page type of its own."""

    GOOD_PRACTICE = "good_practice", _("Good practice")
    LESSON = "lesson", _("Lesson learned")
    TOOL = "tool", _("Tool or template")
    GUIDANCE = "guidance", _("Guidance")
    STORY = "story", _("Most significant change")
    RESULTS = "results", _("Description of results")
    ARTICLE = "article", _("Article elsewhere")
    SYNTHESIS = "synthesis", _("Synthesis")
    PUBLICATION = "publication", _("Publication")


# What a community may switch off: then nobody writes one of that sort; those there are stay.
KIND_MODULES: dict[str, Module] = {Kind.STORY: Module.STORIES}


def is_written(kind: str, modules_off: Collection[str]) -> bool:
    """Whether resources of this sort are written where these modules are off."""
    return KIND_MODULES.get(kind) not in modules_off


class Sharing(models.TextChoices):
    """How far a resource is shared, from the inside out."""

    CORE = "core", _("The core group, and those who hold a role")
    COMMUNITY = "community", _("Members of the community")
    ORGANISATION = "organisation", _("Everybody in the organisation")
    PARTNERS = "partners", _("The organisation, and the partners who are named")
    PUBLIC = "public", _("Everybody, with or without an account")

    @property
    def reach(self) -> int:
        """How far out a level lies."""
        return list(type(self)).index(self)


# From here on a resource is outside the organisation, and needs a licence.
OUTSIDE = (Sharing.PARTNERS, Sharing.PUBLIC)


class Licence(models.TextChoices):
    """What others may do with a resource that was released to them."""

    CC0 = "cc0", _("CC0: no rights kept")
    CC_BY = "cc-by", _("CC BY 4.0: with the name of who made it")
    CC_BY_SA = "cc-by-sa", _("CC BY-SA 4.0: with the name, passed on under the same licence")
    CC_BY_NC = "cc-by-nc", _("CC BY-NC 4.0: with the name, not for sale")
    CC_BY_NC_SA = "cc-by-nc-sa", _("CC BY-NC-SA 4.0: with the name, not for sale, under the same licence")
    CC_BY_ND = "cc-by-nd", _("CC BY-ND 4.0: with the name, unchanged")
    OWN = "own", _("The organisation keeps all rights; ask before you use it elsewhere")

    @property
    def url(self) -> str:
        """Where its words stand; none for the organisation's own."""
        if self is Licence.OWN:
            return ""
        if self is Licence.CC0:
            return "https://creativecommons.org/publicdomain/zero/1.0/"
        return f"https://creativecommons.org/licenses/{self.value.removeprefix('cc-')}/4.0/"


class Approver(models.TextChoices):
    """Who may say yes to a step outward."""

    KNOWLEDGE_MANAGER = "knowledge_manager", _("A knowledge manager")
    COORDINATOR = "coordinator", _("A coordinator")
    SPONSOR = "sponsor", _("The sponsor; where there is none, an administrator")


class Check(models.TextChoices):
    """What is looked at before something goes outside."""

    PERSONAL_DATA = "personal_data", _("Is there personal data in it?")
    CONSENT = "consent", _("Is anybody named or pictured?")
    THIRD_PARTY = "third_party", _("Does any text, picture or file belong to somebody else?")


class Answer(models.TextChoices):
    """How a check came out. Whoever cannot say either asks later."""

    NONE = "none", _("No, nothing of the kind")
    CLEARED = "cleared", _("Yes, and it is settled with those it concerns")


class ReleaseState(models.TextChoices):
    WAITING = "waiting", _("waits for a yes")
    APPROVED = "approved", _("approved")
    RETURNED = "returned", _("returned with a comment")
    WITHDRAWN = "withdrawn", _("withdrawn")


class Evidence(models.TextChoices):
    """What stands behind a good practice, from the weakest to the strongest."""

    TOLD = "told", _("Told by those who did it")
    TRIED = "tried", _("Tried in more than one place")
    COMPARED = "compared", _("Tried and compared")
    STUDIED = "studied", _("Studied from outside")


class Shown(models.TextChoices):
    """How a person appears in a story."""

    NAMED = "named", _("named")
    PICTURED = "pictured", _("pictured")
    BOTH = "both", _("named and pictured")


class SubmissionState(models.TextChoices):
    """Where something stands that a member wrote for the library."""

    DRAFT = "draft", _("being written")
    WAITING = "waiting", _("waits for review")
    RETURNED = "returned", _("came back to you")
    PUBLISHED = "published", _("published")
    RETIRED = "retired", _("no longer in the library")
    REMOVED = "removed", _("taken out by the editors")


class CreditRole(models.TextChoices):
    AUTHOR = "author", _("Author")
    CONTRIBUTOR = "contributor", _("Contributor")
    SOURCE = "source", _("Source")


# A resource that was confirmed is asked about again after so many months.
REVIEW_MONTHS = 12
# The owner hears of a review so many days before its day.
NOTICE_DAYS = 14


class GapSource(models.TextChoices):
    """Where it is known from that something is missing."""

    SEARCH = "search", _("sought in vain")
    QUESTION = "question", _("a question without an answer")
    NEED = "need", _("a need of members")
    LOW_SCORE = "low_score", _("a resource with low scores")


class GapState(models.TextChoices):
    OPEN = "open", _("open")
    TAKEN = "taken", _("taken")
    FILLED = "filled", _("filled")
    SET_ASIDE = "set_aside", _("set aside")


# Who takes a gap has so many days, unless another day is named.
GAP_DAYS = 30
# Who found a resource useful is asked so many days later whether they used it, and after so many no more.
ASK_AFTER_DAYS, ASK_UNTIL_DAYS = 60, 120


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
