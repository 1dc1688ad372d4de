"""Writing a charter, putting it to the members, agreeing to it."""

from __future__ import annotations

import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from communities.actions.documents import EditedMeanwhile, locked_draft, tidy, write
from communities.activity import (
    CHARTER_AGREED,
    CHARTER_COMMENTED,
    CHARTER_PUBLISHED,
    CHARTER_REMINDED,
    CHARTER_SHOWN,
)
from communities.enums import Capability
from communities.models import CharterAgreement, CharterComment, CharterDraft, CharterVersion, Community
from communities.permissions import check_agree_to_charter, check_capability, check_member
from communities.queries.charters import current, draft_of, template_texts, texts_of
from cop_portal.foundation.activity.models import Channel
from cop_portal.foundation.activity.record import record
from cop_portal.foundation.jobs.once import one_after_the_other
from cop_portal.foundation.permissions import actor_or_none
from cop_portal.foundation.text import one_line

__all__ = ["EditedMeanwhile"]

MOST_SECTIONS = 12
REMINDER_PAUSE = datetime.timedelta(days=7)


def _locked_draft(community: Community, revision: int | None) -> CharterDraft:
    draft_of(community)
    return locked_draft(CharterDraft, community, revision)


def _write(draft: CharterDraft, by: Any, sections: dict[str, Any]) -> CharterDraft:
    if "more" in sections:
        draft.more = [
            {"title": one_line(item["title"])[:100], "text": tidy(item["text"])[:4000]}
            for item in sections["more"]
            if item["title"].strip()
        ][:MOST_SECTIONS]
    draft.unnamed_questions = bool(sections.get("unnamed_questions", draft.unnamed_questions))
    return write(draft, by, sections)


@transaction.atomic
def save_draft(*, community: Community, by: Any, revision: int, **sections: Any) -> CharterDraft:
    """Save the draft that was opened at `revision`. Raises EditedMeanwhile; then nothing is written.

    `more` are the community's own sections, a list of {"title", "text"} in their order.
    """
    check_capability(by, community, Capability.EDIT_CHARTER)
    return _write(_locked_draft(community, revision), by, sections)


@transaction.atomic
def start_from(*, community: Community, by: Any, template: str, revision: int) -> CharterDraft:
    """Fill what is still empty in the draft from a template. Raises EditedMeanwhile."""
    check_capability(by, community, Capability.EDIT_CHARTER)
    draft = _locked_draft(community, revision)
    texts = template_texts(template)
    return _write(draft, by, {name: text for name, text in texts.items() if not getattr(draft, name)})


@transaction.atomic
def restore(*, version: CharterVersion, by: Any, revision: int) -> CharterDraft:
    """Put the text of an earlier version into the draft. Raises EditedMeanwhile."""
    check_capability(by, version.community, Capability.EDIT_CHARTER)
    draft = _locked_draft(version.community, revision)
    return _write(draft, by, texts_of(version))


@transaction.atomic
def show_draft(*, community: Community, by: Any, shown: bool) -> None:
    """Show the draft to members for their comments, or hide it again. Twice is once."""
    check_capability(by, community, Capability.EDIT_CHARTER)
    draft = _locked_draft(community, None)
    if (draft.shown_at is not None) == shown:
        return
    draft.shown_at = timezone.now() if shown else None
    draft.save(update_fields=["shown_at", "updated_at"])
    if shown:
        record(CHARTER_SHOWN, by=by, target=draft, community=community)


@transaction.atomic
def comment(*, community: Community, by: Any, text: str, section: str = "", key: str = "") -> CharterComment:
    """Say something to the draft that is shown. The same key twice is one comment."""
    check_member(by, community)
    draft = CharterDraft.objects.filter(community=community).exclude(shown_at=None).first()
    if draft is None:
        raise ValidationError(_("The draft is not open for comments now."))
    if not text.strip():
        raise ValidationError(_("Write your comment first."))
    if key:
        one_after_the_other("comment", draft.pk, by.pk, key)
        known = CharterComment.objects.filter(draft=draft, by=by, key=key).first()
        if known is not None:
            return known
    made = CharterComment.objects.create(
        draft=draft, section=section[:100], text=text.strip(), by=by, key=key
    )
    record(CHARTER_COMMENTED, by=by, target=made, community=community)
    return made


