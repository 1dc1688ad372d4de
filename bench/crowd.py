"""Pages of a community with 10 members and of one with 10,000, side by side in one process.

Run with Django set up: python -m bench.crowd MEMBERS, prints one JSON line. For each page: its queries in
the small and in the large community, which must be the same, and how much longer the large one takes.
"""

from __future__ import annotations

import datetime
import json
import sys
import time
from statistics import median
from typing import Any

if __name__ == "__main__":
    import django

    django.setup()

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from communities.actions import communities as actions
from communities.actions import memberships
from communities.models import Community, Invitation, Membership
from cop_portal.foundation.accounts.models import User
from cop_portal.foundation.permissions import SYSTEM

ROUNDS = 15
SMALL = 10
# One page each; {slug} and {word} are filled in.
PAGES = {
    "community": "/communities/{slug}/",
    "about": "/communities/{slug}/about/",
    "members": "/communities/{slug}/people/",
    "members: search": "/communities/{slug}/people/?q={word}",
    "directory": "/people/",
    "directory: search": "/people/?q={word}",
    "communities": "/communities/",
    "roles": "/communities/{slug}/roles/",
    "newcomers": "/communities/{slug}/people/newcomers/",
    "invitations": "/communities/{slug}/people/invitations/",
    "charter": "/communities/{slug}/charter/",
    "desk": "/my/desk/",
    "admin: memberships": "/admin/communities/membership/",
    "admin: search": "/admin/communities/membership/?q={word}",
    "admin: requests": "/admin/communities/joinrequest/",
    "admin: roles": "/admin/communities/roleterm/",
}


def fill(name: str, members: int) -> tuple[Community, User]:
    """A community of so many members, a coordinator and a facilitator who belongs to nothing else."""
    community = Community.objects.filter(slug=name).first()
    facilitator = User.objects.filter(email=f"{name}@bench.example").first()
    if community is not None and facilitator is not None:
        return community, facilitator
    community = actions.create_community(
        by=SYSTEM, name=name.title(), slug=name, tagline="We share.", join_policy="request", quiet=True
    )
    facilitator = User.objects.create(email=f"{name}@bench.example", name=f"Fatou {name}")
    now = timezone.now()
    joined = now - datetime.timedelta(days=400)
    people = list(User.objects.filter(email__endswith="@bench.example").order_by("pk")[: members - 1])
    rows = [
        Membership(
            community=community, user=who, state="active", is_core=number < 5,
            joined_at=joined if number > max(members // 20, 2) else now,
            brings="Wells and pumps", seeks="Filters",
        )
        for number, who in enumerate([facilitator, *people])
    ]  # fmt: skip
    Membership.objects.bulk_create(rows, batch_size=2000, ignore_conflicts=True)
    waiting = User.objects.filter(email__endswith="@bench.example").order_by("-pk")[: max(members // 100, 3)]
    Membership.objects.bulk_create(
        [Membership(community=community, user=who, state="requested", requested_at=now) for who in waiting],
        ignore_conflicts=True,
    )
    Invitation.objects.bulk_create(
        [
            Invitation(
                community=community, address=f"{name}{number}@out.example", name=f"Out {number}",
                token_hash=f"{name}{number}", nonce=str(number), state="sent", sent_at=now,
            )
            for number in range(max(members // 50, 3))
        ]
    )  # fmt: skip
    for role, who in (("coordinator", people[0]), ("facilitator", facilitator)):
        memberships.give_role(community=community, user=who, role=role, by=SYSTEM, quiet=True)
    memberships.recount(community)
    return community, facilitator


def ask(client: Client, path: str) -> tuple[float, int]:
    """Seconds and queries of one page. Raises RuntimeError for what is no page."""
    begun = time.perf_counter()
    with CaptureQueriesContext(connection) as queries:
        answer = client.get(path)
    taken = time.perf_counter() - begun
    if answer.status_code != 200:
        raise RuntimeError(f"{path}: {answer.status_code}")
    return taken, len(queries)


def measure(members: int) -> dict[str, Any]:
    """For each page its queries and its seconds in both communities."""
    places = {count: fill(f"crowd-{count}", count) for count in (SMALL, members)}
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    # The surname of somebody who belongs to both.
    word = User.objects.filter(email="p5@bench.example").get().name.rpartition(" ")[2]
    clients = {}
    for count, (_community, facilitator) in places.items():
        clients[count] = Client(headers={"accept-language": "en"}, SERVER_NAME="localhost")
        clients[count].force_login(facilitator)
    found: dict[str, Any] = {}
    for name, pattern in PAGES.items():
        taken: dict[int, list[float]] = {count: [] for count in places}
        queries: dict[int, int] = {}
        for number in range(ROUNDS + 2):
            for count, (community, _facilitator) in places.items():
                path = pattern.format(slug=community.slug, word=word)
                seconds, queries[count] = ask(clients[count], path)
                if number >= 2:  # the first two warm up
                    taken[count].append(seconds)
        small, large = median(taken[SMALL]), median(taken[members])
        found[name] = {
            "queries": [queries[SMALL], queries[members]],
            "seconds": [small, large],
            "ratio": large / small,
        }
    return found


if __name__ == "__main__":
    print(json.dumps(measure(int(sys.argv[1]))))
