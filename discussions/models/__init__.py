from discussions.models.attachments import Attachment
from discussions.models.avoided import AvoidedDuplicate
from discussions.models.contributions import (
    PAGE_SIZE,
    Contribution,
    ContributionEdit,
    Useful,
    address_of,
    numbers_of,
    page_of,
)
from discussions.models.discussions import Discussion, GuidingQuestion, shown_q
from discussions.models.filetexts import AttachmentText
from discussions.models.flags import Flag, Matter
from discussions.models.holds import HeldFile, HeldPost
from discussions.models.ideas import IdeaSupport, Trial
from discussions.models.imports import ListMessage
from discussions.models.invited import Invited, InvitedReminder
from discussions.models.mentions import Mention
from discussions.models.moves import Move
from discussions.models.openings import OpeningEdit
from discussions.models.passages import Passage, Theme
from discussions.models.passings import Passing
from discussions.models.phases import PATIENCE, OverdueStep
from discussions.models.reading import Draft, Follow, ReadMark
from discussions.models.representations import Representation
from discussions.models.routings import Routing
from discussions.models.syntheses import Dissemination, Summary, Synthesis, SynthesisSource
from discussions.models.turnings import Turning
from discussions.models.uses import Use

__all__ = [
    "PAGE_SIZE",
    "PATIENCE",
    "Attachment",
    "AttachmentText",
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
    "Invited",
    "InvitedReminder",
    "ListMessage",
    "Matter",
    "Mention",
    "Move",
    "OpeningEdit",
    "OverdueStep",
    "Passage",
    "Passing",
    "ReadMark",
    "Representation",
    "Routing",
    "Summary",
    "Synthesis",
    "SynthesisSource",
    "Theme",
    "Trial",
    "Turning",
    "Use",
    "Useful",
    "address_of",
    "numbers_of",
    "page_of",
    "shown_q",
]
