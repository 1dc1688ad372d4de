"""Which pictures of a mail are its decoration: logos of signatures, and what a quote brought back.

Only what stands in the text by its Content-ID is judged, by where it stands; whatever was attached, is
not pointed to, or stands among the person's own words, is kept. The raw mail keeps all.
"""

from __future__ import annotations

import html
import io
import re
from urllib.parse import unquote

from PIL import Image

from cop_portal.foundation.mail.markup import MOST_TEXT, text_of_html
from cop_portal.foundation.mail.replies import split_reply

SMALLEST = 32  # pixels: emoji, icons and beacons are no larger
LONGEST_TAG = 4000
SOURCE = re.compile(r"""\bsrc\s?=\s?["']?cid:([^"'\s>]{1,250})""", re.IGNORECASE)
# Signatures that markup.py does not know by their class; here they only say where a picture stands.
SIGNATURE = re.compile(
    r"""\bid\s?=\s?["']?(?:x_){0,5}(?:Signature|ms-outlook-mobile-signature)\b""", re.IGNORECASE
)
# A sign of its own stands for each picture; no number, which might be taken for that of a date.
FIRST = 0xE100
MARK = re.compile("[\ue100-\uefff]")


def bare_id(value: str) -> str:
    """A Content-ID as a text points to it."""
    return value.strip().strip("<>").strip()


def decoration(markup: str, pictures: list[tuple[str, bytes]]) -> set[int]:
    """Which of these pictures, by their place in the list, given as (Content-ID, content), are decoration.

    That is: it stands in the text, and there in nothing but what is cut from it, or it is tiny.
    """
    ids = {name: index for index, (name, _content) in enumerate(pictures) if name}
    stood: set[int] = set()
    chunks = []
    for chunk in MARK.sub("", markup)[:MOST_TEXT].split("<"):
        tag = chunk[:LONGEST_TAG].partition(">")[0]
        kind = tag[:4].lower()
        if kind.startswith("img") and (match := SOURCE.search(tag)):
            index = ids.get(bare_id(unquote(html.unescape(match.group(1)))))
            if index is not None:
                stood.add(index)
                chunk = chunk.replace(">", f"> {chr(FIRST + index)} ", 1)
        elif kind == "div " and SIGNATURE.search(tag):
            chunk = f'div class="gmail_signature"{chunk[3:]}'
        chunks.append(chunk)
    if not stood:
        return set()
    marked = "<".join(chunks)
    written, cut = (
        {ord(sign) - FIRST for sign in MARK.findall(part)} for part in split_reply(text_of_html(marked))
    )
    tiny = {index for index in stood if _is_tiny(pictures[index][1])}
    return (cut - written) | tiny


def _is_tiny(content: bytes) -> bool:
    try:
        with Image.open(io.BytesIO(content)) as picture:
            return max(picture.size) <= SMALLEST
    except Exception:  # not a picture after all: the rules of files say what becomes of it
        return False
