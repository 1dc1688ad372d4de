"""Steps outward by the community's rule, and back inside at once."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from communities.models import Community
from cop_portal.foundation import text
from cop_portal.foundation.activity.record import record
from cop_portal.foundation.permissions import actor_or_none
from knowledge_base.actions import outsiders
from knowledge_base.activity import (
    RELEASE_AGREED,
    RELEASE_ASKED,
    RELEASE_RETURNED,
    RELEASE_WITHDRAWN,
    RESOURCE_NARROWED,
    RESOURCE_RELEASED,
    SHARING_RULE_CHANGED,
)
from knowledge_base.enums import OUTSIDE, Answer, Approver, Check, Licence, ReleaseState, Sharing
from knowledge_base.models import (
    PartnerOrganisation,
    Release,
    ReleaseYes,
    ResourcePage,
    SharedWith,
    SharingChange,
    SharingRule,
)
from knowledge_base.models.levels import rule_was_asked
from knowledge_base.permissions import (
    check_answer_release,
    check_ask_release,
    check_curate,
    check_set_sharing_rule,
    check_withdraw_release,
)
from knowledge_base.queries.releases import rule_of


@transaction.atomic
def set_rule(
    *,
    community: Community,
    by: Any,
    approvers: Iterable[str],
    people_needed: int,
    checks: Iterable[str],
    licences: Iterable[str],
    words: str = "",
    at: datetime.datetime | None = None,
    quiet: bool = False,
) -> SharingRule:
    """The community's own rule for steps outward."""
    check_set_sharing_rule(by, community)
    chosen: dict[str, Any] = {
        "approvers": [name for name in Approver.values if name in set(approvers)],
        "checks": [name for name in Check.values if name in set(checks)],
        "licences": [name for name in Licence.values if name in set(licences)],
    }
    if not chosen["approvers"]:
        raise ValidationError({"approvers": _("Name at least one who says yes.")})
    if not chosen["licences"]:
        raise ValidationError({"licences": _("Leave at least one licence to choose.")})
    if people_needed not in (1, 2):
        raise ValidationError({"people_needed": _("One or two people say yes.")})
    rule, _new = SharingRule.objects.update_or_create(
        community=community,
        defaults={
            **chosen,
            "people_needed": people_needed,
            "words": text.clean(words).strip()[:2000],
            "changed_by": actor_or_none(by),
            "changed_at": at or timezone.now(),
        },
    )
    record(
        SHARING_RULE_CHANGED,
        by=by,
        target=rule,
        community=community,
        at=at,
        quiet=quiet,
        people_needed=people_needed,
        **chosen,
    )
    return rule


def _locked(resource: ResourcePage) -> ResourcePage:
    """Steps of one resource wait for one another."""
    ResourcePage.hold(resource.pk)
    return ResourcePage.objects.select_related("community").defer("body").get(pk=resource.pk)


def _new_partners(page: ResourcePage, partners: list[PartnerOrganisation]) -> bool:
    known = set(SharedWith.objects.filter(resource_id=page.pk).values_list("partner_id", flat=True))
    return any(partner.pk not in known for partner in partners)


def _is_outward(page: ResourcePage, to: Sharing, partners: list[PartnerOrganisation]) -> bool:
    if to == page.sharing:
        return to == Sharing.PARTNERS and _new_partners(page, partners)
    return to.reach > Sharing(page.sharing).reach


@transaction.atomic
def ask(
    *,
    resource: ResourcePage,
    by: Any,
    to: str,
    licence: str = "",
    partners: Iterable[PartnerOrganisation] = (),
    checks: Mapping[str, str] | None = None,
    note: str = "",
    at: datetime.datetime | None = None,
    quiet: bool = False,
) -> Release:
    """Ask that a resource is shared further, with the rule's checks answered."""
    page = _locked(resource)
    check_ask_release(by, page)
    if to not in Sharing.values:
        raise ValidationError({"to": _("Choose how far it is to go.")})
    level, named, rule = Sharing(to), list(partners), rule_of(page.community)
    if level == Sharing.PARTNERS and not named:
        raise ValidationError({"partners": _("Name the partners it is for.")})
    if not _is_outward(page, level, named):
        raise ValidationError({"to": _("It is shared as far as that already.")})
    if level in OUTSIDE and licence not in rule.licences:
        raise ValidationError({"licence": _("Choose what others may do with it.")})
    answers = _answers(rule, checks or {}, note)
    if Release.objects.waiting().filter(resource=page).exists():
        raise ValidationError(_("Somebody asked for this already; it waits for a yes."))
    release = Release.objects.create(
        resource=page,
        community=page.community,
        before=page.sharing,
        to=level,
        licence=licence if level in OUTSIDE else "",
        checks=answers,
        note=text.clean(note).strip()[:1000],
        asked_by=actor_or_none(by),
        asked_at=at or timezone.now(),
        revision_id=page.live_revision_id,
    )
    release.partners.set(named if level == Sharing.PARTNERS else [])
    record(
        RELEASE_ASKED,
        by=by,
        target=ResourcePage(pk=page.pk),
        community=page.community,
        at=at,
        quiet=quiet,
        release_id=release.pk,
        to=str(level),
    )
    return release


