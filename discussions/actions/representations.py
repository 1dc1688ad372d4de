"""Asking contributors whether the draft of a synthesis represents them, and their answers."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from cop_portal.foundation import text
from cop_portal.foundation.activity.models import Channel
from cop_portal.foundation.activity.record import record
from cop_portal.foundation.permissions import actor_or_none
from discussions.actions import composing
from discussions.activity import CONTRIBUTORS_ASKED, REPRESENTATION_ANSWERED
from discussions.enums import Represented
from discussions.models import Discussion, Representation, Synthesis
from discussions.permissions import check_answer_representation, check_conclude
from discussions.queries import representations

LONGEST = 10_000  # characters


@transaction.atomic
def ask(*, discussion: Discussion, by: Any) -> int:
    """Ask every contributor about the draft as it stands; each once a revision. Returns how many are new."""
    check_conclude(by, discussion)
    synthesis = composing.locked_draft(discussion)
    if not synthesis.body:
        raise ValidationError(_("Write something by theme first: they are asked about the draft."))
    asked = synthesis.representations.filter(revision=synthesis.revision).values("user")
    people = list(representations.to_ask(synthesis, by=by).exclude(pk__in=asked).values_list("pk", flat=True))
    if not people:
        return 0
    Representation.objects.bulk_create(
        Representation(
            synthesis=synthesis, user_id=pk, revision=synthesis.revision, asked_by=actor_or_none(by)
        )
        for pk in people
    )
    record(
        CONTRIBUTORS_ASKED,
        by=by,
        target=synthesis,
        community=discussion.community,
        discussion_id=discussion.pk,
        revision=synthesis.revision,
        user_ids=people,
    )
    return len(people)


@transaction.atomic
def answer(
    *, synthesis: Synthesis, by: Any, words: str = "", confirm: bool = False, channel: str = Channel.WEB
) -> Representation:
    """Confirm that one is represented well, or say in words what is not. It may change until publication."""
    check_answer_representation(by, synthesis)
    locked = Synthesis.objects.select_for_update().get(pk=synthesis.pk)
    if locked.is_published:
        raise ValidationError(_("The synthesis is published. Write to whoever facilitates the discussion."))
    row = representations.newest_of(by, locked)
    words = "" if confirm else text.clean(words).strip()
    if row is None or not (confirm or words):
        raise ValidationError(_("Say in a few words what is missing or wrong."))
    if len(words) > LONGEST:
        raise ValidationError(_("This is longer than a correction can be. Say the most important."))
    said = Represented.CONFIRMED if confirm else Represented.CORRECTED
    if (row.answer, row.words) == (said, words):
        return row
    row.answer, row.words, row.answered_at = said, words, timezone.now()
    row.taken_over_at = row.taken_over_by = None
    row.save()
    record(
        REPRESENTATION_ANSWERED,
        by=by,
        target=synthesis,
        community=synthesis.discussion.community,
        channel=channel,
        discussion_id=synthesis.discussion_id,
        revision=row.revision,
        answer=str(said),
    )
    return row


@transaction.atomic
def take_over(*, representation: Representation, by: Any) -> None:
    """Note that a correction stands in the draft now. Twice is once."""
    check_conclude(by, representation.synthesis.discussion)
    Representation.objects.filter(
        pk=representation.pk, answer=Represented.CORRECTED, taken_over_at=None
    ).update(taken_over_at=timezone.now(), taken_over_by=actor_or_none(by))
