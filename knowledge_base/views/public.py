"""The public library: list, citations, feeds, map of the site. The same for everybody who asks."""

from __future__ import annotations

import datetime
from typing import Any
from urllib.parse import urlsplit, urlunsplit

from django.conf import settings
from django.contrib.sitemaps import Sitemap
from django.contrib.sitemaps import views as sitemaps
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed
from django.utils.html import escape
from django.utils.translation import gettext as _
from django.views.decorators.http import conditional_page

from communities.models import Community
from cop_portal.foundation.paging import key_set_page
from cop_portal.foundation.policies import public
from knowledge_base.citations import FORMATS, cite
from knowledge_base.forms.public import PublicFindForm
from knowledge_base.models import ResourcePage
from knowledge_base.queries import public as queries
from knowledge_base.queries.resources import credits_of


@public
def library(request: HttpRequest) -> HttpResponse:
    """What everybody may read, with or without an account."""
    form = PublicFindForm(request.GET, communities=queries.communities(), topics=queries.topics())
    asked = form.asked()
    page = key_set_page(queries.shelf(**asked), request.GET, order=queries.ORDER)
    files = queries.files_of(page.rows)
    for row in page.rows:
        row.files = files[row.pk]
    return render(
        request,
        "knowledge_base/public_library.html",
        {
            "page": page,
            "form": form,
            "asked": asked,
            "place": "library",
            "portal_url": settings.PORTAL_URL,
        },
    )


@public
def citation(request: HttpRequest, pk: int, form: str) -> HttpResponse:
    """For whoever may read it, in the way their program wants it."""
    found = ResourcePage.objects.visible_to(request.user).select_related("community").filter(pk=pk).first()
    if found is None or form not in FORMATS:
        raise Http404
    write, content_type = FORMATS[form]
    response = HttpResponse(
        write(cite(found, credits_of(found))), content_type=f"{content_type}; charset=utf-8"
    )
    response["Content-Disposition"] = f'attachment; filename="resource-{found.pk}.{form}"'
    response["Cache-Control"] = "private, no-cache"
    return response


class _Feed(Atom1Feed):
    """Atom with the moment of the newest entry, and none made up where there is no entry."""

    def latest_post_date(self) -> datetime.datetime:
        days = [item["updateddate"] for item in self.items if item["updateddate"]]
        return max(days) if days else datetime.datetime(2000, 1, 1, tzinfo=datetime.UTC)


@public
@conditional_page
def feed(request: HttpRequest, slug: str = "") -> HttpResponse:
    """What is new in the public library, or in one community's part of it."""
    community: Community | None = None
    if slug:
        community = queries.communities().filter(slug=slug).first()
        if community is None:
            raise Http404
    title = (
        _("%(community)s: public library") % {"community": community.name}
        if community
        else _("%(portal)s: public library") % {"portal": _(settings.PORTAL_NAME)}
    )
    made = _Feed(
        title=title,
        link=settings.PORTAL_URL + reverse("public_library") + (f"?community={slug}" if slug else ""),
        description=_("What everybody may read."),
        language=request.LANGUAGE_CODE,  # type: ignore[attr-defined]
        feed_url=settings.PORTAL_URL + request.path,
    )
    for row in queries.newest(community):
        said = cite(row, row.credits.all())
        made.add_item(
            title=said.title,
            link=said.url,
            description=escape(said.summary),  # a summary is read as HTML
            author_name="; ".join(said.by),
            unique_id=said.url,
            pubdate=said.day,
            updateddate=said.changed,
            categories=[said.kind, said.community],
            item_copyright=said.licence_url or None,
        )
    response = HttpResponse(made.writeString("utf-8"), content_type="application/atom+xml; charset=utf-8")
    # What is taken back is gone at the next look.
    response["Cache-Control"] = "no-cache"
    return response


class PublicPages(Sitemap):
    """Each public resource, and when it was changed last."""

    limit = 20_000

    def items(self) -> Any:
        rows = queries.shelf().select_related(None).order_by("pk")
        return rows.only("pk", "url_path", "last_published_at")

    def location(self, item: ResourcePage) -> str:
        return item.url_path

    def lastmod(self, item: ResourcePage) -> Any:
        return item.last_published_at


class StandingPages(Sitemap):
    def items(self) -> list[str]:
        return ["home", "public_library", "communities", "help", "privacy"]

    def location(self, item: str) -> str:
        return reverse(item)


MAPS = {"pages": StandingPages, "library": PublicPages}


def _ours(address: str) -> str:
    """The same page at the portal's own address, by whatever name the portal was asked."""
    return settings.PORTAL_URL + urlunsplit(("", "", *urlsplit(address)[2:]))


def _fresh(response: TemplateResponse) -> HttpResponse:
    said: dict[str, Any] = response.context_data or {}
    for part in said.get("sitemaps", []):
        part.location = _ours(part.location)
    for one in said.get("urlset", []):
        one["location"] = _ours(one["location"])
    response["Cache-Control"] = "no-cache"
    return response


@public
def sitemap(request: HttpRequest) -> HttpResponse:
    """The maps there are."""
    return _fresh(sitemaps.index(request, MAPS, sitemap_url_name="sitemap_part"))


@public
def sitemap_part(request: HttpRequest, section: str) -> HttpResponse:
    return _fresh(sitemaps.sitemap(request, MAPS, section))
