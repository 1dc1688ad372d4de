"""What a camera wrote into pictures that were stored long ago is taken out, once, wherever they lie."""

from __future__ import annotations

import io
import os
from pathlib import Path
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import Storage
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from PIL import Image, PngImagePlugin

from communities.actions.emblems import set_emblem
from communities.models import Community
from cop_portal.foundation import animations, uploads
from cop_portal.foundation.uploads import check_upload, has_secrets, plain_picture
from discussions.models import Attachment
from discussions.tests.makers import question, said
from knowledge_base.actions import pictures
from knowledge_base.actions.libraries import collection_of
from knowledge_base.models import LibraryDocument, LibraryImage, LibraryRendition
from knowledge_base.tests.forms.test_media import CAMERA, PLACE, is_plain, photo

pytestmark = pytest.mark.django_db


class Remote(Storage):
    """Files that lie elsewhere and have no path here."""

    def __init__(self) -> None:
        self.kept: dict[str, bytes] = {}

    def _open(self, name: str, mode: str = "rb") -> Any:
        return ContentFile(self.kept[name], name=name)

    def _save(self, name: str, content: Any) -> str:
        self.kept[name] = content.read()
        return name

    def exists(self, name: str) -> bool:
        return name in self.kept

    def delete(self, name: str) -> None:
        self.kept.pop(name)

    def size(self, name: str) -> int:
        return len(self.kept[name])


