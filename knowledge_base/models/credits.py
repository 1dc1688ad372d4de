"""Who is behind a resource."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel

from discussions.models import Contribution
from knowledge_base.enums import CreditRole
from knowledge_base.models.resources import ResourcePage


class Credit(models.Model):
    """Who wrote a resource, helped, or is its source.

    The credit of somebody with an account, and one that came with a merger, is no part of the text:
    no older draft takes it away (ResourcePage.with_content_json).
    """

    resource = ParentalKey(ResourcePage, related_name="credits")
    name = models.CharField(_("name"), max_length=120)
    role = models.CharField(
        _("part"), max_length=12, choices=CreditRole.choices, default=CreditRole.CONTRIBUTOR
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, editable=False, related_name="credits"
    )
    contribution = models.ForeignKey(
        Contribution, models.SET_NULL, null=True, editable=False, related_name="credits"
    )
    # The person asked not to be named: what they gave is kept, their name is not shown.
    unnamed = models.BooleanField(default=False, db_default=False, editable=False)
    carried = models.BooleanField(default=False, db_default=False, editable=False)

    panels = [FieldPanel("name"), FieldPanel("role")]

    class Meta:
        verbose_name = _("credit")
        verbose_name_plural = _("credits")

    def __str__(self) -> str:
        return self.shown_name

    @property
    def shown_name(self) -> str:
        """The name as it may be shown to anybody."""
        return gettext("a member") if self.unnamed else self.name

    @property
    def stays(self) -> bool:
        return self.user_id is not None or self.carried
