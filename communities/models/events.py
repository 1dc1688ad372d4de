"""Events of a community: when, where, who comes, and how it went."""

from __future__ import annotations

import datetime
from typing import Any

from django.conf import settings
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.core.validators import URLValidator
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from communities.enums import Capability, Module
from communities.gatherings import EventAnswerKind, EventState, Repeat
from communities.models.communities import Community, readable_q
from communities.models.memberships import Membership
from cop_portal.foundation.accounts.models import validate_time_zone, zone_of
from cop_portal.foundation.permissions import is_system
from cop_portal.foundation.searching import folded_words, search_vector
from cop_portal.foundation.text import render


class EventQuerySet(models.QuerySet["Event"]):
    def published(self) -> EventQuerySet:
        return self.filter(state=EventState.PUBLISHED)

    def coming(self) -> EventQuerySet:
        """What is not over yet."""
        return self.filter(ends_at__gt=timezone.now())

    def going_ahead(self) -> EventQuerySet:
        """Without those that lie behind the end of their community: nobody holds them, unless that is undone."""
        return self.exclude(community__archived_at__lte=F("begins_at"))

    def held_by(self, user: Any) -> EventQuerySet:
        """Those of communities in which this person holds events."""
        if is_system(user) or getattr(user, "is_superuser", False):
            return self
        if not user.is_authenticated:
            return self.none()
        holders = Membership.objects.with_capability(Capability.HOLD_EVENTS).filter(user_id=user.pk)
        return self.filter(community__in=holders.values("community"))

    def visible_to(self, user: Any) -> EventQuerySet:
        """What was announced, for those who may read the community; drafts for those who hold events.

        Where the community has switched events off there are none.
        """
        rows = self.exclude(community__modules_off__contains=[Module.EVENTS])
        own = Event.objects.held_by(user).values("pk")
        return rows.filter((~Q(state=EventState.DRAFT) & readable_q(user, "community__")) | Q(pk__in=own))


class EventSeries(models.Model):
    """The rule by which the dates of a recurring event were made. Each date stands for itself afterwards."""

    community = models.ForeignKey(Community, models.CASCADE, related_name="event_series")
    repeat = models.CharField(max_length=10, choices=Repeat.choices)
    every = models.PositiveSmallIntegerField(default=1)
    rule = models.CharField(max_length=200)  # as RFC 5545 writes it
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField(db_default=Now())

    class Meta:
        verbose_name = _("recurring event")
        verbose_name_plural = _("recurring events")

    def __str__(self) -> str:
        return self.rule