@pytest.fixture(autouse=True)
def _shelf(settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path


def planted(community: Any, name: str = "old.jpg", content: bytes = b"") -> LibraryImage:
    """A picture as it was stored before uploads were checked."""
    return LibraryImage.objects.create(
        title="Well", file=ContentFile(content or photo(), name=name), collection=collection_of(community)
    )


def filed(community: Any, name: str, content: bytes) -> LibraryDocument:
    """A picture that lies among the files of a library."""
    return LibraryDocument.objects.create(
        title=name, file=ContentFile(content, name=name), collection=collection_of(community)
    )


def rendition(image: LibraryImage) -> LibraryRendition:
    """A size of a picture that still tells its place."""
    return LibraryRendition.objects.create(
        image=image,
        filter_spec="original",
        width=80,
        height=60,
        file=ContentFile(photo(), name="old.orig.jpg"),
    )


def attached(community: Any, people: Any) -> Attachment:
    return Attachment.objects.create(
        contribution=said(question(community, people.member), people.expert), file=ContentFile(photo(), name="phone.jpg"), name="phone.jpg",
        content_type="image/jpeg", size=1,
    )  # fmt: skip


def test_originals_sizes_and_attachments_lose_their_place_and_keep_their_address(
    community: Any, people: Any, tmp_path: Path
) -> None:
    image = planted(community)
    rows = [image, rendition(image), attached(community, people)]
    names = [row.file.name for row in rows]
    assert not any(is_plain(row.file) for row in rows)

    told: list[Any] = []
    assert pictures.clean_all(say=told.append) == {"cleaned": 3}

    for row, name in zip(rows, names, strict=True):
        row.refresh_from_db()
        assert row.file.name == name
        assert is_plain(row.file)
        with Image.open(row.file.path) as picture:
            assert (picture.size, picture.format) == ((80, 60), "JPEG")
            assert PLACE not in picture.getexif()
    assert (image.file_size, rows[2].size) == (image.file.size, rows[2].file.size)
    assert {one.outcome for one in told} == {"cleaned"}
    assert not [
        path for path in tmp_path.rglob("*") if path.is_file() and CAMERA.encode() in path.read_bytes()
    ]


def test_done_twice_it_changes_nothing_and_stopped_in_the_middle_it_goes_on(
    community: Any, monkeypatch: Any
) -> None:
    first, second = planted(community), planted(community, "second.jpg")
    clean, done = pictures.plain_picture, []

    def killed(*args: Any, **how: Any) -> bytes:
        if done:
            raise KeyboardInterrupt
        done.append(1)
        return clean(*args, **how)

    monkeypatch.setattr(pictures, "plain_picture", killed)
    with pytest.raises(KeyboardInterrupt):
        pictures.clean_all()
    assert [is_plain(first.file), is_plain(second.file)] == [True, False]
    monkeypatch.setattr(pictures, "plain_picture", clean)

    assert pictures.clean_all() == {"clean": 1, "cleaned": 1}
    before = Path(first.file.path).read_bytes(), Path(second.file.path).read_bytes()
    assert pictures.clean_all() == {"clean": 2}
    assert (Path(first.file.path).read_bytes(), Path(second.file.path).read_bytes()) == before


def lying(size: tuple[int, int] = (80, 60)) -> bytes:
    """A photograph taken with the telephone on its side: its file says how to turn it."""
    exif, out = Image.Exif(), io.BytesIO()
    exif[0x0112], exif[0x010F] = 6, CAMERA
    Image.new("RGB", size, "olive").save(out, "JPEG", exif=exif, quality=95)
    return out.getvalue()


def marked(image: LibraryImage, *middle: int) -> LibraryImage:
    """With what an editor marked as its middle: x, y, width and height."""
    for name, value in zip(["x", "y", "width", "height"], middle, strict=True):
        setattr(image, f"focal_point_{name}", value)
    image.save()
    return image


def middle(image: LibraryImage) -> tuple[int | None, ...]:
    return image.focal_point_x, image.focal_point_y, image.focal_point_width, image.focal_point_height


def test_a_row_that_was_left_behind_by_its_file_catches_up_and_its_middle_stays_where_it_is_seen(
    community: Any, monkeypatch: Any
) -> None:
    image = marked(planted(community, content=lying()), 20, 45, 8, 12)
    replace = os.replace

    def ended(*paths: Any) -> None:
        replace(*paths)
        raise KeyboardInterrupt

    monkeypatch.setattr(os, "replace", ended)
    with pytest.raises(KeyboardInterrupt):
        pictures.clean_all()
    monkeypatch.setattr(os, "replace", replace)
    image.refresh_from_db()
    assert is_plain(image.file)
    assert (image.width, image.height) == (80, 60)

    assert pictures.clean_all() == {"corrected": 1}

    image = LibraryImage.objects.get()
    assert (image.width, image.height, image.file_size) == (60, 80, image.file.size)
    assert middle(image) == (15, 60, 6, 16)
    assert pictures.clean_all() == {"clean": 1}
    assert middle(LibraryImage.objects.get()) == (15, 60, 6, 16)


def test_a_picture_that_was_made_smaller_beside_its_row_is_found_and_others_stay_as_they_are(
    community: Any,
) -> None:
    image = marked(planted(community, content=photo((4000, 3000))), 3000, 1500, 400, 200)
    other = marked(planted(community, "other.jpg"), 20, 45, 8, 12)
    Path(image.file.path).write_bytes(plain_picture("x", photo((4000, 3000)), "image/jpeg"))

    assert pictures.clean_all() == {"corrected": 1, "cleaned": 1}

    image, other = LibraryImage.objects.get(pk=image.pk), LibraryImage.objects.get(pk=other.pk)
    assert (image.width, image.height, middle(image)) == (2400, 1800, (1800, 900, 240, 120))
    assert (other.width, other.height, middle(other)) == (80, 60, (20, 45, 8, 12))


def test_a_large_picture_keeps_its_size_and_how_finely_it_is_drawn(community: Any) -> None:
    image = marked(planted(community, content=photo((3000, 40))), 2900, 20, 50, 20)
    paper = filed(community, "map.jpg", lying((3000, 40)))
    with Image.open(paper.file.path) as before:
        fine = before.quantization  # type: ignore[attr-defined]

    assert pictures.clean_all() == {"cleaned": 2}

    image.refresh_from_db()
    assert (image.width, image.height, middle(image)) == (3000, 40, (2900, 20, 50, 20))
    with Image.open(image.file.path) as picture:
        assert picture.size == (3000, 40)
    with Image.open(paper.file.path) as picture:
        assert picture.size == (40, 3000)
        assert picture.quantization == fine  # type: ignore[attr-defined]
    assert is_plain(image.file)
    assert is_plain(paper.file)


def moving(form: str, **more: Any) -> bytes:
    out, exif = io.BytesIO(), Image.Exif()
    exif[0x010F] = CAMERA
    told: dict[str, Any] = {"comment": CAMERA} if form == "GIF" else {"exif": exif}
    frames = [Image.new("RGB", (40, 30), colour) for colour in ("navy", "olive", "maroon")]
    frames[0].save(out, form, save_all=True, append_images=frames[1:], duration=90, **told)
    return out.getvalue()


@pytest.mark.parametrize("form", ["GIF", "PNG", "WEBP"])
def test_a_picture_that_moves_is_cleaned_and_goes_on_moving(community: Any, form: str) -> None:
    film = filed(community, f"moves.{form.lower()}", moving(form))

    assert [pictures.clean_all() for _twice in range(2)] == [{"cleaned": 1}, {"clean": 1}]

    with Image.open(film.file.path) as picture:
        assert picture.n_frames == 3  # type: ignore[attr-defined]
    assert CAMERA.encode() not in Path(film.file.path).read_bytes()


@pytest.mark.parametrize("form", ["GIF", "WEBP", "PNG"])
def test_a_picture_that_moves_for_too_long_keeps_all_its_frames_and_is_named(
    community: Any, form: str, monkeypatch: Any
) -> None:
    monkeypatch.setattr(animations, "MOST_FRAMES", 2)
    film = filed(community, f"moves.{form.lower()}", moving(form))
    out = io.StringIO()

    call_command("clean_pictures", stdout=out)

    assert Path(film.file.path).read_bytes() == moving(form)
    assert f"animated: knowledge_base.LibraryDocument {film.pk}" in out.getvalue()
    assert "0 cleaned, 0 clean already, 0 whose row was corrected, 1 that move" in out.getvalue()


def test_a_photograph_too_large_to_be_drawn_loses_its_place_and_no_pixel(
    community: Any, monkeypatch: Any
) -> None:
    monkeypatch.setattr(uploads, "MOST_PIXELS", 100)
    image = planted(community)
    with Image.open(io.BytesIO(photo())) as before:
        pixels = before.tobytes()

    assert [pictures.clean_all() for _twice in range(2)] == [{"cleaned": 1}, {"clean": 1}]

    image.refresh_from_db()
    with Image.open(image.file.path) as after:
        assert after.tobytes() == pixels
        assert PLACE not in after.getexif()
    assert CAMERA.encode() not in Path(image.file.path).read_bytes()
    assert image.file_size == image.file.size


def test_a_second_picture_in_a_jpeg_is_no_movement_and_goes(community: Any) -> None:
    two = io.BytesIO()
    Image.new("RGB", (40, 30)).save(two, "MPO", save_all=True, append_images=[Image.new("RGB", (4, 3))])
    image = planted(community, content=two.getvalue())

    assert pictures.clean_all() == {"cleaned": 1}
    with image.file.open("rb") as stored:
        assert not has_secrets(stored.read())


def test_an_emblem_was_encoded_anew_when_it_was_set_and_its_three_forms_keep_one_name(
    community: Any, people: Any, monkeypatch: Any
) -> None:
    shelf = Remote()
    monkeypatch.setattr(Community._meta.get_field("emblem"), "storage", shelf)
    set_emblem(community=community, by=people.coordinator, name="sign.jpg", content=photo())
    key, kept = community.emblem_key, set(shelf.kept)
    assert kept == {f"emblems/{key}{ending}" for ending in (".webp", "-small.webp", ".png")}
    assert not any(has_secrets(content) for content in shelf.kept.values())
    shelf.kept[f"emblems/{key}.webp"] = photo()

    assert pictures.clean_all() == {}

    assert (Community.objects.get(pk=community.pk).emblem_key, set(shelf.kept)) == (key, kept)


def test_one_row_and_three_are_listed_by_the_same_statements(community: Any) -> None:
    place = pictures.PLACES[0]

    def cost() -> int:
        with CaptureQueriesContext(connection) as found:
            list(pictures.listed(place))
        return len(found)

    planted(community)
    one = cost()
    planted(community)
    planted(community)
    assert cost() == one == 2


def test_what_is_gone_or_no_picture_stops_nothing_and_is_named(community: Any) -> None:
    gone, broken = planted(community, "gone.jpg"), planted(community, "broken.jpg")
    sound = planted(community, "sound.jpg")
    Path(gone.file.path).unlink()
    Path(broken.file.path).write_bytes(photo()[:200])
    out = io.StringIO()

    call_command("clean_pictures", stdout=out)

    told = out.getvalue()
    assert f"missing: knowledge_base.LibraryImage {gone.pk}" in told
    assert f"unread: knowledge_base.LibraryImage {broken.pk}" in told
    assert (
        "1 cleaned, 0 clean already, 0 whose row was corrected, 0 that move and were left as they are" in told
    )
    assert "1 without their file, 1 that could not be read." in told
    assert is_plain(sound.file)


def test_where_files_have_no_path_the_new_one_is_stored_before_the_old_one_goes(
    community: Any, monkeypatch: Any, django_capture_on_commit_callbacks: Any
) -> None:
    field = LibraryImage._meta.get_field("file")
    monkeypatch.setattr(field, "storage", Remote())
    image = planted(community)
    old = image.file.name

    with django_capture_on_commit_callbacks(execute=True):
        assert pictures.clean_all() == {"cleaned": 1}

    image = LibraryImage.objects.get()
    assert image.file.name != old
    assert not image.file.storage.exists(old)
    assert is_plain(image.file)


@pytest.mark.parametrize("form", ["JPEG", "PNG", "GIF", "WEBP"])
def test_what_the_upload_check_made_is_clean(form: str) -> None:
    out = io.BytesIO()
    Image.new("RGB", (40, 30), "navy").save(out, form)

    assert not has_secrets(check_upload("x", out.getvalue()).content.read())


def test_words_in_a_png_and_a_second_picture_are_secrets_too() -> None:
    out, words = io.BytesIO(), PngImagePlugin.PngInfo()
    words.add_text("Comment", "at the well behind the school")
    Image.new("RGB", (4, 3)).save(out, "PNG", pnginfo=words)
    assert has_secrets(out.getvalue())
    two = io.BytesIO()
    Image.new("RGB", (40, 30)).save(two, "MPO", save_all=True, append_images=[Image.new("RGB", (4, 3))])
    assert has_secrets(two.getvalue())
