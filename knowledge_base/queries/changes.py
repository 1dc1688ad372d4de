"""Reading how a resource changed: its versions, what two of them have otherwise, proposals."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet
from django.db.models.functions import JSONObject
from django.http import Http404
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from communities.models import readable_q
from communities.permissions import can_read
from communities.queries.charters import marked
from cop_portal.foundation.permissions import is_system
from discussions.models import Discussion
from knowledge_base.models import ChangeProposal, ResourceChange, ResourceFollow, ResourcePage
from knowledge_base.queries.levels import as_of
from knowledge_base.queries.matter import parts_of, words_in

# So many changes of weight stand on the page of the resource.
SHOWN = 3


def _readable(user: Any, resource: ResourcePage) -> Q:
    """Versions this reader of the resource may read. Those of another community stay with its members."""
    here = Q(community=resource.community_id)
    if is_system(user) or getattr(user, "is_superuser", False):
        return as_of(user, resource)
    if user.is_authenticated:
        here |= Q(community__memberships__user=user, community__memberships__state="active")
    return as_of(user, resource) & here


def of_resource(user: Any, resource: ResourcePage) -> list[ResourceChange]:
    """Its versions, the newest first, with what was proposed for each. Two statements."""
    talks = proposals(user, resource)
    rows = (
        ResourceChange.objects.filter(_readable(user, resource), resource_id=resource.pk)
        .select_related("by")
        .prefetch_related(Prefetch("proposals", talks))
        .order_by("-number")
        .distinct()
    )
    found = list(rows)
    for change in found:
        change.resource = resource
    return found


def newest(user: Any, resource: ResourcePage) -> list[ResourceChange]:
    """The last versions, for the page of the resource: one statement."""
    rows = ResourceChange.objects.filter(_readable(user, resource), resource_id=resource.pk)
    return list(rows.order_by("-number").distinct()[: SHOWN + 1])


def get_for(user: Any, resource: ResourcePage, number: int) -> ResourceChange:
    """One version. Raises Http404 where this reader may not read it, or it is none."""
    rows = ResourceChange.objects.filter(_readable(user, resource), resource_id=resource.pk, number=number)
    found = rows.select_related("by", "revision").first()
    if found is None:
        raise Http404
    found.resource = resource
    return found


@dataclass(frozen=True)
class Difference:
    """One part of a resource that two versions have otherwise."""

    label: str
    text: SafeString


def texts(page: ResourcePage) -> dict[str, str]:
    """All that a version says, part by part, as plain text."""
    found = {_("Title"): page.title, _("Summary"): page.summary, _("Where"): page.place}
    for label, said in [*page.sections(), *page.facts()]:
        found[str(label)] = str(said or "")
    if (steps := getattr(page, "steps", None)) is not None:
        found[_("Steps")] = "\n".join(
            f"{step.value.get('title', '')} {step.value.get('text', '')}".strip() for step in steps
        )
    found[_("In full")] = "\n\n".join(said for block in page.body if (said := _said(block)))
    return found


def _said(block: Any) -> str:
    """What a block of the free text says; a picture and a file by name, so that another one is seen as such."""
    value = block.value
    if block.block_type in ("figure", "file"):
        item = value.get("image") or value.get("document")
        lines = [f"{item.title} ({item.filename})" if item else ""]
        lines += [value.get(name) or "" for name in ("alternative", "caption", "note")]
    else:
        lines = [words_in(part) for part in parts_of(block)]
    return "\n".join(line for line in lines if line)


def differences(before: ResourceChange, after: ResourceChange) -> list[Difference] | None:
    """Word by word what changed between two versions; none at all where one is not kept any more."""
    if before.revision is None or after.revision is None:
        return None
    old, new = (texts(change.revision.as_object()) for change in (before, after))  # type: ignore[union-attr]
    return [
        Difference(label, marked(old.get(label, ""), new.get(label, "")))
        for label in dict.fromkeys([*new, *old])
        if old.get(label, "") != new.get(label, "")
    ]


def proposals(user: Any, resource: ResourcePage) -> QuerySet[ChangeProposal]:
    """Changes that were proposed and whose discussion stands, for those who may read its community.

    What came with a merger may be discussed in another community.
    """
    rows = ChangeProposal.objects.filter(resource_id=resource.pk, discussion__hidden_at=None)
    if not can_read(user, resource.community):
        return rows.none()
    rows = rows.filter(readable_q(user, "discussion__community__"))
    return rows.exclude(discussion=None).select_related("discussion__community", "by", "change")


def get_proposal_for(user: Any, resource: ResourcePage, pk: int) -> ChangeProposal:
    found = proposals(user, resource).filter(pk=pk).first()
    if found is None:
        raise Http404
    found.resource = resource
    return found


def proposal_of(discussion: Discussion) -> ChangeProposal | None:
    """The proposal that a discussion was opened for."""
    word, _colon, number = discussion.origin.partition(":")
    if word != "change" or not number.isdecimal():
        return None
    rows = ChangeProposal.objects.filter(
        pk=int(number), by=discussion.author_id, resource__community=discussion.community_id
    )
    return rows.select_related("resource__community").first()


@dataclass(frozen=True)
class Beside:
    """What the page of a resource says of its life: whether the reader follows it, what is proposed."""

    follows: bool = False
    proposals: tuple[tuple[str, str], ...] = ()  # title and address of each discussion


def beside(user: Any, resource: ResourcePage) -> Beside:
    """In one statement; what is proposed is for those who may read its community."""
    mine = ResourceFollow.objects.filter(resource=OuterRef("pk"), user=user.pk)
    talks = ChangeProposal.objects.filter(
        readable_q(user, "discussion__community__"),
        resource=OuterRef("pk"),
        state=ChangeProposal.State.OPEN,
        discussion__hidden_at=None,
    ).exclude(discussion=None)
    rows = ResourcePage.objects.filter(pk=resource.pk).values_list(
        Exists(mine),
        ArraySubquery(
            talks.values(
                pair=JSONObject(key="discussion_id", slug="discussion__community__slug", title="title")
            )
        ),
    )
    follows, found = rows.first() or (False, [])
    if not can_read(user, resource.community):
        found = []
    return Beside(
        follows,
        tuple((one["title"], reverse("discussion", args=[one["slug"], one["key"]])) for one in found),
    )


def concerned(resource: ResourcePage) -> set[int]:
    """Who uses it, in any way that they said: adopted it, found it useful, or follow it."""
    found: set[int] = set()
    for rows in (resource.reuses, resource.useful_marks, resource.follows):  # type: ignore[attr-defined]
        found.update(pk for pk in rows.values_list("user_id", flat=True) if pk)
    return found
