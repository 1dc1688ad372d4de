"""What becomes of a first post that waited for a facilitator."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.db import transaction
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from cop_portal.foundation.activity.record import record
from cop_portal.foundation.permissions import Denied, actor_or_none
from cop_portal.foundation.text import one_line
from cop_portal.foundation.uploads import CheckedFile
from discussions.actions import contributions, discussions, disseminations
from discussions.activity import POST_REFUSED, POST_RELEASED, POST_TAKEN_BACK
from discussions.enums import Outcome, kind_in
from discussions.models import Contribution, Discussion, HeldPost, Matter
from discussions.permissions import check_decide, check_take_back_post

State = HeldPost.State


@transaction.atomic
def release(*, held: HeldPost, by: Any, words: str = "") -> Contribution | Discussion | None:
    """Let it stand: it goes the way of everybody's posts, now, and is told now. Twice is once.

    Raises ValidationError where its author may not post it any more.
    """
    check_decide(by, held.community)
    locked = _lock(held)
    if locked is None:
        return None
    try:
        made = _post(locked)
    except Denied as refusal:
        raise ValidationError(
            _("It cannot be posted any more for %(name)s: %(reason)s")
            % {"name": locked.author.name, "reason": refusal.sentence}
        ) from refusal
    if isinstance(made, Discussion):
        disseminations.note_released(made, locked.author)
    _settle(locked, State.RELEASED, Outcome.RELEASED, by, words)
    record(POST_RELEASED, by=by, target=locked, community=locked.community, **_facts(locked))
    return made


def _lock(held: HeldPost) -> HeldPost | None:
    rows = HeldPost.objects.select_for_update(of=("self",)).filter(pk=held.pk, state=State.WAITING)
    return rows.select_related("author", "community", "discussion__community", "parent").first()


def _post(held: HeldPost) -> Any:
    """By the same verbs as everybody's, in its author's name."""
    files = [
        CheckedFile(kept.name, kept.content_type, ContentFile(kept.file.read(), name=kept.name), kept.size)
        for kept in held.files.order_by("pk")
    ]
    if held.discussion is None:
        return discussions.start(
            community=held.community,
            by=held.author,
            title=held.title,
            body=held.body,
            kind=kind_in(held.kind, held.community.modules_off),
            channel=held.channel,
            language=held.language,
            origin=held.key,
            quoted=held.quoted,
            subjects=held.subjects,
            files=files,
            released=True,
        )
    return contributions.add(
        discussion=held.discussion,
        by=held.author,
        body=held.body,
        parent=_parent(held),
        question_number=held.question_number,
        files=files,
        channel=held.channel,
        quoted=held.quoted,
        key=held.key or f"held:{held.pk}",
        language=held.language,
        released=True,
    )


def _parent(held: HeldPost) -> Contribution | None:
    """What it answers to, if that still stands in the same discussion."""
    parent = held.parent
    return parent if parent and parent.discussion_id == held.discussion_id else None


@transaction.atomic
def refuse(*, held: HeldPost, by: Any, words: str) -> None:
    """Let it not stand. Its author reads why, and keeps the text."""
    check_decide(by, held.community)
    if not one_line(words):
        raise ValidationError(_("Say why; the author reads it."))
    locked = _lock(held)
    if locked is not None:
        _settle(locked, State.REFUSED, Outcome.REFUSED, by, words)
        record(POST_REFUSED, by=by, target=locked, community=locked.community, **_facts(locked))


@transaction.atomic
def take_back(*, held: HeldPost, by: Any) -> None:
    """Its author thought better of it."""
    check_take_back_post(by, held)
    locked = _lock(held)
    if locked is not None:
        _settle(locked, State.WITHDRAWN, Outcome.WITHDRAWN, by, "")
        record(POST_TAKEN_BACK, by=by, target=locked, community=locked.community, **_facts(locked))


def _settle(held: HeldPost, state: str, outcome: str, by: Any, words: str) -> None:
    held.state, held.why = state, one_line(words)[:500]
    held.save(update_fields=["state", "why"])
    Matter.objects.filter(held=held, outcome="").update(
        outcome=outcome, words=held.why, decided_by=actor_or_none(by), decided_at=Now()
    )


def _facts(held: HeldPost) -> dict[str, Any]:
    return {"discussion_id": held.discussion_id, "user_id": held.author_id}
