"""Show: a community with something on every page, for the tests that look at all of them."""

from __future__ import annotations

import datetime
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.utils import timezone

from communities.actions import (
    agreements,
    announcements,
    calendar_feeds,
    cases,
    charters,
    event_answers,
    events,
    goals,
    invitations,
    links,
    needs,
    proposals,
    pulses,
    recognition,
    reflections,
    reviews,
    roles,
    suspensions,
    terms,
    transformations,
)
from communities.enums import PulseQuestion
from communities.models import Membership
from communities.tests.makers import announced, is_over, plan
from cop_portal.foundation.mail.models import Suppression
from cop_portal.foundation.mail.tests.makers import mail
from cop_portal.newsletters import actions as newsletters
from cop_portal.newsletters import sections
from cop_portal.tests import factories
from cop_portal.tests.show_library import let_live, publish, share, write_for_the_library
from discussions.actions import (
    briefs,
    contributions,
    discussions,
    flags,
    ideas,
    invited,
    moderation,
    moves,
    passages,
    phases,
    representations,
    routings,
    syntheses,
    turnings,
)
from discussions.tests.makers import facilitated, said
from knowledge_base.tests.makers import (
    published,
    show_what_is_missing,
)
from metrics.actions import rollups


def furnish() -> dict[str, Any]:
    show = factories.community_with_roles("Show", visibility="public")
    facilitator, keeper = factories.holder(show, "facilitator"), factories.holder(show, "knowledge_manager")
    member = factories.joined(show, factories.person("Mina Show"), wants_newsletter=True)
    today = timezone.localdate()
    charters.save_draft(
        community=show, by=facilitator, revision=1, mission="To pump.", vision="", goals="", rules="Be kind."
    )
    version = charters.publish(community=show, by=facilitator, quiet=True)
    charters.agree(version=version, by=member, quiet=True)
    charters.save_draft(community=show, by=facilitator, revision=2, rules="Be kind, and brief.")
    charters.publish(community=show, by=facilitator, changes="Brief", quiet=True)
    talk = briefs.convene(
        community=show, by=facilitator, title="How do pumps last?", body="Bring **one** case.", questions=["Where?", "What?"],
        opens_on=today, closes_on=today + datetime.timedelta(days=9), synthesis_on=today + datetime.timedelta(days=10),
        share_on=today + datetime.timedelta(days=12), quiet=True,
    )  # fmt: skip
    phases.open_discussion(discussion=talk, by=facilitator, quiet=True)
    talk.refresh_from_db()
    first = contributions.add(discussion=talk, by=member, body="> quoted\n\nGrease, and `code`.", quiet=True)
    contributions.add(
        discussion=talk, by=keeper, body="Paint.\n\n| a | b |\n|---|---|\n| 1 | 2 |", parent=first, quiet=True
    )
    syntheses.pin_summary(discussion=talk, by=facilitator, body="Grease [1].", quiet=True)
    asked = _asked_of_two(show, member)
    idea = discussions.start(
        community=show, by=member, title="Bottles as meters", body="Half a thought.", kind="idea", quiet=True
    )
    trial = ideas.take_up(discussion=idea, by=facilitator, what="Ten of them", due_on=today)
    long = _one_long_word()
    resource = published(show, title="Pump sheet", context="Hard water.", sharing="public")
    lacks = show_what_is_missing(show, member, resource)
    letter = sections.compose(community=show, week="2026-W40", by=facilitator, quiet=True)
    newsletters.send_issue(issue=letter, by=facilitator, quiet=True)
    sections.compose(community=show, week="2026-W41", by=facilitator, quiet=True)
    rollups.fill(through=today - datetime.timedelta(days=1))
    rollups.fill(through=today, communities=[show.pk])
    return {
        "administrator": _mail_in_every_state(),
        "draft": _draft_of_a_synthesis(show, member),
        **(_announce(show) | share(show, member)),
        **write_for_the_library(show, member),
        **publish(show, member, resource),
        **_govern(show, member),
        **_look_back(show, member, long),
        **_prepare(show, talk, member),
        **_ask_people_in(show, member),
        **_look_after(show, member, talk),
        "member": member,
        "facilitator": facilitator,
        "talk": talk.get_absolute_url(),
        "idea": idea.get_absolute_url(),
        "trial": f"{idea.get_absolute_url()}trials/{trial.pk}/",
        "asked": asked.get_absolute_url(),
        "merged": _merged(show, member, facilitator),
        "subjects": f"/communities/show/experts/{factories.holder(show, 'expert').pk}/subjects/",
        **(let_live(show, resource, member) | lacks),
    }


