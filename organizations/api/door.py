"""How a request comes in: whose key, how often, may it, was it sent before, and who acts."""

import hashlib
import json
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime
from functools import wraps
from typing import Any, TypeVar

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from ninja import Router
from ninja.decorators import decorate_view
from pydantic import BaseModel

from organizations.models import ApiKey
from organizations.services import api_keys
from organizations.services.api_keys import idempotency
from portal.actor import Actor
from portal.api.document import describe
from portal.api.limits import Turn
from portal.api.problems import Fault, Problem, invalid

from .refusals import tell

JSON = "application/json"
_LONGEST_NAME = 255

F = TypeVar("F", bound=Callable[..., BaseModel | HttpResponse | None])


class KeyRequest(HttpRequest):
    """A request whose key is known; `claim` where it may be sent again."""

    api_key: ApiKey
    by: Actor
    claim: idempotency.Claim | None
    answered: bool


class Resource:
    """The endpoints of one resource; each says which scope it asks for."""

    def __init__(self, name: str) -> None:
        self.router = Router(tags=[name])

    def get(self, path: str, scope: str, answers: Any, **told: Any) -> Callable[[F], F]:
        """Declare how something is read."""
        return self._endpoint("GET", path, scope, answers, **told)

    def post(self, path: str, scope: str, answers: Any, **told: Any) -> Callable[[F], F]:
        """Declare how something is made or done."""
        return self._endpoint("POST", path, scope, answers, **{"status": 201, **told})

    def put(self, path: str, scope: str, answers: Any, **told: Any) -> Callable[[F], F]:
        """Declare how something is made what the request says."""
        return self._endpoint("PUT", path, scope, answers, **told)

    def patch(self, path: str, scope: str, answers: Any, **told: Any) -> Callable[[F], F]:
        """Declare how named fields are changed."""
        return self._endpoint("PATCH", path, scope, answers, **told)

    def delete(self, path: str, scope: str, **told: Any) -> Callable[[F], F]:
        """Declare how something is taken away; nothing is answered."""
        return self._endpoint("DELETE", path, scope, None, **{"status": 204, **told})

    def _endpoint(
        self,
        method: str,
        path: str,
        scope: str,
        answers: Any,
        *,
        status: int = 200,
        auth0: bool = False,
        names: bool = False,
        also: int | None = None,
    ) -> Callable[[F], F]:
        """`auth0`, `names`: as `describe` has them.

        `also`: another status of a success, with the same answer.
        """

        def declare(view: F) -> F:
            @wraps(view)
            def answered(request: KeyRequest, *args: Any, **kwargs: Any) -> HttpResponse:
                result = view(request, *args, **kwargs)
                return result if isinstance(result, HttpResponse) else json_of(result, status)

            operation = self.router.api_operation(
                [method],
                path,
                response={one: answers for one in (status, also) if one},
                operation_id=view.__name__,
                summary=" ".join(view.__name__.split("_")).capitalize(),
                openapi_extra=describe(method, path, scope, auth0=auth0, names=names),
            )
            operation(decorate_view(_let_in(scope))(answered))
            return view

        return declare


def json_of(shown: BaseModel | None, status: int) -> HttpResponse:
    """Return an answer of ours as JSON."""
    content = "" if shown is None else shown.model_dump_json()
    return HttpResponse(content, status=status, content_type=JSON)


def at_once(
    request: KeyRequest, make: Callable[[], BaseModel], *, status: int = 201
) -> HttpResponse:
    """Do something and keep its answer in one transaction, so that neither is lost alone.

    `make` calls no network.
    """
    with transaction.atomic():
        response = json_of(make(), status)
        if request.claim:
            request.claim.keep(status, response.content.decode())
    request.answered = True
    return response


def taken_over(request: KeyRequest) -> datetime | None:
    """Return when the first attempt at the same request began, if its answer is lost.

    It may have done what is asked for; what is older, it didn't. None for a first attempt. Needed
    by what calls the network, which no transaction spans.
    """
    return request.claim.row.created_at if request.claim and request.claim.again else None


def decided(request: KeyRequest, choose: Callable[[], str]) -> str:
    """Return what the first attempt at a request chose, so that a repeat means the same."""
    return request.claim.decide(choose) if request.claim else choose()


