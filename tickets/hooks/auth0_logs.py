"""Doors for machines that tell us something: Auth0's log streams.

What is pushed is news, never proof: whoever knows a stream's secret could have written it. So
nothing of it is kept; it has the portal read the tenant's log and reconcile the connections named.
"""

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
from organizations.services import sign_ins
from portal.auth0.events import Malformed, connection_named
from portal.auth0.sign_ins import SignIn, sign_in
from portal.wake import wake
from tickets.services import activity

log = logging.getLogger(__name__)

# Auth0 does not say how much it sends at once; this is some thousand events.
_MOST_BYTES = 2 * 1024 * 1024


@csrf_exempt
@login_not_required
@require_POST
def auth0_logs(request: HttpRequest, hook_id: UUID) -> HttpResponse:
    """Take what a tenant's log stream pushes: JSON lines, an array, or one object.

    Answers 200 with counts, whatever could be read: Auth0 would send the whole batch again, for
    ever, for the sake of what can never be. What is too much to read is found in the log instead.
    401 for a stranger.
    https://auth0.com/docs/customize/log-streams/custom-log-streams
    """
    tenant = Tenant.objects.filter(hook_id=hook_id, active=True).first()
    if not _is_theirs(request, tenant.hook_token if tenant else "") or tenant is None:
        return JsonResponse({"error": "The Authorization header isn't the agreed one."}, status=401)
    body = request.read(_MOST_BYTES + 1)
    if len(body) > _MOST_BYTES:
        log.warning("More than %s bytes pushed at once for %s", _MOST_BYTES, tenant.domain)
        wake("tickets.poll_logs", tenant.pk)
        return JsonResponse({"connections": 0, "ignored": 0, "refused": 1})
    names: set[str] = set()
    people: list[SignIn] = []
    ignored, refused = 0, []
    for item in _items(body):
        if one := sign_in(item):
            people.append(one)
            continue
        try:
            name = connection_named(item)
        except Malformed as error:
            refused.append(str(error))
            continue
        if name:
            names.add(name)
        else:
            ignored += 1
    if refused:
        log.warning("%s items pushed for %s refused: %s", len(refused), tenant.domain, refused[0])
    sign_ins.take_pushed(tenant, people)
    named = activity.connections_named(tenant, names)
    if named:
        wake("tickets.poll_logs", tenant.pk, *named)
    return JsonResponse({"connections": len(named), "ignored": ignored, "refused": len(refused)})


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
    """Read what is JSON; a letter in another encoding, or a line break in a text, costs itself, not
    the whole array.
    """
    try:
        return json.loads(text.decode(json.detect_encoding(text), "replace"), strict=False)
    except RecursionError:
        raise ValueError("nested too deeply") from None
