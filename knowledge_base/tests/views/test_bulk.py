"""Topics and one owner on many resources at once, in Wagtail's list."""

from __future__ import annotations

import re
from typing import Any

import pytest

from communities.enums import Role
from cop_portal.tests.factories import holder
from knowledge_base.models import ResourcePage
from knowledge_base.tests.makers import many_copies, published

pytestmark = pytest.mark.django_db


def test_an_expert_sets_no_topics_and_an_empty_form_is_refused_in_words(
    community: Any, people: Any, sign_in: Any
) -> None:
    page = published(community)
    url = f"/cms/bulk/wagtailcore/page/tag/?id={page.pk}"

    said = sign_in(people.knowledge_manager).post(url, {"add": "", "remove": ""}).content.decode()
    sign_in(people.expert).post(url, {"add": "pumps", "remove": ""})

    assert "Name a topic" in said
    assert list(ResourcePage.objects.get(pk=page.pk).tags.names()) == []


def test_one_owner_for_many_by_who_looks_after_them_and_nobody_else(
    community: Any, neighbour: Any, people: Any, sign_in: Any
) -> None:
    pages = [published(community, title=f"Pump {number}") for number in range(2)]
    url = f"/cms/bulk/wagtailcore/page/owner/?id={pages[0].pk}&id={pages[1].pk}&next=/cms/"

    def owners() -> set[int | None]:
        return set(ResourcePage.objects.filter(community=community).values_list("owner", flat=True))

    before = owners()
    for who in (people.stranger, people.member, people.expert, holder(neighbour, Role.KNOWLEDGE_MANAGER)):
        sign_in(who).post(url, {"owner": people.expert.pk})
    client = sign_in(people.knowledge_manager)
    form = client.get(url).content.decode()
    nobody = client.post(url, {"owner": ""}).content.decode()
    client.post(url, {"owner": people.member.pk})  # holds no role here
    assert owners() == before
    client.post(url, {"owner": people.expert.pk})

    assert people.expert.name in form
    assert people.member.name not in form
    assert "Choose who answers for it" in nobody
    assert owners() == {people.expert.pk}


@pytest.mark.parametrize("number", [1, 3])
@pytest.mark.parametrize("action", ["owner", "tag"])
def test_the_page_before_it_asks_no_more_for_many_than_for_one(
    action: str, number: int, community: Any, people: Any, sign_in: Any, django_assert_num_queries: Any
) -> None:
    many_copies(published(community), number - 1)
    found = ResourcePage.objects.filter(community=community).values_list("pk", flat=True)
    url = f"/cms/bulk/wagtailcore/page/{action}/?{'&'.join(f'id={pk}' for pk in found)}"
    client = sign_in(people.knowledge_manager)
    client.get(url)

    with django_assert_num_queries({"owner": 20, "tag": 16}[action]):
        text = client.get(url).content.decode()

    assert text.count('<li dir="auto">') == number


def test_the_librarys_own_stand_in_sight_before_deleting(community: Any, people: Any, sign_in: Any) -> None:
    """Wagtail shows four, and hides the others under “More”."""
    library = published(community).get_parent()

    said = sign_in(people.knowledge_manager).get(f"/cms/pages/{library.pk}/").content.decode()

    in_sight = re.findall(r'href="/cms/bulk/wagtailcore/page/(\w+)/"', said)[:4]
    assert in_sight == ["move", "tag", "merge", "owner"]
