"""An issue is assembled, approved by a second person, frozen, and sent."""

from __future__ import annotations

import io
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.core.files.images import ImageFile
from django.db import transaction
from django.urls import reverse
from PIL import Image
from wagtail.actions.publish_revision import PublishPermissionError

from cop_portal.foundation.activity.models import ActivityEntry
from cop_portal.foundation.notifications.models import Notice
from cop_portal.foundation.permissions import Denied
from knowledge_base.actions import credits, pieces, publications, resources
from knowledge_base.actions.libraries import collection_of
from knowledge_base.enums import Sharing
from knowledge_base.models import Credit, LibraryImage, Paper, PublicationPage, ResourcePage
from knowledge_base.queries.publications import shown, told, united
from knowledge_base.tests.makers import issue, moved, published

pytestmark = pytest.mark.django_db


def fresh(page: Any) -> PublicationPage:
    return PublicationPage.objects.get(pk=page.pk)


@pytest.fixture
def pump(community: Any, people: Any) -> Any:
    page = published(community, title="A pump that lasts", kind="story", activity="We greased it.")
    Credit.objects.create(resource=page, user=people.member, name=people.member.name, role="author")
    Credit.objects.create(resource=page, user=people.expert, name=people.expert.name, role="source")
    return page


def test_an_issue_comes_out_when_a_second_person_approves_it(
    community: Any, people: Any, pump: Any, dispatched: Any
) -> None:
    page = issue(community, by=people.knowledge_manager, holding=[pump])
    publications.describe(publication=page, by=people.knowledge_manager, editorial="Dear <reader>")
    with pytest.raises(ValidationError):
        publications.approve(publication=fresh(page), by=people.expert)
    publications.hand_in(publication=fresh(page), by=people.knowledge_manager)

    with pytest.raises(Denied):
        pieces.add_section(publication=fresh(page), by=people.knowledge_manager, title="Late")
    with pytest.raises(Denied, match="second person"):
        publications.approve(publication=fresh(page), by=people.knowledge_manager)
    with pytest.raises(Denied):
        publications.approve(publication=fresh(page), by=people.member)
    assert not fresh(page).live
    publications.approve(publication=fresh(page), by=people.expert)
    dispatched()

    page = fresh(page)
    assert page.live
    assert page.editorial == "Dear <reader>"
    assert page.next_review_on is None
    assert ActivityEntry.objects.filter(verb="knowledge_base.publication_sent").count() == 1
    assert people.member.pk in Notice.objects.filter(kind="knowledge_base.publication").values_list(
        "user_id", flat=True
    )
    assert not Notice.objects.filter(kind="knowledge_base.published", entry__target_id=page.pk).exists()
    assert told(page).people == community.memberships.filter(state="active").count() - 1
    with pytest.raises(Denied):
        pieces.add_section(publication=page, by=people.coordinator, title="Later")


def test_no_other_door_lets_one_person_publish_an_issue(community: Any, people: Any, pump: Any) -> None:
    page = issue(community, by=people.knowledge_manager, holding=[pump])

    with pytest.raises(PublishPermissionError):
        resources.publish(resource=ResourcePage.objects.get(pk=page.pk), by=people.knowledge_manager)
    assert not page.permissions_for_user(people.knowledge_manager).can_publish()
    early = issue(community, by=people.coordinator, holding=[pump])
    publications.describe(publication=early, by=people.coordinator, editorial="Not ready")
    with pytest.raises(Denied, match="not handed in"), transaction.atomic():
        resources.publish(resource=ResourcePage.objects.get(pk=early.pk), by=people.knowledge_manager)


def test_the_editor_in_wagtail_is_refused_and_nothing_is_published(
    community: Any, people: Any, pump: Any, sign_in: Any
) -> None:
    page = issue(community, by=people.knowledge_manager, holding=[pump])
    publications.hand_in(publication=fresh(page), by=people.knowledge_manager)
    state = fresh(page).current_workflow_task_state
    address = reverse("wagtailadmin_pages:workflow_action", args=[page.pk, "approve", state.pk])

    sign_in(people.knowledge_manager).post(address, {"next": "/"})
    assert not fresh(page).live
    assert fresh(page).frozen_at is None

    sign_in(people.expert).post(address, {"next": "/"})
    assert fresh(page).live
    assert fresh(page).frozen_at is not None


def test_sent_back_it_is_worked_on_and_handed_in_again(community: Any, people: Any, pump: Any) -> None:
    page = issue(community, by=people.coordinator, holding=[pump])
    publications.hand_in(publication=fresh(page), by=people.coordinator)
    with pytest.raises(ValidationError):
        publications.send_back(publication=fresh(page), by=people.expert, comment=" ")
    publications.send_back(publication=fresh(page), by=people.expert, comment="Say more")
    publications.describe(publication=fresh(page), by=people.coordinator, editorial="More")
    publications.hand_in(publication=fresh(page), by=people.coordinator)
    publications.take_back(publication=fresh(page), by=people.knowledge_manager)
    publications.hand_in(publication=fresh(page), by=people.coordinator)
    publications.approve(publication=fresh(page), by=people.expert)

    assert fresh(page).live
    assert fresh(page).editorial == "More"


