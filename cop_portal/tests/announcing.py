"""What people do that others are told of, in processes that can be killed at any moment.

`python -m cop_portal.tests.announcing` reads orders, one in a line, does each in a process of its own and
says how that ended. Starting Django once for all makes a death cost no more than a fork.
"""

from __future__ import annotations

import atexit
import datetime
import gc
import json
import os
import signal
import sys
from collections import Counter
from collections.abc import Callable, Iterable
from typing import Any

import django
from django.urls import reverse


class RolledBack(Exception):
    """Something went wrong after everything was written."""


class Statements:
    """Counts what a process says to the database, and ends it after so many."""

    def __init__(self, most: int | None) -> None:
        self.count, self.most = 0, most

    def __call__(self, execute: Callable[..., Any], *what: Any) -> Any:
        done = execute(*what)
        self.count += 1
        if self.count == self.most:
            os.kill(os.getpid(), signal.SIGKILL)
        return done


def obey(order: dict[str, Any]) -> int:
    """In the process that may die: one deed, or what the worker does with all that waits."""
    from django.db import connection

    from cop_portal.foundation.failpoints import activate

    activate(order.get("points", ""))
    statements = Statements(order.get("statements"))
    try:
        with connection.execute_wrapper(statements):
            _do(order)
    except RolledBack:
        pass
    except Exception:
        if not order.get("again"):  # who presses a button twice may be refused in words
            raise
    return statements.count


def _do(order: dict[str, Any]) -> None:
    from django.db import transaction

    from cop_portal.foundation.activity.dispatch import dispatch_all
    from cop_portal.tests import announcing  # by its name: this one is called __main__

    if order["deed"] == "dispatch":
        dispatch_all()
        return
    if order["deed"] in DOORS:  # the transaction is the door's own
        DOORS[order["deed"]](order["number"])
        return
    with transaction.atomic():
        announcing.DEEDS[order["deed"]](announcing.Round(order["number"]))
        if order.get("rolls_back"):
            raise RolledBack


def main(orders: Iterable[str]) -> None:
    django.setup()
    reverse("desk")  # what every process would have to load by itself is loaded once
    gc.freeze()
    for line in orders:
        order = json.loads(line)
        ear, mouth = os.pipe()
        child = os.fork()
        if not child:
            os.write(mouth, str(obey(order)).encode())
            atexit._run_exitfuncs()  # the last bell; not all that Python tidies up, which takes longer
            os._exit(0)
        os.close(mouth)
        with os.fdopen(ear) as said:
            statements = int(said.read() or 0)
        status = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
        print(json.dumps({"status": status, "statements": statements}), flush=True)


class Round:
    """The ground of one deed: a community of its own, with who does it and who hears of it."""

    def __init__(self, number: int) -> None:
        from communities.models import Community
        from cop_portal.foundation.accounts.models import User
        from discussions.models import Discussion

        self.community = Community.objects.get(slug=f"round-{number}")
        self.cora, self.rita, self.nobody = (
            User.objects.get(email=f"{name}@example.org") for name in ("cora", "rita", "nobody")
        )
        self.talk = Discussion.objects.select_related("community").get(community=self.community, title="And?")
        self.words = {"title": f"Deed {number}", "key": f"deed-{number}"}


def make_people() -> None:
    """Cora, who does everything; Rita, who reads everything at once; and somebody who belongs nowhere yet."""
    from cop_portal.foundation.notifications.models import EVERYTHING, Preference
    from cop_portal.tests import factories

    for name in ("cora", "rita", "nobody"):
        person = factories.person(name.title(), email=f"{name}@example.org")
        Preference.objects.create(user=person, kind=EVERYTHING, frequency="instant")


def make_ground(number: int) -> None:
    """A community in which Cora holds every role and Rita follows a discussion; told to nobody."""
    from communities.enums import Role
    from cop_portal.foundation.accounts.models import User
    from cop_portal.tests import factories
    from discussions.actions import discussions, subscriptions

    where = factories.community(f"Round {number}")
    cora, rita = (User.objects.get(email=f"{name}@example.org") for name in ("cora", "rita"))
    factories.joined(where, cora, *Role)
    factories.joined(where, rita, wants_newsletter=True)
    talk = discussions.start(
        community=where, by=cora, title="And?", body="Go on.", kind="question", quiet=True
    )
    subscriptions.follow(discussion=talk, by=rita, frequency="instant")


def post(at: Round) -> None:
    from discussions.actions import contributions

    contributions.add(discussion=at.talk, by=at.cora, body="Said.", key=at.words["key"])


def start(at: Round) -> None:
    from discussions.actions import discussions

    title, origin = at.words["title"], at.words["key"]
    discussions.start(
        community=at.community, by=at.cora, title=title, body="Go on.", kind="question", origin=origin
    )


def announce(at: Round) -> None:
    from communities.actions import announcements

    made = announcements.draft(community=at.community, by=at.cora, body="Come.", **at.words)
    announcements.send(announcement=made, by=at.cora, revision=made.revision)


def put_charter(at: Round) -> None:
    from communities.actions import charters

    charters.save_draft(community=at.community, by=at.cora, revision=1, mission="Why", rules="How")
    charters.publish(community=at.community, by=at.cora, number=1)


def propose(at: Round) -> None:
    from communities.actions import proposals

    proposals.propose(
        community=at.community, by=at.cora, text="We meet.", about="other", method="vote", days=7, **at.words
    )


