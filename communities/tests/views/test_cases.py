"""The pages of proposing a community."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from communities.actions import cases
from communities.models import Case, Community
from communities.tests.actions.test_cases import WHOLE
from cop_portal.tests import factories

pytestmark = pytest.mark.django_db
TYPED = {
    "name": "Cold chain", "tagline": "Cold vaccines", "audience": "Logisticians", "practice": "Fridges",
    "why_now": "New districts", "is_lasting": "yes", "is_voluntary": "yes", "has_practice": "yes",
    "is_mutual": "no", "is_open_ended": "no", "sponsor": "Sue Sponsor", "facilitator": "Mona Member",
}  # fmt: skip


def test_a_case_is_written_handed_in_and_approved(people: Any, sign_in: Any) -> None:
    author = sign_in(people.stranger)
    assert "Propose a community" in author.get("/communities/").content.decode()
    answer = author.post("/cases/new/", {**TYPED, "submit": "1"}, follow=True)
    case = Case.objects.get()
    assert "something else may fit better" in answer.content.decode()
    assert "A newsletter or a mailing list fits better" in answer.content.decode()
    assert (case.state, case.sponsor, case.facilitator) == ("submitted", people.sponsor, people.member)

    sponsor = sign_in(people.sponsor)
    assert "Cold chain" in sponsor.get("/my/desk/").content.decode()
    refused = sponsor.post(f"/cases/{case.pk}/decide/", {"return": "1", "comment": ""}).content.decode()
    assert "Say what is missing" in refused
    answer = sponsor.post(f"/cases/{case.pk}/decide/", {"approve": "1", "comment": "Go"})

    assert answer.url == "/communities/cold-chain/"
    assert Community.objects.get(slug="cold-chain").case == case


def test_a_decision_that_is_sent_twice_is_answered_alike_and_anothers_comes_too_late(
    people: Any, sign_in: Any
) -> None:
    sign_in(people.stranger).post("/cases/new/", {**TYPED, "submit": "1"})
    place = f"/cases/{Case.objects.get().pk}/decide/"
    again = {"return": "1", "comment": "Say which fridges"}
    sponsor = sign_in(people.sponsor)
    assert [sponsor.post(place, again).url for _click in range(2)] == ["/cases/", "/cases/"]
    assert "has been decided" in sign_in(people.administrator).post(place, again).content.decode()

    sign_in(people.stranger).post(place.replace("decide", "edit"), {**TYPED, "submit": "1"})
    sponsor = sign_in(people.sponsor)
    refused = sponsor.post(place, {"return": "1", "comment": ""}).content.decode()
    answers = [sponsor.post(place, {"approve": "1", "comment": ""}) for _click in range(2)]

    assert "Say what is missing" in refused
    assert [answer.url for answer in answers] == ["/communities/cold-chain/"] * 2
    assert "has been decided" in sponsor.post(place, again).content.decode()
    assert Community.objects.filter(name="Cold chain").count() == 1


def test_a_half_written_case_is_kept_as_a_draft(people: Any, sign_in: Any) -> None:
    browser = sign_in(people.member)

    answer = browser.post(
        "/cases/new/", {"name": "Cold chain", "why_now": "Ten districts", "submit": "1"}, follow=True
    )

    page = answer.content.decode()
    assert "Before it can be handed in, fill in" in page
    assert "Ten districts" in page
    assert Case.objects.get().state == "draft"


def test_a_form_sent_twice_makes_one_case_and_keeps_its_key_when_it_is_refused(
    people: Any, sign_in: Any
) -> None:
    browser = sign_in(people.member)
    typed = {**TYPED, "facilitator": "", "key": "k1", "submit": "1"}

    begun = browser.get("/cases/new/").content.decode()
    refused = browser.post("/cases/new/", {**typed, "name": ""}).content.decode()
    first, second = browser.post("/cases/new/", typed), browser.post("/cases/new/", typed)

    case = Case.objects.get()
    assert case.state == "submitted"
    assert first.url == second.url == f"/cases/{case.pk}/"
    assert begun.count('name="key"') == 1
    assert 'name="key" value="k1"' in refused
    back = cases.begin(by=people.member, name="Another")
    assert 'name="key"' not in browser.get(f"/cases/{back.pk}/edit/").content.decode()


@pytest.mark.parametrize(
    ("typed", "said"),
    [("Nobody Anywhere", "Nobody of this name was found"), ("Ana", "Several people fit")],
)
def test_a_person_who_is_not_found_is_said_and_nothing_typed_is_lost(
    typed: str, said: str, people: Any, sign_in: Any, make_person: Any
) -> None:
    make_person("Ana Alves")
    make_person("Ana Zulu")

    page = (
        sign_in(people.member).post("/cases/new/", {**TYPED, "expert": typed, "stay": "1"}).content.decode()
    )

    assert said in page
    assert "New districts" in page
    assert not Case.objects.exists()


def test_a_stranger_finds_no_case_and_decides_none(people: Any, sign_in: Any) -> None:
    case = cases.begin(by=people.member, name="Cold chain", **{**WHOLE, "sponsor": people.sponsor})
    cases.submit(case=case, by=people.member)
    browser = sign_in(people.stranger)

    for address in ("", "edit/"):
        assert browser.get(f"/cases/{case.pk}/{address}").status_code == 404
    for address in ("decide/", "withdraw/"):
        assert browser.post(f"/cases/{case.pk}/{address}", {"approve": "1"}).status_code == 404
    assert "Cold chain" not in browser.get("/cases/").content.decode()
    assert Client().get("/cases/").status_code == 302
    case.refresh_from_db()
    assert case.state == "submitted"


def test_its_author_does_not_decide(people: Any, sign_in: Any) -> None:
    case = cases.begin(by=people.member, name="Cold chain", **WHOLE)
    cases.submit(case=case, by=people.member)

    assert sign_in(people.member).post(f"/cases/{case.pk}/decide/", {"approve": "1"}).status_code == 403


def test_guests_are_told_whom_to_ask(people: Any, sign_in: Any) -> None:
    browser = sign_in(people.guest)

    assert "ask the one who invited you" in browser.get("/cases/new/").content.decode()
    assert "Propose a community" not in browser.get("/communities/").content.decode()


def test_communities_like_it_appear_while_one_types_and_on_a_page_of_their_own(
    people: Any, sign_in: Any
) -> None:
    factories.community("Cold chain")
    browser = sign_in(people.member)

    part = browser.get("/cases/similar/?name=cold+chian", headers={"HX-Request": "true"}).content.decode()
    page = browser.get("/cases/similar/?name=cold+chian").content.decode()

    assert "Cold chain" in part
    assert "<html" not in part
    assert "Cold chain" in page
    assert "<html" in page


def test_a_case_is_taken_back_and_given_up(people: Any, sign_in: Any) -> None:
    case = cases.begin(by=people.member, name="Cold chain", **WHOLE)
    cases.submit(case=case, by=people.member)
    browser = sign_in(people.member)

    browser.post(f"/cases/{case.pk}/withdraw/")
    case.refresh_from_db()
    assert case.state == "draft"
    browser.post(f"/cases/{case.pk}/withdraw/")
    case.refresh_from_db()
    assert case.state == "withdrawn"
    assert "Cold chain" not in browser.get("/cases/").content.decode()
