"""One's own profile, and the language and time of pages."""

from __future__ import annotations

from typing import Any

import pytest
from django.utils import timezone, translation

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
    assert language(client, accept_language="fr") == "en"  # not offered yet
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
    type(people.member).objects.filter(pk=people.member.pk).update(language="fr")
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
