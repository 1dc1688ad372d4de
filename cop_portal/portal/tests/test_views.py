"""The roof's own pages: who sees what on them, and what they cost."""

from __future__ import annotations

import datetime
import json
from typing import Any

import pytest
from django.utils import timezone

from communities.actions import memberships
from communities.models import RoleTerm
from cop_portal.tests.factories import community_with_roles, joined
from discussions.actions import discussions
from knowledge_base.tests.makers import published

pytestmark = pytest.mark.django_db


def asked(community: Any, by: Any, title: str = "Which pump lasts?") -> Any:
    return discussions.start(community=community, by=by, title=title, body="In hard water.", kind="question")


# --- home ------------------------------------------------------------------------------------


def test_a_visitor_reads_what_is_public_and_nothing_else(client: Any) -> None:
    public = community_with_roles("Open wells", visibility="public")
    inside = community_with_roles("Inner wells")
    published(public, title="For all", sharing="public")
    published(inside, title="For some")

    page = client.get("/").content.decode()

    assert "Open wells" in page
    assert "For all" in page
    assert "Inner wells" not in page
    assert "For some" not in page


def test_home_tells_members_what_is_new_in_their_communities(
    community: Any, neighbour: Any, people: Any, sign_in: Any
) -> None:
    asked(community, people.expert)
    asked(neighbour, people.stranger, "A closed matter")

    page = sign_in(people.member).get("/").content.decode()

    assert "Which pump lasts?" in page
    assert "A closed matter" not in page


@pytest.mark.parametrize("number", [1, 3])
def test_home_costs_the_same_for_one_and_three_news(
    number: int, community: Any, people: Any, sign_in: Any, django_assert_num_queries: Any
) -> None:
    for index in range(number):
        asked(community, people.expert, f"Question {index}")
        published(community, title=f"Resource {index}")
    browser = sign_in(people.member)
    browser.get("/")

    with django_assert_num_queries(10):
        assert browser.get("/").status_code == 200


# --- community home --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("who", "status"), [("member", 200), ("stranger", 404), ("guest", 404), ("administrator", 200)]
)
def test_a_secret_community_is_there_for_its_members_only(
    who: str, status: int, people: Any, sign_in: Any
) -> None:
    circle = community_with_roles("Circle", visibility="secret")
    if who == "member":
        joined(circle, people.member)

    assert sign_in(getattr(people, who)).get("/communities/circle/").status_code == status


def test_who_may_know_of_a_closed_community_sees_its_door_and_not_its_rooms(
    neighbour: Any, people: Any, sign_in: Any
) -> None:
    asked(neighbour, people.stranger, "Kept inside")

    answer = sign_in(people.member).get(f"/communities/{neighbour.slug}/")

    assert answer.status_code == 200
    assert "Vaccines" in answer.content.decode()
    assert "Kept inside" not in answer.content.decode()


# --- desk ------------------------------------------------------------------------------------


def test_the_desk_shows_what_waits_and_names_the_next_thing(
    community: Any, people: Any, sign_in: Any
) -> None:
    community.join_policy = "request"
    community.save()
    memberships.request_membership(community=community, by=people.stranger, brings="Ropes")

    page = sign_in(people.coordinator).get("/my/desk/").content.decode()

    assert "Sam Stranger" in page
    assert "waits for an answer to join" in page


def test_the_desk_of_a_member_without_a_role_is_empty_and_says_so(
    community: Any, people: Any, sign_in: Any
) -> None:
    asked(community, people.expert)

    page = sign_in(people.stranger).get("/my/desk/").content.decode()

    assert "Which pump lasts?" not in page


def test_a_visitor_is_sent_to_sign_in_and_comes_back(client: Any) -> None:
    answer = client.get("/my/desk/")

    assert answer.status_code == 302
    assert answer.url == "/accounts/login/?next=/my/desk/"


# --- search ----------------------------------------------------------------------------------


def test_search_finds_over_all_storeys_what_this_reader_may_see(
    community: Any, neighbour: Any, people: Any, sign_in: Any
) -> None:
    asked(community, people.expert, "Bilharzia near the pump")
    published(community, title="Bilharzia leaflet")
    asked(neighbour, people.stranger, "Bilharzia, closed")

    page = sign_in(people.member).get("/search/?q=bilharzia").content.decode()

    assert "near the pump" in page
    assert "leaflet" in page
    assert "closed" not in page


