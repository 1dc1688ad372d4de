"""Partner organisations, and the guests who belong to them."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cop_portal.foundation.text import fold, one_line


class PartnerOrganisation(models.Model):
    """An organisation outside, with which single resources are shared."""

    name = models.CharField(_("name"), max_length=120)
    folded_name = models.CharField(max_length=120, unique=True, editable=False)

    class Meta:
        verbose_name = _("partner organisation")
        verbose_name_plural = _("partner organisations")
        ordering = ["folded_name"]

    def __str__(self) -> str:
        return self.name

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.name = one_line(self.name)[:120]
        self.folded_name = fold(self.name)[:120]
        super().save(*args, **kwargs)


class PartnerGuest(models.Model):
    """That a guest belongs to a partner organisation. An administrator says so, never the guest."""

    partner = models.ForeignKey(
        PartnerOrganisation, models.CASCADE, related_name="people", verbose_name=_("partner organisation")
    )
    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="partner_guest", verbose_name=_("guest")
    )
    since = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        verbose_name = _("guest of a partner")
        verbose_name_plural = _("guests of partners")

    def __str__(self) -> str:
        return f"{self.user}: {self.partner}"