def _answers(rule: SharingRule, checks: Mapping[str, str], note: str) -> dict[str, str]:
    """Each check of the rule with its answer; what is settled is said how."""
    missing = {name: _("Answer this first.") for name in rule.checks if checks.get(name) not in Answer.values}
    if missing:
        raise ValidationError(missing)
    answers = {name: str(checks[name]) for name in rule.checks}
    if Answer.CLEARED in answers.values() and not note.strip():
        raise ValidationError({"note": _("Say in a sentence how it was settled, and with whom.")})
    return answers


def _to_answer(release: Release) -> tuple[Release, ResourcePage, SharingRule]:
    page = _locked(release.resource)
    found = Release.objects.select_for_update().get(pk=release.pk)
    found.resource = page
    if not found.is_waiting:
        raise ValidationError(_("This has its answer already."))
    return found, page, rule_of(page.community)


@transaction.atomic
def approve(
    *,
    release: Release,
    by: Any,
    revision_id: int | None = None,
    at: datetime.datetime | None = None,
    quiet: bool = False,
) -> Release:
    """Say yes. With the last yes that the rule asks for, the resource goes outward, once."""
    found, page, rule = _to_answer(release)
    check_answer_release(by, found, rule)
    if not page.live:
        raise ValidationError(_("It is not in the library any more."))
    if revision_id is not None and revision_id != page.live_revision_id:
        raise ValidationError(_("The text was changed in the meantime. Look at it again."))
    named = list(found.partners.all())
    if not _is_outward(page, Sharing(found.to), named):
        raise ValidationError(_("It is shared as far as that already."))
    moment = at or timezone.now()
    if actor_or_none(by) is not None:
        _yes, new = ReleaseYes.objects.get_or_create(release=found, by=by, defaults={"at": moment})
        if not new and rule.people_needed > 1:
            raise ValidationError(_("You said yes already; somebody else has to as well."))
        if found.yeses.count() < rule.people_needed:
            record(RELEASE_AGREED, by=by, target=ResourcePage(pk=page.pk), community=page.community,
                   at=at, quiet=quiet, release_id=found.pk)  # fmt: skip
            return found
    _close(found, ReleaseState.APPROVED, by=by, at=moment)
    before = page.sharing
    with rule_was_asked():
        # A step inside the organisation asks for no licence, and takes none away.
        noted = found.licence or page.licence
        ResourcePage.objects.filter(pk=page.pk).update(sharing=found.to, licence=noted)
    for partner in named:
        SharedWith.objects.get_or_create(resource=page, partner=partner)
    _note_change(page, before, found.to, by=by, at=moment, licence=found.licence, release=found)
    record(
        RESOURCE_RELEASED,
        by=by,
        target=ResourcePage(pk=page.pk),
        community=page.community,
        at=at,
        quiet=quiet,
        release_id=found.pk,
        before=before,
        to=found.to,
        licence=found.licence,
    )
    return found


def _close(
    release: Release, state: ReleaseState, *, by: Any, at: datetime.datetime, comment: str = ""
) -> None:
    release.state, release.comment = state, comment
    release.answered_by, release.answered_at = actor_or_none(by), at
    release.save(update_fields=["state", "comment", "answered_by", "answered_at"])


def end_waiting(page: ResourcePage, *, by: Any, at: datetime.datetime) -> None:
    """What was asked for before was asked of another state of things: it was taken inside, or retired."""
    for waits in Release.objects.waiting().filter(resource=page.pk):
        _close(waits, ReleaseState.WITHDRAWN, by=by, at=at)