def _asked_of_two(show: Any, member: Any) -> Any:
    """A question about ropes that two people were asked for an answer to."""
    asked = discussions.start(
        community=show,
        by=member,
        title="Who knows ropes?",
        body="Long ones.",
        kind="question",
        subjects=["Ropes"],
    )
    for name in ("facilitator", "expert"):
        routings.route(discussion=asked, to=factories.holder(show, name), by=member, words="You climbed.")
    return asked


def _merged(show: Any, member: Any, facilitator: Any) -> str:
    """A question whose address is a page that leads on, with a place for its one contribution."""
    words: dict[str, Any] = {"community": show, "by": member, "kind": "question", "quiet": True}
    old, into = (
        discussions.start(title=title, body="Thin ones.", **words) for title in ("Lines?", "Strings?")
    )
    contributions.add(discussion=old, by=facilitator, body="Hemp.", quiet=True)
    moves.merge(discussion=old, into=into, by=facilitator, reason="The same question")
    return old.get_absolute_url()


def _mail_in_every_state() -> Any:
    """Mail for the operator's page, and addresses that get none."""
    administrator = factories.person("Ada Show", is_superuser=True, is_staff=True)
    silent = factories.person("Bo Show", mail_state="bounces")
    Suppression.objects.get_or_create(address="asked@example.org", defaults={"reason": "asked for it"})
    for state in ("failed", "failed", "uncertain", "suppressed", "sent"):
        mail(silent, state=state, error="550 5.1.1 No such person", attempts=1, tried_at=timezone.now())
    return administrator


def _prepare(show: Any, talk: Any, member: Any) -> dict[str, Any]:
    """People asked to speak, a brief, and a conversation that became a facilitated discussion."""
    host, expert = factories.holder(show, "facilitator"), factories.holder(show, "expert")
    member.expertise.set(["pumps", "ropes"])
    invited.ask(discussion=talk, by=host, people=[member.pk], experts=[expert.pk], quiet=True)
    day = timezone.localdate() + datetime.timedelta(days=9)
    words = {"title": "Which valves hold?", "body": "We buy forty.", "questions": ["Where?"]}
    days = {"closes_on": day, "synthesis_on": day, "share_on": day}
    brief = briefs.convene(community=show, by=host, opens_on=day, quiet=True, **words, **days)
    invited.ask(discussion=brief, by=host, people=[member.pk], quiet=True)
    chat = discussions.start(community=show, by=member, title="Valves", body="They leak.", quiet=True)
    turned = turnings.turn(discussion=chat, by=host, quiet=True, **words, **days)
    return {"brief": brief.get_absolute_url(), "turned": turned.get_absolute_url()}


def _draft_of_a_synthesis(show: Any, member: Any) -> str:
    """A facilitated discussion whose contributors are asked whether the draft represents them."""
    facilitator = factories.holder(show, "facilitator")
    talk = facilitated(show, facilitator, title="How do filters last?")
    said(talk, member, "Rinse them.", question_number=1)
    passages.mark(discussion=talk, by=facilitator, number=1, quote="Rinse them.", title="Care")
    syntheses.save_synthesis(
        discussion=talk,
        by=facilitator,
        in_short="Care.",
        body="### Care\n\nRinse [1].",
        conclusions="Rinse [1].",
    )
    representations.ask(discussion=talk, by=facilitator)
    return talk.get_absolute_url()


def _announce(show: Any) -> dict[str, Any]:
    """One announcement that was sent and one that was not."""
    host, words = (
        factories.holder(show, "facilitator"),
        {"title": "We meet on Monday", "body": "In **ten** days."},
    )
    sent, draft = (announcements.draft(community=show, by=host, **words) for _ in "ab")
    announcements.send(announcement=sent, by=host, revision=1, quiet=True)
    return {
        "announced": sent.get_absolute_url(),
        "to_announce": draft.get_absolute_url(),
    }


def _meet(show: Any, member: Any) -> dict[str, Any]:
    """A series, a draft, a full event, one that is over and one that is cancelled; a badge and thanks."""
    host = factories.holder(show, "facilitator")
    words = {"title": "Three short cases", "agenda": "- One\n- Two", "leader": member}
    made = announced(show, host, repeat="weekly", times=2, capacity=1, **words)
    for who in (member, host):
        event_answers.answer(event=made, by=who, answer="yes")
    draft = events.make(community=show, by=host, plan=plan(**words))
    dropped = announced(show, host, **words)
    events.cancel(event=dropped, by=host, reason="The speaker is ill")
    over = announced(show, host, **words)
    event_answers.answer(event=over, by=member, answer="yes")
    events.tell(event=is_over(over), by=host, came=[member.pk], went="They **last**.")
    calendar_feeds.renew(by=member, community=show)
    given = {"community": show, "holder": member, "by": host, "what_for": "Ten good answers"}
    recognition.award(**given, kind="thanks")
    badge = recognition.award(**given, kind="badge", name="Ten answers", evidence_url="/communities/show/")
    recognition.accept(award=badge, by=member)
    return {
        "event": made.get_absolute_url(),
        "event_draft": draft.get_absolute_url(),
        "event_off": dropped.get_absolute_url(),
        "event_over": over.get_absolute_url(),
        "recognise": f"/communities/show/people/{member.pk}/recognise/",
        "revoke": f"/awards/{badge.pk}/revoke/",
        "certificate": badge.get_verify_url(),
    }


