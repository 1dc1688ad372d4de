"""The first steps of a newcomer. Each storey registers its own, so that none knows those above."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django.utils.functional import Promise

from communities.models import Community


@dataclass(frozen=True)
class FirstStep:
    """Something a newcomer does in the first days; `done_by` asks for many people in one query."""

    order: int
    key: str
    label: str | Promise
    url: Callable[[Community], str]
    done_by: Callable[[Community, Iterable[int]], set[int]]
    applies: Callable[[Community], bool] = lambda _community: True


_steps: dict[str, FirstStep] = {}


def register(step: FirstStep) -> None:
    if _steps.setdefault(step.key, step) is not step:
        raise ValueError(f"the first step {step.key} is registered twice")


def steps_of(community: Community) -> list[FirstStep]:
    """The steps that make sense in this community, in their order."""
    return [step for step in sorted(_steps.values(), key=lambda step: step.order) if step.applies(community)]
