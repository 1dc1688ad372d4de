"""What was done about the reviews of resources."""

from __future__ import annotations

from django.db import models

from knowledge_base.models.resources import ResourcePage


class ReviewNotice(models.Model):
    """That a review was told of: once before its day, once after, once to those who look after the library."""

    resource = models.ForeignKey(ResourcePage, models.CASCADE, related_name="review_notices")
    due = models.DateField()
    overdue = models.BooleanField()
    escalated = models.BooleanField(default=False, db_default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["resource", "due", "overdue", "escalated"], name="review_notice_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.resource}: {self.due}"
