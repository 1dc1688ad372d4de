"""Wagtail's doors for pictures and files: what comes in is checked as everywhere, and carries no secret along."""

from __future__ import annotations

import io
import zipfile
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.core.files.images import ImageFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image
from wagtail.models import UploadedFile

from communities.enums import Role
from cop_portal.tests.factories import holder
from knowledge_base.actions.libraries import collection_of, ensure_library
from knowledge_base.models import LibraryDocument, LibraryImage

pytestmark = pytest.mark.django_db
CAMERA, PLACE = "Camera of Mona", 0x8825
PAGE = b"<!DOCTYPE html><script>alert(1)</script>"
HANDLERS = "django.core.files.uploadhandler."
# Each door: its address by noun, what stands before its fields, and its field for the file.
DOORS = {
    "one": ("wagtail{0}s:add", "", "file"),
    "many": ("wagtail{0}s:add_multiple", "", "files[]"),
    "chooser": ("wagtail{0}s_chooser:create", "{1}-chooser-upload-", "file"),
}
NOUNS = {"image": "image", "document": "doc"}
MODELS: dict[str, Any] = {"image": LibraryImage, "document": LibraryDocument}


def photo(size: tuple[int, int] = (80, 60)) -> bytes:
    """A JPEG as a telephone makes it: with its camera, and with where it was."""
    exif = Image.Exif()
    exif[0x010F] = CAMERA
    exif.get_ifd(PLACE).update({1: "S", 2: (1.0, 17.0, 31.0), 3: "E", 4: (36.0, 49.0, 2.0)})
    out = io.BytesIO()
    Image.new("RGB", size, "olive").save(out, "JPEG", exif=exif)
    return out.getvalue()


def archive() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as file:
        file.writestr("word/document.xml", "<x/>")
    return out.getvalue()


def is_plain(file: Any) -> bool:
    """Whether a stored picture says nothing of its camera, nor of its place."""
    with file.open("rb") as stored:
        content = stored.read()
    with Image.open(io.BytesIO(content)) as picture:
        return CAMERA.encode() not in content and not picture.getexif() and "exif" not in picture.info


def send(
    client: Any, door: str, noun: str, name: str, content: bytes, where: Any, title: str = "Siphon"
) -> Any:
    address, before, field = DOORS[door]
    before = before.format("", noun)
    said = {f"{before}title": title, f"{before}collection": collection_of(where).pk, f"{before}tags": "Wells"}
    said[field if field == "files[]" else before + field] = SimpleUploadedFile(name, content)
    return client.post(
        reverse(address.format(NOUNS[noun])),
        said,
        HTTP_X_REQUESTED_WITH="XMLHttpRequest" if door == "many" else "",
    )


@pytest.fixture
def keeper(community: Any, people: Any, sign_in: Any) -> Any:
    """The browser of the knowledge manager."""
    ensure_library(community)
    return sign_in(people.knowledge_manager)


def refuse_all(name: str, content: bytes) -> None:
    raise ValidationError("infected")


def test_the_photograph_of_these_tests_tells_where_it_was_taken() -> None:
    with Image.open(io.BytesIO(photo())) as picture:
        assert picture.getexif().get_ifd(PLACE)[1] == "S"


@pytest.mark.parametrize("handler", ["MemoryFileUploadHandler", "TemporaryFileUploadHandler"])
@pytest.mark.parametrize("door", DOORS)
def test_a_picture_says_nothing_of_where_it_was_taken_nor_do_its_sizes(
    door: str, handler: str, keeper: Any, community: Any, settings: Any
) -> None:
    settings.FILE_UPLOAD_HANDLERS = [HANDLERS + handler]

    answer = send(keeper, door, "image", "Wéll.jpeg", photo((2600, 40)), community)

    assert answer.status_code in (200, 302), answer.content
    image = LibraryImage.objects.get(title="Siphon", collection=collection_of(community))
    assert is_plain(image.file)
    assert image.file.name.endswith(".jpeg")
    for spec in ("original", "max-60x60", "max-60x60|format-jpeg", "max-60x60|format-png"):
        assert is_plain(image.get_rendition(spec).file), spec
    # It is as large as pictures of contributions are kept, and Wagtail knows.
    assert (image.width, image.height) == (2400, 37)
    assert image.get_file_size() == image.file.size


def test_a_picture_bears_the_ending_that_is_true(keeper: Any, community: Any) -> None:
    send(keeper, "one", "image", "well.png", photo(), community)

    image = LibraryImage.objects.get(title="Siphon")
    assert image.file.name.endswith(".jpg")
    assert is_plain(image.file)


