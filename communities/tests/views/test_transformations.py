"""Pages of transformation: proposing, answering, what every page says afterwards, undoing."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from django.utils import timezone

from communities.actions import transformations as actions
from communities.models import Community, Transformation
from cop_portal.tests import factories

pytestmark = pytest.mark.django_db
DAY = datetime.timedelta(days=1)


def later(days: int = 14) -> str:
    return (timezone.localdate() + days * DAY).isoformat()


def closing(people: Any, **data: Any) -> dict[str, Any]:
    return {
        "on_date": later(),
        "reason": "The wells are built",
        "lessons": "Ask the women first",
        "library_owner": people.expert.pk,
        **data,
    }


@pytest.fixture
def closed(community: Any, people: Any) -> Transformation:
    step = actions.propose(
        community=community,
        kind="close",
        by=people.coordinator,
        reason="The wells are built",
        lessons="Ask the women first",
        library_owner=people.expert,
        on_date=timezone.localdate() + 14 * DAY,
    )
    actions.carry_out_due(step.on_date)
    step.refresh_from_db()
    return step


def test_the_four_ways_are_for_the_coordinator(community: Any, people: Any, sign_in: Any) -> None:
    answers = {
        who: sign_in(getattr(people, who)).get("/communities/water/transform/").status_code
        for who in ("coordinator", "administrator", "facilitator", "member", "stranger")
    }

    assert answers == {
        "coordinator": 200, "administrator": 200, "facilitator": 403, "member": 403, "stranger": 403,
    }  # fmt: skip


@pytest.mark.parametrize("kind", ["close", "merge", "split", "hand_over"])
def test_each_way_has_its_form(kind: str, community: Any, people: Any, sign_in: Any) -> None:
    page = sign_in(people.coordinator).get(f"/communities/water/transform/{kind}/")

    assert page.status_code == 200
    assert b'name="reason"' in page.content


def test_another_way_is_no_page(community: Any, people: Any, sign_in: Any) -> None:
    assert sign_in(people.coordinator).get("/communities/water/transform/sell/").status_code == 404


def test_an_announced_closing_stands_on_every_page(community: Any, people: Any, sign_in: Any) -> None:
    answer = sign_in(people.coordinator).post(
        "/communities/water/transform/close/", closing(people), follow=True
    )
    client = sign_in(people.member)

    assert b"Announced" in answer.content
    for path in ("", "about/", "charter/", "people/", "discussions/", "library/"):
        assert b"Water will close" in client.get(f"/communities/water/{path}").content, path


def test_members_are_asked_too_and_begin_a_conversation_about_it(
    community: Any, people: Any, sign_in: Any
) -> None:
    step = actions.propose(
        community=community, kind="close", by=people.coordinator, reason="The wells are built",
        lessons="Ask first", library_owner=people.expert, on_date=timezone.localdate() + 14 * DAY,
    )  # fmt: skip
    page = sign_in(people.member).get(step.get_absolute_url()).content.decode()
    address = page.partition('href="/communities/water/discussions/start/')[2].partition('"')[0]

    form = sign_in(people.member).get("/communities/water/discussions/start/" + address.replace("&amp;", "&"))

    assert 'value="Close: Water"' in form.content.decode()
    assert b"discussions/start/" not in sign_in(people.stranger).get(step.get_absolute_url()).content
    actions.carry_out_due(step.on_date)
    after = sign_in(people.member).get(step.get_absolute_url()).content
    assert b"discussions/start/" not in after  # nothing can be added any more


def test_what_was_typed_comes_back_with_what_is_missing(community: Any, people: Any, sign_in: Any) -> None:
    page = sign_in(people.coordinator).post(
        "/communities/water/transform/close/", closing(people, on_date=later(2))
    )

    assert b"Ask the women first" in page.content
    assert b"at least a week ahead" in page.content
    assert not Transformation.objects.exists()


def test_a_closed_community_answers_at_its_old_addresses(closed: Any, people: Any, sign_in: Any) -> None:
    client = sign_in(people.member)

    for path in ("", "about/", "charter/", "people/", "discussions/", "library/", "stage/", "review/"):
        page = client.get(f"/communities/water/{path}")
        assert (page.status_code, b"Water is closed" in page.content) == (200, True), path
    learned = client.get("/communities/water/learned/")
    assert b"Ask the women first" in learned.content


def test_there_is_no_page_of_lessons_before_there_are_any(community: Any, people: Any, sign_in: Any) -> None:
    assert sign_in(people.member).get("/communities/water/learned/").status_code == 404


def test_the_stranger_reads_nothing_of_a_closed_neighbour(neighbour: Any, people: Any, sign_in: Any) -> None:
    boss = factories.holder(neighbour, "coordinator")
    step = actions.propose(
        community=neighbour,
        kind="close",
        by=boss,
        reason="Over",
        lessons="Secret lesson",
        library_owner=boss,
        on_date=timezone.localdate() + 14 * DAY,
    )
    client = sign_in(people.member)

    assert client.get(f"/transformations/{step.pk}/").status_code == 404
    assert client.get("/communities/vaccines/learned/").status_code == 403
    assert b"will close" not in client.get("/communities/vaccines/").content


def test_the_successor_reads_and_answers(community: Any, people: Any, sign_in: Any) -> None:
    sign_in(people.coordinator).post(
        "/communities/water/transform/hand_over/",
        {
            "outgoing": people.coordinator.pk,
            "successor": people.member.pk,
            "on_date": later(0),
            "reason": "I move",
            "handover_note": "Mind the pump",
        },
    )
    step = Transformation.objects.get()
    client = sign_in(people.member)
    before = client.get(f"/transformations/{step.pk}/")

    after = client.post(f"/transformations/{step.pk}/answer/", {"answer": "yes"}, follow=True)

    assert b"Yes, I will coordinate" in before.content
    assert b"It is done" in after.content
    step.refresh_from_db()
    assert step.state == "done"


def test_the_other_community_answers_a_merge_without_reading_the_first(
    neighbour: Any, community: Any, people: Any, sign_in: Any
) -> None:
    boss = factories.holder(neighbour, "coordinator")
    sign_in(boss).post(
        "/communities/vaccines/transform/merge/",
        {**closing(people, into=community.pk), "library_owner": boss.pk},
    )
    step = Transformation.objects.get()
    client = sign_in(people.coordinator)

    page = client.get(f"/transformations/{step.pk}/")
    client.post(f"/transformations/{step.pk}/answer/", {"answer": "no", "answer-reason": "Not now"})

    assert (page.status_code, b"Yes, they are welcome" in page.content) == (200, True)
    step.refresh_from_db()
    assert (step.state, step.end_reason) == ("declined", "Not now")
    assert client.post(f"/transformations/{step.pk}/answer/", {"answer": "maybe"}).status_code == 404


def test_a_split_of_two_keeps_who_is_invited_to_which(community: Any, people: Any, sign_in: Any) -> None:
    data = {
        "on_date": later(),
        "reason": "Two practices",
        "name_1": "Rivers",
        "tagline_1": "Of rivers",
        "people_1": [people.member.pk],
        "name_2": "Wells",
        "tagline_2": "Of wells",
        "everybody_2": "on",
    }

    sign_in(people.coordinator).post("/communities/water/transform/split/", data)

    first, second = Transformation.objects.get().parts
    assert (first["name"], first["user_ids"], first["everybody"]) == ("Rivers", [people.member.pk], False)
    assert (second["name"], second["everybody"]) == ("Wells", True)


def test_withdrawing_and_undoing_ask_why(closed: Any, people: Any, sign_in: Any) -> None:
    client = sign_in(people.coordinator)
    path = f"/transformations/{closed.pk}/undo/"

    nothing = client.post(path, {"reason": ""})
    assert (nothing.status_code, Community.objects.get(slug="water").is_archived) == (200, True)
    answer = client.post(path, {"reason": "The donors are back"}, follow=True)

    assert b"Undone" in answer.content
    assert not Community.objects.get(slug="water").is_archived
    assert b"Water is closed" not in client.get("/communities/water/").content


@pytest.mark.parametrize("who", ["facilitator", "member", "stranger"])
def test_others_get_no_button_and_no_undo(who: str, closed: Any, people: Any, sign_in: Any) -> None:
    client = sign_in(getattr(people, who))

    page = client.get(f"/transformations/{closed.pk}/")
    answer = client.post(f"/transformations/{closed.pk}/undo/", {"reason": "I say"})

    assert b"Undo it" not in page.content
    assert (answer.status_code, Community.objects.get(slug="water").is_archived) == (403, True)


@pytest.mark.parametrize("kind", ["close", "merge", "split", "hand_over"])
def test_of_thousands_a_member_is_named_and_no_list_holds_them_all(
    kind: str, community: Any, people: Any, sign_in: Any
) -> None:
    Community.objects.filter(pk=community.pk).update(member_count=10_000)

    page = sign_in(people.coordinator).get(f"/communities/water/transform/{kind}/").content.decode()

    assert people.expert.name not in page


def test_who_answers_for_the_library_is_found_by_name_and_nobody_from_elsewhere(
    community: Any, people: Any, sign_in: Any
) -> None:
    Community.objects.filter(pk=community.pk).update(member_count=10_000)
    client, address = sign_in(people.coordinator), "/communities/water/transform/close/"
    for wrong, why in (
        (people.stranger.name, "Nobody of this name"),
        ("", "Choose a member who will answer"),
    ):
        page = client.post(address, closing(people, library_owner=wrong)).content.decode()
        assert why in page
        assert "Ask the women first" in page

    client.post(address, closing(people, library_owner=people.expert.name))

    assert Transformation.objects.get().library_owner == people.expert


def test_whom_a_split_invites_is_written_line_by_line(community: Any, people: Any, sign_in: Any) -> None:
    Community.objects.filter(pk=community.pk).update(member_count=10_000)
    client, address = sign_in(people.coordinator), "/communities/water/transform/split/"
    data = {"on_date": later(), "reason": "East is dry", "name_1": "East", "tagline_1": "Wells of the east"}
    lines = f"{people.expert.name}\n\n{people.member.email}"
    page = client.post(address, {**data, "people_1": f"{lines}\nSomebody Else"}).content.decode()
    assert "Somebody Else: Nobody of this name was found." in page
    assert people.member.email in page  # what was typed is kept

    client.post(address, {**data, "people_1": lines})

    assert Transformation.objects.get().parts[0]["user_ids"] == [people.expert.pk, people.member.pk]
