"""A resource: what a community keeps, with who stands behind it and until when."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterable
from contextlib import nullcontext
from typing import Any

from django.apps import apps
from django.conf import settings
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import connection, models, transaction
from django.db.models import Exists, OuterRef, Q
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from modelcluster.contrib.taggit import ClusterTaggableManager
from modelcluster.fields import ParentalKey
from taggit.models import TaggedItemBase
from wagtail.admin.panels import FieldPanel, InlinePanel, MultiFieldPanel
from wagtail.fields import StreamField
from wagtail.models import Page, PageManager, PageQuerySet

from communities.enums import Visibility
from communities.models import Community, Membership, readable_q
from cop_portal.foundation.permissions import is_system
from cop_portal.foundation.searching import folded_words
from cop_portal.foundation.ui import times
from discussions.models import Synthesis
from knowledge_base.enums import REVIEW_MONTHS, Kind, Licence, Sharing, is_written
from knowledge_base.models import levels
from knowledge_base.models.blocks import BodyBlock
from knowledge_base.models.drafting import Drafted
from knowledge_base.models.editing import ResourcePageForm
from knowledge_base.models.fresh import WrittenOnce, is_fresh
from knowledge_base.models.retirement import Retirable
from knowledge_base.models.trees import LibraryTree


def _member(user: Any, *, core: bool = False) -> Exists:
    rows = Membership.objects.core() if core else Membership.objects.active()
    return Exists(rows.filter(community=OuterRef("community"), user_id=user.pk))


def _named_partner(user: Any) -> Exists:
    """That it is shared with the partner organisation of this guest."""
    shared = apps.get_model("knowledge_base", "SharedWith")
    return Exists(shared.objects.filter(resource=OuterRef("pk"), partner__people__user_id=user.pk))


def _shared_q(user: Any) -> Q:
    """How far it is shared, if it is published."""
    if is_system(user) or getattr(user, "is_superuser", False):
        return Q()
    released = Q(sharing=Sharing.PUBLIC)
    if not user.is_authenticated:
        return released
    outside = Q(sharing=Sharing.PARTNERS) & Q(_named_partner(user))
    if not user.is_guest:
        outside = Q(sharing__in=[Sharing.PARTNERS, Sharing.ORGANISATION])
    return (
        released
        | (outside & ~Q(community__visibility=Visibility.SECRET))
        | (~Q(sharing=Sharing.CORE) & Q(_member(user)))
        | Q(_member(user, core=True))
    )


def usual_sharing(community: Community) -> str:
    """How far a new resource is shared until somebody decides: like the community's own pages."""
    open_inside = community.visibility in (Visibility.PUBLIC, Visibility.ORGANISATION)
    return Sharing.ORGANISATION if open_inside else Sharing.COMMUNITY


class ResourceQuerySet(PageQuerySet):
    def visible_to(self, user: Any, *, retired: bool = False) -> ResourceQuerySet:
        """Published resources this person may read: by how far each is shared, and by nothing else.

        retired: with those that left the library and are still readable at their address.

        What lies in a secret community stays with its members, unless it was released to everybody:
        else it would tell that the community exists.
        """
        rows = self.filter(Q(live=True) | Q(retired_at__isnull=False)) if retired else self.filter(live=True)
        return rows.filter(_shared_q(user))

    def known_to(self, user: Any) -> ResourceQuerySet:
        """What this person may read, and whatever lies where they read: of that they may hear that it is not for them.

        All else is looked for in vain like what never was, in one statement and in the same time.
        """
        return self.filter(readable_q(user, "community__") | _shared_q(user))

    def update(self, **values: Any) -> int:
        """Level and licence go by the community's rule (actions/releases.py), from whatever door."""
        if not levels.GUARDED.isdisjoint(values) and not levels.is_asked():
            raise TypeError("the level of a resource is moved by actions.releases")
        return super().update(**values)


class ResourceTag(TaggedItemBase):
    content_object = ParentalKey("knowledge_base.ResourcePage", related_name="tagged_items")


