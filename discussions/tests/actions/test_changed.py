"""Texts that are changed later: they keep their form, and who wrote them hears of it."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.exceptions import ValidationError

from communities.actions import memberships, suspensions
from communities.models import Community
from cop_portal.foundation.notifications.models import Notice
from discussions.actions import contributions, moves, openings
from discussions.tests.makers import question, said

pytestmark = pytest.mark.django_db
MAILED = "The blue one.\n> Which one?\nIt holds."
CHANGED = MAILED.replace("holds", "lasts")


def told() -> list[tuple[str, str]]:
    rows = Notice.objects.filter(kind="discussions.text_changed").order_by("pk")
    return [(row.user.name, row.url) for row in rows]


@pytest.mark.parametrize("channel", ["email", "import"])
def test_what_came_by_mail_keeps_the_folds_of_its_quotes(channel: str, community: Any, people: Any) -> None:
    talk = question(community, people.member, body=MAILED, channel=channel)
    made = said(talk, people.member, MAILED, channel=channel)
    before = made.body_html
    assert 'class="fold quote"' in before

    contributions.edit(contribution=made, by=people.member, body=CHANGED)
    openings.edit(discussion=talk, by=people.member, title=talk.title, body=CHANGED)

    assert made.body_html == talk.body_html == before.replace("holds", "lasts")


def test_what_was_written_here_stays_what_it_is(community: Any, people: Any) -> None:
    made = said(question(community, people.expert), people.member, "**One**")
    contributions.edit(contribution=made, by=people.member, body="**Two**")

    assert made.body_html.strip() == "<p><strong>Two</strong></p>"


def test_the_preview_of_a_change_shows_the_folds_too(community: Any, people: Any, sign_in: Any) -> None:
    talk = question(community, people.expert)
    said(talk, people.member, MAILED, channel="email")

    page = sign_in(people.member).post(
        f"{talk.get_absolute_url()}contributions/1/edit/", {"body": CHANGED, "preview": "1"}
    )

    assert 'class="fold quote"' in page.context["preview"]


def test_who_wrote_it_hears_that_who_moderates_changed_it(
    community: Any, people: Any, dispatched: Any, sign_in: Any
) -> None:
    talk = question(community, people.expert)
    made = said(talk, people.member, "It holds, said my boss Ann.")
    contributions.edit(contribution=made, by=people.facilitator, body="It holds.")
    openings.edit(discussion=talk, by=people.facilitator, title=talk.title, body="In very hard water.")
    dispatched()

    assert told() == [
        (people.member.name, made.get_absolute_url()),
        (people.expert.name, talk.get_absolute_url()),
    ]
    history = sign_in(people.member).get(f"{talk.get_absolute_url()}contributions/1/edit/").content.decode()
    assert people.facilitator.name in history.partition("Earlier texts")[2]
    assert "said my boss Ann" in history


def test_nobody_hears_of_their_own_change_nor_where_nobody_is_known(
    community: Any, people: Any, dispatched: Any
) -> None:
    talk = question(community, people.member)
    made = said(talk, people.member)
    contributions.edit(contribution=made, by=people.member, body="Other words.")
    openings.edit(discussion=talk, by=people.member, title="Other?", body="Other words.")
    type(talk).objects.filter(pk=talk.pk).update(author=None)
    talk.refresh_from_db()
    openings.edit(discussion=talk, by=people.facilitator, title="Another?", body="Other words.")
    dispatched()

    assert told() == []


@pytest.mark.parametrize("gone", ["suspended", "left", "moved"])
def test_who_may_not_read_it_any_more_hears_nothing_of_the_new_words(
    gone: str, community: Any, neighbour: Any, people: Any, dispatched: Any
) -> None:
    talk = question(community, people.expert)
    made = said(talk, people.member)
    Community.objects.filter(pk=community.pk).update(visibility="closed")
    if gone == "suspended":
        suspensions.suspend(user=people.member, community=community, by=people.facilitator, reason="Rude.")
    elif gone == "left":
        memberships.leave(community=community, by=people.member)
    else:
        moves.move(discussion=talk, to=neighbour, by=people.administrator, reason="It belongs there.")
    made = type(made).objects.get(pk=made.pk)
    contributions.edit(contribution=made, by=people.administrator, body="Other words.")
    dispatched()

    assert told() == []


def test_a_change_brings_no_more_links_than_a_new_text_may_hold(community: Any, people: Any) -> None:
    """What a facilitator let stand does not become advertising afterwards; what stood there stays."""
    talk = question(community, people.member)
    made = said(talk, people.member, "One https://a.example and two https://b.example")
    many = " ".join(f"https://{letter}.example" for letter in "abcde")

    for change in (
        lambda: contributions.edit(contribution=made, by=people.member, body=many),
        lambda: openings.edit(discussion=talk, by=people.member, title=talk.title, body=many),
    ):
        with pytest.raises(ValidationError, match="at most 3 links"):
            change()
    made.refresh_from_db()
    assert (made.body.startswith("One"), made.edits.count(), talk.opening_edits.count()) == (True, 0, 0)

    contributions.edit(contribution=made, by=people.facilitator, body=many)
    contributions.edit(contribution=made, by=people.member, body=f"{many}. That is all.")
    assert made.body.endswith("That is all.")
