"""Many who want the last place at the same moment, in real transactions."""

from __future__ import annotations

from collections import Counter

import pytest

from communities.actions import event_answers
from communities.models import Event, EventAnswer
from communities.tests.makers import announced
from cop_portal.foundation.accounts.models import User
from cop_portal.tests import factories
from cop_portal.tests.races import at_once

pytestmark = pytest.mark.usefixtures("apart")


def test_eight_who_want_three_places_at_once_take_three_and_each_has_one_answer() -> None:
    where = factories.community_with_roles("Water")
    made = announced(where, factories.holder(where, "facilitator"), capacity=3)
    crowd = [factories.joined(where, factories.person()) for _ in range(8)]

    def says(user: User, word: str) -> None:
        event_answers.answer(event=made, by=User.objects.get(pk=user.pk), answer=word)

    at_once(*(lambda user=user: says(user, "yes") for user in (*crowd, crowd[0])))
    assert Counter(EventAnswer.objects.values_list("answer", flat=True)) == {"yes": 3, "waiting": 5}

    at_once(*(lambda user=user: says(user, "no") for user in crowd[:4]))
    made = Event.objects.get(pk=made.pk)
    found = Counter(EventAnswer.objects.values_list("answer", flat=True))
    assert found == {"yes": 3, "waiting": 1, "no": 4}
    assert (made.going_count, made.waiting_count) == (3, 1)
