"""What a resource says, as plain parts: for an issue that keeps it as it was, on the page and on paper."""

from __future__ import annotations

import re
from typing import Any

from django.utils.formats import localize

from cop_portal.foundation import text
from knowledge_base.models import Credit, ResourcePage

# Headings and lists stand by themselves among the paragraphs of a rich text.
APART = re.compile(r"<(h[1-6]|ul|ol|blockquote)\b[^>]*>(.*?)</\1>", re.IGNORECASE | re.DOTALL)
ITEM = re.compile(r"<li\b[^>]*>(.*?)</li>", re.IGNORECASE | re.DOTALL)
# A link elsewhere: its address is kept beside its words, for paper has nothing to press.
LINK = re.compile(r'<a\b[^>]*\bhref="(https?://[^"]+)"[^>]*>(.*?)</a>', re.IGNORECASE | re.DOTALL)
# What a part says, in the order in which it is read.
SAID = ("text", "caption", "alternative", "who", "note", "url")


def matter_of(resource: ResourcePage) -> list[dict[str, Any]]:
    """Its sections, steps and free text, in reading order. A picture is named by its key."""
    own: Any = resource.specific
    parts: list[dict[str, Any]] = []
    for heading, said in own.sections():
        if said:
            parts += [{"type": "heading", "text": str(heading)}, {"type": "text", "text": str(said)}]
    if steps := getattr(own, "steps", None):
        told = [
            "\n".join(part for part in (step.value["title"], step.value.get("text", "")) if part)
            for step in steps
        ]
        parts.append({"type": "points", "points": told, "numbered": True})
    for block in own.body:
        parts += parts_of(block)
    return parts


def parts_of(block: Any) -> list[dict[str, Any]]:
    """One block of the free text."""
    kind, value = block.block_type, block.value
    if kind == "heading":
        return [{"type": "heading", "text": str(value)}]
    if kind == "paragraph":
        return rich(value.source)
    if kind == "quote":
        return [{"type": "quote", "text": value["text"], "who": value.get("who", "")}]
    if kind == "figure":
        if not value.get("image"):
            return []
        return [
            {
                "type": "picture",
                "image": value["image"].pk,
                "alternative": value.get("alternative", ""),
                "caption": value.get("caption", ""),
            }
        ]
    if kind == "file":
        return [{"type": "text", "text": value["document"].title}] if value.get("document") else []
    if kind == "table":
        return _table(value)
    if kind in ("video", "link"):
        return [
            {"type": "link", "text": value["title"], "url": value["url"], "note": value.get("note") or ""}
        ]
    words = [word for word in block.block.get_searchable_content(value) if word]
    return [{"type": "text", "text": "\n\n".join(words)}] if words else []


def _table(value: Any) -> list[dict[str, Any]]:
    """Its columns and rows as they are shown; `numbers` tells which columns hold them, counted from 1."""
    if not value.columns:
        return []
    columns = enumerate(value.columns, start=1)
    return [
        {
            "type": "table",
            "caption": value.caption or "",
            "head": [column["heading"] or "" for column in value.columns],
            "numbers": [place for place, column in columns if column["block"].name == "number"],
            "rows": [[_cell(cell.value) for cell in row] for row in value.rows],
        }
    ]


def _cell(value: Any) -> str:
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return "" if value is None else str(localize(value))


def words_in(part: dict[str, Any]) -> str:
    """All that a part says, line by line."""
    lines = [part.get(name, "") for name in SAID] + part.get("points", [])
    lines += [" | ".join(row) for row in (part.get("head", []), *part.get("rows", []))]
    return "\n".join(line for line in lines if line)


def rich(html: str) -> list[dict[str, Any]]:
    """A rich text as headings, lists, quotations and paragraphs."""
    parts: list[dict[str, Any]] = []
    html = LINK.sub(lambda link: link[2] if link[1] == link[2] else f"{link[2]} ({link[1]})", html)
    end = 0
    for found in APART.finditer(html):
        parts += _text(html[end : found.start()])
        end = found.end()
        tag, inner = found[1].lower(), found[2]
        if tag in ("ul", "ol"):
            points = [text.plain(item) for item in ITEM.findall(inner)]
            parts.append({"type": "points", "points": [p for p in points if p], "numbered": tag == "ol"})
        elif said := text.plain(inner):
            kind = "quote" if tag == "blockquote" else "heading"
            parts.append({"type": kind, "text": said})
    return parts + _text(html[end:])


def _text(html: str) -> list[dict[str, Any]]:
    said = text.plain(html)
    return [{"type": "text", "text": said}] if said else []


def credits_of(resource: ResourcePage) -> list[dict[str, Any]]:
    """Who is behind it, as it is written today. Who is not credited, or asked not to be named, is not named."""
    rows = Credit.objects.filter(resource_id=resource.pk).order_by("pk")
    return [
        {"user": None if row.unnamed else row.user_id, "name": row.shown_name, "role": str(row.role)}
        for row in rows
    ]
