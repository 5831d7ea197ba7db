"""Keycard's contract, for who reads it there: how an organization signs in.

GET /organizations/{organization_id}/sso-connection
"""

import json
import re
import uuid
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.urls import path, re_path
from django.views.decorators.csrf import csrf_exempt

from organizations.auth0_clients import auth0
from organizations.models import Connection, Organization, Stage
from organizations.stages import SERVING
from portal.api.limits import Turn
from portal.api.problems import Problem
from portal.api.schemas import rfc3339
from portal.auth0 import NotFound
from portal.auth0.resources.providers import Provider

from .door import KeyRequest, key_of, need_scope
from .found import in_tenants_of
from .refusals import problem_told

_SCOPE = "sso:read"
_LONGEST = 255
_ID = "X-Client-Request-ID"
_UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE | re.ASCII)


def _as_keycard(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Ask for no session, and tell what goes wrong as Keycard does."""

    @csrf_exempt
    @login_not_required
    @wraps(view)
    def answered(request: KeyRequest, **kwargs: str) -> HttpResponse:
        request_id = ""
        try:
            request_id = _request_id(request)
            answer = view(request, **kwargs)
        except Exception as error:
            answer = _told(error)
        if request_id:
            answer[_ID] = request_id
        return answer

    return answered


@_as_keycard
def sso_connection(request: KeyRequest, organization_id: str) -> HttpResponse:
    """Get the sign-in configuration of an organization, by Auth0 ID or name."""
    if request.method not in ("GET", "HEAD"):
        raise Problem(405, "method_not_allowed", "Only GET.", headers={"Allow": "GET, HEAD"})
    key = request.api_key = key_of(request)
    turn = Turn(f"key:{key.pk}")
    try:
        need_scope(key, _SCOPE)
        answer = _json(_shown(request, _connection(request, organization_id)))
    except Exception as error:
        answer = _told(error)
    turn.tell(answer)
    return answer


@_as_keycard
def _nothing_here(_request: KeyRequest) -> HttpResponse:
    raise _not_found()


urlpatterns = [
    path(
        "organizations/<str:organization_id>/sso-connection", sso_connection, name="sso_connection"
    ),
    re_path("", _nothing_here),
]


def _told(error: Exception) -> HttpResponse:
    problem = problem_told(error)
    told = {"code": problem.code, "message": problem.detail, "status": problem.status}
    answer = _json(told, problem.status)
    for name, value in problem.headers.items():
        answer[name] = value
    return answer


def _not_found() -> Problem:
    return Problem(404, "not_found", "Not found")


def _request_id(request: HttpRequest) -> str:
    given = request.headers.get(_ID)
    if given is None:
        return str(uuid.uuid4())
    if not _UUID.fullmatch(given):
        raise Problem(400, "bad_request_id", f"{_ID} must be a UUID.")
    return given


def _connection(request: KeyRequest, named: str) -> Connection:
    """Return the connection by which an organization signs in: the live one, else the newest."""
    named = named.replace("\0", "")
    if len(named) > _LONGEST:
        raise Problem(400, "bad_organization", f"An ID has {_LONGEST} characters at most.")
    organizations = in_tenants_of(request, Organization.objects.all())
    found = list(organizations.filter(Q(auth0_id=named) | Q(name=named))[:2])
    if len(found) > 1:
        raise Problem(
            400, "several", "Several tenants have an organization of this name. Use its ID."
        )
    theirs = Connection.objects.filter(organization__in=found).exclude(auth0_id="")
    theirs = theirs.exclude(stage=Stage.GONE)
    usable = sorted(theirs.select_related("tenant"), key=lambda one: one.stage not in SERVING)
    if not usable:
        raise _not_found()
    return usable[0]


def _shown(request: KeyRequest, connection: Connection) -> dict[str, Any]:
    api = auth0(connection.tenant).urgently().connections
    try:
        provider = api.provider(connection.auth0_id)
    except NotFound:
        # Deleted there a moment ago.
        raise _not_found() from None
    changes = (connection.created_at, connection.touched_at, connection.portal_changed_at)
    shown: dict[str, Any] = {
        "id": provider.connection_id,
        "client_id": provider.client_id,
        "client_secret_set": provider.client_secret_set,
        "created_at": rfc3339(connection.created_at),
        "identifier": provider.identifier[:2048],
        "updated_at": rfc3339(max(at for at in changes if at)),
        "protocols": _protocols(provider),
    }
    if "permissions" in [*request.GET.getlist("expand[]"), *request.GET.getlist("expand")]:
        shown["permissions"] = {
            "organizations": {"read": True, "update": False},
            "connections": {
                "read": "connections:read" in request.api_key.scopes,
                "update": "connections:write" in request.api_key.scopes,
            },
        }
    return shown


def _protocols(provider: Provider) -> dict[str, Any]:
    oauth2: dict[str, Any] = dict(provider.endpoints)
    userinfo = oauth2.pop("userinfo_endpoint", None)
    oauth2["code_challenge_methods_supported"] = list(provider.code_challenge_methods)
    oauth2["scopes_supported"] = list(provider.scopes)
    protocols: dict[str, Any] = {"oauth2": oauth2}
    if userinfo:
        protocols["openid"] = {"userinfo_endpoint": userinfo}
    return protocols


def _json(told: dict[str, Any], status: int = 200) -> HttpResponse:
    return HttpResponse(json.dumps(told), status=status, content_type="application/json")
