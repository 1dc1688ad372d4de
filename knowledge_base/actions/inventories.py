"""An inventory that was kept elsewhere comes into the library, or an export of it comes back.

The whole file is checked before its first row is written. The rows are then written some at a time: whoever puts a page
into a library locks its branch of the tree until the end of the transaction, and members hand in meanwhile.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from taggit.models import Tag
from wagtail.models import Page

from communities.models import Community
from communities.permissions import forget_standing
from cop_portal.foundation import text
from cop_portal.foundation.activity.record import record
from cop_portal.foundation.jobs.once import advisory_lock
from cop_portal.foundation.permissions import Denied, actor_or_none
from cop_portal.foundation.spreadsheets import batched
from knowledge_base.actions import releases, resources, retirements
from knowledge_base.actions.libraries import ensure_library
from knowledge_base.activity import INVENTORY_IMPORTED
from knowledge_base.indexing import indexed_once
from knowledge_base.inventory_beside import Result, left_over, results_of
from knowledge_base.inventory_plans import Plan, Planned, Planner
from knowledge_base.inventory_sources import Rows, Source
from knowledge_base.models import (
    PAGE_OF_KIND,
    CommunityLibraryPage,
    Credit,
    ResourcePage,
    ResultConfirmation,
    StoryPerson,
)
from knowledge_base.models.fresh import just_written
from knowledge_base.permissions import check_curate
from knowledge_base.queries import editors
from knowledge_base.queries.inventories import Held, held, people_of

# So many rows are written in one transaction, and so many seconds: nobody else puts a page into the library meanwhile.
AT_ONCE, SECONDS = 10, 0.5
# So many are understood together, and so long a run lasts before other work has its turn.
TOGETHER, RUN_SECONDS = 100, 60
# Columns that are not part of the text: they are written beside it, whatever was published.
BESIDE = {
    "confirmed_on": "confirmed_at",
    "confirmed_by": "confirmed_by",
    "next_review_on": "next_review_on",
    "published_on": "first_published_at",
}
# What becomes of a resource, and what is written beside it: no part of what it says.
UNSAID = {"state", "retired_on", "retired_reason", "instead", "licence", "result_confirmations", *BESIDE}
APART = {"kind", "tags", "credits", "story_people", *UNSAID}


@dataclass
class Course:
    """How far the writing of a file is: how many of its rows are through, and what became of them."""

    through: int = 0
    counts: Counter[str] = field(default_factory=Counter)
    # Rows that were left out since it was last kept.
    left_out: list[Planned] = field(default_factory=list)
    done: bool = False

    @property
    def did(self) -> int:
        return self.counts["new"] + self.counts["changed"]

    def passed(self, rows: list[Planned]) -> None:
        self.through += len(rows)
        self.counts.update(row.outcome for row in rows)
        self.left_out.extend(row.told() for row in rows if row.faults)


def plan(*, community: Community, by: Any, source: Source) -> Plan:
    """What the file would do, and what is wrong with it. Nothing is written."""
    check_curate(by, community)
    return _planner(community, by).plan(Rows(source))


def _planner(community: Community, by: Any) -> Planner:
    def may_name(named: set[tuple[str, int]], page: Any) -> bool:
        plain = {(kind.removeprefix("library"), pk) for kind, pk in named}
        known = {"page", "image", "document"}.issuperset(kind for kind, _pk in plain)
        return known and editors.may_name(by, plain, page.pk if page else None)

    def held_now(keys: set[str], to_write: bool) -> list[Held]:
        return held(community, keys, to_write=to_write)

    return Planner(community, held_now, people_of(community), may_name)


def alone_in(community_id: int) -> AbstractContextManager[bool]:
    """Whether nobody else imports into this library meanwhile. It ends with the process at the latest."""
    return advisory_lock(f"inventory of {community_id}")


def carry_out(
    *,
    community: Community,
    by: Any,
    source: Source,
    without_faulty: bool = False,
    course: Course | None = None,
    keep: Callable[[Course], None] = lambda course: None,
) -> Plan:
    """Do what the file says. Raises ValidationError where the file is no inventory.

    A file with faults does nothing, unless its faulty rows are left out on purpose; a row is done whole or not at all.
    What stands against a row only when it is written (somebody locked it meanwhile) leaves that row out, and is said.
    Nobody is told of the single resources: an inventory is not news.

    `course` says how far the file was when its worker was killed or its time was up. `keep` is done in the transaction
    that gets further.
    """
    check_curate(by, community)
    course = course or Course()
    library = ensure_library(community)
    with alone_in(community.pk) as alone:
        if not alone:
            raise ValidationError(
                _("Another file is being imported into this library. Try again in a minute.")
            )
        rows = Rows(source)
        # What is through was checked when it was begun; what comes is understood as it comes.
        found = Plan(unknown=rows.unknown) if course.through else _planner(community, by).plan(rows)
        if found.faulty and not without_faulty:
            return found
        if not _write_all(_Writer(library, by), rows, found, course, keep):
            found.unfinished = True
            return found
        with transaction.atomic():
            conclude(community=community, by=by, course=course)
            course.done, found.done = True, bool(course.did or not course.counts["fault"])
            keep(course)
    return found


def _write_all(
    writer: _Writer, rows: Rows, found: Plan, course: Course, keep: Callable[[Course], None]
) -> bool:
    """Write what is not through yet. Returns whether all of it is, or the time of one run was up."""
    planner = _planner(writer.library.community, writer.by)
    faulty = {row.line: row for row in found.faulty}
    came = iter(rows)
    for line, cells in islice(came, course.through):
        planner.seen.setdefault(text.one_line(cells.get("key", "")), line)
    # What is through takes its time to be passed by: each run gets further all the same.
    until, began = time.monotonic() + RUN_SECONDS, False
    for some in batched(came, TOGETHER):
        planned = [faulty.get(row.line, row) for row in planner.understand(some)]
        while planned:
            if began and time.monotonic() > until:
                return False
            began = True
            with transaction.atomic():
                written = writer.part(planner, _next_part(planned, 0))
                for row in written:
                    if course.through < len(found.rows):
                        found.rows[course.through] = row.told()
                    course.passed([row])
                keep(course)
            planned = planned[len(written) :]
    return True


def _next_part(rows: list[Planned], since: int) -> list[Planned]:
    """Some rows that are to be written, with those between them."""
    acting = (index for index in range(since, len(rows)) if rows[index].would_do)
    last = next(islice(acting, AT_ONCE - 1, None), len(rows))
    return rows[since : last + 1]


def conclude(*, community: Community, by: Any, course: Course) -> None:
    """What follows once from all that was written, also where the file broke off."""
    if course.did:
        resources.recount(community)
        record(
            INVENTORY_IMPORTED,
            by=by,
            target=ensure_library(community),
            community=community,
            new=course.counts["new"],
            changed=course.counts["changed"],
            unchanged=course.counts["same"],
            left_out=course.counts["fault"],
        )


class _Writer:
    """Writes the rows of one file by the verbs of the library, and keeps what is the same for all of them."""

    def __init__(self, library: CommunityLibraryPage, by: Any) -> None:
        self.library, self.by = library, by
        self.tags: dict[str, Tag] = {}

    def part(self, planner: Planner, rows: list[Planned]) -> list[Planned]:
        """Write some rows as they are to be understood now: others worked in the library since the file was checked.

        Returns the rows that are through; the others have to wait where the time is up.
        """
        community, pks = (
            self.library.community,
            {row.held.page.pk for row in rows if row.would_do and row.held},
        )
        forget_standing(community, self.by)
        check_curate(self.by, community)
        if pks:
            list(
                Page.objects.select_for_update(no_key=True)
                .filter(pk__in=pks)
                .order_by("pk")
                .values_list("pk")
            )
        rows = planner.anew(rows)
        through: list[Planned] = []
        until = time.monotonic() + SECONDS
        with indexed_once():
            for row in rows:
                if row.would_do:
                    if through and time.monotonic() > until:
                        break
                    self._write_or_say(row)
                through.append(row)
        return through

    def _write_or_say(self, row: Planned) -> None:
        try:
            with transaction.atomic():
                self._write(row)
        except ValidationError as refusal:
            row.faults.extend(refusal.messages)
        except Denied as refusal:
            row.faults.append(str(refusal.sentence))

    def _write(self, row: Planned) -> None:
        values, state, by = dict(row.values), row.values.get("state"), self.by
        before = _kept(row.held.page) if row.held else {}
        page = self._page(row, values)
        says = {name for name in values if name not in UNSAID}
        self._say(page, values)
        if row.held is None:
            self.library.add_child(instance=page)
        elif says and not page.live:
            page.save()
        if says or row.held is None:
            page.save_revision(user=actor_or_none(by), clean=False)
        now: Any = None
        if (page.live or state in ("published", "retired")) and (says or not page.live):
            with just_written() if row.held is None else nullcontext():
                now = resources.publish(resource=page, by=by, quiet=True, bulk=True)
        _beside(now or ResourcePage.objects.get(pk=page.pk), values, before)
        if "licence" in values:
            releases.note_licence(resource=page, by=by, licence=values["licence"])
        if "result_confirmations" in values:
            _say_results(page, values["result_confirmations"])
        if state == "retired":
            resources.retire(
                resource=ResourcePage.objects.get(pk=page.pk), by=by, reason=values["retired_reason"],
                instead=values.get("instead"), at=values.get("retired_on"), quiet=True, bulk=True,
            )  # fmt: skip

    def _page(self, row: Planned, values: dict[str, Any]) -> Any:
        """What the row speaks of: as it stands, brought back if it is to be, or a new one."""
        community = self.library.community
        if row.held is None:
            page = PAGE_OF_KIND[values["kind"]](community=community, locale=self.library.locale)
            page.inventory_key, page.live, page.has_unpublished_changes = row.key, False, True
            page.owner = values.get("owner")
            values.setdefault("language", community.language or "en")
            values.setdefault("sharing", resources.usual_sharing(community))
            return page
        page = row.held.page
        if page.is_retired and values.get("state") == "published":
            page = retirements.reinstate(resource=page, by=self.by, quiet=True, bulk=True).specific
        if "sharing" in values:
            page.sharing = releases.narrow(resource=page, by=self.by, to=values.pop("sharing")).sharing
        return page

    def _say(self, page: Any, values: dict[str, Any]) -> None:
        """The text of the page, its topics and its credits."""
        for name, value in values.items():
            if name not in APART:
                setattr(page, name, value)
        if "title" in values:
            page.draft_title = values["title"]
        if "tags" in values:
            page.tags.set([self._tag(name) for name in values["tags"]])
        if "story_people" in values:
            page.story_people.set([StoryPerson(**one) for one in values["story_people"]])
        if "credits" in values:
            _say_credits(page, values["credits"])

    def _tag(self, name: str) -> Tag | str:
        """The topic of that name, looked for once; a new one is made by the first page that has it."""
        if name not in self.tags:
            found = Tag.objects.filter(name__iexact=name).first()
            if found is None:
                return name
            self.tags[name] = found
        return self.tags[name]


def _say_credits(page: Any, said: list[tuple[str, str, int | None]]) -> None:
    """Typed names are part of the text; who has an account is credited beside it (ResourcePage._keep_credits)."""
    stored = list(Credit.objects.filter(resource_id=page.pk)) if page.pk else []
    rows = []
    for part, name, pk in said:
        same = [row for row in stored if row.stays and (row.user_id == pk if pk else row.name == name)]
        row = min(same, key=lambda one: one.role != part, default=None) or Credit(user_id=pk, name=name)
        changed, row.role = row.role != part, part
        if row.pk:
            stored.remove(row)
        if page.live and (changed if row.pk else pk):
            row.resource_id = page.pk
            row.save()
        rows.append(row)
    page.credits.set(rows)


def _say_results(page: ResourcePage, said: list[Result]) -> None:
    """Typed names only: who has an account says it in the portal (inventory_beside.check_own_words)."""
    typed = list(ResultConfirmation.objects.filter(story=page.pk, user=None))
    new, gone = left_over([one for one in said if one.user_id is None], results_of(typed))
    for row, one in zip(typed, results_of(typed), strict=True):
        if one in gone:
            gone.remove(one)
            row.delete()
    ResultConfirmation.objects.bulk_create(
        ResultConfirmation(story_id=page.pk, name=one.name, words=one.words, at=one.at or timezone.now())
        for one in new
    )


def _kept(page: ResourcePage) -> dict[str, Any]:
    """An import is no review: what was confirmed before stays as it was."""
    return {
        name: getattr(page, name)
        for name in ("confirmed_at", "confirmed_by", "next_review_on", "first_published_at")
    }


def _beside(page: ResourcePage, values: dict[str, Any], before: dict[str, Any]) -> None:
    changes: dict[str, Any] = (
        dict(before) if before.get("first_published_at") else {"confirmed_at": None, "confirmed_by": None}
    )
    changes |= {column: values[name] for name, column in BESIDE.items() if name in values}
    if page.live and not changes.get("next_review_on"):
        changes["next_review_on"] = values.get("next_review_on") or page.next_review_on
    if not page.live:
        changes.pop("first_published_at", None)
    ResourcePage.objects.filter(pk=page.pk).update(**changes)
