"""The page that shows two resources side by side."""

from __future__ import annotations

from typing import Any

import pytest

from knowledge_base.models import ResourcePage
from knowledge_base.tests.makers import published

pytestmark = pytest.mark.django_db


def test_both_are_shown_one_is_chosen_and_no_choice_is_refused_in_words(
    neighbour: Any, community: Any, people: Any, sign_in: Any
) -> None:
    first, second, theirs = published(community), published(community, title="Twin"), published(neighbour)
    client = sign_in(people.knowledge_manager)
    url = f"/cms/curation/merge/{first.pk}/{second.pk}/"
    assert "Twin" in client.get(url).content.decode()
    assert "Choose which of the two stays." in client.post(url, {}).content.decode()

    client.post(url, {"winner": second.pk, "reason": "The same."})

    assert ResourcePage.objects.get(pk=first.pk).merged_into_id == second.pk
    # An old tab, or an old letter: said, and nothing is offered.
    assert "is not in the library" in client.get(url, follow=True).content.decode()
    assert client.get(f"/cms/curation/merge/{second.pk}/{theirs.pk}/").status_code == 404
    assert sign_in(people.expert).get(url).status_code == 404


def test_two_ticked_resources_go_there(community: Any, people: Any, sign_in: Any) -> None:
    first, second = published(community), published(community, title="Twin")
    client = sign_in(people.knowledge_manager)

    answer = client.get(f"/cms/bulk/wagtailcore/page/merge/?id={first.pk}&id={second.pk}")
    alone = client.get(f"/cms/bulk/wagtailcore/page/merge/?id={first.pk}")

    assert answer["Location"].startswith("/cms/curation/merge/")
    assert "Tick exactly two" in alone.content.decode()
    chooser = client.get(f"/cms/curation/merge/{first.pk}/")
    assert chooser.status_code == 200
    onward = client.post(f"/cms/curation/merge/{first.pk}/", {"other": second.pk})
    assert onward["Location"] == f"/cms/curation/merge/{first.pk}/{second.pk}/"
    itself = client.post(f"/cms/curation/merge/{first.pk}/", {"other": first.pk})
    assert "Choose two different resources" in itself.content.decode()
    assert client.get(f"/cms/curation/merge/{first.pk}/{first.pk}/").status_code == 302
