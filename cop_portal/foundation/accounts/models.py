"""People, the offices they work in, and the posts that tie one to the other for a time."""

from __future__ import annotations

import datetime
import zoneinfo
from functools import lru_cache
from typing import Any

from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField, DateRangeField, RangeBoundary, RangeOperators
from django.contrib.postgres.indexes import GinIndex
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Func, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _
from taggit.managers import TaggableManager

from cop_portal.foundation.text import fold_name, initials, one_line
from cop_portal.foundation.ui.commas import listed


def validate_time_zone(value: str) -> None:
    if value not in zoneinfo.available_timezones():
        raise ValidationError(_("There is no time zone of this name. Choose one from the list."))


@lru_cache(maxsize=600)
def zone_of(name: str) -> zoneinfo.ZoneInfo:
    """A time zone by its name; UTC where it is not known (any more: zones are renamed)."""
    try:
        return zoneinfo.ZoneInfo(name)
    except (zoneinfo.ZoneInfoNotFoundError, ValueError):
        return zoneinfo.ZoneInfo("UTC")


class DateRange(Func):
    """A Postgres daterange from two columns, for exclusion constraints."""

    function = "DATERANGE"
    output_field = DateRangeField()


class UserQuerySet(models.QuerySet["User"]):
    def active(self) -> UserQuerySet:
        return self.filter(is_active=True)

    def mailable(self) -> UserQuerySet:
        """People to whom a mail may be written at all."""
        return self.filter(is_active=True, mail_state=User.MailState.WORKS)


class UserManager(BaseUserManager.from_queryset(UserQuerySet)):  # type: ignore[misc]
    use_in_migrations = False

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> User:
        user = self.model(email=email.strip().lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> User:
        return self.create_user(email, password, is_staff=True, is_superuser=True, **fields)

    def get_by_natural_key(self, email: str) -> User:
        return self.get(email=email.strip().lower())


class User(AbstractBaseUser, PermissionsMixin):
    """A person with an account: staff of the organisation, or a guest from outside."""

    class MailState(models.TextChoices):
        WORKS = "works", _("works")
        BOUNCES = "bounces", _("bounces")
        NONE = "none", _("no address")

    email = models.EmailField(_("e-mail address"), unique=True)
    name = models.CharField(_("name"), max_length=120)
    folded_name = models.CharField(max_length=120, editable=False, default="")
    is_guest = models.BooleanField(
        _("guest"), default=False, help_text=_("Somebody from outside the organisation.")
    )
    organisation = models.CharField(_("organisation"), max_length=120, blank=True)
    is_sponsor = models.BooleanField(
        _("sponsor"), default=False, help_text=_("A senior manager who sponsors communities.")
    )
    language = models.CharField(
        _("language of the portal"), max_length=10, choices=settings.LANGUAGES, blank=True
    )
    languages = ArrayField(
        models.CharField(max_length=10), verbose_name=_("languages spoken"), default=list, blank=True
    )
    time_zone = models.CharField(
        _("time zone"), max_length=60, default="UTC", validators=[validate_time_zone]
    )
    about = models.TextField(_("ask me about"), max_length=1000, blank=True)
    # Through its own gate: whoever may see the profile (communities/views/directory.py).
    photo = models.FileField(_("photograph"), upload_to="people/", blank=True)
    expertise = TaggableManager(_("expertise"), blank=True, related_name="experts")
    mail_state = models.CharField(
        _("mail"), max_length=10, choices=MailState.choices, default=MailState.WORKS
    )
    is_staff = models.BooleanField(_("may open the administration"), default=False)
    is_active = models.BooleanField(_("active"), default=True)
    joined_at = models.DateTimeField(_("joined"), default=timezone.now)
    # Sessions of an earlier round are over, whatever becomes of the account later.
    session_round = models.PositiveIntegerField(default=0, db_default=0, editable=False)

    objects = UserManager()

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS = ["name"]

    class Meta:
        verbose_name = _("person")
        verbose_name_plural = _("people")
        indexes = [
            GinIndex(fields=["folded_name"], name="user_name_trigram", opclasses=["gin_trgm_ops"]),
            models.Index(fields=["folded_name", "id"], name="user_by_name"),
        ]

    def __str__(self) -> str:
        return self.name

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.name = one_line(self.name)
        self.folded_name = fold_name(self.name)[:120]
        if kwargs.get("update_fields") and "name" in kwargs["update_fields"]:
            kwargs["update_fields"] = {*kwargs["update_fields"], "folded_name"}
        super().save(*args, **kwargs)

    def get_absolute_url(self) -> str:
        return reverse("person", args=[self.pk])

    def get_full_name(self) -> str:
        return self.name

    def get_short_name(self) -> str:
        return self.name.split()[0] if self.name else ""

    def _get_session_auth_hash(self, secret: str | None = None) -> str:
        """What a session must know: the password's hash, and the round in which it began."""
        usual = super()._get_session_auth_hash(secret=secret)  # type: ignore[misc]
        if not self.session_round:
            return usual
        salt = "cop_portal.accounts.session_round"
        return salted_hmac(
            salt, f"{usual}:{self.session_round}", secret=secret, algorithm="sha256"
        ).hexdigest()

    @property
    def initials(self) -> str:
        return initials(self.name)

    @property
    def is_administrator(self) -> bool:
        return self.is_superuser

    def has_proven(self, address: str) -> bool:
        """Whether this address was confirmed as the person's."""
        return self.emailaddress_set.filter(email__iexact=address, verified=True).exists()  # type: ignore[attr-defined]

    def local_now(self) -> datetime.datetime:
        return timezone.now().astimezone(zone_of(self.time_zone))


class Office(models.Model):
    """A place of the organisation: headquarters, a regional, country or field office."""

    class Level(models.TextChoices):
        HEADQUARTERS = "headquarters", _("Headquarters")
        REGIONAL = "regional", _("Regional office")
        COUNTRY = "country", _("Country office")
        FIELD = "field", _("Field office")

    name = models.CharField(_("name"), max_length=120, unique=True)
    city = models.CharField(_("city"), max_length=80)
    country = models.CharField(_("country"), max_length=80, blank=True)
    level = models.CharField(_("level"), max_length=20, choices=Level.choices)
    time_zone = models.CharField(_("time zone"), max_length=60, validators=[validate_time_zone])
    opened_on = models.DateField(_("opened"), null=True, blank=True)
    closed_on = models.DateField(_("closed"), null=True, blank=True)
    merged_into = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, editable=False, related_name="merged_from",
        verbose_name=_("merged into"),
    )  # fmt: skip

    class Meta:
        verbose_name = _("office")
        verbose_name_plural = _("offices")
        ordering = ["name"]

    def __str__(self) -> str:
        return self.label

    @property
    def label(self) -> str:
        return listed((self.get_level_display(), self.city))


