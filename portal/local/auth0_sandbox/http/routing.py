"""From method and path to the function that answers, after every check that Auth0 makes."""

import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from portal.local.auth0_sandbox import schema
from portal.local.auth0_sandbox.bodies import form
from portal.local.auth0_sandbox.messages import Answer, Request, Row
from portal.local.auth0_sandbox.tenant import tokens
from portal.local.auth0_sandbox.tenant.activity import logs
from portal.local.auth0_sandbox.tenant.tenant import Tenant

from . import limits, validation
from .errors import Refused, missing_scope

PREFIX = ["api", "v2"]


@dataclass(frozen=True)
class Call:
    """One request to the Management API, checked."""

    tenant: Tenant
    request: Request
    path: dict[str, str]
    query: Row
    body: Any
    scopes: frozenset[str]

    def need(self, scope: str) -> None:
        """Raise Refused (403) unless the token has the scope."""
        if scope not in self.scopes:
            raise missing_scope(scope)


Handler = Callable[[Call], Answer]


@dataclass(frozen=True)
class Route:
    method: str
    template: str
    group: str
    handler: Handler

    def match(self, method: str, segments: list[str]) -> dict[str, str] | None:
        parts = self.template.split("/")[1:]
        if method != self.method or len(parts) != len(segments):
            return None
        values = {}
        for part, segment in zip(parts, segments, strict=True):
            if part.startswith("{"):
                values[part.strip("{}")] = segment
            elif part != segment:
                return None
        return values


class Routes:
    """The calls of one area; `group` names the rate limit that counts them."""

    def __init__(self) -> None:
        self.all: list[Route] = []

    def add(self, method: str, template: str, group: str = "") -> Callable[[Handler], Handler]:
        def register(handler: Handler) -> Handler:
            self.all.append(Route(method, template, group, handler))
            return handler

        return register


class Api:
    def __init__(self, areas: Iterable[Routes]) -> None:
        found = [route for area in areas for route in area.all]
        self._routes = sorted(found, key=lambda route: route.template.count("{"))

    def answer(self, tenant: Tenant, request: Request) -> Answer:
        """Answer a request under /api/v2/."""
        headers: dict[str, str] = {}
        try:
            scopes = tokens.authenticate(tenant, request.headers.get("authorization", ""))
            route, values = self._find(request)
            headers = tenant.limits.count(route.group)
            answer = _call(tenant, request, route, values, scopes)
        except limits.Exceeded as refused:
            _log_limit(tenant, request)
            return refused.answer(refused.headers)
        except Refused as refused:
            return refused.answer(headers)
        return Answer(answer.status, answer.body, answer.type, {**headers, **answer.headers})

    def _find(self, request: Request) -> tuple[Route, dict[str, str]]:
        for route in self._routes:
            values = route.match(request.method, request.segments[len(PREFIX) :])
            if values is not None:
                return route, values
        raise Refused(404, "Not Found")


def _call(
    tenant: Tenant, request: Request, route: Route, path: dict[str, str], scopes: frozenset[str]
) -> Answer:
    wanted = schema.security(route.method, route.template)
    if route.template == "/organizations" and route.method == "POST":
        wanted = wanted[:1]  # the second one is for `enabled_connections` only
    if not scopes.intersection(wanted):
        raise missing_scope(*wanted)
    validation.check_path(route.method, route.template, path)
    query = validation.check_query(route.method, route.template, request.query)
    body = _body(request, route)
    validation.check_body(route.method, route.template, body)
    answer = route.handler(Call(tenant, request, path, query, body, scopes))
    if route.method != "GET":
        _log_write(tenant, request, route, body, answer)
    return answer


def _body(request: Request, route: Route) -> Any:
    wanted = schema.body_schema(route.method, route.template)
    encoding = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    try:
        if wanted and encoding == form.TYPE:
            return form.read(request.body, wanted)
        return request.json()
    except ValueError:
        raise Refused(400, "Invalid request payload JSON format", "invalid_body") from None


def _log_write(tenant: Tenant, request: Request, route: Route, body: Any, answer: Answer) -> None:
    """Auth0 logs what changed with both bodies: whoever reads logs sees secrets in there."""
    summary = schema.operation(route.method, route.template).get("summary", "")
    details = {
        "request": {"method": request.method.lower(), "path": request.path, "body": body or {}},
        "response": {"statusCode": answer.status, "body": json.loads(answer.body or b"{}")},
    }
    _log(tenant, request, "sapi", details, summary)


def _log_limit(tenant: Tenant, request: Request) -> None:
    _log(tenant, request, "api_limit", {"path": request.path}, "Rate limit on the Management API")


def _log(tenant: Tenant, request: Request, type: str, details: Row, description: str) -> None:
    agent = request.headers.get("user-agent", "")
    logs.write(tenant, type, details, ip=request.ip, user_agent=agent, description=description)