def give_role(at: Round) -> None:
    from communities.actions import memberships

    memberships.give_role(community=at.community, user=at.rita, role="expert", by=at.cora)


def invite(at: Round) -> None:
    from communities.actions import memberships

    memberships.invite(community=at.community, user=at.nobody, by=at.cora)


def ask_by_letter(at: Round) -> None:
    from communities.actions import invitations

    invitations.ask(
        community=at.community, by=at.cora, address=f"{at.words['key']}@example.org", organisation="Ministry",
        reason="You know.", access_until=datetime.date.today() + datetime.timedelta(days=30),
    )  # fmt: skip


def hold_event(at: Round) -> None:
    from communities.actions import events
    from communities.tests import makers

    made = events.make(community=at.community, by=at.cora, plan=makers.plan(), key=at.words["key"])
    events.publish(event=made, by=at.cora)


def accept_answer(at: Round) -> None:
    from discussions.actions import contributions, discussions

    answer = contributions.add(discussion=at.talk, by=at.rita, body="So.", quiet=True, key=at.words["key"])
    discussions.accept_answer(discussion=at.talk, contribution=answer, by=at.cora)


def send_newsletter(at: Round) -> None:
    from cop_portal.newsletters import actions
    from cop_portal.newsletters.tests import makers

    items = [makers.item(at.talk)]
    issue = actions.compose(community=at.community, week=makers.WEEK, by=at.cora, items=items, quiet=True)
    actions.send_issue(issue=issue, by=at.cora)


DEEDS: dict[str, Callable[[Round], None]] = {
    deed.__name__: deed
    for deed in (
        post, start, announce, put_charter, propose, give_role, invite, ask_by_letter, hold_event,
        accept_answer, send_newsletter,
    )
}  # fmt: skip


def address_of(number: int) -> str:
    return f"new-{number}@demo.example"


def _at_the_door(number: int) -> Any:
    """Somebody from a place of their own, so that no limit on tries is reached."""
    from django.test import Client

    place = f"10.{number // 2**16 % 256}.{number // 2**8 % 256}.{number % 256}"
    return Client(SERVER_NAME="localhost", REMOTE_ADDR=place)


def sign_up(number: int) -> None:
    _at_the_door(number).post("/accounts/signup/", {"email": address_of(number), "password1": "many hands make light work", "name": "Nia"})  # fmt: skip


def change_address(number: int) -> None:
    """Add another address to one's account; it is one's own by a letter to it."""
    from cop_portal.foundation.accounts.models import User
    from cop_portal.tests import factories

    email = f"nia.{number}@example.org"
    who = User.objects.filter(email=email).first() or factories.person("Nia", email=email)
    client = _at_the_door(number)
    client.force_login(who, "cop_portal.portal.sign_in.SignInBackend")
    client.post("/accounts/email/", {"email": address_of(number), "action_add": "1"})


# What is done at the door itself, where letters are queued that somebody waits for.
DOORS: dict[str, Callable[[int], None]] = {door.__name__: door for door in (sign_up, change_address)}


def done(deed: str, number: int) -> int:
    """How often a deed stands in the tables of what it is about, whatever the record says of it."""
    from communities.models import Announcement, CharterVersion, Event, Invitation, Membership, Proposal
    from cop_portal.newsletters.models import Issue
    from discussions.models import Contribution, Discussion

    at = Round(number)
    own = {"community": at.community}
    rows: dict[str, Any] = {
        "post": Contribution.objects.filter(discussion=at.talk),
        "start": Discussion.objects.filter(**own).exclude(pk=at.talk.pk),
        "announce": Announcement.objects.filter(**own, state="sent"),
        "put_charter": CharterVersion.objects.filter(**own),
        "propose": Proposal.objects.filter(**own),
        "give_role": Membership.objects.filter(**own, user=at.rita, roles__contains=["expert"]),
        "invite": Membership.objects.filter(**own, user=at.nobody),
        "ask_by_letter": Invitation.objects.filter(**own),
        "hold_event": Event.objects.filter(**own, state="published"),
        "accept_answer": Discussion.objects.filter(pk=at.talk.pk).exclude(answer=None),
        "send_newsletter": Issue.objects.filter(**own, state="sent"),
    }
    return rows[deed].count()


def told(number: int) -> Counter[tuple[str, ...]]:
    """Who was told in a community: each notice, and each mail in the queue."""
    from communities.models import Invitation
    from cop_portal.foundation.activity.models import ActivityEntry
    from cop_portal.foundation.mail.models import OutgoingMail
    from cop_portal.foundation.notifications.models import Notice
    from cop_portal.newsletters.models import Issue

    own = {"community__slug": f"round-{number}"}
    found: Counter[tuple[str, ...]] = Counter(
        ("notice", kind, email)
        for kind, email in Notice.objects.filter(**{f"entry__{key}": value for key, value in own.items()})
        .values_list("kind", "user__email")
    )  # fmt: skip
    roots = {"notice": ActivityEntry, "invitation": Invitation, "newsletter": Issue}
    prefixes = tuple(
        f"{name}:{pk}" for name, model in roots.items() for pk in model.objects.filter(**own).values_list("pk", flat=True)
    )  # fmt: skip
    for mail in OutgoingMail.objects.all():
        if ":".join(mail.key.split(":")[:2]) in prefixes:
            address = mail.to_address.replace(f"deed-{number}@", "asked@")
            found["mail", mail.kind, address] += 1
    return found


if __name__ == "__main__":
    main(sys.stdin)
