"""The types of resources: what each says beside its free text."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.panels import FieldPanel
from wagtail.fields import StreamField
from wagtail.models import Page

from knowledge_base.enums import Evidence, Kind
from knowledge_base.models.blocks import StepsBlock
from knowledge_base.models.resources import ResourcePage


def _panels(*names: str) -> list[Any]:
    return [
        *Page.content_panels,
        *ResourcePage.before_panels,
        *(FieldPanel(name) for name in names),
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

    own_kind = Kind.GOOD_PRACTICE
    content_panels = _panels(
        "context", "steps", "time_needed", "money_needed", "evidence", "evidence_note", "limits"
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

    own_kind = Kind.TOOL
    content_panels = _panels("serves", "how_to_use")
    is_creatable = True

    class Meta:
        verbose_name = gettext_lazy("tool or template")

    def sections(self) -> list[tuple[str, Any]]:
        return [(_("What it is for"), self.serves), (_("How to use it"), self.how_to_use)]


class GuidancePage(ResourcePage):
    """How something is to be done, by those who answer for it."""

    for_whom = models.CharField(gettext_lazy("for whom"), max_length=200, blank=True)
    steps = StreamField(StepsBlock(required=False), blank=True, verbose_name=gettext_lazy("steps"))

    own_kind = Kind.GUIDANCE
    content_panels = _panels("for_whom", "steps")
    is_creatable = True

    class Meta:
        verbose_name = gettext_lazy("guidance")

    def facts(self) -> list[tuple[str, Any]]:
        return [(_("For whom"), self.for_whom)]


class StoryPage(ResourcePage):
    """A most significant change: activity, insight, change, result."""

    activity = models.TextField(gettext_lazy("activity"), blank=True, max_length=4000)
    insight = models.TextField(gettext_lazy("insight"), blank=True, max_length=4000)
    change = models.TextField(gettext_lazy("change"), blank=True, max_length=4000)
    result = models.TextField(gettext_lazy("result"), blank=True, max_length=4000)
    consent = models.BooleanField(
        gettext_lazy("those who are named agreed"),
        default=False,
        help_text=gettext_lazy("Nobody is named in a story without having agreed."),
    )

    own_kind = Kind.STORY
    content_panels = _panels("activity", "insight", "change", "result", "consent")
    is_creatable = True

    class Meta:
        verbose_name = gettext_lazy("most significant change")

    def sections(self) -> list[tuple[str, Any]]:
        return [
            (_("Activity"), self.activity),
            (_("Insight"), self.insight),
            (_("Change"), self.change),
            (_("Result"), self.result),
        ]


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
