from discussions.models.attachments import Attachment
from discussions.models.avoided import AvoidedDuplicate
from discussions.models.contributions import PAGE_SIZE, Contribution, ContributionEdit, Useful, page_of
from discussions.models.discussions import Discussion, GuidingQuestion, shown_q
from discussions.models.flags import Flag, Matter
from discussions.models.holds import HeldFile, HeldPost
from discussions.models.ideas import IdeaSupport, Trial
from discussions.models.imports import ListMessage
from discussions.models.passings import Passing
from discussions.models.reading import Draft, Follow, ReadMark
from discussions.models.routings import Routing
from discussions.models.syntheses import Dissemination, Summary, Synthesis, SynthesisSource

__all__ = [
    "PAGE_SIZE",
    "Attachment",
    "AvoidedDuplicate",
    "Contribution",
    "ContributionEdit",
    "Discussion",
    "Dissemination",
    "Draft",
    "Flag",
    "Follow",
    "GuidingQuestion",
    "HeldFile",
    "HeldPost",
    "IdeaSupport",
    "ListMessage",
    "Matter",
    "Passing",
    "ReadMark",
    "Routing",
    "Summary",
    "Synthesis",
    "SynthesisSource",
    "Trial",
    "Useful",
    "page_of",
    "shown_q",
]
