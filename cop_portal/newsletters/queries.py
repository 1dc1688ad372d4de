"""Reading newsletters, and what the next one may tell of."""

from __future__ import annotations

import datetime
import functools
import operator
import zoneinfo
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db.models import Max, Q, QuerySet
from django.http import Http404, QueryDict
from django.utils import timezone
from django.utils.translation import gettext as _

from communities.enums import Module
from communities.evidence import Evidence
from communities.models import Announcement, Community, Event, Membership
from communities.models.events import EventQuerySet
from communities.permissions import check_read
from communities.queries.memberships import newsletter_readers
from cop_portal.foundation.mail.models import OutgoingMail
from cop_portal.foundation.mail.send import counts_by_state
from cop_portal.foundation.paging import Page, key_set_page
from cop_portal.foundation.permissions import can
from cop_portal.foundation.ui import times
from cop_portal.newsletters.enums import DAYS_TO_THURSDAY, REPEATING, SECTION_ORDER, Section
from cop_portal.newsletters.models import Issue, Item, week_of
from cop_portal.newsletters.permissions import check_read_issue
from discussions.models import Discussion, Synthesis
from discussions.models.discussions import DiscussionQuerySet
from knowledge_base.enums import Sharing
from knowledge_base.models import ResourcePage

DISCUSSION = Discussion._meta.label_lower
SYNTHESIS = Synthesis._meta.label_lower
RESOURCE = ResourcePage._meta.label_lower
ANNOUNCEMENT = Announcement._meta.label_lower
EVENT = Event._meta.label_lower
# How an event went is another thing than that it comes: one issue may tell of both.
EVENT_REPORT = f"{EVENT}.report"
COMMUNITY = Community._meta.label_lower
# The first newsletter looks back so far; later ones to the one before.
FIRST_PERIOD = datetime.timedelta(days=28)


def get_for(user: Any, community: Community, number: int) -> Issue:
    """The issue of that number. Raises Denied where the person may not read the community at all,
    before it is looked up, and Http404 where there is none for this person."""
    check_read(user, community)
    issue = (
        Issue.objects.select_related("edited_by", "sent_by")
        .filter(community=community, number=number)
        .first()
    )
    if issue is None:
        raise Http404
    issue.community = community
    if not can(check_read_issue, user, issue):
        raise Http404
    return issue


def archive_page(user: Any, community: Community, params: QueryDict) -> Page:
    """A page of the sent issues of a community, newest first."""
    rows = Issue.objects.visible_to(user).sent().filter(community=community)
    page = key_set_page(rows.defer("intro", "intro_html"), params, order=("-sent_at", "-id"), size=20)
    for issue in page.rows:
        issue.community = community
    return page


def open_draft(community: Community) -> Issue | None:
    return Issue.objects.drafts().filter(community=community).first()


def issues_waiting_for(user: Any) -> list[Issue]:
    """Drafts that this person may edit, oldest first."""
    rows = Issue.objects.editable_by(user).filter(community__archived_at=None)
    return list(rows.select_related("community").order_by("composed_at", "pk")[:10])


def newsletter_sent(community: Community) -> Evidence:
    """Whether a letter ever went out, for the checklist of a stage."""
    last = Issue.objects.filter(community=community).aggregate(last=Max("sent_at"))["last"]
    if last is None:
        return Evidence(False, _("No letter went out yet."))
    return Evidence(True, _("The last one went out on %(day)s.") % {"day": times.day_text(last.date())})


@dataclass
class SectionOfIssue:
    section: Section
    items: list[Item]

    @property
    def label(self) -> str:
        """In the language that is active when it is asked."""
        return str(self.section.label)


def by_section(items: Iterable[Item]) -> list[SectionOfIssue]:
    """Items grouped by their sections, in the order of the sections, then as the editor ordered them."""
    grouped: dict[str, list[Item]] = defaultdict(list)
    for item in sorted(items, key=lambda item: (item.position, item.pk)):
        grouped[item.section].append(item)
    return [SectionOfIssue(section, grouped[section]) for section in SECTION_ORDER if grouped[section]]