@pytest.mark.parametrize(
    ("name", "content", "kept_as"),
    [
        ("list.csv", b"a,b\n1,2\n", "list.csv"),
        ("notes.md", "# Wéll".encode(), "notes.md"),
        ("notes.txt", b"words", "notes.txt"),
        ("report.pdf", b"%PDF-1.7\n...", "report.pdf"),
        ("report.docx", archive(), "report.docx"),
        # What it is decides, not what it is called.
        ("words.pdf", b"just words", "words.txt"),
        ("report.txt", b"%PDF-1.7\n...", "report.pdf"),
    ],
)
@pytest.mark.parametrize("door", DOORS)
def test_a_file_keeps_its_content_and_the_ending_that_is_true(
    door: str, name: str, content: bytes, kept_as: str, keeper: Any, community: Any
) -> None:
    answer = send(keeper, door, "document", name, content, community)

    assert answer.status_code in (200, 302), answer.content
    document = LibraryDocument.objects.get(title="Siphon", collection=collection_of(community))
    stem, _dot, ending = kept_as.partition(".")
    assert document.filename.startswith(stem)
    assert document.filename.endswith(f".{ending}")
    assert document.file.read() == content
    assert document.get_file_size() == len(content)


def refused(answer: Any, door: str, sentence: str) -> None:
    """The sentence is said, and what was typed stands in the form."""
    if door == "many":  # the other fields are asked for when the file is in
        assert answer.json()["success"] is False
        assert sentence in answer.json()["error_message"]
        return
    said = answer.content.decode() if door == "one" else " ".join(map(str, answer.json().values()))
    assert sentence in said
    assert 'value="Siphon"' in said
    assert "Wells" in said


@pytest.mark.parametrize("door", DOORS)
@pytest.mark.parametrize(
    ("noun", "name", "content", "sentence"),
    [
        ("document", "page.pdf", PAGE, "“page.pdf” is of a kind that cannot be kept here."),
        ("document", "page.txt", PAGE, "“page.txt” is of a kind that cannot be kept here."),
        ("document", "run.docx", b"MZ\x90\x00" + b"\x00" * 64, "“run.docx” is of a kind that cannot be kept here."),
        ("document", "photo.pdf", photo(), "is not allowed"),
        ("document", "long.txt", b"x" * 3001, "“long.txt” is larger than"),
        ("image", "wide.jpg", photo((1200, 900)), "“wide.jpg” is larger than"),
        ("image", "page.jpg", PAGE, "“page.jpg” is of a kind that cannot be kept here."),
        ("image", "words.jpg", b"just words", "valid image"),
        ("image", "report.png", b"%PDF-1.7\n...", "valid image"),
        ("image", "short.jpg", photo()[:700], "“short.jpg” is not a picture that can be read."),
    ],
)  # fmt: skip
def test_what_is_refused_is_refused_with_a_sentence_and_nothing_typed_is_lost(
    noun: str, name: str, content: bytes, sentence: str, door: str, keeper: Any, community: Any, settings: Any
) -> None:
    settings.UPLOAD_MAX_BYTES = 3000

    answer = send(keeper, door, noun, name, content, community)

    refused(answer, door, sentence)
    assert not MODELS[noun].objects.exists()
    assert not UploadedFile.objects.exists()


@pytest.mark.parametrize("door", DOORS)
def test_the_scanner_has_the_last_word(door: str, keeper: Any, community: Any, settings: Any) -> None:
    settings.UPLOAD_SCANNER = f"{__name__}.refuse_all"

    refused(send(keeper, door, "image", "a.jpg", photo(), community), door, "infected")
    refused(send(keeper, door, "document", "a.txt", b"words", community), door, "infected")

    assert not LibraryImage.objects.exists()
    assert not LibraryDocument.objects.exists()


def test_what_wagtail_puts_by_until_another_field_is_right_was_checked_before(
    keeper: Any, community: Any
) -> None:
    answer = send(keeper, "many", "image", "well.jpg", photo(), community, title="x" * 300)

    by = UploadedFile.objects.get(pk=answer.json()["uploaded_file_id"])
    assert is_plain(by.file)
    keeper.post(
        reverse("wagtailimages:create_multiple_from_uploaded_image", args=[by.pk]),
        {
            f"uploaded-image-{by.pk}-title": "Siphon",
            f"uploaded-image-{by.pk}-collection": collection_of(community).pk,
            f"uploaded-image-{by.pk}-tags": "",
        },
        HTTP_X_REQUESTED_WITH="XMLHttpRequest",
    )
    assert is_plain(LibraryImage.objects.get(title="Siphon").file)

    send(keeper, "many", "document", "page.pdf", PAGE, community, title="x" * 300)
    assert UploadedFile.objects.count() == 0