def _look_after(show: Any, member: Any, talk: Any) -> dict[str, Any]:
    """A discussion of its own with a flag, a hidden and a held text, locked and slow; somebody suspended."""
    facilitator, keeper = factories.holder(show, "facilitator"), factories.holder(show, "knowledge_manager")
    other = discussions.start(
        community=show, by=keeper, title="Who knows wells?", body="Deep ones.", kind="question", quiet=True
    )
    hidden = contributions.add(discussion=other, by=member, body="Call +254 700 123456", quiet=True)
    moderation.hide(discussion=other, contribution=hidden, by=facilitator, words="Names a telephone")
    said = contributions.add(discussion=talk, by=keeper, body="Oil.", quiet=True)
    flagged = flags.flag(discussion=talk, contribution=said, by=member, reason="other", words="Not the oil")
    moderation.set_care(community=show, by=facilitator, hold_first=1, slow_minutes=0)
    newcomer, out = (factories.joined(show, factories.person(name)) for name in ("Nia Show", "Otto Show"))
    held = contributions.add(discussion=other, by=newcomer, body="My first word.")
    moderation.set_care(community=show, by=facilitator, hold_first=0, slow_minutes=0)
    moderation.slow_down(discussion=other, by=facilitator, minutes=15)
    suspensions.suspend(user=out, community=show, by=facilitator, reason="Advertising")
    return {
        "held": other.get_absolute_url(),
        "matter": flagged.matter.get_absolute_url(),
        "held_matter": held.matter.get_absolute_url(),
        "suspend": f"/communities/show/people/{newcomer.pk}/suspend/",
    }


def _ask_people_in(show: Any, member: Any) -> dict[str, Any]:
    """Somebody to ask, somebody asked, a guest, links, and a request."""
    host = factories.holder(show, "facilitator")
    day = timezone.localdate() + datetime.timedelta(days=60)
    outside = {"organisation": "Ministry", "reason": "She drills wells", "access_until": day}
    invitations.ask(community=show, by=host, address="ina@ministry.example", send_now=False, **outside)
    asked = invitations.ask(community=show, by=host, address="gro@ministry.example", name="Gro", **outside)
    own = links.personal_link(community=show, by=member)
    links.make_link(community=show, by=host, label="Workshop in Nairobi", max_uses=20, expires_on=day)
    guest = factories.joined(show, factories.person("Gus Show", is_guest=True, organisation="Ministry"))
    waits = Membership.objects.create(
        community=show, user=factories.person("Rea Show"), state="requested", requested_at=timezone.now()
    )
    mailed = discussions.start(
        community=show,
        by=member,
        title="By mail",
        body="A pump.",
        quoted="Ann: an older pump",
        channel="email",
    )
    return {
        "mailed": mailed.get_absolute_url(),
        "letter": invitations.invitation_url(asked).removeprefix(settings.PORTAL_URL),
        "link": links.link_url(own).removeprefix(settings.PORTAL_URL),
        "guest": f"/communities/show/people/guests/{Membership.objects.get(user=guest).pk}/",
        "request": f"/communities/show/requests/{waits.pk}/",
    }


