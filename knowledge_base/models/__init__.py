from knowledge_base.models.changes import ChangeProposal, ResourceChange, ResourceFollow
from knowledge_base.models.confirmations import Confirmation
from knowledge_base.models.credits import Credit
from knowledge_base.models.duplicates import NearPair, Shingles
from knowledge_base.models.feedback import UsefulResource
from knowledge_base.models.filetexts import DocumentText
from knowledge_base.models.gaps import Gap
from knowledge_base.models.harvests import Harvest, HarvestStep
from knowledge_base.models.inventory_files import InventoryFile
from knowledge_base.models.media import LibraryDocument, LibraryImage, LibraryRendition
from knowledge_base.models.partners import PartnerGuest, PartnerOrganisation
from knowledge_base.models.passings import ResourcePassing
from knowledge_base.models.publications import Paper, Piece, PublicationPage
from knowledge_base.models.releases import Release, ReleaseYes, SharedWith, SharingChange, SharingRule
from knowledge_base.models.resources import ResourcePage, ResourceTag
from knowledge_base.models.results import ResultsPlan, ResultsSilence
from knowledge_base.models.reuses import Reuse, ReuseQuestion
from knowledge_base.models.reviews import ReviewNotice
from knowledge_base.models.scores import ResourceScore
from knowledge_base.models.searches import FailedSearch
from knowledge_base.models.stories import ResultConfirmation, StoryPerson
from knowledge_base.models.submissions import Submission, SubmissionFile
from knowledge_base.models.trees import CommunityLibraryPage, LibraryIndexPage
from knowledge_base.models.types import (
    ArticlePage,
    GoodPracticePage,
    GuidancePage,
    LessonPage,
    ResultsPage,
    StoryPage,
    SynthesisPage,
    ToolPage,
)
from knowledge_base.models.uses import Reference, ResourceDay
from knowledge_base.models.workflows import ReviewTask

PAGE_OF_KIND: dict[str, type[ResourcePage]] = {
    str(page.own_kind): page
    for page in (
        GoodPracticePage,
        LessonPage,
        ToolPage,
        GuidancePage,
        StoryPage,
        ResultsPage,
        ArticlePage,
        SynthesisPage,
    )
}

__all__ = [
    "PAGE_OF_KIND",
    "ArticlePage",
    "ChangeProposal",
    "CommunityLibraryPage",
    "Confirmation",
    "Credit",
    "DocumentText",
    "FailedSearch",
    "Gap",
    "GoodPracticePage",
    "GuidancePage",
    "Harvest",
    "HarvestStep",
    "InventoryFile",
    "LessonPage",
    "LibraryDocument",
    "LibraryImage",
    "LibraryIndexPage",
    "LibraryRendition",
    "NearPair",
    "Paper",
    "PartnerGuest",
    "PartnerOrganisation",
    "Piece",
    "PublicationPage",
    "Reference",
    "Release",
    "ReleaseYes",
    "ResourceChange",
    "ResourceDay",
    "ResourceFollow",
    "ResourcePage",
    "ResourcePassing",
    "ResourceScore",
    "ResourceTag",
    "ResultConfirmation",
    "ResultsPage",
    "ResultsPlan",
    "ResultsSilence",
    "Reuse",
    "ReuseQuestion",
    "ReviewNotice",
    "ReviewTask",
    "SharedWith",
    "SharingChange",
    "SharingRule",
    "Shingles",
    "StoryPage",
    "StoryPerson",
    "Submission",
    "SubmissionFile",
    "SynthesisPage",
    "ToolPage",
    "UsefulResource",
]
