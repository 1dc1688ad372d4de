"""The synthesis as it is composed: by theme, field by field, so that two who write at once lose nothing."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from typing import Any, NamedTuple

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from cop_portal.foundation import text
from cop_portal.foundation.permissions import actor_or_none
from discussions.actions.citations import render_cited
from discussions.enums import Phase
from discussions.models import Discussion, Passage, Synthesis, Theme
from discussions.permissions import check_conclude

HEADING = re.compile(r"(?m)^#{1,6}[ \t]+(.+?)[ \t#]*$")
FIELDS = ("in_short", "conclusions", "minority", "open_questions")
LONGEST = 60_000  # characters of one field


class Words(NamedTuple):
    """What somebody wrote in a field, and the digest of what they had before them."""

    was: str
    now: str


class WrittenMeanwhile(Exception):
    """Others changed the same fields since they were opened; theirs are attached, nothing was written."""

    def __init__(self, theirs: dict[str, str]) -> None:
        super().__init__()
        self.theirs = theirs


def digest(words: str) -> str:
    """A mark of a field's text; the same words with other line ends are the same text."""
    return hashlib.sha256(_tidy(words).encode()).hexdigest()[:16]


def _tidy(words: str) -> str:
    return text.clean(words).strip()


def parts_of(body: str) -> list[tuple[str, str]]:
    """Titles and texts of a body with ### headings. What stands before the first heading has no title."""
    pieces = HEADING.split(body)
    parts = [("", pieces[0].strip())] if pieces[0].strip() else []
    found: dict[str, str] = dict(parts)
    for title, words in zip(pieces[1::2], pieces[2::2], strict=True):
        key = text.one_line(title)[:150]
        found[key] = "\n\n".join(part for part in (found.get(key, ""), words.strip()) if part)
    return list(found.items())


def body_of(themes: list[Theme]) -> str:
    """The body that themes make, in their order. A theme without words is left out."""
    return "\n\n".join(
        f"### {theme.title}\n\n{theme.text}" if theme.title else theme.text for theme in themes if theme.text
    )


def locked_draft(discussion: Discussion) -> Synthesis:
    """The draft, made if there is none; one writer at a time. Raises ValidationError once it is published."""
    Discussion.objects.select_for_update(of=("self",), no_key=True).only("pk").get(pk=discussion.pk)
    Synthesis.objects.get_or_create(discussion=discussion)
    synthesis = Synthesis.objects.select_for_update().get(discussion=discussion)
    synthesis.discussion = discussion
    if synthesis.is_published:
        raise ValidationError(_("The synthesis is published and stays as people read it."))
    return synthesis


def rewrite(synthesis: Synthesis, by: Any) -> Synthesis:
    """Put the body together again from its themes, as a new revision."""
    discussion = synthesis.discussion
    synthesis.body = body_of(list(discussion.themes.all()))
    return keep(synthesis, by)


def keep(synthesis: Synthesis, by: Any) -> Synthesis:
    """Save the texts of a draft with what readers will see of them."""
    discussion = synthesis.discussion
    for name in ("in_short", "body", "conclusions", "minority", "open_questions"):
        words = getattr(synthesis, name)
        words = _as_list(words) if name == "conclusions" else words
        shown = render_cited(words, discussion, headings=name == "body")
        setattr(synthesis, f"{name}_html", shown)
    synthesis.written_by = actor_or_none(by)
    synthesis.revision += 1
    synthesis.save()
    # A draft that grows while people still contribute takes the word from nobody.
    Discussion.objects.filter(pk=discussion.pk, phase=Phase.SUMMARY).update(phase=Phase.SYNTHESIS)
    return synthesis


def _as_list(lines: str) -> str:
    """Conclusions stand one under the other, a point each."""
    points = (re.sub(r"^\s*[-*•–]\s+", "", line).strip() for line in lines.splitlines())
    return "\n".join(point if re.match(r"\d+[.)]\s", point) else f"- {point}" for point in points if point)


