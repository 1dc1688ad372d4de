"""The closed list of what can happen. Each storey declares its verbs in its activity.py."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.functional import Promise


@dataclass(frozen=True)
class Verb:
    """One kind of event: its name, its label for people, and the facts it may carry.

    counts says whether it is a contribution in the sense of the indicators (a start, reply, answer,
    synthesis, resource); reaction whether it is a reaction; both false is neither.
    """

    name: str
    label: str | Promise
    facts: frozenset[str]
    counts: bool = False
    reaction: bool = False

    def __str__(self) -> str:
        return self.name


_verbs: dict[str, Verb] = {}


def declare(
    name: str,
    label: str | Promise,
    *,
    facts: tuple[str, ...] = (),
    counts: bool = False,
    reaction: bool = False,
) -> Verb:
    """Declare a verb once, at import. Raises ValueError when the name is taken."""
    if name in _verbs:
        raise ValueError(f"the verb {name} is declared twice")
    _verbs[name] = verb = Verb(name, label, frozenset(facts), counts, reaction)
    return verb


def all_verbs() -> list[Verb]:
    return list(_verbs.values())


def get(name: str) -> Verb:
    return _verbs[name]


def contribution_verbs() -> list[str]:
    return [verb.name for verb in _verbs.values() if verb.counts]


def reaction_verbs() -> list[str]:
    return [verb.name for verb in _verbs.values() if verb.reaction]
