"""Events with all that can happen to them, and thanks that are accepted or revoked."""

from __future__ import annotations

from typing import Any

from communities.actions import event_answers, events, passings, recognition
from communities.tests.makers import DAY, HOUR, announced, is_over, plan
from cop_portal.tests import factories


def meet(community: Any, people: Any) -> None:
    """One that moves and is near, one that is cancelled, one that is full, one that is over, a series."""
    words = {"title": "Pumps & <filters>", "about": "Bring a <b>budget</b>", "leader": people.expert}
    near = announced(community, people.facilitator, begins_in=3 * DAY, **words)
    event_answers.answer(event=near, by=people.member, answer="yes")
    events.change(
        event=near, by=people.facilitator, revision=1, plan=plan(begins_in=4 * DAY, place="<Room>", **words)
    )
    near.refresh_from_db()
    events.remind_due(near.begins_at - 20 * HOUR)
    events.remind_due(near.begins_at - HOUR / 2)
    below = factories.community("Next <level>", slug="next-level", level="country", parent=community)
    factories.joined(below, factories.person("Bela Below"))
    passings.pass_on(event=near, to=below, by=people.facilitator, words="For <you>")
    dropped = announced(community, people.facilitator, repeat="weekly", times=2, **words)
    event_answers.answer_series(event=dropped, by=people.member, answer="maybe")
    events.cancel(event=dropped, by=people.facilitator, reason="No <speaker>", whole=True)
    full = announced(community, people.facilitator, capacity=1, **words)
    for who in (people.expert, people.member, people.knowledge_manager):
        event_answers.answer(event=full, by=who, answer="yes")
    event_answers.answer(event=full, by=people.expert, answer="no")
    over = announced(community, people.facilitator, **words)
    event_answers.answer(event=over, by=people.member, answer="yes")
    events.tell(event=is_over(over), by=people.facilitator, came=[people.member.pk], went="They <b>last</b>")


def thank(community: Any, people: Any) -> None:
    given = {"community": community, "holder": people.member, "by": people.facilitator}
    recognition.award(**given, kind="thanks", what_for="Ten <good> answers")
    badge = recognition.award(**given, kind="badge", name="Ten <answers>", what_for="Patience")
    recognition.accept(award=badge, by=people.member)
    other = recognition.award(**given, kind="badge", name="Eleven", what_for="Patience")
    recognition.revoke(award=other, by=people.facilitator, reason="Counted <twice>")
