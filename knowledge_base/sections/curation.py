"""The sections that every curator has: what was handed in, what is due, what nobody owns, what was sought in vain."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any
from urllib.parse import urlencode

from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from communities.enums import Capability
from communities.models import Community
from communities.queries.memberships import communities_where
from cop_portal.foundation.ui import times
from knowledge_base.actions import curation, resources, retirements, searches
from knowledge_base.models import ResourcePage
from knowledge_base.queries import queue
from knowledge_base.queries.curation import possible_owners, under_care
from knowledge_base.sections.registry import MOST, Act, Row, Section, register


def edit_url(page: ResourcePage) -> str:
    return reverse("wagtailadmin_pages:edit", args=[page.pk])


def _approve(user: Any, pk: int, words: str) -> Any:
    page = under_care(user, pk, of=Capability.REVIEW_RESOURCES)
    done = curation.approve(resource=page, by=user, comment=words)
    if done.live and not done.has_unpublished_changes:
        return _("Published. Its members are told once.")
    return _("Reviewed. It waits for the knowledge manager now.")


def _send_back(user: Any, pk: int, words: str) -> None:
    curation.send_back(resource=under_care(user, pk, of=Capability.REVIEW_RESOURCES), by=user, comment=words)


def _confirm(user: Any, pk: int, words: str) -> None:
    page = under_care(user, pk, of=Capability.REVIEW_RESOURCES)
    resources.confirm_review(resource=page, by=user)


def _retire(user: Any, pk: int, words: str) -> None:
    resources.retire(resource=under_care(user, pk), by=user, reason=words)


def _name_owner(user: Any, pk: int, words: str) -> Any:
    page = under_care(user, pk)
    owner = possible_owners([page.community_id]).filter(pk=int(words) if words.isdecimal() else 0).first()
    if owner is None:
        raise ValidationError(_("Choose who answers for it."))
    curation.name_owner(resource=page, by=user, owner=owner)
    return _("%(name)s answers for it now.") % {"name": owner.name}


def _bring_back(user: Any, pk: int, words: str) -> None:
    retirements.reinstate(resource=under_care(user, pk), by=user)


def _take_up(user: Any, pk: int, words: str) -> None:
    searches.take_up(search=queue.sought_under_care(user, pk), by=user)


def _put_aside(user: Any, pk: int, words: str) -> None:
    searches.put_aside(search=queue.sought_under_care(user, pk), by=user, reason=words)


RETIRE = Act(
    "retire", gettext_lazy("Retire"), _retire,
    said=gettext_lazy("Retired. It stays readable at its address, with the reason."),
    ask=gettext_lazy("Why it is retired"),
)  # fmt: skip


class Submissions(Section):
    """Handed in and not answered: an expert reviews, the knowledge manager approves and publishes."""

    key, order = "submissions", 10
    heading = gettext_lazy("Handed in")
    hint = gettext_lazy(
        "Read it, correct it if need be, then answer: an expert reviews, the knowledge manager publishes."
    )
    empty = gettext_lazy("Nothing waits for an answer.")
    capability = Capability.REVIEW_RESOURCES
    acts = (
        Act(
            "approve", gettext_lazy("Approve"), _approve, main=True, must=False,
            ask=gettext_lazy("A word for the history, if you like"),
        ),
        Act(
            "return", gettext_lazy("Send back"), _send_back,
            said=gettext_lazy("Sent back. Who handed it in reads your comment."),
            ask=gettext_lazy("What is missing"),
        ),
    )  # fmt: skip

    def rows(self, user: Any, communities: Sequence[Community], most: int = MOST) -> Iterable[Row]:
        pages = list(queue.handed_in(user, communities)[: most + 1])
        steps = queue.steps_of(pages)
        return [self._row(page, steps.get(page.pk)) for page in pages]

    def _row(self, page: Any, step: queue.Step | None) -> Row:
        reason, detail = _("Waits for review"), page.summary
        if page.live:
            reason = _("A change of what is published waits for review")
        elif page.synthesis_id:
            reason = _("Draft from a synthesis, waits for review")
        if step and step.reviewed_by:
            reason = _("Reviewed by %(name)s, waits to be published") % {"name": step.reviewed_by}
            detail = f"{detail} — “{step.comment}”" if step.comment else detail
        links = [(_("Read and edit"), edit_url(page))]
        if page.live and page.latest_revision_id:
            links.append(
                (
                    _("What changed"),
                    reverse("wagtailadmin_pages:revisions_compare", args=[page.pk, "live", "latest"]),
                )
            )
        return Row(
            page.pk, page.draft_title or page.title, edit_url(page), page.community, reason,
            since=step.since if step else page.latest_revision_created_at, detail=detail, links=links,
            acts=None if page.answerable else frozenset(),
        )  # fmt: skip


class Reviews(Section):
    """Their own interval is over, or will be in two weeks."""

    key, order = "reviews", 20
    heading = gettext_lazy("Due for review")
    hint = gettext_lazy("Does it still hold? Confirm it, correct it, or retire it.")
    empty = gettext_lazy("No review is due in the next two weeks.")
    capability = Capability.REVIEW_RESOURCES
    acts = (
        Act(
            "confirm", gettext_lazy("It still holds"), _confirm, main=True,
            said=gettext_lazy("Confirmed. You are asked again at the next review."),
        ),
        RETIRE,
    )  # fmt: skip

    def rows(self, user: Any, communities: Sequence[Community], most: int = MOST) -> Iterable[Row]:
        curated = set(communities_where(user, Capability.CURATE).values_list("pk", flat=True))
        return [
            Row(
                page.pk, page.title, page.url, page.community,
                _("Review until %(day)s") % {"day": times.day_text(page.next_review_on or timezone.localdate())},
                detail=page.summary, links=[(_("Edit it"), edit_url(page))],
                acts=None if page.community_id in curated else frozenset({"confirm"}),
            )
            for page in queue.to_review(communities)[: most + 1]
        ]  # fmt: skip


class Unowned(Section):
    """Nobody answers for them, or somebody who left."""

    key, order = "unowned", 30
    heading = gettext_lazy("Nobody answers for these")
    hint = gettext_lazy(
        "Name somebody with a role in the community; they are asked at each review. Many at once: tick them in the list of pages and choose “Owner”."
    )
    empty = gettext_lazy("Somebody answers for every resource.")
    acts = (
        Act("own", gettext_lazy("Name the owner"), _name_owner, choose=gettext_lazy("Who answers for it"), main=True),
        RETIRE,
    )  # fmt: skip

    def rows(self, user: Any, communities: Sequence[Community], most: int = MOST) -> Iterable[Row]:
        choices = queue.owners_by_community(communities)
        return [
            Row(
                page.pk, page.title, page.url, page.community,
                _("%(name)s left") % {"name": page.owner.name} if page.owner else _("Has no owner"),
                since=page.first_published_at, detail=page.summary, links=[(_("Edit it"), edit_url(page))],
                choices=choices.get(page.community_id, []),
            )
            for page in queue.unowned(communities)[: most + 1]
        ]  # fmt: skip


class FailedSearches(Section):
    """What people looked for and did not find. Who looked is not kept."""

    key, order = "failed-searches", 60
    heading = gettext_lazy("Sought and not found")
    hint = gettext_lazy("In the last three months. Write what is missing, or ask who knows.")
    empty = gettext_lazy("Whoever searched found something.")
    acts = (
        Act(
            "gap", gettext_lazy("Put it on the list of gaps"), _take_up, main=True,
            said=gettext_lazy("It stands on the list of gaps."),
        ),
        Act(
            "aside", gettext_lazy("Set it aside"), _put_aside,
            said=gettext_lazy("Set aside"), ask=gettext_lazy("Why it is set aside"),
        ),
    )  # fmt: skip

    def rows(self, user: Any, communities: Sequence[Community], most: int = MOST) -> Iterable[Row]:
        homes = {page.community_id: page for page in queue.libraries(communities)}
        named = {row.pk: row for row in communities}
        found = queue.sought_in_vain(user, communities)[: most + 1]
        return [self._row(one, homes.get(one["community"]), named.get(one["community"])) for one in found]

    def _row(self, found: dict[str, Any], home: Any, community: Community | None) -> Row:
        links = []
        if home is not None:
            links = [
                (_("Write it"), reverse("wagtailadmin_pages:add_subpage", args=[home.pk])),
                (_("Ask the community"), reverse("start_discussion", args=[home.community.slug])),
            ]
        often = ngettext("Sought once", "Sought %(count)s times", found["number"]) % {
            "count": found["number"]
        }
        return Row(
            found["key"], found["words"], f"{reverse('search')}?{urlencode({'q': found['words']})}",
            community, often, since=found["last"], links=links,
            acts=None if found["community"] else frozenset(),
        )  # fmt: skip


class Retired(Section):
    """They are kept; each can come back."""

    key, order = "retired", 90
    heading = gettext_lazy("Retired")
    hint = gettext_lazy(
        "Readable at their address, and in no list. What was merged lives on in the other one."
    )
    empty = gettext_lazy("Nothing was retired.")
    acts = (
        Act(
            "back", gettext_lazy("Bring it back"), _bring_back,
            said=gettext_lazy("It is in the library again."),
        ),
    )  # fmt: skip

    def rows(self, user: Any, communities: Sequence[Community], most: int = MOST) -> Iterable[Row]:
        return [
            Row(
                page.pk, page.title, page.url, page.community, page.retired_reason, since=page.retired_at,
                acts=frozenset() if page.merged_into_id else None,
            )
            for page in queue.retired(communities)[: most + 1]
        ]  # fmt: skip


for _one in (Submissions(), Reviews(), Unowned(), FailedSearches(), Retired()):
    register(_one)
