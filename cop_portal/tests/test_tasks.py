"""Every task that the worker knows may be handed to it twice: the second run changes nothing at all."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.utils import timezone

from communities.actions import guests, suspensions, transformations
from communities.evidence import figures
from communities.models import Community, GoalIndicator, Membership, RoleTerm
from communities.tests.makers import announced
from cop_portal.celery import app
from cop_portal.foundation.jobs.models import PeriodicRun
from cop_portal.foundation.mail import inbound
from cop_portal.foundation.mail.tests.test_inbound import mail
from cop_portal.foundation.uploads import check_upload
from cop_portal.schedule import BEAT_SCHEDULE
from cop_portal.tests import factories
from cop_portal.tests.show import furnish
from cop_portal.tests.tables import changed, move_back, sums
from discussions.actions import contributions, discussions
from knowledge_base.actions import inventory_files, resources
from knowledge_base.actions.libraries import collection_of
from knowledge_base.models import LibraryDocument, UsefulResource
from knowledge_base.tests.makers import published
from metrics import capture

DAY = datetime.timedelta(days=1)
STOREYS = {"communities", "discussions", "knowledge_base", "metrics", "cop_portal"}
# Each task, in an order in which each finds work.
TASKS = [
    "knowledge_base.tasks.compare_resources",
    "knowledge_base.tasks.import_inventories",
    "cop_portal.foundation.mail.tasks.route_pending",
    "cop_portal.foundation.activity.tasks.dispatch_pending",
    "cop_portal.foundation.mail.tasks.send_due",
    "cop_portal.foundation.mail.tasks.forget_old_mail",
    "discussions.tasks.read_attachments",
    "knowledge_base.tasks.read_documents",
    "knowledge_base.tasks.set_papers",
    "metrics.tasks.hand_down_uses",
    "metrics.tasks.nightly",
    "knowledge_base.tasks.measure_scores",
    "knowledge_base.tasks.gather_gaps",
    "communities.tasks.remind_of_terms",
    "communities.tasks.tell_due_steps",
    "communities.tasks.take_readings",
    "communities.tasks.close_proposals",
    "communities.tasks.carry_out_transformations",
    "communities.tasks.open_reviews",
    "communities.tasks.close_reflections",
    "communities.tasks.escalate_requests",
    "communities.tasks.expire_invitations",
    "communities.tasks.end_guests_access",
    "communities.tasks.lift_suspensions",
    "communities.tasks.remind_of_events",
    "discussions.tasks.move_phases",
    "discussions.tasks.remind_invited",
    "discussions.tasks.remind_of_questions",
    "discussions.tasks.tell_due_trials",
    "knowledge_base.tasks.remind_reviews",
    "knowledge_base.tasks.ask_about_use",
    "knowledge_base.tasks.remind_harvests",
    "knowledge_base.tasks.tell_silent_results",
    "cop_portal.newsletters.tasks.compose_drafts",
    "cop_portal.foundation.notifications.tasks.send_daily_digests",
]
# What is done on the first of a month.
ON_THE_FIRST = {"communities.tasks.take_readings"}
# So many days pass before each round.
PASS = (0, 7, 87)


def registered() -> set[str]:
    app.loader.import_default_modules()
    return {name for name in app.tasks if name.partition(".")[0] in STOREYS and ".tests." not in name}


def test_every_task_has_its_row_here() -> None:
    assert sorted(registered()) == sorted(TASKS)
    assert {entry["task"] for entry in BEAT_SCHEDULE.values()} <= set(TASKS)


def more_to_do(show: Community, mina: Any) -> None:
    """What show does not furnish: for each task something that comes due."""
    today, host = timezone.localdate(), factories.holder(show, "facilitator")
    out, gus = (
        factories.joined(show, factories.person("Ozan Show")),
        Membership.objects.get(user__name="Gus Show"),
    )
    suspensions.suspend(user=out, community=show, by=host, reason="Advertising", until=today + 3 * DAY)
    guests.change_access(membership=gus, by=host, until=today + 5 * DAY)
    old = factories.community_with_roles("Old wells")
    boss = factories.holder(old, "coordinator")
    transformations.propose(
        community=old, kind="close", by=boss, on_date=today + 14 * DAY, reason="Done", lessons="Listen",
        library_owner=boss,
    )  # fmt: skip
    announced(show, host, begins_in=7 * DAY + datetime.timedelta(minutes=40))
    RoleTerm.objects.filter(community=show, ended_at=None).update(until_date=today + 10 * DAY)
    talk = discussions.start(community=show, by=host, title="Which siphon?", body="Copper.", quiet=True)
    contributions.add(discussion=talk, by=mina, body="This", files=[check_upload("a.txt", b"Ferrocement")])
    letter = mail(mina, show.mail_address, "By mail", Subject="A siphon")
    inbound.receive(letter.as_bytes(), envelope_to=show.mail_address)
    keeper = factories.holder(show, "knowledge_manager")
    sheet = "key,kind,title,summary\nY-1,guide,A pump,It lasts.\n"
    inventory_files.take_up(community=show, by=keeper, source=sheet)
    LibraryDocument.objects.create(
        title="Log", file=ContentFile(b"Quinquereme", name="log.txt"), collection=collection_of(show)
    )
    for title in ("Siphons of copper", "Siphons of lead"):
        found = published(show, title=title, kind="story")
        resources.mark_useful(resource=found, by=mina)
        before = timezone.now() - 2 * DAY
        capture.write([capture.Seen(before, show.pk, "resource", found.pk, mina.pk, "10.0.0.1", "Mozilla")])
    UsefulResource.objects.filter(user=mina).update(at=timezone.now() - 65 * DAY)
    for key in figures():
        GoalIndicator.objects.create(community=show, name=key, figure=key)
    Community.objects.filter(pk=show.pk).update(stage="sustaining")


def run(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """By the name under which it is handed out; a job forgets that it ran, as if it had been killed at its end."""
    with monkeypatch.context() as patch:
        if name in ON_THE_FIRST:
            first = timezone.localdate().replace(day=1)
            patch.setattr(timezone, "localdate", lambda *_: first)
        app.tasks[name]()
    PeriodicRun.objects.all().delete()


@pytest.mark.django_db
def test_a_task_that_is_handed_out_twice_has_no_second_effect(
    settings: Any, sink: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.MAIL_TRUSTED_AUTHSERV = "mx.example.org"
    assert registered() <= set(TASKS)
    show = furnish()
    more_to_do(Community.objects.get(slug="show"), show["member"])
    PeriodicRun.objects.all().delete()
    worked: set[str] = set()
    again: dict[str, set[str]] = {}

    for days in PASS:
        move_back(days)
        before = sums(bare=True)
        for name in TASKS:
            run(name, monkeypatch)
            first, sent = sums(bare=True), len(sink.raw)
            run(name, monkeypatch)
            second = sums(bare=True)
            if changed(before, first):
                worked.add(name)
            if (more := changed(first, second)) or len(sink.raw) != sent:
                again[f"{name} after {days} days"] = more
            before = second

    assert set(TASKS) - worked == set()  # each had something to do
    assert again == {}
    assert len({message for _to, message in sink.raw}) == len(sink.raw) > 20
