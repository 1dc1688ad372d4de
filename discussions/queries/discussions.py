"""Reading discussions: lists, and one with all that its page needs."""

from __future__ import annotations

import datetime
import json
from dataclasses import dataclass, field
from typing import Any

from django.db.models import DurationField, Exists, F, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Cast, Coalesce, Now
from django.http import Http404, QueryDict
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from communities.enums import Capability
from communities.models import Community, Membership
from communities.permissions import can_read, note_standing
from communities.queries.memberships import communities_where
from cop_portal.foundation.paging import KeySetList, Page
from cop_portal.foundation.permissions import Denied, can
from cop_portal.foundation.prepared import reader, reader_kind
from cop_portal.foundation.statements import Statement
from discussions.enums import Kind, Phase, kind_in
from discussions.models import Contribution, Discussion
from discussions.permissions import check_read_discussion, kinds_in
from discussions.queries import programmes

LIST_FIELDS = (
    "id", "title", "kind", "phase", "contribution_count", "people_count", "active_at", "closed_at",
    "answer_id", "opens_on", "closes_on", "synthesis_on", "share_on", "author__name", "facilitator__name",
    "hidden_at",
)  # fmt: skip
# In the order of the index that serves it.
LIST_ORDER = ("-active_at", "-id")


# So long a last word of the asker is taken for a question; later, for a thank-you.
ASKED_AGAIN = datetime.timedelta(days=30)


def unanswered(rows: QuerySet[Any]) -> QuerySet[Any]:
    """Of these, the questions that wait for others: no answer is accepted, and nobody else spoke, or not last.

    So an expert's question back, or any other word, takes one off; the asker's reply puts it back, for thirty
    days. Who asked without a name cannot be told from the others: there any word counts as another's.
    `heard` says of each row whether somebody else spoke.
    """
    said = Contribution.objects.standing().filter(discussion=OuterRef("pk"))
    said = said.annotate(who=Coalesce("author_id", 0))  # 0: somebody whose account is gone
    last = Subquery(said.order_by("-number").values("who")[:1])
    others = Exists(said.exclude(who=Coalesce(OuterRef("author_id"), -1)))
    asked = rows.filter(kind=Kind.QUESTION, answer=None).annotate(heard=others).alias(last_by=last)
    return asked.filter(
        Q(heard=False)
        | Q(last_by=F("author_id"), active_at__gt=Now() - Cast(Value(ASKED_AGAIN), DurationField()))
    )


def _of_community(marks: Any, reader_: str, kind: str) -> QuerySet[Any]:
    rows: QuerySet[Any] = Discussion.objects.visible_to(reader(marks, reader_))
    rows = rows.filter(community=marks.integer("community"))
    if kind == "unanswered":
        rows = unanswered(rows)
    elif kind == "talk":
        rows = rows.filter(kind__in=[Kind.CONVERSATION, Kind.QUESTION])
    elif kind in Kind.values:
        rows = rows.filter(kind=kind)
    return rows.values(*LIST_FIELDS)


_LIST = KeySetList(Discussion, _of_community, order=LIST_ORDER)


def filters_in(community: Community) -> list[str]:
    """By what the list of this community's discussions can be narrowed."""
    used = kinds_in(community)
    return [*used, "unanswered"] if Kind.QUESTION in used else used


def page_of_community(user: Any, community: Community, params: QueryDict, *, kind: str = "") -> Page:
    """A page (of dictionaries) of a community's discussions, newest activity first.

    Where questions are switched off, they stand among the conversations, as ones.
    """
    offered = filters_in(community)
    wanted = kind if kind in offered else ""
    if wanted == Kind.CONVERSATION and Kind.QUESTION not in offered:
        wanted = "talk"
    page = _LIST.page(params, (reader_kind(user), wanted), community=community.pk, user=user.pk)
    for row in page.rows:
        row["kind"] = kind_in(row["kind"], community.modules_off)
    return page


