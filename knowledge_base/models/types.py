"""The types of resources: what each says beside its free text."""

from __future__ import annotations

from typing import Any

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.panels import FieldPanel, InlinePanel
from wagtail.fields import StreamField
from wagtail.models import Page

from cop_portal.foundation.permissions import Denied
from knowledge_base.dois import bare_doi, check_doi, doi_address
from knowledge_base.enums import Evidence, Kind
from knowledge_base.models.blocks import StepsBlock
from knowledge_base.models.editing import StoryPageForm
from knowledge_base.models.resources import ResourcePage
from knowledge_base.models.stories import consent_missing


def _panels(*parts: Any) -> list[Any]:
    return [
        *Page.content_panels,
        *ResourcePage.before_panels,
        *(FieldPanel(part) if isinstance(part, str) else part for part in parts),
        *ResourcePage.after_panels,
    ]


class GoodPracticePage(ResourcePage):
    """Something that worked, told so that others can do it."""

    context = models.TextField(gettext_lazy("context"), blank=True, max_length=4000)
    steps = StreamField(StepsBlock(required=False), blank=True, verbose_name=gettext_lazy("steps"))
    time_needed = models.CharField(gettext_lazy("time"), max_length=200, blank=True)
    money_needed = models.CharField(gettext_lazy("money"), max_length=200, blank=True)
    evidence = models.CharField(
        gettext_lazy("evidence"), max_length=10, choices=Evidence.choices, default=Evidence.TOLD
    )
    evidence_note = models.CharField(gettext_lazy("what happened"), max_length=300, blank=True)
    limits = models.CharField(gettext_lazy("what it does not show"), max_length=300, blank=True)
    contact = models.CharField(
        gettext_lazy("whom to ask"),
        max_length=200,
        blank=True,
        help_text=gettext_lazy("A person or an office."),
    )

    own_kind = Kind.GOOD_PRACTICE
    content_panels = _panels(
        "context", "steps", "time_needed", "money_needed", "evidence", "evidence_note", "limits", "contact"
    )
    is_creatable = True

    class Meta:
        verbose_name = gettext_lazy("good practice")

    def sections(self) -> list[tuple[str, Any]]:
        return [(_("Context"), self.context)]

    def facts(self) -> list[tuple[str, Any]]:
        return [
            (_("Time"), self.time_needed),
            (_("Money"), self.money_needed),
            (_("Evidence"), self.get_evidence_display()),
            (_("What happened"), self.evidence_note),
            (_("What it does not show"), self.limits),
            (_("Whom to ask"), self.contact),
        ]


class LessonPage(ResourcePage):
    """What went otherwise than planned, and what follows from it."""

    happened = models.TextField(gettext_lazy("what happened"), blank=True, max_length=4000)
    why = models.TextField(gettext_lazy("why"), blank=True, max_length=4000)
    next_time = models.TextField(gettext_lazy("what we would do next time"), blank=True, max_length=4000)

    own_kind = Kind.LESSON
    content_panels = _panels("happened", "why", "next_time")
    is_creatable = True

    class Meta:
        verbose_name = gettext_lazy("lesson learned")

    def sections(self) -> list[tuple[str, Any]]:
        return [(_("What happened"), self.happened), (_("Why"), self.why), (_("Next time"), self.next_time)]


class ToolPage(ResourcePage):
    """A form, a sheet, a checklist that can be taken and used."""

    serves = models.TextField(gettext_lazy("what it is for"), blank=True, max_length=2000)
    how_to_use = models.TextField(gettext_lazy("how to use it"), blank=True, max_length=4000)
    link = models.URLField(
        gettext_lazy("where it is found"), max_length=500, blank=True,
        help_text=gettext_lazy("An address, where it is not attached as a file."),
    )  # fmt: skip

    own_kind = Kind.TOOL
    content_panels = _panels("serves", "how_to_use", "link")
    is_creatable = True

    class Meta:
        verbose_name = gettext_lazy("tool or template")

    def sections(self) -> list[tuple[str, Any]]:
        return [(_("What it is for"), self.serves), (_("How to use it"), self.how_to_use)]

    def addresses(self) -> list[tuple[str, str, str]]:
        return [(_("Where it is found"), self.link, self.link)] if self.link else []


class GuidancePage(ResourcePage):
    """How something is to be done, by those who answer for it."""

    for_whom = models.CharField(gettext_lazy("for whom"), max_length=200, blank=True)
    steps = StreamField(StepsBlock(required=False), blank=True, verbose_name=gettext_lazy("steps"))
    rests_on = models.CharField(
        gettext_lazy("what it rests on"),
        max_length=300,
        blank=True,
        help_text=gettext_lazy("A policy, a law, a study."),
    )

    own_kind = Kind.GUIDANCE
    content_panels = _panels("for_whom", "steps", "rests_on")
    is_creatable = True

    class Meta:
        verbose_name = gettext_lazy("guidance")

    def facts(self) -> list[tuple[str, Any]]:
        return [(_("For whom"), self.for_whom), (_("What it rests on"), self.rests_on)]


