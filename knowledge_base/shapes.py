"""The short form of each kind: what it asks beside title and summary, what it needs, and how lines become steps."""

from __future__ import annotations

import re
from typing import Any

from cop_portal.foundation import text
from knowledge_base.enums import Kind

# The fields of a kind's page that its form asks for, in their order; and those it is not handed in without.
OWN: dict[str, tuple[str, ...]] = {
    Kind.GOOD_PRACTICE: (
        "context", "steps", "time_needed", "money_needed", "evidence", "evidence_note", "limits", "contact",
    ),
    Kind.LESSON: ("happened", "why", "next_time"),
    Kind.TOOL: ("serves", "how_to_use", "link"),
    Kind.GUIDANCE: ("for_whom", "steps", "rests_on"),
    Kind.STORY: ("activity", "insight", "change", "result", "evidence"),
    Kind.RESULTS: ("what", "result", "evidence"),
    Kind.ARTICLE: ("authors", "journal", "year", "doi", "link"),
}  # fmt: skip
NEEDED: dict[str, frozenset[str]] = {
    Kind.GOOD_PRACTICE: frozenset({"context"}),
    Kind.LESSON: frozenset({"happened", "next_time"}),
    Kind.TOOL: frozenset({"serves"}),
    Kind.GUIDANCE: frozenset({"for_whom"}),
    Kind.STORY: frozenset({"activity", "change", "result", "consent"}),
    Kind.RESULTS: frozenset({"place", "what", "result", "evidence"}),
    Kind.ARTICLE: frozenset({"authors", "journal", "year"}),
}
ALWAYS = ("title", "summary", "place", "language", "tags", "text", "video")
PERSON = ("name", "shown", "agreed", "how")
MOST_PEOPLE = 40
LONGEST = 60_000
_PERSON_KEY = re.compile(rf"person-(\d{{1,2}})-({'|'.join(PERSON)})")
_SAYS = re.compile(r"says-\d{1,15}")  # what is said of a file
_PARTING = re.compile(r"[,;\n،؛，、；]")
_END_OF_TITLE = re.compile(r"(?<=[.!?؟。:])\s+")


def is_key(kind: str, key: str) -> bool:
    """Whether a form of this kind has such a field."""
    if key in ALWAYS or key in OWN.get(kind, ()) or _SAYS.fullmatch(key):
        return True
    if kind == Kind.STORY:
        return key == "consent" or bool(_PERSON_KEY.fullmatch(key))
    return kind == Kind.ARTICLE and key == "own"


def words_from(kind: str, data: Any) -> dict[str, str]:
    """What somebody typed, of what a form of this kind has."""
    return {key: text.clean(str(data[key]))[:LONGEST] for key in data if is_key(kind, key)}


def people_in(words: dict[str, str]) -> list[dict[str, Any]]:
    """The people somebody listed, in their order; rows without a name are none."""
    rows: dict[int, dict[str, Any]] = {}
    for key, value in words.items():
        if match := _PERSON_KEY.fullmatch(key):
            rows.setdefault(int(match[1]), {})[match[2]] = value
    people = []
    for _number, row in sorted(rows.items()):
        if name := text.one_line(row.get("name", ""))[:120]:
            people.append(
                {
                    "name": name,
                    "shown": row.get("shown") or "named",
                    "agreed": bool(row.get("agreed")),
                    "how": text.one_line(row.get("how", ""))[:200],
                }
            )
    return people[:MOST_PEOPLE]


def people_words(people: list[Any]) -> dict[str, str]:
    """The same, turned round: rows of a page as the form's fields."""
    return {
        f"person-{number}-{name}": ("on" if value is True else "" if value is False else str(value))
        for number, person in enumerate(people)
        for name in PERSON
        for value in [getattr(person, name)]
    }


def rows_of_people(words: dict[str, str]) -> int:
    """How many rows the form shows: two more than were filled."""
    filled = [
        int(match[1])
        for key, value in words.items()
        if value and (match := _PERSON_KEY.fullmatch(key)) and match[2] in ("name", "how")
    ]
    return min(max(filled, default=-1) + 3, MOST_PEOPLE)


def tags_of(words: str) -> list[str]:
    """Topics, parted by commas of any script; each once."""
    found: dict[str, str] = {}
    for part in _PARTING.split(words):
        if name := text.one_line(part)[:50]:
            found.setdefault(text.fold(name), name)
    return list(found.values())[:12]


def step_blocks(lines: str) -> list[tuple[str, dict[str, str]]]:
    """Steps from lines: the first sentence of each is its title."""
    steps = []
    for line in lines.splitlines():
        line = re.sub(r"^(\d{1,2}[.)]|[-*•–])\s+", "", text.one_line(line))
        if not line:
            continue
        title, rest = line, ""
        if match := _END_OF_TITLE.search(line):
            title, rest = line[: match.start()], line[match.end() :]
        if len(title) > 120:
            cut = title[:120].rfind(" ")
            cut = cut if cut > 40 else 120
            title, rest = title[:cut], f"{title[cut:].strip()} {rest}".strip()
        steps.append(("step", {"title": title.removesuffix(":").strip(), "text": rest}))
    return steps


def step_lines(steps: Any) -> str:
    """The same, turned round."""
    lines = []
    for step in steps or ():
        title, rest = step.value["title"], text.one_line(step.value["text"] or "")
        parted = title if not rest or title[-1:] in ".!?؟。" else f"{title}:"
        lines.append(f"{parted} {rest}".strip())
    return "\n".join(lines)
