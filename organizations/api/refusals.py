"""What services and Auth0 refuse, as problems: the field, what happened, what to do."""

from collections.abc import Mapping

import structlog
from django.core.exceptions import RequestDataTooBig, ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from ninja import NinjaAPI
from ninja.errors import HttpError
from ninja.errors import ValidationError as InvalidRequest

from organizations.auth0_problems import explain
from organizations.errors import Rejected, Taken
from organizations.services.api_keys.idempotency import StillRunning
from portal.api.problems import Fault, Problem, answer, faults_of, invalid
from portal.auth0 import Auth0Error, NotFound, RateLimited, Refused, Unavailable

log = structlog.get_logger(__name__)


def problem_of(error: Exception) -> Problem | None:
    """Return the answer to an error that a caller can understand; None for a fault of ours."""
    match error:
        case Problem():
            return error
        case InvalidRequest():
            return invalid(faults_of(error.errors))
        case Rejected():
            return _refused(error)
        case Auth0Error():
            return _of_auth0(error)
        case ValidationError():
            return invalid([Fault("", " ".join(error.messages))])
        case Http404():
            return Problem(404, "not_found", "Not found. Check the URL.")
        case StillRunning():
            return Problem(
                409,
                "still_running",
                "The first request with this Idempotency-Key is still running. Try again later.",
                headers={"Retry-After": "5"},
            )
        case RequestDataTooBig():
            return Problem(413, "too_large", "The request is too large. Send it in several parts.")
        case HttpError() if error.status_code == 400:
            return Problem(400, "no_json", "The body isn't valid JSON. Send one JSON object.")
        case _:
            return None


def problem_told(error: Exception) -> Problem:
    """Return the answer to any error; a fault of ours goes into the log."""
    problem = problem_of(error)
    if problem is None:
        log.exception("api_failed", exc_info=error)
        problem = Problem(
            500,
            "failed",
            "Something went wrong in the portal. Try again; the log has the X-Request-ID.",
        )
    return problem


def tell(request: HttpRequest, error: Exception) -> HttpResponse:
    """Answer with what went wrong."""
    return answer(problem_told(error))


def tell_all(api: NinjaAPI) -> None:
    """Have an API answer every error so."""

    def handle(request: HttpRequest, error: Exception | type[Exception]) -> HttpResponse:
        return tell(request, error if isinstance(error, Exception) else error())

    for kind in (Exception, InvalidRequest, HttpError, Http404):
        api.add_exception_handler(kind, handle)


def _refused(error: Rejected) -> Problem:
    faults = [Fault(field, detail) for field, detail in error.faults()]
    if isinstance(error, Taken):
        return Problem(409, "taken", error.message, faults=faults)
    if error.is_conflict:
        return Problem(409, "conflict", error.message, faults=faults)
    return Problem(422, "invalid", error.message, faults=faults)


def in_words_of(fields: Mapping[str, str], error: Rejected) -> Problem:
    """Return the answer to what a service refuses, with its fields as a request names them."""
    told = _refused(error)
    faults = [Fault(fields.get(one.field, one.field), one.detail) for one in told.faults]
    return Problem(told.status, told.code, told.detail, faults=faults)


def _of_auth0(error: Auth0Error) -> Problem:
    told = explain(error)
    detail = f"{told.what} {told.remedy}"
    if isinstance(error, RateLimited):
        wait = {"Retry-After": str(max(1, round(error.retry_after)))}
        return Problem(503, "auth0_busy", detail, headers=wait)
    if isinstance(error, Unavailable):
        return Problem(503, "auth0_unavailable", detail, headers={"Retry-After": "60"})
    if isinstance(error, NotFound):
        return Problem(422, "not_in_auth0", detail)
    if isinstance(error, Refused):
        return Problem(422, "auth0_refused", detail)
    return Problem(502, "auth0_failed", detail)
