from discussions.models.attachments import Attachment
from discussions.models.avoided import AvoidedDuplicate
from discussions.models.contributions import PAGE_SIZE, Contribution, ContributionEdit, Useful, page_of
from discussions.models.discussions import Discussion, GuidingQuestion
from discussions.models.ideas import IdeaSupport, Trial
from discussions.models.imports import ListMessage
from discussions.models.mentions import Mention
from discussions.models.moves import Move
from discussions.models.passings import Passing
from discussions.models.reading import Draft, Follow, ReadMark
from discussions.models.routings import Routing
from discussions.models.syntheses import Dissemination, Summary, Synthesis, SynthesisSource
from discussions.models.uses import Use

__all__ = [
    "PAGE_SIZE",
    "Attachment",
    "AvoidedDuplicate",
    "Contribution",
    "ContributionEdit",
    "Discussion",
    "Dissemination",
    "Draft",
    "Follow",
    "GuidingQuestion",
    "IdeaSupport",
    "ListMessage",
    "Mention",
    "Move",
    "Passing",
    "ReadMark",
    "Routing",
    "Summary",
    "Synthesis",
    "SynthesisSource",
    "Trial",
    "Use",
    "Useful",
    "page_of",
]
