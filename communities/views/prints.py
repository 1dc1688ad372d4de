"""Charter and terms of reference as PDF, for whoever may read the page."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404

from communities import papers
from communities.models import CharterVersion, TermsVersion
from communities.queries import charters, communities, terms
from cop_portal.foundation.pdf import pdf_response
from cop_portal.foundation.policies import public


@public
def charter_print(request: HttpRequest, slug: str, number: int | None = None) -> HttpResponse:
    """The version in force, or an earlier one."""
    community = communities.get_for(request.user, slug)
    if number is None:
        version = charters.current(community)
    else:
        version = get_object_or_404(CharterVersion, community=community, number=number)
    if version is None:
        raise Http404
    version.community = community
    return pdf_response(papers.charter(request.user, version), f"{slug}-charter-{version.number}")


@public
def terms_print(request: HttpRequest, slug: str, number: int | None = None) -> HttpResponse:
    """The version in force, or an earlier one, with the goals and indicators of today."""
    community = communities.get_for(request.user, slug, content=True)
    if number is None:
        version = terms.current(community)
    else:
        version = get_object_or_404(TermsVersion, community=community, number=number)
    if version is None:
        raise Http404
    version.community = community
    return pdf_response(papers.terms(request.user, version), f"{slug}-terms-{version.number}")
