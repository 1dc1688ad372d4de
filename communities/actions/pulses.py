"""Answering the three questions of a round, and what stays of the answers when it closes."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Avg, Count
from django.utils.translation import gettext_lazy as _

from communities.enums import PulseQuestion
from communities.models import PulseAnswer, Reflection
from communities.models.pulses import HIGHEST, LOWEST
from communities.permissions import check_member

# Of fewer people nothing is said: whoever knows them would know who said what.
LEAST = 5
# Means are told in halves and never as the ends of the scale: "all said 5" would be what each of them said.
STEP = 0.5


@transaction.atomic
def answer(*, reflection: Reflection, by: Any, **answers: int) -> PulseAnswer:
    """Answer all three, or change what one answered. Who answered is recorded nowhere else.

    Raises ValidationError in a closed round, and for what is not on the scale.
    """
    check_member(by, reflection.community)
    locked = Reflection.objects.select_for_update(no_key=True).get(pk=reflection.pk)
    if not locked.is_open:
        raise ValidationError(_("This round is closed; what was said stays as it was said."))
    if set(answers) != set(PulseQuestion.values) or not all(
        LOWEST <= value <= HIGHEST for value in answers.values()
    ):
        raise ValidationError(_("Answer all three, each from 1 to 5."))
    given, _new = PulseAnswer.objects.update_or_create(reflection=locked, user=by, defaults=answers)
    return given


def settle(reflection: Reflection) -> None:
    """Keep what all said together and forget who said what. Called in the transaction that closes the round.

    The mean of each question, to the nearest half and within 1.5 to 4.5; nothing of fewer than LEAST people.
    """
    rows = PulseAnswer.objects.filter(reflection=reflection)
    means = rows.aggregate(answered=Count("pk"), **{name: Avg(name) for name in PulseQuestion.values})
    if means.pop("answered") >= LEAST:
        reflection.pulse = {name: told(float(mean)) for name, mean in means.items()}
        reflection.save(update_fields=["pulse"])
    rows.delete()


def told(mean: float) -> float:
    """A mean as it is told: in halves, without the ends of the scale."""
    return min(max(round(mean / STEP) * STEP, LOWEST + STEP), HIGHEST - STEP)