@transaction.atomic
def resolve_comment(*, comment: CharterComment, by: Any) -> None:
    """It was taken up, or answered; it stays readable."""
    check_capability(by, comment.draft.community, Capability.EDIT_CHARTER)
    CharterComment.objects.filter(pk=comment.pk, resolved_at=None).update(resolved_at=timezone.now())


@transaction.atomic
def publish(
    *,
    community: Community,
    by: Any,
    changes: str = "",
    minor: bool = False,
    revision: int | None = None,
    number: int | None = None,
    at: datetime.datetime | None = None,
    quiet: bool = False,
) -> CharterVersion:
    """Put the draft to the members as the next version.

    With a revision, the draft must still be the one seen: raises EditedMeanwhile where it is not. With
    the number it is to get, twice is once. A minor change asks nobody again: agreements to the version
    before count for it.
    """
    check_capability(by, community, Capability.EDIT_CHARTER)
    Community.objects.select_for_update(no_key=True).get(pk=community.pk)
    draft = _locked_draft(community, revision)
    texts = draft.texts()
    if not texts["mission"].strip() or not texts["rules"].strip():
        raise ValidationError(_("A charter needs at least a mission and rules."))
    last = current(community)
    if last and all(getattr(last, name) == text for name, text in texts.items()):
        if (last.number, last.published_by) == (number, actor_or_none(by)):
            return last
        raise ValidationError(_("Nothing changed since version %(number)s.") % {"number": last.number})
    number = last.number + 1 if last else 1
    version = CharterVersion.objects.create(
        community=community,
        number=number,
        asks_from=last.asks_from if last and minor else number,
        changes=changes,
        published_by=actor_or_none(by),
        published_at=at or timezone.now(),
        **texts,
    )
    draft.shown_at = None
    draft.save(update_fields=["shown_at", "updated_at"])
    draft.comments.filter(resolved_at=None).update(resolved_at=timezone.now())
    record(
        CHARTER_PUBLISHED,
        by=by,
        target=version,
        community=community,
        at=at,
        quiet=quiet or version.is_minor,
        number=version.number,
    )
    return version


@transaction.atomic
def remind(*, version: CharterVersion, by: Any) -> None:
    """Write to members who have not agreed; not more often than once a week."""
    check_capability(by, version.community, Capability.EDIT_CHARTER)
    locked = CharterVersion.objects.select_for_update().get(pk=version.pk)
    latest = current(version.community)
    if latest is None or latest.pk != locked.pk:
        raise ValidationError(_("A newer version is in force. Remind of that one."))
    if locked.reminded_at and timezone.now() - locked.reminded_at < REMINDER_PAUSE:
        raise ValidationError(_("They were reminded less than a week ago. Give them a few days."))
    locked.reminded_at = timezone.now()
    locked.save(update_fields=["reminded_at"])
    record(CHARTER_REMINDED, by=by, target=locked, community=version.community, number=locked.number)


@transaction.atomic
def agree(
    *,
    version: CharterVersion,
    by: Any,
    channel: str = Channel.WEB,
    at: datetime.datetime | None = None,
    quiet: bool = False,
) -> CharterAgreement:
    """Agree to exactly this version. Twice is once. Raises ValidationError if it is not in force."""
    check_agree_to_charter(by, version.community)
    latest = current(version.community)
    if latest is None or latest.pk != version.pk:
        raise ValidationError(_("A newer version came out. Read what changed before you agree."))
    agreement, new = CharterAgreement.objects.get_or_create(
        version=version, user=by, defaults={"at": at or timezone.now()}
    )
    if new:
        record(
            CHARTER_AGREED,
            by=by,
            target=version,
            community=version.community,
            channel=channel,
            at=at,
            quiet=quiet,
            number=version.number,
        )
    return agreement
