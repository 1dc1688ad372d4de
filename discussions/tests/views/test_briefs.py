"""Convening by the page: a template or an earlier discussion, the brief, who is asked."""

from __future__ import annotations

import datetime
import re
from typing import Any

import pytest
from django.utils import timezone, translation

from cop_portal.tests import factories
from discussions.actions import invited
from discussions.brief_templates import GAP, TEMPLATES
from discussions.forms.briefs import BriefForm
from discussions.models import Discussion, Invited
from discussions.tests.makers import facilitated, question, said

pytestmark = pytest.mark.django_db
DAY = datetime.timedelta(days=1)


def filled(**fields: Any) -> dict[str, str]:
    today = timezone.localdate()
    days = {"opens_on": 0, "closes_on": 7, "synthesis_on": 9, "share_on": 12}
    return {
        "title": "How?",
        "body": "Because.",
        "questions": "Where?\nWhat?",
        **{name: (today + number * DAY).isoformat() for name, number in days.items()},
        **fields,
    }


def test_the_first_page_offers_templates_and_earlier_discussions(
    community: Any, people: Any, sign_in: Any
) -> None:
    earlier = facilitated(community, people.facilitator, title="How did ropes last?")
    page = sign_in(people.facilitator).get(f"/communities/{community.slug}/discussions/convene/")
    text = page.content.decode()

    assert f"?from={earlier.pk}" in text
    assert all(f"?template={one.key}" in text for one in TEMPLATES)


@pytest.mark.parametrize("language", ["en", "ar"])
@pytest.mark.parametrize("template", TEMPLATES, ids=lambda one: one.key)
def test_each_template_is_whole_but_for_its_gaps(template: Any, language: str) -> None:
    with translation.override(language):
        initial = BriefForm.usual(template)
    days = [initial[name] for name in BriefForm.dates]

    assert GAP in initial["title"]
    assert GAP in initial["body"]
    assert GAP not in initial["questions"]
    assert len(initial["title"]) <= 200
    assert days == sorted(set(days))


def test_a_gap_of_the_template_is_not_kept_and_nothing_typed_is_lost(
    community: Any, people: Any, sign_in: Any
) -> None:
    browser = sign_in(people.facilitator)
    address = f"/communities/{community.slug}/discussions/convene/"
    assert browser.get(f"{address}?template=experience").status_code == 200
    answer = browser.post(address, filled(template="experience", title="How did you handle … there?"))

    assert answer.status_code == 200
    assert "How did you handle … there?" in answer.content.decode()
    assert not Discussion.objects.exists()

    answer = browser.post(address, filled(template="experience"))
    talk = Discussion.objects.get()
    assert answer["Location"] == f"{talk.get_absolute_url()}asked/"
    assert talk.guiding_questions.count() == 2


def test_a_brief_does_not_end_before_today(community: Any, people: Any, sign_in: Any) -> None:
    browser = sign_in(people.facilitator)
    ago = {"opens_on": community.today - 3 * DAY, "closes_on": community.today - DAY}
    days = {name: day.isoformat() for name, day in ago.items()}

    answer = browser.post(f"/communities/{community.slug}/discussions/convene/", filled(**days))
    assert "The last day of contributions has passed" in answer.content.decode()
    assert not Discussion.objects.exists()

    talk = facilitated(community, people.facilitator, opened=False)
    answer = browser.post(f"{talk.get_absolute_url()}brief/", filled(**days, title="Kept?"))
    assert "The last day of contributions has passed" in answer.content.decode()
    assert "Kept?" in answer.content.decode()
    talk.refresh_from_db()
    assert (talk.title, talk.closes_on > community.today) == ("How do pumps last?", True)


def test_an_earlier_discussion_gives_its_brief_its_durations_and_who_was_asked(
    community: Any, people: Any, sign_in: Any
) -> None:
    earlier = facilitated(community, people.facilitator, title="How did ropes last?")
    invited.ask(discussion=earlier, by=people.facilitator, people=[people.member.pk])
    browser = sign_in(people.facilitator)
    address = f"/communities/{community.slug}/discussions/convene/"

    text = browser.get(f"{address}?from={earlier.pk}").content.decode()
    browser.post(address, filled(**{"from": str(earlier.pk)}))

    assert "How did ropes last?" in text
    assert "Bring one case." in text
    assert (timezone.localdate() + 10 * DAY).isoformat() in text
    talk = Discussion.objects.exclude(pk=earlier.pk).get()
    assert Invited.objects.get(discussion=talk).user == people.member


