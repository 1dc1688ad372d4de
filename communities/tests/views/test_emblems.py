"""The picture a community carries: chosen, looked at, used, served, and taken away."""

from __future__ import annotations

import io
import re
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from communities.actions import emblems as actions
from communities.actions import memberships
from communities.queries import emblems

pytestmark = pytest.mark.django_db
PAGE = "/communities/water/identity/emblem/"


def drawn(form: str = "PNG", size: tuple[int, int] = (400, 200), **how: Any) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", size, "#204080").save(out, format=form, **how)
    return out.getvalue()


def chosen(name: str = "sign.png", content: bytes = b"") -> dict[str, Any]:
    return {"picture": SimpleUploadedFile(name, content or drawn())}


def kept_in(page: str) -> str:
    found = re.search(r'name="kept" value="([^"]+)"', page)
    assert found, page
    return found[1]


@pytest.fixture
def carried(community: Any, people: Any) -> Any:
    return actions.set_emblem(community=community, by=people.coordinator, name="sign.png", content=drawn())


@pytest.mark.parametrize("form", ["PNG", "JPEG", "WEBP"])
def test_a_picture_is_looked_at_before_it_is_used(
    form: str, community: Any, people: Any, sign_in: Any
) -> None:
    browser = sign_in(people.coordinator)
    assert f'href="{PAGE}"' in browser.get("/communities/water/identity/").content.decode()

    seen = browser.post(PAGE, chosen(f"sign.{form.lower()}", drawn(form))).content.decode()

    community.refresh_from_db()
    assert not community.emblem
    assert seen.count('src="data:image/png;base64,') == 2
    assert "How its colour reads" in seen

    browser.post(PAGE, {"kept": kept_in(seen), "use": "1"})
    community.refresh_from_db()
    page = browser.get("/communities/water/").content.decode()
    assert f'src="{community.emblem_address()}"' in page
    assert f'src="{community.emblem_address(small=True)}"' in browser.get("/communities/").content.decode()


def test_pictures_are_light_and_square_and_nothing_but_pictures(community: Any, carried: Any) -> None:
    secret = Image.Exif()
    secret[0x010E] = "Lat -1.29, Amina's camera"
    noisy = io.BytesIO()
    Image.effect_noise((900, 700), 90).convert("RGB").save(noisy, format="JPEG", exif=secret)
    actions.set_emblem(
        community=community, by=_coordinator(community), name="x.jpg", content=noisy.getvalue()
    )

    folder = community.emblem.storage
    for name, side, most in (("{}.webp", 144, 12_000), ("{}-small.webp", 72, 4_000), ("{}.png", 72, 8_000)):
        with folder.open("emblems/" + name.format(community.emblem_key)) as file:
            content = file.read()
        with Image.open(io.BytesIO(content)) as picture:
            assert picture.size == (side, side)
            assert not picture.getexif()
        assert b"Amina" not in content
        assert len(content) < most, name


def _coordinator(community: Any) -> Any:
    return community.memberships.get(roles__contains=["coordinator"]).user


def test_a_see_through_picture_stands_on_white(community: Any, people: Any) -> None:
    out = io.BytesIO()
    Image.new("RGBA", (80, 80), (0, 0, 0, 0)).save(out, format="PNG")
    actions.set_emblem(community=community, by=people.coordinator, name="x.png", content=out.getvalue())

    with Image.open(io.BytesIO(emblems.picture(community))) as picture:
        assert picture.convert("L").getextrema()[0] > 250


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("sign.svg", b'<svg xmlns="http://www.w3.org/2000/svg"><script>x()</script></svg>'),
        ("sign.png", b"<html>no</html>"),
        ("sign.gif", b"GIF89a\x01\x00\x01\x00\x00\x00\x00;"),
        ("sign.pdf", b"%PDF-1.7 x"),
        ("sign.png", b"\x89PNG\r\n\x1a\n" + b"x" * 64),
    ],
)
def test_what_is_no_picture_is_refused_with_a_sentence(
    name: str, content: bytes, community: Any, people: Any, sign_in: Any
) -> None:
    page = sign_in(people.coordinator).post(PAGE, chosen(name, content))

    assert page.status_code == 200
    assert "Choose a picture" in page.content.decode() or "not a picture" in page.content.decode()
    assert 'name="use"' not in page.content.decode()
    community.refresh_from_db()
    assert not community.emblem


