"""The accepted answer of a question, where it goes away: called by other verbs, within their transaction."""

from __future__ import annotations

from discussions.models import Contribution, Discussion


def drop(contribution: Contribution) -> None:
    """What is taken back or hidden answers nothing: the question waits for an answer again.

    The caller holds the discussion (posting.lock), so that nobody accepts it in between. Shown again, it
    does not become the answer by itself: whoever asked may have found another one.
    """
    Discussion.objects.filter(answer=contribution).update(answer=None)