def test_a_newer_file_is_checked_and_a_form_without_one_leaves_what_is_there(
    keeper: Any, community: Any
) -> None:
    raw = photo()
    image = LibraryImage.objects.create(
        title="Well", file=ImageFile(io.BytesIO(raw), name="well.jpg"), collection=collection_of(community)
    )
    image.get_rendition("max-60x60|format-jpeg")
    address = reverse("wagtailimages:edit", args=[image.pk])
    words = {"title": "Siphon", "collection": collection_of(community).pk, "tags": "Wells"}

    keeper.post(address, words)
    same = LibraryImage.objects.get(pk=image.pk)
    assert (same.title, same.file.name) == ("Siphon", image.file.name)
    assert same.file.read() == raw

    told = keeper.post(address, {**words, "title": "Kept", "file": SimpleUploadedFile("new.jpg", PAGE)})
    assert 'value="Kept"' in told.content.decode()
    assert LibraryImage.objects.get(pk=image.pk).file.name == image.file.name

    keeper.post(address, {**words, "file": SimpleUploadedFile("new.jpg", photo((90, 70)))})
    newer = LibraryImage.objects.get(pk=image.pk)
    assert is_plain(newer.file)
    assert (newer.width, newer.height) == (90, 70)
    assert is_plain(newer.get_rendition("max-60x60|format-jpeg").file)


def test_a_newer_document_is_checked_too(keeper: Any, community: Any) -> None:
    send(keeper, "one", "document", "list.csv", b"a,b", community)
    document = LibraryDocument.objects.get(title="Siphon")
    address = reverse("wagtaildocs:edit", args=[document.pk])
    words = {"title": "Siphon", "collection": collection_of(community).pk, "tags": ""}

    told = keeper.post(address, {**words, "file": SimpleUploadedFile("list.csv", PAGE)})
    assert "“list.csv” is of a kind that cannot be kept here." in told.content.decode()
    assert LibraryDocument.objects.get(pk=document.pk).file.read() == b"a,b"

    keeper.post(address, {**words, "file": SimpleUploadedFile("list.csv", b"a,b,c")})
    assert LibraryDocument.objects.get(pk=document.pk).file.read() == b"a,b,c"


@pytest.mark.parametrize("door", DOORS)
def test_the_stranger_brings_nothing_in(
    door: str, community: Any, neighbour: Any, people: Any, sign_in: Any
) -> None:
    ensure_library(community)
    ensure_library(neighbour)
    client = sign_in(people.stranger)
    for noun, name, content in (("image", "a.jpg", photo()), ("document", "a.txt", b"words")):
        assert send(client, door, noun, name, content, community).status_code in (302, 403, 404)
    assert not LibraryImage.objects.exists()
    assert not LibraryDocument.objects.exists()

    # Nor does the knowledge manager from next door, into this collection.
    client = sign_in(holder(neighbour, Role.KNOWLEDGE_MANAGER))
    for noun, name, content in (("image", "a.jpg", photo()), ("document", "a.txt", b"words")):
        send(client, door, noun, name, content, community)
        assert not MODELS[noun].objects.filter(collection=collection_of(community)).exists()


def test_one_limit_of_size_holds_on_both_sides(settings: Any) -> None:
    assert settings.WAGTAILDOCS_MAX_UPLOAD_SIZE == settings.UPLOAD_MAX_BYTES
    assert settings.WAGTAILIMAGES_MAX_UPLOAD_SIZE == settings.UPLOAD_MAX_BYTES


def test_a_png_that_moves_is_kept_whole_and_its_sizes_show_the_first_of_it(
    keeper: Any, community: Any, sign_in: Any, people: Any
) -> None:
    out = io.BytesIO()
    frames = [Image.new("RGB", (80, 60), colour) for colour in ("olive", "navy", "maroon")]
    frames[0].save(out, "PNG", save_all=True, append_images=frames[1:], duration=90)

    answer = send(keeper, "one", "image", "pump.png", out.getvalue(), community)

    assert answer.status_code == 302, answer.content
    image = LibraryImage.objects.get(title="Siphon", collection=collection_of(community))
    with image.file.open("rb") as stored, Image.open(io.BytesIO(stored.read())) as picture:
        assert (picture.format, picture.n_frames) == ("PNG", 3)  # type: ignore[attr-defined]
    for spec in ("max-40x40", "max-40x40|format-webp"):
        with image.get_rendition(spec).file.open("rb") as stored, Image.open(stored) as small:
            assert small.size == (40, 30)
            red, green, blue = small.convert("RGB").getpixel((5, 5))  # type: ignore[misc]
            assert abs(red - 128) + abs(green - 128) + blue < 9
    stranger = send(sign_in(people.stranger), "one", "image", "pump.png", out.getvalue(), community)
    assert stranger.status_code != 200
    assert LibraryImage.objects.filter(collection=collection_of(community)).count() == 1
