"""Where a synthesis can go and went."""

from __future__ import annotations

from typing import Any

import pytest

from cop_portal.foundation.mail.models import OutgoingMail
from cop_portal.tests import factories
from discussions.actions import disseminations as actions
from discussions.queries import disseminations
from discussions.tests.actions.test_disseminations import concluded

pytestmark = pytest.mark.django_db


def test_one_tells_communities_one_belongs_to_and_each_once(
    community: Any, neighbour: Any, people: Any
) -> None:
    talk = concluded(community, people.facilitator, people.member)
    assert disseminations.to_tell(people.facilitator, talk) == []
    by = factories.joined(neighbour, people.facilitator)

    assert disseminations.to_tell(by, talk) == [neighbour]
    actions.tell_community(discussion=talk, to=neighbour, by=by)

    assert disseminations.to_tell(by, talk) == []
    assert [row.where for row in disseminations.went_to(by, talk)] == ["Vaccines"]
    assert disseminations.went_to(people.guest, talk) == []


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_says_what_became_of_each_mail(
    count: int, community: Any, people: Any, dispatched: Any, django_assert_num_queries: Any
) -> None:
    talk = concluded(community, people.facilitator, people.member)
    partners = [("Ministry", f"water{number}@m.example") for number in range(count)]
    actions.mail_partners(discussion=talk, by=people.facilitator, partners=partners)
    rows = disseminations.went_to(people.facilitator, talk)
    assert [state for _row, state in disseminations.with_mail_states(rows)] == [""] * count

    dispatched()
    OutgoingMail.objects.filter(to_address="water0@m.example").update(state="failed")

    with django_assert_num_queries(1):
        found = disseminations.with_mail_states(rows)
    assert [state for _row, state in found] == ["failed", *["queued"] * (count - 1)]
