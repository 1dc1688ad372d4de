"""Mail that leaves and mail that comes in: a row for each, with a state."""

from __future__ import annotations

import hashlib
from typing import Any

from django.conf import settings
from django.contrib.postgres.indexes import OpClass
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower, Now
from django.utils.translation import gettext_lazy as _


class Letter(models.Model):
    """What many mails have in common: rendered once, with holes that differ for each reader."""

    kind = models.CharField(max_length=40)
    subject = models.CharField(max_length=250)
    text = models.TextField()
    html = models.TextField()
    from_name = models.CharField(max_length=120, blank=True)
    list_kind = models.CharField(max_length=40, blank=True)
    list_ref = models.BigIntegerField(null=True)
    list_id = models.CharField(max_length=200, blank=True)
    language = models.CharField(max_length=10, default="en")
    created_at = models.DateTimeField(db_default=Now())

    class Meta:
        verbose_name = _("letter")
        verbose_name_plural = _("letters")

    def __str__(self) -> str:
        return self.subject


class OutgoingMail(models.Model):
    """One mail to one person. `key` makes it one: a second attempt to queue it finds it there."""

    class State(models.TextChoices):
        QUEUED = "queued", _("queued")
        CLAIMED = "claimed", _("being sent")
        SENT = "sent", _("sent")
        DEFERRED = "deferred", _("tried, again later")
        FAILED = "failed", _("failed")
        SUPPRESSED = "suppressed", _("not wanted any more")
        UNCERTAIN = "uncertain", _("uncertain")

    WAITING = (State.QUEUED, State.DEFERRED)

    key = models.CharField(max_length=120, unique=True)
    kind = models.CharField(_("kind"), max_length=40)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, null=True, related_name="mails", verbose_name=_("to")
    )
    to_address = models.EmailField(_("address"))
    letter = models.ForeignKey(Letter, models.PROTECT, null=True, related_name="mails")
    fills = models.JSONField(default=dict)
    subject = models.CharField(_("subject"), max_length=250, blank=True)
    text = models.TextField(blank=True)
    html = models.TextField(blank=True)
    from_name = models.CharField(max_length=120, blank=True)
    reply_to = models.CharField(max_length=250, blank=True)
    thread = models.CharField(max_length=120, blank=True)
    list_kind = models.CharField(max_length=40, blank=True)
    list_ref = models.BigIntegerField(null=True)
    list_id = models.CharField(max_length=200, blank=True)
    urgent = models.BooleanField(default=False)
    state = models.CharField(_("state"), max_length=12, choices=State.choices, default=State.QUEUED)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    due_at = models.DateTimeField(_("due"), db_default=Now())
    lease_until = models.DateTimeField(null=True)
    worker = models.CharField(max_length=80, blank=True)
    tried_at = models.DateTimeField(_("last tried"), null=True)
    error = models.CharField(_("error"), max_length=300, blank=True)
    created_at = models.DateTimeField(_("queued"), db_default=Now())
    sent_at = models.DateTimeField(_("sent"), null=True)

    class Meta:
        verbose_name = _("outgoing mail")
        verbose_name_plural = _("outgoing mail")
        indexes = [
            models.Index(
                fields=["-urgent", "due_at", "id"],
                name="mail_waiting",
                condition=Q(state__in=["queued", "deferred"]),
            ),
            models.Index(fields=["worker"], name="mail_leased", condition=Q(lease_until__isnull=False)),
            models.Index(fields=["letter", "state"], name="mail_of_letter"),
            models.Index(fields=["user", "-created_at"], name="mail_of_person"),
            # The operator's page: what is not sent is few beside what was, and is asked by state and kind.
            models.Index(
                fields=["state", "id"], include=["kind"], name="mail_not_sent", condition=~Q(state="sent")
            ),
            models.Index(fields=["sent_at"], name="mail_sent_lately", condition=Q(sent_at__isnull=False)),
            models.Index(OpClass(Lower("to_address"), name="text_pattern_ops"), name="mail_by_address"),
        ]

    def __str__(self) -> str:
        return f"{self.key} ({self.state})"

    @property
    def message_id(self) -> str:
        """Follows from the row, so that a repeat bears the same one."""
        return (
            f"<{self.pk}.{hashlib.sha256(self.key.encode()).hexdigest()[:16]}@{settings.MAIL_REPLY_DOMAIN}>"
        )


class Sending(models.Model):
    """How sending stands, one row: paused by an operator, or waiting for a server that is away."""

    id = models.SmallIntegerField(primary_key=True, default=1)
    paused_at = models.DateTimeField(null=True)
    paused_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    reason = models.CharField(max_length=300, blank=True)
    away_since = models.DateTimeField(null=True)
    away_words = models.CharField(max_length=300, blank=True)
    tries = models.PositiveIntegerField(default=0)
    retry_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.CheckConstraint(name="sending_is_one", condition=Q(id=1))]

    def __str__(self) -> str:
        return "paused" if self.paused_at else "away" if self.away_since else "on"

    @classmethod
    def now(cls) -> Sending:
        """How it stands; without a row all is well."""
        return cls.objects.select_related("paused_by").filter(pk=1).first() or cls()


