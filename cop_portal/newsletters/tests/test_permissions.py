"""Who may do what with newsletters."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import AnonymousUser
from django.utils import timezone

from communities.models import Community
from cop_portal.foundation.permissions import can
from cop_portal.newsletters import actions, permissions
from cop_portal.newsletters.tests import makers

EDITORS = {"coordinator", "facilitator", "knowledge_manager", "administrator"}
SENDERS = {"coordinator", "facilitator", "administrator"}
READERS = EDITORS | {"expert", "member", "guest", "stranger", "sponsor"}  # open to the organisation


def those_who_may(check, people, *what) -> set[str]:
    return {name for name, person in vars(people).items() if can(check, person, *what)}


def test_a_draft_is_begun_edited_and_seen_by_its_editors_only(community, people) -> None:
    issue = makers.draft(community, people.coordinator)

    assert those_who_may(permissions.check_compose, people, community) == EDITORS
    assert those_who_may(permissions.check_edit_issue, people, issue) == EDITORS
    assert those_who_may(permissions.check_read_issue, people, issue) == EDITORS
    assert those_who_may(permissions.check_see_counts, people, issue) == EDITORS
    assert those_who_may(permissions.check_send_issue, people, issue) == SENDERS


def test_a_sent_issue_is_read_by_whoever_may_read_the_community_and_edited_by_nobody(
    community, people
) -> None:
    makers.reader(community)
    issue = actions.send_issue(issue=makers.draft(community, people.coordinator), by=people.coordinator)

    assert those_who_may(permissions.check_read_issue, people, issue) == READERS
    assert those_who_may(permissions.check_edit_issue, people, issue) == set()
    assert not can(permissions.check_read_issue, AnonymousUser(), issue)


def test_a_closed_community_keeps_its_newsletter_to_its_members(neighbour, people) -> None:
    makers.reader(neighbour)
    editor = neighbour.memberships.get(roles__contains=["coordinator"]).user
    issue = actions.send_issue(issue=makers.draft(neighbour, editor), by=editor)

    assert those_who_may(permissions.check_read_issue, people, issue) == {"administrator", "stranger"}


@pytest.mark.parametrize(
    "check", [permissions.check_edit_issue, permissions.check_send_issue, permissions.check_see_counts]
)
def test_in_an_archived_community_nothing_is_edited_or_sent(community, people, check) -> None:
    issue = makers.draft(community, people.coordinator)
    Community.objects.filter(pk=community.pk).update(archived_at=timezone.now())
    issue.community.refresh_from_db()

    assert not can(check, people.coordinator, issue)