class StoryPage(ResourcePage):
    """A most significant change: activity, insight, change, result."""

    activity = models.TextField(gettext_lazy("activity"), blank=True, max_length=4000)
    insight = models.TextField(gettext_lazy("insight"), blank=True, max_length=4000)
    change = models.TextField(gettext_lazy("change"), blank=True, max_length=4000)
    result = models.TextField(gettext_lazy("result"), blank=True, max_length=4000)
    evidence = models.TextField(gettext_lazy("how we know"), blank=True, max_length=2000)
    consent = models.BooleanField(
        gettext_lazy("whoever is named or pictured stands in the list and agreed, or nobody is"),
        default=False,
        help_text=gettext_lazy("Nobody is named or pictured in a story without having agreed."),
    )

    own_kind = Kind.STORY
    base_form_class = StoryPageForm
    content_panels = _panels(
        "activity",
        "insight",
        "change",
        "result",
        "evidence",
        InlinePanel(
            "story_people",
            heading=gettext_lazy("People named or pictured"),
            label=gettext_lazy("person"),
            help_text=gettext_lazy("Only those who look after the library read this list."),
        ),
        "consent",
    )
    is_creatable = True

    class Meta:
        verbose_name = gettext_lazy("most significant change")

    def sections(self) -> list[tuple[str, Any]]:
        return [
            (_("Activity"), self.activity),
            (_("Insight"), self.insight),
            (_("Change"), self.change),
            (_("Result"), self.result),
            (_("How we know"), self.evidence),
        ]

    def publish(self, *args: Any, **kwargs: Any) -> Any:
        """The last gate, whichever door somebody came by."""
        if missing := consent_missing(self):
            raise Denied(missing)
        return super().publish(*args, **kwargs)


class SynthesisPage(ResourcePage):
    """What a facilitated discussion came to, kept for those who were not there."""

    in_short = models.TextField(gettext_lazy("in short"), blank=True, max_length=4000)
    conclusions = models.TextField(gettext_lazy("conclusions and recommendations"), blank=True)
    minority = models.TextField(gettext_lazy("where views differ"), blank=True)
    open_questions = models.TextField(gettext_lazy("what stays open"), blank=True)

    own_kind = Kind.SYNTHESIS
    content_panels = _panels("in_short", "conclusions", "minority", "open_questions")
    is_creatable = True

    class Meta:
        verbose_name = gettext_lazy("synthesis")

    def sections(self) -> list[tuple[str, Any]]:
        return [
            (_("In short"), self.in_short),
            (_("Conclusions and recommendations"), self.conclusions),
            (_("Where views differ"), self.minority),
            (_("What stays open"), self.open_questions),
        ]


class ResultsPage(ResourcePage):
    """A brief article: what was done, what came of it, and how one knows."""

    what = models.TextField(gettext_lazy("what we did"), blank=True, max_length=4000)
    result = models.TextField(gettext_lazy("what came of it"), blank=True, max_length=4000)
    evidence = models.TextField(gettext_lazy("how we know"), blank=True, max_length=2000)

    own_kind = Kind.RESULTS
    content_panels = _panels("what", "result", "evidence")
    is_creatable = True

    class Meta:
        verbose_name = gettext_lazy("description of results")

    def sections(self) -> list[tuple[str, Any]]:
        return [
            (_("What we did"), self.what),
            (_("What came of it"), self.result),
            (_("How we know"), self.evidence),
        ]


class ArticlePage(ResourcePage):
    """An article that somebody published elsewhere, with where to read it."""

    authors = models.CharField(gettext_lazy("authors"), max_length=300, blank=True)
    journal = models.CharField(gettext_lazy("journal or magazine"), max_length=200, blank=True)
    year = models.PositiveSmallIntegerField(
        gettext_lazy("year"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1800), MaxValueValidator(2200)],
    )
    doi = models.CharField(
        gettext_lazy("DOI"), max_length=200, blank=True, validators=[check_doi],
        help_text=gettext_lazy("It begins with 10., as in 10.1000/182."),
    )  # fmt: skip
    link = models.URLField(gettext_lazy("where it can be read"), max_length=500, blank=True)
    cited_as = models.TextField(
        gettext_lazy("how it is cited"), blank=True, max_length=600,
        help_text=gettext_lazy("Left empty it is put together from the fields above."),
    )  # fmt: skip

    own_kind = Kind.ARTICLE
    content_panels = _panels("authors", "journal", "year", "doi", "link", "cited_as")
    is_creatable = True

    class Meta:
        verbose_name = gettext_lazy("article elsewhere")

    def clean(self) -> None:
        self.doi = bare_doi(self.doi)
        super().clean()

    @property
    def citation(self) -> str:
        """As it was given; else in the usual order: who, when, what, where."""
        if self.cited_as:
            return self.cited_as
        who = (
            f"{self.authors} ({self.year})."
            if self.authors and self.year
            else f"{self.authors or self.year or ''}"
        )
        return " ".join(
            part for part in (who, f"{self.title}.", f"{self.journal}." if self.journal else "") if part
        )

    def facts(self) -> list[tuple[str, Any]]:
        return [
            (_("Authors"), self.authors),
            (_("Journal or magazine"), self.journal),
            (_("Year"), str(self.year or "")),
            (_("How to cite it"), self.citation),
        ]

    def addresses(self) -> list[tuple[str, str, str]]:
        found = [("DOI", doi_address(self.doi), self.doi)] if self.doi else []
        return [*found, (_("Where it can be read"), self.link, self.link)] if self.link else found
