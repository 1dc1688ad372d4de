"""The pages of an inventory in Wagtail: out as a file, in after a trial run."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from cop_portal.tests.factories import holder
from knowledge_base import inventory_sources
from knowledge_base.actions import inventory_files
from knowledge_base.actions.libraries import ensure_library
from knowledge_base.models import InventoryFile, ResourcePage
from knowledge_base.tests.makers import published

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _library(community: Any) -> None:
    ensure_library(community)


IMPORT = "/cms/curation/inventory/water/import/"
GOOD = "key,kind,title,summary,state\nP-1,tool,A form,To count pumps.,published\n"
BAD = GOOD + "P-2,poem,A poem,It rhymes.,published\n"


def tried(client: Any, text: str) -> str:
    answer = client.post(IMPORT, {"file": SimpleUploadedFile("list.csv", text.encode())})
    assert answer.status_code == 200
    return str(answer.content.decode())


def source_in(page: str) -> str:
    found = re.search(r'name="source" value="([^"]+)"', page)
    assert found
    return found[1]


def test_the_page_says_how_large_a_file_may_be(
    community: Any, people: Any, sign_in: Any, monkeypatch: Any
) -> None:
    client = sign_in(people.knowledge_manager)
    asked = client.get(IMPORT).content.decode()

    most = inventory_sources.MOST_PACKED // 1_000_000, inventory_sources.MOST_BYTES_AT_ALL // 1_000_000
    assert (
        f"At most {most[1]} MB as CSV, or {most[0]} MB when it is packed, and {most[0]} MB as XLSX" in asked
    )
    assert f"at most {inventory_sources.MOST_ROWS_AT_ALL:,} rows" in asked
    assert f"more than {inventory_sources.MOST_ROWS:,} rows or 2 MB is tried in the background" in asked
    monkeypatch.setattr("knowledge_base.forms.curation.MOST_PACKED", 7_000_000)
    assert "and 7 MB as XLSX" in client.get(IMPORT).content.decode()


def test_the_page_says_what_a_file_that_comes_back_does_and_what_no_file_changes(
    community: Any, people: Any, sign_in: Any
) -> None:
    page = sign_in(people.knowledge_manager).get(IMPORT).content.decode()

    assert "A file that was exported comes back as it is, and as often as you like" in page
    assert "a row that changes one is refused" in page
    assert sign_in(people.stranger).get(IMPORT).status_code == 302


def test_a_trial_run_changes_nothing_and_the_second_word_imports(
    community: Any, people: Any, sign_in: Any
) -> None:
    client = sign_in(people.knowledge_manager)
    page = tried(client, GOOD)
    assert "1 new" in page
    assert not ResourcePage.objects.exists()

    waits = client.post(IMPORT, {"source": source_in(page)}, follow=True).content.decode()
    assert "A file is being imported" in waits
    assert "progress/" in waits
    assert client.get(f"{IMPORT[:-7]}progress/").status_code == 204
    assert not ResourcePage.objects.exists()
    inventory_files.import_waiting()

    assert "1 resource is new" in client.get(IMPORT).content.decode()
    asked = client.get(f"{IMPORT[:-7]}progress/")
    assert asked.status_code == 286
    assert "1 resource is new" in asked.content.decode()
    assert ResourcePage.objects.get(inventory_key="P-1").live
    assert "says all of this already" in tried(client, GOOD)


def test_faults_stand_by_row_and_the_file_is_not_carried_out(
    community: Any, people: Any, sign_in: Any
) -> None:
    client = sign_in(people.knowledge_manager)
    page = tried(client, BAD)
    assert "1 row with faults" in page
    assert "“poem” is no type." in page

    client.post(IMPORT, {"source": source_in(page)})
    inventory_files.import_waiting()
    assert not ResourcePage.objects.exists()
    refused = client.get(IMPORT).content.decode()
    assert "Nothing was imported." in refused
    assert "“poem” is no type." in refused
    client.post(IMPORT, {"source": source_in(page), "without": "faulty"})
    inventory_files.import_waiting()
    assert ResourcePage.objects.count() == 1
    done = client.get(IMPORT).content.decode()
    assert "1 row was left out" in done
    assert "“poem” is no type." in done


def test_two_clicks_are_one_file_and_another_file_waits_in_words(
    community: Any, people: Any, sign_in: Any
) -> None:
    client = sign_in(people.knowledge_manager)
    source, other = source_in(tried(client, GOOD)), source_in(tried(client, GOOD.replace("P-1", "P-9")))

    for _twice in range(2):
        assert client.post(IMPORT, {"source": source}).status_code == 302
    answer = client.post(IMPORT, {"source": other}).content.decode()

    assert "Another file is being imported into this library." in answer
    assert "A file is being imported" in answer
    assert InventoryFile.objects.count() == 1


def test_a_trial_run_of_somebody_else_is_not_taken(
    community: Any, neighbour: Any, people: Any, sign_in: Any
) -> None:
    source = source_in(tried(sign_in(people.knowledge_manager), GOOD))
    client = sign_in(people.administrator)

    answer = client.post(IMPORT, {"source": source})

    assert "too old" in answer.content.decode()
    assert not ResourcePage.objects.exists()
    assert "too old" in client.post(IMPORT, {"source": source[:-2] + "xx"}).content.decode()


def test_what_is_no_table_is_refused_in_words(community: Any, people: Any, sign_in: Any) -> None:
    assert "one of them must be “key”" in tried(sign_in(people.knowledge_manager), "title\nx\n")


def test_a_file_of_headings_alone_is_told_so(community: Any, people: Any, sign_in: Any) -> None:
    published(community)  # the library says something
    said = tried(sign_in(people.knowledge_manager), "key,kind,title,summary\n")
    assert "Below its headings the file has no rows." in said
    assert "the library says all of this already" not in said


def test_an_export_is_for_those_who_look_after_the_library(
    community: Any, neighbour: Any, people: Any, sign_in: Any
) -> None:
    ensure_library(neighbour)
    published(community)
    own = sign_in(people.knowledge_manager).get("/cms/curation/inventory/water/export.csv")
    assert own.status_code == 200
    assert "A pump that lasts" in own.getvalue().decode()

    for who in (people.expert, holder(neighbour, "knowledge_manager")):
        client = sign_in(who)
        for url in ("export.csv", "export.xlsx", "template.csv", "import/", "progress/"):
            assert client.get(f"/cms/curation/inventory/water/{url}").status_code == 404, url


def test_the_example_is_understood(community: Any, people: Any, sign_in: Any) -> None:
    client = sign_in(people.knowledge_manager)
    example = client.get("/cms/curation/inventory/water/template.csv").content.decode("utf-8-sig")

    assert "1 new" in tried(client, example)


def test_of_many_faults_the_page_says_how_many_more_there_are(
    community: Any, people: Any, sign_in: Any, monkeypatch: Any
) -> None:
    monkeypatch.setattr(inventory_files, "MOST_FAULTS", 2)
    client, mine = sign_in(people.knowledge_manager), people.knowledge_manager
    poems = GOOD + "".join(f"F-{n},poem,A poem,It rhymes.,published\n" for n in range(5))
    file = inventory_files.try_out(community=community, by=mine, source=poems)
    inventory_files.import_waiting()
    trial = client.get(IMPORT).content.decode()
    assert trial.count("“poem” is no type.") == 2
    assert "and 3 more" in trial

    inventory_files.take_up_tried(file=file, by=mine, without_faulty=True)
    inventory_files.import_waiting()
    done = client.get(IMPORT).content.decode()
    assert "5 rows were left out" in done
    assert "and 3 more" in done
    InventoryFile.objects.update(outcome={"new": 1, "fault": 2})
    assert " more<" not in client.get(IMPORT).content.decode()