@dataclass
class ReaderFacts:
    """What the page of a discussion knows of its reader."""

    read_number: int = 0
    read_at: datetime.datetime | None = None
    follow: str = ""
    draft: str = ""
    draft_at: datetime.datetime | None = None
    held: list[dict[str, Any]] = field(default_factory=list)  # their own posts that wait, oldest first
    waiting: int = 0  # posts and flags that wait for whoever moderates


@dataclass
class DiscussionPage:
    discussion: Discussion
    facts: ReaderFacts = field(default_factory=ReaderFacts)
    programme: programmes.Programme = field(default_factory=programmes.Programme)


_DISCUSSION = [
    f.attname for f in Discussion._meta.concrete_fields if f.name not in ("search", "folded_title")
]
_COMMUNITY = [f.attname for f in Community._meta.concrete_fields if f.name != "search"]
# One statement brings the facts; whether they suffice is decided by the permissions below.
_PAGE = Statement(f"""
    SELECT {", ".join(f"d.{name}" for name in _DISCUSSION)},
           {", ".join(f"c.{name}" for name in _COMMUNITY)},
           author.name, facilitator.name, m.state, m.roles,
           mark.number, mark.at, follow.frequency, draft.body, draft.at,
           c.parent_id IS NOT NULL OR EXISTS (SELECT 1 FROM communities_community k WHERE k.parent_id = c.id),
           (SELECT json_agg(json_build_object('id', h.id, 'body', h.body, 'at', h.at) ORDER BY h.id)
            FROM discussions_heldpost h
            WHERE h.discussion_id = d.id AND h.author_id = me.id AND h.state = 'waiting'),
           (SELECT count(*) FROM discussions_matter x WHERE x.discussion_id = d.id AND x.outcome = ''),
           {programmes.COLUMNS}
    FROM discussions_discussion d
    CROSS JOIN (SELECT %s::bigint AS id) me
    JOIN communities_community c ON c.id = d.community_id
    LEFT JOIN accounts_user author ON author.id = d.author_id
    LEFT JOIN accounts_user facilitator ON facilitator.id = d.facilitator_id
    LEFT JOIN communities_membership m ON m.community_id = c.id AND m.user_id = me.id
    LEFT JOIN discussions_readmark mark ON mark.discussion_id = d.id AND mark.user_id = me.id
    LEFT JOIN discussions_follow follow ON follow.discussion_id = d.id AND follow.user_id = me.id
    LEFT JOIN discussions_draft draft ON draft.user_id = me.id AND draft.place = 'discussion:' || d.id
    WHERE d.id = %s AND c.slug = %s
""")  # noqa: S608


def _json(value: Any) -> list[Any]:
    """A list out of a raw cursor, which hands jsonb out as text and json as what it is."""
    found = json.loads(value) if isinstance(value, str) else value
    return found or []


def get_page_for(user: Any, slug: str, pk: int) -> DiscussionPage:
    """A discussion with its community and what the reader left there, in one statement.

    Raises Http404 where the reader may not read it: to a stranger it looks like one that never was;
    Denied where it is hidden.
    """
    user_id = user.pk if user.is_authenticated else None
    row = next(iter(_PAGE.rows([user_id, pk, slug])), None)
    if row is None:
        raise Http404
    first, second = len(_DISCUSSION), len(_DISCUSSION) + len(_COMMUNITY)
    discussion = Discussion.from_db("default", _DISCUSSION, row[:first])
    community = Community.from_db("default", _COMMUNITY, row[first:second])
    discussion.community = community
    discussion.people = _json(discussion.people)
    author, facilitator, state, roles, number, at, follow, draft, draft_at, levels, held, waiting, *parts = (
        row[second:]
    )
    vars(discussion).update(author_name=author or "", facilitator_name=facilitator or "")
    vars(community).update(has_levels=levels)  # whether there is one above or below
    if user_id is not None:
        note_standing(user, community.pk, state, roles)
    if not can(check_read_discussion, user, discussion):
        if discussion.phase != Phase.BRIEF and can_read(user, community):
            raise Denied(_("A facilitator has hidden this discussion."))
        raise Http404
    facts = ReaderFacts(number or 0, at, follow or "", draft or "", draft_at, held or [], waiting)
    return DiscussionPage(discussion, facts, programmes.parts_of(parts))


