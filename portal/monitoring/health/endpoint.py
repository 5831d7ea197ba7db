"""`GET /healthz`: may this installation be sent traffic, and if not, what is missing."""

import redis
from django.contrib.auth.decorators import login_not_required
from django.db import DatabaseError, connection
from django.http import HttpRequest, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from . import heartbeat


@login_not_required
@never_cache
@require_safe
def healthz(request: HttpRequest) -> JsonResponse:
    """Answer 200 when database, broker and worker are reachable, else 503 naming which is not."""
    parts = {"database": _database(), **_broker_and_worker()}
    well = all(state == "ok" for state in parts.values())
    return JsonResponse(parts, status=200 if well else 503)


def _database() -> str:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return "unreachable"
    return "ok"


def _broker_and_worker() -> dict[str, str]:
    try:
        alive = heartbeat.worker_alive()
    except redis.RedisError:
        return {"broker": "unreachable", "worker": "unknown without the broker"}
    silence = f"none reported in the last {heartbeat.SILENT_AFTER_SECONDS} seconds"
    return {"broker": "ok", "worker": "ok" if alive else silence}