def _note_change(
    page: ResourcePage, before: str, to: str, *, by: Any, at: datetime.datetime, **more: Any
) -> None:
    names = SharedWith.objects.filter(resource_id=page.pk).values_list("partner__name", flat=True)
    SharingChange.objects.create(
        resource=page,
        community=page.community,
        title=page.title,
        before=before,
        to=to,
        by=actor_or_none(by),
        at=at,
        partners=", ".join(sorted(names))[:1000] if to == Sharing.PARTNERS else "",
        **more,
    )


@transaction.atomic
def give_back(*, release: Release, by: Any, comment: str) -> Release:
    """No, or not yet, with what is to be done."""
    found, page, rule = _to_answer(release)
    check_answer_release(by, found, rule)
    words = text.clean(comment).strip()[:1000]
    if not words:
        raise ValidationError({"comment": _("Say what is missing; who asked reads it.")})
    _close(found, ReleaseState.RETURNED, by=by, at=timezone.now(), comment=words)
    record(RELEASE_RETURNED, by=by, target=ResourcePage(pk=page.pk), community=page.community,
           release_id=found.pk)  # fmt: skip
    return found


@transaction.atomic
def withdraw(*, release: Release, by: Any) -> Release:
    """Who asked does not want it any more."""
    found, page, _rule = _to_answer(release)
    check_withdraw_release(by, found)
    _close(found, ReleaseState.WITHDRAWN, by=by, at=timezone.now())
    record(RELEASE_WITHDRAWN, by=by, target=ResourcePage(pk=page.pk), community=page.community,
           release_id=found.pk)  # fmt: skip
    return found


@transaction.atomic
def narrow(
    *,
    resource: ResourcePage,
    by: Any,
    to: str,
    reason: str = "",
    partners: Iterable[PartnerOrganisation] | None = None,
) -> ResourcePage:
    """Back inside, at once. At the level of partners, `partners` are those who keep it."""
    page = _locked(resource)
    check_curate(by, page.community)
    if to not in Sharing.values or Sharing(to).reach > Sharing(page.sharing).reach:
        raise ValidationError({"to": _("That is further out. Ask for it; it goes by the community’s rule.")})
    lost = _keep_partners(page, Sharing(to), list(partners or ()))
    if page.sharing == to and not lost:
        return page
    moment, before = timezone.now(), page.sharing
    licence = page.licence if to in OUTSIDE else ""
    with rule_was_asked():
        ResourcePage.objects.filter(pk=page.pk).update(sharing=to, licence=licence)
    end_waiting(page, by=by, at=moment)
    _note_change(page, before, to, by=by, at=moment, reason=text.one_line(reason)[:300], licence=licence)
    page.sharing, page.licence = to, licence
    outsiders.take_back_of(page)
    record(
        RESOURCE_NARROWED,
        by=by,
        target=ResourcePage(pk=page.pk),
        community=page.community,
        before=before,
        to=to,
        reason=text.one_line(reason)[:300],
    )
    return page


@transaction.atomic
def note_licence(*, resource: ResourcePage, by: Any, licence: str) -> None:
    """Under which licence something inside would go out; what is outside keeps the one it went under."""
    page = _locked(resource)
    check_curate(by, page.community)
    if page.sharing in OUTSIDE or licence not in ["", *rule_of(page.community).licences]:
        raise ValidationError({"licence": _("Choose what others may do with it.")})
    with rule_was_asked():
        ResourcePage.objects.filter(pk=page.pk).update(licence=licence)


def _keep_partners(page: ResourcePage, to: Sharing, kept: list[PartnerOrganisation]) -> int:
    """Those who are not kept lose it; what everybody read may stay with some. Returns how many lost it."""
    rows = SharedWith.objects.filter(resource=page)
    if to != Sharing.PARTNERS:
        return rows.delete()[0]
    if not kept:
        raise ValidationError({"partners": _("Name the partners it stays with, or go further inside.")})
    if page.sharing == Sharing.PARTNERS and _new_partners(page, kept):
        raise ValidationError({"partners": _("A new partner is a step outward. Ask for it.")})
    lost = rows.exclude(partner__in=kept).delete()[0]
    for partner in kept:
        SharedWith.objects.get_or_create(resource=page, partner=partner)
    return lost