class ResourcePage(Drafted, WrittenOnce, Retirable, LibraryTree, Page):
    """What all resources have in common. Each type adds its own fields in models/types.py."""

    community = models.ForeignKey(
        Community, models.PROTECT, related_name="resources", verbose_name=_("community"), editable=False
    )
    kind = models.CharField(max_length=20, choices=Kind.choices, editable=False)
    summary = models.CharField(
        _("summary"), max_length=300, help_text=_("What a colleague finds here, in one or two sentences.")
    )
    language = models.CharField(_("language"), max_length=10, choices=settings.LANGUAGES, default="en")
    place = models.CharField(_("where"), max_length=120, blank=True, help_text=_("Country, district, site."))
    sharing = models.CharField(
        _("who may read this"), max_length=12, choices=Sharing.choices, default=Sharing.COMMUNITY
    )
    licence = models.CharField(
        _("licence"), max_length=20, choices=Licence.choices, blank=True, default="", db_default="",
        editable=False,
    )  # fmt: skip
    substitute = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+",
        verbose_name=_("substitute of the owner"),
    )  # fmt: skip
    review_months = models.PositiveSmallIntegerField(_("months until the next review"), default=REVIEW_MONTHS)
    next_review_on = models.DateField(_("next review"), null=True, editable=False)
    confirmed_at = models.DateTimeField(null=True, editable=False)
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, editable=False, related_name="+"
    )
    # Changed by more than a small change since it was confirmed: somebody is asked whether it still holds.
    changed_at = models.DateTimeField(null=True, editable=False)
    small_change = models.BooleanField(
        _("a small change"), default=False, db_default=False,
        help_text=_("A spelling, a link: what was confirmed stays confirmed, and those who use it are not told."),
    )  # fmt: skip
    synthesis = models.ForeignKey(
        Synthesis, models.SET_NULL, null=True, editable=False, related_name="resources"
    )
    tags = ClusterTaggableManager(through=ResourceTag, blank=True, verbose_name=_("topics"))
    body = StreamField(BodyBlock(required=False), blank=True, verbose_name=_("text"))
    useful_count = models.PositiveIntegerField(default=0, editable=False)
    reuse_count = models.PositiveIntegerField(default=0, editable=False)
    search_vector = SearchVectorField(null=True, editable=False)
    # Asked for in the editor with each change of what is published; kept in ResourceChange.
    change_note = models.CharField(
        _("what changed, and why"), max_length=300, blank=True, default="", db_default="",
        help_text=_("A sentence for those who use it. It stands in the list of changes, with the date."),
    )  # fmt: skip
    folded_title = models.CharField(max_length=255, default="", db_default="", editable=False)

    objects = PageManager.from_queryset(ResourceQuerySet)()

    is_creatable = False
    parent_page_types = ["knowledge_base.CommunityLibraryPage"]
    subpage_types: list[str] = []
    base_form_class = ResourcePageForm
    own_kind: str = ""
    # What its page shows is put together by the view, which registers itself here (apps.py).
    page_context: Callable[[HttpRequest, ResourcePage], dict[str, Any]] = staticmethod(
        lambda request, page: {}
    )
    # What happens to a resource is not part of its text: publishing an older draft leaves it alone.
    KEPT = (
        "community", "kind", "synthesis", "confirmed_at", "confirmed_by", "next_review_on", "useful_count",
        "reuse_count", "search_vector", "retired_at", "retired_by", "retired_reason", "instead", "merged_into",
        "inventory_key", "changed_at", "sharing", "licence",
    )  # fmt: skip
    # Those of a single type.
    KEPT_HERE: tuple[str, ...] = ()

    before_panels = [
        FieldPanel("summary"),
        MultiFieldPanel(
            [FieldPanel("language"), FieldPanel("place"), FieldPanel("tags")], heading=_("About")
        ),
    ]
    after_panels = [
        FieldPanel("body"),
        InlinePanel("credits", heading=_("Credits"), label=_("person")),
        MultiFieldPanel(
            [
                FieldPanel("sharing"),
                FieldPanel("owner"),
                FieldPanel("substitute"),
                FieldPanel("review_months"),
            ],
            heading=_("Who answers for it"),
        ),
        MultiFieldPanel([FieldPanel("change_note"), FieldPanel("small_change")], heading=_("This change")),
    ]

    class Meta:
        verbose_name = _("resource")
        verbose_name_plural = _("resources")
        indexes = [
            models.Index(fields=["folded_title"], name="resource_title"),
            GinIndex(fields=["search_vector"], name="resource_search"),
            GinIndex(fields=["folded_title"], name="resource_title_trigram", opclasses=["gin_trgm_ops"]),
            models.Index(fields=["community", "kind"], name="resource_by_kind"),
            models.Index(fields=["next_review_on"], name="resource_review"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["community", "inventory_key"],
                condition=~Q(inventory_key=""),
                name="resource_key_once",
            ),
        ]

    @classmethod
    def can_create_at(cls, parent: Page) -> bool:
        """Only what its community uses is offered and made in Wagtail."""
        where = getattr(parent.specific, "community", None)
        used = where is None or is_written(cls.own_kind, where.modules_off)
        return used and bool(super().can_create_at(parent))

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.belong()
        self.folded_title = folded_words(self.title)
        if self._state.adding and not levels.is_asked():
            self._begin_inside()
        with nullcontext() if connection.in_atomic_block else transaction.atomic():
            if self._may_undo(kwargs.get("update_fields")):
                self._keep_what_happened()
            super().save(*args, **kwargs)

    def _may_undo(self, names: Any) -> bool:
        """Whether a save writes columns that are kept from older texts; only then they are read again."""
        if is_fresh():
            return False
        return names is None or not {*self.KEPT, *self.KEPT_HERE}.isdisjoint(names)

    def _begin_inside(self) -> None:
        """A new one, or a copy, goes no further than is usual here: from there on the rule is asked."""
        usual = Sharing(usual_sharing(self.community))
        if Sharing(self.sharing).reach > usual.reach:
            self.sharing = usual
        self.licence = ""

    def _keep_what_happened(self) -> None:
        """Somebody may have found it useful since an editor opened it: those columns are not the editor's."""
        names = [self._meta.get_field(name).attname for name in self.KEPT]  # type: ignore[union-attr]
        rows = (
            ResourcePage.objects.select_for_update(of=("self",), no_key=True)
            .filter(pk=self.pk)
            .values(*names)
        )
        for name, value in (rows.first() or {}).items() if self.pk else ():
            setattr(self, name, value)

    @staticmethod
    def hold(*pks: int) -> None:
        """Whoever else does something to these waits. Read them after it: of Wagtail's columns a lock shows what was."""
        rows = ResourcePage.objects.select_for_update(of=("self",), no_key=True).filter(pk__in=pks)
        list(rows.order_by("pk").values_list("pk"))

    def with_content_json(self, content: dict[str, Any]) -> ResourcePage:
        page = super().with_content_json(content)
        for name in self.KEPT:
            setattr(page, name, getattr(self, name))
        if page.substitute_id == page.owner_id:  # who became its owner since stands in for nobody
            page.substitute = None
        if not self.has_unpublished_changes:  # the reason of a change that is done is no other one's
            page.change_note, page.small_change = "", False
        if not is_fresh():
            self._keep_credits(page)
        return page

    def _keep_credits(self, page: ResourcePage) -> None:
        credit: Any = ResourcePage._meta.get_field("credits").related_model
        self.keep_credits(page, credit.objects.filter(resource_id=self.pk))

    @staticmethod
    def keep_credits(page: ResourcePage, rows: Iterable[Any]) -> None:
        """Who is credited by an account stays so, under the name they chose, whatever a draft says."""
        staying = {row.pk: row for row in rows if row.stays}
        shown = []
        for drafted in page.credits.all():  # type: ignore[attr-defined]
            if (row := staying.pop(drafted.pk, None)) is not None:
                row.role = drafted.role
                shown.append(row)
            elif not drafted.stays:
                shown.append(drafted)
        page.credits.set([*shown, *staying.values()])  # type: ignore[attr-defined]

    def get_template(self, request: HttpRequest, *args: Any, **kwargs: Any) -> str:
        return "knowledge_base/resource.html"

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        return {**super().get_context(request, *args, **kwargs), **self.page_context(request, self)}

    def sections(self) -> list[tuple[str, Any]]:
        """Headings and texts that this type has beside the free body, in reading order."""
        return []

    def facts(self) -> list[tuple[str, Any]]:
        """Terms and values that this type says in a list."""
        return []

    def addresses(self) -> list[tuple[str, str, str]]:
        """Addresses elsewhere that this type leads to: term, address, and what is shown of it."""
        return []

    @property
    def has_film(self) -> bool:
        return any(block.block_type == "video" for block in self.body)

    @property
    def type_label(self) -> str:
        return str(Kind(self.kind).label)

    @property
    def is_overdue(self) -> bool:
        return self.next_review_on is not None and self.next_review_on < timezone.localdate()

    @property
    def trust_state(self) -> str:
        """confirmed, due, or none: what the sign beside a resource shows."""
        if self.is_overdue or (self.changed_at and self.confirmed_at):
            return "due"
        return "confirmed" if self.confirmed_at else "none"

    @property
    def trust_text(self) -> str:
        """Who confirmed it and when, else what is due. Lists bring confirmed_by along."""
        return self._trust_words(named=True)

    @property
    def trust_unnamed(self) -> str:
        """The same for readers from outside: without the name of who confirmed it."""
        return self._trust_words(named=False)

    def trust_for(self, user: Any) -> str:
        """One of the two, as this reader may know people's names: visitors and guests do not."""
        return self._trust_words(named=user.is_authenticated and not user.is_guest)

    def _trust_words(self, *, named: bool) -> str:
        who = self._who_confirmed if named else str
        return trust_in_words(self.next_review_on, self.changed_at, self.confirmed_at, who)

    def _who_confirmed(self) -> str:
        return self.confirmed_by.name if self.confirmed_by else ""

    @property
    def confirmed_text(self) -> str:
        """Says who confirmed it and when, whatever is due; empty where nobody ever did."""
        return confirmed_in_words(self.confirmed_at, self._who_confirmed)

    def full_text(self) -> str:
        """All words of it, for search."""
        words = self.body.stream_block.get_searchable_content(self.body)
        said = [str(value) for _name, value in [*self.sections(), *self.facts()] if value]
        steps = getattr(self, "steps", None)
        if steps is not None:
            words += steps.stream_block.get_searchable_content(steps)
        return " ".join([self.title, self.summary, self.place, *said, *words])

    def review_day(self, today: datetime.date) -> datetime.date:
        """The day of the next review, counted from today."""
        month = today.month - 1 + self.review_months
        return today.replace(year=today.year + month // 12, month=month % 12 + 1, day=min(today.day, 28))


def trust_in_words(
    due_on: datetime.date | None,
    changed_at: datetime.datetime | None,
    confirmed_at: datetime.datetime | None,
    who: Callable[[], str],
) -> str:
    """What is due, else who confirmed it and when; `who` is asked only then."""
    if due_on is not None and due_on < timezone.localdate():
        return gettext("Review was due on %(day)s") % {"day": times.day_text(due_on)}
    if changed_at and confirmed_at:
        return gettext("Changed on %(day)s, to be confirmed") % {"day": times.day_text(changed_at)}
    return confirmed_in_words(confirmed_at, who) or gettext("Not confirmed yet")


def confirmed_in_words(at: datetime.datetime | None, who: Callable[[], str]) -> str:
    if not at:
        return ""
    day, name = times.day_text(at), who()
    if not name:
        return gettext("Confirmed on %(day)s") % {"day": day}
    return gettext("Confirmed by %(name)s on %(day)s") % {"name": name, "day": day}
