"""A file's address is no key."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from knowledge_base.actions import filetexts, releases
from knowledge_base.actions.libraries import collection_of, ensure_library
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


HOSTILE = b"<!doctype html><title>Wells</title><style>p{color:red}</style><script>steal()</script><p>Ferrocement tanks"


@pytest.mark.parametrize("name", ["saved.html", "saved.htm", "drawing.svg", "feed.xml", "page.xhtml"])
def test_what_a_browser_would_run_is_handed_out_as_bytes_and_never_shown(
    name: str, community: Any, client: Any, settings: Any, tmp_path: Any
) -> None:
    settings.MEDIA_ROOT = tmp_path
    document = LibraryDocument.objects.create(
        title="Saved", file=ContentFile(HOSTILE, name=name), collection=collection_of(community)
    )
    published(community, sharing="public", body=[("file", {"document": document, "note": ""})])

    for more in ({}, {"HTTP_ACCEPT": "text/html"}, {"HTTP_RANGE": "bytes=0-9"}):
        answer = client.get(document.url, **more)
        assert answer["Content-Type"] == "application/octet-stream"
        assert answer["Content-Disposition"].startswith("attachment")
        assert answer["X-Content-Type-Options"] == "nosniff"
        assert answer["Content-Security-Policy"] == "default-src 'none'; sandbox"
        b"".join(answer.streaming_content)


def test_a_saved_page_comes_in_as_a_file_and_is_found_by_its_words_alone(
    community: Any, people: Any, sign_in: Any, settings: Any, tmp_path: Any
) -> None:
    settings.MEDIA_ROOT = tmp_path
    ensure_library(community)
    keeper = sign_in(people.knowledge_manager)
    keeper.post(
        reverse("wagtaildocs:add"),
        {"title": "Saved", "collection": collection_of(community).pk, "file": SimpleUploadedFile("a.htm", HOSTILE)},
    )  # fmt: skip
    document = LibraryDocument.objects.get()
    filetexts.read(document)

    assert document.words.text == "Wells Ferrocement tanks"
    other = sign_in(people.stranger)
    assert other.get(document.url).status_code == 404
