"""What a member wrote for the library: where each of it stands, and the words as they are."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, NamedTuple

from django.contrib.contenttypes.models import ContentType
from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Sum
from django.http import Http404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from markdownify import markdownify
from taggit.models import Tag
from wagtail.models import Page, WorkflowState
from wagtail.rich_text import expand_db_html

from communities.desk import Waiting
from communities.models import Community
from cop_portal.foundation.accounts.models import User
from cop_portal.foundation.text import excerpt, plain
from knowledge_base.enums import CreditRole, Kind, SubmissionState
from knowledge_base.models import (
    Credit,
    LibraryDocument,
    LibraryImage,
    ResourcePage,
    Submission,
    SubmissionFile,
)
from knowledge_base.shapes import OWN, people_words, step_lines

MOST = 100


class Standing(NamedTuple):
    """A submission with where it stands, and what its editors said of it."""

    submission: Submission
    state: SubmissionState
    comment: str

    @property
    def may_write(self) -> bool:
        return self.state in (SubmissionState.DRAFT, SubmissionState.RETURNED, SubmissionState.REMOVED)

    @property
    def title(self) -> str:
        """Editors may have named it otherwise."""
        page = self.submission.page
        return page.title if page is not None and not self.may_write else str(self.submission)

    @property
    def url(self) -> str:
        """Where it is read or written on; empty while it waits."""
        if self.may_write:
            return self.submission.get_absolute_url()
        page = self.submission.page
        readable = self.state in (SubmissionState.PUBLISHED, SubmissionState.RETIRED)
        return page.url or "" if page is not None and readable else ""


def get_for(user: Any, pk: int) -> Submission:
    """One's own. Raises Http404 for everybody else's."""
    found = (
        Submission.objects.visible_to(user)
        .select_related("community", "page", "author")
        .filter(pk=pk)
        .first()
    )
    if found is None:
        raise Http404
    return found


def mine(user: Any, *, community: Community | None = None) -> list[Standing]:
    """All that a person wrote for libraries, what changed last first. What was never begun is left out."""
    rows = _with_page(Submission.objects.visible_to(user))
    files = SubmissionFile.objects.filter(submission=OuterRef("pk"))
    rows = rows.filter(~Q(words={}) | Q(page__isnull=False) | Exists(files))
    if community is not None:
        rows = rows.filter(community=community)
    return standings(rows[:MOST])


def _with_page(rows: QuerySet[Submission]) -> QuerySet[Submission]:
    return rows.select_related("community", "page").defer("page__body", "page__search_vector")


def standings(rows: Iterable[Submission]) -> list[Standing]:
    """Where each stands, in one more statement."""
    found = list(rows)
    pages = [str(row.page_id) for row in found if row.page_id]
    states: dict[int, WorkflowState] = {}
    if pages:
        for flow in (
            WorkflowState.objects.active()
            .filter(base_content_type=ContentType.objects.get_for_model(Page), object_id__in=pages)
            .select_related("current_task_state")
        ):
            states[int(flow.object_id)] = flow
    return [_standing(row, states.get(row.page_id or 0)) for row in found]


def standing(row: Submission) -> Standing:
    return standings([row])[0]


def _standing(row: Submission, flow: WorkflowState | None) -> Standing:
    page, comment = row.page, ""
    if page is None:
        state = SubmissionState.REMOVED if row.handed_in_at else SubmissionState.DRAFT
    elif flow is not None and flow.status == WorkflowState.STATUS_NEEDS_CHANGES:
        state = SubmissionState.RETURNED
        task = flow.current_task_state
        comment = task.comment if task else ""
    elif flow is None and page.live:
        state = SubmissionState.PUBLISHED
    elif flow is None and page.first_published_at:
        state = SubmissionState.RETIRED
    else:
        state = SubmissionState.WAITING
    return Standing(row, state, comment)


def begun(user: Any, community: Community, kind: str) -> Submission | None:
    """A form of this kind that the person opened and left empty: it is used again."""
    rows = Submission.objects.visible_to(user).filter(community=community, kind=kind, page=None, words={})
    return rows.filter(files=None, handed_in_at=None).first()


def authors_of(resource: ResourcePage) -> list[int]:
    """Who handed a resource in from the portal."""
    return list(Submission.objects.filter(page=resource.pk).values_list("author_id", flat=True))


def topics_of(user: Any, community: Community) -> list[str]:
    """The topics that a community's library uses most, of what this person may read."""
    pages = ResourcePage.objects.visible_to(user).filter(community=community).values("pk")
    rows = (
        Tag.objects.filter(knowledge_base_resourcetag_items__content_object__in=pages)
        .annotate(times=Count("pk"))
        .order_by("-times", "name")
    )
    return list(rows.values_list("name", flat=True)[:12])


