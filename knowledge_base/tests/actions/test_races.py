"""Members hand in and editors write while an inventory is brought into the same library; a draft is thrown away while
its other tab writes on; whoever waited for a lock goes by what is so after it."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from functools import partial
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.test import Client

from cop_portal.foundation.permissions import Denied
from cop_portal.foundation.uploads import check_upload
from cop_portal.tests import factories
from cop_portal.tests.races import at_once
from knowledge_base.actions import gaps, inventory_files, releases, resources, submissions
from knowledge_base.models import Gap, InventoryFile, ResourcePage, Submission
from knowledge_base.shapes import is_key
from knowledge_base.tests.actions.test_inventories import row, sheet
from knowledge_base.tests.actions.test_releases import WHOLE
from knowledge_base.tests.makers import WORDS, handed_in, published, revised

ROWS = 50


def test_what_is_handed_in_and_edited_during_an_import_is_kept_before_its_end(apart: str) -> None:
    community = factories.community_with_roles("Races")
    keeper, member = factories.holder(community, "knowledge_manager"), factories.person("Mona Races")
    factories.joined(community, member)
    page = published(community, title="Old ropes")
    source = sheet(*(row(number) for number in range(ROWS)))
    inventory_files.take_up(community=community, by=keeper, source=source)

    def in_the_middle(verb: Callable[[], Any]) -> float:
        while not InventoryFile.objects.filter(through__gt=0).exists():
            time.sleep(0.02)
        began = time.monotonic()
        verb()
        assert InventoryFile.objects.get().is_open, "the import was over before"
        return time.monotonic() - began

    done, *waits = at_once(
        inventory_files.import_waiting,
        partial(in_the_middle, partial(handed_in, community, member, "lesson")),
        partial(in_the_middle, partial(revised, page, by=keeper, summary="Which rope holds.")),
    )

    assert [wait for wait in waits if not isinstance(wait, float)] == []
    assert max(waits) < 4
    assert (done, InventoryFile.objects.get().outcome) == (1, {"new": ROWS})
    assert Submission.objects.get().page.current_workflow_state is not None
    assert ResourcePage.objects.get(pk=page.pk).summary == "Which rope holds."
    assert ResourcePage.objects.filter(community=community).count() == ROWS + 2
    community.refresh_from_db()
    assert community.resource_count == ROWS + 1


def begun_by(member: Any, community: Any) -> Submission:
    """A draft with a title and a file."""
    draft = submissions.begin(community=community, by=member, kind="good_practice")
    submissions.keep(submission=draft, by=member, words={"title": "Ropes"})
    submissions.attach(submission=draft, by=member, files=[check_upload("old.txt", b"old")])
    return draft


def during(deed: Callable[[], Any], other: Callable[[], Any]) -> Any:
    """What another one comes to who begins between a deed and its end."""
    written = threading.Event()

    def do_slowly() -> None:
        with transaction.atomic():
            deed()
            written.set()
            time.sleep(1)

    def do_then() -> Any:
        written.wait(10)
        return other()

    done, answer = at_once(do_slowly, do_then)
    assert done is None
    return answer


def thrown_away_while(draft: Submission, press: Callable[[], Any]) -> Any:
    return during(partial(submissions.discard, submission=draft, by=draft.author), press)


@pytest.mark.parametrize("step", ["", "hand_in", "people", "remove-{file}"])
def test_a_draft_that_is_thrown_away_at_that_moment_goes_on_in_a_new_one(apart: str, step: str) -> None:
    community = factories.community_with_roles("Drafts")
    member = factories.person("Mona Drafts")
    factories.joined(community, member)
    draft = begun_by(member, community)
    tab = Client(raise_request_exception=False)
    tab.force_login(member)
    assert tab.get(draft.get_absolute_url()).status_code == 200  # the next one is quick
    sent = {
        **WORDS,
        "step": step.format(file=draft.files.get().pk),
        "files": [SimpleUploadedFile("log.txt", b"12")],
    }

    answer = thrown_away_while(draft, lambda: tab.post(draft.get_absolute_url(), sent, follow=True))

    new = Submission.objects.get()
    assert (answer.status_code, answer.redirect_chain) == (200, [(new.get_absolute_url(), 302)])
    assert "This draft was thrown away meanwhile" in answer.content.decode()
    assert new.pk != draft.pk
    assert (new.author, new.community, new.kind) == (member, community, "good_practice")
    assert new.words == {name: WORDS[name] for name in WORDS if is_key("good_practice", name)}
    assert [(file.name, file.file.read()) for file in new.files.all()] == [("log.txt", b"12")]
    assert not ResourcePage.objects.filter(community=community).exists()


def test_what_a_browser_keeps_by_itself_brings_no_draft_back(apart: str) -> None:
    community = factories.community_with_roles("Drafts")
    member = factories.person("Mona Drafts")
    factories.joined(community, member)
    draft = begun_by(member, community)
    tab = Client(raise_request_exception=False)
    tab.force_login(member)
    assert tab.get(draft.get_absolute_url()).status_code == 200  # the next one is quick

    answer = thrown_away_while(draft, lambda: tab.post(f"{draft.get_absolute_url()}keep/", WORDS))

    assert answer.status_code == 404
    assert not Submission.objects.exists()


def test_the_second_who_takes_a_gap_at_that_moment_reads_who_has_it(apart: str) -> None:
    community = factories.community_with_roles("Gaps")
    first, second = factories.holder(community, "expert"), factories.holder(community, "facilitator")
    gap = Gap.objects.create(community=community, source="search", text="Solar", folded_text="solar")

    refused = during(partial(gaps.take, gap=gap, by=first), partial(gaps.take, gap=gap, by=second))

    assert isinstance(refused, ValidationError), refused
    assert refused.messages == [f"{first.name} took it a moment ago."]
    assert Gap.objects.get().owner == first


def test_a_yes_that_waited_for_a_new_text_is_no_yes_to_that_text(apart: str) -> None:
    community = factories.community_with_roles("Steps")
    keeper = factories.holder(community, "knowledge_manager")
    page = published(community, title="Old ropes")
    seen = ResourcePage.objects.get(pk=page.pk).live_revision_id
    waits = releases.ask(resource=page, by=keeper, **WHOLE)
    other = factories.holder(community, "coordinator")

    refused = during(
        partial(revised, page, by=keeper, summary="With the names of all."),
        partial(releases.approve, release=waits, by=other, revision_id=seen),
    )

    assert isinstance(refused, ValidationError), refused
    assert "changed in the meantime" in refused.messages[0]
    assert ResourcePage.objects.get(pk=page.pk).sharing == page.sharing


def test_what_is_retired_at_that_moment_is_not_asked_outward(apart: str) -> None:
    community = factories.community_with_roles("Steps")
    keeper = factories.holder(community, "knowledge_manager")
    page = published(community, title="Old ropes")

    refused = during(
        partial(resources.retire, resource=page, by=keeper, reason="Over"),
        partial(releases.ask, resource=page, by=keeper, **WHOLE),
    )

    assert isinstance(refused, Denied), refused
    assert not ResourcePage.objects.get(pk=page.pk).releases.exists()
