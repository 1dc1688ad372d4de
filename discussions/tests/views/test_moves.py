"""Old addresses answer: by the web for those who may read, by mail as before."""

from __future__ import annotations

from typing import Any

import pytest

from communities.models import Community
from cop_portal.foundation.activity.models import ActivityEntry
from cop_portal.foundation.mail.inbound import Reply
from cop_portal.foundation.mail.models import OutgoingMail
from cop_portal.foundation.mail.parsing import ParsedMail
from cop_portal.tests import factories
from discussions.actions import moves
from discussions.inbound import contribute_by_mail
from discussions.models import Contribution, Discussion
from discussions.tests.makers import question, said

pytestmark = pytest.mark.django_db
WHY = "The same question."


@pytest.fixture
def merged(community: Any, people: Any) -> tuple[Discussion, Discussion]:
    old, new = question(community, people.expert, title="Old"), question(community, people.guest, title="New")
    said(new, people.member, "There")
    for index in range(25):
        said(old, people.member, f"Here {index + 1}")
    moves.merge(discussion=old, into=new, by=people.facilitator, reason=WHY)
    return old, new


def test_the_address_of_a_merged_discussion_leads_to_where_it_goes_on(
    merged: Any, people: Any, sign_in: Any
) -> None:
    old, new = merged
    browser = sign_in(people.member)

    page = browser.get(old.get_absolute_url()).content.decode()
    assert f'<p class="lede"><a href="{new.get_absolute_url()}#c2" dir="auto">New</a>' in page
    # Each old number is a place on this page, with a link to the very contribution.
    assert f'<li id="c1"><a href="{new.get_absolute_url()}#c3">' in page
    assert f'<li id="c20"><a href="{new.get_absolute_url()}?page=2#c22">' in page
    deep = browser.get(f"{old.get_absolute_url()}?page=2").content.decode()
    assert f'<li id="c25"><a href="{new.get_absolute_url()}?page=2#c27">' in deep
    assert 'id="c20"' not in deep
    assert browser.get(f"{old.get_absolute_url()}?page=last").status_code == 200


def test_the_address_with_a_number_leads_to_the_very_contribution(
    merged: Any, people: Any, sign_in: Any
) -> None:
    old, new = merged
    browser = sign_in(people.member)

    for talk, number, place in ((old, 25, "?page=2#c27"), (old, 1, "#c3"), (new, 1, "#c1")):
        answer = browser.get(f"{talk.get_absolute_url()}contributions/{number}/")
        assert answer.headers["Location"] == f"{new.get_absolute_url()}{place}"
    assert browser.get(f"{old.get_absolute_url()}contributions/99/").status_code == 404


def test_a_stranger_learns_nothing_at_the_address_of_a_merged_discussion(
    merged: Any, people: Any, sign_in: Any
) -> None:
    old, _new = merged
    Community.objects.filter(pk=old.community_id).update(visibility="members")
    browser = sign_in(people.stranger)

    for address in (old.get_absolute_url(), f"{old.get_absolute_url()}contributions/1/"):
        answer = browser.get(address)
        assert answer.status_code in (403, 404)
        assert "Here 1" not in answer.content.decode()


def test_an_old_address_answers_only_those_who_may_read_the_new_place(
    community: Any, neighbour: Any, people: Any, sign_in: Any
) -> None:
    both = factories.joined(neighbour, people.facilitator, "facilitator")
    talk = question(community, people.expert, title="Old")
    made = said(talk, people.member)
    old = talk.get_absolute_url()
    moves.move(discussion=talk, to=neighbour, by=both, reason=WHY)
    talk = Discussion.objects.select_related("community").get(pk=talk.pk)

    inside = sign_in(both).get(old)
    assert inside.headers["Location"] == talk.get_absolute_url()
    for address in (old, talk.get_absolute_url(), f"/contributions/{made.pk}/"):
        assert sign_in(people.member).get(address).status_code == 404
    never = old.replace(community.slug, "never-was")
    assert sign_in(both).get(never).status_code == 404


def test_what_was_split_off_is_found_from_its_old_number(community: Any, people: Any, sign_in: Any) -> None:
    talk = question(community, people.expert)
    made = said(talk, people.member, "Goes")
    new = moves.split(discussion=talk, numbers=[1], title="New", by=people.facilitator, reason=WHY)
    stub = Contribution.objects.get(discussion=talk, number=1)
    browser = sign_in(people.member)

    page = browser.get(talk.get_absolute_url()).content.decode()

    assert f'href="/contributions/{made.pk}/"' in page
    assert "Goes" not in page
    for pk in (made.pk, stub.pk):
        assert browser.get(f"/contributions/{pk}/").headers["Location"] == f"{new.get_absolute_url()}#c1"