def size_kept_by(user: Any) -> int:
    """Bytes that a person keeps here: in forms, and in libraries."""
    waiting = SubmissionFile.objects.filter(submission__author=user, image=None, document=None)
    kept = waiting.aggregate(all=Sum("size"))["all"] or 0
    for model in (LibraryImage, LibraryDocument):
        kept += model.objects.filter(uploaded_by_user=user).aggregate(all=Sum("file_size"))["all"] or 0
    return kept


def words_of(submission: Submission) -> dict[str, str]:
    """What the newest version of its page says, as the form's fields: editors may have changed it."""
    row = submission.page
    if row is None:
        return {}
    page: Any = row.specific.get_latest_revision_as_object()
    words = {name: str(getattr(page, name) or "") for name in ("title", "summary", "place", "language")}
    words["tags"] = ", ".join(sorted(tag.name for tag in page.tags.all()))
    blocks = {child.id: child.value for child in page.body}
    said = blocks.get(submission.block("text"))
    words["text"] = _markdown(said.source) if said is not None else ""
    film = blocks.get(submission.block("video"))
    words["video"] = film["url"] if film is not None else ""
    for file in submission.files.all():
        block = blocks.get(submission.block(f"file-{file.pk}"))
        if block is not None:
            words[f"says-{file.pk}"] = block.get("alternative") or block.get("note") or ""
    for name in OWN.get(submission.kind, ()):
        value = getattr(page, name)
        words[name] = step_lines(value) if name == "steps" else str(value or "")
    if hasattr(page, "story_people"):
        words["consent"] = "on" if page.consent else ""
        words |= people_words(list(page.story_people.all()))
    elif "doi" in words:
        own = Credit.objects.filter(resource=page.pk, user=submission.author, role=CreditRole.AUTHOR)
        words["own"] = "on" if own.exists() else ""
    return words


def _markdown(html: str) -> str:
    """A text of the page as its author types it."""
    return markdownify(
        expand_db_html(html), heading_style="ATX", bullets="-", escape_underscores=False
    ).strip()


def waiting_submissions(user: Any) -> list[Waiting]:
    """What came back to a person with a comment."""
    rows = _with_page(Submission.objects.visible_to(user).exclude(page=None))
    return [
        Waiting(
            key=f"submission:{row.submission.pk}:{row.submission.handed_in_at:%Y%m%d%H%M}",
            sentence=_("“%(title)s” came back to you from %(community)s.")
            % {"title": row.title, "community": row.submission.community.name},
            action=_("Mend it"),
            url=row.url,
            since=row.submission.handed_in_at or timezone.now(),
            community=row.submission.community,
            reason=excerpt(plain(row.comment), 160),
        )
        for row in reversed(standings(rows[:MOST]))
        if row.state == SubmissionState.RETURNED
    ]


def mend_url(resource: ResourcePage, user_id: int | None = None) -> str:
    """Where this person mends what came back: its form, the desk of an issue, the editor they wrote it in."""
    if resource.kind == Kind.PUBLICATION:
        return reverse("publication_desk", args=[resource.community.slug, resource.pk])
    forms = Submission.objects.filter(page=resource.pk)
    person = User.objects.filter(pk=user_id or 0).exclude(pk__in=forms.values("author")).first()
    if person is not None and person.has_perm("wagtailadmin.access_admin"):
        return reverse("wagtailadmin_pages:edit", args=[resource.pk])
    pk = forms.values_list("pk", flat=True).first()
    return reverse("submission", args=[pk]) if pk else resource.community.get_absolute_url()
