"""Every side door of the library leads through the same gate: page, list, search, picture, file."""

from __future__ import annotations

import io
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.files.base import ContentFile
from django.core.files.images import ImageFile
from PIL import Image

from communities.actions.roles import set_core
from communities.models import Membership
from cop_portal.portal.search import search_all
from cop_portal.tests.factories import community_with_roles, joined
from knowledge_base.actions.libraries import collection_of
from knowledge_base.enums import Sharing
from knowledge_base.models import (
    LibraryDocument,
    LibraryImage,
    PartnerGuest,
    PartnerOrganisation,
    ResourcePage,
)
from knowledge_base.queries.media import may_see_file
from knowledge_base.queries.resources import member_readers
from knowledge_base.tests.makers import draft, published

pytestmark = pytest.mark.django_db

READERS = ("expert", "member", "guest", "colleague", "partner", "outsider", "visitor", "administrator")
# Who reads what in a community that is open to the organisation.
MAY = {
    Sharing.CORE: {"expert", "administrator"},
    Sharing.COMMUNITY: {"expert", "member", "guest", "administrator"},
    Sharing.ORGANISATION: {"expert", "member", "guest", "colleague", "administrator"},
    Sharing.PARTNERS: {"expert", "member", "guest", "colleague", "partner", "administrator"},
    Sharing.PUBLIC: set(READERS),
}


@pytest.fixture
def readers(community: Any, people: Any, make_person: Any) -> dict[str, Any]:
    return {
        "expert": people.expert,
        "member": people.member,
        "guest": people.guest,
        "colleague": people.stranger,
        "partner": make_person("Petra Partner", is_guest=True),
        "outsider": make_person("Olga Outsider", is_guest=True),
        "visitor": AnonymousUser(),
        "administrator": people.administrator,
    }


@pytest.mark.parametrize("sharing", Sharing.values)
@pytest.mark.parametrize("reader", READERS)
def test_each_level_of_sharing_lets_in_whom_it_names_and_nobody_else(
    sharing: str, reader: str, community: Any, readers: dict[str, Any], client: Any
) -> None:
    page = published(community, sharing=sharing)
    named, other = (PartnerOrganisation.objects.create(name=name) for name in ("Ministry", "Agency"))
    PartnerGuest.objects.create(partner=named, user=readers["partner"])
    PartnerGuest.objects.create(partner=other, user=readers["outsider"])
    page.shared_with.create(partner=named)
    who = readers[reader]
    if reader != "visitor":
        client.force_login(who)

    listed = ResourcePage.objects.visible_to(who).filter(pk=page.pk).exists()
    found = [item.pk for item in search_all(who, "pump").of("resources")]
    answer = client.get(page.url)
    in_library = page.title in client.get("/library/").content.decode()

    wanted = reader in MAY[Sharing(sharing)]
    assert listed is wanted
    assert (found == [page.pk]) is wanted
    assert (answer.status_code == 200) is wanted
    assert answer.status_code in (200, 403, 404)
    assert in_library is wanted


def test_what_is_shared_with_the_core_group_follows_it_at_once(
    community: Any, people: Any, client: Any
) -> None:
    page = published(community, sharing=Sharing.CORE, title="Plans of the core group")
    hers = Membership.objects.get(community=community, user=people.member)
    client.force_login(people.member)

    def sees() -> tuple[bool, bool, bool]:
        return (
            client.get(page.url).status_code == 200,
            page.title in client.get("/library/").content.decode(),
            people.member.pk in member_readers(page),
        )

    assert sees() == (False, False, False)
    set_core(membership=hers, by=people.coordinator, core=True, connector=False)
    assert sees() == (True, True, True)
    assert not ResourcePage.objects.visible_to(people.stranger).filter(pk=page.pk).exists()
    set_core(membership=hers, by=people.coordinator, core=False, connector=True)
    assert sees() == (False, False, False)