def _govern(show: Any, member: Any) -> dict[str, Any]:
    """Roles and calls, goals and terms, needs and proposals, and a case for another community."""
    coordinator = factories.holder(show, "coordinator")
    type(coordinator).objects.filter(pk=coordinator.pk).update(is_sponsor=True)
    own = roles.define_role(community=show, by=coordinator, name="Gardener", duties="Weeds the library")
    day = timezone.localdate() + datetime.timedelta(days=9)
    call = roles.open_call(
        community=show, by=coordinator, own_role=own, text="Two hours a month", closes_on=day
    )
    roles.volunteer(call=call, by=member, words="Gladly")
    goal = goals.set_goal(community=show, by=coordinator, title="Pumps that last", due_date=day)
    goals.add_step(goal=goal, by=coordinator, what="Ask ten villages", owner=member, due_date=day)
    indicator = goals.name_indicator(
        community=show, by=coordinator, name="Pumps at work", definition="Of a hundred", goal=goal,
        baseline=Decimal(40), target=Decimal(80),
    )  # fmt: skip
    agreements.put_to_members(
        community=show, by=coordinator, indicators=[indicator], title="How we count", method="vote", days=7
    )
    goals.name_indicator(community=show, by=coordinator, name="Pumps mended", definition="Within a week")
    terms.save_draft(community=show, by=coordinator, revision=1, needs="Pumps", results="Water")
    terms.publish(community=show, by=coordinator)
    terms.save_draft(community=show, by=coordinator, revision=2, needs="Pumps and wells")
    terms.publish(community=show, by=coordinator, changes="Wells came up")
    need = needs.add(community=show, by=member, text="How pumps last without spare parts")
    proposal = proposals.propose(
        community=show, by=member, title="Meet monthly", text="Less is more", about="activity",
        method="consent", days=7,
    )  # fmt: skip
    charters.show_draft(community=show, by=coordinator, shown=True)
    charters.comment(community=show, by=member, text="Say whose pumps")
    earlier = _earlier_round(show, coordinator)
    opened = reflections.open_round(community=show, by=coordinator, words="Half a year has passed")
    reflections.note(reflection=opened, by=member, heading="culture", text="Kind, and slow")
    reflections.note_change(reflection=opened, by=coordinator, text="Calls are shorter")
    case = cases.begin(by=coordinator, name="Latrines", tagline="How latrines stay clean")
    return {
        **_meet(show, member),
        "coordinator": coordinator,
        "choose": f"/communities/show/roles/calls/{call.pk}/choose/",
        "need": f"/communities/show/needs/{need.pk}/",
        "proposal": proposal.get_absolute_url(),
        "indicator": f"/communities/show/indicators/{indicator.pk}/",
        "goal": f"/communities/show/goals/{goal.pk}/",
        "earlier_round": f"/communities/show/how-are-we-doing/{earlier.pk}/",
        "round": f"/communities/show/how-are-we-doing/{opened.pk}/",
        "case": f"/cases/{case.pk}/edit/",
        "profile": member.get_absolute_url(),
        "history": f"/admin/communities/membership/{member.memberships.get().pk}/history/",
    }


def _earlier_round(show: Any, coordinator: Any) -> Any:
    """A round of half a year ago that enough members answered, with what was said and changed."""
    begun = timezone.now() - datetime.timedelta(days=190)
    round = reflections.open_round(community=show, by=coordinator, at=begun, quiet=True)
    for row in Membership.objects.active().filter(community=show).select_related("user"):
        pulses.answer(reflection=round, by=row.user, **dict.fromkeys(PulseQuestion.values, 4))
    reflections.note(reflection=round, by=coordinator, heading="practice", text="We mend faster")
    reflections.note_change(reflection=round, by=coordinator, text="A list of spare parts")
    return reflections.close_round(reflection=round, by=coordinator, at=begun + datetime.timedelta(days=21))


def _look_back(show: Any, member: Any, long: Any) -> dict[str, Any]:
    """A review that is open, a case handed in to its sponsor, and a neighbour that wants to merge."""
    coordinator, facilitator = (factories.holder(show, role) for role in ("coordinator", "facilitator"))
    today = timezone.localdate()
    reviews.move_day(community=show, by=coordinator, due_on=today)
    answers = {"is_lasting": True, "is_voluntary": True, "has_practice": True, "is_mutual": False}
    case = cases.begin(
        by=member, name="Wells", tagline="How wells stay clean", audience="Drillers", practice="Testing",
        why_now="Ten new districts", objectives="Fewer ill", is_open_ended=True, expert=facilitator,
        sponsor=coordinator, **answers,
    )  # fmt: skip
    cases.submit(case=case, by=member)
    other = factories.holder(long, "coordinator")
    step = transformations.propose(
        community=long, kind="merge", into=show, by=other, on_date=today + datetime.timedelta(days=20),
        reason=f"One practice: {long.name}", lessons="Names need not be long", library_owner=other,
    )  # fmt: skip
    held = Membership.objects.get(community=show, user=facilitator)
    return {
        "case_to_decide": case.get_absolute_url(),
        "merger": step.get_absolute_url(),
        "member_roles": f"/communities/show/people/{held.pk}/roles/",
    }


def _one_long_word() -> Any:
    """A neighbour, its people and what it keeps, with names that no line breaks by itself."""
    word = "Wasserversorgungsgemeinschaftsnetzwerksverwaltungsgrundlagen"
    long = factories.community_with_roles(word, visibility="public", tagline=word)
    published(long, title=word, summary=word, context="Hard water.", sharing="public", place=word)
    convener = factories.holder(long, "facilitator")
    said(discussions.start(community=long, by=convener, title=word, body=word), convener, word)
    return long
