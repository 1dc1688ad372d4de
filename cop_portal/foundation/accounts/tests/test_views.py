"""One's own profile, and the language and time of pages."""

from __future__ import annotations

import io
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone, translation
from PIL import Image

pytestmark = pytest.mark.django_db
PAGE = "/my/profile/"


@pytest.fixture(autouse=True)
def _language() -> Any:
    yield
    translation.activate("en")


def profile(**fields: Any) -> dict[str, Any]:
    return {"name": "Mona Member", "time_zone": "Africa/Nairobi", "language": "", **fields}


def test_visitors_are_asked_to_sign_in(client: Any) -> None:
    assert client.get(PAGE).url == f"/accounts/login/?next={PAGE}"


def test_a_profile_is_saved_and_shown(people: Any, sign_in: Any) -> None:
    answer = sign_in(people.member).post(
        PAGE, profile(about="<i>Wells</i>", expertise="pumps, wells", languages=["en", "ar"]), follow=True
    )

    people.member.refresh_from_db()
    assert people.member.languages == ["en", "ar"]
    assert answer.redirect_chain == [(f"/people/{people.member.pk}/", 302)]
    assert b"&lt;i&gt;Wells&lt;/i&gt;" in answer.content
    assert b"Africa/Nairobi" in answer.content


def test_wrong_input_is_kept_and_changes_nothing(people: Any, sign_in: Any) -> None:
    answer = sign_in(people.member).post(PAGE, profile(time_zone="Moon/Base", about="Kept words"))

    people.member.refresh_from_db()
    assert answer.status_code == 200
    assert b"Kept words" in answer.content
    assert people.member.time_zone == "UTC"


def test_only_guests_name_an_organisation(people: Any, sign_in: Any) -> None:
    assert b'name="organisation"' not in sign_in(people.member).get(PAGE).content
    assert b'name="organisation"' in sign_in(people.guest).get(PAGE).content
    sign_in(people.member).post(PAGE, profile(organisation="Mine", is_superuser="on"))

    people.member.refresh_from_db()
    assert (people.member.organisation, people.member.is_superuser) == ("", False)


def language(client: Any, **headers: str) -> str:
    return client.get("/help/", headers=headers)["Content-Language"]


def test_a_visitor_s_language_is_the_chosen_one_else_the_browser_s(client: Any) -> None:
    assert language(client) == "en"
    assert language(client, accept_language="ar-EG,en;q=0.5") == "ar"
    assert language(client, accept_language="zh-CN,zh;q=0.9") == "zh-hans"
    assert language(client, accept_language="sw") == "en"  # not offered
    client.cookies["django_language"] = "en"
    assert language(client, accept_language="ar") == "en"
    client.cookies["django_language"] = "../../x"
    assert language(client, accept_language="ar") == "ar"


def test_the_profile_s_language_goes_before_a_cookie_of_somebody_else(people: Any, sign_in: Any) -> None:
    client = sign_in(people.member)
    client.cookies["django_language"] = "ar"
    assert language(client) == "ar"

    type(people.member).objects.filter(pk=people.member.pk).update(language="en")
    assert language(client, accept_language="ar") == "en"
    type(people.member).objects.filter(pk=people.member.pk).update(language="sw")  # not offered
    assert language(client) == "ar"


def test_choosing_a_language_holds_for_cookie_and_account(client: Any, people: Any, sign_in: Any) -> None:
    answer = client.get("/language/?language=ar&next=/help/")
    assert (answer.url, answer.cookies["django_language"].value) == ("/help/", "ar")
    assert client.get("/language/?language=xx").cookies.get("django_language") is None
    assert client.get("/language/?language=en&next=//evil.example/").url == "/"

    sign_in(people.member).get("/language/?language=en")
    people.member.refresh_from_db()
    assert people.member.language == ""
    client.post("/language/", {"language": "en"})
    people.member.refresh_from_db()
    assert people.member.language == "en"


def test_arabic_pages_run_from_right_to_left(client: Any) -> None:
    page = client.get("/help/", headers={"accept-language": "ar"})

    assert b'<html lang="ar" dir="rtl"' in page.content
    assert "Accept-Language" in page["Vary"]


def test_a_zone_that_no_longer_exists_stops_nobody(people: Any, sign_in: Any) -> None:
    type(people.member).objects.filter(pk=people.member.pk).update(time_zone="Moon/Base")
    client = sign_in(people.member)

    assert client.get(f"/people/{people.member.pk}/").status_code == 200
    assert timezone.get_current_timezone_name() == "UTC"


def shot(colour: str = "red", side: int = 300) -> SimpleUploadedFile:
    out = io.BytesIO()
    Image.new("RGB", (side, side), colour).save(out, "JPEG")
    return SimpleUploadedFile("me.jpg", out.getvalue(), "image/jpeg")


def test_a_photograph_is_shown_changed_and_taken_away(people: Any, sign_in: Any) -> None:
    client, own = sign_in(people.member), f"/people/{people.member.pk}/"
    assert client.get(f"{own}photo/").status_code == 404
    assert b"no_picture" not in client.get(PAGE).content

    client.post(PAGE, profile(picture=shot()))
    people.member.refresh_from_db()
    first = people.member.photo.name
    answer = client.get(f"{own}photo/")
    assert answer["Content-Type"] == "image/webp"
    assert b"".join(answer.streaming_content)[8:12] == b"WEBP"
    assert f"{own}photo/".encode() in client.get(own).content

    client.post(PAGE, profile(picture=shot("blue")))
    people.member.refresh_from_db()
    assert people.member.photo.name != first
    client.post(PAGE, profile(no_picture="on"))
    people.member.refresh_from_db()
    assert not people.member.photo
    assert client.get(f"{own}photo/").status_code == 404


def test_what_is_no_photograph_is_said_and_the_rest_is_kept(people: Any, sign_in: Any) -> None:
    wrong = SimpleUploadedFile("me.jpg", b"<html>no</html>", "image/jpeg")

    page = sign_in(people.member).post(PAGE, profile(about="Kept words", picture=wrong)).content.decode()

    people.member.refresh_from_db()
    assert not people.member.photo
    assert "Kept words" in page
    assert "cannot be kept here" in page


def test_a_photograph_has_the_gate_of_its_profile(
    people: Any, sign_in: Any, client: Any, make_person: Any
) -> None:
    sign_in(people.member).post(PAGE, profile(picture=shot()))
    path = f"/people/{people.member.pk}/photo/"
    people.member.refresh_from_db()

    assert sign_in(people.stranger).get(path).status_code == 200  # a colleague, who sees the profile
    assert sign_in(make_person("Fay Far", is_guest=True)).get(path).status_code == 404
    client.logout()
    assert client.get(path).status_code == 302
    assert client.get(f"/media/{people.member.photo.name}").status_code == 404
