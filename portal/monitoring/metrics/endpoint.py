"""`GET /metrics`: all figures in Prometheus's text format, for who may read them."""

import os
import secrets

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, generate_latest
from prometheus_client.multiprocess import MultiProcessCollector

from .figures import Figures
from .requests import REGISTRY

_HERE = ("127.0.0.1", "::1")


@login_not_required
@never_cache
@require_safe
def metrics(request: HttpRequest) -> HttpResponse:
    """Answer to the bearer token of PORTAL_METRICS_TOKEN; without one, to this machine only."""
    if not _may_read(request):
        return HttpResponse(
            "Send PORTAL_METRICS_TOKEN as a bearer token.\n", status=401, content_type="text/plain"
        )
    registry = CollectorRegistry()
    if "PROMETHEUS_MULTIPROC_DIR" in os.environ:
        MultiProcessCollector(registry)
        text = generate_latest(registry)
    else:
        text = generate_latest(REGISTRY)
    figures = CollectorRegistry()
    figures.register(Figures())
    return HttpResponse(text + generate_latest(figures), content_type=CONTENT_TYPE_LATEST)


def _may_read(request: HttpRequest) -> bool:
    if settings.METRICS_TOKEN:
        given = request.headers.get("Authorization", "")
        expected = f"Bearer {settings.METRICS_TOKEN}"
        return secrets.compare_digest(given.encode(), expected.encode())
    # What a proxy on this machine passes on comes from anywhere.
    forwarded = "X-Forwarded-For" in request.headers or "Forwarded" in request.headers
    return request.META.get("REMOTE_ADDR") in _HERE and not forwarded
