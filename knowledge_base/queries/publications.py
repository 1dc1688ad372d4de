"""Reading publications: the list, one issue with those of its pieces that a reader may see."""

from __future__ import annotations

import datetime
import hashlib
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Count, F, QuerySet
from django.http import Http404
from django.template.defaultfilters import floatformat
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from communities import evidence
from communities.desk import Waiting
from communities.enums import Capability
from communities.models import Community
from communities.queries.memberships import communities_where
from cop_portal.foundation.notifications.models import Notice
from cop_portal.foundation.permissions import Denied
from cop_portal.foundation.text import excerpt, fold_name, render
from cop_portal.foundation.ui import times
from knowledge_base.enums import CreditRole, PieceKind, Sharing
from knowledge_base.models import LibraryImage, Paper, Piece, PublicationPage, ResourcePage
from knowledge_base.permissions import check_edit_publications
from knowledge_base.queries.curation import in_review
from knowledge_base.queries.matter import credits_of, matter_of
from knowledge_base.queries.resources import get_to_read as get_resource_to_read
from knowledge_base.queries.resources import library

# From the inside out.
REACH = [str(level) for level in Sharing]
ROLES = [str(role) for role in CreditRole]
# A figure is shown with its past: so many values, so many days apart.
POINTS, STEP = 6, 56
# The kind of notice that takes an issue to its readers.
KIND = "knowledge_base.publication"


@dataclass
class Credited:
    """A person, once, with all the parts they have in an issue."""

    name: str
    roles: list[str] = field(default_factory=list)
    user_id: int | None = None

    @property
    def words(self) -> str:
        return _(", ").join(str(CreditRole(role).label) for role in self.roles)


@dataclass
class Shown:
    """A piece as it is read: from what was frozen, or from the library while the issue is a draft."""

    piece: Piece
    data: dict[str, Any]
    resource: ResourcePage | None = None

    @property
    def anchor(self) -> str:
        return f"p{self.piece.pk}"

    @property
    def html(self) -> str:
        """A text of the editor's own, as it is shown."""
        return render(self.data["text"], headings=True)


@dataclass(frozen=True)
class Told:
    """How many an issue reached: in the portal all, by mail those who want it, and who opened it there."""

    people: int
    mailed: int
    opened: int


def told(publication: PublicationPage) -> Told:
    rows = Notice.objects.filter(
        kind=KIND, entry__target_type=ResourcePage._meta.label_lower, entry__target_id=publication.pk
    )
    counts = rows.aggregate(people=Count("pk"), mailed=Count(F("mailed_at")), opened=Count(F("read_at")))
    return Told(**counts)


def published(user: Any, community: Community) -> QuerySet[PublicationPage]:
    """The community's issues that this person may read, the newest first."""
    rows = ResourcePage.objects.visible_to(user).filter(community=community)
    return (
        PublicationPage.objects.filter(pk__in=rows.values("pk"))
        .defer("body")
        .order_by("-first_published_at", "-pk")
    )


def drafts(community: Community) -> QuerySet[PublicationPage]:
    """Issues in the making, for those who make them."""
    rows = PublicationPage.objects.filter(community=community, live=False, frozen_at=None)
    return rows.defer("body").order_by("-pk")[:50]


def get_to_edit(user: Any, community: Community, pk: int) -> PublicationPage:
    """One issue for its makers and for those who approve. 404 for all others."""
    try:
        check_edit_publications(user, community)
    except Denied as refusal:
        raise Http404 from refusal
    found = PublicationPage.objects.filter(pk=pk, community=community).select_related("editor").first()
    if found is None or (found.frozen_at is not None and not found.live):
        raise Http404
    found.community = community
    return found


def get_to_read(user: Any, pk: int) -> PublicationPage:
    """One issue that came out. The gate is that of all resources."""
    return get_resource_to_read(user, pk, PublicationPage)


def reaches(resource: ResourcePage, publication: PublicationPage, sharing: str = "") -> bool:
    """Whether the readers of the issue may read the resource, as far as levels tell."""
    wanted, own = REACH.index(sharing or publication.sharing), REACH.index(resource.sharing)
    if resource.community_id != publication.community_id:
        wanted = max(wanted, REACH.index(Sharing.ORGANISATION))
        secret = resource.community.visibility == "secret"
        if secret and resource.sharing != Sharing.PUBLIC:
            return False
    return own >= wanted


def candidates(user: Any, publication: PublicationPage, words: str = "") -> list[ResourcePage]:
    """What the editor may put in: what they read, not in the issue yet, no other issue; newest first.

    Each says with `reaches` whether the issue's readers may read it, too.
    """
    rows = (
        library(user, words=words)
        .exclude(pk__in=publication.pieces.exclude(resource=None).values("resource"))
        .exclude(pk=publication.pk)
        .exclude(kind="publication")
    )
    if not words.strip():
        rows = rows.filter(community=publication.community_id)
    found = list(rows.order_by("-first_published_at", "-pk")[:20])
    for row in found:
        row.reaches = reaches(row, publication)
    return found


def figures(publication: PublicationPage) -> list[evidence.Figure]:
    """Figures that are measured for the community and not in the issue yet."""
    used = set(publication.pieces.exclude(figure="").values_list("figure", flat=True))
    return [figure for key, figure in evidence.figures().items() if key not in used]


