"""Marking passages by theme, and what is done with a theme while a synthesis grows."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from cop_portal.foundation import text
from cop_portal.foundation.permissions import actor_or_none
from discussions.actions import composing
from discussions.models import Discussion, Passage, Synthesis, Theme
from discussions.permissions import check_conclude

LONGEST = 1500  # characters: a passage is what is said in a few sentences
MOST_THEMES = 40


@transaction.atomic
def add_theme(*, discussion: Discussion, by: Any, title: str) -> Theme:
    """Name a theme. Named again, it is the same."""
    check_conclude(by, discussion)
    composing.locked_draft(discussion)
    title = text.one_line(title)[:150]
    if not title:
        raise ValidationError(_("Give each theme a name."))
    known = discussion.themes.filter(title=title).first()
    if known is None and discussion.themes.count() >= MOST_THEMES:
        raise ValidationError(_("A synthesis with so many themes is read by nobody. Use one that is there."))
    return known or Theme.objects.create(
        discussion=discussion, title=title, position=composing.next_position(discussion)
    )


@transaction.atomic
def mark(
    *, discussion: Discussion, by: Any, number: int, quote: str, theme: Theme | None = None, title: str = ""
) -> Passage:
    """Mark words of a contribution as belonging to a theme, one that is there or a new one by its title."""
    check_conclude(by, discussion)
    quote = text.one_line(quote)
    if not quote:
        raise ValidationError(_("Choose or copy the words that you want to mark."))
    if len(quote) > LONGEST:
        raise ValidationError(_("Mark a few sentences at a time; this is more than a passage."))
    contribution = discussion.contributions.standing().filter(number=number).first()
    if contribution is None:
        raise ValidationError(_("There is no contribution %(number)s any more.") % {"number": number})
    if not says(text.plain(contribution.body_html), quote):
        raise ValidationError(
            _("Contribution %(number)s does not say it in these words. Copy them as they stand there.")
            % {"number": number}
        )
    if text.one_line(title) or theme is None:
        theme = add_theme(discussion=discussion, by=by, title=title)
    composing.locked_draft(discussion)
    passage, _new = Passage.objects.get_or_create(
        theme=theme, contribution=contribution, quote=quote, defaults={"by": actor_or_none(by)}
    )
    return passage


def says(whole: str, quote: str) -> bool:
    """Whether a text holds these words, however its lines are broken."""
    return "".join(quote.split()) in "".join(text.clean(whole).split())


@transaction.atomic
def unmark(*, passage: Passage, by: Any) -> None:
    """Take a mark away. What was written from it stays. Twice is once."""
    check_conclude(by, passage.theme.discussion)
    composing.locked_draft(passage.theme.discussion)
    Passage.objects.filter(pk=passage.pk).delete()


@transaction.atomic
def move(*, passage: Passage, by: Any, theme: Theme) -> None:
    """Let a passage belong to another theme of the same synthesis."""
    check_conclude(by, passage.theme.discussion)
    composing.locked_draft(passage.theme.discussion)
    if theme.discussion_id != passage.theme.discussion_id:
        raise ValidationError(_("Choose a theme of this synthesis."))
    twin = Passage.objects.filter(theme=theme, contribution=passage.contribution_id, quote=passage.quote)
    if twin.exclude(pk=passage.pk).exists():
        Passage.objects.filter(pk=passage.pk).delete()
    else:
        Passage.objects.filter(pk=passage.pk).update(theme=theme)


@transaction.atomic
def add_to_text(*, passage: Passage, by: Any) -> Synthesis:
    """Put a passage with its citation at the end of its theme's text. Asked again, it stands there once."""
    discussion = passage.theme.discussion
    check_conclude(by, discussion)
    synthesis = composing.locked_draft(discussion)
    theme = Theme.objects.get(pk=passage.theme_id)
    sentence = f"“{passage.quote}” [{passage.contribution.number}]"
    if sentence in theme.text:
        return synthesis
    theme.text = f"{theme.text}\n\n{sentence}".strip()
    theme.save(update_fields=["text"])
    return composing.rewrite(synthesis, by)


@transaction.atomic
def shift(*, theme: Theme, by: Any, later: bool) -> None:
    """Change places with the theme before or after."""
    discussion = theme.discussion
    check_conclude(by, discussion)
    synthesis = composing.locked_draft(discussion)
    order = list(discussion.themes.all())
    here = next(index for index, one in enumerate(order) if one.pk == theme.pk)
    there = here + (1 if later else -1)
    if not 0 <= there < len(order) or not (order[here].title and order[there].title):
        return
    order[here], order[there] = order[there], order[here]
    for position, one in enumerate(order):
        one.position = position
    Theme.objects.bulk_update(order, ["position"])
    if any(one.text for one in order):
        composing.rewrite(synthesis, by)


@transaction.atomic
def remove_theme(*, theme: Theme, by: Any) -> None:
    """Take an empty theme away; nothing that was marked or written goes with it."""
    check_conclude(by, theme.discussion)
    composing.locked_draft(theme.discussion)
    now = Theme.objects.filter(pk=theme.pk).first()
    if now is None:
        return
    if now.text or now.passages.exists():
        raise ValidationError(
            _("Move its passages and its text to other themes first; nothing is lost that way.")
        )
    now.delete()