class ReplyAddress(models.Model):
    """A reply address of one person for one thing. The token itself is not kept, only its hash."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="reply_addresses")
    kind = models.CharField(max_length=40)
    target_id = models.BigIntegerField()
    nonce = models.CharField(max_length=44)
    token_hash = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField(db_default=Now())
    # When a mail last named it, to within a week.
    named_at = models.DateTimeField(db_default=Now())

    class Meta:
        verbose_name = _("reply address")
        verbose_name_plural = _("reply addresses")
        constraints = [
            models.UniqueConstraint(fields=["user", "kind", "target_id"], name="one_reply_address")
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.target_id}"


class InboundMail(models.Model):
    """A mail that came in, stored as it came before anything is understood of it."""

    class State(models.TextChoices):
        RECEIVED = "received", _("received")
        POSTED = "posted", _("posted")
        HELD = "held", _("waits for confirmation")
        REFUSED = "refused", _("refused")
        IGNORED = "ignored", _("ignored")
        FAILED = "failed", _("not understood")

    raw = models.BinaryField()
    raw_hash = models.CharField(max_length=64)
    envelope_from = models.CharField(max_length=320, blank=True)
    envelope_to = models.CharField(max_length=320)
    message_id = models.CharField(max_length=250, blank=True)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        related_name="inbound_mails",
        verbose_name=_("from"),
    )
    kind = models.CharField(_("kind"), max_length=40, blank=True)
    target_id = models.BigIntegerField(null=True)
    subject = models.CharField(max_length=250, blank=True)
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.RECEIVED)
    reason = models.CharField(_("reason"), max_length=300, blank=True)
    # The thread that it landed in, by the name that outgoing mail of the thread bears.
    thread = models.CharField(max_length=120, blank=True, db_default="")
    # The domain for which the door itself vouches (a provider's hook); the relay says so in a header.
    vouched_domain = models.CharField(max_length=253, blank=True, db_default="")
    attempts = models.PositiveSmallIntegerField(default=0)
    lease_until = models.DateTimeField(null=True)
    received_at = models.DateTimeField(_("received"), db_default=Now())
    handled_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("incoming mail")
        verbose_name_plural = _("incoming mail")
        constraints = [
            models.UniqueConstraint(fields=["raw_hash", "envelope_to"], name="same_mail_once"),
            # The same Message-ID to the same address from a known person is the same mail.
            models.UniqueConstraint(
                fields=["message_id", "envelope_to", "user"],
                name="same_message_posted_once",
                condition=Q(state="posted") & ~Q(message_id=""),
            ),
        ]
        indexes = [
            models.Index(fields=["id"], name="inbound_pending", condition=Q(state="received")),
            models.Index(fields=["received_at"], name="inbound_kept", condition=~Q(raw=b"")),
            models.Index(fields=["user", "state"], name="inbound_of_person"),
            models.Index(fields=["message_id"], name="inbound_message", condition=~Q(thread="")),
        ]

    def __str__(self) -> str:
        return f"{self.message_id or self.pk} ({self.state})"

    def raw_bytes(self) -> bytes:
        """As it came; empty once its time is over (cleaning.py)."""
        return bytes(self.raw)


class Suppression(models.Model):
    """An address that is never written to, with the reason."""

    address = models.EmailField(_("address"), unique=True)
    reason = models.CharField(_("reason"), max_length=200)
    created_at = models.DateTimeField(_("since"), db_default=Now())

    class Meta:
        verbose_name = _("address not written to")
        verbose_name_plural = _("addresses not written to")

    def __str__(self) -> str:
        return self.address

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.address = self.address.lower()
        super().save(*args, **kwargs)


class Bounce(models.Model):
    """That mail to an address came back, or was complained of: at most one a day for an address."""

    class Kind(models.TextChoices):
        SOFT = "soft", _("could not be delivered for now")
        HARD = "hard", _("the address does not take mail")
        COMPLAINT = "complaint", _("reported as unwanted")

    address = models.EmailField(_("address"))
    day = models.DateField(_("day"))
    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices)
    reason = models.CharField(_("reason"), max_length=300, blank=True)
    # Since when it counts no more: the person corrected their address, or said that it works.
    cleared_at = models.DateTimeField(_("done"), null=True)

    class Meta:
        verbose_name = _("mail that came back")
        verbose_name_plural = _("mail that came back")
        constraints = [models.UniqueConstraint(fields=["address", "day"], name="one_bounce_a_day")]

    def __str__(self) -> str:
        return f"{self.address} {self.day} {self.kind}"
