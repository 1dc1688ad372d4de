"""Words that mean something in an answer by mail: stated in the letter, recognised in six languages.

A word counts where it stands alone on the first line, or before a colon there. Anything else is no
word of ours: nothing is guessed.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from django.utils.translation import get_language

from cop_portal.foundation.text import fold

# key -> language -> words; the first of each is the one that letters state.
Words = Mapping[str, Mapping[str, tuple[str, ...]]]
EDGES = re.compile(r"^[^\w]+|[^\w]+$")
AFTER_COLON = re.compile(r"^(.{1,40}?)\s*[:：]\s*(\S.*)$", re.DOTALL)
AFTER_STOP = re.compile(r"^(.{1,40}?)\s*[,.;!،؛，。！]\s*(\S.*)$", re.DOTALL)
# How people open and close a letter without saying anything.
COURTESY = frozenset(
    fold(line)
    for line in (
        "thanks", "thank you", "many thanks", "thanks a lot", "best", "best regards", "best wishes", "regards",
        "kind regards", "warm regards", "cheers", "sincerely", "merci", "merci beaucoup", "cordialement",
        "bien cordialement", "bien à vous", "meilleures salutations", "gracias", "muchas gracias", "saludos",
        "un saludo", "saludos cordiales", "atentamente", "спасибо", "с уважением", "с наилучшими пожеланиями",
        "всего доброго", "شكرا", "شكراً", "شكرا جزيلا", "مع التحية", "تحياتي", "مع خالص التحية", "谢谢", "此致", "敬礼",
        "此致敬礼", "祝好", "顺祝商祺",
    )
)  # fmt: skip


def _bare(text: str) -> str:
    """For comparing: folded, single spaces, without signs around it."""
    return EDGES.sub("", " ".join(fold(text).replace("’", "'").split()))


def recognise(text: str, words: Words, *, name: str = "") -> tuple[str, str]:
    """(key of the word on the first line, what is said besides). The key is empty where there is none.

    Lines of courtesy and the person's own name are nothing that is said.
    """
    lines = [line.strip() for line in text.strip().splitlines() if line.strip()]
    if not lines:
        return "", ""
    by_word = {
        _bare(word): key for key, languages in words.items() for group in languages.values() for word in group
    }
    first, rest = lines[0], lines[1:]
    key = by_word.get(_bare(first), "")
    if not key and (match := AFTER_COLON.match(first)):
        key = by_word.get(_bare(match.group(1)), "")
        rest = [match.group(2), *rest]
    # "Yes, thank you": what follows on the line says nothing.
    if not key and (match := AFTER_STOP.match(first)) and _says_nothing(match.group(2), name):
        key = by_word.get(_bare(match.group(1)), "")
    if not key:
        return "", "\n".join(lines)
    while rest and _says_nothing(rest[-1], name):
        rest.pop()
    return key, "\n".join(rest)


def _says_nothing(line: str, name: str) -> bool:
    bare = _bare(line)
    return not bare or bare in COURTESY or set(bare.split()) <= set(_bare(name).split())


def stated(words: Words, keys: Iterable[str]) -> list[str]:
    """The words for these keys, as a letter in the active language states them."""
    language = get_language() or "en"
    return [words[key].get(language, words[key]["en"])[0] for key in keys]
