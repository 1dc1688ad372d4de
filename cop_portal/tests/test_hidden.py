"""What is hidden is found by no door: each is asked for a word that stands nowhere else."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from communities.models import Community
from cop_portal.foundation.uploads import check_upload
from cop_portal.newsletters.queries import told_discussions
from cop_portal.newsletters.sections import compose
from cop_portal.portal.search import search_all
from cop_portal.tests import factories
from discussions.actions import contributions, discussions, moderation, passings, subscriptions
from discussions.actions.syntheses import publish_synthesis, save_synthesis
from discussions.models import Attachment, Contribution, Discussion, Synthesis
from discussions.tests.makers import facilitated, question, said

pytestmark = pytest.mark.django_db
CANARY = "zyxcanary"
# What is asked for stands beside the canary, so that a page that repeats the question tells nothing.
BESIDE = "quaggabeside"


def reader(person: Any = None) -> Client:
    client = Client()
    if person is not None:
        client.force_login(person)
    return client


def doors(community: Any, talk: Any, author: Any) -> list[str]:
    base = f"/communities/{community.slug}/"
    return [
        "/",
        base,
        f"{base}discussions/",
        f"{base}discussions/?kind=question",
        f"{base}discussions/?kind=unanswered",
        talk.get_absolute_url(),
        f"{talk.get_absolute_url()}?page=last",
        f"{talk.get_absolute_url()}contribute/?reply=1",
        f"/search/?q={BESIDE}",
        f"/search/?q={BESIDE}&kind=contributions",
        f"/people/{author.pk}/",
        "/my/notices/",
        "/my/desk/",
        f"{base}newsletter/",
        f"{base}discussions/similar/?title={BESIDE}+lasts+for+years",
        f"{talk.get_absolute_url()}flag/?number=1",
        f"{talk.get_absolute_url()}contributions/1/edit/",
    ]


def told(client: Client, paths: list[str]) -> list[str]:
    """The doors at which the word is told."""
    return [path for path in paths if CANARY in client.get(path, follow=True).content.decode()]


def test_a_hidden_contribution_is_told_at_no_door(community: Any, people: Any, dispatched: Any) -> None:
    Community.objects.filter(pk=community.pk).update(visibility="public")
    community.refresh_from_db()
    talk = question(community, people.expert)
    for who in (people.guest, people.knowledge_manager):
        subscriptions.follow(discussion=talk, by=who, frequency="daily")
    file = check_upload(f"{CANARY}.txt", b"A drawing")
    made = contributions.add(
        discussion=talk, by=people.member, body=f"It is {CANARY} {BESIDE}.", quoted=CANARY, files=[file]
    )
    discussions.accept_answer(discussion=talk, contribution=made, by=people.expert)
    dispatched()
    paths = doors(community, talk, people.member)
    assert talk.get_absolute_url() in told(reader(people.expert), paths)
    assert search_all(people.member, CANARY).of("contributions")

    moderation.hide(discussion=talk, contribution=made, by=people.facilitator, words="Names a patient")
    dispatched()

    for who in (None, people.expert, people.guest, people.stranger, people.sponsor, people.knowledge_manager):
        assert told(reader(who), paths) == []
    assert search_all(people.member, CANARY).of("contributions") == []
    page = reader(people.expert).get(talk.get_absolute_url()).content.decode()
    assert "A facilitator has hidden this contribution." in page
    assert "Names a patient" not in page
    attachment = Attachment.objects.get()
    codes = {
        name: reader(getattr(people, name)).get(attachment.get_absolute_url()).status_code
        for name in ("expert", "guest", "stranger", "member", "facilitator")
    }
    assert codes == {"expert": 404, "guest": 404, "stranger": 404, "member": 200, "facilitator": 200}
    visible = {
        name
        for name in ("expert", "guest", "stranger", "member", "facilitator", "administrator")
        if Contribution.objects.visible_to(getattr(people, name)).exists()
    }
    assert visible == {"member", "facilitator", "administrator"}
    for who, words in (
        (people.member, "Only you and those who moderate"),
        (people.facilitator, "its author and"),
    ):
        own = reader(who).get(talk.get_absolute_url()).content.decode()
        assert CANARY in own
        assert words in own
        assert "Names a patient" in own


def test_it_is_cited_in_no_synthesis(community: Any, people: Any) -> None:
    talk = facilitated(community, people.facilitator)
    made = said(talk, people.member, CANARY)
    said(talk, people.expert, "Grease them.")
    moderation.hide(discussion=talk, contribution=made, by=people.facilitator, words="Wrong")
    save_synthesis(discussion=talk, by=people.facilitator, in_short="Care [1].", body="Grease [2].")

    beside = reader(people.facilitator).get(f"{talk.get_absolute_url()}synthesis/").content.decode()
    published = publish_synthesis(discussion=talk, by=people.facilitator)

    assert CANARY not in beside
    assert [source.contribution.number for source in published.sources.all()] == [2]


def test_a_hidden_discussion_is_told_at_no_door(community: Any, people: Any, dispatched: Any) -> None:
    Community.objects.filter(pk=community.pk).update(visibility="public")
    community.refresh_from_db()
    below = factories.community("Water Kenya", level="country", parent=community, visibility="public")
    talk = question(
        community, people.member, title=f"{BESIDE} lasts for years {CANARY}", body=f"In {CANARY} {BESIDE}."
    )
    said(talk, people.guest, f"Yes, {CANARY} {BESIDE}.")
    passings.pass_on(discussion=talk, to=below, by=people.facilitator)
    dispatched()
    paths = [
        *doors(community, talk, people.member),
        f"/communities/{below.slug}/",
        f"/communities/{below.slug}/discussions/",
    ]
    assert len(told(reader(people.expert), paths)) > 5

    moderation.hide(discussion=talk, by=people.facilitator, words="Advertising")
    dispatched()

    for who in (None, people.expert, people.guest, people.stranger, people.sponsor):
        assert told(reader(who), paths) == []
    assert search_all(people.member, CANARY).total == 0
    assert not told_discussions(community.pk).exists()
    issue = compose(community=community, week="2026-W40", by=people.facilitator)
    assert CANARY not in str(list(issue.items.values())) if issue else True
    answer = reader(people.expert).get(talk.get_absolute_url())
    assert answer.status_code == 403
    assert "A facilitator has hidden this discussion" in answer.content.decode()
    for who in (people.member, people.facilitator, people.administrator):
        assert CANARY in reader(who).get(talk.get_absolute_url()).content.decode()

    moderation.restore(discussion=talk, by=people.facilitator)

    assert talk.get_absolute_url() in told(reader(people.expert), paths)


def test_its_synthesis_is_hidden_with_it(community: Any, people: Any) -> None:
    talk = facilitated(community, people.facilitator)
    said(talk, people.member, "Grease them.")
    save_synthesis(discussion=talk, by=people.facilitator, in_short="Care [1].", body="Grease [1].")
    publish_synthesis(discussion=talk, by=people.facilitator)
    moderation.hide(
        discussion=Discussion.objects.select_related("community").get(pk=talk.pk),
        by=people.facilitator,
        words="Wrong",
    )

    assert not Synthesis.objects.visible_to(people.member).exists()
    assert Synthesis.objects.visible_to(people.facilitator).exists()


def test_a_post_that_waits_is_told_at_no_door(community: Any, people: Any, dispatched: Any) -> None:
    moderation.set_care(community=community, by=people.facilitator, hold_first=1, slow_minutes=0)
    talk = Discussion.objects.select_related("community").get(pk=question(community, people.expert).pk)
    said(talk, people.member, f"{CANARY} {BESIDE}")
    discussions.start(community=community, by=people.guest, title=f"{BESIDE} {CANARY} lasts", body=CANARY)
    dispatched()
    paths = [*doors(community, talk, people.member), f"/communities/{community.slug}/posts-that-wait/"]

    for who in (None, people.expert, people.stranger, people.sponsor, people.knowledge_manager):
        assert told(reader(who), paths) == []
    assert talk.get_absolute_url() in told(reader(people.member), paths)