def test_to_a_stranger_a_forbidden_a_retired_and_an_unknown_resource_look_alike(
    neighbour: Any, people: Any, sign_in: Any
) -> None:
    forbidden = published(neighbour, title="Kept inside")
    sign_in(people.member)

    first = sign_in(people.member).get(forbidden.url)
    second = sign_in(people.member).get(forbidden.url.replace("kept-inside", "never-was"))

    assert first.status_code == second.status_code == 404
    assert "Kept inside" not in first.content.decode()


def test_a_secret_community_is_not_betrayed_by_what_it_shares_with_the_organisation(
    people: Any, client: Any
) -> None:
    secret = community_with_roles("Circle", visibility="secret")
    inside = published(secret, title="Quiet matter", sharing=Sharing.ORGANISATION)
    released = published(secret, title="Loud matter", sharing=Sharing.PUBLIC)
    client.force_login(people.stranger)

    library = client.get("/library/").content.decode()

    assert client.get(inside.url).status_code == 404
    assert client.get(released.url).status_code == 200
    assert "Quiet matter" not in library
    assert "Loud matter" in library


def test_a_draft_is_read_by_nobody_through_the_library(community: Any, people: Any, sign_in: Any) -> None:
    page = draft(community, sharing=Sharing.PUBLIC)

    for who in (people.member, people.stranger, people.knowledge_manager):
        assert sign_in(who).get(page.url).status_code == 404


@pytest.fixture
def files(neighbour: Any) -> tuple[LibraryImage, LibraryDocument, ResourcePage]:
    """A picture and a file that a page of the closed community shows to its members."""
    collection = collection_of(neighbour)
    drawn = io.BytesIO()
    Image.new("RGB", (40, 30), "navy").save(drawn, "PNG")
    image = LibraryImage.objects.create(
        title="Fridge", file=ImageFile(drawn, name="fridge.png"), collection=collection
    )
    document = LibraryDocument.objects.create(
        title="Log", file=ContentFile(b"temperature", name="log.txt"), collection=collection
    )
    page = published(
        neighbour,
        title="Keep it cold",
        body=[
            ("figure", {"image": image, "alternative": "A fridge", "caption": ""}),
            ("file", {"document": document, "note": ""}),
        ],
    )
    return image, document, page


def test_pictures_sizes_and_files_follow_the_page_that_shows_them(
    files: Any, neighbour: Any, people: Any, make_person: Any, client: Any
) -> None:
    image, document, page = files
    member = joined(neighbour, make_person("Vera Member"))
    rendition = image.get_rendition("max-20x20")
    paths = [image.file.name, rendition.file.name, document.file.name]

    for path in paths:
        assert may_see_file(member, path), path
        assert not may_see_file(people.member, path), path
        assert not may_see_file(AnonymousUser(), path), path
        assert client.get(f"/media/{path}").status_code == 404

    client.force_login(people.member)
    assert client.get(f"/media/{rendition.file.name}").status_code == 404
    assert client.get(document.url).status_code == 404
    client.force_login(member)
    answer = client.get(page.url)
    assert answer.status_code == 200
    assert "A fridge" in answer.content.decode()
    assert client.get(f"/media/{rendition.file.name}").status_code == 200
    assert client.get(document.url).status_code == 200


def test_a_file_that_no_page_shows_is_seen_by_the_editors_of_its_collection_only(
    neighbour: Any, people: Any
) -> None:
    from communities.enums import Role
    from cop_portal.tests.factories import holder
    from knowledge_base.actions.libraries import ensure_library

    ensure_library(neighbour)
    document = LibraryDocument.objects.create(
        title="Loose", file=ContentFile(b"x", name="loose.txt"), collection=collection_of(neighbour)
    )

    assert may_see_file(holder(neighbour, Role.KNOWLEDGE_MANAGER), document.file.name)
    assert not may_see_file(people.knowledge_manager, document.file.name)
    assert not may_see_file(people.member, document.file.name)
    assert not may_see_file(people.administrator, "documents/../settings.py")
