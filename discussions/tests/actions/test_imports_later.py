"""What comes later of a list finds its thread wherever it stands, and one that is shut stops nothing else."""

from __future__ import annotations

from collections.abc import Callable
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.utils import timezone

from communities.models import Community, Membership
from cop_portal.tests import factories
from discussions.actions import contributions, discussions, moderation, moves
from discussions.models import Contribution, Discussion
from discussions.tests.actions.test_imports import BEN, mail, run
from discussions.tests.makers import question

pytestmark = pytest.mark.django_db
WHY = "The same question."


@pytest.fixture
def target(db: Any) -> Community:
    return factories.community_with_roles("List", slug="list")


@pytest.fixture
def boss(target: Community) -> Any:
    return factories.holder(target, "facilitator")


@pytest.fixture
def talk(target: Community, tmp_path: Path) -> Discussion:
    """A thread of three messages, and beside it one of a single message."""
    (tmp_path / "march.txt").write_text(
        mail(1, "Which pump?", "Hard water here.")
        + mail(2, "Re: Which pump?", "The blue one.", sender=BEN, day=2, In_Reply_To="<m1@example.org>")
        + mail(3, "Re: Which pump?", "In the city.", day=3, In_Reply_To="<m2@example.org>")
        + mail(4, "Ropes", "Long ones?", sender=BEN, day=4)
    )
    run(tmp_path / "march.txt")
    return Discussion.objects.select_related("community").get(title="Which pump?")


@pytest.fixture
def later(talk: Discussion, tmp_path: Path) -> Callable[[], dict[str, Any]]:
    """April: to the first text, to the second message, an answer to the former, and a thread of its own."""

    def come() -> dict[str, Any]:
        (tmp_path / "april.txt").write_text(
            mail(5, "Re: Which pump?", "To the first.", day=20, In_Reply_To="<m1@example.org>")
            + mail(6, "Re: Which pump?", "To the second.", day=21, In_Reply_To="<m2@example.org>")
            + mail(7, "Re: Which pump?", "To the fifth.", day=22, In_Reply_To="<m5@example.org>")
            + mail(8, "Wells", "How deep?", sender=BEN, day=23)
        )
        return run(tmp_path / "april.txt")

    return come


def made(body: str) -> Contribution:
    return Contribution.objects.select_related("discussion__community").get(body=body)


def close(talk: Discussion, boss: Any) -> None:
    discussions.close(discussion=talk, by=boss)


def lock(talk: Discussion, boss: Any) -> None:
    moderation.lock(discussion=talk, by=boss, words="Until Monday")


def hide(talk: Discussion, boss: Any) -> None:
    moderation.hide(discussion=talk, by=boss, words="Advertising")


@pytest.mark.parametrize(
    ("shut", "words"), [(close, "is closed"), (lock, "Until Monday"), (hide, "has hidden this")]
)
def test_a_thread_that_is_shut_is_a_problem_with_its_place_and_the_others_come(
    shut: Any, words: str, talk: Discussion, boss: Any, later: Any, tmp_path: Path
) -> None:
    shut(talk, boss)

    counts = later()

    assert (counts["imported"], counts["skipped"], counts["problems"]) == (1, 3, 3)
    assert {row.title for row in Discussion.objects.all()} == {"Which pump?", "Ropes", "Wells"}
    assert talk.contributions.count() == 2
    out = StringIO()
    call_command("import_list", str(tmp_path / "april.txt"), community="list", stdout=out)
    assert words in out.getvalue()
    assert "april.txt:1:" in out.getvalue()


def test_when_it_is_open_again_the_next_run_brings_what_was_left_out(
    talk: Discussion, boss: Any, later: Any
) -> None:
    lock(talk, boss)
    later()
    moderation.unlock(discussion=talk, by=boss)

    counts = later()

    assert (counts["imported"], counts["already_there"], counts["problems"]) == (3, 1, 0)
    assert made("To the second.").parent_number == 1
    assert made("To the fifth.").parent == made("To the first.")


