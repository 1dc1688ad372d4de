"""Pages of sharing outside, each answer, the stranger's too; and Wagtail's field."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import RequestFactory

from knowledge_base.actions import releases
from knowledge_base.models import Release, ResourcePage, SharingRule
from knowledge_base.models.levels import rule_was_asked
from knowledge_base.sharing_hooks import choose_what_one_may_see, follow_the_field
from knowledge_base.tests.actions.test_releases import RULE, WHOLE, level
from knowledge_base.tests.makers import published

pytestmark = pytest.mark.django_db
ASKED = {
    "to": "public", "licence": "cc-by", "personal_data": "none", "consent": "cleared", "third_party": "none",
    "note": "They signed.",
}  # fmt: skip


@pytest.fixture
def item(community: Any, people: Any) -> ResourcePage:
    return published(community, by=people.member, title="A pump that lasts")


def test_it_is_asked_answered_and_taken_back_on_pages(item: Any, people: Any, sign_in: Any) -> None:
    look = sign_in(people.member).get(f"/resources/{item.pk}/share/").content.decode()
    assert "Is there personal data in it?" in look
    assert "Take it back" not in look
    answer = sign_in(people.member).post(f"/resources/{item.pk}/share/", ASKED)
    release = Release.objects.get()
    assert answer.url == release.get_absolute_url()
    assert "They signed." in sign_in(people.coordinator).get(answer.url).content.decode()

    sign_in(people.coordinator).post(answer.url, {"step": "yes", "revision": str(item.live_revision_id)})
    assert level(item) == ("public", "cc-by")
    back = sign_in(people.knowledge_manager).post(
        f"/resources/{item.pk}/narrow/", {"back-to": "community", "back-reason": "A name"}
    )
    assert back.status_code == 302
    assert level(item) == ("community", "")
    log = sign_in(people.member).get(f"/communities/{item.community.slug}/library/sharing/").content.decode()
    assert "A name" in log
    assert "Taken back" in log


def test_bad_input_gets_a_sentence_and_nothing_typed_is_lost(item: Any, people: Any, sign_in: Any) -> None:
    answer = sign_in(people.member).post(
        f"/resources/{item.pk}/share/", {**ASKED, "consent": "", "licence": ""}
    )
    text = answer.content.decode()
    assert "Answer this first." in text
    assert "They signed." in text
    answer = sign_in(people.member).post(f"/resources/{item.pk}/share/", {**ASKED, "licence": ""})
    assert "Choose what others may do with it." in answer.content.decode()
    assert not Release.objects.exists()
    text = sign_in(people.knowledge_manager).post(f"/resources/{item.pk}/narrow/", {"back-to": "public"})
    assert text.status_code == 200
    assert level(item) == ("organisation", "")


def test_giving_back_needs_words(item: Any, people: Any, sign_in: Any) -> None:
    address = releases.ask(resource=item, by=people.member, **WHOLE).get_absolute_url()
    answer = sign_in(people.coordinator).post(address, {"step": "back", "comment": ""})
    assert "Say what is missing" in answer.content.decode()
    sign_in(people.coordinator).post(address, {"step": "back", "comment": "Whose <b>photo</b>?"})
    assert "Whose &lt;b&gt;photo" in sign_in(people.member).get(address).content.decode()
    assert sign_in(people.coordinator).post(address, {"step": "dance"}).status_code == 404


def test_the_page_says_its_licence_or_that_it_has_none_for_use_outside(
    item: Any, people: Any, sign_in: Any
) -> None:
    none, licence = "none yet for use outside the organisation", "CC BY 4.0"
    page = sign_in(people.member).get(item.url).content.decode()
    assert none in page
    assert licence not in page

    with rule_was_asked():
        ResourcePage.objects.filter(pk=item.pk).update(licence="cc-by")
    page = sign_in(people.member).get(item.url).content.decode()
    assert none not in page
    assert licence in page


def test_strangers_find_none_of_these_pages(item: Any, community: Any, people: Any, sign_in: Any) -> None:
    release = releases.ask(resource=item, by=people.member, **WHOLE)
    for who in (people.stranger, people.guest, people.expert):
        assert sign_in(who).get(release.get_absolute_url()).status_code == 404
        assert sign_in(who).post(release.get_absolute_url(), {"step": "yes"}).status_code == 404
        assert sign_in(who).get(f"/resources/{item.pk}/share/").status_code == 403
        assert sign_in(who).post(f"/resources/{item.pk}/narrow/", {"back-to": "core"}).status_code == 403
    sharing = f"/communities/{community.slug}/library/sharing/"
    assert sign_in(people.stranger).get(sharing).status_code == 403
    assert sign_in(people.knowledge_manager).get(f"{sharing}rule/").status_code == 403
    assert sign_in(people.stranger).get("/resources/999999/share/").status_code == 404
    assert level(item) == ("organisation", "")


def test_the_coordinator_changes_the_rule(community: Any, people: Any, sign_in: Any) -> None:
    address = f"/communities/{community.slug}/library/sharing/rule/"
    assert sign_in(people.coordinator).get(address).status_code == 200
    answer = sign_in(people.coordinator).post(address, {**RULE, "words": "Ask early.", "licences": []})
    assert "Leave at least one licence" in answer.content.decode()
    assert "Ask early." in answer.content.decode()
    assert sign_in(people.coordinator).post(address, {**RULE, "words": "Ask early."}).status_code == 302
    assert SharingRule.objects.get().words == "Ask early."


def test_a_number_leads_to_the_page_for_its_readers_only(
    neighbour: Any, item: Any, people: Any, sign_in: Any
) -> None:
    inside = published(neighbour, title="Kept inside")

    assert sign_in(people.member).get(f"/resources/{item.pk}/").url == item.url
    answer = sign_in(people.member).get(f"/resources/{inside.pk}/")
    assert answer.status_code == 404
    assert "kept-inside" not in str(answer.headers)


def _editing(person: Any, sharing: str) -> Any:
    from django.contrib.messages.storage.cookie import CookieStorage

    request = RequestFactory().post("/", {"sharing": sharing})
    request.user = person
    request._messages = CookieStorage(request)
    return request


def test_the_editors_field_narrows_at_once_and_only_asks_outward(item: Any, people: Any) -> None:
    answer = follow_the_field(_editing(people.knowledge_manager, "public"), item)
    assert answer is not None
    assert answer.url == f"/resources/{item.pk}/share/?to=public"
    assert level(item) == ("organisation", "")
    assert follow_the_field(_editing(people.expert, "core"), item) is None
    assert level(item) == ("organisation", "")
    assert follow_the_field(_editing(people.knowledge_manager, "core"), item) is None
    assert level(item) == ("core", "")


def test_wagtails_chooser_shows_what_one_may_see(neighbour: Any, item: Any, people: Any) -> None:
    inside = published(neighbour, title="Kept inside")
    request = _editing(people.knowledge_manager, "")

    found = set(
        choose_what_one_may_see(ResourcePage.objects.order_by("pk"), request).values_list("pk", flat=True)
    )

    assert item.pk in found
    assert inside.pk not in found


def test_the_branch_of_a_secret_community_is_not_there(neighbour: Any, people: Any, sign_in: Any) -> None:
    type(neighbour).objects.filter(pk=neighbour.pk).update(visibility="secret")
    published(neighbour)

    assert sign_in(people.member).get(f"/library/{neighbour.slug}/").status_code == 404
