"""The columns of an inventory: how each reads from a resource, and how a cell is understood."""

from __future__ import annotations

import datetime
import json
import re
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

import nh3
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.dateparse import parse_datetime
from django.utils.timezone import get_current_timezone, is_naive, make_aware
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail import blocks
from wagtail.fields import StreamField

from communities.models import Community
from cop_portal.foundation import text
from cop_portal.foundation.spreadsheets import CONTROL
from knowledge_base.enums import CreditRole, Kind
from knowledge_base.inventory_beside import Result, pieces_cell, result_cells
from knowledge_base.models import PAGE_OF_KIND, PublicationPage, ResourcePage, StoryPerson

OWN_KEY = re.compile(r"portal-(\d+)")
PERSON = re.compile(r"(.*)\(#(\d{1,18})\)")
# At the ends of the calendar a moment has no day in other places: what is kept there can never be read again.
YEARS = range(1000, 3000)
# What rich text of the library's blocks may consist of.
TAGS = {"p", "b", "strong", "i", "em", "ol", "ul", "li", "a", "h2", "h3", "h4", "br", "hr", "blockquote"}
ATTRIBUTES = {"a": {"href", "linktype", "id"}, "*": {"data-block-key"}}
STATES = {
    "draft": gettext_lazy("draft"),
    "published": gettext_lazy("published"),
    "retired": gettext_lazy("retired"),
}
# Columns with a sense of their own; all others are fields of the page types.
FIXED = (
    "key", "kind", "title", "summary", "language", "place", "sharing", "licence", "state", "tags", "credits", "story_people",
    "result_confirmations", "pieces", "owner", "substitute", "review_months", "next_review_on", "confirmed_on", "confirmed_by", "published_on", "updated_on",
    "retired_on", "retired_reason", "instead", "merged_into", "address", "body",
)  # fmt: skip
# Those that stand beside a page of one type only.
OF_ONE_TYPE = ("story_people", "result_confirmations", "pieces")
# Told, and never taken from a file: the portal knows better.
TOLD = ("updated_on", "merged_into", "address")
# What is kept of a person in a story, and what it is if it is not said.
PERSON_OF_STORY: dict[str, Any] = {"name": "", "shown": "named", "agreed": False, "how": ""}
LEFT_OUT = {"inventory_key", "kind", "search_vector", "confirmed_at", "retired_at"}


def normal(value: str) -> str:
    """What two cells have in common that mean the same."""
    return CONTROL.sub("", value).replace("\r\n", "\n").replace("\r", "\n").strip()


def join(values: list[str]) -> str:
    """A list in one cell, parted by semicolons."""
    return "; ".join(value.replace("\\", "\\\\").replace(";", "\\;") for value in values)


def split(cell: str) -> list[str]:
    parts = re.findall(r"(?:\\.|[^;\\\n]|\\$)+", cell)
    values = (re.sub(r"\\(.)", r"\1", part).strip() for part in parts)
    return [value for value in values if value]


def key_of(page: ResourcePage) -> str:
    return page.inventory_key or f"portal-{page.pk}"


@lru_cache(maxsize=1)
def own_fields() -> dict[str, models.Field[Any, Any]]:
    """The fields that single types have beside what all have, and plain fields of all, by their name."""
    found: dict[str, models.Field[Any, Any]] = {}
    types: list[type[ResourcePage]] = [ResourcePage, *PAGE_OF_KIND.values(), PublicationPage]
    for model in types:
        for one in model._meta.local_fields:
            plain = isinstance(one, models.CharField | models.TextField | models.BooleanField | models.IntegerField
                               | models.DateField | models.DecimalField | models.URLField | StreamField)  # fmt: skip
            if plain and one.editable and one.name not in FIXED and one.name not in LEFT_OUT:
                found.setdefault(one.name, one)
    return found


def columns() -> tuple[str, ...]:
    return (*FIXED[:-1], *own_fields(), "body")