@pytest.mark.parametrize(
    "words", ["", "   ", '"', "-- ' OR 1=1", "<script>", "a" * 5000, "\x00", "((((", "ف"]
)
def test_search_bears_any_words(words: str, people: Any, sign_in: Any) -> None:
    answer = sign_in(people.member).get("/search/", {"q": words})

    assert answer.status_code == 200
    assert "<script>" not in answer.content.decode()


# --- errors ----------------------------------------------------------------------------------


def test_an_unknown_page_says_what_to_do(client: Any) -> None:
    answer = client.get("/never/was/")

    assert answer.status_code == 404
    assert "text/html" in answer["Content-Type"]


def test_a_refusal_says_why_in_words(neighbour: Any, people: Any, sign_in: Any) -> None:
    answer = sign_in(people.member).get(f"/communities/{neighbour.slug}/discussions/")

    assert answer.status_code == 403
    assert "belongs to the members of Vaccines" in answer.content.decode()


def test_a_form_without_its_token_keeps_what_was_typed(community: Any, people: Any) -> None:
    from django.test import Client

    strict = Client(enforce_csrf_checks=True)
    strict.force_login(people.member)

    answer = strict.post(f"/communities/{community.slug}/discussions/start/", {"body": "A long thought."})

    assert answer.status_code == 403
    assert "A long thought." in answer.content.decode()


def test_when_something_breaks_there_is_a_page_that_asks_the_database_nothing(
    rf: Any, django_assert_num_queries: Any
) -> None:
    from cop_portal.portal.views.errors import server_error

    with django_assert_num_queries(0):
        answer = server_error(rf.get("/"))

    assert answer.status_code == 500


# --- language --------------------------------------------------------------------------------


def test_a_visitor_chooses_a_language_by_a_link(client: Any) -> None:
    answer = client.get("/language/?language=ar&next=/help/")

    assert answer.url == "/help/"
    page = client.get("/help/").content.decode()
    assert '<html lang="ar" dir="rtl">' in page


def test_a_link_does_not_change_the_account_of_who_is_signed_in(people: Any, sign_in: Any) -> None:
    sign_in(people.member).get("/language/?language=ar")
    people.member.refresh_from_db()
    assert people.member.language == ""

    sign_in(people.member).post("/language/", {"language": "ar"})
    people.member.refresh_from_db()
    assert people.member.language == "ar"


@pytest.mark.parametrize("back", ["https://evil.example/", "//evil.example", "javascript:alert(1)"])
def test_choosing_a_language_leads_nowhere_else(back: str, client: Any) -> None:
    assert client.get("/language/", {"language": "ar", "next": back}).url == "/"


def test_a_language_that_is_not_offered_is_not_kept(client: Any) -> None:
    assert "django_language" not in client.get("/language/?language=xx").cookies


# --- papers, health, media, development ------------------------------------------------------


@pytest.mark.parametrize("path", ["/help/", "/privacy/", "/robots.txt"])
def test_standing_pages_are_for_everybody(path: str, client: Any) -> None:
    assert client.get(path).status_code == 200


def test_a_browser_that_asks_for_an_icon_gets_the_sign(client: Any) -> None:
    answer = client.get("/favicon.ico")

    assert answer.status_code == 302
    assert answer.url.endswith(".svg")


def test_the_security_page_is_for_people_with_an_account(client: Any, people: Any) -> None:
    assert client.get("/my/security/").status_code == 302
    client.force_login(people.member)
    assert client.get("/my/security/").status_code == 200


def test_health_says_each_part_and_is_never_kept(client: Any) -> None:
    answer = client.get("/health/")

    checks = json.loads(answer.content)["checks"]
    assert set(checks) == {"database", "broker", "worker", "beat", "mail_queue", "disk"}
    assert checks["database"]["ok"]
    assert checks["worker"]["ok"] is False  # none runs beside this test
    assert answer.status_code == 503
    assert "no-store" in answer["Cache-Control"]


def test_without_a_broker_pages_still_count_as_well(client: Any, settings: Any) -> None:
    """The worker is silent then; a balancer that took the pages away would make it worse."""
    settings.REDIS_URL = "redis://127.0.0.1:1/0"

    answer = client.get("/health/")

    assert (answer.status_code, json.loads(answer.content)["status"]) == (200, "degraded")


@pytest.mark.parametrize(
    "path", ["/media/secret.png", "/media/../settings.py", "/media/%2e%2e/manage.py", "/media/"]
)
def test_files_that_belong_nowhere_are_not_there(path: str, people: Any, sign_in: Any) -> None:
    assert sign_in(people.administrator).get(path).status_code == 404


