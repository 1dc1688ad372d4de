"""More of the hostile community: what is done with a discussion, announced, held, and sent on, by the real actions."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from typing import Any

from django.utils import timezone

from communities.actions import announcements, event_answers, events, recognition, suspensions
from communities.tests.makers import announced, is_over, plan
from cop_portal.foundation.notifications import digests
from cop_portal.foundation.notifications.models import EVERYTHING, Preference
from cop_portal.tests import factories
from cop_portal.tests.hostile import Tap
from discussions.actions import (
    contributions,
    discussions,
    disseminations,
    flags,
    ideas,
    moderation,
    moves,
    openings,
    passages,
    representations,
    routings,
    syntheses,
    turnings,
    uses,
)
from discussions.tests.makers import facilitated, question, said


def more(home: Any, tap: Tap, member: Any, lead: Any) -> list[str]:
    """The addresses where it stands."""
    paths: list[str] = []
    for part in (conclude, look_after, ask_and_try, change_shape, announce_and_meet):
        paths += part(home, tap, member, lead)
    return paths


def conclude(home: Any, tap: Tap, member: Any, lead: Any) -> list[str]:
    """A synthesis from marked passages to partners outside, with the words of those who were asked about it."""
    talk = facilitated(home, lead, title=tap.line(120))
    said(talk, member, f"Rinse them. {tap.text(4)}", question_number=1)
    passages.mark(discussion=talk, by=lead, number=1, quote="Rinse them.", title=tap.line(80))
    parts = {name: f"{tap.text(6)}\n\nRinse [1]." for name in ("body", "conclusions", "minority", "open_questions")}  # fmt: skip
    draft = syntheses.save_synthesis(discussion=talk, by=lead, in_short=tap.text(4, 400), **parts)
    representations.ask(discussion=talk, by=lead)
    representations.answer(synthesis=draft, by=member, words=tap.text(4, 900))
    at = talk.get_absolute_url()
    open_draft = facilitated(home, lead, title=tap.line(120))
    said(open_draft, member, "Rinse them.")
    syntheses.save_synthesis(discussion=open_draft, by=lead, in_short=tap.text(4, 400), **parts)
    representations.ask(discussion=open_draft, by=lead)
    syntheses.publish_synthesis(discussion=talk, by=lead)
    disseminations.mail_partners(
        discussion=talk, by=lead, partners=[(tap.line(100), "partner@example.org")], words=tap.line(200)
    )
    syntheses.note_dissemination(discussion=talk, by=lead, where=tap.line(150), url="https://x.example/\"onclick=1")  # fmt: skip
    there = factories.joined(factories.community_with_roles("Hostile too"), lead).memberships
    to = there.exclude(community=home).get().community
    disseminations.tell_community(discussion=talk, to=to, by=lead, words=tap.line(200))
    unfinished = open_draft.get_absolute_url()
    return [
        at, f"{at}sent/", f"{unfinished}synthesis/", f"{unfinished}synthesis/contributors/", f"{unfinished}synthesis/draft/",
    ]  # fmt: skip


def look_after(home: Any, tap: Tap, member: Any, lead: Any) -> list[str]:
    """Flagged, hidden, locked and held, each with words; somebody used what was said, and says where."""
    talk = question(home, member, title=tap.line(120))
    rows = [said(talk, member, tap.text(3)) for _ in range(3)]
    flag = flags.flag(discussion=talk, contribution=rows[0], by=lead, reason="other", words=tap.line(200))
    moderation.hide(discussion=talk, contribution=rows[1], by=lead, words=tap.line(200))
    flags.flag(discussion=talk, contribution=rows[1], by=member, reason="", words=tap.line(200))
    uses.say_used(contribution=rows[2], by=lead, words=tap.line(200))
    contributions.edit(contribution=rows[2], by=member, body=tap.text(4))
    moderation.set_care(community=home, by=lead, hold_first=1, slow_minutes=0)
    newcomer = factories.joined(home, factories.person(tap.line(60)))
    held = contributions.add(discussion=talk, by=newcomer, body=tap.text(4))
    discussions.start(community=home, by=newcomer, title=tap.line(120), body=tap.text(4), kind="question")
    moderation.set_care(community=home, by=lead, hold_first=0, slow_minutes=0)
    moderation.lock(discussion=talk, by=lead, words=tap.line(200))
    suspensions.suspend(user=newcomer, community=home, by=lead, reason=tap.line(200))
    at, of = talk.get_absolute_url(), f"/communities/{home.slug}/"
    return [
        at, f"{at}moderate/", f"{at}flag/", f"{at}contributions/3/used/", f"{at}contributions/3/edit/", flag.matter.get_absolute_url(),
        held.matter.get_absolute_url(), f"{of}matters/", f"{of}posts-that-wait/", f"{of}people/suspensions/", f"{of}care/",
    ]  # fmt: skip


def ask_and_try(home: Any, tap: Tap, member: Any, lead: Any) -> list[str]:
    """A question that experts pass on and ask back about; an idea that was tried."""
    asked = question(home, member, title=tap.line(120))
    expert = factories.holder(home, "expert")
    first = routings.route(discussion=asked, to=expert, by=member, words=tap.line(200))
    routings.pass_on(routing=first, by=expert, to=lead, words=tap.line(200))
    routings.ask_back(routing=asked.routings.get(to=lead), by=lead, body=tap.text(4))
    idea = discussions.start(community=home, by=member, title=tap.line(120), body=tap.text(4), kind="idea")
    day = timezone.localdate() + datetime.timedelta(days=9)
    trials = [
        ideas.take_up(discussion=idea, by=lead, owner=who, what=tap.line(200), due_on=day)
        for who in (lead, member)
    ]
    ideas.report(trial=trials[0], by=lead, state="failed", outcome=tap.text(4, 900))
    at, tried = asked.get_absolute_url(), idea.get_absolute_url()
    return [at, f"{at}experts/", tried, f"{tried}trials/{trials[1].pk}/"]


def change_shape(home: Any, tap: Tap, member: Any, lead: Any) -> list[str]:
    """What was edited, turned, merged and split, with the reasons; and what came by mail with what was cut."""
    talk, other, split = (question(home, member, title=tap.line(120)) for _ in range(3))
    openings.edit(discussion=talk, by=member, title=tap.line(120), body=tap.text(4))
    said(split, member, tap.text(3))
    apart = moves.split(discussion=split, numbers=[1], title=tap.line(120), by=lead, reason=tap.line(200))
    moves.merge(discussion=other, into=talk, by=lead, reason=tap.line(200))
    chat = discussions.start(community=home, by=member, title=tap.line(120), body=tap.text(4))
    day = timezone.localdate() + datetime.timedelta(days=9)
    days = {"closes_on": day, "synthesis_on": day, "share_on": day}
    turnings.turn(
        discussion=chat, by=lead, title=tap.line(120), body=tap.text(4), questions=[tap.line(150)], **days
    )
    mailed = discussions.start(
        community=home, by=member, title=tap.line(120), body=tap.text(4), quoted=tap.text(20), channel="email"
    )
    at = [talk, split, apart, other, chat, mailed]
    return [*(one.get_absolute_url() for one in at), f"{mailed.get_absolute_url()}quoted/"]


def announce_and_meet(home: Any, tap: Tap, member: Any, lead: Any) -> list[str]:
    """Announcements, events before and after, thanks and a badge."""
    words: Callable[[], dict[str, Any]] = lambda: {"title": tap.line(110), "body": tap.text(6)}  # noqa: E731
    sent, draft = (announcements.draft(community=home, by=lead, **words()) for _ in "ab")
    announcements.send(announcement=sent, by=lead, revision=1)
    texts: Callable[[], dict[str, Any]] = lambda: {  # noqa: E731
        "title": tap.line(110), "about": tap.text(5), "agenda": tap.text(5), "place": tap.line(110),
    }  # fmt: skip
    ahead, dropped, over = (announced(home, lead, **texts()) for _ in range(3))
    event_answers.answer(event=ahead, by=member, answer="yes")
    event_answers.answer(event=over, by=member, answer="yes")
    made = events.make(community=home, by=lead, plan=plan(**texts()))
    events.cancel(event=dropped, by=lead, reason=tap.line(200))
    events.tell(event=is_over(over), by=lead, came=[member.pk], went=tap.text(5))
    given = {"community": home, "holder": member, "by": lead}
    recognition.award(**given, what_for=tap.line(150), kind="thanks")
    badge = recognition.award(**given, what_for=tap.line(150), kind="badge", name=tap.line(60))
    recognition.accept(award=badge, by=member)
    at = f"/communities/{home.slug}/"
    pages = [one.get_absolute_url() for one in (sent, draft, ahead, dropped, over, made)]
    return [
        *pages, f"{draft.get_absolute_url()}send/", f"{at}announcements/", f"{at}events/", f"{at}events/?past=1",
        f"{at}people/recognition/", badge.get_verify_url(), "/my/calendar/", "/my/held-mail/", "/my/preferences/last-week/",
    ]  # fmt: skip


def gather(home: Any, member: Any) -> int:
    """A letter of the day with all that they were told of. Returns how many letters went out."""
    Preference.objects.update_or_create(user=member, kind=EVERYTHING, community=None, defaults={"frequency": "daily"})  # fmt: skip
    return digests.send_due(timezone.now() + datetime.timedelta(days=2))