def figure_data(key: str, community: Community, language: str) -> dict[str, Any] | None:
    """A figure as it stands, with its past; none where it is not measured."""
    figure = evidence.figures().get(key)
    if figure is None:
        return None
    today = timezone.localdate()
    rows = []
    with override(language):
        for step in range(POINTS):
            day = today - datetime.timedelta(days=1 + STEP * (POINTS - 1 - step))
            value = figure.value(community, day)
            if value is not None:
                said = " ".join(part for part in (floatformat(value, "-2"), str(figure.unit)) if part)
                rows.append([str(times.day_text(day)), said, float(value)])
        return {"title": str(figure.label), "rows": rows, "now": rows[-1][1] if rows else ""}


def item_data(resource: ResourcePage, language: str) -> dict[str, Any]:
    """All that an issue keeps of a resource."""
    with override(language):
        return {
            "title": resource.title,
            "kind": str(resource.type_label),
            "summary": resource.summary,
            "place": resource.place,
            "language": resource.language,
            "url": resource.url,
            "community": resource.community.name,
            "day": resource.first_published_at.date().isoformat() if resource.first_published_at else "",
            "parts": matter_of(resource),
            "credits": credits_of(resource),
        }


def shown(user: Any, publication: PublicationPage) -> list[Shown]:
    """The pieces in their order. What was taken back out of a reader's sight is not in their issue."""
    rows = list(publication.pieces.all())
    wanted = [row.resource_id for row in rows if row.resource_id]
    seen = {
        page.pk: page
        for page in ResourcePage.objects.visible_to(user)
        .filter(pk__in=wanted)
        .select_related("community", "owner")
    }
    found = []
    for row in rows:
        if row.kind == PieceKind.ITEM:
            resource = seen.get(row.resource_id or 0)
            if resource is not None:
                data = row.frozen or with_addresses(item_data(resource, publication.language))
                found.append(Shown(row, data, resource))
        elif row.kind == PieceKind.FIGURE:
            data = row.frozen or figure_data(row.figure, publication.community, publication.language) or {}
            found.append(Shown(row, {**data, "caption": row.title}))
        else:
            found.append(Shown(row, {"title": row.title, "text": row.text}))
    return found


def with_addresses(data: dict[str, Any]) -> dict[str, Any]:
    """Pictures of a draft have the addresses of the library's own."""
    wanted = [part["image"] for part in data["parts"] if part["type"] == "picture"]
    images = {image.pk: image for image in LibraryImage.objects.filter(pk__in=wanted)}
    for part in data["parts"]:
        if part["type"] == "picture" and part["image"] in images:
            part["address"] = images[part["image"]].get_rendition("max-960x720").url
    return data


def united(pieces: list[Shown]) -> list[Credited]:
    """The credits of the parts a reader sees."""
    return united_of([piece.data for piece in pieces])


def united_of(parts: list[dict[str, Any]]) -> list[Credited]:
    """The credits of all parts, each person once, authors before those who helped and the sources."""
    found: dict[Any, Credited] = {}
    for part in parts:
        for row in part.get("credits", ()):
            key = row["user"] or fold_name(row["name"])
            person = found.setdefault(key, Credited(row["name"], [], row["user"]))
            if row["role"] not in person.roles:
                person.roles = sorted([*person.roles, row["role"]], key=_rank)
    return sorted(found.values(), key=lambda person: (_rank(person.roles[0]), fold_name(person.name)))


def _rank(role: str) -> int:
    return ROLES.index(role) if role in ROLES else len(ROLES)


def paper_key(publication: PublicationPage, pieces: list[Shown]) -> str:
    """Names one edition: the day of its text, and the pieces in it."""
    parts = [publication.last_published_at, *(piece.piece.pk for piece in pieces)]
    return hashlib.sha256(repr([str(part) for part in parts]).encode()).hexdigest()


def paper_of(publication: PublicationPage, pieces: list[Shown]) -> Paper | None:
    """The edition as PDF, where it was made."""
    return (
        Paper.objects.filter(publication=publication, key=paper_key(publication, pieces))
        .exclude(file="")
        .first()
    )


def waiting_publications(user: Any) -> list[Waiting]:
    """Issues that wait for a second person, which this one may be."""
    where = communities_where(user, Capability.EDIT_PUBLICATIONS, Capability.REVIEW_RESOURCES)
    rows = PublicationPage.objects.filter(community__in=where.values("pk"), pk__in=in_review())
    rows = rows.select_related("community", "latest_revision").defer("body").order_by("pk")
    return [
        Waiting(
            key=f"publication:{row.pk}:{row.latest_revision_id}",
            sentence=_("The issue “%(title)s” waits for a second person’s yes.") % {"title": row.title},
            action=_("Read it"),
            url=reverse("publication_desk", args=[row.community.slug, row.pk]),
            since=row.latest_revision_created_at or timezone.now(),
            community=row.community,
            reason=_("It comes out and goes to the members when you approve it."),
        )
        for row in rows[:50]
        if user.pk not in row.hands
    ]


def parts_of(publication: PublicationPage) -> list[Piece]:
    """The pieces as their editor arranges them, figures by name."""
    rows: list[Any] = list(publication.pieces.select_related("resource"))
    for row in rows:
        figure = evidence.figures().get(row.figure)
        row.label = str(figure.label) if figure else row.title or excerpt(row.text, 60)
    return rows