def _let_in(scope: str) -> Callable[[Any], Any]:
    def decorate(run: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
        @wraps(run)
        def entered(request: KeyRequest, **kwargs: Any) -> HttpResponse:
            turn = None
            try:
                key = key_of(request)
                turn = Turn(f"key:{key.pk}")
                need_scope(key, scope)
                request.api_key, request.by = key, Actor.api(key, request)
                request.claim, request.answered = None, False
                _check_query(request, run)
                _check_no_body(request, run)
                response = _once(request, lambda: run(request, **kwargs))
            except Exception as error:
                response = tell(request, error)
            if turn:
                turn.tell(response)
            return response

        return entered

    return decorate


def need_scope(key: ApiKey, scope: str) -> None:
    """Raise Problem (403) unless a key has a scope."""
    if scope not in key.scopes:
        raise Problem(
            403,
            "scope_missing",
            f"The key lacks the scope {scope}. Ask an operator to create a key with it.",
        )


def key_of(request: HttpRequest) -> ApiKey:
    """Return the key that a request shows. Raises Problem (401)."""
    kind, _, shown = request.headers.get("Authorization", "").partition(" ")
    key = api_keys.find_key(shown.strip()) if kind.lower() == "bearer" else None
    if key is None:
        raise Problem(
            401,
            "no_key",
            "Send a valid key as “Authorization: Bearer sk_…”. Operators create keys.",
            headers={"WWW-Authenticate": 'Bearer realm="portal"'},
        )
    return key


def _check_query(request: HttpRequest, run: Any) -> None:
    """Refuse a parameter that the endpoint does not have, by name."""
    known: set[str] = set()
    for model in run.__self__.models:
        if model.__ninja_param_source__ == "query":
            known.update(model.__ninja_flatten_map__)
    unknown = [name for name in request.GET if name not in known]
    if unknown:
        raise invalid(
            [
                Fault(
                    name,
                    f"“{name}” isn't a parameter of this request. Remove it or check the spelling.",
                )
                for name in unknown
            ]
        )


def _check_no_body(request: HttpRequest, run: Any) -> None:
    """Refuse the fields of a body, by name, where the endpoint has none."""
    if any(model.__ninja_param_source__ == "body" for model in run.__self__.models):
        return
    try:
        told = json.loads(request.body or "{}")
    except (ValueError, RecursionError):
        told = None
    if isinstance(told, dict):
        faults = [
            Fault(name, f"“{name}” isn't a field of this request. Remove it or check the spelling.")
            for name in told
        ]
    else:
        faults = [Fault("", "This request has no body. Remove it.")]
    if faults:
        raise invalid(faults)


def _once(request: KeyRequest, run: Callable[[], HttpResponse]) -> HttpResponse:
    """Carry a POST with an Idempotency-Key out once, whoever sends it again."""
    name = request.headers.get("Idempotency-Key")
    if request.method != "POST" or name is None:
        return run()
    if not name or len(name) > _LONGEST_NAME or not name.isascii() or not name.isprintable():
        detail = f"An Idempotency-Key has 1 to {_LONGEST_NAME} ASCII characters."
        raise invalid([Fault("Idempotency-Key", detail)])
    begun = idempotency.begin(request.api_key, name, _digest(request))
    if isinstance(begun, idempotency.Answer):
        kind = JSON if begun.status < 400 else "application/problem+json"
        again = HttpResponse(begun.body, status=begun.status, content_type=kind)
        again["Idempotency-Replayed"] = "true"
        return again
    request.claim = begun
    response = run()
    if not request.answered:
        if response.status_code < 400:
            begun.keep(response.status_code, response.content.decode())
        elif response.status_code < 500:
            # What was refused was not carried out: it may be tried again.
            begun.give_back()
        else:
            # Half of it may have been.
            begun.lapse()
    return response


def _digest(request: HttpRequest) -> str:
    body = request.body
    # The same in other words is the same.
    with suppress(ValueError, RecursionError):
        body = json.dumps(json.loads(body), sort_keys=True).encode()
    told = (request.method or "", request.get_full_path(), "")
    return hashlib.sha256("\n".join(told).encode() + body).hexdigest()
