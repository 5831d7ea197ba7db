"""Doors for machines that tell us something: Auth0's log streams."""

import json
import logging
import secrets
from collections.abc import Iterator
from typing import Any
from uuid import UUID

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from organizations.models import Tenant
from portal.auth0.events import AssistantEvent, Malformed, read_item
from portal.wake import wake
from tickets import services
from tickets.tasks_look import look

log = logging.getLogger(__name__)

# Auth0 does not say how much it sends at once; this is some thousand events.
_MOST_BYTES = 2 * 1024 * 1024


@csrf_exempt
@login_not_required
@require_POST
def auth0_logs(request: HttpRequest, hook_id: UUID) -> HttpResponse:
    """Take what a tenant's log stream pushes: JSON lines, an array, or one object.

    Answers 200 with counts when anything could be read: items that cannot are refused alone,
    since Auth0 would send the whole batch again. 400 when nothing could, 401 for a stranger,
    413 for too much.
    https://auth0.com/docs/customize/log-streams/custom-log-streams
    """
    tenant = Tenant.objects.filter(hook_id=hook_id, active=True).first()
    if not _is_theirs(request, tenant.hook_token if tenant else "") or tenant is None:
        return JsonResponse(
            {"error": "The Authorization header is not the one agreed."}, status=401
        )
    body = request.read(_MOST_BYTES + 1)
    if len(body) > _MOST_BYTES:
        return JsonResponse({"error": f"Send at most {_MOST_BYTES} bytes at once."}, status=413)
    events: list[AssistantEvent] = []
    read, refused = 0, []
    for item in _items(body):
        try:
            event = read_item(item)
        except Malformed as error:
            refused.append(str(error))
            continue
        read += 1
        if event:
            events.append(event)
    if refused:
        log.warning("%s items pushed for %s refused: %s", len(refused), tenant.domain, refused[0])
    if not read:
        reason = refused[0] if refused else "The body holds no items."
        return JsonResponse({"error": reason, "refused": len(refused)}, status=400)
    ingested = services.ingest_logs(tenant, events)
    for key in sorted(ingested.touched):
        wake(look, key)
    return JsonResponse(
        {
            "new": ingested.new,
            "known": ingested.known,
            "ignored": ingested.ignored + read - len(events),
            "refused": len(refused),
        }
    )


def _is_theirs(request: HttpRequest, token: str) -> bool:
    given = request.headers.get("Authorization", "")
    # Compared in the same time whatever is given, also where there is nothing to compare with.
    expected = token or secrets.token_urlsafe()
    return secrets.compare_digest(given.encode(), expected.encode())


def _items(body: bytes) -> Iterator[Any]:
    """Every item of the body; what is no JSON comes as its text, to be refused."""
    try:
        whole = _json(body)
    except ValueError:
        for line in body.splitlines():
            if line.strip():
                try:
                    yield _json(line)
                except ValueError:
                    yield line
        return
    yield from whole if isinstance(whole, list) else [whole]


def _json(text: bytes) -> Any:
    try:
        return json.loads(text)
    except RecursionError:
        raise ValueError("nested too deeply") from None
