"""Three questions in a round of “How are we doing?”, answered without names."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from communities.enums import PulseQuestion
from communities.models.reflections import Reflection
from cop_portal.foundation.permissions import is_system

LOWEST, HIGHEST = 1, 5


def _answer(question: PulseQuestion) -> Any:
    limits = [MinValueValidator(LOWEST), MaxValueValidator(HIGHEST)]
    return models.PositiveSmallIntegerField(question.label, validators=limits)


class PulseAnswerQuerySet(models.QuerySet["PulseAnswer"]):
    def visible_to(self, user: Any) -> PulseAnswerQuerySet:
        """One's own alone; others see what all said together, once the round is closed."""
        return self if is_system(user) else self.filter(user_id=getattr(user, "pk", None))


class PulseAnswer(models.Model):
    """What one member answered; forgotten when the round closes, when only what all said together is kept."""

    reflection = models.ForeignKey(Reflection, models.CASCADE, related_name="pulse_answers")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    perception = _answer(PulseQuestion.PERCEPTION)
    expectation = _answer(PulseQuestion.EXPECTATION)
    need = _answer(PulseQuestion.NEED)

    objects = PulseAnswerQuerySet.as_manager()

    class Meta:
        verbose_name = _("answer without a name")
        verbose_name_plural = _("answers without a name")
        constraints = [
            models.UniqueConstraint(fields=["reflection", "user"], name="pulse_answer_once"),
            models.CheckConstraint(
                name="pulse_within_scale",
                condition=Q(
                    perception__range=(LOWEST, HIGHEST),
                    expectation__range=(LOWEST, HIGHEST),
                    need__range=(LOWEST, HIGHEST),
                ),
            ),
        ]

    def __str__(self) -> str:
        return str(self.reflection)
