"""What was done about the reviews of resources."""

from __future__ import annotations

from django.db import models

from knowledge_base.models.resources import ResourcePage


class ReviewNotice(models.Model):
    """That the owner was told of a review: once before its day and once after."""

    resource = models.ForeignKey(ResourcePage, models.CASCADE, related_name="review_notices")
    due = models.DateField()
    overdue = models.BooleanField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["resource", "due", "overdue"], name="review_notice_once")
        ]

    def __str__(self) -> str:
        return f"{self.resource}: {self.due}"
