"""A file's address is no key."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.files.base import ContentFile

from knowledge_base.actions import releases
from knowledge_base.actions.libraries import collection_of
from knowledge_base.models import LibraryDocument
from knowledge_base.tests.makers import published

pytestmark = pytest.mark.django_db


def test_a_document_follows_its_page_by_every_way_of_asking(
    community: Any, people: Any, client: Any, settings: Any, tmp_path: Any
) -> None:
    settings.MEDIA_ROOT = tmp_path
    document = LibraryDocument.objects.create(
        title="Log", file=ContentFile(b"<script>", name="log.txt"), collection=collection_of(community)
    )
    body = [("file", {"document": document, "note": ""})]
    page = published(community, title="Logs", sharing="public", body=body)
    answer = client.get(document.url)
    assert answer.status_code == 200
    assert answer["Cache-Control"] == "private, no-cache"
    assert "sandbox" in answer["Content-Security-Policy"]
    assert answer["X-Content-Type-Options"] == "nosniff"
    tag = answer.headers.get("ETag", "*")
    b"".join(answer.streaming_content)

    releases.narrow(resource=page, by=people.knowledge_manager, to="community")

    for more in ({}, {"HTTP_IF_NONE_MATCH": tag}, {"HTTP_RANGE": "bytes=0-2"}):
        assert client.get(document.url, **more).status_code == 404
        assert client.head(document.url, **more).status_code == 404
    for path in (f"/media/{document.file.name}", document.url + "/", f"/documents/{document.pk}/other.txt",
                 f"/documents/{document.pk}/", f"/media/../{document.file.name}"):  # fmt: skip
        assert client.get(path).status_code == 404
    client.force_login(people.member)
    assert client.get(document.url).status_code == 200
