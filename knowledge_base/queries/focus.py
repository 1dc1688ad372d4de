"""What a community is about, in its own words, and which of them a resource says."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db import connection

from communities.enums import GoalState
from communities.models import CharterVersion, Community, Goal, Membership
from cop_portal.foundation.text import fold, search_config

# What is named as a subject weighs more than a goal, a goal more than what the purpose says.
OF_SUBJECTS, OF_GOALS, OF_PURPOSE = 3, 2, 1
MOST = 12  # words that a focus has
SHORTEST = 4  # letters; shorter words say little
WORD = re.compile(rf"[^\W\d_]{{{SHORTEST},}}")

LEXEMES = "SELECT w, tsvector_to_array(to_tsvector(%s::regconfig, w)) FROM unnest(%s::text[]) w"
# Topics are among the words it is found by in its own language; here they count in the community's.
NAMED = """
    SELECT r.page_ptr_id, ARRAY(
        SELECT l FROM unnest(%(lexemes)s::text[]) l WHERE l = ANY (said.lexemes)
    )
    FROM knowledge_base_resourcepage r
    CROSS JOIN LATERAL (
        SELECT tsvector_to_array(
            coalesce(r.search_vector, ''::tsvector) || to_tsvector(%(config)s::regconfig, coalesce((
                SELECT string_agg(lower(t.name), ' ') FROM knowledge_base_resourcetag x
                JOIN taggit_tag t ON t.id = x.tag_id WHERE x.content_object_id = r.page_ptr_id
            ), ''))
        ) AS lexemes
    ) said
    WHERE r.page_ptr_id = ANY (%(ids)s)
"""


@dataclass
class Focus:
    """The words of a community's subjects, goals and purpose: stem, weight, and as people write it."""

    config: str
    weights: dict[str, int] = field(default_factory=dict)
    words: dict[str, str] = field(default_factory=dict)


def focus_of(community: Community) -> Focus:
    """The heaviest dozen: subjects of its experts, goals (its own and the charter's), purpose and objectives."""
    counted: Counter[str] = Counter()
    for weight, texts in _texts(community):
        for text in texts:
            counted.update(dict.fromkeys(set(WORD.findall(fold(text))), weight))
    found = Focus(search_config(community.language))
    weights: Counter[str] = Counter()
    with connection.cursor() as cursor:
        cursor.execute(LEXEMES, [found.config, list(counted)])
        for word, lexemes in cursor.fetchall():
            for lexeme in lexemes:  # none for a word that every text has
                weights[lexeme] += counted[word]
                known = found.words.get(lexeme)
                if known is None or counted[word] > counted[known]:
                    found.words[lexeme] = word
    heaviest = sorted(weights.items(), key=lambda item: (-item[1], item[0]))[:MOST]
    found.weights = dict(heaviest)
    return found


def _texts(community: Community) -> Iterable[tuple[int, list[str]]]:
    subjects = Membership.objects.active().filter(community=community).exclude(subjects=[])
    yield OF_SUBJECTS, [name for row in subjects.values_list("subjects", flat=True) for name in row]
    charter = CharterVersion.objects.filter(community=community).order_by("-number").first()
    goals = Goal.objects.filter(community=community).exclude(state=GoalState.DROPPED)
    yield OF_GOALS, [*goals.values_list("title", flat=True), charter.goals if charter else ""]
    yield (
        OF_PURPOSE,
        [
            community.tagline,
            community.purpose,
            community.objectives,
            charter.mission if charter else "",
        ],
    )


def named_by(ids: list[int], focus: Focus) -> dict[int, list[str]]:
    """For each resource the stems of the focus that its text or topics name."""
    with connection.cursor() as cursor:
        cursor.execute(NAMED, {"lexemes": list(focus.weights), "config": focus.config, "ids": ids})
        return dict(cursor.fetchall())
