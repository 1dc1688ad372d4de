"""A facilitated discussion of 20 contributions with all on it that one can have: quotes, names, files, marks, edits,
answers to guiding questions, people who were asked, pinned summaries, a published synthesis, and where it went.

Run with Django set up: python -m bench.laden COMMUNITY, makes it once and prints one JSON line with its key, and the
number of statements of its page for a member.
"""

from __future__ import annotations

import json
import sys
from typing import Any

if __name__ == "__main__":
    import django

    django.setup()

from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext

from communities.actions import memberships
from communities.models import Community, Membership
from cop_portal.foundation.accounts.models import User
from cop_portal.foundation.permissions import SYSTEM
from cop_portal.foundation.uploads import check_upload
from discussions.actions import contributions, uses
from discussions.actions.invited import ask
from discussions.actions.people import refresh_people
from discussions.actions.syntheses import note_dissemination, pin_summary, publish_synthesis, save_synthesis
from discussions.models import Discussion
from discussions.tests.makers import facilitated
from knowledge_base.actions.libraries import ensure_library

TITLE = "All that one can have in one discussion"
WORDS = (
    "We **looked** at it in [two districts](https://example.org/a), and it held:\n\n- pumps\n- filters\n\n"
    * 2
)


def made(community: Community) -> Discussion:
    """The discussion, made once, by ten members and a facilitator."""
    if found := Discussion.objects.filter(community=community, title=TITLE).first():
        return found
    rows = Membership.objects.active().filter(community=community).select_related("user").order_by("pk")
    people = [row.user for row in rows[:11]]
    leads = people.pop()
    ensure_library(community)  # the bench's communities are loaded without
    memberships.give_role(community=community, user=leads, role="facilitator", by=SYSTEM, quiet=True)
    talk = facilitated(community, leads, title=TITLE, body=WORDS)
    ask(discussion=talk, by=leads, people=[one.pk for one in people[:5]], experts=[people[5].pk])
    for number in range(1, 21):
        by = people[number % len(people)]
        added: Any = contributions.add(
            discussion=talk,
            by=by,
            body=f"@{people[(number + 3) % len(people)].name} {WORDS}",
            parent=talk.contributions.filter(number=number - 1).first() if number % 2 == 0 else None,
            quoted="What was said before" if number % 3 == 0 else "",
            question_number=number % 2 + 1,
            files=[check_upload(f"list-{number}.txt", b"One, two, three")] if number % 2 else [],
            quiet=True,
        )
        for other in people[:4]:
            if other != by:
                contributions.mark_useful(contribution=added, by=other, quiet=True)
        if number % 4 == 0:
            uses.say_used(
                contribution=added, by=people[(number + 1) % len(people)], words="For us", quiet=True
            )
            contributions.edit(contribution=added, by=by, body=f"{WORDS} Corrected.")
    for week in (1, 2, 3):
        pin_summary(
            discussion=talk, by=leads, body=f"Week {week}: pumps hold [{week}], and filters [{week + 4}]."
        )
    save_synthesis(
        discussion=talk, by=leads, in_short="Pumps hold [1].", body="### Pumps\n\nThey hold [1] [5].\n\n### Filters\n\nNot [2].",
        conclusions="Pumps.", open_questions="Which?",
    )  # fmt: skip
    publish_synthesis(discussion=talk, by=leads)
    for where in ("The ministry", "The regional office", "A partner"):
        note_dissemination(discussion=talk, by=leads, where=where, url="https://example.org/")
    refresh_people(talk.pk)
    return talk


def statements(talk: Discussion, reader: User) -> int:
    """How many statements its page takes."""
    client = Client(headers={"accept-language": "en"}, SERVER_NAME="localhost")
    client.force_login(reader)
    for _warm in range(2):
        with CaptureQueriesContext(connection) as queries:
            answer = client.get(talk.get_absolute_url())
    if answer.status_code != 200 or b'id="c20"' not in answer.content:
        raise RuntimeError(f"{talk.get_absolute_url()}: {answer.status_code}")
    return len(queries)


if __name__ == "__main__":
    place = Community.objects.get(pk=int(sys.argv[1]))
    with transaction.atomic():
        talk = made(place)
    reader = (
        Membership.objects.active().filter(community=place, roles=[]).select_related("user").latest("pk").user
    )
    print(json.dumps({"discussion": talk.pk, "statements": statements(talk, reader)}))