def test_a_merged_thread_is_followed_and_answers_stand_with_what_they_answer(
    talk: Discussion, boss: Any, later: Any, target: Community
) -> None:
    new = question(target, boss, title="Pumps")
    moves.merge(discussion=talk, into=new, by=boss, reason=WHY)
    before = talk.contributions.count()

    counts = later()

    assert (counts["imported"], counts["problems"]) == (4, 0)
    assert talk.contributions.count() == before
    first, second = made("To the first."), made("To the second.")
    assert first.discussion == second.discussion == new
    assert (first.parent, second.parent) == (new.contributions.get(number=1), made("The blue one."))
    new.refresh_from_db()
    assert (new.contribution_count, new.people_count) == (6, 2)


def test_what_was_split_off_is_answered_where_it_stands(talk: Discussion, boss: Any, later: Any) -> None:
    new = moves.split(discussion=talk, numbers=[1], title="The blue one", by=boss, reason=WHY)

    later()

    assert made("To the first.").discussion == talk
    assert (made("To the second.").discussion, made("To the second.").parent_number) == (new, 1)


def test_what_was_withdrawn_or_hidden_is_not_named_and_after_a_merge_its_thread_is_found(
    talk: Discussion, boss: Any, later: Any, target: Community
) -> None:
    blue = talk.contributions.get(number=1)
    moderation.hide(discussion=talk, contribution=blue, by=boss, words="Names somebody")
    later()
    assert made("To the second.").parent is None

    contributions.withdraw(contribution=blue, by=blue.author)
    new = question(target, boss, title="Pumps")
    moves.merge(discussion=talk, into=new, by=boss, reason=WHY)
    Contribution.objects.filter(body="To the second.").delete()  # its message is imported anew
    later()

    assert (made("To the second.").discussion, made("To the second.").parent) == (new, None)


def test_a_moved_thread_goes_on_in_the_community_it_went_to_and_is_read_there_alone(
    talk: Discussion, boss: Any, later: Any, neighbour: Community, people: Any
) -> None:
    factories.joined(neighbour, boss, "facilitator")
    moves.move(discussion=talk, to=neighbour, by=boss, reason=WHY)
    author = talk.contributions.get(number=2).author

    counts = later()

    assert (counts["imported"], counts["problems"]) == (4, 0)
    said = made("To the second.")
    assert (said.community, said.discussion.community, said.author) == (neighbour, neighbour, author)
    assert Contribution.objects.visible_to(people.stranger).filter(pk=said.pk).exists()
    assert not Contribution.objects.visible_to(people.member).filter(pk=said.pk).exists()
    neighbour.refresh_from_db()
    assert neighbour.member_count == Membership.objects.active().filter(community=neighbour).count()
    assert Discussion.objects.get(title="Wells").community.slug == "list"


def test_where_nothing_can_be_said_any_more_nobody_becomes_a_member(
    talk: Discussion, boss: Any, later: Any, neighbour: Community
) -> None:
    factories.joined(neighbour, boss, "facilitator")
    moves.move(discussion=talk, to=neighbour, by=boss, reason=WHY)
    Community.objects.filter(pk=neighbour.pk).update(archived_at=timezone.now())
    before = Membership.objects.filter(community=neighbour).count()

    counts = later()

    assert (counts["imported"], counts["problems"]) == (1, 3)
    assert Membership.objects.filter(community=neighbour).count() == before


def test_what_the_first_mail_of_a_thread_quoted_is_kept_without_addresses(
    target: Community, tmp_path: Path
) -> None:
    (tmp_path / "m.txt").write_text(
        mail(1, "Wells", "How deep?\n\nOn Monday, Ben wrote:\n> Ask ann@example.org about it.")
    )

    run(tmp_path / "m.txt")

    talk = Discussion.objects.get()
    assert "How deep?" in talk.body
    assert "about it" not in talk.body
    assert "about it" in talk.quoted
    assert "ann@example.org" not in talk.quoted