def items_of(issue: Issue) -> list[Item]:
    """All that the draft could tell every member at this moment, for its editor."""
    return _still_there(list(issue.items.order_by("position", "pk")), issue.community_id)


def items_for_members(issue: Issue) -> list[Item]:
    """What it tells every member, as the editor picked."""
    return [item for item in items_of(issue) if item.included]


def items_for(user: Any, issue: Issue) -> list[Item]:
    """What a sent issue tells this reader: nothing that was withdrawn or is not theirs to read."""
    items = list(issue.items.filter(included=True).order_by("position", "pk"))
    return _still_there(items, issue.community_id, user=user)


def _still_there(items: list[Item], community_id: int, user: Any = None) -> list[Item]:
    """The items whose target can still be read: by `user`, or by every member where none is given.

    Resources come along with them, for their trust sign of today, and events for their hours. To members
    nothing is announced that is over; who reads an old issue sees what it told of.
    """
    wanted: dict[str, set[int]] = defaultdict(set)
    for item in items:
        wanted[item.target_type].add(item.target_id)
    there: dict[str, dict[int, Any]] = {COMMUNITY: {community_id: None}}
    if ids := wanted[ANNOUNCEMENT]:
        there[ANNOUNCEMENT] = dict.fromkeys(
            Announcement.objects.sent()
            .filter(community=community_id, pk__in=ids)
            .values_list("pk", flat=True)
        )
    if ids := wanted[DISCUSSION]:
        there[DISCUSSION] = dict.fromkeys(
            told_discussions(community_id).filter(pk__in=ids).values_list("pk", flat=True)
        )
    if ids := wanted[SYNTHESIS]:
        there[SYNTHESIS] = dict.fromkeys(
            told_syntheses(community_id).filter(pk__in=ids).values_list("pk", flat=True)
        )
    if ids := wanted[RESOURCE]:
        there[RESOURCE] = (
            told_resources(community_id, user).select_related("confirmed_by").defer("body").in_bulk(ids)
        )
    if ids := wanted[EVENT]:
        events = told_events(community_id) if user is not None else told_events(community_id).coming()
        there[EVENT] = events.defer("search").in_bulk(ids)
    if ids := wanted[EVENT_REPORT]:
        there[EVENT_REPORT] = told_events(community_id).exclude(went="").defer("search").in_bulk(ids)
    left = []
    for item in items:
        if item.target_id in there.get(item.target_type, {}):
            found = there[item.target_type][item.target_id]
            item.resource = found if item.target_type == RESOURCE else None
            item.event = found if item.target_type in (EVENT, EVENT_REPORT) else None
            left.append(item)
    return left


def issues_telling(community: Community, things: Iterable[tuple[str, int]]) -> QuerySet[Any]:
    """Ids of the issues in which one of these things, as (type, id), is told of or may be."""
    about = [Q(target_type=kind, target_id=pk) for kind, pk in things]
    rows = Item.objects.filter(functools.reduce(operator.or_, about, Q(pk=None)), community=community)
    return rows.filter(issue__isnull=False, included=True).values("issue")


def not_told(issue: Issue, items: Iterable[Item]) -> set[tuple[str, int]]:
    """What was picked for an issue and is not among these items, as (type, id)."""
    kept = [item.pk for item in items]
    rows = issue.items.filter(included=True).exclude(pk__in=kept)
    return set(rows.values_list("target_type", "target_id"))


def told_discussions(community_id: int) -> DiscussionQuerySet:
    """Discussions that every reader of the community may read: all but the briefs and what is hidden."""
    return Discussion.objects.told().filter(community=community_id)


def told_syntheses(community_id: int) -> QuerySet[Synthesis]:
    return Synthesis.objects.published().filter(
        discussion__community=community_id, discussion__hidden_at=None
    )


def told_resources(community_id: int, user: Any = None) -> QuerySet[ResourcePage]:
    """Published resources that this person may read, or every member where none is given."""
    if user is None:
        rows = ResourcePage.objects.filter(live=True).exclude(sharing=Sharing.CORE)
    else:
        rows = ResourcePage.objects.visible_to(user)
    return rows.filter(community=community_id)


