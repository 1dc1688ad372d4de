"""GET /health/ for load balancers and people on duty."""

from __future__ import annotations

from django.http import HttpRequest, JsonResponse
from django.views.decorators.cache import never_cache

from cop_portal.foundation.policies import public
from cop_portal.portal.health import report


@public
@never_cache
def health(request: HttpRequest) -> JsonResponse:
    """200 when what matters is well, 503 when not; the body says what."""
    well, findings = report()
    status = "ok" if all(item["ok"] for item in findings.values()) else "degraded" if well else "failing"
    return JsonResponse({"status": status, "checks": findings}, status=200 if well else 503)
