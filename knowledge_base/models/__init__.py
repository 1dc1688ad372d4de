from knowledge_base.models.confirmations import Confirmation
from knowledge_base.models.credits import Credit
from knowledge_base.models.feedback import Reuse, UsefulResource
from knowledge_base.models.gaps import Gap
from knowledge_base.models.media import LibraryDocument, LibraryImage, LibraryRendition
from knowledge_base.models.resources import ResourcePage, ResourceTag
from knowledge_base.models.reviews import ReviewNotice
from knowledge_base.models.scores import ResourceScore
from knowledge_base.models.searches import FailedSearch
from knowledge_base.models.trees import CommunityLibraryPage, LibraryIndexPage
from knowledge_base.models.types import (
    GoodPracticePage,
    GuidancePage,
    LessonPage,
    StoryPage,
    SynthesisPage,
    ToolPage,
)
from knowledge_base.models.uses import Reference, ResourceDay

PAGE_OF_KIND: dict[str, type[ResourcePage]] = {
    str(page.own_kind): page
    for page in (GoodPracticePage, LessonPage, ToolPage, GuidancePage, StoryPage, SynthesisPage)
}

__all__ = [
    "PAGE_OF_KIND",
    "CommunityLibraryPage",
    "Confirmation",
    "Credit",
    "FailedSearch",
    "Gap",
    "GoodPracticePage",
    "GuidancePage",
    "LessonPage",
    "LibraryDocument",
    "LibraryImage",
    "LibraryIndexPage",
    "LibraryRendition",
    "Reference",
    "ResourceDay",
    "ResourcePage",
    "ResourceScore",
    "ResourceTag",
    "Reuse",
    "ReviewNotice",
    "StoryPage",
    "SynthesisPage",
    "ToolPage",
    "UsefulResource",
]
