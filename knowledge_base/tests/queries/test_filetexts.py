"""Files are searched for in as many statements for three as for one."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from communities.finding import Narrowed, Question, Reach
from knowledge_base.actions import filetexts
from knowledge_base.models import ResourcePage
from knowledge_base.queries.filetexts import document_rows, find_documents
from knowledge_base.tests.actions.test_filetexts import body, document
from knowledge_base.tests.makers import published

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("number", [1, 3])
def test_finding_and_showing_are_two_statements(number: int, community: Any, people: Any) -> None:
    for n in range(number):
        published(community, title=f"Page {n}", body=body(document(community)), place="Kisumu")
    filetexts.read_waiting()
    asked = Question(people.member, "quinquereme", "quinquereme", "'quinquereme'", Reach())
    find_documents(asked)

    with CaptureQueriesContext(connection) as queries:
        hits = find_documents(asked)
        rows = document_rows(asked, [hit.pk for hit in hits])

    assert len(queries) == 2
    assert len(rows) == number
    assert {hit.place for hit in hits} == {"Kisumu"}
    assert {hit.trust for hit in hits} == {"confirmed"}
    assert {row.trust[0] for row in rows} == {"confirmed"}
    assert all(row.trust[1].startswith(f"Confirmed by {people.knowledge_manager.name} on") for row in rows)


def test_a_file_of_what_changed_and_is_to_be_confirmed_is_due(community: Any, people: Any) -> None:
    page = published(community, title="Page", body=body(document(community)))
    ResourcePage.objects.filter(pk=page.pk).update(changed_at=timezone.now())
    filetexts.read_waiting()

    def found(trust: str) -> list[str]:
        narrowed = Narrowed(trust=trust)
        asked = Question(people.member, "quinquereme", "quinquereme", "'quinquereme'", Reach(), narrowed)
        return [hit.trust for hit in find_documents(asked)]

    assert {trust: found(trust) for trust in ("", "due", "confirmed", "none")} == {
        "": ["due"], "due": ["due"], "confirmed": [], "none": [],
    }  # fmt: skip