def test_the_notice_of_an_issue_that_came_back_leads_to_the_issue(
    community: Any, people: Any, pump: Any, dispatched: Any, sign_in: Any
) -> None:
    page = issue(community, by=people.coordinator, holding=[pump])
    publications.hand_in(publication=fresh(page), by=people.coordinator)
    publications.send_back(publication=fresh(page), by=people.expert, comment="Say more")
    dispatched()

    notice = Notice.objects.get(kind="knowledge_base.returned")
    assert (notice.user, notice.detail) == (people.coordinator, "Say more")
    assert notice.url == reverse("publication_desk", args=[community.slug, page.pk])
    assert "Water today" in sign_in(people.coordinator).get(notice.url).content.decode()
    assert sign_in(people.stranger).get(notice.url).status_code in (403, 404)


def test_an_empty_issue_is_not_handed_in(community: Any, people: Any) -> None:
    page = issue(community, by=people.coordinator)
    pieces.add_section(publication=page, by=people.coordinator, title="Alone")

    with pytest.raises(ValidationError):
        publications.hand_in(publication=fresh(page), by=people.coordinator)


def test_later_changes_do_not_change_the_issue_and_what_is_taken_back_leaves_it_at_once(
    community: Any, people: Any, pump: Any
) -> None:
    page = issue(community, by=people.coordinator, holding=[pump], out=True)
    draft = ResourcePage.objects.get(pk=pump.pk).specific
    draft.title, draft.activity = "Another name", "We painted it."
    draft.save_revision().publish(user=people.knowledge_manager)

    (piece,) = shown(people.member, page)
    assert piece.data["title"] == "A pump that lasts"
    assert "We greased it." in str(piece.data["parts"])

    moved(pump, Sharing.CORE)
    assert shown(people.member, page) == []
    assert len(shown(people.expert, page)) == 1
    resources.retire(resource=ResourcePage.objects.get(pk=pump.pk), by=people.knowledge_manager, reason="Old")
    assert shown(people.expert, page) == []


def test_contributors_of_all_parts_are_credited_once(community: Any, people: Any, pump: Any) -> None:
    other = published(community, title="Ropes", by=people.expert)
    Credit.objects.create(resource=other, user=people.member, name=people.member.name, role="source")
    page = issue(community, by=people.coordinator, holding=[pump, other], out=True)

    found = {(person.name, tuple(person.roles)) for person in united(shown(people.member, page))}

    assert found == {(people.member.name, ("author", "source")), (people.expert.name, ("source",))}
    credited = {(credit.user, credit.role) for credit in Credit.objects.filter(resource=page)}
    assert credited == {
        (people.coordinator, "author"), (people.member, "author"), (people.expert, "source"),
    }  # fmt: skip


def test_who_asks_not_to_be_named_is_not_named_by_an_issue_that_came_out(
    community: Any, people: Any, pump: Any
) -> None:
    page = issue(community, by=people.coordinator, holding=[pump], out=True)
    Paper.objects.create(publication=page, key="set already")

    credits.unname(credit=Credit.objects.get(resource=pump, user=people.member), by=people.member)

    (piece,) = shown(people.expert, page)
    assert [row["name"] for row in piece.data["credits"]] == ["a member", people.expert.name]
    assert not Paper.objects.filter(publication=page).exists()


@pytest.fixture
def pictured(community: Any) -> Any:
    drawn = io.BytesIO()
    Image.new("RGB", (400, 300), "navy").save(drawn, "PNG")
    image = LibraryImage.objects.create(
        title="Pump", file=ImageFile(drawn, name="pump.png"), collection=collection_of(community)
    )
    return published(
        community,
        title="Seen",
        body=[("figure", {"image": image, "alternative": "A pump", "caption": "In Garissa"})],
    )


def test_pictures_are_copied(community: Any, people: Any, pictured: Any) -> None:
    page = issue(community, by=people.coordinator, holding=[pictured], out=True)

    (piece,) = shown(people.member, page)
    LibraryImage.objects.filter(title="Pump").delete()

    (part,) = piece.data["parts"]
    assert part["caption"] == "In Garissa"
    assert part["file"].startswith("publications/")


def test_a_download_counts(community: Any, people: Any, pump: Any) -> None:
    page = issue(community, by=people.coordinator, holding=[pump], out=True)

    publications.note_download(page)
    ResourcePage.objects.get(pk=page.pk).specific.save()

    assert fresh(page).download_count == 1