def get_for(user: Any, slug: str, pk: int) -> Discussion:
    """A discussion this person may read. Raises Http404 as above, and for one that goes on in another.

    Where it goes on say queries.moves; views/leading.py leads there.
    """
    discussion = get_page_for(user, slug, pk).discussion
    if discussion.merged_into_id:
        raise Http404
    return discussion


@dataclass
class Desk:
    """What waits for a person in the discussions they hold."""

    facilitated: list[Discussion]
    unanswered: list[Discussion]
    syntheses_due: list[Discussion]


def desk_of(user: Any) -> Desk:
    """Facilitated discussions by phase, unanswered questions by age, syntheses that are due.

    Experts have the questions of their communities on their desks too.
    """
    mine = communities_where(user, Capability.MODERATE)
    asked = communities_where(user, Capability.MODERATE, Capability.ANSWER_AS_EXPERT)
    held = Discussion.objects.filter(community__in=mine, hidden_at=None).select_related(
        "community", "facilitator"
    )
    facilitated = list(
        held.filter(kind=Kind.FACILITATED)
        .exclude(phase=Phase.SHARED)
        .order_by(F("closes_on").asc(nulls_last=True), "id")[:30]
    )
    questions: QuerySet[Any] = Discussion.objects.questions().filter(
        community__in=asked, community__archived_at=None, closed_at=None, hidden_at=None, merged_into=None
    )
    waiting = list(
        unanswered(questions).select_related("community", "author").order_by("heard", "created_at")[:15]
    )
    due = [
        discussion
        for discussion in facilitated
        if discussion.phase in (Phase.SUMMARY, Phase.SYNTHESIS)
        and discussion.closed_at is None
        and discussion.synthesis_on is not None
        and (discussion.synthesis_on - discussion.community.today).days <= 7
    ]
    return Desk(facilitated, waiting, due)


def quiet_members(user: Any, *, limit: int = 8) -> list[Any]:
    """Members of one's communities who have said nothing yet, the longest-standing of the newcomers first.

    Who joined less than two weeks ago is left in peace; who joined over half a year ago reads.
    """
    now = timezone.now()
    return list(
        Membership.objects.active()
        .filter(community__in=communities_where(user, Capability.CONVENE), community__archived_at=None)
        .filter(
            joined_at__lt=now - datetime.timedelta(days=14), joined_at__gt=now - datetime.timedelta(days=180)
        )
        .exclude(user__mail_state="none")
        .filter(
            ~Exists(Contribution.objects.filter(community=OuterRef("community"), author=OuterRef("user")))
        )
        .select_related("user", "community")
        .order_by("joined_at", "pk")[:limit]
    )


def open_now(user: Any, community: Community) -> Discussion | None:
    """The facilitated discussion that takes contributions, else the newest of its other phases."""
    rows = (
        Discussion.objects.visible_to(user)
        .filter(community=community, kind=Kind.FACILITATED, hidden_at=None)
        .select_related("facilitator")
    )
    running = rows.filter(phase=Phase.CONTRIBUTIONS, closed_at=None).order_by("closes_on", "-id").first()
    return running or rows.exclude(phase__in=[Phase.BRIEF, Phase.SHARED]).order_by("-active_at").first()


def by_origin(user: Any, community: Community, origin: str) -> Discussion | None:
    """The one discussion of a community with this origin, if the person may read it."""
    rows = Discussion.objects.visible_to(user).filter(community=community, origin=origin)
    return rows.select_related("community").first()


def newest(
    user: Any, communities: Any, *, since: datetime.datetime | None = None, limit: int = 40
) -> list[Discussion]:
    """Discussions with something new, newest first, with their communities."""
    rows = Discussion.objects.visible_to(user).filter(community__in=communities, hidden_at=None)
    if since is not None:
        rows = rows.filter(active_at__gt=since)
    return list(rows.select_related("community", "author").order_by("-active_at", "-id")[:limit])
