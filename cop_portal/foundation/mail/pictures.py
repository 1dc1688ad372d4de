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
from cop_portal.foundation.text import fold

SMALLEST = 32  # pixels: emoji, icons and beacons are no larger
# A logo is no higher and no heavier than this; only behind a name, where signatures have no delimiter.
LOGO_HEIGHT, LOGO_BYTES = 150, 20_000
LONGEST_SIGNED = 12  # lines from the name to the picture
CLOSING = re.compile(
    r"(?i)^(?:(?:with |my )?(?:best |kind |kindest |warm |warmest )?(?:regards|wishes)|yours (?:sincerely|truly|faithfully)|"
    r"sincerely|cheers|cordialement|bien (?:à vous|à toi|cordialement)|(?:un )?saludos?|atentamente|cordialmente|"
    r"(?:mit )?(?:freundlichen|besten|viele|liebe) grü(?:ß|ss)en?|с уважением|с наилучшими пожеланиями|"
    r"مع (?:أطيب |خالص )?التحيات?|مع التحية|تحياتي|此致|敬礼|祝好)\W*(?:\w+\W*){0,3}$"
)
TITLES = {"dr", "prof", "mr", "mrs", "ms", "mme", "ing", "eng", "phd", "msc", "md"}
LONGEST_NAME = 60
AFTERWORD = re.compile(r"(?i)^\W*p\.?\s?s\b")
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


def decoration(markup: str, pictures: list[tuple[str, bytes]], sender: str = "") -> set[int]:
    """Which of these pictures, by their place in the list, given as (Content-ID, content), are decoration.

    That is: it stands in the text, and there in nothing but what is cut from it, or it is tiny, or it is
    small and stands nowhere but below the sender's own name or the words that close a letter.
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
    own, rest = split_reply(text_of_html(marked))
    above, signed = _parted_at_name(own, sender)
    written, cut = _pictures_in(own), _pictures_in(rest)
    tiny = {index for index in stood if _fits(pictures[index][1], SMALLEST, SMALLEST)}
    logos = {
        index
        for index in _pictures_in(signed) - _pictures_in(above)
        if len(pictures[index][1]) <= LOGO_BYTES and _fits(pictures[index][1], None, LOGO_HEIGHT)
    }
    return (cut - written) | tiny | logos


def _pictures_in(part: str) -> set[int]:
    return {ord(sign) - FIRST for sign in MARK.findall(part)}


def _parted_at_name(own: str, sender: str) -> tuple[str, str]:
    """What somebody wrote, and what of it stands below their name or the closing words, a few lines.

    A word after that ("P.S.") and whatever a line announces with a colon belong to what was written.
    """
    lines = own.splitlines()
    last = next(
        (i for i in reversed(range(len(lines))) if _signs(MARK.sub("", lines[i]).strip(), sender)), None
    )
    if last is None or any(
        AFTERWORD.match(line) or line.rstrip().endswith((":", "：")) for line in lines[last + 1 :]
    ):
        return own, ""
    end = last + 1 + LONGEST_SIGNED
    # A picture may stand right behind the name, in its line.
    return "\n".join([*lines[:last], *lines[end:]]), "\n".join(lines[last:end])


def _signs(line: str, sender: str) -> bool:
    """Whether a line is the name under a letter, or the words above that name."""
    if not line or len(line) > LONGEST_NAME:
        return False
    if CLOSING.match(line):
        return True
    names = set(re.findall(r"\w+", fold(sender)))
    words = set(re.findall(r"\w+", fold(re.split(r"[|,(/•–—]|\s-\s", line)[0])))
    return bool(names & words) and words <= names | TITLES


def _fits(content: bytes, width: int | None, height: int) -> bool:
    try:
        with Image.open(io.BytesIO(content)) as picture:
            return picture.height <= height and (width is None or picture.width <= width)
    except Exception:  # not a picture after all: the rules of files say what becomes of it
        return False
