"""The files of the library, at the addresses that Wagtail gives them."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from wagtail.documents.views.serve import serve

from cop_portal.foundation.policies import public
from knowledge_base.queries.media import document_for


@public
def document(request: HttpRequest, pk: int, name: str) -> HttpResponse:
    """Wagtail serves it, after the gate. An address is no key, and no cache between here and the reader keeps it."""
    found = document_for(request.user, pk)
    if found is None or found.filename != name:
        raise Http404
    response: HttpResponse = serve(request, str(pk), name)
    response["Cache-Control"] = "private, no-cache"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response["Cross-Origin-Resource-Policy"] = "same-origin"
    return response
