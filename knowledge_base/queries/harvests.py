"""Reading harvests: what could be kept, whose it is, what waits."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Sequence
from typing import Any

from django.conf import settings
from django.db.models import Q, QuerySet
from django.db.models.functions import Coalesce
from django.http import Http404
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override
from wagtail.rich_text import RichText

from communities.desk import Waiting
from communities.enums import Module, Role
from communities.models import Community, Event, EventAnswer, Membership, RoleTerm
from communities.queries.memberships import answerer
from cop_portal.foundation.accounts.models import User
from cop_portal.foundation.accounts.queries import seen_by
from cop_portal.foundation.activity.models import ActivityEntry
from cop_portal.foundation.text import excerpt, fold, plain
from cop_portal.foundation.ui.commas import listed
from discussions.enums import Kind as Talk
from discussions.enums import Phase
from discussions.models import Contribution, Discussion
from knowledge_base.enums import CreditRole, Kind
from knowledge_base.harvesting import Crop, get
from knowledge_base.models import Harvest, ResourcePage
from knowledge_base.models.harvests import PATIENCE, held_by
from knowledge_base.permissions import check_gather

MOST = 30
# A draft keeps so many contributions; its sources are credited all the same.
KEPT = 40


def discussion_of(entry: ActivityEntry) -> int | None:
    """The discussion that an answer was accepted in, or that was closed."""
    return entry.facts.get("discussion_id") or entry.target_id


def crop_of_discussion(pk: int) -> Crop | None:
    """A solved question, or a discussion that was closed; none where a synthesis keeps it already."""
    talk = (
        Discussion.objects.told()
        .filter(pk=pk, merged_into=None)
        .exclude(kind=Talk.FACILITATED, phase=Phase.BRIEF)
        .select_related("community", "author", "answer__author")
        .first()
    )
    if talk is None or (talk.answer_id is None and talk.is_open):
        return None
    if talk.community.is_archived or Module.LIBRARY in talk.community.modules_off:
        return None
    if ResourcePage.objects.filter(synthesis__discussion=pk).exists():
        return None
    said = list(
        Contribution.objects.standing().filter(discussion=pk).select_related("author").order_by("number")
    )
    if not said:
        return None
    answer = next((row for row in said if row.pk == talk.answer_id), None)
    return Crop(
        community=talk.community,
        title=talk.title,
        summary=excerpt(plain((answer or said[0]).body_html), 280),
        url=talk.get_absolute_url(),
        kinds=(Kind.GUIDANCE, Kind.LESSON) if answer else (Kind.LESSON, Kind.GUIDANCE),
        fields=lambda kind: _fields(kind, talk, answer, said),
        credits=_credits(talk, answer, said),
    )


def _fields(
    kind: str, talk: Discussion, answer: Contribution | None, said: list[Contribution]
) -> dict[str, Any]:
    """What the draft says: the question and its answer, or what was said, one after the other."""
    with override(talk.language or talk.community.language or settings.LANGUAGE_CODE):
        question, answered, others = _("The question"), _("The answer"), _("What was said")
    body: list[Any] = []
    if talk.body_html and kind != Kind.LESSON:
        body += [("heading", question), ("paragraph", RichText(talk.body_html))]
    kept = [answer] if answer else said[:KEPT]
    if answer and kind != Kind.LESSON:
        body += [("heading", answered), ("paragraph", RichText(answer.body_html))]
    elif not answer:
        body.append(("heading", others))
        for row in kept:
            who = f"{row.author.name if row.author else '–'} [{row.number}]"
            body.append(("quote", {"text": plain(row.body_html), "who": who[:120]}))
    found: dict[str, Any] = {"language": talk.language or talk.community.language or "en", "body": body}
    if kind == Kind.LESSON:
        found["happened"] = plain(talk.body_html)[:4000]
        found["next_time"] = plain(answer.body_html)[:4000] if answer else ""
    return found


def _credits(talk: Discussion, answer: Contribution | None, said: list[Contribution]) -> list[dict[str, Any]]:
    """Each person once: who answered is the source, the others helped; without an answer all are sources."""
    found: dict[int, dict[str, Any]] = {}
    for row in [*([answer] if answer else []), *said]:
        if row.author is not None:
            source = answer is None or row.pk == answer.pk
            role = CreditRole.SOURCE if source else CreditRole.CONTRIBUTOR
            found.setdefault(row.author.pk, {"user": row.author, "role": role, "contribution": row})
    if talk.author is not None:  # asked without a name: no author is kept
        found.setdefault(
            talk.author.pk, {"user": talk.author, "role": CreditRole.CONTRIBUTOR, "contribution": None}
        )
    return list(found.values())


def crop_of(harvest: Harvest) -> Crop | None:
    source = get(harvest.source)
    return source.find(harvest.source_id) if source else None


def gardener_of(community: Community) -> User | None:
    """Who holds a role called gardener, else the knowledge manager, else who answers requests here.

    A name of a role that begins a word as it does in any language is enough: jardinier, jardinière.
    """
    words = set()
    for code, _name in settings.LANGUAGES:
        with override(code):
            words.add(fold(_("gardener"))[:6])
    terms = RoleTerm.objects.filter(
        community=community,
        ended_at=None,
        own_role__isnull=False,
        own_role__retired_at=None,
        user__is_active=True,
    ).select_related("user", "own_role")
    for term in terms.order_by("from_date", "pk"):
        if term.own_role and any(word in fold(term.own_role.name) for word in words):
            return term.user
    keeper = (
        Membership.objects.with_role(Role.KNOWLEDGE_MANAGER)
        .filter(community=community, user__is_active=True)
        .select_related("user")
        .order_by("pk")
        .first()
    )
    return keeper.user if keeper else answerer(community)


def get_for(user: Any, pk: int) -> Harvest:
    """One offer. 404 for whom it does not concern."""
    found = (
        Harvest.objects.visible_to(user)
        .filter(pk=pk)
        .select_related("community", "gardener", "decided_by", "resource")
        .first()
    )
    if found is None:
        raise Http404
    check_gather(user, found)
    return found


def of_community(user: Any, community: Community) -> QuerySet[Harvest]:
    rows = Harvest.objects.visible_to(user).filter(community=community)
    return rows.select_related("gardener", "resource")


def others(harvest: Harvest) -> QuerySet[User]:
    """Whom it can be handed on to: those who hold a role or belong to the core group, or spoke or were there."""
    there = Membership.objects.active().filter(community=harvest.community)
    core = Membership.objects.core().filter(community=harvest.community)
    spoke = Contribution.objects.standing().filter(
        discussion=harvest.source_id, community=harvest.community_id
    )
    wanted = Q(pk__in=core.values("user"))
    if harvest.source == "discussion":
        wanted |= Q(pk__in=spoke.values("author"))
    elif harvest.source == "event":
        came = EventAnswer.objects.filter(event=harvest.source_id, came=True)
        wanted |= Q(pk__in=came.values("user")) | Q(pk=harvest.holder_id)
    people = User.objects.filter(wanted, pk__in=there.values("user"), is_active=True, is_guest=False)
    return people.exclude(pk=harvest.gardener_id or 0).order_by("folded_name", "pk")


def holders_of(rows: Sequence[Harvest]) -> dict[int, list[int]]:
    """In whose hands each offer is: its gardener, and who held the event while a member; in two statements."""
    found = {row.pk: [row.gardener_id] if row.gardener_id else [] for row in rows}
    events = {row.source_id: row for row in rows if row.source == "event"}
    led = Event.objects.filter(pk__in=events).annotate(holder=Coalesce("leader_id", "by_id"))
    held = list(led.exclude(holder=None).values_list("pk", "community_id", "holder")) if events else []
    members = Membership.objects.active().filter(
        community__in={place for _pk, place, _who in held}, user__in={who for _pk, _place, who in held}
    )
    here = set(members.values_list("community_id", "user_id")) if held else set()
    for pk, place, who in held:
        hands = found[events[pk].pk]
        if (place, who) in here and who not in hands:
            hands.append(who)
    return found


def names_for(readers: Iterable[Any], people: Iterable[int]) -> dict[int, str]:
    """The names of those whom each of the readers may know of, by their ids."""
    rows = User.objects.filter(pk__in=set(people))
    for reader in readers:
        rows = rows.filter(pk__in=seen_by(reader).values("pk"))
    return dict(rows.order_by("folded_name", "pk").values_list("pk", "name"))


def hands_of(user: Any, rows: Sequence[Harvest]) -> list[str]:
    """Who has each of these offers, as this reader may know them by name; empty where nobody has it."""
    holders = holders_of(rows)
    names = names_for([user], {pk for pks in holders.values() for pk in pks}) if rows else {}
    names |= {row.gardener_id: row.gardener.name for row in rows if row.gardener_id and row.gardener}
    found = []
    for row in rows:
        named = [names[pk] for pk in holders[row.pk] if pk in names]
        found.append(listed(named or [_("who held the event")]) if holders[row.pk] else "")
    return found


def _hands(user: Any, holders: list[int], names: dict[int, str]) -> str:
    """Who else has it, or that nobody has; else why it is worth the hour."""
    others = [names[pk] for pk in holders if pk in names and pk != user.pk]
    if others:
        return _("In the hands of %(name)s") % {"name": listed(others)}
    return _("What nobody writes down is asked again next year.") if holders else _("In nobody’s hands yet")


def waiting_harvests(user: Any) -> list[Waiting]:
    """One's own offers and those of events one held; those that nobody holds or that are long overdue, where one looks after things."""
    late = timezone.localdate() - PATIENCE[2]
    rows = (
        Harvest.objects.visible_to(user)
        .open()
        .filter(Q(gardener_id=user.pk) | held_by(user) | Q(gardener=None) | Q(due_on__lte=late))
        .filter(community__archived_at=None)
        .select_related("community", "gardener")
        .order_by("due_on", "pk")
    )
    found = list(rows[:MOST])
    holders = holders_of(found)
    names = names_for([user], {pk for pks in holders.values() for pk in pks}) if found else {}
    return [
        Waiting(
            key=f"harvest:{row.pk}:{row.due_on}",
            sentence=_("“%(title)s” is over: keep what came of it.") % {"title": row.title},
            action=_("Look at the draft"),
            url=row.get_absolute_url(),
            since=row.offered_at,
            community=row.community,
            reason=_hands(user, holders[row.pk], names),
            due=row.due_on,
        )
        for row in found
    ]


def late(today: datetime.date) -> QuerySet[Harvest]:
    """Open offers whose day has come."""
    rows = Harvest.objects.open().filter(due_on__lte=today, community__archived_at=None)
    return rows.select_related("community").order_by("pk")
