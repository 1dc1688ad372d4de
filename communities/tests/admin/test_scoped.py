"""What every list of the administration shares: one's own communities, export, history."""

from __future__ import annotations

import csv
import datetime
import io
from typing import Any

import openpyxl
import pytest
from django.utils import timezone

from communities.actions import invitations, memberships
from communities.models import Invitation, InvitationLink, Membership, RoleTerm
from cop_portal.tests import factories

pytestmark = pytest.mark.django_db
LISTS = ("membership", "joinrequest", "invitation", "invitationlink", "roleterm", "stagechange")


def rows(model: str, rest: str = "") -> str:
    return f"/admin/communities/{model}/{rest}"


@pytest.fixture
def next_door(neighbour: Any, people: Any) -> dict[str, Any]:
    """Rows of the community next door, of every kind."""
    coordinator = factories.holder(neighbour, "coordinator")
    asks = memberships._lock(neighbour, factories.person("Nele Nextdoor"))
    Membership.objects.filter(pk=asks.pk).update(state="requested")
    asked = invitations.ask(
        community=neighbour, by=coordinator, address="nobody@next.example", name="Nils Nextdoor",
        organisation="Door", reason="Knows doors", access_until=timezone.localdate() + datetime.timedelta(days=30),
    )  # fmt: skip
    link = InvitationLink.objects.create(
        community=neighbour, owner=coordinator, nonce="n", token_hash="h", label="Nextdoor fair"
    )
    return {
        "membership": asks,
        "joinrequest": asks,
        "invitation": asked,
        "invitationlink": link,
        "roleterm": RoleTerm.objects.filter(community=neighbour).first(),
    }


@pytest.mark.parametrize("model", LISTS)
def test_not_one_row_of_the_neighbours_is_seen(
    model: str, next_door: dict[str, Any], people: Any, sign_in: Any
) -> None:
    client = sign_in(people.facilitator)

    page = client.get(rows(model))

    assert page.status_code == 200
    for word in (b"Nextdoor", b"Vaccines"):
        assert word not in page.content
        for query in ("?q=Next", f"?community={next_door['membership'].community_id}"):
            assert word not in client.get(rows(model, query)).content
    row = next_door.get(model)
    for rest in ("change", "history", "delete") if row else ():
        answer = client.get(rows(model, f"{row.pk}/{rest}/"), follow=True)
        assert b"Nextdoor" not in answer.content
        assert b"Vaccines" not in answer.content


@pytest.mark.parametrize("model", ["membership", "joinrequest", "invitation", "invitationlink", "roleterm"])
@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_an_export_holds_ones_own_rows_alone(
    model: str, kind: str, next_door: dict[str, Any], community: Any, people: Any, sign_in: Any
) -> None:
    answer = sign_in(people.facilitator).get(rows(model, f"export/{kind}/"))

    assert answer.status_code == 200
    assert answer["Content-Disposition"].endswith(f'.{kind}"')
    if kind == "csv":
        text = answer.content.decode("utf-8-sig")
    else:
        sheet = openpyxl.load_workbook(io.BytesIO(answer.content)).active
        text = "\n".join(str(cell.value) for row in sheet.iter_rows() for cell in row)
    assert "Nextdoor" not in text
    assert "Vaccines" not in text
    if model == "membership":
        assert "Mona Member" in text


@pytest.mark.parametrize("who", ["member", "guest", "expert", "stranger"])
def test_others_get_no_export_and_no_import(who: str, community: Any, people: Any, sign_in: Any) -> None:
    client = sign_in(getattr(people, who))

    for rest in ("export/csv/", "import/"):
        assert client.get(rows("invitation", rest)).status_code in (302, 403)


def test_an_export_follows_the_filters_and_no_cell_is_a_formula(
    community: Any, people: Any, sign_in: Any
) -> None:
    Membership.objects.filter(user=people.member).update(brings="=1+1", seeks="@x")
    client = sign_in(people.facilitator)

    text = client.get(rows("membership", "export/csv/?q=Mona")).content.decode("utf-8-sig")

    found = list(csv.reader(io.StringIO(text)))
    assert [row[1] for row in found[1:]] == ["Mona Member"]
    assert "'=1+1" in found[1]
    assert "'@x" in found[1]
    assert client.get(rows("membership", "export/exe/")).status_code == 404
    assert client.get(rows("stagechange", "export/csv/")).status_code == 404


def test_the_history_says_who_did_what_by_every_door(community: Any, people: Any, sign_in: Any) -> None:
    type(community).objects.filter(pk=community.pk).update(join_policy="request")
    asks = memberships.request_membership(community=community, by=people.stranger)
    memberships.welcome(membership=asks, by=people.coordinator)

    page = sign_in(people.facilitator).get(rows("membership", f"{asks.pk}/history/")).content.decode()

    assert "asked to join" in page
    assert page.index("joined") < page.index("asked to join")
    assert people.coordinator.name in page
    assert "Nothing was done to this yet" not in page


@pytest.mark.parametrize(
    ("model", "queries"),
    [
        ("membership", 11),
        ("joinrequest", 10),
        ("invitation", 10),
        ("invitationlink", 10),
        ("roleterm", 11),
        ("stagechange", 10),
    ],
)
@pytest.mark.parametrize("more", [0, 2])
def test_a_list_costs_the_same_queries_for_one_and_three(
    model: str,
    queries: int,
    more: int,
    community: Any,
    people: Any,
    sign_in: Any,
    django_assert_num_queries: Any,
) -> None:
    for number in range(1 + more):
        who = factories.person()
        Membership.objects.create(community=community, user=who, state="requested")
        Invitation.objects.create(community=community, address=f"a{number}@x.example", token_hash=str(number))
        InvitationLink.objects.create(
            community=community, owner=people.member if number else people.expert, token_hash=str(number),
            is_personal=False, max_uses=3,
        )  # fmt: skip
    client = sign_in(people.facilitator)
    client.get(rows(model))

    with django_assert_num_queries(queries):
        assert client.get(rows(model)).status_code == 200


def test_whoever_loses_the_role_is_out_at_the_next_request(community: Any, people: Any, sign_in: Any) -> None:
    client = sign_in(people.facilitator)
    assert client.get(rows("membership")).status_code == 200

    memberships.end_role(
        community=community, user=people.facilitator, role="facilitator", by=people.coordinator
    )

    assert client.get(rows("membership")).status_code in (302, 403)


def test_an_archived_community_is_looked_at_and_not_changed(
    community: Any, people: Any, sign_in: Any
) -> None:
    type(community).objects.filter(pk=community.pk).update(archived_at=timezone.now())
    hers = Membership.objects.get(community=community, user=people.member)
    client = sign_in(people.facilitator)

    assert b"Mona Member" in client.get(rows("membership")).content
    client.post(rows("membership"), {"action": "remove", "_selected_action": [hers.pk], "apply": "1"})

    hers.refresh_from_db()
    assert hers.is_active
