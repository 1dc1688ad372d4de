"""Pages of thanks and badges, and the certificate."""

from __future__ import annotations

import io
from typing import Any

import pytest
from pypdf import PdfReader

from communities.actions import recognition
from communities.models import Award

pytestmark = pytest.mark.django_db
LIST = "/communities/water/people/recognition/"


@pytest.fixture
def badge(community: Any, people: Any) -> Award:
    made = recognition.award(
        community=community, holder=people.member, by=people.facilitator, kind="badge",
        name="Ten answers", what_for="Patience with pumps",
    )  # fmt: skip
    return recognition.accept(award=made, by=people.member)


def test_a_facilitator_offers_a_member_accepts_and_everybody_reads_it(
    community: Any, people: Any, sign_in: Any
) -> None:
    give = f"/communities/water/people/{people.member.pk}/recognise/"
    boss = sign_in(people.facilitator)
    assert give in boss.get(people.member.get_absolute_url()).content.decode()
    page = boss.post(give, {"kind": "badge", "what_for": "Patience"}).content.decode()
    assert "Give the badge a name." in page
    boss.post(give, {"kind": "badge", "name": "Ten answers", "what_for": "Patience"})
    assert (
        "has this already"
        in boss.post(give, {"kind": "badge", "name": "Ten answers", "what_for": "Patience"}).content.decode()
    )
    award = Award.objects.get()

    assert "Ten answers" not in sign_in(people.expert).get(people.member.get_absolute_url()).content.decode()
    browser = sign_in(people.member)
    assert "Accept it" in browser.get(people.member.get_absolute_url()).content.decode()
    browser.post(f"/awards/{award.pk}/answer/", {"word": "accept"})
    for who in (people.expert, people.stranger):
        assert "Ten answers" in sign_in(who).get(people.member.get_absolute_url()).content.decode()
        assert "Ten answers" in sign_in(who).get(LIST).content.decode()


def test_the_certificate_bears_the_community_and_its_address(
    badge: Award, community: Any, people: Any, sign_in: Any, settings: Any
) -> None:
    answer = sign_in(people.member).get(f"/awards/{badge.pk}/certificate.pdf")
    words = " ".join(page.extract_text() for page in PdfReader(io.BytesIO(answer.content)).pages)
    for part in ("Ten answers", "Mona Member", "Water", community.tagline, "Patience with pumps", badge.code):
        assert part in words
    assert sign_in(people.stranger).get(f"/awards/{badge.pk}/certificate.pdf").status_code == 404


def test_anybody_checks_it_without_an_account(badge: Award, people: Any, client: Any, sign_in: Any) -> None:
    address = badge.get_verify_url()
    page = client.get(address).content.decode()
    for part in ("This certificate holds.", "Mona Member", "Ten answers", "Water"):
        assert part in page
    sign_in(people.member).post(f"/awards/{badge.pk}/answer/", {"word": "hide"})
    client.logout()
    page = client.get(address).content.decode()
    assert "does not show this certificate" in page
    assert "Mona Member" not in page
    sign_in(people.coordinator).post(f"/awards/{badge.pk}/revoke/", {"reason": "Counted twice"})
    client.logout()
    page = client.get(address).content.decode()
    assert "it was revoked on" in page
    assert "Counted twice" not in page
    assert client.get("/certificates/never-was/").status_code == 404
    assert "Counted twice" in sign_in(people.member).get(people.member.get_absolute_url()).content.decode()


def test_a_stranger_gives_nothing_and_revokes_nothing(
    badge: Award, community: Any, people: Any, sign_in: Any
) -> None:
    give = f"/communities/water/people/{people.guest.pk}/recognise/"
    for who in (people.stranger, people.expert):
        browser = sign_in(who)
        assert browser.post(give, {"kind": "thanks", "what_for": "x"}).status_code == 403
        assert browser.post(f"/awards/{badge.pk}/revoke/", {"reason": "x"}).status_code == 403
        assert browser.post(f"/awards/{badge.pk}/answer/", {"word": "hide"}).status_code == 403
    boss = sign_in(people.facilitator)
    assert boss.get(f"/communities/water/people/{people.stranger.pk}/recognise/").status_code == 404
    community.visibility = "closed"
    community.save()
    assert sign_in(people.stranger).get(LIST).status_code == 403

    badge.refresh_from_db()
    assert (badge.is_shown, badge.state) == (True, "accepted")
    assert Award.objects.count() == 1
