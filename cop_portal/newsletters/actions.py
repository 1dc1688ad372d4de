"""Newsletters: composed, edited, sent once to everybody who said yes, or passed over."""

from __future__ import annotations

import datetime
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max
from django.utils import timezone, translation
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from communities.actions.memberships import choose_newsletter
from communities.models import Community, Membership
from communities.queries import emblems
from cop_portal.foundation import text
from cop_portal.foundation.activity.record import record
from cop_portal.foundation.mail import compose as mail
from cop_portal.foundation.mail.models import Letter
from cop_portal.foundation.permissions import actor_or_none, is_system
from cop_portal.newsletters import queries
from cop_portal.newsletters.activity import ISSUE_COMPOSED, ISSUE_SENT, ISSUE_SKIPPED, READER_STOPPED
from cop_portal.newsletters.enums import LIST_KIND, State
from cop_portal.newsletters.models import Issue, IssueLetter, Item
from cop_portal.newsletters.permissions import (
    check_compose,
    check_edit_issue,
    check_send_issue,
    check_write_anew,
)

CHUNK = 1000  # mails that are queued in one statement
STEP = 10  # between the order numbers of two items, so that one can be put between them


class EditedMeanwhile(Exception):
    """Somebody saved the draft since this person opened it. `issue` is theirs, as it stands now."""

    def __init__(self, issue: Issue) -> None:
        super().__init__()
        self.issue = issue


@dataclass(frozen=True)
class Choice:
    """What the editor decided about one item."""

    included: bool
    position: int
    note: str = ""


@transaction.atomic
def compose(
    *,
    community: Community,
    week: str,
    by: Any,
    items: Iterable[Item],
    at: datetime.datetime | None = None,
    quiet: bool = False,
) -> Issue:
    """Put the newsletter of a week together from items (unsaved) and the candidates that wait.

    Once per week: a second call returns what the first made. A draft that is still open is carried
    on into this week rather than left behind. With nothing to tell the week is noted as skipped. Only
    a person takes up a week again that was skipped; one that was sent is sent.
    """
    check_compose(by, community)
    Community.objects.select_for_update(no_key=True).get(pk=community.pk)
    draft = queries.open_draft(community)
    done = Issue.objects.filter(community=community, week__gte=week).order_by("-week").first()
    if done is not None and not (done.state == State.SKIPPED and draft is None and not is_system(by)):
        return draft or done
    issue = draft or done or Issue(community=community)
    if draft is None:
        issue.number, issue.state = _next(community, "number"), State.DRAFT
        # Numbers of skipped drafts are used again; a page of one that is still open must not fit.
        issue.revision = _next(community, "revision")
    issue.week, issue.composed_at = max(issue.week, week), at or timezone.now()
    issue.save()
    issue.community = community
    known = queries.told_already(community) | set(issue.items.values_list("target_type", "target_id"))
    _adopt_waiting(issue, known)
    _add(issue, [item for item in items if (item.target_type, item.target_id) not in known])
    return _settle(issue, by=by, new=draft is None, at=at, quiet=quiet)


def _settle(issue: Issue, *, by: Any, new: bool, at: datetime.datetime | None, quiet: bool) -> Issue:
    """Name the composed issue and note it; without anything to tell it is skipped at once."""
    found = queries.items_of(issue)
    if not found and new:
        issue.state, issue.number = State.SKIPPED, None
        issue.save()
        record(
            ISSUE_SKIPPED,
            by=by,
            target=issue,
            community=issue.community,
            at=at,
            quiet=quiet,
            week=issue.week,
        )
        return issue
    if not issue.subject:
        issue.subject = _first_subject(issue, found)
        issue.save(update_fields=["subject"])
    record(
        ISSUE_COMPOSED,
        by=by,
        target=issue,
        community=issue.community,
        at=at,
        quiet=quiet,
        week=issue.week,
        items=len(found),
    )
    return issue


def _next(community: Community, field: str) -> int:
    last = Issue.objects.filter(community=community).aggregate(last=Max(field))["last"]
    return (last or 0) + 1


def _adopt_waiting(issue: Issue, known: set[tuple[str, int]]) -> None:
    """Candidates that came while there was no draft belong to this one. Adds them to known."""
    for item in Item.objects.waiting().filter(community=issue.community).order_by("pk"):
        target = (item.target_type, item.target_id)
        if target in known:
            item.delete()
            continue
        known.add(target)
        item.issue, item.position = issue, _last_position(issue) + STEP
        item.save(update_fields=["issue", "position"])


def _last_position(issue: Issue) -> int:
    return issue.items.aggregate(last=Max("position"))["last"] or 0


