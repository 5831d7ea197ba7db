"""Pages that ask Auth0 say what went wrong there, and what the reader can do."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from organizations.auth0_problems import explain
from portal.auth0 import Auth0Error, NotFound, RateLimited, Unavailable

View = Callable[..., HttpResponse]


def shows_auth0_trouble(view: View) -> View:
    """Answer an error of Auth0 with a page that explains it.

    404 for what Auth0 does not have, 503 for what may pass, else 502.
    """

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            return view(request, *args, **kwargs)
        except Auth0Error as error:
            return _page(request, error)

    return guarded


def _page(request: HttpRequest, error: Auth0Error) -> HttpResponse:
    gone = isinstance(error, NotFound)
    context = {"problem": explain(error), "request_id": error.request_id, "gone": gone}
    status = 404 if gone else 503 if isinstance(error, Unavailable) else 502
    response = render(request, "tickets/home/trouble.html", context, status=status)
    if isinstance(error, RateLimited):
        response["Retry-After"] = str(max(1, round(error.retry_after)))
    return response
