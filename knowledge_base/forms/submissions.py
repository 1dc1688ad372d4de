"""The short form of each kind. It is shown with whatever was typed, and asked only when it is handed in."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.forms.models import fields_for_model
from django.utils.translation import gettext_lazy as _

from discussions.forms.contributions import ManyFilesField
from knowledge_base.actions.submissions import Entry
from knowledge_base.dois import bare_doi
from knowledge_base.enums import Kind, Shown
from knowledge_base.models import PAGE_OF_KIND, SubmissionFile
from knowledge_base.shapes import NEEDED, OWN, people_in, rows_of_people, tags_of

# What each kind is, said to somebody who chooses one; in the order of the choice.
KINDS: dict[str, Any] = {
    Kind.GOOD_PRACTICE: _("Something that worked, told so that others can do it."),
    Kind.LESSON: _("What went otherwise than planned, and what follows from it."),
    Kind.RESULTS: _("In brief: what you did, where, what came of it, and how you know."),
    Kind.STORY: _("One change that mattered: from an activity to an insight, a change and its result."),
    Kind.TOOL: _("A form, a sheet, a method that can be taken and used."),
    Kind.GUIDANCE: _("How something is to be done, by those who answer for it."),
    Kind.ARTICLE: _("What you or others published in a journal or magazine."),
}
LINE = {"dir": "auto"}
HINTS: dict[str, Any] = {
    "context": _("Where it was, who took part, what was wrong before."),
    "steps": _("A line each. The first sentence of a line is the step, the rest says how."),
    "evidence_note": _("What happened, in a sentence."),
    "next_time": _("What a colleague should do otherwise."),
    "result": _("With numbers, where you have them."),
    "evidence": _("Who counted, who saw it, what was written down."),
    "insight": _("What somebody understood by it."),
    "change": _("What they do otherwise since then."),
    "authors": _("As they stand in the article."),
}


def _text(label: Any, rows: int = 0, **options: Any) -> forms.CharField:
    widget = forms.Textarea(attrs={"rows": rows, **LINE}) if rows else forms.TextInput(attrs=LINE)
    return forms.CharField(label=label, widget=widget, **options)


class SubmissionForm(forms.Form):
    """What all kinds ask; those of the kind, of its files and of the people in it come with it."""

    # A draft may lack anything; the label says what is needed to hand it in.
    use_required_attribute = False

    title = _text(
        _("Title"), max_length=200, error_messages={"required": _("Give it a title, so that it is found.")}
    )
    summary = _text(
        _("In a sentence or two"), 2, max_length=300, help_text=_("What a colleague finds in it.")
    )
    place = _text(_("Where"), max_length=120, required=False, help_text=_("Country, district, site."))
    text = _text(
        _("More, in your own words"), 8, max_length=60_000, required=False,
        help_text=_("What is not said above: quotations, details, what you would tell a colleague."),
    )  # fmt: skip
    video = forms.URLField(
        label=_("Film"), max_length=500, required=False, assume_scheme="https",
        help_text=_("The address of a film. It plays in the page once a reader asks for it."),
        widget=forms.URLInput(attrs={"dir": "ltr"}),
    )  # fmt: skip
    language = forms.ChoiceField(label=_("Language"), choices=settings.LANGUAGES)
    tags = _text(_("Topics"), max_length=300, required=False, help_text=_("Parted by commas."))

    def __init__(
        self, data: Any = None, *, kind: str, files: Iterable[SubmissionFile] = (), words: dict[str, str]
    ) -> None:
        super().__init__(data, initial=words)
        self.kind, self.rows = kind, rows_of_people(words) if kind == Kind.STORY else 0
        self._own_fields()
        for row in range(self.rows):
            self._person_fields(row)
        self.attached = [(file, self._says(file)) for file in files]
        for name in NEEDED[kind]:
            self.fields[name].required = True

    def _own_fields(self) -> None:
        model = PAGE_OF_KIND[self.kind]
        for name, field in fields_for_model(
            model, [name for name in OWN[self.kind] if name != "steps"]
        ).items():
            if isinstance(field.widget, forms.Textarea):
                field.widget.attrs = {"rows": 4, **LINE}
            elif isinstance(field.widget, forms.TextInput) and not isinstance(field.widget, forms.URLInput):
                field.widget.attrs["dir"] = "ltr" if name == "doi" else "auto"
            field.required = False
            self.fields[name] = field
        if "steps" in OWN[self.kind]:
            self.fields["steps"] = _text(_("Steps"), 6, max_length=8000, required=False)
        if self.kind == Kind.STORY:
            consent = fields_for_model(model, ["consent"])["consent"]
            consent.error_messages["required"] = _("Say that everybody who is named or pictured agreed.")
            consent.label = _("Whoever is named or pictured stands in this list and agreed, or nobody is.")
            self.fields["consent"] = consent
        if self.kind == Kind.ARTICLE:
            self.fields["own"] = forms.BooleanField(label=_("I am one of its authors"), required=False)
        for name, hint in HINTS.items():
            if name in self.fields and not isinstance(self.fields[name], forms.ChoiceField):
                self.fields[name].help_text = hint

    def _person_fields(self, row: int) -> None:
        self.fields[f"person-{row}-name"] = _text(_("Name"), max_length=120, required=False)
        self.fields[f"person-{row}-shown"] = forms.ChoiceField(
            label=_("In the story"), choices=Shown.choices, required=False
        )
        self.fields[f"person-{row}-how"] = _text(
            _("How and when they agreed"), max_length=200, required=False
        )
        self.fields[f"person-{row}-agreed"] = forms.BooleanField(label=_("agreed"), required=False)

    def _says(self, file: SubmissionFile) -> forms.BoundField:
        name = f"says-{file.pk}"
        if file.is_picture:
            self.fields[name] = _text(
                _("What the picture shows"),
                max_length=300,
                help_text=_("For those who do not see the picture."),
            )
        else:
            self.fields[name] = _text(_("Note"), max_length=200, required=False)
        return self[name]

    @property
    def first(self) -> list[forms.BoundField]:
        """Title, summary and what the kind asks."""
        own = [self[name] for name in OWN[self.kind]]
        extra = [self["own"]] if self.kind == Kind.ARTICLE else []
        place = [self["place"]] if self.kind == Kind.RESULTS else []
        return [self["title"], self["summary"], *place, *own, *extra]

    @property
    def about(self) -> list[forms.BoundField]:
        place = [] if self.kind == Kind.RESULTS else [self["place"]]
        return [*place, self["language"], self["tags"], self["video"]]

    @property
    def people(self) -> list[list[forms.BoundField]]:
        return [
            [self[f"person-{row}-{name}"] for name in ("name", "shown", "how", "agreed")]
            for row in range(self.rows)
        ]

    def clean_doi(self) -> str:
        return bare_doi(self.cleaned_data["doi"])

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if self.kind == Kind.ARTICLE and not (data.get("doi") or data.get("link") or self.errors):
            self.add_error("doi", ValidationError(_("Give its DOI, or the address where it can be read.")))
        for row, person in enumerate(people_in({key: str(value or "") for key, value in data.items()})):
            if not person["agreed"]:
                self.add_error(f"person-{row}-agreed", _("Ask first, or take the name and picture out."))
        return data

    @property
    def entry(self) -> Entry:
        """What the action takes."""
        data = self.cleaned_data
        own = {name: data[name] for name in (*OWN[self.kind], *(["consent"] if "consent" in data else []))}
        return Entry(
            **{name: data[name] for name in ("title", "summary", "place", "language", "text", "video")},
            tags=tags_of(data["tags"]),
            own=own,
            people=people_in({key: str(value or "") for key, value in data.items()}),
            is_author=data.get("own", True),
            says={file.pk: data[f"says-{file.pk}"] for file, _field in self.attached},
        )


class FilesForm(forms.Form):
    """Pictures and files, checked as those of contributions are."""

    files = ManyFilesField(
        label=_("Pictures and files"),
        required=False,
        help_text=_(
            "PDF, pictures, office documents or text; several at once. Smaller files reach more colleagues."
        ),
    )


class ConfirmForm(forms.Form):
    """'It came about': a second person's word on a story."""

    words = forms.CharField(
        label=_("How you know"), max_length=300, required=False, widget=forms.TextInput(attrs=LINE)
    )