def set_themes(discussion: Discussion, body: str) -> None:
    """Let the themes be those of a body. A theme whose passages are marked stays, without words."""
    parts = parts_of(body)
    for position, (title, words) in enumerate(parts):
        Theme.objects.update_or_create(
            discussion=discussion, title=title, defaults={"position": position, "text": words}
        )
    others = discussion.themes.exclude(title__in=[title for title, _words in parts])
    marked = Passage.objects.filter(theme__in=others).values("theme")
    others.exclude(pk__in=marked).delete()
    others.update(text="", position=len(parts))


def texts_of(synthesis: Synthesis | None, themes: list[Theme]) -> dict[str, str]:
    """Every field of the composer with its words as they stand."""
    found = {name: getattr(synthesis, name) if synthesis else "" for name in FIELDS}
    for theme in themes:
        found[f"title-{theme.pk}"], found[f"text-{theme.pk}"] = theme.title, theme.text
    return found


@transaction.atomic
def compose(*, discussion: Discussion, by: Any, words: Mapping[str, Words]) -> Synthesis:
    """Keep what was written as the draft. What others wrote elsewhere in the meantime stays.

    Raises WrittenMeanwhile where they wrote in the same field. Saving unchanged words changes nothing.
    """
    check_conclude(by, discussion)
    synthesis = locked_draft(discussion)
    themes = {theme.pk: theme for theme in discussion.themes.all()}
    stands = texts_of(synthesis, list(themes.values()))
    changed, theirs = {}, {}
    for key, (was, now) in words.items():
        now = _tidy(now)[:LONGEST]
        if key not in stands:
            continue
        if now == stands[key] or digest(now) == was:
            continue
        if digest(stands[key]) == was:
            changed[key] = now
        else:
            theirs[key] = stands[key]
    if theirs:
        raise WrittenMeanwhile(theirs)
    lost = _bring_back(discussion, words, stands)
    if not changed and not lost:
        return synthesis
    _write(synthesis, themes, changed)
    return rewrite(synthesis, by)


def _write(synthesis: Synthesis, themes: dict[int, Theme], changed: dict[str, str]) -> None:
    for key, now in changed.items():
        name, _dash, pk = key.partition("-")
        if not pk:
            setattr(synthesis, name, now)
            continue
        theme = themes[int(pk)]
        if name == "title":
            now = text.one_line(now)[:150]
            if not now:
                raise ValidationError(_("Give each theme a name."))
            if any(other.title == now for other in themes.values() if other.pk != theme.pk):
                raise ValidationError(_("There is a theme “%(title)s” already.") % {"title": now})
        setattr(theme, name, now)
        theme.save(update_fields=[name])


@transaction.atomic
def bring_back(*, discussion: Discussion, by: Any, words: Mapping[str, Words]) -> None:
    """What was written into themes that are gone by now, on its own: where the rest has to wait for a decision."""
    check_conclude(by, discussion)
    synthesis = locked_draft(discussion)
    if _bring_back(discussion, words, texts_of(synthesis, list(discussion.themes.all()))):
        rewrite(synthesis, by)


def _bring_back(discussion: Discussion, words: Mapping[str, Words], stands: dict[str, str]) -> bool:
    """Words written into a theme that somebody removed in the meantime stand again, under its name."""
    lost = False
    for key, (_was, now) in words.items():
        name, _dash, pk = key.partition("-")
        if name != "text" or key in stands or not _tidy(now):
            continue
        title = text.one_line(words.get(f"title-{pk}", Words("", "")).now)[:150]
        theme, _new = Theme.objects.get_or_create(
            discussion=discussion, title=title, defaults={"position": next_position(discussion)}
        )
        if _tidy(now) not in theme.text:
            theme.text = f"{theme.text}\n\n{_tidy(now)}".strip()
            theme.save(update_fields=["text"])
            lost = True
    return lost


def next_position(discussion: Discussion) -> int:
    return (discussion.themes.aggregate(last=Max("position"))["last"] or 0) + 1