@pytest.mark.parametrize("kept", ["", "nonsense", "PHN2Zz48L3N2Zz4=", "A" * 300_000])
def test_what_comes_back_is_looked_at_again(kept: str, community: Any, people: Any, sign_in: Any) -> None:
    page = sign_in(people.coordinator).post(PAGE, {"kept": kept, "use": "1"})

    assert page.status_code == 200
    assert 'class="error"' in page.content.decode()
    community.refresh_from_db()
    assert not community.emblem


def test_a_picture_has_the_gate_of_its_community(
    carried: Any, community: Any, people: Any, sign_in: Any, client: Any
) -> None:
    address = community.emblem_address()
    answer = sign_in(people.member).get(address)
    assert (answer.status_code, answer["Content-Type"]) == (200, "image/webp")
    assert answer["Cache-Control"] == "private, max-age=31536000, immutable"
    b"".join(answer.streaming_content)

    for visibility, who, expected in (
        ("secret", people.stranger, 404), ("secret", people.member, 200), ("closed", people.stranger, 200),
    ):  # fmt: skip
        type(community).objects.filter(pk=community.pk).update(visibility=visibility)
        assert sign_in(who).get(address).status_code == expected, (visibility, who)
    client.logout()
    assert client.get(address).status_code == 404
    assert client.get(f"/media/{community.emblem.name}").status_code == 404
    type(community).objects.filter(pk=community.pk).update(visibility="public")
    assert client.get(address).status_code == 200
    for other in ("x.webp", f"{community.emblem_key}.png", "..%2fx.webp"):
        assert client.get(f"/communities/water/emblem/{other}").status_code == 404


def test_letters_show_it_by_a_secret_name_that_tells_nothing(
    neighbour: Any, carried: Any, community: Any, client: Any
) -> None:
    address = emblems.in_letters(community)
    assert emblems.in_letters(neighbour) == ""
    assert "water" not in address
    assert len(community.emblem_key) >= 22

    answer = client.get("/" + address.split("/", 3)[3])
    assert (answer.status_code, answer["Content-Type"]) == (200, "image/png")
    for other in ("x", community.emblem_key[:-1], f"{community.emblem_key}-small"):
        assert client.get(f"/emblems/{other}.png").status_code == 404


def test_another_picture_has_another_address_and_the_old_files_go(
    carried: Any, community: Any, people: Any, django_capture_on_commit_callbacks: Any
) -> None:
    key, folder = community.emblem_key, community.emblem.storage

    with django_capture_on_commit_callbacks(execute=True):
        actions.set_emblem(community=community, by=people.coordinator, name="b.png", content=drawn())

    assert community.emblem_key != key
    assert not any(folder.exists(f"emblems/{key}{end}") for end in (".webp", "-small.webp", ".png"))


def test_the_weave_comes_back_on_every_page(carried: Any, community: Any, people: Any, sign_in: Any) -> None:
    browser = sign_in(people.coordinator)
    assert "Take the picture away" in browser.get(PAGE).content.decode()

    browser.post(PAGE, {"weave": "1"})
    browser.post(PAGE, {"weave": "1"})

    community.refresh_from_db()
    assert not community.emblem
    assert "/emblem/" not in browser.get("/communities/water/").content.decode()


def test_who_does_not_coordinate_changes_no_picture(
    carried: Any, community: Any, people: Any, sign_in: Any
) -> None:
    for who in (people.member, people.guest, people.stranger):
        browser = sign_in(who)
        assert browser.get(PAGE).status_code == 403
        assert browser.post(PAGE, {"weave": "1"}).status_code == 403
    community.refresh_from_db()
    assert community.emblem


def test_a_file_that_was_lost_costs_the_picture_alone(
    carried: Any, community: Any, people: Any, sign_in: Any
) -> None:
    for end in (".webp", "-small.webp"):
        community.emblem.storage.delete(f"emblems/{community.emblem_key}{end}")

    assert emblems.picture(community) == b""
    browser = sign_in(people.member)
    assert browser.get(community.emblem_address()).status_code == 404
    assert browser.get("/communities/water/").status_code == 200


def test_who_left_a_secret_community_gets_its_picture_no_more(
    carried: Any, community: Any, people: Any, sign_in: Any
) -> None:
    type(community).objects.filter(pk=community.pk).update(visibility="secret")
    memberships.leave(community=community, by=people.member)

    assert sign_in(people.member).get(community.emblem_address()).status_code == 404
