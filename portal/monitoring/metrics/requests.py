"""Requests that the portal answered, counted in each web process.

Under Gunicorn all processes write to files of one folder (portal.gunicorn), which are added up.
"""

from prometheus_client import CollectorRegistry, Counter, Histogram

REGISTRY = CollectorRegistry()

_requests = Counter(
    "portal_requests_total",
    "Requests, by the name of their route and status.",
    ["route", "status"],
    registry=REGISTRY,
)
_seconds = Histogram(
    "portal_request_seconds",
    "How long requests took, by the name of their route.",
    ["route"],
    buckets=(0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10),
    registry=REGISTRY,
)


def count(route: str, status: int, seconds: float) -> None:
    """Count one request. `route` is a name or pattern, never a path: paths hold tokens."""
    _requests.labels(route, str(status)).inc()
    _seconds.labels(route).observe(seconds)
