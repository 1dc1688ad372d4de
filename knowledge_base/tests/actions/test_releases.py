"""Steps outward by the community's rule, once; back inside at once; and no other way out."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.http import Http404

from cop_portal.foundation.activity.models import ActivityEntry
from cop_portal.foundation.notifications.models import Notice
from cop_portal.foundation.permissions import Denied
from cop_portal.tests.factories import community_with_roles, holder
from knowledge_base.actions import releases, resources
from knowledge_base.enums import Licence, Sharing
from knowledge_base.models import (
    PartnerGuest,
    PartnerOrganisation,
    Release,
    ResourcePage,
    SharingChange,
    SharingRule,
)
from knowledge_base.tests.makers import draft, published

pytestmark = pytest.mark.django_db
CHECKS = {"personal_data": "none", "consent": "cleared", "third_party": "none"}
WHOLE: dict[str, Any] = {
    "to": "public", "licence": "cc-by", "checks": CHECKS, "note": "The two farmers signed.",
}  # fmt: skip
RULE: dict[str, Any] = {
    "approvers": ["knowledge_manager", "coordinator"], "people_needed": 2, "checks": list(CHECKS),
    "licences": ["cc-by", "own"],
}  # fmt: skip


def level(item: ResourcePage) -> tuple[str, str]:
    found = ResourcePage.objects.get(pk=item.pk)
    return found.sharing, found.licence


def recorded(verb: str) -> int:
    return ActivityEntry.objects.filter(verb=f"knowledge_base.{verb}").count()


@pytest.fixture
def item(community: Any, people: Any) -> ResourcePage:
    return published(community, by=people.member, title="A pump that lasts")


def test_one_yes_of_whom_the_rule_names_lets_it_out_once_and_the_log_says_how(
    item: ResourcePage, people: Any, dispatched: Any
) -> None:
    release = releases.ask(resource=item, by=people.member, **WHOLE)
    assert level(item) == ("organisation", "")
    for who in (people.member, people.expert, people.facilitator, people.stranger, people.administrator):
        with pytest.raises(Denied):
            releases.approve(release=release, by=who)

    releases.approve(release=release, by=people.knowledge_manager)
    with pytest.raises(ValidationError):
        releases.approve(release=release, by=people.coordinator)
    dispatched()

    assert level(item) == ("public", "cc-by")
    line = SharingChange.objects.get()
    assert (line.before, line.to, line.licence, line.by) == (
        "organisation", "public", "cc-by", people.knowledge_manager,
    )  # fmt: skip
    assert line.release.checks == CHECKS
    assert (recorded("release_asked"), recorded("resource_released")) == (1, 1)
    told = set(Notice.objects.filter(kind="knowledge_base.release_asked").values_list("user", flat=True))
    assert told <= {people.knowledge_manager.pk, people.coordinator.pk}
    assert Notice.objects.filter(kind="knowledge_base.release_answered", user=people.member).count() == 1
    with pytest.raises(IntegrityError), transaction.atomic():
        SharingChange.objects.create(
            community=line.community, title="x", before="core", to="public", release=release
        )


def test_where_two_are_asked_nobody_says_yes_to_their_own(item: ResourcePage, people: Any) -> None:
    releases.set_rule(community=item.community, by=people.coordinator, **RULE)
    release = releases.ask(resource=item, by=people.knowledge_manager, **WHOLE)
    with pytest.raises(Denied):
        releases.approve(release=release, by=people.knowledge_manager)

    releases.approve(release=release, by=people.coordinator)
    assert level(item) == ("organisation", "")
    assert recorded("release_agreed") == 1
    with pytest.raises(ValidationError):
        releases.approve(release=release, by=people.coordinator)
    assert level(item) == ("organisation", "")

    second = holder(community_with_roles("Elsewhere"), "coordinator")
    with pytest.raises(Denied):
        releases.approve(release=release, by=second)


def test_what_is_missing_is_said_and_nothing_is_asked(item: ResourcePage, people: Any) -> None:
    for change in (
        {"to": "moon"},
        {"to": "community"},
        {"to": "partners"},
        {"licence": ""},
        {"checks": {**CHECKS, "consent": "perhaps"}},
        {"checks": {}},
        {"note": " "},
    ):
        with pytest.raises(ValidationError):
            releases.ask(resource=item, by=people.member, **{**WHOLE, **change})
    releases.set_rule(community=item.community, by=people.coordinator, **{**RULE, "licences": ["own"]})
    with pytest.raises(ValidationError):
        releases.ask(resource=item, by=people.member, **WHOLE)

    assert not Release.objects.exists()


def test_who_neither_owns_nor_curates_asks_for_nothing(item: ResourcePage, people: Any) -> None:
    for who in (people.expert, people.guest, people.stranger, people.sponsor):
        with pytest.raises(Denied):
            releases.ask(resource=item, by=who, **WHOLE)
    waiting = draft(item.community, by=people.member)
    with pytest.raises(Denied):
        releases.ask(resource=waiting, by=people.member, **WHOLE)

    assert not Release.objects.exists()


def test_a_second_request_waits_for_the_first(item: ResourcePage, people: Any) -> None:
    releases.ask(resource=item, by=people.member, **WHOLE)
    with pytest.raises(ValidationError):
        releases.ask(resource=item, by=people.knowledge_manager, **WHOLE)

    assert Release.objects.count() == 1


def test_it_is_given_back_with_a_comment_and_asked_again(
    item: ResourcePage, people: Any, dispatched: Any
) -> None:
    release = releases.ask(resource=item, by=people.member, **WHOLE)
    with pytest.raises(ValidationError):
        releases.give_back(release=release, by=people.coordinator, comment=" ")
    with pytest.raises(Denied):
        releases.give_back(release=release, by=people.expert, comment="No")

    releases.give_back(release=release, by=people.coordinator, comment="Whose is the photograph?")
    dispatched()
    again = releases.ask(resource=item, by=people.member, **WHOLE)
    with pytest.raises(Denied):
        releases.withdraw(release=again, by=people.expert)
    releases.withdraw(release=again, by=people.member)

    assert level(item) == ("organisation", "")
    assert not SharingChange.objects.exists()
    notice = Notice.objects.get(kind="knowledge_base.release_answered")
    assert notice.user == people.member
    assert (recorded("release_returned"), recorded("release_withdrawn")) == (1, 1)


def test_a_text_that_changed_is_looked_at_again(item: ResourcePage, people: Any) -> None:
    release = releases.ask(resource=item, by=people.member, **WHOLE)
    seen = release.revision_id
    item.specific.save_revision().publish(user=people.knowledge_manager)

    with pytest.raises(ValidationError):
        releases.approve(release=release, by=people.coordinator, revision_id=seen)

    assert level(item) == ("organisation", "")


def test_back_inside_is_free_for_curators_at_once_and_ends_what_waits(
    item: ResourcePage, people: Any, client: Any, dispatched: Any
) -> None:
    release = releases.ask(resource=item, by=people.member, **WHOLE)
    releases.approve(release=release, by=people.coordinator)
    assert client.get(item.url).status_code == 200
    with pytest.raises(Denied):
        releases.narrow(resource=item, by=people.member, to="core")
    with pytest.raises(ValidationError):
        releases.narrow(resource=item, by=people.knowledge_manager, to="moon")

    releases.narrow(resource=item, by=people.knowledge_manager, to="community", reason="A name in it")
    waits = releases.ask(resource=item, by=people.member, **WHOLE)
    releases.narrow(resource=item, by=people.knowledge_manager, to="core")
    releases.narrow(resource=item, by=people.knowledge_manager, to="core")
    dispatched()

    assert level(item) == ("core", "")
    assert Release.objects.get(pk=waits.pk).state == "withdrawn"
    with pytest.raises(ValidationError):
        releases.approve(release=waits, by=people.coordinator)
    assert [line.to for line in SharingChange.objects.order_by("pk")] == ["public", "community", "core"]
    assert recorded("resource_narrowed") == 2
    assert client.get(f"{item.url}?later").status_code == 404  # no page that is kept for a moment
    assert Notice.objects.filter(kind="knowledge_base.taken_back", user=people.member).exists()


def test_partners_are_named_one_by_one(item: ResourcePage, people: Any, make_person: Any) -> None:
    ministry, agency = (PartnerOrganisation.objects.create(name=name) for name in ("Ministry", "Agency"))
    hers, his = make_person("Mina", is_guest=True), make_person("Abel", is_guest=True)
    PartnerGuest.objects.create(user=hers, partner=ministry)
    PartnerGuest.objects.create(user=his, partner=agency)

    def readers() -> list[bool]:
        return [ResourcePage.objects.visible_to(who).filter(pk=item.pk).exists() for who in (hers, his)]

    def to_partners(*named: PartnerOrganisation) -> None:
        step = releases.ask(resource=item, by=people.member, **{**WHOLE, "to": "partners"}, partners=named)
        releases.approve(release=step, by=people.coordinator)

    assert readers() == [False, False]
    to_partners(ministry)
    assert readers() == [True, False]
    with pytest.raises(ValidationError):
        to_partners(ministry)
    to_partners(agency)
    assert readers() == [True, True]
    with pytest.raises(ValidationError):
        releases.narrow(resource=item, by=people.knowledge_manager, to="partners", partners=[])
    releases.narrow(resource=item, by=people.knowledge_manager, to="partners", partners=[agency])
    assert readers() == [False, True]
    with pytest.raises(ValidationError):
        releases.narrow(resource=item, by=people.knowledge_manager, to="partners", partners=[ministry])
    PartnerGuest.objects.filter(user=his).delete()
    assert readers() == [False, False]
    assert level(item) == ("partners", "cc-by")


def test_no_other_door_leads_outward(item: ResourcePage, community: Any, people: Any) -> None:
    mine = draft(community, by=people.member, sharing=Sharing.PUBLIC, licence=Licence.CC0, title="Mine")
    assert level(mine) == ("organisation", "")
    own = ResourcePage.objects.get(pk=item.pk).specific
    own.sharing, own.licence = Sharing.PUBLIC, Licence.CC0
    own.save()
    own.sharing = Sharing.PUBLIC
    own.save_revision(user=people.knowledge_manager).publish(user=people.knowledge_manager)
    with pytest.raises(TypeError):
        ResourcePage.objects.filter(pk=item.pk).update(sharing=Sharing.PUBLIC)
    with pytest.raises(TypeError), transaction.atomic():
        ResourcePage.objects.bulk_update([own], ["sharing"])
    resources.publish(resource=own, by=people.knowledge_manager)
    copy = own.copy(update_attrs={"slug": "copy", "sharing": "public"}, user=people.knowledge_manager)

    assert level(item) == ("organisation", "")
    assert level(copy)[0] == "organisation"


def test_an_older_draft_changes_no_level(item: ResourcePage, people: Any) -> None:
    before = item.specific.save_revision(user=people.knowledge_manager)
    release = releases.ask(resource=item, by=people.member, **WHOLE)
    releases.approve(release=release, by=people.coordinator)

    before.publish(user=people.knowledge_manager)

    assert level(item) == ("public", "cc-by")


def test_the_rule_is_the_coordinators(community: Any, people: Any) -> None:
    for who in (people.knowledge_manager, people.facilitator, people.member, people.stranger):
        with pytest.raises(Denied):
            releases.set_rule(community=community, by=who, **RULE)
    for change in ({"approvers": []}, {"licences": []}, {"people_needed": 3}):
        with pytest.raises(ValidationError):
            releases.set_rule(community=community, by=people.coordinator, **{**RULE, **change})
    assert not SharingRule.objects.exists()

    for needed in (1, 2):
        releases.set_rule(community=community, by=people.coordinator, **{**RULE, "people_needed": needed})

    assert SharingRule.objects.get().people_needed == 2
    assert recorded("sharing_rule_changed") == 2


def test_the_sponsor_says_yes_where_the_rule_names_them(item: ResourcePage, people: Any) -> None:
    releases.set_rule(
        community=item.community, by=people.coordinator,
        **{**RULE, "approvers": ["sponsor"], "people_needed": 1},
    )  # fmt: skip
    release = releases.ask(resource=item, by=people.member, **WHOLE)
    with pytest.raises(Denied):
        releases.approve(release=release, by=people.coordinator)

    releases.approve(release=release, by=people.administrator)  # no sponsor is named

    assert level(item) == ("public", "cc-by")


def test_a_stranger_next_door_asks_for_nothing_of_a_closed_community(neighbour: Any, people: Any) -> None:
    inside = published(neighbour)
    for verb in (
        lambda: releases.ask(resource=inside, by=people.member, **WHOLE),
        lambda: releases.narrow(resource=inside, by=people.knowledge_manager, to="core"),
    ):
        with pytest.raises((Denied, Http404)):
            verb()

    assert level(inside) == ("community", "")


def test_the_letter_of_a_step_leads_each_of_its_readers_to_something_they_may_open(
    item: ResourcePage, people: Any, dispatched: Any, sign_in: Any
) -> None:
    release = releases.ask(resource=item, by=people.knowledge_manager, **WHOLE)
    releases.approve(release=release, by=people.coordinator)
    dispatched()

    told = list(Notice.objects.filter(kind="knowledge_base.release_answered"))
    assert {notice.user for notice in told} == {people.knowledge_manager, people.member}  # its owner, too
    for notice in told:
        assert sign_in(notice.user).get(notice.url).status_code == 200
    step = sign_in(people.member).get(release.get_absolute_url())
    assert step.status_code == 404  # it is for who asked and who answers
