"""Retired is kept: readable where it was, marked, out of every list, and it can come back."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.exceptions import ValidationError

from cop_portal.foundation.activity.models import ActivityEntry
from cop_portal.foundation.notifications.models import Notice
from cop_portal.foundation.permissions import Denied
from cop_portal.portal.search import search_all
from cop_portal.tests.factories import holder
from knowledge_base.actions import changes, merges, releases, resources, retirements
from knowledge_base.enums import Sharing
from knowledge_base.models import Release, ResourcePage
from knowledge_base.queries.releases import waiting_releases
from knowledge_base.tests.actions.test_releases import WHOLE
from knowledge_base.tests.makers import published

pytestmark = pytest.mark.django_db


def retired(page: ResourcePage, by: Any, **more: Any) -> ResourcePage:
    resources.retire(resource=page, by=by, reason="A better one came", **more)
    return ResourcePage.objects.get(pk=page.pk)


def test_its_readers_still_read_it_with_the_reason_and_the_way_on_and_find_it_in_no_list(
    community: Any, people: Any, sign_in: Any
) -> None:
    old, new = published(community, title="Old pump"), published(community, title="New pump")

    page = retired(old, people.knowledge_manager, instead=new)

    client = sign_in(people.member)
    answer = client.get(page.url)
    said = answer.content.decode()
    assert answer.status_code == 200
    assert "A better one came" in said
    assert "Retired on" in said
    assert new.url in said
    assert answer["X-Robots-Tag"] == "noindex"
    assert "Useful to me" not in said
    assert "Old pump" not in client.get("/library/").content.decode()
    assert [found.pk for found in search_all(people.member, "pump").of("resources")] == [new.pk]
    assert not ResourcePage.objects.visible_to(people.administrator).filter(pk=page.pk).exists()


@pytest.mark.parametrize("sharing", [Sharing.CORE, Sharing.COMMUNITY, Sharing.ORGANISATION, Sharing.PUBLIC])
def test_whoever_could_not_read_it_does_not_now(
    sharing: str, neighbour: Any, people: Any, client: Any
) -> None:
    page = published(neighbour, sharing=sharing)
    before = []
    after = []
    for found in (before, after):
        for who in (None, people.member, holder(neighbour, "expert")):
            client.logout()
            if who:
                client.force_login(who)
            found.append(client.get(page.url).status_code)
        if found is before:
            retired(page, holder(neighbour, "knowledge_manager"))

    assert before == after


def test_the_way_on_is_not_shown_to_those_who_may_not_go_there(
    community: Any, people: Any, sign_in: Any
) -> None:
    hidden = published(community, title="Core matter", sharing=Sharing.CORE)
    page = retired(published(community), people.knowledge_manager, instead=hidden)

    assert "Core matter" not in sign_in(people.member).get(page.url).content.decode()
    assert "Core matter" in sign_in(people.expert).get(page.url).content.decode()


def test_it_is_not_edited_and_comes_back_as_it_was(community: Any, people: Any, sign_in: Any) -> None:
    page = published(community, title="Old pump")
    begun = ResourcePage.objects.get(pk=page.pk).specific
    begun.summary = "A draft that nobody published."
    begun.save_revision()
    page = retired(page, people.knowledge_manager)
    assert page.specific.get_lock().for_user(people.knowledge_manager)
    assert "A draft that nobody" not in sign_in(people.member).get(page.url).content.decode()

    back = retirements.reinstate(resource=page, by=people.knowledge_manager)

    community.refresh_from_db()
    assert back.live
    assert not back.is_retired
    assert back.summary == "How to keep it running."
    assert back.url == page.url
    assert community.resource_count == 1
    assert ActivityEntry.objects.filter(verb="knowledge_base.resource_reinstated").count() == 1


def test_who_may_not_curate_neither_retires_nor_brings_back(community: Any, people: Any) -> None:
    page = published(community)
    for who in (people.member, people.expert, people.stranger):
        with pytest.raises(Denied):
            retired(page, who)
    page = retired(page, people.knowledge_manager)
    for who in (people.member, people.expert, people.stranger):
        with pytest.raises(Denied):
            retirements.reinstate(resource=page, by=who)


def test_only_what_is_in_the_library_is_retired_and_not_for_itself(community: Any, people: Any) -> None:
    page = published(community)
    with pytest.raises(ValidationError):
        retired(page, people.knowledge_manager, instead=page)
    retired(page, people.knowledge_manager)
    with pytest.raises(ValidationError):
        retired(page, people.knowledge_manager)


def test_nothing_more_is_said_of_what_is_retired(community: Any, people: Any) -> None:
    page = retired(published(community), people.knowledge_manager)

    with pytest.raises(Denied):
        resources.mark_useful(resource=page, by=people.member)


def test_a_step_outward_that_waits_ends_with_it_and_leaves_the_desks(
    community: Any, neighbour: Any, people: Any
) -> None:
    pages = [published(community, title="Old pump"), published(community, title="Rope")]
    theirs = published(neighbour, title="Their pump")
    asked = [releases.ask(resource=page, by=people.knowledge_manager, **WHOLE) for page in pages]
    next_door = releases.ask(resource=theirs, by=holder(neighbour, "knowledge_manager"), **WHOLE)
    assert {one.key for one in waiting_releases(people.coordinator)} == {f"release:{one.pk}" for one in asked}

    page = retired(pages[0], people.knowledge_manager)

    assert [one.key for one in waiting_releases(people.coordinator)] == [f"release:{asked[1].pk}"]
    ended = Release.objects.get(pk=asked[0].pk)
    assert (ended.state, ended.answered_by) == ("withdrawn", people.knowledge_manager)
    for one in (asked[1], next_door):
        assert Release.objects.get(pk=one.pk).is_waiting
    # Back in the library it can be asked for anew.
    back = retirements.reinstate(resource=page, by=people.knowledge_manager)
    assert releases.ask(resource=back, by=people.knowledge_manager, **WHOLE).is_waiting


def test_what_waited_when_it_was_retired_long_ago_is_on_no_desk(community: Any, people: Any) -> None:
    page = published(community, title="Old pump")
    release = releases.ask(resource=page, by=people.knowledge_manager, **WHOLE)
    retired(page, people.knowledge_manager)
    Release.objects.filter(pk=release.pk).update(state="waiting")

    assert waiting_releases(people.coordinator) == []


def test_each_page_of_it_says_so_and_offers_nothing_that_is_over(
    community: Any, people: Any, sign_in: Any
) -> None:
    page = published(community, title="Old pump", sharing="community")
    resources.note_reuse(resource=page, by=people.member, where="Kisumu")
    client = sign_in(people.member)
    there = f"/resources/{page.pk}"
    own = f"{there}/adopted/{page.reuses.get().pk}/"  # type: ignore[attr-defined]
    pages = [page.url, f"{there}/changes/", f"{there}/changes/1/", f"{there}/adopted/", own]
    before = {url: client.get(url).content.decode() for url in pages}
    assert not any("Retired on" in said for said in before.values())
    assert "Propose a change" in before[f"{there}/changes/"]

    retired(page, people.knowledge_manager)

    for url in pages:
        said = client.get(url).content.decode()
        assert "Retired on" in said, url
        assert "A better one came" in said, url
        for over in ("Propose a change", "Tell me when it changes", "Set it beside another", "Next review:"):
            assert over not in said, url
    assert client.get(f"{there}/changes/propose/").status_code == 403
    assert sign_in(people.stranger).get(f"{there}/changes/").status_code in (403, 404)


def test_a_link_in_a_text_leads_to_what_is_retired_and_on_from_what_was_merged(
    community: Any, people: Any, sign_in: Any, client: Any
) -> None:
    old, new = (published(community, title=f"{age} pump", sharing="community") for age in ("Old", "New"))
    number = f"/resources/{old.pk}/"  # how a text names it

    retired(old, people.knowledge_manager)
    reader = sign_in(people.member)
    assert reader.get(number)["Location"] == old.url
    retirements.reinstate(resource=old, by=people.knowledge_manager)
    merges.merge(winner=new, loser=old, by=people.knowledge_manager)

    assert reader.get(number, follow=True).redirect_chain[-1][0] == new.url
    assert sign_in(people.stranger).get(number).status_code == 404
    client.logout()
    assert client.get(number).status_code == 404


def test_who_wrote_it_and_who_uses_it_hear_of_it_once_and_nobody_else(
    community: Any, people: Any, dispatched: Any
) -> None:
    page = published(community, title="Old pump", by=people.expert)
    changes.follow(resource=page, by=people.member, wanted=True)
    dispatched()
    retired(page, people.knowledge_manager)
    dispatched()

    told = {notice.user_id: notice for notice in Notice.objects.filter(kind="knowledge_base.retired")}
    assert set(told) == {people.expert.pk, people.member.pk}
    assert "Old pump" in told[people.member.pk].title
    assert told[people.member.pk].url == page.url

    two, three = published(community, title="Twin", by=people.expert), published(community, title="Other")
    merges.merge(winner=three, loser=two, by=people.knowledge_manager)
    dispatched()
    latest = Notice.objects.filter(kind="knowledge_base.retired").order_by("-pk").first()
    assert latest is not None
    assert latest.user_id == people.expert.pk
    assert "Twin" in latest.title
    assert not Notice.objects.filter(kind="knowledge_base.retired", user=people.stranger).exists()
