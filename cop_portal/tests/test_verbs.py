"""The closed list of what can happen: labelled, declared, and really recorded somewhere."""

from __future__ import annotations

import ast
import re
from collections import defaultdict
from functools import lru_cache
from pathlib import Path

import pytest
from django.conf import settings
from django.utils import translation

from cop_portal.foundation.activity import dispatch, verbs
from cop_portal.foundation.notifications import kinds

ROOT = Path(settings.BASE_DIR)
STOREYS = ("communities", "discussions", "knowledge_base", "metrics", "cop_portal")
# What every entry may say besides its verb's own facts.
ALWAYS = {"by", "target", "community", "channel", "at", "quiet"}


@lru_cache
def sources(*, tests: bool = False) -> list[tuple[Path, ast.Module]]:
    return [
        (path, ast.parse(path.read_text()))
        for storey in STOREYS
        for path in (ROOT / storey).rglob("*.py")
        if ("tests" in path.parts) == tests and "migrations" not in path.parts
    ]


def declared_constants() -> dict[str, str]:
    """NAME -> verb, from every `NAME = declare("verb", …)`."""
    return {
        target.id: node.value.args[0].value
        for _path, tree in sources()
        for node in ast.walk(tree)
        if isinstance(node, ast.Assign)
        and isinstance(node.value, ast.Call)
        and getattr(node.value.func, "id", "") == "declare"
        and isinstance(node.value.args[0], ast.Constant)
        for target in node.targets
        if isinstance(target, ast.Name)
    }


def record_calls() -> list[tuple[str, str, set[str]]]:
    """(file, name of the verb's constant, facts) of every record(…)."""
    return [
        (str(path.relative_to(ROOT)), node.args[0].id, {word.arg for word in node.keywords if word.arg})
        for path, tree in sources()
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
        and getattr(node.func, "id", "") == "record"
        and node.args
        and isinstance(node.args[0], ast.Name)
    ]


def test_every_verb_is_declared_by_a_constant_in_its_storey() -> None:
    names = set(declared_constants().values())

    assert names == {verb.name for verb in verbs.all_verbs()}
    assert len(names) == len(declared_constants())
    for verb in verbs.all_verbs():
        storey, dot, rest = verb.name.partition(".")
        assert dot
        assert rest.replace("_", "").isalpha(), verb.name
        assert storey in {"communities", "discussions", "knowledge_base", "metrics", "newsletters", "mail"}


@pytest.mark.parametrize("language", ["en", "ar"])
def test_every_verb_has_a_label(language: str) -> None:
    with translation.override(language):
        bare = [verb.name for verb in verbs.all_verbs() if not str(verb.label).strip()]

    assert bare == []


def recorders() -> dict[str, set[str]]:
    """NAME of a verb's constant -> the functions that record it."""
    found: dict[str, set[str]] = defaultdict(set)
    for path, tree in sources():
        if path.name == "activity.py":
            continue
        for function in ast.walk(tree):
            if not isinstance(function, ast.FunctionDef):
                continue
            inside = list(ast.walk(function))
            if any(
                isinstance(node, ast.Call) and getattr(node.func, "id", "") == "record" for node in inside
            ):
                for node in inside:
                    if isinstance(node, ast.Name):
                        found[node.id].add(function.name)
    return found


def test_every_verb_is_recorded_by_some_action() -> None:
    found = recorders()

    assert {name: verb for name, verb in declared_constants().items() if not found.get(name)} == {}


def test_every_fact_that_is_recorded_is_declared() -> None:
    constants = declared_constants()
    wrong = [
        (path, name, fact)
        for path, name, facts in record_calls()
        if name in constants
        for fact in facts - ALWAYS - verbs.get(constants[name]).facts
    ]

    assert wrong == []


def test_words_are_a_number_and_only_of_what_is_written_in_discussions() -> None:
    """The figures leave out a word or two of thanks by this fact; what somebody said goes by another name."""
    named = {verb.name for verb in verbs.all_verbs() if "words" in verb.facts}

    assert {name.partition(".")[0] for name in named} == {"discussions"}


def test_every_verb_has_a_test() -> None:
    """A test names it, or the function that records it; what is told is rendered in test_emails_render."""
    told = {verb.name for kind in kinds.all_kinds() for verb in kind.verbs}
    texts = "\n".join(path.read_text() for path, _tree in sources(tests=True))
    found = recorders()
    bare = [
        verb
        for name, verb in declared_constants().items()
        if verb not in told
        and verb not in texts
        and not any(re.search(rf"\b{function}\b", texts) for function in found[name])
    ]

    assert bare == []


def test_subscribers_listen_to_declared_verbs_only() -> None:
    assert {name for name, found in dispatch._subscribers.items() if found} <= {
        verb.name for verb in verbs.all_verbs()
    }


def test_what_counts_as_a_contribution_is_no_reaction() -> None:
    assert verbs.contribution_verbs()
    assert not set(verbs.contribution_verbs()) & set(verbs.reaction_verbs())
