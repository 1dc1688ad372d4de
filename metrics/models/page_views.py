"""Page views without names: raw for ninety days, then only what was counted from them."""

from __future__ import annotations

import secrets

from django.db import models


def _new_key() -> bytes:
    return secrets.token_bytes(32)


class ViewerKey(models.Model):
    """The key behind the pseudonyms of a period. When it is destroyed, nobody can be found again.

    A person's key holds for ninety days; a visitor's, who has no account, for one.
    """

    signed_in = models.BooleanField()
    from_day = models.DateField()
    until_day = models.DateField(help_text="The first day on which it no longer holds.")
    key = models.BinaryField(default=_new_key, null=True)
    destroyed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["signed_in", "from_day"], name="viewer_key_once")]

    def __str__(self) -> str:
        return f"{self.from_day}"


class PageView(models.Model):
    """One page shown to one reader. Append-only; no name, no address."""

    at = models.DateTimeField()
    community_id = models.BigIntegerField(null=True)
    kind = models.CharField(max_length=20)
    object_id = models.BigIntegerField(null=True)
    viewer = models.CharField(max_length=32)
    signed_in = models.BooleanField()

    class Meta:
        indexes = [models.Index(fields=["at"], name="page_view_at")]

    def __str__(self) -> str:
        return f"{self.kind} {self.object_id}"


class DailyReader(models.Model):
    """One reader's day in one community, under the pseudonym of its period."""

    day = models.DateField()
    community_id = models.BigIntegerField()
    viewer = models.CharField(max_length=32)
    signed_in = models.BooleanField()
    views = models.PositiveIntegerField()
    visits = models.PositiveIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["day", "community_id", "viewer"], name="daily_reader_once")
        ]
        indexes = [models.Index(fields=["community_id", "day"], name="daily_reader_community")]

    def __str__(self) -> str:
        return f"{self.day}"
