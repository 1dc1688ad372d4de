"""What a resource says, as plain parts: for an issue that keeps it as it was, on the page and on paper."""

from __future__ import annotations

import re
from typing import Any

from cop_portal.foundation import text
from knowledge_base.models import Credit, ResourcePage

# Headings and lists stand by themselves among the paragraphs of a rich text.
APART = re.compile(r"<(h[1-6]|ul|ol|blockquote)\b[^>]*>(.*?)</\1>", re.IGNORECASE | re.DOTALL)
ITEM = re.compile(r"<li\b[^>]*>(.*?)</li>", re.IGNORECASE | re.DOTALL)


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
        parts += _block(block)
    return parts


def _block(block: Any) -> list[dict[str, Any]]:
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
    words = [word for word in block.block.get_searchable_content(value) if word]
    return [{"type": "text", "text": "\n\n".join(words)}] if words else []


def rich(html: str) -> list[dict[str, Any]]:
    """A rich text as headings, lists, quotations and paragraphs."""
    parts: list[dict[str, Any]] = []
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
