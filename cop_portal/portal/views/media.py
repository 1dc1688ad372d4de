"""Uploaded files, each behind the gate of what it belongs to. No file server stands before this."""

from __future__ import annotations

import hashlib
import mimetypes

from django.core.files.storage import default_storage
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.utils.cache import get_conditional_response
from django.utils.http import quote_etag

from cop_portal.foundation.policies import public
from knowledge_base.queries.media import may_see_file


@public
def protected_media(request: HttpRequest, path: str) -> HttpResponse:
    """A picture or rendition of the library. Whatever is not known to belong somewhere is not there."""
    if ".." in path or not may_see_file(request.user, path):
        raise Http404
    try:
        stored = default_storage.open(path, "rb")
    except (OSError, ValueError) as error:
        raise Http404 from error
    # Asked for again each time, so that what is taken back is gone; unchanged, it is not sent again.
    etag = quote_etag(hashlib.sha256(f"{path} {stored.size}".encode()).hexdigest()[:24])
    content_type = mimetypes.guess_type(path)[0] or "application/octet-stream"
    inline = content_type.startswith("image/") and content_type != "image/svg+xml"
    response = FileResponse(stored, as_attachment=not inline, content_type=content_type)
    response["Cache-Control"] = "private, no-cache"
    response["ETag"] = etag
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    unchanged = get_conditional_response(request, etag=etag, response=response)
    return unchanged or response
