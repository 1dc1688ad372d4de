import datetime

import pytest

from discussions.actions import contributions as C
from discussions.actions import discussions as D
from discussions.actions import syntheses as S


@pytest.mark.django_db
def test_smoke(client, people, community, sign_in, dispatched):
    for u in [
        "/",
        "/communities/",
        "/communities/water/about/",
        "/help/",
        "/privacy/",
        "/accounts/login/",
        "/search/?q=water",
        "/accounts/signup/",
        "/accounts/password/reset/",
        "/nothing/",
        "/health/",
    ]:
        r = client.get(u)
        print(u, r.status_code)
    t = D.start(
        community=community,
        by=people.member,
        title="How do you chlorinate?",
        body="In *turbid* water https://x.org",
        kind="question",
    )
    C.add(discussion=t, by=people.expert, body="Test first.")
    d = D.convene(
        community=community,
        by=people.facilitator,
        title="Pumps",
        body="Why",
        questions=["a?", "b?"],
        opens_on=datetime.date.today(),
        closes_on=datetime.date.today(),
        synthesis_on=datetime.date.today(),
        share_on=datetime.date.today(),
    )
    D.open_discussion(discussion=d, by=people.facilitator)
    c = C.add(discussion=d, by=people.member, body="Spare parts", question_number=1)
    S.pin_summary(discussion=d, by=people.facilitator, body="so [1]")
    S.save_synthesis(
        discussion=d, by=people.facilitator, in_short="In short", body="### Theme\n\nParts matter [1]."
    )
    print(dispatched())
    for who in (
        people.member,
        people.facilitator,
        people.coordinator,
        people.administrator,
        people.stranger,
        people.guest,
    ):
        c = sign_in(who)
        print(who.name)
        for u in [
            "/",
            "/communities/",
            "/communities/water/",
            "/communities/water/about/",
            "/communities/water/people/",
            "/communities/water/join/",
            "/communities/water/leave/",
            "/communities/water/charter/",
            "/communities/water/charter/draft/",
            "/communities/water/stage/",
            "/communities/water/identity/",
            "/communities/water/discussions/",
            t.get_absolute_url(),
            d.get_absolute_url(),
            d.get_absolute_url() + "contribute/",
            d.get_absolute_url() + "synthesis/",
            d.get_absolute_url() + "summary/",
            "/communities/water/discussions/start/",
            "/communities/water/discussions/convene/",
            "/my/desk/",
            "/my/notices/",
            "/my/preferences/",
            "/my/profile/",
            "/my/security/",
            "/my/held-mail/",
            "/people/",
            f"/people/{people.expert.pk}/",
            "/search/?q=chlorinate",
            "/communities/vaccines/",
            "/communities/vaccines/discussions/",
            "/accounts/2fa/",
            "/accounts/email/",
            "/accounts/password/change/",
            "/development/mail/",
            "/development/letters/",
            "/admin/",
        ]:
            r = c.get(u)
            print("  ", u, r.status_code)
