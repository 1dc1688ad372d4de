"""What the standing sections are filled with, and that all of it may be read by every member."""

from __future__ import annotations

import datetime
from typing import Any

from django.conf import settings
from django.utils import timezone

from communities.actions import emblems, events
from communities.enums import Module
from communities.models import Community
from communities.tests.makers import HOUR, announced, is_over, plan
from communities.tests.views.test_emblems import drawn
from cop_portal.foundation.mail.compose import render
from cop_portal.foundation.mail.models import OutgoingMail
from cop_portal.foundation.permissions import SYSTEM
from cop_portal.newsletters import actions, queries, sections
from cop_portal.newsletters.actions import letter_context
from cop_portal.newsletters.models import Item
from cop_portal.newsletters.tests import makers
from cop_portal.tests import factories
from discussions.actions import briefs, contributions, phases, syntheses
from discussions.models import Discussion
from knowledge_base.enums import Sharing
from knowledge_base.tests.makers import draft as draft_resource
from knowledge_base.tests.makers import published

LONG_AGO = timezone.now() - datetime.timedelta(days=400)
DAY = datetime.timedelta(days=1)


def told(items: list[Item]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for item in items:
        found.setdefault(str(item.section), []).append(item.heading)
    return found


def convened(community, people, *, opens_in: int, title: str) -> Discussion:
    first = timezone.localdate() + opens_in * DAY
    return briefs.convene(
        community=community, by=people.facilitator, title=title, body="Why we ask.", questions=["What?"],
        opens_on=first, closes_on=first + 14 * DAY, synthesis_on=first + 20 * DAY, share_on=first + 25 * DAY,
    )  # fmt: skip


def conclude(discussion: Discussion, people) -> None:
    contributions.add(discussion=discussion, by=people.member, body="We boil it.")
    syntheses.save_synthesis(
        discussion=discussion, by=people.facilitator, in_short="Boil it.", body="Boil it [1]."
    )
    syntheses.publish_synthesis(discussion=discussion, by=people.facilitator)


def test_texts_stand_in_a_newsletter_as_they_are_read(community, people) -> None:
    """Neither marks of formatting nor numbers of contributions, which say nothing here."""
    makers.talk(community, people.member, "Chat", body="Bring **one**, [as here](https://example.org/).")
    concluded = convened(community, people, opens_in=0, title="Concluded talk")
    phases.move_phases()
    concluded.refresh_from_db()
    contributions.add(discussion=concluded, by=people.member, body="We boil it.")
    words = {"in_short": "**Boil** it [1].", "body": "Boil it [1]."}
    syntheses.save_synthesis(discussion=concluded, by=people.facilitator, **words)
    syntheses.publish_synthesis(discussion=concluded, by=people.facilitator)

    texts = {item.heading: item.text for item in sections.gather(community, LONG_AGO)}

    assert texts["Chat"] == "Bring one, as here."
    assert texts["Concluded talk"] == "Boil it."


def test_each_section_is_filled_with_what_belongs_there(community, people) -> None:
    makers.talk(community, people.member, "Nobody answered", kind="question")
    answered = makers.talk(community, people.member, "Answered", kind="question")
    contributions.add(discussion=answered, by=people.expert, body="So.")
    makers.talk(community, people.member, "A conversation")
    open_talk = convened(community, people, opens_in=0, title="Open talk")
    convened(community, people, opens_in=9, title="A brief in preparation")
    concluded = convened(community, people, opens_in=0, title="Concluded talk")
    phases.move_phases()
    for discussion in (open_talk, concluded):
        discussion.refresh_from_db()
    conclude(concluded, people)
    published(community, title="A pump that lasts")
    draft_resource(community, title="Only a draft")

    found = told(sections.gather(community, LONG_AGO))

    assert found == {
        "concluded": ["Concluded talk"],
        "open": ["Open talk"],
        "questions": ["Nobody answered"],
        "library": ["A pump that lasts"],
        "conversations": ["Answered", "A conversation"],
        "people": ["6 people joined"],
    }


def test_articles_and_results_are_told_as_other_resources_are(community, people) -> None:
    published(community, kind="article", title="In a journal")
    published(community, kind="results", title="What came of it")

    assert set(told(sections.gather(community, LONG_AGO))["library"]) == {"In a journal", "What came of it"}


def test_events_of_the_weeks_to_come_are_told_and_how_past_ones_went(community, people) -> None:
    announced(community, people.facilitator, title="Next week", place="")
    announced(community, people.facilitator, title="In spring", begins_in=90 * DAY)
    announced(community, people.facilitator, title="Each week", begins_in=2 * DAY, repeat="weekly", times=4)
    called_off = announced(community, people.facilitator, title="Called off")
    events.cancel(event=called_off, by=people.facilitator, reason="No room.")
    events.make(community=community, by=people.facilitator, plan=plan(title="Only a draft"))
    went, quiet = (announced(community, people.facilitator, title=title) for title in ("Went", "Silent"))
    is_over(went)
    is_over(quiet)
    events.tell(event=went, by=people.facilitator, came=[], went="We **agreed** on pumps.")

    found = sections.gather(community, timezone.now() - 5 * DAY)

    assert {name: titles for name, titles in told(found).items() if name in ("events", "met")} == {
        "events": ["Each week", "Next week"],
        "met": ["Went"],
    }
    assert [item.text for item in found if item.section == "met"] == ["We agreed on pumps."]
    assert not [item for item in found if "meet.example" in f"{item.text}{item.url}{item.title}"]
    assert "met" not in told(sections.gather(community, timezone.now() + DAY))


def test_the_hours_of_an_event_are_those_of_its_place_and_of_today(community, people) -> None:
    begins = (timezone.now() + 7 * DAY).replace(hour=9, minute=0, second=0, microsecond=0)
    made = announced(community, people.facilitator, begins_at=begins)
    issue = sections.compose(community=community, week=makers.WEEK, by=SYSTEM)

    with timezone.override("America/Lima"):  # where the editor who sends it sits
        (item,) = [one for one in queries.items_for_members(issue) if one.section == "events"]
        assert item.fact.endswith("12:00–13:00 (Africa/Nairobi), Room 4, Nairobi")

    events.change(event=made, by=people.facilitator, revision=1, plan=plan(begins_at=begins + HOUR))
    (item,) = [one for one in queries.items_for_members(issue) if one.section == "events"]
    assert "13:00–14:00" in item.fact


def test_an_event_may_stand_in_two_issues_until_it_is_over_and_its_report_in_one(
    community, people, dispatched
) -> None:
    makers.reader(community)
    made = announced(community, people.facilitator)

    def sent(week: str) -> list[str]:
        issue = sections.compose(community=community, week=week, by=SYSTEM)
        actions.send_issue(issue=issue, by=people.facilitator)
        return [item.section for item in queries.items_for_members(issue) if item.event]

    assert sent("2026-W40") == ["events"]
    assert sent("2026-W41") == ["events"]
    is_over(made)
    made.refresh_from_db()
    events.tell(event=made, by=people.facilitator, came=[], went="Well.")
    dispatched()
    assert sent("2026-W42") == ["met"]
    makers.talk(community, people.member)
    assert sent("2026-W43") == []


def test_a_community_without_the_module_tells_of_no_event(community, people) -> None:
    announced(community, people.facilitator)
    issue = sections.compose(community=community, week=makers.WEEK, by=SYSTEM)
    Community.objects.filter(pk=community.pk).update(modules_off=[Module.EVENTS])

    assert "events" not in told(sections.gather(community, LONG_AGO))
    assert not [item for item in queries.items_of(issue) if item.event]


def test_an_open_draft_learns_of_an_event_and_of_how_it_went(community, people, dispatched) -> None:
    issue = sections.compose(community=community, week=makers.WEEK, by=people.facilitator)
    made = announced(community, people.facilitator)
    dispatched()
    assert "events" in told(queries.items_of(issue))

    is_over(made)
    made.refresh_from_db()
    assert "events" not in told(queries.items_of(issue))
    events.tell(event=made, by=people.facilitator, came=[], went="Well.")
    dispatched()

    assert told(queries.items_of(issue))["met"] == ["Three short cases"]


def test_a_cancelled_event_is_in_no_letter_that_has_not_left(community, people, dispatched) -> None:
    makers.reader(community)
    made = announced(community, people.facilitator, title="Quagga day")
    makers.talk(community, people.member, "Stays")
    issue = sections.compose(community=community, week=makers.WEEK, by=SYSTEM)
    actions.send_issue(issue=issue, by=people.facilitator)
    assert "Quagga day" in OutgoingMail.objects.get(kind="newsletter").letter.text

    events.cancel(event=made, by=people.facilitator, reason="No room.")
    dispatched()

    letter = OutgoingMail.objects.get(kind="newsletter").letter
    assert "Quagga day" not in f"{letter.subject}{letter.text}{letter.html}"
    assert "Stays" in letter.text


def test_an_editor_leaves_an_event_out(community, people) -> None:
    makers.reader(community)
    announced(community, people.facilitator, title="Quagga day")
    makers.talk(community, people.member, "Stays")
    issue = sections.compose(community=community, week=makers.WEEK, by=SYSTEM)
    (item,) = issue.items.filter(section="events")

    issue = actions.save_draft(
        issue=issue, by=people.facilitator, revision=issue.revision, subject="News", intro="",
        items={item.pk: actions.Choice(included=False, position=item.position)},
    )  # fmt: skip
    actions.send_issue(issue=issue, by=people.facilitator)

    assert "Quagga day" not in OutgoingMail.objects.get(kind="newsletter").letter.text


def test_only_this_community_is_told_of(community, neighbour, people) -> None:
    makers.talk(neighbour, neighbour.memberships.first().user, "Next door")
    published(neighbour, title="Theirs")
    announced(neighbour, factories.holder(neighbour, "facilitator"), title="Their event")

    found = told(sections.gather(community, LONG_AGO))

    assert set(found) == {"people"}


def test_what_only_role_holders_may_read_is_not_told(community, people) -> None:
    published(community, title="Core", sharing=Sharing.CORE)

    assert "library" not in told(sections.gather(community, LONG_AGO))


def test_what_happened_before_is_not_news(community, people) -> None:
    makers.talk(community, people.member, "Old conversation")
    published(community)
    makers.talk(community, people.member, "Still unanswered", kind="question")

    found = told(sections.gather(community, timezone.now() + DAY))

    assert found == {"questions": ["Still unanswered"]}


def test_a_section_holds_only_so_many(community, people) -> None:
    for number in range(sections.MOST + 2):
        makers.talk(community, people.member, f"Conversation {number}")

    found = told(sections.gather(community, LONG_AGO))

    assert len(found["conversations"]) == sections.MOST


def test_facts_stand_beside_titles(community, people) -> None:
    makers.talk(community, people.member, "Why?", kind="question")
    convened(community, people, opens_in=0, title="Open talk")
    phases.move_phases()

    facts = {item.heading: item.fact for item in sections.gather(community, LONG_AGO)}

    assert facts["Why?"] == "Mona Member asks"
    assert facts["Open talk"].startswith("Open until ")


def test_composing_gathers_and_names_the_issue_after_the_first_thing(community, people) -> None:
    makers.talk(community, people.member, "Why?", kind="question")

    issue = sections.compose(community=community, week=makers.WEEK, by=SYSTEM)

    assert issue.subject == "“Why?” and 1 more"


def test_a_letter_carries_the_picture_of_its_community_by_an_address_that_names_nobody(
    community: Any, people: Any
) -> None:
    issue = sections.compose(community=community, week="2026-W40", by=people.facilitator)
    own = {"stop_url": "#", "name": "x", "address": "x@example.org"}

    def letter() -> str:
        return render("newsletters/email/issue", {**own, **letter_context(issue, [])}, "en")[2]

    assert "<img" not in letter()
    emblems.set_emblem(community=issue.community, by=people.coordinator, name="a.png", content=drawn())
    assert f'src="{settings.PORTAL_URL}/emblems/{issue.community.emblem_key}.png"' in letter()
    assert letter().count("<img") == 1


def test_where_questions_are_off_one_without_an_answer_is_a_conversation(community, people) -> None:
    makers.talk(community, people.member, "Still unanswered", kind="question")
    Community.objects.filter(pk=community.pk).update(modules_off=[Module.QUESTIONS])
    community.refresh_from_db()

    assert told(sections.gather(community, LONG_AGO))["conversations"] == ["Still unanswered"]
    assert "questions" not in told(sections.gather(community, LONG_AGO))