def _check_days(row: OfficeParent | Post) -> None:
    """Postgres refuses a range that ends before it begins; forms say so first."""
    if row.from_date and row.until_date and row.until_date <= row.from_date:
        raise ValidationError({"until_date": _("The end comes after the beginning.")})


class OfficeParent(models.Model):
    """Which office stood above another, from when until when: offices merge and move."""

    office = models.ForeignKey(Office, models.CASCADE, related_name="parents")
    parent = models.ForeignKey(Office, models.PROTECT, related_name="children")
    from_date = models.DateField(_("from"))
    until_date = models.DateField(_("until, not counted"), null=True, blank=True)

    class Meta:
        verbose_name = _("place in the structure")
        verbose_name_plural = _("places in the structure")
        constraints = [
            ExclusionConstraint(
                name="office_one_parent_at_a_time",
                expressions=[
                    ("office", RangeOperators.EQUAL),
                    (DateRange(F("from_date"), F("until_date"), RangeBoundary()), RangeOperators.OVERLAPS),
                ],
            ),
            models.CheckConstraint(name="office_not_its_own_parent", condition=~Q(office=F("parent"))),
        ]

    def __str__(self) -> str:
        return f"{self.office} → {self.parent}"

    def clean(self) -> None:
        _check_days(self)


class Post(models.Model):
    """The position a person held in an office, from when until when: people rotate."""

    user = models.ForeignKey(User, models.CASCADE, related_name="posts", verbose_name=_("person"))
    office = models.ForeignKey(Office, models.PROTECT, related_name="posts", verbose_name=_("office"))
    title = models.CharField(_("title"), max_length=120)
    from_date = models.DateField(_("from"))
    until_date = models.DateField(_("until, not counted"), null=True, blank=True)

    class Meta:
        verbose_name = _("post")
        verbose_name_plural = _("posts")
        ordering = ["-from_date"]
        constraints = [
            ExclusionConstraint(
                name="person_one_post_at_a_time",
                expressions=[
                    ("user", RangeOperators.EQUAL),
                    (DateRange(F("from_date"), F("until_date"), RangeBoundary()), RangeOperators.OVERLAPS),
                ],
            )
        ]

    def __str__(self) -> str:
        return listed((self.title, self.office))

    def clean(self) -> None:
        _check_days(self)