def page_of(kind: str) -> type[ResourcePage]:
    return PublicationPage if kind == Kind.PUBLICATION else PAGE_OF_KIND.get(kind, ResourcePage)


def fields_of(kind: str) -> set[str]:
    """Names of own fields that a type has."""
    names = {one.name for one in page_of(kind)._meta.get_fields()}
    return {name for name in (*own_fields(), *OF_ONE_TYPE) if name in names}


# --- reading a page -------------------------------------------------------------------------


def person(user: Any) -> str:
    return f"{user.name} (#{user.pk})" if user else ""


def moment(value: datetime.datetime | None) -> str:
    return value.astimezone(datetime.UTC).isoformat() if value else ""


def stream(value: Any) -> str:
    raw = value.get_prep_value() if value else []
    return json.dumps(raw, ensure_ascii=False) if raw else ""


def cell_of(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if hasattr(value, "get_prep_value"):
        return stream(value)
    if hasattr(value, "isoformat"):
        return str(value.isoformat())
    return str(value)


def state_of(page: ResourcePage) -> str:
    return "retired" if page.is_retired else "published" if page.live else "draft"


def credit_cell(row: Any) -> str:
    """The name that stands in the credit; the number of the account only if the account has that name still."""
    user = row.user
    return f"{row.role}: {person(user) if user and user.name == row.name else row.name}"


def people_cell(rows: list[Any]) -> str:
    """Who is named or pictured in a story, and how they agreed, as an export writes blocks."""
    told = [{name: getattr(row, name) for name in PERSON_OF_STORY} for row in rows]
    return json.dumps(told, ensure_ascii=False) if told else ""


def story_people(cell: str) -> list[dict[str, Any]]:
    """The people of a story from what people_cell() wrote. Raises ValidationError for anything else."""
    try:
        found = [{**PERSON_OF_STORY, **one} for one in json.loads(cell or "[]")]
        for one in found:
            if one.keys() != PERSON_OF_STORY.keys():
                raise ValueError
            one |= {name: text.one_line(one[name]) for name in ("name", "how")}
            StoryPerson(**one).clean_fields(exclude=["story"])
    except ValidationError:
        raise ValidationError(_("One of its people lacks the name, or something is too long.")) from None
    except (ValueError, TypeError, AttributeError, RecursionError):
        raise ValidationError(_("This is neither plain text nor what an export wrote.")) from None
    return found


@dataclass
class Beside:
    """What stands beside a page: its credits and topics; the people of a story and who confirmed its result; the parts of
    an issue."""

    credits: list[Any] = field(default_factory=list)
    tags: list[str] = field(default_factory=list)
    people: list[Any] = field(default_factory=list)
    results: list[Result] = field(default_factory=list)
    pieces: list[Any] = field(default_factory=list)


def read(page: Any, beside: Beside) -> dict[str, str]:
    """All cells of a resource. `page` is of its own type."""

    def key_here(other: ResourcePage) -> str:
        return key_of(other) if other.community_id == page.community_id else f"portal-{other.pk}"

    found = {
        "key": key_of(page),
        "kind": page.kind,
        "title": page.title,
        "summary": page.summary,
        "language": page.language,
        "place": page.place,
        "sharing": page.sharing,
        "licence": page.licence,
        "state": state_of(page),
        "tags": join(sorted(beside.tags)),
        "credits": join([credit_cell(row) for row in beside.credits]),
        "story_people": people_cell(beside.people),
        "result_confirmations": join(result_cells(beside.results)),
        "pieces": pieces_cell(beside.pieces, key_here),
        "owner": person(page.owner),
        "substitute": person(page.substitute),
        "review_months": str(page.review_months),
        "next_review_on": cell_of(page.next_review_on),
        "confirmed_on": moment(page.confirmed_at),
        "confirmed_by": person(page.confirmed_by),
        "published_on": moment(page.first_published_at),
        "updated_on": moment(page.last_published_at),
        "retired_on": moment(page.retired_at),
        "retired_reason": page.retired_reason,
        "instead": key_of(page.instead) if page.instead else "",
        "merged_into": key_of(page.merged_into) if page.merged_into else "",
        "address": page.url or "",
        "body": stream(page.body),
    }
    for name in own_fields():
        found[name] = cell_of(getattr(page, name)) if hasattr(page, name) else ""
    return found


# --- understanding a cell ---------------------------------------------------------------------


@dataclass
class People:
    """Who can be named in the cells of one community's inventory: its members, by number, address and name."""

    by_pk: dict[int, Any] = field(default_factory=dict)
    by_email: dict[str, Any] = field(default_factory=dict)
    by_name: dict[str, list[Any]] = field(default_factory=dict)
    # Who may answer for a resource: they hold a role.
    owners: set[int] = field(default_factory=set)
    # Who was named before and has left may stay where they stand.
    former: dict[int, Any] = field(default_factory=dict)

    def has(self, name: str) -> bool:
        return text.fold_name(name) in self.by_name

    def find(self, cell: str) -> Any:
        cell = text.one_line(cell)
        match = PERSON.fullmatch(cell)
        if match:
            pk = int(match[2])
            found = self.by_pk.get(pk) or self.former.get(pk)
            if found is not None and text.fold_name(found.name) == text.fold_name(match[1].strip()):
                return found
        elif "@" in cell and cell.lower() in self.by_email:
            return self.by_email[cell.lower()]
        else:
            same = self.by_name.get(text.fold_name(cell), [])
            if len(same) == 1:
                return same[0]
            if len(same) > 1:
                raise ValidationError(
                    _("“%(text)s” is the name of several members; write the e-mail address.")
                    % {"text": cell[:60]}
                )
        raise ValidationError(_("“%(text)s” is no member of this community.") % {"text": cell[:60]})


def choice(cell: str, choices: Any, what: str) -> str:
    """A value of a closed list, by its key or its words."""
    for value, label in choices:
        if text.fold(cell) in (text.fold(str(value)), text.fold(str(label))):
            return str(value)
    known = ", ".join(str(label) for _value, label in choices)
    raise ValidationError(_("“%(text)s” is no %(what)s. Write one of: %(known)s.") % {
        "text": cell[:60], "what": what, "known": known,
    })  # fmt: skip


def day_or_moment(cell: str, what: str) -> datetime.datetime | None:
    if not cell:
        return None
    try:
        found = parse_datetime(cell) or datetime.datetime.fromisoformat(cell)
    except ValueError:
        found = None
    if found is None or found.year not in YEARS:
        raise ValidationError(
            _("“%(text)s” is not a day in %(what)s. Write it as 2027-03-31.")
            % {"text": cell[:40], "what": what}
        )
    return make_aware(found, get_current_timezone()) if is_naive(found) else found


def field_value(one: Any, cell: str) -> Any:
    """The value of a plain field of a page type."""
    if one.choices:
        return choice(cell, one.choices, str(one.verbose_name)) if cell else one.get_default()
    if isinstance(one, models.BooleanField):
        known = {"yes": True, "true": True, "1": True, "no": False, "false": False, "0": False, "": False}
        if text.fold(cell) not in known:
            raise ValidationError(_("“%(text)s” is neither yes nor no.") % {"text": cell[:20]})
        return known[text.fold(cell)]
    if not cell and (one.null or one.has_default()):
        return None if one.null else one.get_default()
    return one.clean(text.clean(cell), None)


def credit(cell: str, people: People) -> tuple[str, str, int | None]:
    """(part, name, number of the account) of one credited person."""
    role, colon, name = cell.partition(":")
    known = {
        text.fold(str(word)): str(value) for value, label in CreditRole.choices for word in (value, label)
    }
    part = known.get(text.fold(role.strip())) if colon else None
    name = name.strip() if part else cell.strip()
    if PERSON.fullmatch(name) or "@" in name:
        found = people.find(name)
        return part or CreditRole.CONTRIBUTOR, found.name, found.pk
    if not name or len(name) > 120:
        raise ValidationError(_("A credit is a name of at most 120 letters, as in “author: Amina Wanjiru”."))
    return part or CreditRole.CONTRIBUTOR, name, None


def bare(raw: Any) -> Any:
    """A stream without the marks that change with each reading."""
    if isinstance(raw, dict):
        return {key: bare(value) for key, value in raw.items() if key != "id" or not isinstance(value, str)}
    if isinstance(raw, list):
        return [bare(value) for value in raw]
    if isinstance(raw, str):
        return normal(re.sub(r' data-block-key="[^"]*"', "", raw))
    return raw


def _kept(raw: Any) -> Any:
    """A stream without the letters that are written by number and that the database does not keep."""
    if isinstance(raw, dict):
        return {_kept(key): _kept(value) for key, value in raw.items()}
    if isinstance(raw, list):
        return [_kept(value) for value in raw]
    return raw.replace("\x00", "").encode("utf-8", "replace").decode() if isinstance(raw, str) else raw


def clean_stream(block: Any, cell: str) -> tuple[Any, set[tuple[str, int]]]:
    """A stream from what an export wrote, or from plain text, with the pictures, files and pages it names.

    Markup that the editor does not know falls away.
    """
    named: set[tuple[str, int]] = set()
    if not cell:
        return block.to_python([]), named
    if not cell.lstrip().startswith("["):
        return block.to_python(_from_text(block, cell)), named
    try:
        raw = json.loads(cell)
        value = block.to_python(_safe(block, _kept(raw) if "\\u" in cell else raw, named))
        block.clean(value)
    except ValidationError:
        raise ValidationError(_("One of its blocks lacks something or is too long.")) from None
    except Exception:  # the many ways in which a cell is not a stream
        raise ValidationError(_("This is neither plain text nor what an export wrote.")) from None
    return value, named


def _from_text(block: Any, cell: str) -> list[dict[str, Any]]:
    if "paragraph" in block.child_blocks:
        return [{"type": "paragraph", "value": text.render(cell, headings=True)}]
    lines = [text.one_line(line)[:120] for line in cell.splitlines() if line.strip()]
    return [{"type": "step", "value": {"title": line, "text": ""}} for line in lines]


def _safe(block: Any, raw: Any, named: set[tuple[str, int]]) -> Any:
    """The raw value of a block with the markup of its rich texts cleaned; what it names is noted."""
    if isinstance(block, blocks.StreamBlock):
        return [{**one, "value": _safe(block.child_blocks[one["type"]], one["value"], named)} for one in raw]
    if isinstance(block, blocks.StructBlock):
        return {
            key: _safe(block.child_blocks[key], value, named) if key in block.child_blocks else value
            for key, value in raw.items()
        }
    if isinstance(block, blocks.ListBlock):
        return [
            {**one, "value": _safe(block.child_block, one["value"], named)}
            if isinstance(one, dict) and "value" in one
            else _safe(block.child_block, one, named)
            for one in raw
        ]
    if isinstance(block, blocks.RichTextBlock):
        found = nh3.clean(raw, tags=TAGS, attributes=ATTRIBUTES, link_rel=None)
        for tag in re.findall(r"<a [^>]*>", found):
            kind, pk = re.search(r'linktype="(\w+)"', tag), re.search(r'\bid="(\d+)"', tag)
            if kind and pk:
                named.add((kind[1], int(pk[1])))
        return found
    if isinstance(block, blocks.ChooserBlock) and raw is not None:
        named.add((block.model_class._meta.model_name, int(raw)))
    return raw


def community_people(community: Community, members: Any, former: Any) -> People:
    found = People()
    for user in members:
        found.by_pk[user.pk] = user
        found.by_email[user.email.lower()] = user
        found.by_name.setdefault(text.fold_name(user.name), []).append(user)
    found.former = {user.pk: user for user in former}
    return found
