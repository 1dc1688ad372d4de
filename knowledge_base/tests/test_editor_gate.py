"""All addresses of Wagtail's administration, as the knowledge manager next door: nothing of this community."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.core.files.images import ImageFile
from django.urls import URLResolver, get_resolver
from django.utils import timezone
from PIL import Image
from wagtail.models import TaskState, WorkflowState

from communities.enums import Role
from cop_portal.tests.factories import community_with_roles, editor, holder
from knowledge_base.actions import resources
from knowledge_base.actions.libraries import collection_of, ensure_library
from knowledge_base.models import Credit, LibraryDocument, LibraryImage, ResourcePage
from knowledge_base.queries.editors import may_have_files, own_pages
from knowledge_base.tests.makers import draft, published

pytestmark = pytest.mark.django_db
CANARY = "zqcanary"
HTMX = {"HTTP_X_REQUESTED_WITH": "XMLHttpRequest"}
# Signing out is no reading.
LEFT_OUT = ("cms/logout/", "cms/failwhale/", "cms/login/", "cms/password_reset/")


@pytest.fixture
def planted(db: Any) -> dict[str, Any]:
    """A secret community in whose every corner a word stands that nobody outside may read."""
    closed = community_with_roles(f"{CANARY}home", visibility="secret")
    keeper = holder(closed, Role.KNOWLEDGE_MANAGER)
    collection = collection_of(closed)
    drawn = io.BytesIO()
    Image.new("RGB", (40, 30), "navy").save(drawn, "PNG")
    image = LibraryImage.objects.create(
        title=f"{CANARY} picture", file=ImageFile(drawn, name=f"{CANARY}.png"), collection=collection
    )
    image.tags.add(f"{CANARY}-image-topic")
    document = LibraryDocument.objects.create(
        title=f"{CANARY} file", file=ContentFile(b"x", name=f"{CANARY}.txt"), collection=collection
    )
    page = published(
        closed, title=f"{CANARY} page", body=[("figure", {"image": image, "alternative": "x", "caption": ""})]
    )
    specific = page.specific
    specific.tags.add(f"{CANARY}-topic")
    specific.credits.add(Credit(name=f"{CANARY} author"))
    specific.locked, specific.locked_by, specific.locked_at = True, keeper, timezone.now()
    specific.save()
    specific.save_revision(user=keeper, log_action=True)
    waiting = draft(closed, title=f"{CANARY} draft", by=keeper)
    resources.submit(resource=waiting, by=keeper)
    waiting = ResourcePage.objects.get(pk=waiting.pk)
    return {
        "community": closed, "keeper": keeper, "page": page, "draft": waiting, "image": image, "document": document,
        "library": ensure_library(closed), "collection": collection,
        "state": WorkflowState.objects.get(object_id=str(waiting.pk)),
        "task_state": TaskState.objects.filter(workflow_state__object_id=str(waiting.pk)).first(),
    }  # fmt: skip


def addresses(patterns: Any = None, before: str = "cms/") -> Iterator[tuple[str, dict[str, Any]]]:
    """(route, its converters) of every address under /cms/."""
    if patterns is None:
        resolver = next(one for one in get_resolver().url_patterns if str(one.pattern) == "cms/")
        patterns = resolver.url_patterns
    for one in patterns:
        route = before + str(one.pattern)
        if isinstance(one, URLResolver):
            yield from addresses(one.url_patterns, route)
        else:
            yield route, dict(getattr(one.pattern, "converters", {}) or {})


def filled(route: str, planted: dict[str, Any]) -> Iterator[str]:
    """The address with the ids of what was planted in the places of its parts."""
    page, waiting = planted["page"], planted["draft"]
    common = {
        "content_type_app_name": "knowledge_base", "content_type_model_name": "goodpracticepage",
        "app_label": "knowledge_base", "app_name": "taggit", "model_name": "goodpracticepage",
        "parent_page_id": planted["library"].pk, "page_to_move_id": page.pk, "destination_id": planted["library"].pk,
        "action_name": "approve", "task_state_id": planted["task_state"].pk, "task_id": planted["task_state"].task_id,
        "workflow_state_id": planted["state"].pk, "revision_id": page.latest_revision_id or 1,
        "revision_id_a": "earliest", "revision_id_b": "latest", "image_id": planted["image"].pk,
        "document_id": planted["document"].pk, "doc_id": planted["document"].pk, "filter_spec": "max-20x20",
        "collection_id": planted["collection"].pk, "redirect_id": 1, "uploaded_file_id": 1, "session_id": 1,
        "object_id": page.pk, "page_pk": page.pk, "workflow_pk": planted["state"].workflow_id,
        "slug": planted["community"].slug, "key": "submissions", "name": "approve", "kind": "csv",
        "other": waiting.pk, "action": "delete",
    }  # fmt: skip
    for target in (page, waiting):
        pk = target.pk
        if route.startswith(("cms/images/", "cms/api/main/^images")):
            pk = planted["image"].pk
        elif route.startswith(("cms/documents/", "cms/api/main/^documents")):
            pk = planted["document"].pk
        elif route.startswith("cms/collections/"):
            pk = planted["collection"].pk
        elif route.startswith("cms/workflows/"):
            pk = planted["state"].workflow_id
        elif route.startswith("cms/users/"):
            pk = planted["keeper"].pk
        elif route.startswith("cms/groups/"):
            pk = planted["keeper"].groups.first().pk
        yield "/" + fill(route, {**common, "page_id": target.pk, "pk": pk})


def fill(route: str, values: dict[str, Any]) -> str:
    route = re.sub(r"\(\?P<(\w+)>(?:[^()]|\([^()]*\))*\)", lambda match: str(values[match[1]]), route)
    route = re.sub(r"<(?:\w+:)?(\w+)>", lambda match: str(values[match[1]]), route)
    return route.replace("^", "").replace("$", "").replace("\\.", ".")


@pytest.mark.parametrize("who", ["the knowledge manager next door", "an editor by Wagtail's own groups"])
def test_no_address_tells_who_edits_elsewhere_of_this_community(
    who: str, planted: dict[str, Any], community: Any, client: Any
) -> None:
    ensure_library(community)
    published(community, title="Ours")
    client.force_login(holder(community, Role.KNOWLEDGE_MANAGER) if "next door" in who else editor())
    assert client.get("/cms/").status_code == 200
    asked, leaks, broken = set(), [], []

    for route, _converters in addresses():
        if route.startswith(LEFT_OUT) or ".*" in route:
            continue
        for url in filled(route, planted):
            for query in ("", f"?q={CANARY}", f"?term={CANARY}"):
                if (url, query) in asked or (query.startswith("?term") and "tag" not in url):
                    continue
                asked.add((url, query))
                answer = client.get(url + query, **HTMX)
                said = b"".join(answer.streaming_content) if answer.streaming else answer.content
                said = said.replace(f"?q={CANARY}".encode(), b"").replace(f'value="{CANARY}"'.encode(), b"")
                said = (
                    said.replace(planted["community"].slug.encode(), b"")
                    if url.startswith("/cms/curation/inventory")
                    else said
                )
                if (
                    f"{CANARY} ".encode() in said
                    or f"{CANARY}-".encode() in said
                    or f"{CANARY}home".encode() in said
                ):
                    at = said.find(CANARY.encode())
                    leaks.append(f"{url}{query}: {said[max(0, at - 60) : at + 40]!r}")
                if answer.status_code >= 500:
                    broken.append(url + query)

    assert len(asked) > 150
    assert leaks == [], "\n".join(sorted(set(leaks)))
    assert broken == []


def test_wagtail_s_own_groups_have_no_rights_on_any_library(planted: dict[str, Any]) -> None:
    """Rights come with a role in a community; whoever is in these groups opens an empty desk."""
    somebody = editor()

    assert somebody.has_perm("wagtailadmin.access_admin")
    assert not own_pages(somebody).exists()
    assert not may_have_files(somebody, LibraryImage, [planted["image"].pk])
    assert not may_have_files(somebody, LibraryDocument, [planted["document"].pk])


def test_bulk_actions_and_choosers_do_not_name_what_lies_next_door(
    planted: dict[str, Any], community: Any, client: Any
) -> None:
    ours = published(community, title="Ours")
    client.force_login(holder(community, Role.KNOWLEDGE_MANAGER))
    page, image, document = planted["page"], planted["image"], planted["document"]
    library = planted["library"]
    urls = [
        f"/cms/bulk/wagtailcore/page/{name}/?id={page.pk}"
        for name in ("delete", "move", "publish", "unpublish", "tag", "merge")
    ]
    urls += [
        f"/cms/bulk/wagtailcore/page/publish/?id=all&childOf={library.pk}",
        "/cms/bulk/wagtailcore/page/publish/?id=all",
    ]
    urls += [
        f"/cms/bulk/knowledge_base/library{noun}/{name}/?id={which}"
        for noun, pk in (("image", image.pk), ("document", document.pk))
        for name in ("delete", "add_tags", "add_to_collection")
        for which in (pk, "all")
    ]
    urls += [
        f"/cms/choose-page/chosen-multiple/?id={page.pk}", f"/cms/choose-page/search/?q={CANARY}",
        f"/cms/choose-page/{library.pk}/", f"/cms/images/chooser/chosen-multiple/?id={image.pk}",
        f"/cms/documents/chooser/chosen-multiple/?id={document.pk}", f"/cms/documents/chooser/chosen/{document.pk}/",
        f"/cms/tag-autocomplete/?term={CANARY}", f"/cms/pages/search/?q={CANARY}",
        f"/cms/curation/merge/{ours.pk}/{page.pk}/", f"/cms/api/main/pages/?search={CANARY}",
        f"/cms/api/main/images/?search={CANARY}", "/cms/reports/site-history/", "/cms/reports/page-types-usage/",
    ]  # fmt: skip
    for url in urls:
        answer = client.get(url, **HTMX)
        said = answer.content.decode()
        assert f"{CANARY} " not in said, url
        assert f"{CANARY}-" not in said, url
        assert answer.status_code < 500, url


def test_its_own_knowledge_manager_sees_all_of_it(planted: dict[str, Any], client: Any) -> None:
    client.force_login(planted["keeper"])
    page = planted["page"]

    for url in (
        f"/cms/pages/{planted['library'].pk}/", f"/cms/pages/{page.pk}/edit/", f"/cms/pages/{page.pk}/history/",
        "/cms/images/", "/cms/documents/", "/cms/reports/locked/", "/cms/choose-page/search/?q=zqcanary",
        f"/cms/bulk/wagtailcore/page/tag/?id={page.pk}", f"/cms/images/{planted['image'].pk}/",
    ):  # fmt: skip
        answer = client.get(url, **HTMX)
        assert answer.status_code == 200, url
        assert CANARY in answer.content.decode(), url
    assert f"{CANARY}-topic" in client.get(f"/cms/tag-autocomplete/?term={CANARY}").json()


def test_moving_goes_only_where_the_person_curates(
    community: Any, neighbour: Any, people: Any, client: Any
) -> None:
    from cop_portal.tests.factories import joined  # gives the same person a role next door

    page = published(community)
    Credit.objects.create(resource_id=page.pk, user=people.member, name="Mary Member", role="author")
    credited = list(Credit.objects.filter(resource_id=page.pk).values())
    there = ensure_library(neighbour)
    keeper = people.knowledge_manager
    assert not page.permissions_for_user(keeper).can_move_to(there)

    keeper = joined(neighbour, keeper, Role.FACILITATOR)
    assert not page.permissions_for_user(keeper).can_move_to(there)
    client.force_login(keeper)
    answer = client.post(f"/cms/bulk/wagtailcore/page/move/?id={page.pk}", {"chooser": there.pk})
    assert ResourcePage.objects.get(pk=page.pk).community == community
    assert answer.status_code < 500

    keeper = joined(neighbour, keeper, Role.KNOWLEDGE_MANAGER)
    client.force_login(keeper)
    client.post(f"/cms/bulk/wagtailcore/page/move/?id={page.pk}", {"chooser": there.pk})
    moved = ResourcePage.objects.get(pk=page.pk)
    assert moved.community == neighbour
    assert list(Credit.objects.filter(resource_id=page.pk).values()) == credited
    client.force_login(holder(neighbour, Role.EXPERT))
    assert client.get(page.url)["Location"] == moved.url


@pytest.mark.parametrize(
    "address", ["/cms/pages/{page}/move/{there}/confirm/", "/cms/bulk/wagtailcore/page/move/?id={page}&id={other}"]
)  # fmt: skip
def test_what_has_a_key_that_is_taken_next_door_moves_without_it(
    address: str, community: Any, neighbour: Any, people: Any, client: Any
) -> None:
    from cop_portal.tests.factories import joined  # gives the same person a role next door

    page = published(community, title="Pump", sharing="community")
    other = published(community, title="Rope")
    theirs = published(neighbour, title="Their pump")
    ResourcePage.objects.filter(pk__in=[page.pk, theirs.pk]).update(inventory_key="K-1")
    ResourcePage.objects.filter(pk=other.pk).update(inventory_key="K-2")
    there = ensure_library(neighbour)
    client.force_login(joined(neighbour, people.knowledge_manager, Role.KNOWLEDGE_MANAGER))

    answer = client.post(address.format(page=page.pk, other=other.pk, there=there.pk), {"chooser": there.pk})

    assert answer.status_code == 302
    both = [(page.pk, "")] + ([(other.pk, "K-2")] if "bulk" in address else [])
    for pk, key in both:
        moved = ResourcePage.objects.get(pk=pk)
        assert (moved.community, moved.inventory_key, moved.get_parent().pk) == (neighbour, key, there.pk)
    assert ResourcePage.objects.get(pk=theirs.pk).inventory_key == "K-1"
    for one in (community, neighbour):
        one.refresh_from_db()
        assert one.resource_count == one.resources.filter(live=True).count()
    # Whoever belongs here alone reads it at its old address no more.
    client.force_login(holder(community, Role.EXPERT))
    assert client.get(ResourcePage.objects.get(pk=page.pk).url).status_code in (403, 404)


def test_topics_go_on_and_off_many_at_once(community: Any, people: Any, client: Any) -> None:
    pages = [published(community, title=f"Pump {number}") for number in range(3)]
    client.force_login(people.knowledge_manager)
    ids = "&".join(f"id={page.pk}" for page in pages)

    client.post(f"/cms/bulk/wagtailcore/page/tag/?{ids}", {"add": "Repair, Water", "remove": ""})
    client.post(f"/cms/bulk/wagtailcore/page/tag/?{ids}", {"add": "", "remove": "water"})

    for page in pages:
        fresh = ResourcePage.objects.get(pk=page.pk)
        assert list(fresh.tags.names()) == ["Repair"]
        assert [tag.name for tag in fresh.latest_revision.as_object().tags.all()] == ["Repair"]
        assert not fresh.has_unpublished_changes
