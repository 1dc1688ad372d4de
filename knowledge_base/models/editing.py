"""The editor's form of a resource."""

from __future__ import annotations

from typing import Any

from django.contrib.auth import get_user_model
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms.pages import WagtailAdminPageForm

CHANGE = ("change_note", "small_change")
# The buttons by which a text leaves its editor's hands, towards its readers.
LEAVING = ("action-publish", "action-submit", "action-workflow-action", "action-restart-workflow")


class ResourcePageForm(WagtailAdminPageForm):
    """Owner and substitute come from the people of the community who hold a role, not from ten thousand."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["small_change"] = False  # each change is asked about anew
        community_id = self.instance.community_id or getattr(self.parent_page.specific, "community_id", None)
        present = [self.instance.owner_id, self.instance.substitute_id]
        people = (
            get_user_model()
            .objects.filter(
                Q(memberships__community=community_id, memberships__state="active")
                & ~Q(memberships__roles=[])
                | Q(pk__in=[pk for pk in present if pk])
            )
            .distinct()
            .order_by("folded_name")
        )
        for name in ("owner", "substitute"):
            if name in self.fields:
                self.fields[name].queryset = people
        if not self.instance.live:  # there is nothing yet that could have changed
            for name in CHANGE:
                self.fields.pop(name, None)

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean()
        unsaid = not cleaned.get("change_note", "").strip() and not cleaned.get("small_change")
        if "change_note" in self.fields and unsaid and any(name in self.data for name in LEAVING):
            self.add_error(
                "change_note",
                _("Say what changed and why, or that it is a small change: its readers see it."),
            )
        if cleaned.get("owner") and cleaned["owner"] == cleaned.get("substitute"):
            self.add_error("substitute", _("Nobody stands in for themselves: choose somebody else."))
        self._check_credits()
        return cleaned

    def _check_credits(self) -> None:
        """The credits of people with an account are theirs: no editor drops or renames them by the way."""
        formset = self.formsets.get("credits")
        for form in formset.initial_forms if formset else ():
            named = {"name": form.instance.shown_name}
            if form.instance.stays and form["DELETE"].value() not in ("", None, False):
                words = _("The credit of %(name)s stays. People themselves can ask not to be named.")
                self.add_error(None, words % named)
            elif form.instance.stays and "name" in form.changed_data:
                words = _("How %(name)s is named is theirs to change, on their page “What I gave”.")
                self.add_error(None, words % named)


class StoryPageForm(ResourcePageForm):
    """Publishing asks that everybody in the story agreed; a draft may wait for somebody's yes."""

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        approved = self.data.get("action-workflow-action") and (
            self.data.get("workflow-action-name") == "approve"
        )
        if not (self.data.get("action-publish") or approved):
            return data
        if not data.get("consent"):
            self.add_error("consent", gettext("Publish it once everybody who is named or pictured agreed."))
        people = self.formsets.get("story_people")
        for form in people.forms if people and people.is_valid() else ():
            said = form.cleaned_data
            if said.get("name") and not said.get("DELETE") and not said.get("agreed"):
                refusal = gettext("%(name)s has not agreed yet: ask first, or take the name and picture out.")
                self.add_error(None, ValidationError(refusal % {"name": said["name"]}))
        return data
