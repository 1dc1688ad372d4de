from knowledge_base.models.credits import Credit
from knowledge_base.models.duplicates import NearPair, Shingles
from knowledge_base.models.feedback import Reuse, UsefulResource
from knowledge_base.models.filetexts import DocumentText
from knowledge_base.models.media import LibraryDocument, LibraryImage, LibraryRendition
from knowledge_base.models.resources import ResourcePage, ResourceTag
from knowledge_base.models.reviews import ReviewNotice
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

PAGE_OF_KIND: dict[str, type[ResourcePage]] = {
    str(page.own_kind): page
    for page in (GoodPracticePage, LessonPage, ToolPage, GuidancePage, StoryPage, SynthesisPage)
}

__all__ = [
    "PAGE_OF_KIND",
    "CommunityLibraryPage",
    "Credit",
    "DocumentText",
    "FailedSearch",
    "GoodPracticePage",
    "GuidancePage",
    "LessonPage",
    "LibraryDocument",
    "LibraryImage",
    "LibraryIndexPage",
    "LibraryRendition",
    "NearPair",
    "ResourcePage",
    "ResourceTag",
    "Reuse",
    "ReviewNotice",
    "Shingles",
    "StoryPage",
    "SynthesisPage",
    "ToolPage",
    "UsefulResource",
]