def told_events(community_id: int) -> EventQuerySet:
    """Events that every reader of the community may see: announced, and neither cancelled nor switched off."""
    rows = Event.objects.published().filter(community=community_id)
    return rows.exclude(community__modules_off__contains=[Module.EVENTS])


@dataclass(frozen=True)
class Reach:
    """Whom an issue reaches: how many members there are, how many get a mail."""

    members: int
    readers: int


def reach(community: Community) -> Reach:
    return Reach(
        Membership.objects.active().filter(community=community).count(),
        newsletter_readers(community).count(),
    )


@dataclass(frozen=True)
class Reader:
    user_id: int
    address: str
    name: str


def readers_by_language(community: Community) -> dict[str, list[Reader]]:
    """Those who said yes, by the language in which they get it, among those offered."""
    offered = settings.OFFERED_LANGUAGES
    usual = community.language if community.language in offered else settings.LANGUAGE_CODE
    readers: dict[str, list[Reader]] = defaultdict(list)
    rows = newsletter_readers(community).values_list("user_id", "user__email", "user__name", "user__language")
    for user_id, address, name, language in rows:
        readers[language if language in offered else usual].append(Reader(user_id, address, name))
    return dict(readers)


@dataclass(frozen=True)
class Counts:
    """What became of the mails of an issue, counted from their rows."""

    sent: int = 0
    waiting: int = 0
    failed: int = 0
    suppressed: int = 0
    uncertain: int = 0

    @property
    def total(self) -> int:
        return self.sent + self.waiting + self.failed + self.suppressed + self.uncertain


def counts(issue: Issue) -> Counts:
    of = OutgoingMail.State
    sums: dict[str, int] = defaultdict(int)
    for letter_id in issue.letters.values_list("letter_id", flat=True):
        for state, number in counts_by_state(letter_id).items():
            sums[state] += number
    return Counts(
        sent=sums[of.SENT],
        waiting=sums[of.QUEUED] + sums[of.DEFERRED] + sums[of.CLAIMED],
        failed=sums[of.FAILED],
        suppressed=sums[of.SUPPRESSED],
        uncertain=sums[of.UNCERTAIN],
    )


def period_start(community: Community) -> datetime.datetime:
    """Since when the next issue tells what happened: since the last one that was sent was composed."""
    last = Issue.objects.sent().filter(community=community).aggregate(at=Max("composed_at"))["at"]
    return last or timezone.now() - FIRST_PERIOD


def told_already(community: Community) -> set[tuple[str, int]]:
    """What the last issue told of and the next does not tell again, as (type, id)."""
    last = Issue.objects.sent().filter(community=community).order_by("-sent_at", "-pk").values("pk")[:1]
    rows = Item.objects.filter(issue=last, included=True).exclude(section__in=REPEATING)
    return set(rows.values_list("target_type", "target_id"))


def due_week(community: Community, now: datetime.datetime) -> tuple[str, datetime.date]:
    """The week whose newsletter is due, and its Thursday: from then on, until the next Thursday."""
    try:
        zone = zoneinfo.ZoneInfo(community.time_zone)
    except (zoneinfo.ZoneInfoNotFoundError, ValueError):
        zone = zoneinfo.ZoneInfo("UTC")
    day = now.astimezone(zone).date() - datetime.timedelta(days=DAYS_TO_THURSDAY)
    return week_of(day), day - datetime.timedelta(days=day.weekday() - DAYS_TO_THURSDAY)


def communities_due(now: datetime.datetime) -> list[tuple[Community, str]]:
    """Living communities whose newsletter of the week that is due is not composed yet.

    A community founded on that Thursday or later owes nothing for it.
    """
    latest = dict(
        Issue.objects.filter(community__archived_at=None)
        .values_list("community")
        .annotate(latest=Max("week"))
        .order_by()
    )
    due = []
    for community in (
        Community.objects.alive().exclude(modules_off__contains=[Module.NEWSLETTER]).order_by("pk")
    ):
        week, thursday = due_week(community, now)
        if latest.get(community.pk, "") < week and community.created_at.date() < thursday:
            due.append((community, week))
    return due