def _add(issue: Issue, items: list[Item]) -> None:
    position = _last_position(issue)
    for item in items:
        position += STEP
        item.issue, item.community, item.position = issue, issue.community, position
    Item.objects.bulk_create(items, ignore_conflicts=True)


def _first_subject(issue: Issue, items: list[Item]) -> str:
    """What the editor finds in the subject line: the first thing of the letter, and how much more."""
    ordered = [item for section in queries.by_section(items) for item in section.items]
    if not ordered:
        return ""
    language = issue.community.language
    with translation.override(language if language in settings.OFFERED_LANGUAGES else settings.LANGUAGE_CODE):
        head, more = ordered[0].heading, len(ordered) - 1
        if not more:
            return text.excerpt(head, 120)
        subject = ngettext("“%(title)s” and %(count)s more", "“%(title)s” and %(count)s more", more)
        return subject % {"title": text.excerpt(head, 90), "count": more}


@transaction.atomic
def add_candidate(*, item: Item, by: Any) -> Item | None:
    """Put something that just happened into the open draft, or keep it for the next one.

    None where the draft has it already, a sent issue told of it, or no issue will come. The editor's revision does not
    move: what they are typing is not disturbed by what arrives.
    """
    community = Community.objects.select_for_update(no_key=True).get(pk=item.community_id)
    if community.is_archived:
        return None
    check_compose(by, community)
    target = {"target_type": item.target_type, "target_id": item.target_id}
    if (item.target_type, item.target_id) in queries.told_already(community):
        return None
    draft = queries.open_draft(community)
    if Item.objects.filter(community=community, issue=draft, **target).exists():
        return None
    item.issue = draft
    item.position = _last_position(draft) + STEP if draft else 0
    item.save()
    return item


@transaction.atomic
def save_draft(
    *,
    issue: Issue,
    by: Any,
    revision: int,
    subject: str,
    intro: str,
    items: Mapping[int, Choice],
) -> Issue:
    """Save the draft that was opened at `revision`. Raises EditedMeanwhile; then nothing is written.

    items holds the choices by the item's id; items that it does not name stay as they are.
    """
    locked = _lock(issue)
    check_edit_issue(by, locked)
    if locked.revision != revision:
        raise EditedMeanwhile(locked)
    locked.subject = text.one_line(subject)[:120]
    locked.intro = text.clean(intro).strip()
    locked.intro_html = text.render(locked.intro)
    locked.revision += 1
    locked.edited_by = actor_or_none(by)
    locked.save()
    changed = []
    for item in locked.items.filter(pk__in=items.keys()):
        choice = items[item.pk]
        item.included, item.position = choice.included, choice.position
        item.note = text.one_line(choice.note)[:300]
        changed.append(item)
    Item.objects.bulk_update(changed, ["included", "position", "note"])
    return locked


def _lock(issue: Issue) -> Issue:
    locked = Issue.objects.select_for_update(of=("self",)).select_related("community").get(pk=issue.pk)
    locked.community = issue.community
    return locked


@transaction.atomic
def send_issue(
    *,
    issue: Issue,
    by: Any,
    revision: int | None = None,
    at: datetime.datetime | None = None,
    quiet: bool = False,
) -> Issue:
    """Send the draft: one letter for each language, one mail in the queue for each who said yes.

    Twice is once: an issue that was sent is returned as it is. With a revision, the draft must still
    be the one seen: raises EditedMeanwhile where it is not, ValidationError where there is nothing
    to send or nobody to send it to. A quiet one (the demo's past) goes to the archive alone.
    """
    locked = _lock(issue)
    check_send_issue(by, locked)
    if locked.state == State.SENT:
        return locked
    check_edit_issue(by, locked)
    if revision is not None and locked.revision != revision:
        raise EditedMeanwhile(locked)
    items = queries.items_for_members(locked)
    if not items and not locked.intro:
        raise ValidationError(_("There is nothing in it. Include an item, or write opening words."))
    if not locked.subject:
        raise ValidationError(_("Give the newsletter a subject."))
    readers = queries.readers_by_language(locked.community)
    if not readers:
        raise ValidationError(
            _("Nobody in the community gets the newsletter yet, so there is nobody to send it to.")
        )
    _drop_unread(locked, items)
    locked.state, locked.sent_at, locked.sent_by = State.SENT, at or timezone.now(), actor_or_none(by)
    locked.save(update_fields=["state", "sent_at", "sent_by", "subject"])
    if not quiet:
        _queue(locked, items, readers, by)
    record(
        ISSUE_SENT,
        by=by,
        target=locked,
        community=locked.community,
        at=at,
        quiet=quiet,
        number=locked.number,
        readers=sum(len(people) for people in readers.values()),
    )
    return locked