def test_the_brief_of_another_community_is_nothing_to_start_from(
    community: Any, neighbour: Any, people: Any, sign_in: Any
) -> None:
    theirs = facilitated(neighbour, factories.holder(neighbour, "facilitator"), title="Kept inside")
    page = sign_in(people.facilitator).get(
        f"/communities/{community.slug}/discussions/convene/?from={theirs.pk}"
    )

    assert "Kept inside" not in page.content.decode()


def test_a_question_is_turned_by_the_page_and_shows_how_it_began(
    community: Any, people: Any, sign_in: Any
) -> None:
    talk = question(community, people.member, body="In hard water.")
    said(talk, people.expert)
    address = f"{talk.get_absolute_url()}turn/"
    assert sign_in(people.member).get(address).status_code == 403
    assert sign_in(people.stranger).post(address, filled()).status_code == 403
    browser = sign_in(people.facilitator)
    assert f"{talk.get_absolute_url()}turn/" in browser.get(talk.get_absolute_url()).content.decode()
    assert browser.get(address).status_code == 200
    bad = browser.post(address, filled(closes_on="2020-01-01"))
    assert "Because." in bad.content.decode()

    browser.post(address, filled())

    page = sign_in(people.stranger).get(talk.get_absolute_url()).content.decode()
    assert "It began as a question" in page
    assert "In hard water." in page
    assert people.member.name in page
    assert "The blue one holds." in page
    assert "turn/" not in browser.get(talk.get_absolute_url()).content.decode()


def test_what_is_typed_of_a_brief_is_kept_by_the_browser_until_it_has_arrived(
    community: Any, people: Any, sign_in: Any
) -> None:
    """Each under a name of its own, so that the words of one brief never come up in another."""
    browser, address = sign_in(people.facilitator), f"/communities/{community.slug}/discussions/convene/"
    asked, earlier = (
        question(community, people.member),
        facilitated(community, people.facilitator, opened=False),
    )
    pages = {
        f"{address}?empty=1": f"brief-{community.pk}-empty",
        f"{address}?template=review": f"brief-{community.pk}-review",
        f"{address}?from={earlier.pk}": f"brief-{community.pk}-{earlier.pk}",
        f"{earlier.get_absolute_url()}brief/": f"brief-of-{earlier.pk}",
        f"{asked.get_absolute_url()}turn/": f"turn-{asked.pk}",
    }
    for page, place in pages.items():
        assert f'data-keep="{place}" data-once' in browser.get(page).content.decode()

        bad = browser.post(page, filled(title="", kept_as=place))
        assert (bad.status_code, "kept" in bad.cookies) == (200, False)
        assert browser.post(page, filled(kept_as=place)).cookies["kept"].value == place


def test_a_brief_sent_twice_is_one_and_with_other_words_it_is_asked_again(
    community: Any, people: Any, sign_in: Any
) -> None:
    earlier = facilitated(community, people.facilitator, title="How did ropes last?")
    invited.ask(discussion=earlier, by=people.facilitator, people=[people.member.pk], experts=[])
    browser = sign_in(people.facilitator)
    address = f"/communities/{community.slug}/discussions/convene/"
    fresh = re.search(r'name="key" value="([^"]{20,})"', browser.get(f"{address}?empty").content.decode())
    assert fresh
    sent = filled(key=fresh[1], **{"from": str(earlier.pk)})

    first, second = browser.post(address, sent), browser.post(address, sent)
    assert first.url == second.url
    other = browser.post(address, {**sent, "title": "Other words?"})
    page = other.content.decode()
    assert "You have sent other words from this page already" in page
    assert "Other words?" in page
    renewed = re.search(r'name="key" value="([^"]{20,})"', page)
    assert renewed
    assert renewed[1] != fresh[1]
    assert Discussion.objects.exclude(pk=earlier.pk).count() == 1

    browser.post(address, {**sent, "title": "Other words?", "key": renewed[1]})
    assert Discussion.objects.exclude(pk=earlier.pk).count() == 2
    assert Invited.objects.exclude(discussion=earlier).count() == 2
