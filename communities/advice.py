"""Is it a community of practice? Five plain questions, and which tool fits better where it is not.

Source: the founding paper, "What Communities of Practice are not": a task force ends with its
assignment, a team belongs to a function and is formed by management, a mere network or directory
does not learn.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class Question:
    """One of the five: what is asked, and what fits better when the answer is no."""

    key: str
    words: str | Promise
    help: str | Promise
    better: str | Promise


QUESTIONS = (
    Question(
        "is_lasting",
        _("Will the topic still matter in two years?"),
        _("A community lives as long as its practice."),
        _("The topic passes. A task team with an end date, or one discussion in a community that exists, fits better."),
    ),
    Question(
        "is_voluntary",
        _("Will people take part because they want to?"),
        _("Nobody is made a member by their manager."),
        _("People are appointed. That is a team: a team space of your office fits better."),
    ),
    Question(
        "has_practice",
        _("Is there a practice, something people do, that they want to do better?"),
        _("For instance: reviewing budgets, running a cold chain, teaching girls in emergencies."),
        _("There is no practice to improve. A directory of people, or a social group, fits better."),
    ),
    Question(
        "is_mutual",
        _("Will members learn from one another, in both directions?"),
        _("Questions and answers, not only news from the centre."),
        _("Information flows one way. A newsletter or a mailing list fits better."),
    ),
    Question(
        "is_open_ended",
        _("Is it open beyond one team, one office or one assignment?"),
        _("Colleagues elsewhere, and people from outside, can join."),
        _("It belongs to one assignment. A project space with its own plan fits better."),
    ),
)  # fmt: skip


@dataclass(frozen=True)
class Advice:
    """What the answers say together."""

    is_community: bool
    unanswered: int
    reasons: tuple[str | Promise, ...]  # why something else may fit better, one for each no


def advice(answers: dict[str, bool | None]) -> Advice:
    """What the five answers come to. Two or more no's describe something else; it is advice, no bar."""
    reasons = tuple(question.better for question in QUESTIONS if answers.get(question.key) is False)
    unanswered = sum(answers.get(question.key) is None for question in QUESTIONS)
    return Advice(len(reasons) < 2 and not (unanswered and reasons), unanswered, reasons)