def test_what_is_sent_from_an_old_page_arrives_at_the_new_place(
    merged: Any, people: Any, sign_in: Any
) -> None:
    old, new = merged

    sign_in(people.expert).post(
        f"{old.get_absolute_url()}contribute/", {"body": "Typed meanwhile", "parent": "3"}
    )

    made = Contribution.objects.get(body="Typed meanwhile")
    assert (made.discussion, made.parent.body, made.parent_number) == (new, "Here 3", 5)


def test_an_answer_to_an_old_letter_arrives_at_the_new_place(merged: Any, people: Any) -> None:
    old, new = merged

    contribute_by_mail(Reply(people.member, old.pk, ParsedMail(message_id="<1@x>", written="By mail.")))

    made = Contribution.objects.get(body="By mail.")
    assert (made.discussion, made.parent_number) == (new, 2)  # what began the old one


def letter_about(made: Contribution, person: Any) -> str:
    """The Message-ID of the letter by which the person heard of a contribution."""
    entry = ActivityEntry.objects.get(verb="discussions.contribution_added", target_id=made.pk)
    return OutgoingMail.objects.get(key=f"notice:{entry.pk}:{person.pk}").message_id


def test_an_answer_to_the_letter_about_a_contribution_follows_it(
    community: Any, people: Any, dispatched: Any
) -> None:
    talk, other = question(community, people.expert, title="Old"), question(community, people.guest)
    said(other, people.guest, "There")
    dispatched()
    split, stays, merged = (said(talk, people.member, text) for text in ("Goes", "Stays", "Comes"))
    dispatched()
    letters = {made.body: letter_about(made, people.expert) for made in (split, stays, merged)}
    part = moves.split(discussion=talk, numbers=[1], title="Part", by=people.facilitator, reason=WHY)

    def answer(body: str, words: str, **fields: Any) -> Contribution:
        mail = ParsedMail(message_id=f"<{words}@x>", written=words, in_reply_to=[letters[body]])
        contribute_by_mail(Reply(people.expert, talk.pk, mail))
        return Contribution.objects.select_related("discussion", "parent").get(body=words)

    there, here = answer("Goes", "One"), answer("Stays", "Two")
    moves.merge(discussion=talk, into=other, by=people.facilitator, reason=WHY)
    after = answer("Comes", "Three")

    assert (there.discussion, there.parent) == (part, split)
    assert (here.discussion, here.parent) == (talk, stays)
    assert (after.discussion, after.parent) == (other, merged)


def test_the_letter_of_somebody_else_leads_nowhere(community: Any, people: Any, dispatched: Any) -> None:
    talk = question(community, people.expert, title="Old")
    dispatched()
    made = said(talk, people.member, "Goes")
    dispatched()
    letter = letter_about(made, people.expert)
    moves.split(discussion=talk, numbers=[1], title="Part", by=people.facilitator, reason=WHY)

    mail = ParsedMail(message_id="<1@x>", written="Mine", in_reply_to=[letter])
    contribute_by_mail(Reply(people.guest, talk.pk, mail))

    assert Contribution.objects.get(body="Mine").discussion == talk


def test_the_page_is_for_facilitators_and_does_each_of_the_three(
    community: Any, neighbour: Any, people: Any, sign_in: Any
) -> None:
    both = factories.joined(neighbour, people.facilitator, "facilitator")
    talk, other = question(community, people.expert), question(community, people.expert, title="Other")
    for text in ("One", "Two", "Three"):
        said(talk, people.member, text)
    address = f"{talk.get_absolute_url()}tidy/"
    for who in (people.member, people.stranger):
        assert sign_in(who).get(address).status_code == 403
    browser = sign_in(both)

    refused = browser.post(address, {"step": "split", "split-numbers": "2-x", "split-title": "T"})
    assert "Write numbers only" in refused.content.decode()
    browser.post(
        address, {"step": "split", "split-numbers": "2-3", "split-title": "Part", "split-reason": WHY}
    )
    assert Discussion.objects.get(title="Part").contribution_count == 2
    browser.post(address, {"step": "merge", "merge-into": str(other.pk), "merge-reason": WHY})
    assert Discussion.objects.get(pk=talk.pk).merged_into == other
    browser.post(
        f"{other.get_absolute_url()}tidy/",
        {"step": "move", "move-to": str(neighbour.pk), "move-reason": WHY},
    )
    assert Discussion.objects.get(pk=other.pk).community == neighbour
    moved = Discussion.objects.select_related("community").get(pk=other.pk)
    assert f'href="{moved.get_absolute_url()}#c' in browser.get(talk.get_absolute_url()).content.decode()
