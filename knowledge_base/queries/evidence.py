"""What the library shows of a community: for the checklists of its stages."""

from __future__ import annotations

from django.utils.translation import ngettext

from communities.evidence import Evidence
from communities.models import Community
from knowledge_base.models import ResourcePage


def _published(community: Community, least: int) -> Evidence:
    count = ResourcePage.objects.filter(community=community, live=True).count()
    return Evidence(
        count >= least,
        ngettext("%(count)s resource in the library.", "%(count)s resources in the library.", count)
        % {"count": count},
    )


def library_begun(community: Community) -> Evidence:
    return _published(community, 1)


def library_grows(community: Community) -> Evidence:
    return _published(community, 5)


FINDERS = {"library_begun": library_begun, "library_grows": library_grows}