@pytest.mark.parametrize("path", ["/development/mail/", "/development/letters/", "/development/mail/x/"])
def test_pages_for_development_do_not_exist_elsewhere(path: str, client: Any, settings: Any) -> None:
    settings.DEMO_ALLOWED = False

    assert client.get(path).status_code == 404


def test_the_desk_shows_what_waits_longest_first_and_asks_first_for_what_people_wait_for(
    community: Any, people: Any, sign_in: Any
) -> None:
    memberships.end_role(community=community, user=people.expert, role="expert", by=people.coordinator)
    RoleTerm.objects.filter(community=community, ended_at__isnull=False).update(
        ended_at=timezone.now() - datetime.timedelta(days=90)
    )
    discussions.start(
        community=community, by=people.member, title="Which pump?", body="Which?", kind="question"
    )

    page = sign_in(people.coordinator).get("/my/desk/").content.decode()

    assert "Which pump?" in page[page.index('id="nba"') : page.index("pile-")]
    assert page.index("pile-vacancies") < page.index("pile-questions")


def test_a_thing_is_set_aside_with_a_reason_and_taken_back(community: Any, people: Any, sign_in: Any) -> None:
    memberships.end_role(community=community, user=people.expert, role="expert", by=people.coordinator)
    browser = sign_in(people.coordinator)
    key = f"vacancy:{community.pk}:expert"
    assert "Water has no Expert." in browser.get("/my/desk/").content.decode()

    refused = browser.post("/my/desk/set-aside/", {"key": key, "reason": ""}, follow=True)
    assert "Say why it can wait" in refused.content.decode()
    browser.post("/my/desk/set-aside/", {"key": key, "reason": "After the holidays"})

    page = browser.get("/my/desk/").content.decode()
    assert "Water has no Expert." not in page
    assert "After the holidays" in page
    browser.post("/my/desk/set-aside/", {"key": key, "back": "1"})
    assert "Water has no Expert." in browser.get("/my/desk/").content.decode()


def test_a_request_that_is_set_aside_is_in_no_list_until_it_is_taken_back(
    community: Any, people: Any, make_person: Any, sign_in: Any
) -> None:
    community.join_policy = "request"
    community.save()
    first, second = (make_person(f"{name} Asks") for name in ("Ada", "Bela"))
    rows = [memberships.request_membership(community=community, by=who) for who in (first, second)]
    browser = sign_in(people.facilitator)
    key = f"request:{rows[0].pk}:{rows[0].requested_at:%Y%m%d}"

    browser.post("/my/desk/set-aside/", {"key": key, "reason": "I write to her first"})

    page = browser.get("/my/desk/").content.decode()
    assert "Ada Asks" not in page
    assert "Bela Asks" in page
    assert "Ada Asks" in sign_in(people.coordinator).get("/my/desk/").content.decode()
    browser = sign_in(people.facilitator)
    browser.post("/my/desk/set-aside/", {"key": key, "back": "1"})
    assert "Ada Asks" in browser.get("/my/desk/").content.decode()


def test_the_desk_of_one_role_is_one_click_away(community: Any, people: Any, sign_in: Any) -> None:
    memberships.give_role(community=community, user=people.coordinator, role="expert", by=people.coordinator)
    memberships.end_role(
        community=community, user=people.knowledge_manager, role="knowledge_manager", by=people.coordinator
    )
    browser = sign_in(people.coordinator)

    assert "Water has no Knowledge manager." in browser.get("/my/desk/?role=coordinator").content.decode()
    assert "Water has no Knowledge manager." not in browser.get("/my/desk/?role=expert").content.decode()


@pytest.mark.parametrize("count", [1, 3])
def test_the_desk_asks_as_often_for_three_communities_as_for_one(
    count: int, community: Any, people: Any, sign_in: Any, django_assert_num_queries: Any
) -> None:
    from cop_portal.tests import factories

    for number in range(count - 1):
        factories.joined(factories.community(f"More {number}"), people.coordinator, "coordinator")
    memberships.end_role(community=community, user=people.expert, role="expert", by=people.coordinator)
    browser = sign_in(people.coordinator)
    browser.get("/my/desk/")

    with django_assert_num_queries(47):  # about one for each kind of thing that waits
        browser.get("/my/desk/")


def test_the_list_of_members_is_offered_to_those_alone_who_may_see_it(people: Any, sign_in: Any) -> None:
    where = community_with_roles("Open house", visibility="public")
    link = f'href="/communities/{where.slug}/people/"'
    home = f"/communities/{where.slug}/"

    assert link in sign_in(people.member).get(home).content.decode()
    assert link not in sign_in(people.guest).get(home).content.decode()  # a guest of another community
