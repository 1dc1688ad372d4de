"""What the views of the library share."""

from __future__ import annotations

from django.http import Http404, HttpRequest

from knowledge_base.models import ResourcePage
from knowledge_base.permissions import check_read_resource


def resource_for(request: HttpRequest, pk: int) -> ResourcePage:
    """A resource that this reader may read; to strangers it is not there."""
    found = ResourcePage.objects.filter(pk=pk).select_related("community").first()
    if found is None:
        raise Http404
    check_read_resource(request.user, found)
    return found