class Event(models.Model):
    """One meeting of a community. Its hours are kept in UTC, with the name of the zone they were set in."""

    community = models.ForeignKey(
        Community, models.CASCADE, related_name="events", verbose_name=_("community")
    )
    series = models.ForeignKey(EventSeries, models.SET_NULL, null=True, editable=False, related_name="events")
    number = models.PositiveSmallIntegerField(default=1, editable=False)  # which of the series
    title = models.CharField(_("title"), max_length=150)
    about = models.TextField(_("what for"), max_length=4000)
    about_html = models.TextField(editable=False, blank=True)
    agenda = models.TextField(_("agenda"), max_length=4000, blank=True)
    agenda_html = models.TextField(editable=False, blank=True)
    begins_at = models.DateTimeField(_("begins"))
    ends_at = models.DateTimeField(_("ends"))
    zone = models.CharField(_("time zone"), max_length=60, validators=[validate_time_zone])
    place = models.CharField(_("place"), max_length=200, blank=True)
    online_url = models.CharField(
        _("online link"), max_length=500, blank=True, validators=[URLValidator(schemes=["https", "http"])]
    )
    capacity = models.PositiveIntegerField(_("places"), null=True, blank=True)
    leader = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("who leads it"),
    )
    need = models.ForeignKey(
        "communities.Need", models.SET_NULL, null=True, editable=False, related_name="events"
    )
    state = models.CharField(_("state"), max_length=10, choices=EventState.choices, default=EventState.DRAFT)
    why_cancelled = models.CharField(_("why it is cancelled"), max_length=300, blank=True)
    # Counted with each answer, under a lock on this row.
    going_count = models.PositiveIntegerField(default=0, editable=False)
    waiting_count = models.PositiveIntegerField(default=0, editable=False)
    maybe_count = models.PositiveIntegerField(default=0, editable=False)
    # Each change makes a new one: two who edit at once lose nothing, and calendars take the newest.
    revision = models.PositiveIntegerField(default=1, editable=False)
    went = models.TextField(_("how it went"), max_length=4000, blank=True)
    went_html = models.TextField(editable=False, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    key = models.CharField(max_length=64, blank=True, editable=False)
    created_at = models.DateTimeField(db_default=Now())
    changed_at = models.DateTimeField(auto_now=True)
    published_at = models.DateTimeField(null=True, blank=True)
    told_day_at = models.DateTimeField(null=True, editable=False)
    told_hour_at = models.DateTimeField(null=True, editable=False)
    folded_title = models.CharField(max_length=150, editable=False, db_default="", default="")
    search = SearchVectorField(null=True, editable=False)

    objects = EventQuerySet.as_manager()

    class Meta:
        verbose_name = _("event")
        verbose_name_plural = _("events")
        ordering = ["begins_at", "pk"]
        constraints = [
            models.CheckConstraint(
                name="event_ends_after_it_begins", condition=Q(ends_at__gt=F("begins_at"))
            ),
            models.CheckConstraint(
                name="event_holds_no_more_than_its_places",
                condition=Q(capacity=None) | Q(going_count__lte=F("capacity")),
            ),
            models.CheckConstraint(
                name="event_cancelled_with_a_reason", condition=~Q(state="cancelled") | ~Q(why_cancelled="")
            ),
            models.CheckConstraint(
                name="event_published_on_a_day", condition=Q(state="draft") | Q(published_at__isnull=False)
            ),
            models.UniqueConstraint(
                fields=["community", "by", "key", "number"], name="event_made_once", condition=~Q(key="")
            ),
            models.UniqueConstraint(
                fields=["series", "number"], name="event_once_in_series", condition=Q(series__isnull=False)
            ),
        ]
        indexes = [
            models.Index(fields=["community", "begins_at", "id"], name="event_by_time"),
            models.Index(fields=["begins_at"], name="event_published", condition=Q(state="published")),
            models.Index(fields=["folded_title"], name="event_title"),
            GinIndex(fields=["search"], name="event_search"),
            GinIndex(fields=["folded_title"], name="event_title_trigram", opclasses=["gin_trgm_ops"]),
        ]

    def __str__(self) -> str:
        return self.title

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.about_html, self.agenda_html = render(self.about), render(self.agenda)
        self.went_html = render(self.went)
        self.folded_title = folded_words(self.title)[:150]
        self.search = search_vector(
            self.title, self.about, self.agenda, self.place, language=self.community.language
        )
        super().save(*args, **kwargs)

    def get_absolute_url(self) -> str:
        return reverse("event", args=[self.community.slug, self.pk])

    @property
    def is_draft(self) -> bool:
        return self.state == EventState.DRAFT

    @property
    def is_cancelled(self) -> bool:
        return self.state == EventState.CANCELLED

    @property
    def is_over(self) -> bool:
        return self.ends_at <= timezone.now()

    @property
    def takes_answers(self) -> bool:
        return self.state == EventState.PUBLISHED and not self.is_over

    @property
    def is_full(self) -> bool:
        return self.capacity is not None and self.going_count >= self.capacity

    @property
    def free_places(self) -> int:
        return max((self.capacity or 0) - self.going_count, 0)

    def local_times(self) -> tuple[datetime.datetime, datetime.datetime]:
        """Its hours as the clocks of its own place show them."""
        zone = zone_of(self.zone)
        return self.begins_at.astimezone(zone), self.ends_at.astimezone(zone)


class EventAnswer(models.Model):
    """One person's answer to one event; it may change until the event is over."""

    event = models.ForeignKey(Event, models.CASCADE, related_name="answers")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="event_answers")
    answer = models.CharField(_("answer"), max_length=10, choices=EventAnswerKind.choices)
    note = models.CharField(_("what they say to it"), max_length=300, blank=True)
    at = models.DateTimeField()  # of this answer: who waits longest goes first
    came = models.BooleanField(_("was there"), null=True)
    valued = models.CharField(_("what was most valuable"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("answer to an event")
        verbose_name_plural = _("answers to events")
        constraints = [models.UniqueConstraint(fields=["event", "user"], name="event_answered_once")]
        indexes = [models.Index(fields=["event", "answer", "at", "id"], name="event_answers_by_time")]

    def __str__(self) -> str:
        return f"{self.user}: {self.event}"


class CalendarFeed(models.Model):
    """The secret address by which a person's calendar reads along; of one community, or of all of theirs."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="calendar_feeds")
    community = models.ForeignKey(
        Community, models.CASCADE, null=True, blank=True, related_name="calendar_feeds"
    )
    nonce = models.CharField(max_length=64, editable=False)
    token_hash = models.CharField(max_length=64, unique=True, editable=False)
    made_at = models.DateTimeField(auto_now=True)

    class Meta:
        verbose_name = _("calendar address")
        verbose_name_plural = _("calendar addresses")
        constraints = [
            models.UniqueConstraint(
                fields=["user", "community"], name="one_calendar_address", nulls_distinct=False
            )
        ]

    def __str__(self) -> str:
        return f"{self.user}: {self.community or '–'}"