def _queue(issue: Issue, items: list[Item], readers: Mapping[str, list[queries.Reader]], by: Any) -> None:
    """One letter for each language, one mail for each reader: the key knows them by issue and person."""
    for language, people in readers.items():
        letter = _freeze(issue, items, language, by)
        for start in range(0, len(people), CHUNK):
            mail.queue_letter(
                letter=letter,
                key=f"newsletter:{issue.pk}",
                users=[(one.user_id, one.address, one.name) for one in people[start : start + CHUNK]],
            )


def _drop_unread(issue: Issue, items: list[Item]) -> None:
    """What was withdrawn since it was picked is not told of, in the archive either."""
    _name_without(issue, items)
    issue.items.filter(included=True).exclude(pk__in=[item.pk for item in items]).update(included=False)


def _name_without(issue: Issue, items: list[Item]) -> None:
    """Another subject (not saved) where it names something that may not be told any more."""
    there = {item.pk for item in queries.items_of(issue)}
    gone = [item for item in issue.items.all() if item.pk not in there]
    if any(text.excerpt(item.heading, 90) in issue.subject for item in gone if item.heading):
        issue.subject = _first_subject(issue, items)


@transaction.atomic
def write_anew(*, community: Community, by: Any, gone: Collection[tuple[str, int]]) -> int:
    """What may not be told any more, as (type, id), is in no letter that has not left.

    Who waits for such a letter gets one without it, or none where nothing is left. Returns how many
    mails that were. A send that is under way is waited for; what was handed over stays handed over.
    """
    check_write_anew(by)
    there = queries.issues_telling(community, gone)
    changed = 0
    for issue in Issue.objects.select_for_update().filter(pk__in=there).order_by("pk"):
        issue.community = community
        items = queries.items_for_members(issue)
        if issue.state != State.SENT or not set(gone) & queries.not_told(issue, items):
            continue
        _name_without(issue, items)
        issue.save(update_fields=["subject"])
        for sent in issue.letters.select_related("letter").order_by("pk"):
            changed += _exchange(issue, sent, items)
    return changed


def _exchange(issue: Issue, sent: IssueLetter, items: list[Item]) -> int:
    if not mail.waits(sent.letter):
        return 0
    if not items and not issue.intro:
        return mail.take_letter_back(sent.letter)
    return mail.exchange_letter(
        old=sent.letter, new=_freeze(issue, items, sent.language, issue.sent_by, sent.number + 1)
    )


def _freeze(issue: Issue, items: list[Item], language: str, by: Any, number: int = 1) -> Letter:
    """Render the issue in one language, for good: what may not be told any more needs another letter."""
    sender = actor_or_none(by)
    letter = mail.write_letter(
        kind="newsletter",
        template="newsletters/email/issue",
        context=letter_context(issue, items),
        language=language,
        from_name=sender.name if sender else issue.community.name,
        list_kind=LIST_KIND,
        list_ref=issue.community_id,
        list_id=f"<newsletter-{issue.community_id}.{settings.MAIL_REPLY_DOMAIN}>",
    )
    IssueLetter.objects.create(issue=issue, language=language, letter=letter, number=number)
    return letter


def letter_context(issue: Issue, items: list[Item]) -> dict[str, Any]:
    """What the templates of the letter know; the preview shows the same."""
    return {
        "issue": issue,
        "community": issue.community,
        "emblem_url": emblems.in_letters(issue.community),
        "title": issue.title,
        "sections": queries.by_section(items),
        "url": settings.PORTAL_URL + issue.get_absolute_url(),
        "can_stop": True,
    }


@transaction.atomic
def skip_issue(*, issue: Issue, by: Any) -> Issue:
    """Let the week pass without a newsletter. Its number is free for the next; twice is once."""
    locked = _lock(issue)
    if locked.state == State.SKIPPED:
        return locked
    check_edit_issue(by, locked)
    locked.state, locked.number = State.SKIPPED, None
    locked.save(update_fields=["state", "number"])
    record(ISSUE_SKIPPED, by=by, target=locked, community=locked.community, week=locked.week)
    return locked


@transaction.atomic
def stop_reading(*, community: Community, by: Any) -> None:
    """No newsletter of this community any more, mails that wait included. Twice is once."""
    if not Membership.objects.filter(community=community, user=by, wants_newsletter=True).exists():
        return
    choose_newsletter(community=community, by=by, wanted=False)
    last = Issue.objects.sent().filter(community=community).order_by("-sent_at").first()
    record(READER_STOPPED, by=by, target=last, community=community, issue_id=last.pk if last else None)
